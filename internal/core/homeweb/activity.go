package homeweb

import (
	"preau/internal/core/frame"
	"preau/internal/core/history"
	"preau/internal/core/homeweb/msg"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web/ui"
)

const activityShown = 6

// said are the acts that the history knows, as said to who did them. Their places are named as the line's data.
// An act that is not here is left out: it stays readable on the page of its object.
var said = map[string]i18n.Key{
	"account/sign_up":           msg.DidSignUp,
	"account/activate":          msg.DidActivate,
	"account/accept_invitation": msg.DidAcceptInvitation,
	"account/reset_password":    msg.DidResetPassword,
	"account/change_password":   msg.DidChangePassword,
	"account/save_profile":      msg.DidSaveProfile,
	"account/end_sessions":      msg.DidEndSessions,
	"account/invite":            msg.DidInvite,
	"account/suspend":           msg.DidSuspend,
	"account/reactivate":        msg.DidReactivate,

	"instance.settings/save": msg.DidSaveSettings,

	"account/needs.coordinator.end":      msg.DidEndCoordinator,
	"account/needs.coordinator.name":     msg.DidNameCoordinator,
	"needs.group/needs.coordinator.name": msg.DidNameCoordinator,
	"needs.group/needs.group.create":     msg.DidCreateGroup,
	"needs.group/needs.group.edit":       msg.DidEditGroup,
	"needs.group/needs.group.edit lots":  msg.DidEditLots,
	"needs.group/needs.group.open":       msg.DidOpenGroup,
	"needs.group/needs.group.abandon":    msg.DidAbandonGroup,

	"needs.membership/needs.membership.join":     msg.DidJoin,
	"needs.membership/needs.membership.accept":   msg.DidAccept,
	"needs.membership/needs.membership.refuse":   msg.DidRefuse,
	"needs.membership/needs.membership.withdraw": msg.DidWithdraw,

	"needs.sheet/needs.sheet.save":           msg.DidSaveSheet,
	"needs.sheet/needs.sheet.validate":       msg.DidValidateSheet,
	"needs.sheet/needs.sheet.validate empty": msg.DidValidateEmpty,
	"needs.sheet/needs.sheet.reopen":         msg.DidReopenSheet,
}

// sentence says a line of the history to who did it, "" when its act is not known here.
func sentence(t *i18n.T, l history.Line) string {
	key, known := said[l.Object.Kind+"/"+l.Act]
	if !known {
		return ""
	}
	args := make([]any, 0, 2*len(l.Data))
	for name, value := range l.Data {
		args = append(args, name, value)
	}
	return t.S(key, args...)
}

// activity is what the person did lately, the newest first; the same thing done again and again is said once.
func (p ownPage) activity() ui.Feed {
	var out ui.Feed
	last := ""
	for _, l := range p.Lines {
		s := sentence(p.T, l)
		if s == "" || s == last {
			continue
		}
		if len(out) == activityShown {
			break
		}
		last = s
		out = append(out, ui.FeedLine{
			Avatar: ui.Avatar{Initials: frame.Initials(p.Who.Name)}, Text: ui.Parts{ui.Text(s)}, When: p.T.Ago(l.Done, p.Now),
		})
	}
	return out
}
