package catalog

import (
	"context"
	"slices"
	"strings"

	"preau/internal/catalog/msg"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/money"
)

// Sum is an amount that need not be said.
type Sum struct {
	Cents money.Cents
	Said  bool
}

// Terms are what ordering from a market means, told before anybody orders (R163-R166).
type Terms struct {
	Franco    Sum    // without VAT, from which delivery is free
	Costs     Sum    // of delivery, below the franco
	Days      int    // working days until delivery; 0: not said
	Green     bool   // it has green ranges
	Details   bool   // the supplier asks for colour, size and finish once it has the order (R163)
	Special   bool   // all of it is ordered by a procedure of its own, not by the basket (R159)
	Procedure string // « Modalités »: that procedure, in words; it may be there for some articles alone
	Area      Area
	Reserved  bool // shown to its adherents alone
}

// Above is the market that a sub-market belongs to; zero for the others.
type Above struct {
	ID     string
	Number int64
	Title  string
}

// Names of the fields of the terms, in faults.
const (
	FieldParent    = "parent"
	FieldFranco    = "franco"
	FieldCosts     = "frais"
	FieldDays      = "delai"
	FieldGreen     = "vert"
	FieldDetails   = "precisions"
	FieldSpecial   = "special"
	FieldProcedure = "modalites"
	FieldArea      = "zone"
	FieldReserved  = "reserve"
)

// Limits of the terms.
const (
	MaxDays      = 250 // working days: a year
	MaxProcedure = 4000
	MaxArea      = 400 // characters
)

// TermsInput is what the form says of a market's terms. Amounts and days were read from it.
type TermsInput struct {
	Terms
	Area   string // as it was typed
	Parent int64  // the number of the market above; 0: none
}

// fill checks the terms and writes them into the market.
func (in TermsInput) fill(ctx context.Context, tx *db.Tx, m *Market, f *faults) error {
	was := m.Terms
	m.Terms = in.Terms
	m.Procedure = strings.TrimSpace(in.Procedure)
	f.sum(FieldFranco, in.Franco)
	f.sum(FieldCosts, in.Costs)
	if in.Days < 0 || in.Days > MaxDays {
		f.Add(FieldDays, msg.FaultDays, "max", MaxDays)
	}
	f.long(FieldProcedure, m.Procedure, MaxProcedure)
	if m.Special && m.Procedure == "" {
		f.Add(FieldProcedure, msg.FaultProcedure)
	}
	f.long(FieldArea, in.Area, MaxArea)
	area, bad := ParseArea(in.Area)
	if bad != "" {
		area = was.Area
		f.Add(FieldArea, msg.FaultArea, "part", bad)
	}
	m.Area = area
	return in.above(ctx, tx, m, f)
}

func (f *faults) sum(name string, s Sum) {
	if s.Cents < 0 || s.Cents > money.Max {
		f.Add(name, msg.FaultAmount)
	}
}

