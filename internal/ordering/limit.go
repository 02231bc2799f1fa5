package ordering

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/money"
	"preau/internal/kit/workflow"
	"preau/internal/ordering/msg"
)

// Limit is the most that an establishment's own buyers may send in one order, delivery included (R122); with VAT or without, Compared says. What
// exceeds it only a superbuyer sends; zero means that all do (R224).
type Limit struct {
	Org     Body
	Amount  money.Cents
	Limited bool // false: there is none, whatever Amount is
	SetName string
	SetAt   time.Time // zero when it never was set
	Version int64
}

// Body is what the service shows of an organisation.
type Body struct {
	ID, Ref, Name, Commune string
	Kind                   org.Kind
	Closed                 bool // only who acts for it is asked
}

// Place is the organisation as a place in which roles are held.
func (b Body) Place() access.Place { return access.Place{Kind: access.Organisation, ID: b.ID} }

func (l Limit) state() LimitState {
	if l.Limited {
		return Limited
	}
	return Unlimited
}

// Names of the fields in the form of a limit, in faults.
const (
	FieldAmount  = "montant"
	FieldKnowing = "sans_superacheteur"
)

// LimitInput is a maximum amount as it is set.
type LimitInput struct {
	Amount  money.Cents
	Limited bool
	Knowing bool // that nobody is there to send what exceeds it (R124)
	Version int64
}

// LimitsView is the maximum amounts of an authority's establishments, or of one that stands for itself.
type LimitsView struct {
	Head   Body
	Limits []LimitView
	Supers []string        // names of the superbuyers, those who have not signed in yet among them
	Why    []apperr.Reason // why who reads them sets none, and who does; empty for who may
	Duties DutiesView
	Basis  ComparedView
	Heads  bool // who looks sees what exceeds an amount together (R225)
	Splits []Splitting
}

// LimitView is one maximum amount, with what who may do to it.
type LimitView struct {
	Limit
	Acts workflow.Offers[LimitAct]
}

// Limits are the maximum amounts under an organisation, for who holds a role of the service there or above (R122, R138).
func (s *Service) Limits(ctx context.Context, who access.Actor, ref string) (LimitsView, error) {
	var v LimitsView
	err := s.db.View(ctx, func(tx *db.Tx) error {
		b, as, err := s.seen(ctx, tx, who, ref)
		if err != nil {
			return err
		}
		v.Head = b
		if v.Duties, err = s.dutiesView(ctx, tx, who, b, as); err != nil {
			return err
		}
		if v.Basis, err = s.comparedView(ctx, tx, who, b, as); err != nil {
			return err
		}
		if v.Supers, err = superNamed(ctx, tx, b.ID); err != nil {
			return err
		}
		ls, err := limitsUnder(ctx, tx, b.ID)
		if err != nil {
			return err
		}
		for _, l := range ls {
			c := LimitCase{Limit: l, NoSuper: len(v.Supers) == 0, Confirmed: true}
			v.Limits = append(v.Limits, LimitView{Limit: l, Acts: LimitMoves.Offers(l.state(), as, c)})
		}
		if v.Heads = LimitMoves.May(SeeSplit, Unlimited, as, LimitCase{}); v.Heads {
			if v.Splits, err = splittings(ctx, tx, b.ID); err != nil {
				return err
			}
		}
		v.Why = LimitMoves.Why(SetLimit, Unlimited, as, LimitCase{Confirmed: true})
		return explain(ctx, tx, b, v.Why)
	})
	return v, err
}

// SetLimit sets or takes away an establishment's maximum amount. The value at sending time rules what waits (R223).
func (s *Service) SetLimit(ctx context.Context, who access.Actor, ref string, in LimitInput) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		l, err := s.mayLimit(ctx, tx, who, ref, in)
		if err != nil {
			return err
		}
		switch {
		case l.Org.Kind != org.School:
			return apperr.NotFoundErr() // an authority sends nothing itself
		case in.Amount < 0 || in.Amount > money.Max:
			return apperr.InvalidField(FieldAmount, i18n.M(msg.FaultAmount))
		case in.Version != l.Version:
			return apperr.ConflictErr(i18n.M(msg.ConflictLimit))
		}
		return s.relimits(ctx, tx, who, []string{l.Org.ID}, func() error { return saveLimit(ctx, tx, who, l, in) })
	})
}

