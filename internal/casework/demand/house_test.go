package demand_test

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	"preau/internal/casework/demand"
	"preau/internal/casework/draft"
	"preau/internal/casework/lateness"
	"preau/internal/casework/msg"
	"preau/internal/casework/seal"
	"preau/internal/casework/team"
	"preau/internal/casework/told"
	"preau/internal/casework/usager"
	"preau/internal/core/access"
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

// house is a team of aidants, one of the Caf and one of the prefecture, with their people.
type house struct {
	*testing.T
	d      *dbtest.DB
	s      *demand.Service
	drafts *draft.Service
	queue  *jobs.Queue
	mails  *mail.Memory
	out    *notify.Service

	awa, erwan, edith, bastien, mona, theo, ines access.Actor // creator, colleague, two référents, team manager, modérateur, administrator
	teams                                        []int64      // numbers: aidants, Caf, prefecture
}

func each(t *testing.T, test func(h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) { test(newHouse(t, d)) })
}

func newHouse(t *testing.T, d *dbtest.DB) *house {
	t.Helper()
	words, err := i18n.Load(msg.Source(), notifymsg.Source())
	if err != nil {
		t.Fatal(err)
	}
	quiet := slog.New(slog.DiscardHandler)
	h := &house{T: t, d: d, queue: jobs.New(d.DB, d.Clock, quiet), mails: mail.NewMemory()}
	ring, err := seal.OpenRing(t.TempDir(), "", quiet)
	h.ok(err)
	keys := seal.New(seal.Options{DB: d.DB, Jobs: h.queue, Clock: d.Clock, Log: quiet, Ring: ring, Secrets: blobtest.Folder(t)})
	head := func(context.Context, string) (notify.Letterhead, error) {
		return notify.Letterhead{Title: "Demandes", From: "ne-pas-repondre@nord.test", Zone: time.UTC}, nil
	}
	out := notify.New(d.DB, h.queue, d.Clock, h.mails, notify.Options{BaseURL: "https://nord.test", Catalogue: words, Letterhead: head}, make([]byte, 32), slices.Concat(told.Kinds(keys.One), lateness.Kinds(keys.One))...)
	h.out = out
	hash := func(s string) string { return "h" + registers.Fold(s) }
	h.s = demand.New(demand.Options{DB: d.DB, Notify: out, Keys: keys, Hash: hash, Mandate: h.mandate, Declare: declared})
	h.drafts = draft.New(draft.Options{DB: d.DB, Keys: keys, Demands: h.s, Hash: hash, Scan: nothing, Mandate: h.mandate})
	h.ines = h.holds(h.person("Inès"), access.Admin, access.Everywhere)
	h.fill(team.New(d.DB, out, nil, h.queue))
	return h
}

// mandate stands for the room of mandates: one that the structure holds since a day is enough, and names all organismes once the demand went.
func (h *house) mandate(ctx context.Context, tx *db.Tx, _ demand.Demand, heldOn string) (demand.Mandate, error) {
	if heldOn != "" {
		return demand.Mandate{Kind: "held", On: heldOn, Declared: true}, nil
	}
	all, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, `SELECT id FROM casework_agencies`)
	return demand.Mandate{Why: msg.FaultMandateDay, Agencies: all}, err
}

func declared(context.Context, *db.Tx, access.Actor, demand.Demand, string) error { return nil }

// nothing stands for the search for personal data.
func nothing(string, ...string) []string { return nil }

