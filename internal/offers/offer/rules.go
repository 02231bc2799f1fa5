package offer

import (
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
	"preau/internal/offers/offer/msg"
	"preau/internal/offers/role"
	"preau/internal/offers/shared"
)

// Act is an act on an offer.
type Act string

// The acts.
const (
	See            Act = "see"
	Edit           Act = "edit"      // the offer itself, while nobody else reads it
	EditCopy       Act = "edit_copy" // the next version of what was validated, which stays as it is meanwhile
	SetContact     Act = "set_contact"
	Delete         Act = "delete"
	Submit         Act = "submit"
	Retract        Act = "retract"
	Approve        Act = "approve"
	ApprovePublish Act = "approve_publish"
	AskCorrection  Act = "ask_correction"
	Refuse         Act = "refuse"
	Publish        Act = "publish"
	Schedule       Act = "schedule" // an unpublished offer is shown again, from a day to come
	Unpublish      Act = "unpublish"
	SetDates       Act = "set_dates"
	TakeUp         Act = "take_up" // « Reprendre »: a draft again
	SubmitCopy     Act = "submit_copy"
	RetractCopy    Act = "retract_copy"
	ApproveCopy    Act = "approve_copy"
	CorrectCopy    Act = "correct_copy"
	DropCopy       Act = "drop_copy"
	Withdraw       Act = "withdraw"
	Lift           Act = "lift"
	Archive        Act = "archive"
	Restore        Act = "restore"
	Duplicate      Act = "duplicate"
	Renew          Act = "renew" // « Reconduire » (O90)
	ReadHistory    Act = "read_history"
)

// Role is what somebody is to an offer.
type Role string

// The relations, as the columns of the specification's matrix: C, G (for the offer's lieu), A, V, M and P; and the job of the minute.
const (
	AsReader    Role = "consultation"
	AsManager   Role = "gestionnaire"
	AsAdmin     Role = "administrateur offreur"
	AsApprover  Role = "valideur"
	AsModerator Role = "modérateur"
	AsOperator  Role = "administrateur de la plateforme"
	AsProgram   Role = "programme"
)

// RolesOf says what somebody is to an offer. Permissions add up, and each lets one read.
func RolesOf(who access.Actor, o Offer) []Role {
	var out []Role
	if role.Belongs(who, o.OrgID) {
		out = append(out, AsReader)
	}
	if role.Manages(who, o.OrgID, o.SiteID) {
		out = append(out, AsManager)
	}
	if role.Holds(who, o.OrgID, role.Admin) {
		out = append(out, AsAdmin)
	}
	if role.Holds(who, o.OrgID, role.Approver) {
		out = append(out, AsApprover)
	}
	if who.Holds(role.Moderator, access.Everywhere) {
		out = append(out, AsModerator)
	}
	if who.IsAdmin() {
		out = append(out, AsOperator)
	}
	return out
}

// Case is what the rules decide on.
type Case struct {
	Offer
	Today   string // the local day of the request
	Active  bool   // the structure is
	Closed  bool   // the structure is, for good
	Shut    bool   // the lieu is withdrawn
	FourEye bool   // the operator asks for two people (O85)
	Wrote   bool   // who asks wrote some of what was not validated yet, whoever wrote last
	WhoID   string
	By      shared.Speaker // who writes, where the account is shared
	Unnamed bool           // the account is shared, and it was not said who writes
}

func (c Case) wrote(author string) bool {
	return c.FourEye && (c.Wrote || author != "" && author == c.WhoID)
}

