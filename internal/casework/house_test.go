package casework_test

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"preau/internal/casework"
	absencemsg "preau/internal/casework/absence/msg"
	closingmsg "preau/internal/casework/closing/msg"
	"preau/internal/casework/demand"
	"preau/internal/casework/draft"
	handovermsg "preau/internal/casework/handover/msg"
	latenessmsg "preau/internal/casework/lateness/msg"
	"preau/internal/casework/mandate"
	"preau/internal/casework/msg"
	"preau/internal/casework/scan"
	"preau/internal/casework/seal"
	"preau/internal/casework/team"
	"preau/internal/casework/usager"
	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/core/notify"
	notifymsg "preau/internal/core/notify/msg"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/blob"
	"preau/internal/kit/blob/blobtest"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/jobs"
	"preau/internal/kit/mail"
)

// house is a small house of « Demandes »: a team of aidants, one of the Caf and one of the prefecture, with their people.
type house struct {
	*testing.T
	*casework.Service
	d       *dbtest.DB
	queue   *jobs.Queue
	mails   *mail.Memory
	out     *notify.Service
	says    *i18n.Catalogue
	keys    *seal.Service
	secrets blob.Store
	dir     string // of the keyring

	awa, erwan, edith, bastien, mona, theo, ines access.Actor // creator, colleague, two référents, responsable of the aidants, modérateur, administrator
	teams                                        []int64      // numbers: aidants, Caf, prefecture
}

// each runs a test in a house on each engine, on a Thursday.
func each(t *testing.T, test func(h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) { test(newHouse(t, d)) })
}

func newHouse(t *testing.T, d *dbtest.DB) *house {
	t.Helper()
	h := &house{T: t, secrets: blobtest.Folder(t), dir: t.TempDir()}
	h.on(d)
	h.at("2026-11-26 16:00")
	h.ines = h.holds(h.person("Inès"), access.Admin, access.Everywhere)
	h.fill()
	return h
}

// on puts the services on a database: another copy of the same one, for instance, with the keyring and secrets of today.
func (h *house) on(d *dbtest.DB) {
	h.Helper()
	var sources []i18n.Source
	for _, of := range []func() i18n.Source{msg.Source, latenessmsg.Source, closingmsg.Source, absencemsg.Source, handovermsg.Source, notifymsg.Source} {
		sources = append(sources, of())
	}
	words, err := i18n.Load(sources...)
	h.ok(err)
	quiet := slog.New(slog.DiscardHandler)
	h.d, h.queue, h.mails = d, jobs.New(d.DB, d.Clock, quiet), mail.NewMemory()
	ring, err := seal.OpenRing(h.dir, "", quiet)
	h.ok(err)
	h.keys = seal.New(seal.Options{DB: d.DB, Jobs: h.queue, Clock: d.Clock, Log: quiet, Ring: ring, Secrets: h.secrets})
	h.says = words
	head := func(context.Context, string) (notify.Letterhead, error) {
		return notify.Letterhead{Title: "Demandes", From: "ne-pas-repondre@nord.test", Zone: time.UTC}, nil
	}
	h.out = notify.New(d.DB, h.queue, d.Clock, h.mails, notify.Options{BaseURL: "https://nord.test", Catalogue: words, Letterhead: head}, make([]byte, 32), casework.Kinds(h.keys.One, d.DB)...)
	h.Service = casework.New(casework.Options{
		DB: d.DB, Notify: h.out, Keys: h.keys, Files: document.New(document.Options{DB: d.DB, Jobs: h.queue, Store: blobtest.Folder(h.T)}), Jobs: h.queue, Zone: func() *time.Location { return time.UTC }, Clock: d.Clock, Key: make([]byte, 32), Mandates: mandate.Options{Clock: d.Clock},
		Hash: func(s string) string { return "h" + registers.Fold(s) }, Scan: found,
	})
}

// found is what a text says of the usager, as it stands there.
func found(text string, names ...string) []string {
	var out []string
	for _, f := range scan.Text(text, names...) {
		out = append(out, f.In(text))
	}
	return out
}

// fill makes the teams and their people.
func (h *house) fill() {
	h.Helper()
	land, err := h.AddTerritory(h.Context(), h.now(h.ines), team.Department, "35")
	h.ok(err)
	for _, name := range []string{"France services", "Caf", "Préfecture"} {
		a, err := h.SaveAgency(h.Context(), h.now(h.ines), 0, 0, team.AgencyInput{Name: name, FirstDays: 3, FollowDays: 15})
		h.ok(err)
		n, err := h.SaveTeam(h.Context(), h.now(h.ines), 0, 0, team.TeamInput{Agency: a, Name: "Rennes", Territories: []int64{land}})
		h.ok(err)
		h.teams = append(h.teams, n)
	}
	h.awa, h.erwan = h.holds(h.person("Awa"), team.Helper, h.place(0)), h.holds(h.person("Erwan"), team.Helper, h.place(0))
	h.edith, h.bastien = h.holds(h.person("Édith"), team.Officer, h.place(1)), h.holds(h.person("Bastien"), team.Officer, h.place(2))
	h.mona, h.theo = h.holds(h.person("Mona"), team.Lead, h.place(0)), h.holds(h.person("Théo"), team.Moderator, access.Everywhere)
}

