package homeweb

import (
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/core/history"
	"preau/internal/core/homeweb/msg"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web/ui"
)

const activityShown = 6

// told is how an act is said to who did it: a sentence with a place for the thing, the thing's name, and where it is.
type told struct {
	does, thing i18n.Key
	path        func(data map[string]string, who access.Actor) string // "" where who may not go there
}

// said are the acts that the history knows. An act that is not here is left out: it stays readable on the page of its object.
var said = map[string]told{
	"account/sign_up":           {msg.DidSignUp, msg.ThingOwnAccount, at(pathAccount)},
	"account/activate":          {msg.DidActivate, msg.ThingOwnAccount, at(pathAccount)},
	"account/accept_invitation": {msg.DidAcceptInvitation, msg.ThingInvitation, at(pathAccount)},
	"account/reset_password":    {msg.DidResetPassword, msg.ThingNewPassword, at(pathSecurity)},
	"account/change_password":   {msg.DidChangePassword, msg.ThingPassword, at(pathSecurity)},
	"account/save_profile":      {msg.DidSaveProfile, msg.ThingProfile, at(pathProfile)},
	"account/end_sessions":      {msg.DidEndSessions, msg.ThingSessions, at(pathSecurity)},
	"account/end_all_sessions":  {msg.DidEndAllSessions, msg.ThingAccount, accountOf},
	"account/invite":            {msg.DidInvite, msg.ThingPerson, accountOf},
	"account/suspend":           {msg.DidSuspend, msg.ThingAccount, accountOf},
	"account/reactivate":        {msg.DidReactivate, msg.ThingAccount, accountOf},

	"account/accept_terms": {msg.DidAcceptTerms, msg.ThingTerms, terms},
	"terms/publish":        {msg.DidPublishTerms, msg.ThingTerms, terms},
	"terms/write":          {msg.DidWriteTerms, msg.ThingTermsDraft, at(pathTermsDesk)},

	"instance.settings/save": {msg.DidSaveSettings, msg.ThingSettings, at(pathSettings)},

	"account/needs.coordinator.end":      {msg.DidEndCoordinator, msg.ThingCoordinator, at(pathCoordinators)},
	"org/needs.coordinator.name":         {msg.DidNameCoordinator, msg.ThingPlace, at(pathCoordinators)},
	"needs.group/needs.coordinator.name": {msg.DidNameCoordinator, msg.ThingPlace, group("")},
	"needs.group/needs.group.create":     {msg.DidCreateGroup, msg.ThingGroup, group("")},
	"needs.group/needs.group.edit":       {msg.DidEditGroup, msg.ThingGroup, group("")},
	"needs.group/needs.group.edit lots":  {msg.DidEditLots, msg.ThingTitle, group("")},
	"needs.group/needs.group.open":       {msg.DidOpenGroup, msg.ThingGroup, group("")},
	"needs.group/needs.group.abandon":    {msg.DidAbandonGroup, msg.ThingGroup, group("")},

	"needs.membership/needs.membership.join":        {msg.DidJoin, msg.ThingTitle, group("")},
	"needs.membership/needs.membership.accept":      {msg.DidAccept, msg.ThingTitle, group("/adhesions")},
	"needs.membership/needs.membership.refuse":      {msg.DidRefuse, msg.ThingTitle, group("/adhesions")},
	"needs.membership/needs.membership.allow again": {msg.DidAllowAgain, msg.ThingTitle, group("/adhesions")},
	"needs.membership/needs.membership.withdraw":    {msg.DidWithdraw, msg.ThingTitle, group("")},
	"needs.membership/needs.membership.remove":      {msg.DidRemoveMember, msg.ThingTitle, group("/adhesions")},

	"needs.sheet/needs.sheet.save":           {msg.DidSaveSheet, msg.ThingLot, lot},
	"needs.sheet/needs.sheet.validate":       {msg.DidValidateSheet, msg.ThingLot, lot},
	"needs.sheet/needs.sheet.validate empty": {msg.DidValidateEmpty, msg.ThingLot, lot},
	"needs.sheet/needs.sheet.reopen":         {msg.DidReopenSheet, msg.ThingLot, lot},

	"needs.document/needs.document.add":      {msg.DidAddDocument, msg.ThingDocument, group("/documents")},
	"needs.document/needs.document.edit":     {msg.DidEditDocument, msg.ThingDocument, group("/documents")},
	"needs.document/needs.document.replace":  {msg.DidReplaceDocument, msg.ThingDocument, group("/documents")},
	"needs.document/needs.document.withdraw": {msg.DidWithdrawDocument, msg.ThingDocument, group("/documents")},
	"needs.document/needs.document.download": {msg.DidDownloadDocument, msg.ThingDocument, group("/documents")},
}

func at(path string) func(map[string]string, access.Actor) string {
	return func(map[string]string, access.Actor) string { return path }
}

// accountOf is a page of the operator's: others only read the name.
func accountOf(data map[string]string, who access.Actor) string {
	if n := data["account"]; n != "" && who.IsAdmin() {
		return pathAccounts + "/" + n
	}
	return ""
}

func group(tail string) func(map[string]string, access.Actor) string {
	return func(data map[string]string, _ access.Actor) string { return pathGroups + "/" + data["group"] + tail }
}

func terms(data map[string]string, _ access.Actor) string { return pathTerms + "/" + data["version"] }

func lot(data map[string]string, _ access.Actor) string {
	return pathGroups + "/" + data["group"] + "/besoins/" + data["lot"]
}

// gap is where the thing's name comes in a sentence; no text holds it.
const gap = "\x00"

// sentence says a line of the history to who did it, with a link to the thing; nothing when its act is not known here.
func (p ownPage) sentence(l history.Line) (ui.Parts, string) {
	how, known := said[l.Object.Kind+"/"+l.Act]
	if !known {
		return nil, ""
	}
	args := []any{"thing", gap}
	for name, value := range l.Data {
		args = append(args, name, value)
	}
	before, after, _ := strings.Cut(p.T.S(how.does, args...), gap)
	thing, path := p.T.S(how.thing, args...), how.path(l.Data, p.Who)
	text := before + thing + after
	if path == "" {
		return ui.Parts{ui.Text(text)}, text
	}
	return ui.Parts{ui.Text(before), ui.Link{Label: thing, Href: path}, ui.Text(after)}, text + path
}

// activity is what the person did lately, the newest first; the same thing done again and again is said once.
func (p ownPage) activity() ui.Feed {
	var out ui.Feed
	last := ""
	for _, l := range p.Lines {
		parts, same := p.sentence(l)
		if same == "" || same == last {
			continue
		}
		if len(out) == activityShown {
			break
		}
		last = same
		out = append(out, ui.FeedLine{Avatar: ui.Avatar{Initials: frame.Initials(p.Who.Name)}, Text: parts, When: p.T.Ago(l.Done, p.Now)})
	}
	return out
}
