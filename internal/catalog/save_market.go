package catalog

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"preau/internal/catalog/msg"
	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
)

// Input is what the purchasing body says of a market in its form.
type Input struct {
	Title, Reference, Summary string
	SupplierRef               string
	StartsOn, EndsOn          string // days, 2026-11-21
	TermsInput
}

// Names of the fields in the market's forms, in faults.
const (
	FieldTitle     = "intitule"
	FieldReference = "reference"
	FieldSummary   = "resume"
	FieldSupplier  = "fournisseur"
	FieldStartsOn  = "du"
	FieldEndsOn    = "au"
)

// Limits of texts, in characters.
const (
	MaxTitle     = 160
	MaxReference = 60
	MaxSummary   = 4000
)

// Create makes a market, and gives its number.
func (s *Service) Create(ctx context.Context, who access.Actor, in Input) (int64, error) {
	return db.OnceValue(ctx, s.db, who, func(tx *db.Tx) (int64, error) {
		if err := mayCreate(ctx, tx, who); err != nil {
			return 0, err
		}
		m := Market{ID: id.New(), State: Live}
		if err := in.fill(ctx, tx, &m); err != nil {
			return 0, err
		}
		if err := insertMarket(ctx, tx, &m); err != nil {
			return 0, err
		}
		return m.Number, writeHistory(ctx, tx, who, m, "create", nil)
	})
}

// MayCreate is nil when who may make a market; else it says why not.
func (s *Service) MayCreate(ctx context.Context, who access.Actor) error {
	return s.db.View(ctx, func(tx *db.Tx) error { return mayCreate(ctx, tx, who) })
}

func mayCreate(ctx context.Context, tx *db.Tx, who access.Actor) error {
	if err := visible(who, Market{State: Live}); err != nil {
		return err
	}
	_, err := Moves.Next(Edit, Live, relationsOf(who), Market{})
	return explained(ctx, tx, who, err)
}

// May is nil when who may do an act on a market; else it says why not.
func (s *Service) May(ctx context.Context, who access.Actor, number int64, do Act) error {
	return s.db.View(ctx, func(tx *db.Tx) error {
		return Why(ctx, tx, who, do, number)
	})
}

// Why is May in a transaction.
func Why(ctx context.Context, tx *db.Tx, who access.Actor, do Act, number int64) error {
	_, _, err := next(ctx, tx, who, number, do)
	return err
}

// Edit replaces what is said of a market, if nobody did since it was read.
func (s *Service) Edit(ctx context.Context, who access.Actor, number, version int64, in Input) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		m, to, err := next(ctx, tx, who, number, Edit)
		if err != nil {
			return err
		}
		if m.Version != version {
			return conflict()
		}
		was := m
		if err := in.fill(ctx, tx, &m); err != nil {
			return err
		}
		return save(ctx, tx, who, &m, Edit, to, map[string]string{"fields": strings.Join(changed(was, m), " ")})
	})
}

// Move withdraws a market or puts it back.
func (s *Service) Move(ctx context.Context, who access.Actor, number int64, do Act) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		m, to, err := next(ctx, tx, who, number, do)
		if err != nil {
			return err
		}
		return save(ctx, tx, who, &m, do, to, nil)
	})
}

// next is a market that who may see, and where an act leads it.
func next(ctx context.Context, tx *db.Tx, who access.Actor, number int64, do Act) (Market, State, error) {
	m, err := byNumber(ctx, tx, who, number)
	if err != nil {
		return m, "", err
	}
	to, err := Moves.Next(do, m.State, relationsOf(who), m)
	return m, to, explained(ctx, tx, who, err)
}

// fill checks the form and writes it into the market.
func (in Input) fill(ctx context.Context, tx *db.Tx, m *Market) error {
	var f faults
	m.Title, m.Reference, m.Summary = strings.TrimSpace(in.Title), strings.TrimSpace(in.Reference), strings.TrimSpace(in.Summary)
	if m.Title == "" {
		f.Add(FieldTitle, msg.FaultTitle)
	}
	f.long(FieldTitle, m.Title, MaxTitle)
	f.long(FieldReference, m.Reference, MaxReference)
	f.long(FieldSummary, m.Summary, MaxSummary)
	m.StartsOn, m.EndsOn = f.days(in.StartsOn, in.EndsOn, true)
	if err := in.supplier(ctx, tx, m, &f); err != nil {
		return err
	}
	if err := in.TermsInput.fill(ctx, tx, m, &f); err != nil {
		return err
	}
	return f.Err()
}

// supplier finds the supplier. One that has ceased stays with the markets that it has, and gets no new one.
func (in Input) supplier(ctx context.Context, tx *db.Tx, m *Market, f *faults) error {
	if in.SupplierRef != "" && in.SupplierRef == m.Supplier.Ref {
		return nil
	}
	o, err := org.ByRef(ctx, tx, in.SupplierRef)
	if err != nil && !apperr.Is(err, apperr.NotFound) {
		return err
	}
	if err != nil || o.Kind != org.Supplier || o.Closed() {
		f.Add(FieldSupplier, msg.FaultSupplier)
		return nil
	}
	m.Supplier = Body{ID: o.ID, Ref: o.Ref, Name: o.Name, Commune: o.Commune, Kind: o.Kind}
	return nil
}

// faults collects what is wrong with a form.
type faults struct{ apperr.Faults }

func (f *faults) long(name, s string, most int) {
	if n := utf8.RuneCountInString(s); n > most {
		f.Add(name, msg.FaultLong, "max", most, "n", n)
	}
}

// days checks a first and a last day; the last may be missing unless it must be there.
func (f *faults) days(from, to string, needed bool) (string, string) {
	if _, err := time.Parse(time.DateOnly, from); err != nil {
		f.Add(FieldStartsOn, msg.FaultFirstDay)
	}
	if _, err := time.Parse(time.DateOnly, to); err != nil && (needed || to != "") {
		f.Add(FieldEndsOn, msg.FaultLastDay)
	} else if err == nil && to < from {
		f.Add(FieldEndsOn, msg.FaultEndsBefore)
	}
	return from, to
}