// WhyLimit is nil when who may set an establishment's maximum amount so; else it says why not.
func (s *Service) WhyLimit(ctx context.Context, tx *db.Tx, who access.Actor, ref string, in LimitInput) error {
	_, err := s.mayLimit(ctx, tx, who, ref, in)
	return err
}

// mayLimit is the maximum amount as it is, if who may set it so.
func (s *Service) mayLimit(ctx context.Context, tx *db.Tx, who access.Actor, ref string, in LimitInput) (Limit, error) {
	b, as, err := s.seen(ctx, tx, who, ref)
	if err != nil {
		return Limit{}, err
	}
	l, err := limitOf(ctx, tx, b)
	if err != nil {
		return l, err
	}
	supers, err := superNamed(ctx, tx, b.ID)
	if err != nil {
		return l, err
	}
	c := LimitCase{Limit: l, Asked: in.Limited, NoSuper: len(supers) == 0, Confirmed: in.Knowing}
	_, err = LimitMoves.Next(SetLimit, l.state(), as, c)
	return l, explained(ctx, tx, b, err)
}

func saveLimit(ctx context.Context, tx *db.Tx, who access.Actor, l Limit, in LimitInput) error {
	amount := any(int64(in.Amount))
	if !in.Limited {
		amount = nil
	}
	n, err := tx.Exec(ctx, `INSERT INTO ordering_limits (org_id, amount, set_by, set_name, set_at, version) VALUES ($1, $2, $3, $4, $5, 1)
		ON CONFLICT (org_id) DO UPDATE SET amount = excluded.amount, set_by = excluded.set_by, set_name = excluded.set_name,
		set_at = excluded.set_at, version = ordering_limits.version + 1 WHERE ordering_limits.version = $6`,
		l.Org.ID, amount, who.ID, who.Name, tx.Now(), l.Version)
	if err != nil {
		return fmt.Errorf("set limit: %w", err)
	}
	if n == 0 {
		return apperr.ConflictErr(i18n.M(msg.ConflictLimit))
	}
	data := map[string]string{"was": l.traced(), "is": Limit{Amount: in.Amount, Limited: in.Limited}.traced()}
	return history.Write(ctx, tx, who, history.Line{Object: history.Object{Kind: "org", ID: l.Org.ID}, Act: "ordering.limit", Data: data})
}

// traced is the limit as the history keeps it: cents, or nothing.
func (l Limit) traced() string {
	if !l.Limited {
		return ""
	}
	return fmt.Sprint(int64(l.Amount))
}

const limitColumns = `o.id, o.ref, o.name, o.commune, o.kind, coalesce(l.amount, 0), l.amount IS NOT NULL, coalesce(l.set_name, ''), l.set_at, coalesce(l.version, 0)`

func intoLimit(l *Limit) []any {
	return []any{&l.Org.ID, &l.Org.Ref, &l.Org.Name, &l.Org.Commune, &l.Org.Kind, &l.Amount, &l.Limited, &l.SetName, &l.SetAt, &l.Version}
}

// limitsUnder are the maximum amounts of the open establishments at and below an organisation, by name.
func limitsUnder(ctx context.Context, tx *db.Tx, orgID string) ([]Limit, error) {
	out, err := db.All(ctx, tx, intoLimit, `SELECT `+limitColumns+` FROM org_closure c JOIN org_organisations o ON o.id = c.descendant
		LEFT JOIN ordering_limits l ON l.org_id = o.id
		WHERE c.ancestor = $1 AND o.kind = 'school' AND o.closed_at IS NULL ORDER BY o.name_fold, o.id LIMIT 500`, orgID)
	if err != nil {
		return nil, fmt.Errorf("limits under %s: %w", orgID, err)
	}
	return out, nil
}

func limitOf(ctx context.Context, tx *db.Tx, b Body) (Limit, error) {
	l, err := db.One(ctx, tx, intoLimit, `SELECT `+limitColumns+` FROM org_organisations o LEFT JOIN ordering_limits l ON l.org_id = o.id WHERE o.id = $1`, b.ID)
	if err != nil {
		return l, fmt.Errorf("limit of %s: %w", b.Ref, err)
	}
	return l, nil
}

