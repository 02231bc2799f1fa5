package ordering

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering/msg"
)

// WhyKeep is why somebody's role at a place may not be taken back at an instant, rather than at another when it ends by itself
// (zero: never): the last superbuyer stays while an establishment there has a maximum amount, since what exceeds it could no longer
// be sent (R125). Another whose own end is planned is nobody who goes on, unless somebody follows them. No reason: it may.
func (s *Service) WhyKeep(ctx context.Context, tx *db.Tx, h access.Holder, role access.RoleKey, place access.Place, at, until time.Time) ([]apperr.Reason, error) {
	limited, err := s.stranded(ctx, tx, h.AccountID, role, place, at, until)
	if err != nil || limited == 0 {
		return nil, err
	}
	r := apperr.Reason{Code: CodeLastSuper, Kind: apperr.Act, Text: i18n.M(msg.WhyLastSuperbuyer, "name", h.Name, "n", limited)}
	if r.Lifters, err = access.Lifters(ctx, tx, delegation, Superbuyer, place); err != nil {
		return nil, err
	}
	ref, err := db.Value[string](ctx, tx, `SELECT ref FROM org_organisations WHERE id = $1`, place.ID)
	if err != nil {
		return nil, fmt.Errorf("reference of %s: %w", place.ID, err)
	}
	r.Ask = &apperr.Ask{Label: i18n.M(msg.AskLimits), Path: limitsPath(ref)}
	return []apperr.Reason{r}, nil
}

// ThenUntil is what follows from giving somebody roles until an instant: of the last superbuyer, that nobody can send what exceeds a
// maximum amount after it (R125).
func (s *Service) ThenUntil(ctx context.Context, tx *db.Tx, accountID string, place access.Place, gets []access.RoleKey, until time.Time) ([]i18n.Msg, error) {
	if until.IsZero() || !slices.Contains(gets, Superbuyer) {
		return nil, nil
	}
	limited, err := s.stranded(ctx, tx, accountID, Superbuyer, place, until, time.Time{})
	if err != nil || limited == 0 {
		return nil, err
	}
	return []i18n.Msg{i18n.M(msg.ThenNoSuperbuyer, "date", i18n.Day(until.Add(-time.Microsecond)), "n", limited)}, nil
}

// stranded is how many establishments at a place have a maximum amount that nobody but an account could exceed, at some instant between
// two.
func (s *Service) stranded(ctx context.Context, tx *db.Tx, accountID string, role access.RoleKey, place access.Place, at, until time.Time) (int, error) {
	if role != Superbuyer || place.Kind != access.Organisation {
		return 0, nil
	}
	places, err := upwards(ctx, tx, place.ID)
	if err != nil {
		return 0, err
	}
	upheld, err := access.Upheld(ctx, tx, access.Beside{Role: role, Places: places, From: at, To: until, But: []string{accountID}})
	if err != nil || upheld {
		return 0, err
	}
	ls, err := limitsUnder(ctx, tx, place.ID)
	limited := 0
	for _, l := range ls {
		if l.Limited {
			limited++
		}
	}
	return limited, err
}

// Waiting is what waits for a person in this service: for administrators, to name who heads the adherents of markets; for who heads an
// authority, to name a superbuyer where an establishment has a maximum amount and nobody may send what exceeds it (R124).
func (s *Service) Waiting(who access.Actor, now time.Time) []inbox.Query {
	var out []inbox.Query
	if who.IsAdmin() {
		out = append(out, s.headless(now))
	}
	heads := append(who.Places(President, access.Organisation), who.Places(Reference, access.Organisation)...)
	if len(heads) == 0 {
		return out
	}
	var w db.Where
	w.And("l.amount IS NOT NULL AND o.closed_at IS NULL")
	w.And("c.ancestor IN (?"+strings.Repeat(", ?", len(heads)-1)+")", db.Any(heads)...)
	w.And("NOT EXISTS ("+whoHolds+" AND u.descendant = l.org_id AND g.role = ?)", now, now, Superbuyer)
	return append(out, inbox.Query{
		N: "count(*)", Name: "h.name", Place: "h.ref", Since: "min(l.set_at)",
		From: "ordering_limits l JOIN org_organisations o ON o.id = l.org_id JOIN org_closure c ON c.descendant = l.org_id JOIN org_organisations h ON h.id = c.ancestor", Where: w, GroupBy: "h.name, h.ref",
		Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{
				Service: "ordering", Count: r.N, Since: r.Since, Path: "/acces/" + r.Place,
				Title: i18n.M(msg.WaitSuperbuyer, "org", r.Name), Detail: i18n.M(msg.WaitSuperbuyerDetail, "n", r.N), Act: i18n.M(msg.WaitSuperbuyerAct),
			}
		},
	})
}

// whoHolds are the roles g that somebody active holds now at an organisation u.ancestor, and so for all below it.
const whoHolds = `SELECT 1 FROM access_grants g JOIN account_accounts a ON a.id = g.account_id JOIN org_closure u ON u.ancestor = g.place_id
	WHERE g.place_kind = 'organisation' AND g.taken_at IS NULL AND g.starts_at <= ? AND (g.ends_at IS NULL OR g.ends_at > ?) AND a.state = 'active'`

// NamedAt is the reference of where a superbuyer of an establishment o is named, in SQL: its authority, or itself where it stands alone.
const NamedAt = `COALESCE((SELECT n.ref FROM org_closure v JOIN org_organisations n ON n.id = v.ancestor
	WHERE v.descendant = o.id AND n.closed_at IS NULL AND n.kind IN ('authority', 'school') ORDER BY v.depth DESC LIMIT 1), o.ref)`

// headless are the adherents of markets that nobody heads, so that nobody there can be given a role: the first is named.
func (s *Service) headless(now time.Time) inbox.Query {
	today := s.catalog.Today(now)
	var w db.Where
	w.And("o.id IN (SELECT x.org_id FROM catalog_adherents x WHERE x.taken_at IS NULL AND (x.ends_on = '' OR x.ends_on >= ?)) AND o.closed_at IS NULL", today)
	w.And("NOT EXISTS ("+whoHolds+" AND u.descendant = o.id AND g.role IN (?, ?))", now, now, President, Reference)
	return inbox.Query{
		N: "count(*)", Name: "min(o.name)", From: "org_organisations o", Where: w,
		Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{
				Service: "ordering", Count: r.N, Path: "/acces?" + url.Values{"q": {r.Name}}.Encode(), Title: i18n.M(msg.WaitHeads, "n", r.N, "org", r.Name), Detail: i18n.M(msg.WaitHeadsDetail), Act: i18n.M(msg.WaitHeadsAct),
			}
		},
	}
}
