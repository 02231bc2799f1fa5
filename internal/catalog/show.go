package catalog

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/org"
	"preau/internal/kit/db"
	"preau/internal/kit/workflow"
)

// View is a market with its adherents and what who may do to it.
type View struct {
	Market
	Phase   Phase
	Members []Adherent // that adhere, or will; the ended ones are in the history
	Acts    workflow.Offers[Act]
	History []history.Line
	Today   string
}

// Adhesion is one of them, by its id.
func (v View) Adhesion(id string) (Adherent, bool) {
	for _, a := range v.Members {
		if a.ID == id {
			return a, true
		}
	}
	return Adherent{}, false
}

// Adhering is how many organisations adhere, or will: some do twice, the second time after the first.
func (v View) Adhering() int {
	seen := map[string]bool{}
	for _, a := range v.Members {
		seen[a.Org.ID] = true
	}
	return len(seen)
}

// shown is how many of the newest lines of its history a market's page holds.
const shown = 30

// Show is one market.
func (s *Service) Show(ctx context.Context, who access.Actor, number int64) (View, error) {
	var v View
	err := s.db.View(ctx, func(tx *db.Tx) error {
		m, err := byNumber(ctx, tx, who, number)
		if err != nil {
			return err
		}
		v = View{Market: m, Today: s.today(tx.Now()), Acts: Moves.Offers(m.State, relationsOf(who), m)}
		v.Phase = m.PhaseOn(v.Today)
		for _, o := range v.Acts {
			if err := explain(ctx, tx, who, o.Reasons); err != nil {
				return err
			}
		}
		if v.Members, err = adherentsOf(ctx, tx, m, v.Today); err != nil {
			return err
		}
		v.History, err = history.Of(ctx, tx, object(m), shown)
		return err
	})
	return v, err
}

// Suppliers are those that a market may be made with.
func (s *Service) Suppliers(ctx context.Context, who access.Actor) ([]Body, error) {
	if err := visible(who, Market{}); err != nil {
		return nil, err
	}
	var out []Body
	err := s.db.View(ctx, func(tx *db.Tx) error {
		found, err := org.Search(ctx, tx, org.Query{Kinds: []org.Kind{org.Supplier}, Limit: mostSuppliers})
		for _, o := range found {
			out = append(out, Body{ID: o.ID, Ref: o.Ref, Name: o.Name, Commune: o.Commune, Kind: o.Kind})
		}
		return err
	})
	return out, err
}

// mostSuppliers is how many suppliers the form offers.
const mostSuppliers = 300
