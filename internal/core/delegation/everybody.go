package delegation

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/delegation/told"
	"preau/internal/core/org"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// Entry is somebody with what they hold at a place from one day to another: a line of the sheet that comes in again.
type Entry struct {
	Org      org.Organisation
	Person   Person
	Roles    access.Roles
	From, To string // days, the last one included
	Limits   map[access.LimitKind][]string
}

// peopleAtOnce is how many people are read at a time.
const peopleAtOnce = 300

// Everybody are all who hold a role at a place that who gives there, by name: a sheet has addresses, which nobody needs of others.
func (s *Service) Everybody(ctx context.Context, who access.Actor, ref string) (org.Organisation, []Entry, error) {
	var o org.Organisation
	var out []Entry
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		p, given, err := s.open(ctx, tx, who, ref)
		if err != nil {
			return err
		}
		o = p.Organisation
		names, err := s.names(ctx, tx, given, p)
		if err != nil {
			return err
		}
		var w db.Where
		holding(&w, tx, given, p)
		where, args := w.SQL(1)
		all, err := db.All(ctx, tx, func(id *string) []any { return []any{id} }, `SELECT a.id FROM access_grants g JOIN account_accounts a ON a.id = g.account_id
			WHERE `+where+` GROUP BY a.id, a.sort_fold ORDER BY a.sort_fold, a.id`, args...)
		if err != nil {
			return fmt.Errorf("everybody of a place: %w", err)
		}
		for part := range slices.Chunk(all, peopleAtOnce) {
			people, err := s.persons(ctx, tx, given, p, part)
			if err != nil {
				return err
			}
			for _, x := range people {
				out = append(out, s.entries(o, x, names)...)
			}
		}
		return nil
	})
	return o, out, err
}

// entries are what somebody holds, by its dates.
func (s *Service) entries(o org.Organisation, x Person, names Names) []Entry {
	var out []Entry
	for _, h := range x.Held {
		from, to := s.day(h.From), s.day(told.LastInstant(h.To))
		i := slices.IndexFunc(out, func(e Entry) bool { return e.From == from && e.To == to })
		if i < 0 {
			i, out = len(out), append(out, Entry{Org: o, Person: x, From: from, To: to, Limits: map[access.LimitKind][]string{}})
		}
		e := &out[i]
		r, _ := s.o.Chain.ByKey(h.Role)
		e.Roles = append(e.Roles, r)
		for _, c := range names[r.Limit] {
			n := names.word(r.Limit, c)
			if slices.ContainsFunc(h.Limits, func(l access.Limit) bool { return l.Ref == c.ID }) && !slices.Contains(e.Limits[r.Limit], n) {
				e.Limits[r.Limit] = append(e.Limits[r.Limit], n)
			}
		}
	}
	return out
}

// word is what a sheet calls a choice so that it comes in again: its reference where its label is another's too, or would not be read as one.
func (n Names) word(kind access.LimitKind, c Choice) string {
	same := slices.ContainsFunc(n[kind], func(o Choice) bool {
		return o.ID != c.ID && (registers.Fold(o.Label) == registers.Fold(c.Label) || o.Ref == c.Label)
	})
	if same || strings.ContainsAny(c.Label, ";\n") || strings.TrimSpace(c.Label) == "" {
		return c.Ref
	}
	return c.Label
}

// day is the day of an instant as the operator's clocks have it; empty for none.
func (s *Service) day(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(s.o.Zone()).Format(time.DateOnly)
}

// Tops are the roles that are given by who holds one on the whole platform: the chain begins with them.
func (s *Service) Tops() access.Roles {
	var out access.Roles
	for _, r := range s.o.Chain {
		if slices.ContainsFunc(r.GivenBy, func(k access.RoleKey) bool { _, ok := s.o.Roles.At(k, access.Platform); return ok }) {
			out = append(out, r)
		}
	}
	return out
}

// Heads are all with whom the chain begins, by organisation; to others than who names them there is no such list.
func (s *Service) Heads(ctx context.Context, who access.Actor) ([]Entry, error) {
	if !who.SignedIn() {
		return nil, apperr.UnauthenticatedErr()
	}
	if !s.searches(who) {
		return nil, apperr.NotFoundErr()
	}
	var out []Entry
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		out, err = s.heads(ctx, tx)
		return err
	})
	return out, err
}

func (s *Service) heads(ctx context.Context, tx *db.Tx) ([]Entry, error) {
	type row struct {
		place string
		Person
		Held
	}
	var w db.Where
	w.And("g.place_kind = 'organisation' AND g.taken_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > ?) AND o.closed_at IS NULL", tx.Now())
	w.In("g.role", db.Any(s.Tops().Keys())...)
	where, args := w.SQL(1)
	rows, err := db.All(ctx, tx, func(r *row) []any {
		return []any{&r.place, &r.Person.ID, &r.FirstName, &r.LastName, &r.Address, &r.Function, &r.Role, &r.From, &r.To}
	}, `SELECT o.id, a.id, a.first_name, a.last_name, a.email, a.function, g.role, g.starts_at, g.ends_at
		FROM access_grants g JOIN account_accounts a ON a.id = g.account_id JOIN org_organisations o ON o.id = g.place_id
		WHERE `+where+` ORDER BY o.name_fold, o.id, a.sort_fold, a.id, g.starts_at, g.id`, args...)
	if err != nil {
		return nil, fmt.Errorf("heads of organisations: %w", err)
	}
	var at []string
	for _, r := range rows {
		at = append(at, r.place)
	}
	orgs, err := org.ByIDs(ctx, tx, slices.Compact(at))
	if err != nil {
		return nil, err
	}
	var out []Entry
	for i := 0; i < len(rows); {
		x, first := rows[i].Person, rows[i]
		for ; i < len(rows) && rows[i].place == first.place && rows[i].Person.ID == first.Person.ID; i++ {
			x.Held = append(x.Held, rows[i].Held)
		}
		slices.SortStableFunc(x.Held, func(a, b Held) int { return s.rank(a.Role) - s.rank(b.Role) })
		out = append(out, s.entries(orgs[first.place], x, Names{})...)
	}
	return out, nil
}