// superbuyers are those who may send what exceeds a limit of an establishment: named at it, or above it.
func superbuyers(ctx context.Context, tx *db.Tx, orgID string) ([]access.Holder, error) {
	at, err := upwards(ctx, tx, orgID)
	if err != nil {
		return nil, err
	}
	return access.Holders(ctx, tx, Superbuyer, at[0], at[1:]...)
}

// superNamed are the names of the superbuyers of an establishment, those who have not signed in yet among them (R124).
func superNamed(ctx context.Context, tx *db.Tx, orgID string) ([]string, error) {
	out, err := db.All(ctx, tx, func(name *string) []any { return []any{name} }, `SELECT DISTINCT a.display_name FROM access_grants g
		JOIN account_accounts a ON a.id = g.account_id JOIN org_closure u ON u.ancestor = g.place_id
		WHERE g.place_kind = 'organisation' AND g.role = $1 AND g.taken_at IS NULL AND g.starts_at <= $2 AND (g.ends_at IS NULL OR g.ends_at > $2)
		AND a.state IN ('active', 'invited') AND u.descendant = $3 ORDER BY a.display_name`, Superbuyer, tx.Now(), orgID)
	if err != nil {
		return nil, fmt.Errorf("superacheteurs of %s: %w", orgID, err)
	}
	return out, nil
}

// Supers are the names of those who may send what exceeds an establishment's maximum amount; where nobody may, of who names one (R198).
func Supers(ctx context.Context, tx *db.Tx, b Body) ([]string, error) {
	out, err := db.All(ctx, tx, func(name *string) []any { return []any{name} }, `SELECT DISTINCT a.display_name FROM access_grants g
		JOIN account_accounts a ON a.id = g.account_id JOIN org_closure u ON u.ancestor = g.place_id
		WHERE g.place_kind = 'organisation' AND g.role = $1 AND g.taken_at IS NULL AND g.starts_at <= $2 AND (g.ends_at IS NULL OR g.ends_at > $2)
		AND a.state = 'active' AND u.descendant = $3 ORDER BY a.display_name`, Superbuyer, tx.Now(), b.ID)
	if err != nil {
		return nil, fmt.Errorf("who sends above the maximum amount of %s: %w", b.Ref, err)
	}
	if len(out) > 0 {
		return out, nil
	}
	givers, err := access.Lifters(ctx, tx, delegation, Superbuyer, b.Place())
	for _, g := range givers {
		if g.Name != "" {
			out = append(out, g.Name)
		}
	}
	return out, err
}

// StillSends says whether somebody may still send an establishment's orders; above its maximum amount, those as well.
func StillSends(ctx context.Context, tx *db.Tx, accountID string, b Body, over bool) (bool, error) {
	all, err := superbuyers(ctx, tx, b.ID)
	if err == nil && !over {
		var buyers []access.Holder
		buyers, err = access.Holders(ctx, tx, Buyer, b.Place())
		all = append(all, buyers...)
	}
	return slices.ContainsFunc(all, func(h access.Holder) bool { return h.AccountID == accountID }), err
}

// upwards are an organisation and those above it, where what reaches down to it is held.
func upwards(ctx context.Context, tx *db.Tx, orgID string) ([]access.Place, error) {
	above, err := org.Ancestors(ctx, tx, orgID)
	out := []access.Place{{Kind: access.Organisation, ID: orgID}}
	for _, o := range above {
		out = append(out, access.Place{Kind: access.Organisation, ID: o.ID})
	}
	return out, err
}

// body is an organisation by its reference.
func body(ctx context.Context, tx *db.Tx, ref string) (Body, error) {
	b, err := db.One(ctx, tx, func(b *Body) []any { return []any{&b.ID, &b.Ref, &b.Name, &b.Commune, &b.Kind} },
		`SELECT id, ref, name, commune, kind FROM org_organisations WHERE ref = $1`, ref)
	if errors.Is(err, db.ErrNone) {
		return b, apperr.NotFoundErr()
	}
	if err != nil {
		return b, fmt.Errorf("organisation %s: %w", ref, err)
	}
	return b, nil
}
