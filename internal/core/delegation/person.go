package delegation

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/delegation/told"
	"preau/internal/core/history"
	"preau/internal/core/notify"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/workflow"
)

// PersonView is somebody at a place as who may give something there sees them.
type PersonView struct {
	Person
	Org      org.Organisation
	Given    access.Roles // by the reader
	Seen     access.Roles
	Names    Names
	Offers   workflow.Offers[Act]
	Standing string // tells what the form is drawn from
	History  []history.Line
}

// ShowPerson is one person at a place.
func (s *Service) ShowPerson(ctx context.Context, who access.Actor, ref string, number int64) (PersonView, error) {
	var v PersonView
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		f, err := s.file(ctx, tx, who, ref, number)
		if err != nil {
			return err
		}
		v = PersonView{
			Person: f.person, Org: f.place.Organisation, Given: f.given, Seen: f.seen, Names: f.names,
			Offers: moves.Offers(f.account.State, f.as(), f.matter), Standing: f.standing(),
		}
		v.History, err = told.Lines(ctx, tx, f.place.ID, strconv.FormatInt(number, 10), f.seen, historyShown)
		return err
	})
	return v, err
}

// file is what is known of somebody at a place.
type file struct {
	place       place
	given, seen access.Roles // of the reader
	account     account.Account
	person      Person
	names       Names
	matter      matter
}

// file reads it. Who holds nothing there that the reader sees is not there for them.
func (s *Service) file(ctx context.Context, tx *db.Tx, who access.Actor, ref string, number int64) (file, error) {
	var f file
	var err error
	if f.place, f.given, err = s.open(ctx, tx, who, ref); err != nil {
		return f, err
	}
	f.seen = s.seen(who, f.place, f.given)
	if f.account, err = account.ByPublicNumber(ctx, tx, number); err != nil {
		return f, err
	}
	found, err := s.persons(ctx, tx, f.seen, f.place, []string{f.account.ID})
	if err != nil {
		return f, err
	}
	if len(found) == 0 {
		return f, apperr.NotFoundErr()
	}
	f.person = found[0]
	if f.names, err = s.names(ctx, tx, f.seen, f.place); err != nil {
		return f, err
	}
	f.matter, err = s.matterOf(ctx, tx, f)
	return f, err
}

// matterOf is what the rules about the account ask: whether it was made with the first role of this place, in the same
// transaction, and whether it has business elsewhere.
func (s *Service) matterOf(ctx context.Context, tx *db.Tx, f file) (matter, error) {
	m := matter{came: !f.account.Never()}
	chain := db.Any(s.o.Chain.Keys())
	in := "IN (?" + strings.Repeat(", ?", len(chain)-1) + ")"
	var w db.Where
	w.And("g.account_id = ?", f.account.ID)
	w.And("g.place_kind = 'organisation' AND g.place_id = ? AND g.role "+in+" AND g.given_at = ? OR g.taken_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > ?) AND NOT (g.place_kind = 'organisation' AND g.place_id = ? AND g.role "+in+")",
		slices.Concat([]any{f.place.ID}, chain, []any{f.account.CreatedAt, tx.Now(), f.place.ID}, chain)...)
	where, args := w.SQL(1)
	type row struct {
		role  access.RoleKey
		place string
	}
	rows, err := db.All(ctx, tx, func(r *row) []any { return []any{&r.role, &r.place} }, `SELECT g.role, g.place_id FROM access_grants g WHERE `+where, args...)
	if err != nil {
		return m, fmt.Errorf("what an account holds: %w", err)
	}
	for _, r := range rows {
		_, ours := s.o.Chain.ByKey(r.role)
		if ours = ours && r.place == f.place.ID; ours {
			m.made = true
		} else {
			m.elsewhere = true
		}
	}
	return m, nil
}

// as is what the reader is to the access.
func (f file) as() []Relation {
	if slices.ContainsFunc(f.person.Held, func(h Held) bool { _, ok := f.given.ByKey(h.Role); return ok }) {
		return []Relation{Giver}
	}
	return []Relation{Other}
}

// standing tells what the person holds from what they held before.
func (f file) standing() string { return f.person.standing() }

// Version is standing as a number, for programs, small enough for all of them to be exact about.
func (p Person) Version() int64 {
	n, _ := strconv.ParseInt(p.standing()[:12], 16, 64) // hexadecimal digits
	return n
}

func (p Person) standing() string {
	var b strings.Builder
	for _, h := range p.Held {
		fmt.Fprintf(&b, "%s %s %d %d;", h.ID, h.Role, h.From.UnixMicro(), h.To.UnixMicro())
		for _, l := range h.Limits {
			fmt.Fprintf(&b, "%s %s,", l.Kind, l.Ref)
		}
	}
	return notify.HashSecret(b.String())[:16]
}
