package ordering

import (
	"context"
	"fmt"
	"slices"

	"preau/internal/core/access"
	"preau/internal/core/request"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering/msg"
)

// Standing are the names of those who hold a role at an establishment that is held at its authority once it has one.
func (s *Service) Standing(ctx context.Context, tx *db.Tx, orgID string) ([]string, error) {
	names, err := db.All(ctx, tx, func(n *string) []any { return []any{n} }, `SELECT DISTINCT a.display_name FROM access_grants g JOIN account_accounts a ON a.id = g.account_id
		WHERE g.place_kind = 'organisation' AND g.place_id = $1 AND g.role IN ($2, $3, $4) AND g.taken_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > $5)
		ORDER BY a.display_name`, orgID, President, Reference, Superbuyer, tx.Now())
	if err != nil {
		return nil, fmt.Errorf("who heads %s: %w", orgID, err)
	}
	return names, nil
}

// seen is an organisation, and what who is to it; to who holds no role of the service at it or above it, it does not exist.
func (s *Service) seen(ctx context.Context, tx *db.Tx, who access.Actor, ref string) (Body, []Relation, error) {
	if !who.SignedIn() {
		return Body{}, nil, apperr.UnauthenticatedErr()
	}
	b, err := body(ctx, tx, ref)
	if err != nil {
		return b, nil, err
	}
	as, err := relations(ctx, tx, who, b)
	if err == nil && !LimitMoves.May(SeeLimit, Unlimited, as, LimitCase{}) {
		err = apperr.NotFoundErr()
	}
	return b, as, err
}

// Knows says whether an organisation is one of who's: they act for it, or hold a role of the service at it or above it. Of any other they
// are not told who works there (R111).
func Knows(ctx context.Context, tx *db.Tx, who access.Actor, b Body) (bool, error) {
	if slices.ContainsFunc(who.Works, func(w access.Work) bool { return w.ID == b.ID }) {
		return true, nil
	}
	as, err := relations(ctx, tx, who, b)
	return !slices.Contains(as, AsOther), err
}

