package needs

import (
	"net/url"
	"time"

	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
	"preau/internal/needs/msg"
)

// DocumentAct is an act on a group's document.
type DocumentAct string

// The acts on a document.
const (
	SeeDocument      DocumentAct = "see"      // that it is there
	DownloadDocument DocumentAct = "download" // one version of it
	FollowDocument   DocumentAct = "follow"   // its versions, and who took which
	AddDocument      DocumentAct = "add"
	EditDocument     DocumentAct = "edit"    // its texts, and who may see it
	ReplaceDocument  DocumentAct = "replace" // by a new version
	WithdrawDocument DocumentAct = "withdraw"
)

// DocumentCase is a document as its rules see it.
type DocumentCase struct {
	Group      Group
	Membership Membership
	Document   Document
	Asked      DocumentVersion // that who asks wants
	At         time.Time
	SignedIn   bool
	HasOrg     bool // who asks named an establishment
}

type documentGuard = workflow.Guard[DocumentCase]

var documentGroupLives = documentGuard{Name: "the group lives", Why: func(c DocumentCase) *apperr.Reason {
	if c.Group.State == GroupAbandoned {
		return &abandoned
	}
	return nil
}}

var isPublic = documentGuard{Name: "it is public", Why: func(c DocumentCase) *apperr.Reason {
	if c.Document.Public {
		return nil
	}
	r := membersOnly(c)
	return &r
}}

var isCurrent = documentGuard{Name: "the version is current", Why: func(c DocumentCase) *apperr.Reason {
	current := c.Document.Current
	if c.Asked.Number == current.Number {
		return nil
	}
	return &apperr.Reason{
		Code: "needs.version_replaced", Kind: apperr.Never, Since: current.AddedAt, By: current.AddedName,
		Text: i18n.M(msg.WhyVersionReplaced, "n", current.Number, "date", i18n.When(current.AddedAt)), Ask: askDocuments(c.Group),
	}
}}

var isKept = documentGuard{Name: "its file is kept", Why: func(c DocumentCase) *apperr.Reason {
	if c.Asked.File.There() {
		return nil
	}
	return &apperr.Reason{Code: "needs.file_erased", Kind: apperr.Never, Text: i18n.M(msg.WhyFileErased), Ask: askDocuments(c.Group)}
}}

func askDocuments(g Group) *apperr.Ask {
	return &apperr.Ask{Label: i18n.M(msg.AskDocuments), Path: g.path("/documents")}
}

const codeMembersOnly = "needs.members_only"

// membersOnly says how to get at documents that are for members: who asks is none (R033).
func membersOnly(c DocumentCase) apperr.Reason {
	r := apperr.Reason{Code: codeMembersOnly, Kind: apperr.Act, Text: i18n.M(msg.WhyMembersOnly), Ask: &apperr.Ask{Label: i18n.M(msg.AskSeeGroup), Path: c.Group.path("")}}
	m := c.Membership
	switch {
	case !c.SignedIn:
		r.Text = i18n.M(msg.WhyMembersOnlyVisitor)
		r.Ask = &apperr.Ask{Label: i18n.M(msg.AskSignIn), Path: "/connexion?suite=" + url.QueryEscape(c.Group.path("/documents"))}
	case m.State == Asked:
		r = notMember(c.Group, m)
		r.Text = i18n.M(msg.WhyMembersOnlyWaits, "name", m.AskedName, "date", i18n.When(m.AskedAt))
	case m.State == Refused || m.State == Accepted: // accepted: who asks is not confirmed there
		return notMember(c.Group, m)
	case c.Group.State == GroupAbandoned || passed(c.Group.JoinUntil, c.At):
		r.Text = i18n.M(msg.WhyMembersOnlyClosed)
		r.Ask = &apperr.Ask{Label: i18n.M(msg.AskCoordinator), Path: c.Group.path("/contact")}
	case !c.HasOrg:
		r = noOrg
		r.Ask = askProfile(c.Group)
	}
	return r
}

var everybody = []Role{AsVisitor, AsPerson}

// DocumentMoves is the whole of who may do what to a group's document.
var DocumentMoves = workflow.Table[DocumentState, DocumentAct, Role, DocumentCase]{
	Object: "needs-document",
	States: []DocumentState{NoDocument, DocumentShown, DocumentWithdrawn},
	Roles:  []Role{AsVisitor, AsPerson, AsAgent, AsMember, AsCoordinator, AsAdmin},
	Rows: []workflow.Row[DocumentState, DocumentAct, Role, DocumentCase]{
		{Do: SeeDocument, From: []DocumentState{DocumentShown}, By: everybody, If: []documentGuard{isPublic}},
		{Do: SeeDocument, From: []DocumentState{DocumentShown}, By: []Role{AsMember}},
		{Do: SeeDocument, From: []DocumentState{DocumentShown, DocumentWithdrawn}, By: []Role{AsCoordinator}},
		{Do: DownloadDocument, From: []DocumentState{DocumentShown}, By: everybody, If: []documentGuard{isPublic, isCurrent}},
		{Do: DownloadDocument, From: []DocumentState{DocumentShown}, By: []Role{AsMember}, If: []documentGuard{isCurrent}},
		{Do: DownloadDocument, From: []DocumentState{DocumentShown, DocumentWithdrawn}, By: []Role{AsCoordinator}, If: []documentGuard{isKept}},
		{Do: FollowDocument, From: []DocumentState{DocumentShown, DocumentWithdrawn}, By: []Role{AsCoordinator}},
		{Do: AddDocument, From: []DocumentState{NoDocument}, To: DocumentShown, By: []Role{AsCoordinator}, If: []documentGuard{documentGroupLives}},
		{Do: EditDocument, From: []DocumentState{DocumentShown}, By: []Role{AsCoordinator}, If: []documentGuard{documentGroupLives}},
		{Do: ReplaceDocument, From: []DocumentState{DocumentShown}, By: []Role{AsCoordinator}, If: []documentGuard{documentGroupLives}},
		{Do: WithdrawDocument, From: []DocumentState{DocumentShown}, To: DocumentWithdrawn, By: []Role{AsCoordinator}, If: []documentGuard{documentGroupLives}},
	},
	NotYours: func(DocumentAct, DocumentCase) apperr.Reason { return notCoordinator },
	NotNow: func(_ DocumentAct, s DocumentState, c DocumentCase) apperr.Reason {
		if s != DocumentWithdrawn {
			return apperr.Reason{}
		}
		return apperr.Reason{
			Code: "needs.document_withdrawn", Kind: apperr.Never, Since: c.Document.WithdrawnAt, By: c.Document.WithdrawnName,
			Text: i18n.M(msg.WhyDocumentWithdrawn, "name", c.Document.WithdrawnName, "date", i18n.When(c.Document.WithdrawnAt)), Ask: askDocuments(c.Group),
		}
	},
}