// The reasons of this room.
var (
	WhyNotManager  = apperr.Reason{Code: "offers.not_manager", Kind: apperr.Grant, Text: i18n.M(msg.WhyNotManager)}
	WhyNotApprover = apperr.Reason{Code: "offers.not_approver", Kind: apperr.Grant, Text: i18n.M(msg.WhyNotApprover)}
	WhyModerators  = apperr.Reason{Code: "offers.moderators_only", Kind: apperr.Grant, Text: i18n.M(msg.WhyModerators)}
	WhyInactive    = apperr.Reason{Code: "offers.inactive", Kind: apperr.Act, Text: i18n.M(msg.WhyInactive)}
	WhyShut        = apperr.Reason{Code: "offers.lieu_withdrawn", Kind: apperr.Act, Text: i18n.M(msg.WhyShut)}
	WhyFourEyes    = apperr.Reason{Code: "offers.four_eyes", Kind: apperr.Act, Text: i18n.M(msg.WhyFourEyes)}
	WhyTooEarly    = apperr.Reason{Code: "offers.too_early", Kind: apperr.Act, Text: i18n.M(msg.WhyTooEarly)}
	WhyOver        = apperr.Reason{Code: "offers.publication_over", Kind: apperr.Act, Text: i18n.M(msg.WhyOver)}
	WhyChanged     = apperr.Reason{Code: "offers.changed", Kind: apperr.Act, Text: i18n.M(msg.WhyChanged)}
	WhyUnchanged   = apperr.Reason{Code: "offers.unchanged", Kind: apperr.Never, Text: i18n.M(msg.WhyUnchanged)}
	WhyWaits       = apperr.Reason{Code: "offers.waits", Kind: apperr.Act, Text: i18n.M(msg.WhyWaits)}
	WhySubmitted   = apperr.Reason{Code: "offers.submitted_once", Kind: apperr.Never, Text: i18n.M(msg.WhySubmitted)}
	WhyWithdrawn   = apperr.Reason{Code: "offers.withdrawn", Kind: apperr.Act, Text: i18n.M(msg.WhyWithdrawn)}
	WhyUnnamed     = apperr.Reason{Code: "offers.unnamed", Kind: apperr.Datum, Text: i18n.M(msg.WhyUnnamed), Lifters: access.You()}
	WhyArchived    = apperr.Reason{Code: "offers.archived", Kind: apperr.Act, Text: i18n.M(msg.WhyArchived)}
)

type (
	states = []State
	by     = []Role
	guards = []workflow.Guard[Case]
)

// guard is a condition with the reason for which it does not hold.
func guard(name string, holds func(Case) bool, why apperr.Reason) workflow.Guard[Case] {
	return workflow.Guard[Case]{Name: name, Why: func(c Case) *apperr.Reason {
		if holds(c) {
			return nil
		}
		r := why
		return &r
	}}
}

var (
	named     = guard("it is said who uses a shared account", func(c Case) bool { return !c.Unnamed }, WhyUnnamed)
	active    = guard("the structure is active", func(c Case) bool { return c.Active }, WhyInactive)
	open      = guard("its lieu is open", func(c Case) bool { return !c.Shut }, WhyShut)
	another   = guard("four eyes: by another than who wrote it", func(c Case) bool { return !c.wrote(c.AuthorID) }, WhyFourEyes)
	begun     = guard("the first day has come", func(c Case) bool { return c.PublishFrom <= c.Today }, WhyTooEarly)
	toCome    = guard("the first day is to come", func(c Case) bool { return c.PublishFrom > c.Today }, apperr.Reason{})
	notOver   = guard("the last day is not over", func(c Case) bool { return c.PublishUntil == "" || c.PublishUntil >= c.Today }, WhyOver)
	over      = guard("the last day is over, or the structure is closed", func(c Case) bool { return c.Closed || c.PublishUntil != "" && c.PublishUntil < c.Today }, apperr.Reason{})
	unchanged = guard("not changed since it was validated", func(c Case) bool { return !c.Changed }, WhyChanged)
	changed   = guard("changed since it was validated", func(c Case) bool { return c.Changed }, WhyUnchanged)
	validated = guard("its text is what was validated, or a working copy is beside it", func(c Case) bool { return c.validated() }, apperr.Reason{})
	rewritten = guard("its text is not what was validated last", func(c Case) bool { return c.Changed }, apperr.Reason{})
	fresh     = guard("never submitted", func(c Case) bool { return !c.SubmittedOnce }, WhySubmitted)
	was       = guard("was published once", func(c Case) bool { return c.PublishedOnce }, apperr.Reason{})
	never     = guard("never was published", func(c Case) bool { return !c.PublishedOnce }, apperr.Reason{})
	copyOpen  = guard("the working copy does not wait", func(c Case) bool { return c.Copy == nil || c.Copy.State != CopySubmitted }, WhyWaits)
	copyThere = guard("a working copy is written", func(c Case) bool { return c.Copy != nil && c.Copy.State != CopySubmitted }, apperr.Reason{})
	copyWaits = guard("a working copy waits", func(c Case) bool { return c.Copy != nil && c.Copy.State == CopySubmitted }, apperr.Reason{})
	beside    = guard("a working copy is beside it", func(c Case) bool { return c.Copy != nil }, apperr.Reason{})
	alone     = guard("no working copy is beside it", func(c Case) bool { return c.Copy == nil }, apperr.Reason{})
	copyOther = guard("four eyes: by another than who wrote it", func(c Case) bool { return c.Copy == nil || !c.wrote(c.Copy.AuthorID) }, WhyFourEyes)
)

