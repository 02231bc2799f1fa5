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
	CodeAlreadyAsked   = "needs.already_asked"
	CodeBlocked        = "needs.refused_for_good"
	CodeMembersOnly    = "needs.members_only"
)

// byCoordinator are the reasons that a coordinator's act would lift.
var byCoordinator = []string{CodeWaits, CodeAlreadyAsked, CodeBlocked}

// Explain completes reasons with what the pure rules cannot know: who can lift them, since when and by whose decision a
// right is gone, and where to ask. g is the group that they speak of; the zero group when there is none yet.
func Explain(ctx context.Context, tx *db.Tx, who access.Actor, g Group, reasons []apperr.Reason) error {
	for i := range reasons {
		if err := explainOne(ctx, tx, who, g, &reasons[i]); err != nil {
			return err
		}
	}
	return nil
}

// ExplainOffers completes the reasons of acts that are shown and not offered.
func ExplainOffers[A ~string](ctx context.Context, tx *db.Tx, who access.Actor, g Group, offers workflow.Offers[A]) error {
	for _, o := range offers {
		if err := Explain(ctx, tx, who, g, o.Reasons); err != nil {
			return err
		}
	}
	return nil
}

func explainOne(ctx context.Context, tx *db.Tx, who access.Actor, g Group, r *apperr.Reason) error {
	var err error
	switch {
	case r.Code == CodeNotCoordinator && g.ID == "":
		r.Ask = access.Ask(r.Code, "/groupements/nouveau")
		return access.Explain(ctx, tx, delegation, who, r, Coordinator, access.Place{Kind: access.Organisation})
	case r.Code == CodeNotCoordinator:
		r.Ask = access.Ask(r.Code, g.Path(""))
		return access.Explain(ctx, tx, delegation, who, r, Coordinator, g.Place(), g.Support.Place())
	case r.Code == CodeNotConfirmed:
		return explainMember(ctx, tx, who, g, r)
	case r.Code == CodeMembersOnly:
		r.Lifters, err = access.Lifters(ctx, tx, delegation, Coordinator, g.Place(), g.Support.Place())
	case slices.Contains(byCoordinator, r.Code):
		r.Ask = &apperr.Ask{Label: i18n.M(msg.AskCoordinator), Path: g.Path("/contact")}
		r.Lifters, err = access.Lifters(ctx, tx, delegation, Coordinator, g.Place(), g.Support.Place())
	}
	return err
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

// MayGroup is nil when who may do an act on a group; else it says why not.
func (s *Service) MayGroup(ctx context.Context, who access.Actor, number int64, do Act) error {
	return s.db.View(ctx, func(tx *db.Tx) error {
		g, err := ByNumber(ctx, tx, who, number)
		if err != nil {
			return err
		}
		_, err = Next(ctx, tx, who, do, g)
		return err
	})
}
