package listing_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"preau/internal/casework/demand"
	"preau/internal/casework/draft"
	"preau/internal/casework/listing"
	"preau/internal/casework/msg"
	"preau/internal/casework/seal"
	"preau/internal/casework/team"
	"preau/internal/casework/told"
	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/core/notify"
	notifymsg "preau/internal/core/notify/msg"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/blob/blobtest"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/jobs"
	"preau/internal/kit/mail"
)

// house is two teams of aidants, and two of référents of one organisme each.
type house struct {
	*testing.T
	d       *dbtest.DB
	demands *demand.Service
	drafts  *draft.Service
	lists   *listing.Service
	admin   access.Actor
	teams   []int64 // numbers: aidants, aidants, Caf, prefecture
	themes  []int64
	land    int64
}

func each(t *testing.T, test func(h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := &house{T: t, d: d}
		h.build()
		test(h)
	})
}

// anyMandate stands for the room of mandates: one that the structure holds is enough, and names all organismes once the demand went.
func anyMandate(ctx context.Context, tx *db.Tx, _ demand.Demand, heldOn string) (demand.Mandate, error) {
	all, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, `SELECT id FROM casework_agencies`)
	return demand.Mandate{Kind: "held", On: heldOn, Declared: heldOn != "", Agencies: all}, err
}

func declared(context.Context, *db.Tx, access.Actor, demand.Demand, string) error { return nil }

func (h *house) build() {
	h.Helper()
	words, err := i18n.Load(msg.Source(), notifymsg.Source())
	h.ok(err)
	quiet := slog.New(slog.DiscardHandler)
	queue := jobs.New(h.d.DB, h.d.Clock, quiet)
	ring, err := seal.OpenRing(h.TempDir(), "", quiet)
	h.ok(err)
	keys := seal.New(seal.Options{DB: h.d.DB, Jobs: queue, Clock: h.d.Clock, Log: quiet, Ring: ring, Secrets: blobtest.Folder(h.T)})
	head := func(context.Context, string) (notify.Letterhead, error) {
		return notify.Letterhead{Title: "Demandes", From: "ne-pas-repondre@nord.test", Zone: time.UTC}, nil
	}
	out := notify.New(h.d.DB, queue, h.d.Clock, mail.NewMemory(), notify.Options{BaseURL: "https://nord.test", Catalogue: words, Letterhead: head}, make([]byte, 32), told.Kinds(keys.One)...)
	h.demands = demand.New(demand.Options{DB: h.d.DB, Notify: out, Keys: keys, Hash: registers.Fold, Mandate: anyMandate, Declare: declared})
	h.drafts = draft.New(draft.Options{DB: h.d.DB, Keys: keys, Demands: h.demands, Hash: registers.Fold, Scan: func(string, ...string) []string { return nil }, Mandate: anyMandate})
	h.lists = listing.New(h.d.DB, keys)
	h.admin = h.holds(h.person("Inès"), access.Admin, access.Everywhere)
	s := team.New(h.d.DB, out, nil, queue)
	h.land, err = s.AddTerritory(h.Context(), h.now(h.admin), team.Department, "35")
	h.ok(err)
	for i, name := range []string{"France services", "Mairie", "Caf", "Préfecture"} {
		a, err := s.SaveAgency(h.Context(), h.now(h.admin), 0, 0, team.AgencyInput{Name: name, FirstDays: 3, FollowDays: 15})
		h.ok(err)
		n, err := s.SaveTeam(h.Context(), h.now(h.admin), 0, 0, team.TeamInput{Agency: a, Name: "Rennes", Territories: []int64{h.land}})
		h.ok(err)
		h.teams = append(h.teams, n)
		if i < 2 {
			theme, err := s.SaveTheme(h.Context(), h.now(h.admin), 0, 0, team.ThemeInput{Name: "Thème de " + name})
			h.ok(err)
			h.themes = append(h.themes, theme)
		}
	}
}

func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) tx(do func(tx *db.Tx) error) {
	h.Helper()
	h.ok(h.d.InTx(h.Context(), do))
}

// place is the i-th of the teams, as a place.
func (h *house) place(i int) (p access.Place) {
	h.Helper()
	h.tx(func(tx *db.Tx) error {
		t, err := team.ByNumber(h.Context(), tx, h.teams[i])
		p = t.Place()
		return err
	})
	return p
}

func (h *house) person(name string) access.Actor {
	h.Helper()
	fold := registers.Fold(name)
	a := access.Actor{ID: id.New(), Name: name, Address: fold + "@preau.test"}
	h.tx(func(tx *db.Tx) error {
		_, err := tx.Exec(h.Context(), `INSERT INTO account_accounts (id, number, user_name, user_name_fold, email, email_fold, password_hash,
			first_name, last_name, display_name, function, phone, lang, state, state_at, state_by, state_reason, created_at, sort_fold, search_fold, version)
			VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM account_accounts), $2, $2, $3, $3, '', '', '', $4, '', '', 'fr', 'active', 0, '', '', 0, $2, $2, 1)`,
			a.ID, fold, a.Address, name)
		return err
	})
	return a
}

func (h *house) holds(a access.Actor, role access.RoleKey, p access.Place) access.Actor {
	h.Helper()
	h.tx(func(tx *db.Tx) error {
		if _, err := access.Give(h.Context(), tx, access.ByProgram("Préau", tx.Now()), access.Gift{AccountID: a.ID, Role: role, Place: p}); err != nil {
			return err
		}
		var err error
		a.Grants, err = access.GrantsOf(h.Context(), tx, a.ID, tx.Now())
		return err
	})
	return a
}

// now is somebody who acts at this instant, by a form of its own.
func (h *house) now(a access.Actor) access.Actor {
	a.At, a.Key, a.Act, a.Body = h.d.Clock.Now(), id.New(), "POST /x", "x"
	return a
}

func (h *house) input(title string, to ...int) draft.Input {
	in := draft.Input{
		Words:     demand.Words{Title: title, Text: "Le versement attend depuis juin.", Identity: demand.Identity{First: "Zélie", Last: "Quintrec " + title, Born: "1984"}},
		Territory: h.land, MandateOn: "2026-11-02", Known: true,
	}
	for _, i := range to {
		in.Teams = append(in.Teams, h.teams[i])
	}
	return in
}

// waits is how many demands the work list of somebody says to wait for them.
func (h *house) waits(who access.Actor) int {
	h.Helper()
	n := 0
	h.tx(func(tx *db.Tx) error {
		items, err := inbox.New(h.lists).Waiting(h.Context(), tx, who)
		for _, i := range items {
			if i.Path == listing.ToDoPath {
				n += i.Count
			}
		}
		return err
	})
	return n
}

// numbers are all numbers that a list has, read page by page.
func (h *house) numbers(who access.Actor, f listing.Filter) ([]string, listing.Page) {
	h.Helper()
	var out []string
	f.Size = 7
	for f.Page = 1; ; f.Page++ {
		p, err := h.lists.List(h.Context(), h.now(who), f)
		h.ok(err)
		for _, r := range p.Rows {
			out = append(out, r.Number)
		}
		if f.Page*f.Size >= p.Total {
			if len(out) != p.Total {
				h.Errorf("%d lines of %d", len(out), p.Total)
			}
			return out, p
		}
	}
}

func refused(err error) bool {
	_, ok := apperr.As(err)
	return ok
}
