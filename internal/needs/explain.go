package needs

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

// byCoordinator are the reasons that a coordinator's act would lift.
var byCoordinator = []string{codeWaits, codeAlreadyAsked, codeBlocked}

// explain completes reasons with what the pure rules cannot know: who can lift them, since when and by whose decision a
// right is gone, and where to ask. g is the group that they speak of; the zero group when there is none yet.
func explain(ctx context.Context, tx *db.Tx, who access.Actor, g Group, reasons []apperr.Reason) error {
	for i := range reasons {
		if err := explainOne(ctx, tx, who, g, &reasons[i]); err != nil {
			return err
		}
	}
	return nil
}

// explainOffers completes the reasons of acts that are shown and not offered.
func explainOffers[A ~string](ctx context.Context, tx *db.Tx, who access.Actor, g Group, offers workflow.Offers[A]) error {
	for _, o := range offers {
		if err := explain(ctx, tx, who, g, o.Reasons); err != nil {
			return err
		}
	}
	return nil
}

func explainOne(ctx context.Context, tx *db.Tx, who access.Actor, g Group, r *apperr.Reason) error {
	var err error
	switch {
	case r.Code == codeNotCoordinator && g.ID == "":
		r.Ask = access.Ask(r.Code, "/groupements/nouveau")
		return access.Explain(ctx, tx, delegation, who, r, Coordinator, access.Place{Kind: access.Organisation})
	case r.Code == codeNotCoordinator:
		r.Ask = access.Ask(r.Code, g.path(""))
		return access.Explain(ctx, tx, delegation, who, r, Coordinator, g.Place(), g.Support.place())
	case r.Code == codeNotConfirmed:
		return explainMember(ctx, tx, who, g, r)
	case r.Code == codeMembersOnly:
		r.Lifters, err = access.Lifters(ctx, tx, delegation, Coordinator, g.Place(), g.Support.place())
	case slices.Contains(byCoordinator, r.Code):
		r.Ask = &apperr.Ask{Label: i18n.M(msg.AskCoordinator), Path: g.path("/contact")}
		r.Lifters, err = access.Lifters(ctx, tx, delegation, Coordinator, g.Place(), g.Support.place())
	}
	return err
}

// explainMember leads to the person's own request to be confirmed, while it waits; who was refused is told by whom.
func explainMember(ctx context.Context, tx *db.Tx, who access.Actor, g Group, r *apperr.Reason) error {
	p := Org{ID: who.OrgID}.place()
	r.Ask = access.Ask(r.Code, g.path(""))
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

// explained is a refusal with its reasons completed; any other answer as it is.
func explained(ctx context.Context, tx *db.Tx, who access.Actor, g Group, err error) error {
	e, ok := apperr.As(err)
	if !ok {
		return err
	}
	if fault := explain(ctx, tx, who, g, e.Reasons); fault != nil {
		return fault
	}
	return err
}

// nextGroup is where an act leads a group, or why who may not do it.
func nextGroup(ctx context.Context, tx *db.Tx, who access.Actor, do GroupAct, g Group) (GroupState, error) {
	to, err := GroupMoves.Next(do, g.State, roles(who, g, Membership{}), GroupCase{Group: g, At: who.At})
	return to, explained(ctx, tx, who, g, err)
}

// nextJoin is where an act leads a membership, or why who may not do it.
func nextJoin(ctx context.Context, tx *db.Tx, who access.Actor, do JoinAct, c JoinCase) (MembershipState, error) {
	to, err := JoinMoves.Next(do, c.Membership.State, roles(who, c.Group, c.Membership), c)
	return to, explained(ctx, tx, who, c.Group, err)
}

// nextSheet is where an act leads a sheet, or why who may not do it.
func nextSheet(ctx context.Context, tx *db.Tx, who access.Actor, do SheetAct, c SheetCase) (SheetState, error) {
	to, err := SheetMoves.Next(do, c.Sheet.State, roles(who, c.Group, c.Membership), c)
	return to, explained(ctx, tx, who, c.Group, err)
}

// nextDocument is where an act leads a document, or why who may not do it.
func nextDocument(ctx context.Context, tx *db.Tx, who access.Actor, do DocumentAct, c DocumentCase) (DocumentState, error) {
	to, err := DocumentMoves.Next(do, c.Document.State, roles(who, c.Group, c.Membership), c)
	return to, explained(ctx, tx, who, c.Group, err)
}

// MayGroup is nil when who may do an act on a group; else it says why not.
func (s *Service) MayGroup(ctx context.Context, who access.Actor, number int64, do GroupAct) error {
	return s.db.View(ctx, func(tx *db.Tx) error {
		g, err := groupByNumber(ctx, tx, who, number)
		if err != nil {
			return err
		}
		_, err = nextGroup(ctx, tx, who, do, g)
		return err
	})
}