// above finds the market that this one belongs to. There is one level: neither has that one a market above it, nor this one any below.
func (in TermsInput) above(ctx context.Context, tx *db.Tx, m *Market, f *faults) error {
	if in.Parent == m.Above.Number {
		return nil
	}
	m.Above = Above{}
	if in.Parent == 0 {
		return nil
	}
	tops, err := tops(ctx, tx, m.ID)
	if err != nil {
		return err
	}
	below, err := hasBelow(ctx, tx, m.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(tops, func(a Above) bool { return a.Number == in.Parent })
	switch {
	case below:
		f.Add(FieldParent, msg.FaultParentHasBelow)
	case i < 0:
		f.Add(FieldParent, msg.FaultParent)
	default:
		m.Above = tops[i]
	}
	return nil
}

// Tops are the markets that another may be below, for the form of one: number 0 for a new one.
func (s *Service) Tops(ctx context.Context, who access.Actor, number int64) ([]Above, error) {
	if err := visible(who, Market{}); err != nil {
		return nil, err
	}
	var out []Above
	err := s.db.View(ctx, func(tx *db.Tx) error {
		all, err := tops(ctx, tx, "")
		out = slices.DeleteFunc(all, func(a Above) bool { return a.Number == number })
		return err
	})
	return out, err
}

// Changed are the fields of a market that differ between two of its states, by their names, for its history.
func changed(was, is Market) []string {
	var out []string
	for _, x := range []struct {
		name    string
		differs bool
	}{
		{FieldTitle, was.Title != is.Title},
		{FieldReference, was.Reference != is.Reference},
		{FieldSummary, was.Summary != is.Summary},
		{FieldSupplier, was.Supplier.ID != is.Supplier.ID},
		{FieldStartsOn, was.StartsOn != is.StartsOn},
		{FieldEndsOn, was.EndsOn != is.EndsOn},
		{FieldParent, was.Above.ID != is.Above.ID},
		{FieldFranco, was.Franco != is.Franco},
		{FieldCosts, was.Costs != is.Costs},
		{FieldDays, was.Days != is.Days},
		{FieldGreen, was.Green != is.Green},
		{FieldDetails, was.Details != is.Details},
		{FieldSpecial, was.Special != is.Special},
		{FieldProcedure, was.Procedure != is.Procedure},
		{FieldArea, was.Area != is.Area},
		{FieldReserved, was.Reserved != is.Reserved},
	} {
		if x.differs {
			out = append(out, x.name)
		}
	}
	return out
}

// Reading is a market as those read it who may order from it, or would like to.
type Reading struct {
	Market
	Phase Phase
	Below []Market // its sub-markets, that the reader sees
	Today string
}

// Read is one market's terms, for whoever is signed in and sees it.
func (s *Service) Read(ctx context.Context, who access.Actor, number int64) (Reading, error) {
	all, today, err := s.readable(ctx, who)
	if err != nil {
		return Reading{}, err
	}
	i := slices.IndexFunc(all, func(m Market) bool { return m.Number == number })
	if i < 0 {
		return Reading{}, apperr.NotFoundErr()
	}
	out := Reading{Market: all[i], Phase: all[i].PhaseOn(today), Today: today}
	for _, m := range all {
		if m.Above.ID == out.ID {
			out.Below = append(out.Below, m)
		}
	}
	return out, nil
}

// Readings are the markets that somebody sees, each with those below it: the ones of « Centrale de Marchés ».
func (s *Service) Readings(ctx context.Context, who access.Actor) ([]Reading, error) {
	all, today, err := s.readable(ctx, who)
	if err != nil {
		return nil, err
	}
	var out []Reading
	for _, m := range all {
		if m.Above.ID == "" || !slices.ContainsFunc(all, func(x Market) bool { return x.ID == m.Above.ID }) {
			out = append(out, Reading{Market: m, Phase: m.PhaseOn(today), Today: today})
		}
	}
	for _, m := range all {
		if i := slices.IndexFunc(out, func(r Reading) bool { return r.ID == m.Above.ID }); i >= 0 {
			out[i].Below = append(out[i].Below, m)
		}
	}
	return out, nil
}

func (s *Service) readable(ctx context.Context, who access.Actor) ([]Market, string, error) {
	if !who.SignedIn() {
		return nil, "", apperr.UnauthenticatedErr()
	}
	var out []Market
	today := ""
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		today = s.today(tx.Now())
		out, err = s.ReadableIn(ctx, tx, who)
		return err
	})
	return out, today, err
}

// ReadableIn are the markets that somebody sees, by title: those that are shown to all who are signed in, those that their
// organisations adhere to, and, for the purchasing body, all.
func (s *Service) ReadableIn(ctx context.Context, tx *db.Tx, who access.Actor) ([]Market, error) {
	return s.readableIn(ctx, tx, who, db.Where{})
}

// ReadableAmong are those of the markets of some numbers that somebody sees.
func (s *Service) ReadableAmong(ctx context.Context, tx *db.Tx, who access.Actor, numbers []int64) ([]Market, error) {
	if len(numbers) == 0 {
		return nil, nil
	}
	var w db.Where
	w.In("m.number", db.Any(numbers)...)
	return s.readableIn(ctx, tx, who, w)
}

func (s *Service) readableIn(ctx context.Context, tx *db.Tx, who access.Actor, among db.Where) ([]Market, error) {
	if Moves.May(See, Live, relationsOf(who), Market{}) {
		return readable(ctx, tx, true, nil, "", among)
	}
	return readable(ctx, tx, false, orgsOf(who), s.today(tx.Now()), among)
}

// Numbered are the markets of some numbers, whoever sees them: those of articles that somebody has in a basket, be the market hidden from
// them since.
func (s *Service) Numbered(ctx context.Context, tx *db.Tx, numbers []int64) ([]Market, error) {
	if len(numbers) == 0 {
		return nil, nil
	}
	return numbered(ctx, tx, numbers)
}

// orgsOf are the organisations at which somebody holds a role.
func orgsOf(who access.Actor) []string {
	var out []string
	for _, g := range who.Grants {
		if g.Place.Kind == access.Organisation && !slices.Contains(out, g.Place.ID) {
			out = append(out, g.Place.ID)
		}
	}
	return out
}

// Within says whether somebody holds a role for a market at a place: for itself, or for the one above it.
func (m Market) Within(who access.Actor, role access.Role, at access.Place) bool {
	return who.Within(role, at, access.Market, m.ID) || m.Above.ID != "" && who.Within(role, at, access.Market, m.Above.ID)
}
