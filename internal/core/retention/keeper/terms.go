package keeper

import (
	"context"
	"fmt"
	"strconv"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/retention"
	"preau/internal/core/retention/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// terms are the terms of all rules as they are now.
func (s *Service) terms(ctx context.Context) (map[string]retention.Term, error) {
	var out map[string]retention.Term
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		out, err = s.termsNow(ctx, tx)
		return err
	})
	return out, err
}

// termsNow are the defaults, and what the operator chose instead. A choice outside of today's bounds is brought into them.
func (s *Service) termsNow(ctx context.Context, tx *db.Tx) (map[string]retention.Term, error) {
	chosen, err := chosenTerms(ctx, tx)
	if err != nil {
		return nil, err
	}
	out := map[string]retention.Term{}
	for _, r := range rulesOf(s.o.Holdings) {
		t := r.Term
		if n, ok := chosen[r.Key]; ok && r.Adjustable() {
			t.N = min(max(n, r.Min), r.Max)
		}
		out[r.Key] = t
	}
	return out, nil
}

// Field is the name of a rule's field in the form of terms.
func Field(rule string) string { return "duree_" + rule }

// SetTerms keeps what the operator chose, for the rules that leave a choice. They act from the next night on.
func (s *Service) SetTerms(ctx context.Context, who access.Actor, chosen map[string]int) error {
	if err := allow(who); err != nil {
		return err
	}
	var faults []apperr.Field
	for _, r := range rulesOf(s.o.Holdings) {
		n, ok := chosen[r.Key]
		if ok && r.Adjustable() && (n < r.Min || n > r.Max) {
			faults = append(faults, apperr.Field{Name: Field(r.Key), Msg: i18n.M(msg.FaultTerm, "min", r.Min, "max", r.Max)})
		}
	}
	if len(faults) > 0 {
		return &apperr.Error{Kind: apperr.Invalid, Fields: faults}
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error { return s.setTerms(ctx, tx, who, chosen) })
}

func (s *Service) setTerms(ctx context.Context, tx *db.Tx, who access.Actor, chosen map[string]int) error {
	now, err := s.termsNow(ctx, tx)
	if err != nil {
		return err
	}
	changed := map[string]string{}
	for _, r := range rulesOf(s.o.Holdings) {
		n, ok := chosen[r.Key]
		if !ok || !r.Adjustable() || n == now[r.Key].N {
			continue
		}
		if err := saveTerm(ctx, tx, who, r.Key, n); err != nil {
			return err
		}
		changed[r.Key] = strconv.Itoa(n) + " " + string(r.Term.Unit)
	}
	if len(changed) == 0 {
		return nil
	}
	return history.Write(ctx, tx, who, history.Line{Object: history.Object{Kind: "retention.terms", ID: "1"}, Act: "save", Data: changed})
}

func chosenTerms(ctx context.Context, tx *db.Tx) (map[string]int, error) {
	type row struct {
		rule string
		n    int
	}
	rows, err := db.All(ctx, tx, func(r *row) []any { return []any{&r.rule, &r.n} }, `SELECT rule, n FROM retention_terms`)
	if err != nil {
		return nil, fmt.Errorf("terms: %w", err)
	}
	out := map[string]int{}
	for _, r := range rows {
		out[r.rule] = r.n
	}
	return out, nil
}

func saveTerm(ctx context.Context, tx *db.Tx, who access.Actor, rule string, n int) error {
	_, err := tx.Exec(ctx, `INSERT INTO retention_terms (rule, n, set_at, set_by) VALUES ($1, $2, $3, $4)
		ON CONFLICT (rule) DO UPDATE SET n = excluded.n, set_at = excluded.set_at, set_by = excluded.set_by`, rule, n, tx.Now(), who.ID)
	if err != nil {
		return fmt.Errorf("save a term: %w", err)
	}
	return nil
}

// allow lets only administrators in; for others there is nothing there.
func allow(who access.Actor) error {
	switch {
	case !who.SignedIn():
		return apperr.UnauthenticatedErr()
	case !who.IsAdmin():
		return apperr.NotFoundErr()
	}
	return nil
}