var (
	all        = by{AsReader, AsManager, AsAdmin, AsApprover, AsModerator, AsOperator}
	manager    = by{AsManager}
	approver   = by{AsApprover}
	publishers = by{AsApprover, AsOperator}
	moderators = by{AsModerator, AsOperator}
	archivers  = by{AsManager, AsApprover, AsOperator}
)

// copied are the states in which the next version of an offer is written and validated beside what was validated last: while the public reads
// that, and after it left the public. A withdrawn or an archived offer has its copy still, and nobody does anything to it (O84).
var copied = states{Approved, Published, Unpublished}

// notWithdrawn are the states in which an offer may be taken for a new one: what a moderator withdrew comes back by them alone (1.2).
var notWithdrawn = states{Draft, Submitted, ToCorrect, Approved, Published, Unpublished, Refused, Archived}

// Moves is the whole of who may do what to an offer, when, and where it leads (1.2, 1.3).
var Moves = workflow.Table[State, Act, Role, Case]{
	Object: "offers-offer",
	States: States(),
	Roles:  by{AsReader, AsManager, AsAdmin, AsApprover, AsModerator, AsOperator, AsProgram},
	Rows: []workflow.Row[State, Act, Role, Case]{
		{Do: See, By: all},
		{Do: Edit, From: states{Draft, ToCorrect}, By: manager, If: guards{active, named}},
		{Do: Edit, From: states{Unpublished}, By: manager, If: guards{alone, rewritten, active, named}},
		{Do: EditCopy, From: states{Published}, By: manager, If: guards{active, copyOpen, named}},
		{Do: EditCopy, From: states{Unpublished}, By: manager, If: guards{validated, active, copyOpen, named}},
		{Do: EditCopy, From: states{Approved}, By: manager, If: guards{beside, active, copyOpen, named}},
		{Do: SetContact, From: states{Approved, Published, Unpublished}, By: manager, If: guards{active, named}},
		{Do: Submit, From: states{Draft, ToCorrect}, To: Submitted, By: manager, If: guards{active, open, named}},
		{Do: Submit, From: states{Unpublished}, To: Submitted, By: manager, If: guards{alone, changed, active, open, named}},
		{Do: Retract, From: states{Submitted}, To: Draft, By: manager, If: guards{active, named}},
		{Do: ApprovePublish, From: states{Submitted}, To: Published, By: approver, If: guards{active, open, another, begun, notOver}},
		{Do: Approve, From: states{Submitted}, To: Approved, By: approver, If: guards{active, open, another}},
		{Do: AskCorrection, From: states{Submitted}, To: ToCorrect, By: approver, If: guards{active}},
		{Do: Refuse, From: states{Submitted}, To: Refused, By: approver, If: guards{active}},
		{Do: Publish, From: states{Approved}, To: Published, By: publishers, If: guards{active, open, begun, notOver}},
		{Do: Publish, From: states{Unpublished}, To: Published, By: publishers, If: guards{active, open, begun, notOver, unchanged}},
		{Do: Publish, From: states{Approved}, To: Published, By: by{AsProgram}, If: guards{active, open, begun, notOver}},
		{Do: Schedule, From: states{Unpublished}, To: Approved, By: publishers, If: guards{toCome, active, open, notOver, unchanged}},
		{Do: SetDates, From: states{Approved, Published, Unpublished}, By: publishers, If: guards{active}},
		{Do: SubmitCopy, From: copied, By: manager, If: guards{copyThere, active, open, named}},
		{Do: RetractCopy, From: copied, By: manager, If: guards{copyWaits, active, named}},
		{Do: ApproveCopy, From: copied, By: approver, If: guards{copyWaits, active, open, copyOther}},
		{Do: CorrectCopy, From: copied, By: approver, If: guards{copyWaits, active}},
		{Do: DropCopy, From: copied, By: manager, If: guards{copyThere, active, named}},
		{Do: TakeUp, From: states{Approved, Refused}, To: Draft, By: manager, If: guards{alone, active, named}},
		{Do: Duplicate, From: notWithdrawn, By: manager, If: guards{active, open, named}},
		{Do: Renew, From: states{Published, Unpublished, Archived}, By: manager, If: guards{active, open, named}},
		{Do: Unpublish, From: states{Published}, To: Unpublished, By: publishers},
		{Do: Unpublish, From: states{Published}, To: Unpublished, By: by{AsProgram}, If: guards{over}},
		{Do: Archive, From: states{Unpublished, Refused}, To: Archived, By: archivers, If: guards{active, named}},
		{Do: Archive, From: states{Unpublished, Refused}, To: Archived, By: by{AsProgram}}, // that it ended long ago is the job's question
		{Do: Restore, From: states{Archived}, To: Unpublished, By: archivers, If: guards{active, was, named}},
		{Do: Restore, From: states{Archived}, To: Refused, By: archivers, If: guards{active, never, named}},
		{Do: Withdraw, From: states{Published}, To: Withdrawn, By: moderators},
		{Do: Lift, From: states{Withdrawn}, To: Unpublished, By: moderators},
		{Do: Delete, From: states{Draft}, By: manager, If: guards{active, fresh, named}},
		{Do: ReadHistory, By: all},
	},
	NotYours: notYours,
	NotNow:   notNow,
}

