package group

import (
	"context"
	"slices"

	"preau/internal/core/access"
	"preau/internal/core/request"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
	"preau/internal/needs/msg"
)

// delegation are the roles that this service's reasons speak of, with who gives them.
var delegation = append(access.Base(), Roles...)

// The codes of reasons that explain completes, of all objects.
const (
	CodeNotCoordinator = "needs.not_coordinator"
	CodeNotConfirmed   = "needs.not_confirmed"
	CodeWaits          = "needs.membership_waits"
	CodeRefused        = "needs.membership_refused"
	CodeAlreadyAsked   = "needs.already_asked"
	CodeBlocked        = "needs.refused_for_good"
	CodeMembersOnly    = "needs.members_only"
	CodeDraft          = "needs.group_draft"
	CodeValidated      = "needs.sheet_validated"
)

// byCoordinator are the reasons that a coordinator's act would lift, and that lead to where one writes to them.
var byCoordinator = []string{CodeWaits, CodeAlreadyAsked, CodeBlocked, CodeRefused}

// Explain completes reasons with what the pure rules cannot know: who can lift them, since when and by whose decision a
// right is gone, and where to ask. g is the group that they speak of; the zero group when there is none yet. A page may
// have the same reason at several acts: what is told of it is asked once.
func Explain(ctx context.Context, tx *db.Tx, who access.Actor, g Group, lists ...[]apperr.Reason) error {
	e := explainer{who: who, g: g, done: map[string]apperr.Reason{}}
	for _, reasons := range lists {
		for i := range reasons {
			if err := e.complete(ctx, tx, &reasons[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// ReasonsOf are the reasons of acts that are shown and not offered.
func ReasonsOf[A ~string](offers workflow.Offers[A]) [][]apperr.Reason {
	out := make([][]apperr.Reason, len(offers))
	for i, o := range offers {
		out[i] = o.Reasons
	}
	return out
}

// explainer completes the reasons of one person about one group.
type explainer struct {
	who          access.Actor
	g            Group
	done         map[string]apperr.Reason // by code
	coordinators []apperr.Lifter          // who may lift what a coordinator may; nil: not asked yet
}

// complete completes a reason as the one of the same code was, or from the database.
func (e *explainer) complete(ctx context.Context, tx *db.Tx, r *apperr.Reason) error {
	if was, ok := e.done[r.Code]; ok {
		r.Lifters, r.Ask = was.Lifters, was.Ask
		if r.Code == CodeNotCoordinator || r.Code == CodeNotConfirmed {
			r.Since, r.By = was.Since, was.By
		}
		return nil
	}
	known, err := e.one(ctx, tx, r)
	if err == nil && known {
		e.done[r.Code] = *r
	}
	return err
}

// one asks what is told of a reason; false: nothing beside what the rules say.
func (e *explainer) one(ctx context.Context, tx *db.Tx, r *apperr.Reason) (bool, error) {
	var err error
	switch {
	case r.Code == CodeRefused && len(r.Lifters) > 0: // not for good: the reader asks again
		return false, nil
	case r.Code == CodeNotCoordinator && e.g.ID == "":
		r.Ask = access.Ask(r.Code, "/groupements/nouveau")
		err = access.Explain(ctx, tx, delegation, e.who, r, Coordinator, access.Place{Kind: access.Organisation})
	case r.Code == CodeNotCoordinator:
		r.Ask = access.Ask(r.Code, e.g.Path(""))
		err = access.Explain(ctx, tx, delegation, e.who, r, Coordinator, e.g.Place(), e.g.Support.Place())
	case r.Code == CodeNotConfirmed:
		err = explainMember(ctx, tx, e.who, e.g, r)
	case r.Code == CodeMembersOnly || r.Code == CodeDraft:
		r.Lifters, err = e.lifters(ctx, tx)
	case r.Code == CodeValidated: // whoever enters the establishment's needs
		r.Lifters, err = access.Actors(ctx, tx, delegation, access.Member, Org{ID: e.who.OrgID}.Place())
	case slices.Contains(byCoordinator, r.Code):
		r.Ask = &apperr.Ask{Label: i18n.M(msg.AskCoordinator), Path: e.g.Path("/contact")}
		r.Lifters, err = e.lifters(ctx, tx)
	default:
		return false, nil
	}
	return true, err
}

func (e *explainer) lifters(ctx context.Context, tx *db.Tx) ([]apperr.Lifter, error) {
	var err error
	if e.coordinators == nil {
		e.coordinators, err = access.Lifters(ctx, tx, delegation, Coordinator, e.g.Place(), e.g.Support.Place())
	}
	return e.coordinators, err
}

// explainMember leads to the person's own request to be confirmed, while it waits; who was refused is told by whom.
func explainMember(ctx context.Context, tx *db.Tx, who access.Actor, g Group, r *apperr.Reason) error {
	p := Org{ID: who.OrgID}.Place()
	r.Ask = access.Ask(r.Code, g.Path(""))
	if err := access.Explain(ctx, tx, delegation, who, r, access.Member, p); err != nil {
		return err
	}
	asked, found, err := request.Last(ctx, tx, who.ID, access.Member, p)
	if err != nil || !found {
		return err
	}
	switch {
	case asked.State == request.Open:
		r.Ask = &apperr.Ask{Label: i18n.M(msg.AskRequest), Path: request.Path(asked.Number)}
		if r.Since.IsZero() {
			r.Since = asked.AskedAt
		}
	case asked.State == request.Refused && asked.DecidedAt.After(r.Since):
		r.Since, r.By = asked.DecidedAt, asked.DecidedName
	}
	return nil
}

// Explained is a refusal with its reasons completed; any other answer as it is.
func Explained(ctx context.Context, tx *db.Tx, who access.Actor, g Group, err error) error {
	e, ok := apperr.As(err)
	if !ok {
		return err
	}
	if fault := Explain(ctx, tx, who, g, e.Reasons); fault != nil {
		return fault
	}
	return err
}

// Next is where an act leads a group, or why who may not do it.
func Next(ctx context.Context, tx *db.Tx, who access.Actor, do Act, g Group) (State, error) {
	to, err := Moves.Next(do, g.State, RolesOf(who, g), Case{Group: g, At: who.At})
	return to, Explained(ctx, tx, who, g, err)
}

// Why is nil when who may do an act on a group; else it says why not.
func Why(ctx context.Context, tx *db.Tx, who access.Actor, do Act, number int64) error {
	g, err := ByNumber(ctx, tx, who, number)
	if err != nil {
		return err
	}
	_, err = Next(ctx, tx, who, do, g)
	return err
}

// MayGroup is Why in a snapshot of its own.
func (s *Service) MayGroup(ctx context.Context, who access.Actor, number int64, do Act) error {
	return s.db.View(ctx, func(tx *db.Tx) error { return Why(ctx, tx, who, do, number) })
}
