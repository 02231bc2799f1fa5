package document

import (
	"net/url"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
	"preau/internal/needs/group"
	"preau/internal/needs/membership"
	"preau/internal/needs/msg"
)

// Act is an act on a group's document.
type Act string

// The acts on a document.
const (
	SeeDocument      Act = "see"      // that it is there
	DownloadDocument Act = "download" // one version of it
	FollowDocument   Act = "follow"   // its versions, and who took which
	AddDocument      Act = "add"
	EditDocument     Act = "edit"    // its texts, and who may see it
	ReplaceDocument  Act = "replace" // by a new version
	WithdrawDocument Act = "withdraw"
)

// Case is a document as its rules see it.
type Case struct {
	Group      group.Group
	Membership membership.Membership
	Document   Document
	Asked      Version // that who asks wants
	At         time.Time
	SignedIn   bool
	Who        membership.Outsider
}

type guard = workflow.Guard[Case]

var groupLives = guard{Name: "the group lives", Why: func(c Case) *apperr.Reason {
	if c.Group.State == group.Abandoned {
		return &group.WhyAbandoned
	}
	return nil
}}

var isPublic = guard{Name: "it is public", Why: func(c Case) *apperr.Reason {
	if c.Document.Public {
		return nil
	}
	r := membersOnly(c)
	return &r
}}

var isCurrent = guard{Name: "the version is current", Why: func(c Case) *apperr.Reason {
	current := c.Document.Current
	if c.Asked.Number == current.Number {
		return nil
	}
	return &apperr.Reason{
		Code: "needs.version_replaced", Kind: apperr.Never, Since: current.AddedAt, By: current.AddedName,
		Text: i18n.M(msg.WhyVersionReplaced, "n", current.Number, "date", i18n.When(current.AddedAt)), Ask: askDocuments(c.Group),
	}
}}

var isKept = guard{Name: "its file is kept", Why: func(c Case) *apperr.Reason {
	if c.Asked.File.There() {
		return nil
	}
	return &apperr.Reason{Code: "needs.file_erased", Kind: apperr.Never, Text: i18n.M(msg.WhyFileErased), Ask: askDocuments(c.Group)}
}}

func askDocuments(g group.Group) *apperr.Ask {
	return &apperr.Ask{Label: i18n.M(msg.AskDocuments), Path: g.Path("/documents")}
}

// membersOnly says how to get at documents that are for members: who asks is none (R033).
func membersOnly(c Case) apperr.Reason {
	r := apperr.Reason{Code: group.CodeMembersOnly, Kind: apperr.Act, Text: i18n.M(msg.WhyMembersOnly), Ask: &apperr.Ask{Label: i18n.M(msg.AskSeeGroup), Path: c.Group.Path("")}}
	m := c.Membership
	switch {
	case !c.SignedIn:
		r.Code, r.Lifters = membership.CodeSignIn, access.You()
		r.Text = i18n.M(msg.WhyMembersOnlyVisitor)
		r.Ask = &apperr.Ask{Label: i18n.M(msg.AskSignIn), Path: "/connexion?suite=" + url.QueryEscape(c.Group.Path("/documents"))}
	case m.State == membership.Asked || m.State == membership.Refused || m.State == membership.Accepted || c.Group.State == group.Abandoned:
		if r = membership.WhyNotMember(c.Group, m, c.Who); r.Code == group.CodeWaits {
			r.Text = i18n.M(msg.WhyMembersOnlyWaits, "name", m.AskedName, "date", i18n.When(m.AskedAt))
		}
	case group.Passed(c.Group.JoinUntil, c.At):
		r.Text = i18n.M(msg.WhyMembersOnlyClosed)
		r.Ask = &apperr.Ask{Label: i18n.M(msg.AskCoordinator), Path: c.Group.Path("/contact")}
	case !c.Who.HasOrg:
		r = membership.WhyNoOrg(c.Group)
	}
	return r
}

var everybody = []group.Role{group.AsVisitor, group.AsPerson}

// Moves is the whole of who may do what to a group's document.
var Moves = workflow.Table[State, Act, group.Role, Case]{
	Object: "needs-document",
	States: []State{None, Shown, Withdrawn},
	Roles:  []group.Role{group.AsVisitor, group.AsPerson, group.AsAgent, group.AsMember, group.AsCoordinator, group.AsAdmin},
	Rows: []workflow.Row[State, Act, group.Role, Case]{
		{Do: SeeDocument, From: []State{Shown}, By: everybody, If: []guard{isPublic}},
		{Do: SeeDocument, From: []State{Shown}, By: []group.Role{group.AsMember}},
		{Do: SeeDocument, From: []State{Shown, Withdrawn}, By: []group.Role{group.AsCoordinator}},
		{Do: DownloadDocument, From: []State{Shown}, By: everybody, If: []guard{isPublic, isCurrent}},
		{Do: DownloadDocument, From: []State{Shown}, By: []group.Role{group.AsMember}, If: []guard{isCurrent}},
		{Do: DownloadDocument, From: []State{Shown, Withdrawn}, By: []group.Role{group.AsCoordinator}, If: []guard{isKept}},
		{Do: FollowDocument, From: []State{Shown, Withdrawn}, By: []group.Role{group.AsCoordinator}},
		{Do: AddDocument, From: []State{None}, To: Shown, By: []group.Role{group.AsCoordinator}, If: []guard{groupLives}},
		{Do: EditDocument, From: []State{Shown}, By: []group.Role{group.AsCoordinator}, If: []guard{groupLives}},
		{Do: ReplaceDocument, From: []State{Shown}, By: []group.Role{group.AsCoordinator}, If: []guard{groupLives}},
		{Do: WithdrawDocument, From: []State{Shown}, To: Withdrawn, By: []group.Role{group.AsCoordinator}, If: []guard{groupLives}},
	},
	NotYours: func(Act, Case) apperr.Reason { return group.WhyNotCoordinator },
	NotNow: func(_ Act, s State, c Case) apperr.Reason {
		if s != Withdrawn {
			return apperr.Reason{}
		}
		return apperr.Reason{
			Code: "needs.document_withdrawn", Kind: apperr.Never, Since: c.Document.WithdrawnAt, By: c.Document.WithdrawnName,
			Text: i18n.M(msg.WhyDocumentWithdrawn, "name", c.Document.WithdrawnName, "date", i18n.When(c.Document.WithdrawnAt)), Ask: askDocuments(c.Group),
		}
	},
}