// place is one of the teams as a place in which roles are held.
func (h *house) place(i int) access.Place {
	h.Helper()
	return access.Place{Kind: access.Group, ID: h.value(`SELECT id FROM casework_teams WHERE number = $1`, h.teams[i])}
}

// ok fails on an error.
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

// person is somebody with an open account.
func (h *house) person(name string) access.Actor {
	h.Helper()
	fold := registers.Fold(name)
	a := access.Actor{ID: id.New(), Name: name, Address: fold + "@preau.test"}
	h.exec(`INSERT INTO account_accounts (id, number, user_name, user_name_fold, email, email_fold, password_hash,
		first_name, last_name, display_name, function, phone, lang, state, state_at, state_by, state_reason, created_at, sort_fold, search_fold, version)
		VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM account_accounts), $2, $2, $3, $3, '', '', '', $4, '', '', 'fr', 'active', 0, '', '', 0, $2, $2, 1)`,
		a.ID, fold, a.Address, name)
	return a
}

// holds gives somebody a role.
func (h *house) holds(a access.Actor, role access.RoleKey, p access.Place) access.Actor {
	h.Helper()
	h.tx(func(tx *db.Tx) error {
		_, err := access.Give(h.Context(), tx, access.ByProgram("Préau", tx.Now()), access.Gift{AccountID: a.ID, Role: role, Place: p})
		return err
	})
	return h.fresh(a)
}

// loses takes a role back.
func (h *house) loses(a access.Actor, role access.RoleKey, p access.Place) access.Actor {
	h.Helper()
	h.tx(func(tx *db.Tx) error {
		_, err := access.TakeBack(h.Context(), tx, access.ByProgram("Préau", tx.Now()), a.ID, role, p)
		return err
	})
	return h.fresh(a)
}

// fresh is somebody with the grants of today.
func (h *house) fresh(a access.Actor) access.Actor {
	h.Helper()
	h.tx(func(tx *db.Tx) error {
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

// tx does something in a transaction.
func (h *house) tx(fn func(tx *db.Tx) error) {
	h.Helper()
	h.ok(h.d.InTx(h.Context(), fn))
}

// exec changes rows as no use case does.
func (h *house) exec(q string, args ...any) {
	h.Helper()
	h.tx(func(tx *db.Tx) error {
		_, err := tx.Exec(h.Context(), q, args...)
		return err
	})
}

// value is one text of the database.
func (h *house) value(q string, args ...any) string { return valueOf[string](h, q, args...) }

// count is one number of the database.
func (h *house) count(q string, args ...any) int64 { return valueOf[int64](h, q, args...) }

func valueOf[V any](h *house, q string, args ...any) (out V) {
	h.Helper()
	h.ok(h.d.View(h.Context(), func(tx *db.Tx) error {
		var err error
		out, err = db.Value[V](h.Context(), tx, q, args...)
		return err
	}))
	return out
}

// told runs what is due, and gives the mails that went out meanwhile: who was told, without what follows the @, with subject and text.
func (h *house) told() map[string]string {
	h.Helper()
	before := len(h.mails.Sent())
	_, err := h.queue.Drain(h.Context())
	h.ok(err)
	out := map[string]string{}
	for _, m := range h.mails.Sent()[before:] {
		out[strings.TrimSuffix(m.To, "@preau.test")] += m.Subject + "\n" + m.Text + "\n"
	}
	return out
}

// wantTold fails unless mails go to these and to nobody else.
func (h *house) wantTold(names ...string) map[string]string {
	h.Helper()
	told := h.told()
	if got := slices.Sorted(maps.Keys(told)); !slices.Equal(got, names) {
		h.Errorf("told: %v, want %v", got, names)
	}
	return told
}

// input is a demand as Awa types it.
func input(teams ...int64) draft.Input {
	return draft.Input{
		Words: demand.Words{
			Title: "Rappel de loyers bloqué", Text: "Le versement attend depuis juin.",
			Identity: demand.Identity{First: "Zélie", Last: "Quintrec", Born: "1984", More: []demand.More{{Kind: usager.Claimant, Value: "7654321"}}},
		},
		Teams: teams, MandateOn: "2026-11-02", Known: true,
	}
}

// sent is a demand that Awa sent to some of the teams.
func (h *house) sent(teams ...int) string {
	h.Helper()
	n, err := h.Drafts.Begin(h.Context(), h.now(h.awa), h.teams[0])
	h.ok(err)
	var to []int64
	for _, i := range teams {
		to = append(to, h.teams[i])
	}
	h.ok(h.Drafts.Send(h.Context(), h.now(h.awa), n, 1, input(to...)))
	return n
}

// do does an act on a demand.
func (h *house) do(who access.Actor, n string, do demand.Act) {
	h.Helper()
	h.ok(h.Demands.Do(h.Context(), h.now(who), n, do))
}

// say writes a message.
func (h *house) say(who access.Actor, n, text string) {
	h.Helper()
	h.ok(h.Demands.Say(h.Context(), h.now(who), n, demand.Saying{Text: text}))
}

// at moves the clock to an instant, 2026-12-01 09:00.
func (h *house) at(at string) {
	h.Helper()
	t, err := time.Parse("2006-01-02 15:04", at)
	h.ok(err)
	h.d.Clock.Set(t)
}

// newQueue is a queue that nobody runs, for a service beside the house's.
func newQueue(h *house) *jobs.Queue {
	return jobs.New(h.d.DB, h.d.Clock, slog.New(slog.DiscardHandler))
}
