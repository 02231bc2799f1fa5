// Package caseworktest is a small house of « Demandes » for tests: a team of aidants, one of the Caf and one of the prefecture,
// their people, and demands between them.
package caseworktest

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"preau/internal/casework/demand"
	"preau/internal/casework/msg"
	"preau/internal/casework/seal"
	"preau/internal/casework/team"
	"preau/internal/casework/waits"
	"preau/internal/core/access"
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

// House is the service on one database.
type House struct {
	*testing.T
	D       *dbtest.DB
	Queue   *jobs.Queue
	Mails   *mail.Memory
	Notify  *notify.Service
	Keys    *seal.Service
	Demands *demand.Service
	Admin   *team.Service
	Waits   waits.Keeper
	Secrets blob.Store
	Dir     string // of the keyring

	Awa, Erwan, Edith, Bastien, Mona, Theo, Ines access.Actor // creator, colleague, two référents, responsable of the aidants, modérateur, administrator
	Teams                                        []int64      // numbers: aidants, Caf, prefecture
}

// Room is what a room adds to the house: its mails and its words.
type Room struct {
	Kinds []func(demand.Opener) []notify.Kind
	Words []i18n.Source
}

// Each runs a test in a house on each engine.
func Each(t *testing.T, r Room, test func(h *House)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) { test(New(t, d, r)) })
}

// New makes the house.
func New(t *testing.T, d *dbtest.DB, r Room) *House {
	t.Helper()
	h := &House{T: t, Secrets: blobtest.Folder(t), Dir: t.TempDir(), Waits: waits.Keeper{}}
	h.On(d, r)
	h.Ines = h.Holds(h.Person("Inès"), access.Admin, access.Everywhere)
	h.fill()
	return h
}

// On puts the services on a database: another copy of the same one, for instance, with the keyring and secrets of today.
func (h *House) On(d *dbtest.DB, r Room) {
	h.Helper()
	words, err := i18n.Load(append([]i18n.Source{msg.Source(), notifymsg.Source()}, r.Words...)...)
	h.OK(err)
	quiet := slog.New(slog.DiscardHandler)
	h.D, h.Queue, h.Mails = d, jobs.New(d.DB, d.Clock, quiet), mail.NewMemory()
	ring, err := seal.OpenRing(h.Dir, "", quiet)
	h.OK(err)
	h.Keys = seal.New(seal.Options{DB: d.DB, Jobs: h.Queue, Clock: d.Clock, Log: quiet, Ring: ring, Secrets: h.Secrets})
	head := func(context.Context, string) (notify.Letterhead, error) {
		return notify.Letterhead{Title: "Demandes", From: "ne-pas-repondre@nord.test", Zone: time.UTC}, nil
	}
	kinds := demand.Kinds(h.Keys.One)
	for _, of := range r.Kinds {
		kinds = append(kinds, of(h.Keys.One)...)
	}
	h.Notify = notify.New(d.DB, h.Queue, d.Clock, h.Mails, notify.Options{BaseURL: "https://nord.test", Catalogue: words, Letterhead: head}, make([]byte, 32), kinds...)
	nothing := func(string, ...string) []string { return nil }
	h.Demands = demand.New(demand.Options{DB: d.DB, Notify: h.Notify, Keys: h.Keys, Hash: func(s string) string { return "h" + registers.Fold(s) }, Scan: nothing, Waits: h.Waits})
	h.Admin = team.New(d.DB, h.Notify, nil)
}

// fill makes the teams and their people.
func (h *House) fill() {
	h.Helper()
	land, err := h.Admin.AddTerritory(h.Context(), h.Now(h.Ines), team.Department, "35")
	h.OK(err)
	for _, name := range []string{"France services", "Caf", "Préfecture"} {
		a, err := h.Admin.SaveAgency(h.Context(), h.Now(h.Ines), 0, 0, team.AgencyInput{Name: name, FirstDays: 3, FollowDays: 15})
		h.OK(err)
		n, err := h.Admin.SaveTeam(h.Context(), h.Now(h.Ines), 0, 0, team.TeamInput{Agency: a, Name: "Rennes", Territories: []int64{land}})
		h.OK(err)
		h.Teams = append(h.Teams, n)
	}
	h.Awa, h.Erwan = h.Holds(h.Person("Awa"), team.Helper, h.Place(0)), h.Holds(h.Person("Erwan"), team.Helper, h.Place(0))
	h.Edith, h.Bastien = h.Holds(h.Person("Édith"), team.Officer, h.Place(1)), h.Holds(h.Person("Bastien"), team.Officer, h.Place(2))
	h.Mona, h.Theo = h.Holds(h.Person("Mona"), team.Lead, h.Place(0)), h.Holds(h.Person("Théo"), team.Moderator, access.Everywhere)
}

// Place is one of the teams as a place in which roles are held.
func (h *House) Place(i int) access.Place {
	h.Helper()
	return access.Place{Kind: access.Group, ID: h.Value(`SELECT id FROM casework_teams WHERE number = $1`, h.Teams[i])}
}

