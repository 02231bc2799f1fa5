package delegation

import (
	"context"
	"fmt"
	"slices"

	"preau/internal/core/access"
	"preau/internal/core/delegation/told"
	"preau/internal/core/history"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"

	"preau/internal/core/delegation/msg"
)

// Names are what limits are called, by what they are of and their id.
type Names map[access.LimitKind][]Choice

// Of are the names of a grant's limits; what is offered no more has none of its own.
func (n Names) Of(h Held) (named []string, gone int) {
	for _, l := range h.Limits {
		i := slices.IndexFunc(n[l.Kind], func(c Choice) bool { return c.ID == l.Ref })
		if i < 0 {
			gone++
			continue
		}
		named = append(named, n[l.Kind][i].Label)
	}
	return named, gone
}

// Standing is who can do what a role is for: those who hold it, or, where there is nobody, who can name somebody.
type Standing struct {
	Role    access.Role
	Given   bool // by the reader
	Holders []apperr.Lifter
	Lifters []apperr.Lifter
}

// View is a place as who may give something there sees it.
type View struct {
	Org     org.Organisation
	Above   []org.Organisation
	Given   access.Roles // by the reader
	Seen    access.Roles
	Missing access.Roles
	Filter  PeopleFilter
	People  []Person
	Total   int
	Names   Names
	Roles   []Standing
	History []history.Line
}

// Show is one place.
func (s *Service) Show(ctx context.Context, who access.Actor, ref string, f PeopleFilter) (View, error) {
	var v View
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		p, given, err := s.open(ctx, tx, who, ref)
		if err != nil {
			return err
		}
		v = View{Org: p.Organisation, Above: p.above, Given: given, Seen: s.seen(who, p, given)}
		v.Filter = f.sound(v.Seen)
		if p.Closed() {
			v.Given = nil
		}
		if v.People, v.Total, err = s.people(ctx, tx, v.Seen, p, v.Filter); err != nil {
			return err
		}
		if v.Total == 0 && v.Filter.Page > 1 {
			v.Filter.Page = 1
			if v.People, v.Total, err = s.people(ctx, tx, v.Seen, p, v.Filter); err != nil {
				return err
			}
		}
		if v.Names, err = s.names(ctx, tx, v.Seen, p); err != nil {
			return err
		}
		if err := s.standings(ctx, tx, p, &v); err != nil {
			return err
		}
		v.History, err = told.Lines(ctx, tx, p.ID, "", v.Seen, historyShown)
		return err
	})
	return v, err
}

// names are what grants of some roles at a place may be limited to.
func (s *Service) names(ctx context.Context, tx *db.Tx, roles access.Roles, p place) (Names, error) {
	out := Names{}
	for _, r := range roles {
		if _, read := out[r.Limit]; r.Limit == "" || read {
			continue
		}
		cs, err := s.o.Choices(ctx, tx, r.Limit, p.ID)
		if err != nil {
			return nil, fmt.Errorf("what %s may be limited to: %w", r.Key, err)
		}
		out[r.Limit] = cs
	}
	return out, nil
}

// holder is somebody who holds a role at a place, or above it.
type holder struct {
	role            access.RoleKey
	place, of, name string
}

// standings completes the view with who can do what, and what is missing.
func (s *Service) standings(ctx context.Context, tx *db.Tx, p place, v *View) error {
	shown := s.around(v.Seen)
	hs, err := s.holders(ctx, tx, shown, p)
	if err != nil {
		return err
	}
	held := map[access.RoleKey]int{}
	for _, r := range shown {
		st := Standing{Role: r, Given: slices.ContainsFunc(v.Given, func(g access.Role) bool { return g.Key == r.Key }), Holders: of(hs, r, p)}
		held[r.Key] = len(st.Holders)
		if len(st.Holders) == 0 {
			st.Lifters = s.namers(hs, r, p)
		}
		v.Roles = append(v.Roles, st)
	}
	v.Missing = s.missing(v.Given, held)
	return nil
}

// around are some roles and those that give them, in the chain's order.
func (s *Service) around(roles access.Roles) access.Roles {
	var out access.Roles
	for _, r := range s.o.Chain {
		if slices.ContainsFunc(roles, func(seen access.Role) bool { return seen.Key == r.Key || slices.Contains(seen.GivenBy, r.Key) }) {
			out = append(out, r)
		}
	}
	return out
}

// of are those who hold a role at a place, or above it when it reaches down.
func of(hs []holder, r access.Role, p place) []apperr.Lifter {
	var out []apperr.Lifter
	for _, h := range hs {
		if h.role == r.Key && (h.place == p.ID || r.ReachesDown) {
			l := apperr.Lifter{Name: h.name}
			if h.place != p.ID {
				l.Place = h.of
			}
			out = append(out, l)
		}
	}
	return out
}

// namers are those who may give a role at a place; the operator where there is nobody.
func (s *Service) namers(hs []holder, r access.Role, p place) []apperr.Lifter {
	var out []apperr.Lifter
	for _, giver := range r.GivenBy {
		if g, ok := s.o.Roles.At(giver, access.Organisation); ok {
			out = append(out, of(hs, g, p)...)
		}
	}
	if len(out) == 0 {
		return []apperr.Lifter{{Said: i18n.M(msg.Operator)}}
	}
	return out
}

// mostHolders is how many people the list of who can do what reads.
const mostHolders = 200

func (s *Service) holders(ctx context.Context, tx *db.Tx, roles access.Roles, p place) ([]holder, error) {
	at := []any{p.ID}
	for _, o := range p.above {
		at = append(at, o.ID)
	}
	var w db.Where
	access.Counting(&w, tx, roles)
	w.In("g.place_id", at...)
	where, args := w.SQL(1)
	hs, err := db.All(ctx, tx, func(h *holder) []any { return []any{&h.role, &h.place, &h.of, &h.name} }, fmt.Sprintf(`SELECT g.role, g.place_id, o.name, a.display_name
		FROM access_grants g JOIN account_accounts a ON a.id = g.account_id JOIN org_organisations o ON o.id = g.place_id
		WHERE %s ORDER BY g.starts_at, g.id LIMIT %d`, where, mostHolders), args...)
	if err != nil {
		return nil, fmt.Errorf("who can do what: %w", err)
	}
	return hs, nil
}