func notYours(do Act, _ Case) apperr.Reason {
	switch do {
	case Approve, ApprovePublish, AskCorrection, Refuse, Publish, Schedule, Unpublish, SetDates, ApproveCopy, CorrectCopy:
		return WhyNotApprover
	case Withdraw, Lift:
		return WhyModerators
	case See, Edit, EditCopy, SetContact, Delete, Submit, Retract, TakeUp, SubmitCopy, RetractCopy, DropCopy, Archive, Restore, Duplicate, Renew, ReadHistory:
	}
	return WhyNotManager
}

// notNow says why what one's role does waits in this state. What simply is over, or not begun, is absent.
func notNow(do Act, at State, _ Case) apperr.Reason {
	switch at {
	case Submitted:
		if do == Edit {
			return WhyWaits
		}
	case Withdrawn:
		if do == Edit || do == EditCopy || do == Publish || do == Duplicate {
			return WhyWithdrawn
		}
	case Archived:
		if do == Edit || do == EditCopy || do == Publish {
			return WhyArchived
		}
	case Draft, ToCorrect, Approved, Published, Unpublished, Refused:
	}
	return apperr.Reason{}
}

// motived are the acts that need a motive, which is written to who it concerns.
var motived = map[Act]bool{AskCorrection: true, Refuse: true, Unpublish: true, Withdraw: true, CorrectCopy: true}

// NeedsMotive says whether an act needs a motive.
func NeedsMotive(do Act) bool { return motived[do] }

// Said are the sentences of this room's reasons, by code.
func Said() map[string]i18n.Key {
	out := map[string]i18n.Key{}
	for _, r := range []apperr.Reason{WhyNotManager, WhyNotApprover, WhyModerators, WhyInactive, WhyShut, WhyFourEyes, WhyTooEarly, WhyOver, WhyChanged, WhyUnchanged, WhyWaits, WhySubmitted, WhyWithdrawn, WhyArchived, WhyUnnamed} {
		out[r.Code] = r.Text.Key
	}
	return out
}