// OK fails on an error.
func (h *House) OK(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// Refused fails unless an act was refused in this way.
func (h *House) Refused(kind apperr.Kind, err error) {
	h.Helper()
	if e, ok := apperr.As(err); !ok || e.Kind != kind {
		h.Fatalf("%v, want %s", err, kind)
	}
}

// Person is somebody with an open account.
func (h *House) Person(name string) access.Actor {
	h.Helper()
	fold := registers.Fold(name)
	a := access.Actor{ID: id.New(), Name: name, Address: fold + "@preau.test"}
	h.Exec(`INSERT INTO account_accounts (id, number, user_name, user_name_fold, email, email_fold, password_hash,
		first_name, last_name, display_name, function, phone, lang, state, state_at, state_by, state_reason, created_at, sort_fold, search_fold, version)
		VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM account_accounts), $2, $2, $3, $3, '', '', '', $4, '', '', 'fr', 'active', 0, '', '', 0, $2, $2, 1)`,
		a.ID, fold, a.Address, name)
	return a
}

// Holds gives somebody a role.
func (h *House) Holds(a access.Actor, role access.RoleKey, p access.Place) access.Actor {
	h.Helper()
	h.Tx(func(tx *db.Tx) error {
		_, err := access.Give(h.Context(), tx, access.ByProgram("Préau", tx.Now()), access.Gift{AccountID: a.ID, Role: role, Place: p})
		return err
	})
	return h.Fresh(a)
}

// Loses takes a role back.
func (h *House) Loses(a access.Actor, role access.RoleKey, p access.Place) access.Actor {
	h.Helper()
	h.Tx(func(tx *db.Tx) error {
		_, err := access.TakeBack(h.Context(), tx, access.ByProgram("Préau", tx.Now()), a.ID, role, p)
		return err
	})
	return h.Fresh(a)
}

// Fresh is somebody with the grants of today.
func (h *House) Fresh(a access.Actor) access.Actor {
	h.Helper()
	h.Tx(func(tx *db.Tx) error {
		var err error
		a.Grants, err = access.GrantsOf(h.Context(), tx, a.ID, tx.Now())
		return err
	})
	return a
}

// Now is somebody who acts at this instant, by a form of its own.
func (h *House) Now(a access.Actor) access.Actor {
	a.At, a.Key, a.Act, a.Body = h.D.Clock.Now(), id.New(), "POST /x", "x"
	return a
}

// Tx does something in a transaction.
func (h *House) Tx(fn func(tx *db.Tx) error) {
	h.Helper()
	h.OK(h.D.InTx(h.Context(), fn))
}

// Exec changes rows as no use case does.
func (h *House) Exec(q string, args ...any) {
	h.Helper()
	h.Tx(func(tx *db.Tx) error {
		_, err := tx.Exec(h.Context(), q, args...)
		return err
	})
}

// Value is one text of the database.
func (h *House) Value(q string, args ...any) string { return value[string](h, q, args...) }

// Count is one number of the database.
func (h *House) Count(q string, args ...any) int64 { return value[int64](h, q, args...) }

func value[V any](h *House, q string, args ...any) (out V) {
	h.Helper()
	h.OK(h.D.View(h.Context(), func(tx *db.Tx) error {
		var err error
		out, err = db.Value[V](h.Context(), tx, q, args...)
		return err
	}))
	return out
}

// Told runs what is due, and gives the mails that went out meanwhile: who was told, without what follows the @, with subject and text.
func (h *House) Told() map[string]string {
	h.Helper()
	before := len(h.Mails.Sent())
	_, err := h.Queue.Drain(h.Context())
	h.OK(err)
	out := map[string]string{}
	for _, m := range h.Mails.Sent()[before:] {
		out[strings.TrimSuffix(m.To, "@preau.test")] += m.Subject + "\n" + m.Text + "\n"
	}
	return out
}

// WantTold fails unless mails go to these and to nobody else.
func (h *House) WantTold(names ...string) map[string]string {
	h.Helper()
	told := h.Told()
	if got := slices.Sorted(maps.Keys(told)); !slices.Equal(got, names) {
		h.Errorf("told: %v, want %v", got, names)
	}
	return told
}

// Input is a demand as Awa types it.
func Input(teams ...int64) demand.Input {
	return demand.Input{
		Words: demand.Words{
			Title: "Rappel de loyers bloqué", Text: "Le versement attend depuis juin.",
			Identity: demand.Identity{First: "Zélie", Last: "Quintrec", Born: "1984", More: []demand.More{{Kind: demand.Claimant, Value: "7654321"}}},
		},
		Teams: teams, MandateOn: "2026-11-02",
	}
}

// Sent is a demand that Awa sent to some of the teams.
func (h *House) Sent(teams ...int) string {
	h.Helper()
	n, err := h.Demands.Begin(h.Context(), h.Now(h.Awa), h.Teams[0])
	h.OK(err)
	var to []int64
	for _, i := range teams {
		to = append(to, h.Teams[i])
	}
	h.OK(h.Demands.Send(h.Context(), h.Now(h.Awa), n, 1, Input(to...)))
	return n
}

// Do does an act on a demand.
func (h *House) Do(who access.Actor, n string, do demand.Act) {
	h.Helper()
	h.OK(h.Demands.Do(h.Context(), h.Now(who), n, do))
}

// Say writes a message.
func (h *House) Say(who access.Actor, n, text string) {
	h.Helper()
	h.OK(h.Demands.Say(h.Context(), h.Now(who), n, text, false))
}

// At moves the clock to an instant, 2026-12-01 09:00.
func (h *House) At(at string) {
	h.Helper()
	t, err := time.Parse("2006-01-02 15:04", at)
	h.OK(err)
	h.D.Clock.Set(t)
}