// fill makes the teams and their people.
func (h *house) fill(s *team.Service) {
	h.Helper()
	at := h.now(h.ines)
	land, err := s.AddTerritory(h.Context(), at, team.Department, "35")
	h.ok(err)
	for _, name := range []string{"France services", "Caf", "Préfecture"} {
		a, err := s.SaveAgency(h.Context(), h.now(h.ines), 0, 0, team.AgencyInput{Name: name, FirstDays: 3, FollowDays: 15})
		h.ok(err)
		n, err := s.SaveTeam(h.Context(), h.now(h.ines), 0, 0, team.TeamInput{Agency: a, Name: "Rennes", Territories: []int64{land}})
		h.ok(err)
		h.teams = append(h.teams, n)
	}
	place := func(n int64) (p access.Place) {
		h.ok(h.d.View(h.Context(), func(tx *db.Tx) error {
			t, err := team.ByNumber(h.Context(), tx, n)
			p = t.Place()
			return err
		}))
		return p
	}
	h.awa, h.erwan = h.holds(h.person("Awa"), team.Helper, place(h.teams[0])), h.holds(h.person("Erwan"), team.Helper, place(h.teams[0]))
	h.edith, h.bastien = h.holds(h.person("Édith"), team.Officer, place(h.teams[1])), h.holds(h.person("Bastien"), team.Officer, place(h.teams[2]))
	h.mona, h.theo = h.holds(h.person("Mona"), team.Lead, place(h.teams[0])), h.holds(h.person("Théo"), team.Moderator, access.Everywhere)
}

func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// refused fails unless an act was refused in this way.
func (h *house) refused(kind apperr.Kind, err error) {
	h.Helper()
	_ = h.refusal(kind, err) // looked at there
}

// refusal is how an act was refused.
func (h *house) refusal(kind apperr.Kind, err error) *apperr.Error {
	h.Helper()
	e, ok := apperr.As(err)
	if !ok || e.Kind != kind {
		h.Fatalf("%v, want %s", err, kind)
	}
	return e
}

func (h *house) person(name string) access.Actor {
	h.Helper()
	fold := registers.Fold(name)
	a := access.Actor{ID: id.New(), Name: name, Address: fold + "@preau.test"}
	h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(h.Context(), `INSERT INTO account_accounts (id, number, user_name, user_name_fold, email, email_fold, password_hash,
			first_name, last_name, display_name, function, phone, lang, state, state_at, state_by, state_reason, created_at, sort_fold, search_fold, version)
			VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM account_accounts), $2, $2, $3, $3, '', '', '', $4, '', '', 'fr', 'active', 0, '', '', 0, $2, $2, 1)`,
			a.ID, fold, a.Address, name)
		return err
	}))
	return a
}

func (h *house) holds(a access.Actor, role access.RoleKey, p access.Place) access.Actor {
	h.Helper()
	h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) error {
		if _, err := access.Give(h.Context(), tx, access.ByProgram("Préau", tx.Now()), access.Gift{AccountID: a.ID, Role: role, Place: p}); err != nil {
			return err
		}
		var err error
		a.Grants, err = access.GrantsOf(h.Context(), tx, a.ID, tx.Now())
		return err
	}))
	return a
}

// now is somebody who acts at this instant, by a form of its own.
func (h *house) now(a access.Actor) access.Actor {
	a.At, a.Key, a.Act, a.Body = h.d.Clock.Now(), id.New(), "POST /x", "x"
	return a
}

// told are the addresses of the mails that went out since it was asked last, with their texts.
func (h *house) told() map[string]string {
	h.Helper()
	before := len(h.mails.Sent())
	_, err := h.queue.Drain(h.Context())
	h.ok(err)
	out := map[string]string{}
	for _, m := range h.mails.Sent()[before:] {
		out[m.To] = m.Subject + "\n" + m.Text
	}
	return out
}

func input(teams ...int64) draft.Input {
	return draft.Input{
		Words: demand.Words{
			Title: "Rappel de loyers bloqué", Text: "Le versement attend depuis juin.",
			Identity: demand.Identity{First: "Zélie", Last: "Quintrec", Born: "1984", More: []demand.More{{Kind: usager.Claimant, Value: "7654321"}}},
		},
		Teams: teams, MandateOn: "2026-11-02",
	}
}

// sent is a demand that Awa sent to the Caf.
func (h *house) sent() string {
	h.Helper()
	n, err := h.drafts.Begin(h.Context(), h.now(h.awa), h.teams[0])
	h.ok(err)
	h.ok(h.drafts.Send(h.Context(), h.now(h.awa), n, 1, input(h.teams[1])))
	return n
}