// relations works out what who is to an organisation, from the roles that they hold at it or, where those reach down, above it.
func relations(ctx context.Context, tx *db.Tx, who access.Actor, b Body) ([]Relation, error) {
	var out []Relation
	add := func(r Relation) {
		if !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	for _, role := range Roles {
		holds, err := access.Holds(ctx, tx, Roles, who, role.Key, b.Place())
		if err != nil {
			return nil, err
		}
		switch {
		case !holds:
		case isHead(role.Key):
			add(AsHead)
		case role.Key == Manager:
			add(AsManager)
		case role.Key == Requester:
			add(AsRequester)
		default:
			add(AsRole)
		}
	}
	if who.IsAdmin() {
		add(AsAdmin)
	}
	if len(out) == 0 {
		add(AsOther)
	}
	return out, nil
}

// Completed is a refusal about an organisation with its reasons completed by who can lift them; any other answer as it is.
func Completed(ctx context.Context, tx *db.Tx, b Body, err error) error {
	return explained(ctx, tx, b, err)
}

// Givers are who gives roles in an establishment: its managers, or, where there are none, who names one.
func Givers(ctx context.Context, tx *db.Tx, b Body) ([]apperr.Lifter, error) {
	return lifters(ctx, tx, b)
}

// GiversOf are who gives a role at an establishment.
func GiversOf(ctx context.Context, tx *db.Tx, role access.RoleKey, b Body) ([]apperr.Lifter, error) {
	return access.Lifters(ctx, tx, delegation, role, b.Place())
}

// Holding are who holds a role at an establishment or, where it reaches down, above it; where nobody does, who gives it.
func Holding(ctx context.Context, tx *db.Tx, role access.RoleKey, b Body) ([]apperr.Lifter, error) {
	return access.ActorsBut(ctx, tx, delegation, "", role, b.Place())
}

// Others are who else than somebody holds a role at an establishment or, where it reaches down, above it; where nobody does, who gives it.
func Others(ctx context.Context, tx *db.Tx, who access.Actor, role access.RoleKey, b Body) ([]apperr.Lifter, error) {
	return access.ActorsBut(ctx, tx, delegation, who.ID, role, b.Place())
}

// ModeAt is whether duties are kept apart at an organisation (R130).
func ModeAt(ctx context.Context, tx *db.Tx, orgID string) (Mode, error) {
	d, err := dutiesAt(ctx, tx, orgID)
	return d.Mode, err
}

// LimitsOf are the maximum amounts per order of some establishments, by id; one without any is missing (R224).
func LimitsOf(ctx context.Context, tx *db.Tx, orgIDs []string) (map[string]Ceiling, error) {
	out := map[string]Ceiling{}
	if len(orgIDs) == 0 {
		return out, nil
	}
	var w db.Where
	w.And("amount IS NOT NULL")
	w.In("org_id", db.Any(orgIDs)...)
	where, args := w.SQL(1)
	type row struct {
		org string
		Ceiling
	}
	rows, err := db.All(ctx, tx, func(r *row) []any { return []any{&r.org, &r.Amount, &r.Net} }, `SELECT org_id, amount, `+OnNet("org_id")+` FROM ordering_limits WHERE `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("limits: %w", err)
	}
	for _, r := range rows {
		out[r.org] = r.Ceiling
	}
	return out, nil
}

// explained is a refusal with its reasons completed; any other answer as it is.
func explained(ctx context.Context, tx *db.Tx, b Body, err error) error {
	e, ok := apperr.As(err)
	if !ok {
		return err
	}
	if fault := explain(ctx, tx, b, e.Reasons); fault != nil {
		return fault
	}
	return err
}

// explain completes reasons with who can lift them.
func explain(ctx context.Context, tx *db.Tx, b Body, reasons []apperr.Reason) error {
	for i := range reasons {
		var err error
		switch r := &reasons[i]; r.Code {
		case CodeNotHead:
			r.Ask = access.Ask(r.Code, limitsPath(b.Ref))
			r.Lifters, err = access.Lifters(ctx, tx, delegation, Superbuyer, b.Place()) // the heads give it
		case CodeNoSuper: // who sets the amount is one of them
			r.Lifters = access.You()
			r.Ask, err = nameSuperbuyer(ctx, tx, b)
		case CodeNotRequester:
			if r.Ask != nil { // nobody gives it there
				break
			}
			r.Ask = askRequester(b)
			r.Lifters, err = lifters(ctx, tx, b)
		case CodeNotValidator:
			r.Ask = &apperr.Ask{Label: i18n.M(msg.AskAccess), Path: request.AskPath(b.Ref, Validator)}
			r.Lifters, err = lifters(ctx, tx, b)
		case CodeMarketNotGiven, CodeMarketAsked:
			r.Lifters, err = lifters(ctx, tx, b)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// nameSuperbuyer leads to where a superbuyer of an establishment is named: at the authority, or at one that stands for itself.
func nameSuperbuyer(ctx context.Context, tx *db.Tx, b Body) (*apperr.Ask, error) {
	ref, err := NamerRef(ctx, tx, b.ID)
	if err != nil {
		return nil, err
	}
	return &apperr.Ask{Label: i18n.M(msg.AskSuperbuyer), Path: "/acces/" + ref + "/personnes/nouvelle"}, nil
}

// NamerRef is the reference of where a superbuyer of an establishment is named.
func NamerRef(ctx context.Context, tx *db.Tx, orgID string) (string, error) {
	ref, err := db.Value[string](ctx, tx, `SELECT `+NamedAt+` FROM org_organisations o WHERE o.id = $1`, orgID)
	if err != nil {
		return "", fmt.Errorf("authority of %s: %w", orgID, err)
	}
	return ref, nil
}

// askRequester leads to asking for a demandeur's role.
func askRequester(b Body) *apperr.Ask {
	return &apperr.Ask{Label: i18n.M(msg.AskAccess), Path: request.AskPath(b.Ref, Requester)}
}

// lifters are who gives a demandeur's role and markets in an establishment, or, where there is nobody, who names them.
func lifters(ctx context.Context, tx *db.Tx, b Body) ([]apperr.Lifter, error) {
	managers, err := managersOf(ctx, tx, []string{b.ID})
	if err != nil {
		return nil, err
	}
	return Post{Org: b, Managers: managers[b.ID]}.givers(ctx, tx)
}

// LeftPath is the page of the baskets that are left at an establishment.
func LeftPath(ref string) string { return "/commandes/reattribuer/" + ref }

func limitsPath(ref string) string { return "/commandes/montants/" + ref }

// delegation are the roles that the service's reasons speak of.
var delegation = append(access.Base(), Roles...)
