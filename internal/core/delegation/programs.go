package delegation

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/org"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// PlacesFrom are where who may give something, in the order of their references, after one of them: programs read lists by what never
// changes. Of who gives everywhere they are those where somebody holds what they give.
func (s *Service) PlacesFrom(ctx context.Context, who access.Actor, text, after string, limit int) ([]Row, error) {
	if !who.SignedIn() {
		return nil, apperr.UnauthenticatedErr()
	}
	var out []Row
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		for more := s.Gives(who); more && len(out) < limit; {
			orgs, err := s.placesAfter(ctx, tx, who, text, after, limit)
			if err != nil || len(orgs) == 0 {
				return err
			}
			l := Listing{}
			if err := s.filled(ctx, tx, who, orgs, &l); err != nil {
				return err
			}
			slices.SortFunc(l.Rows, func(a, b Row) int { return strings.Compare(a.Org.Ref, b.Org.Ref) })
			for _, r := range l.Rows { // a body above that stands for one of them comes in its own turn
				if slices.ContainsFunc(orgs, func(o org.Organisation) bool { return o.ID == r.Org.ID }) {
					out = append(out, r)
				}
			}
			after, more = orgs[len(orgs)-1].Ref, len(orgs) == limit
		}
		return nil
	})
	return out[:min(len(out), limit)], err
}

func (s *Service) placesAfter(ctx context.Context, tx *db.Tx, who access.Actor, text, after string, limit int) ([]org.Organisation, error) {
	var w db.Where
	w.And("o.closed_at IS NULL")
	s.Where(&w, who)
	for _, word := range strings.Fields(registers.Fold(text)) {
		w.And(`o.name_fold LIKE ? ESCAPE '\'`, db.Contains(word))
	}
	w.And(`o.ref COLLATE "C" > ?`, after)
	where, args := w.SQL(1)
	found, err := db.All(ctx, tx, func(id *string) []any { return []any{id} }, `SELECT o.id FROM org_organisations o WHERE `+where+
		` ORDER BY o.ref COLLATE "C" LIMIT $`+strconv.Itoa(len(args)+1), append(args, limit)...)
	if err != nil {
		return nil, fmt.Errorf("places after %s: %w", after, err)
	}
	orgs, err := org.ByIDs(ctx, tx, found)
	out := make([]org.Organisation, 0, len(found))
	for _, id := range found {
		out = append(out, orgs[id])
	}
	return out, err
}

// Roster are people of a place and what their roles may be limited to.
type Roster struct {
	People []Person
	Names  Names
}

// PeopleFrom are those who hold a role of a place that who sees there, in the order of their numbers, after one of them; with a role,
// its holders alone.
func (s *Service) PeopleFrom(ctx context.Context, who access.Actor, ref string, role access.RoleKey, after int64, limit int) (Roster, error) {
	var out Roster
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		p, given, err := s.open(ctx, tx, who, ref)
		if err != nil {
			return err
		}
		seen := s.seen(who, p, given)
		found, err := s.peopleAfter(ctx, tx, seen, p, role, after, limit)
		if err != nil || len(found) == 0 {
			return err
		}
		if out.People, err = s.persons(ctx, tx, seen, p, found); err != nil {
			return err
		}
		slices.SortFunc(out.People, func(a, b Person) int { return int(a.Number - b.Number) })
		out.Names, err = s.names(ctx, tx, seen, p)
		return err
	})
	return out, err
}

func (s *Service) peopleAfter(ctx context.Context, tx *db.Tx, seen access.Roles, p place, role access.RoleKey, after int64, limit int) ([]string, error) {
	if r, ok := seen.ByKey(role); ok {
		seen = access.Roles{r}
	} else if role != "" {
		return nil, nil
	}
	var w db.Where
	holding(&w, tx, seen, p)
	w.And("a.number > ?", after)
	where, args := w.SQL(1)
	found, err := db.All(ctx, tx, func(id *string) []any { return []any{id} }, `SELECT a.id FROM access_grants g JOIN account_accounts a ON a.id = g.account_id
		WHERE `+where+` GROUP BY a.id, a.number ORDER BY a.number LIMIT $`+strconv.Itoa(len(args)+1), append(args, limit)...)
	if err != nil {
		return nil, fmt.Errorf("people of a place: %w", err)
	}
	return found, nil
}

// PersonOf is the public number of whom an address belongs to, among those who hold something at a place that who sees there.
func (s *Service) PersonOf(ctx context.Context, who access.Actor, ref, address string) (int64, error) {
	var n int64
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		p, given, err := s.open(ctx, tx, who, ref)
		if err != nil {
			return err
		}
		var w db.Where
		holding(&w, tx, s.seen(who, p, given), p)
		w.And("a.email_fold = ?", account.Fold(address))
		where, args := w.SQL(1)
		n, err = db.Value[int64](ctx, tx, `SELECT coalesce(max(a.number), 0) FROM access_grants g JOIN account_accounts a ON a.id = g.account_id WHERE `+where, args...)
		if err != nil {
			return fmt.Errorf("who has an address: %w", err)
		}
		return nil
	})
	return n, err
}
