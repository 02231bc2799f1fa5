// Package activity is the page of that name: what happened in a structure, and what waits there for who reads it (O35-O41). Nothing is kept here:
// the feed is the history's lines, the file active the same queries as everywhere.
package activity

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/core/history"
	"preau/internal/core/inbox"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/offers/role"
)

// Kind narrows the feed (O36).
type Kind string

// The kinds of what happened. Empty is « Toute l'activité ».
const (
	Offers    Kind = "offres"
	Users     Kind = "utilisateurs" // for who administers the structure alone: it names people
	Structure Kind = "structure"
)

// Entry is a line of the feed, with what it is about.
type Entry struct {
	history.Line
	Year, Seq int64  // of an offer
	Offer     string // its name; empty: of no offer
	Number    int64  // of a structure
}

// Page is a page of the feed, the newest first.
type Page struct {
	Entries     []Entry
	Page, Size  int
	Total       int
	SeesUsers   bool
	Moderates   bool          // of all structures: who reads has none, and moderates
	Waiting     []inbox.Group // what waits, thing by thing
	StructureID string        // the organisation for which who reads acts
}

// Service reads the activity.
type Service struct {
	db    *db.DB
	files *document.Service
	waits *inbox.Inbox
}

// New makes the service of the sources of what waits in « Offres ».
func New(d *db.DB, files *document.Service, sources ...inbox.Source) *Service {
	return &Service{d, files, inbox.New(sources...)}
}

// Read is a page of the feed of the structure for which who acts, or, for who has none and moderates, of all; and what waits for them. To
// others it is not there.
func (s *Service) Read(ctx context.Context, who access.Actor, of Kind, page, size int) (Page, error) {
	p := Page{Page: max(page, 1), Size: size, StructureID: role.Structure(who)}
	p.Moderates = p.StructureID == "" && role.Moderates(who)
	if p.StructureID == "" && !p.Moderates {
		return p, apperr.NotFoundErr()
	}
	p.SeesUsers = p.Moderates || role.Holds(who, p.StructureID, role.Admin)
	if of == Users && !p.SeesUsers {
		return p, apperr.NotFoundErr()
	}
	err := s.db.View(ctx, func(tx *db.Tx) error {
		var err error
		if p.Waiting, err = s.waits.Each(ctx, tx, who, mostThings); err != nil {
			return err
		}
		return p.read(ctx, tx, of)
	})
	return p, err
}

// mostThings is how many things of a kind the file active names; the list has the others.
const mostThings = 10

// mostCounted is how many lines of a kind are counted for who reads those of all structures: a hundred pages back there is the export of
// each offer's history.
const mostCounted = 2000

const linesOf = `SELECT h.id, h.object_kind, h.object_id, h.act, h.from_state, h.to_state, h.account_id, h.name, h.data, h.done_at FROM history_lines h WHERE `

// read counts and reads the lines of each kind by an index of its own: together, under one OR, they would be looked for among everybody's.
func (p *Page) read(ctx context.Context, tx *db.Tx, of Kind) error {
	var counts, lines, conds []string
	var vals []any
	counted := ""
	if p.Moderates {
		counted = " LIMIT " + strconv.Itoa(mostCounted)
	}
	for _, x := range p.scope(of) {
		var w db.Where
		w.And(x.cond, x.args...)
		where, args := w.SQL(1 + len(vals))
		vals = append(vals, args...)
		conds = append(conds, "("+where+")")
		counts = append(counts, `(SELECT count(*) FROM (SELECT h.id FROM history_lines h WHERE `+where+counted+`) z)`)
		lines = append(lines, linesOf+where)
	}
	total, err := db.Value[int64](ctx, tx, `SELECT `+strings.Join(counts, " + "), vals...)
	if err != nil {
		return fmt.Errorf("count activity: %w", err)
	}
	p.Total = int(total)
	p.Page = min(p.Page, max(1, (p.Total+p.Size-1)/p.Size))
	n := len(vals)
	turn := ` ORDER BY h.id DESC LIMIT $` + strconv.Itoa(n+1) + ` OFFSET $` + strconv.Itoa(n+2)
	from, after := strings.Join(lines, " UNION ALL "), turn
	if p.Moderates { // most lines are theirs to read: the newest are found from the end, where together they would all be sorted
		// "|| ''" keeps SQLite from reading each kind by its index, to sort them all
		from, after = linesOf+strings.ReplaceAll(strings.Join(conds, " OR "), "h.object_kind =", "h.object_kind || '' =")+turn, ` ORDER BY h.id DESC`
	}
	type row struct {
		Entry
		raw string
	}
	rows, err := db.All(ctx, tx, func(r *row) []any {
		return []any{&r.Object.Kind, &r.Object.ID, &r.Act, &r.From, &r.To, &r.AccountID, &r.Name, &r.raw, &r.Done, &r.Year, &r.Seq, &r.Offer, &r.Number}
	}, `SELECT h.object_kind, h.object_id, h.act, h.from_state, h.to_state, h.account_id, h.name, h.data, h.done_at, coalesce(o.year, 0), coalesce(o.seq, 0), coalesce(o.name, ''), coalesce(s.number, 0)
		FROM (`+from+`) h LEFT JOIN offers_offers o ON h.object_kind = 'offers.offer' AND o.id = h.object_id LEFT JOIN offers_structures s ON h.object_kind = 'offers.structure' AND s.id = h.object_id
		`+after, append(vals, p.Size, (p.Page-1)*p.Size)...)
	if err != nil {
		return fmt.Errorf("activity: %w", err)
	}
	for _, r := range rows {
		if err := json.Unmarshal([]byte(r.raw), &r.Data); err != nil {
			return fmt.Errorf("activity: %w", err)
		}
		p.Entries = append(p.Entries, r.Entry)
	}
	return nil
}

// part is a kind of line that somebody may read: no line is of two.
type part struct {
	cond string
	args []any
}

// scope are the lines that somebody may read.
func (p *Page) scope(of Kind) []part {
	offers, structures := part{cond: `h.object_kind = 'offers.offer'`}, part{cond: `h.object_kind = 'offers.structure'`}
	users := []part{{cond: `h.object_kind = 'account' AND h.act LIKE 'offers.member.%'`}, {cond: `h.object_kind = 'offers.invitation'`}, {cond: `h.object_kind = 'offers.join'`}}
	if !p.Moderates {
		id := p.StructureID
		offers = part{offers.cond + ` AND h.object_id IN (SELECT x.id FROM offers_offers x WHERE x.org_id = ?)`, []any{id}}
		structures = part{structures.cond + ` AND h.object_id IN (SELECT x.id FROM offers_structures x WHERE x.org_id = ?)`, []any{id}}
		users = []part{
			{users[0].cond + ` AND h.object_id IN (SELECT g.account_id FROM access_grants g WHERE g.place_kind = 'organisation' AND g.place_id = ?)
				AND h.data LIKE '%"structure":"' || (SELECT CAST(x.number AS TEXT) FROM offers_structures x WHERE x.org_id = ?) || '"%'`, []any{id, id}},
			{users[1].cond + ` AND h.object_id IN (SELECT x.id FROM offers_invitations x WHERE x.org_id = ?)`, []any{id}},
			{users[2].cond + ` AND h.object_id IN (SELECT x.id FROM offers_joins x WHERE x.org_id = ?)`, []any{id}},
		}
	}
	switch of {
	case Offers:
		return []part{offers}
	case Structure:
		return []part{structures}
	case Users:
		return users
	}
	all := []part{offers, structures}
	if p.SeesUsers {
		all = append(all, users...)
	}
	return all
}
