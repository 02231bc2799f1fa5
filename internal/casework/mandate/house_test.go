package mandate_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"preau/internal/casework/demand"
	"preau/internal/casework/draft"
	"preau/internal/casework/lateness"
	"preau/internal/casework/mandate"
	mandatemsg "preau/internal/casework/mandate/msg"
	"preau/internal/casework/msg"
	"preau/internal/casework/seal"
	"preau/internal/casework/team"
	"preau/internal/casework/told"
	"preau/internal/core/access"
	"preau/internal/core/document"
	documentmsg "preau/internal/core/document/msg"
	"preau/internal/core/notify"
	notifymsg "preau/internal/core/notify/msg"
	"preau/internal/core/registers"
	registersmsg "preau/internal/core/registers/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/blob"
	"preau/internal/kit/blob/blobtest"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/jobs"
	"preau/internal/kit/mail"
	"preau/internal/kit/sms"
)

// provider is the other end of the texts: it keeps what it takes, and answers as it is told.
type provider struct {
	mu     sync.Mutex
	got    []sms.Message
	answer func(n int, m sms.Message) (sms.Sent, error)
}

func (p *provider) Send(_ context.Context, m sms.Message) (sms.Sent, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.got = append(p.got, m)
	if p.answer != nil {
		return p.answer(len(p.got), m)
	}
	return sms.Sent{Outcome: sms.Accepted, Provider: "p-" + m.ID}, nil
}

// house is a team of aidants and one of the Caf, with their people, and a provider of texts.
type house struct {
	*testing.T
	d       *dbtest.DB
	s       *mandate.Service
	demands *demand.Service
	drafts  *draft.Service
	files   *document.Service
	store   blob.Store
	queue   *jobs.Queue
	mails   *mail.Memory
	texts   *provider
	noWay   bool
	home    registers.Country

	awa, erwan, edith, remi, ines access.Actor // creator, colleague, référents of the Caf and of the Cpam, administrator
	aidants, caf, cpam            int64
}

// paris is where the operator is, an hour before UTC in winter.
var paris = time.FixedZone("Paris", 3600)

func each(t *testing.T, test func(h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) { test(newHouse(t, d)) })
}

func newHouse(t *testing.T, d *dbtest.DB) *house {
	t.Helper()
	words, err := i18n.Load(msg.Source(), mandatemsg.Source(), notifymsg.Source(), registersmsg.Source(), documentmsg.Source())
	if err != nil {
		t.Fatal(err)
	}
	quiet := slog.New(slog.DiscardHandler)
	h := &house{T: t, d: d, queue: jobs.New(d.DB, d.Clock, quiet), mails: mail.NewMemory(), texts: &provider{}, store: blobtest.Folder(t), home: registers.France}
	ring, err := seal.OpenRing(t.TempDir(), "", quiet)
	h.ok(err)
	keys := seal.New(seal.Options{DB: d.DB, Jobs: h.queue, Clock: d.Clock, Log: quiet, Ring: ring, Secrets: blobtest.Folder(t)})
	head := func(context.Context, string) (notify.Letterhead, error) {
		return notify.Letterhead{Title: "Demandes", From: "ne-pas-repondre@nord.test", Zone: time.UTC}, nil
	}
	out := notify.New(d.DB, h.queue, d.Clock, h.mails, notify.Options{BaseURL: "https://nord.test", Catalogue: words, Letterhead: head}, make([]byte, 32),
		slices.Concat(told.Kinds(keys.One), mandate.Kinds(keys.One), lateness.Kinds(keys.One))...)
	hash := func(s string) string { return "h" + registers.Fold(s) }
	h.files = document.New(document.Options{DB: d.DB, Jobs: h.queue, Store: h.store})
	h.s = mandate.New(mandate.Options{
		DB: d.DB, Jobs: h.queue, Clock: d.Clock, Notify: out, Keys: keys, Files: h.files, Hash: hash,
		Way: func(context.Context) (mandate.Way, error) {
			if h.noWay {
				return mandate.Way{}, mandate.ErrNoWay
			}
			return mandate.Way{Name: "essai", From: "Préau", Transport: h.texts}, nil
		},
		Country: func() registers.Country { return h.home },
		Speak:   func(l i18n.Lang) *i18n.T { return words.For(l, time.UTC) },
		Zone:    func() *time.Location { return paris },
	})
	h.demands = demand.New(demand.Options{DB: d.DB, Notify: out, Keys: keys, Hash: hash, Mandate: h.s.Standing, Declare: h.s.Declare})
	h.drafts = draft.New(draft.Options{DB: d.DB, Keys: keys, Demands: h.demands, Hash: hash, Scan: func(string, ...string) []string { return nil }, Mandate: h.s.Standing, Same: h.s.Same})
	h.ines = h.holds(h.person("Inès"), access.Admin, access.Everywhere)
	h.fill(team.New(d.DB, out, nil, h.queue))
	return h
}

func (h *house) fill(s *team.Service) {
	h.Helper()
	land, err := s.AddTerritory(h.Context(), h.now(h.ines), team.Department, "35")
	h.ok(err)
	var teams []int64
	for _, name := range []string{"France services", "Caf", "Cpam"} {
		a, err := s.SaveAgency(h.Context(), h.now(h.ines), 0, 0, team.AgencyInput{Name: name, FirstDays: 3, FollowDays: 15})
		h.ok(err)
		n, err := s.SaveTeam(h.Context(), h.now(h.ines), 0, 0, team.TeamInput{Agency: a, Name: "Rennes", Territories: []int64{land}})
		h.ok(err)
		teams = append(teams, n)
	}
	h.aidants, h.caf, h.cpam = teams[0], teams[1], teams[2]
	place := func(n int64) (p access.Place) {
		h.ok(h.d.View(h.Context(), func(tx *db.Tx) error {
			t, err := team.ByNumber(h.Context(), tx, n)
			p = t.Place()
			return err
		}))
		return p
	}
	h.awa, h.erwan = h.holds(h.person("Awa"), team.Helper, place(h.aidants)), h.holds(h.person("Erwan"), team.Helper, place(h.aidants))
	h.edith, h.remi = h.holds(h.person("Édith"), team.Officer, place(h.caf)), h.holds(h.person("Rémi"), team.Officer, place(h.cpam))
}

func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
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

// refused fails unless an act was refused in this way, by these words.
func (h *house) refused(kind apperr.Kind, err error, field string, key i18n.Key) {
	h.Helper()
	e := h.refusal(kind, err)
	if key == "" {
		return
	}
	for _, f := range e.Fields {
		if f.Name == field && f.Msg.Key == key {
			return
		}
	}
	h.Fatalf("refused by %+v, want %s: %s", e.Fields, field, key)
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

// work does what is due.
func (h *house) work() {
	h.Helper()
	_, err := h.queue.Drain(h.Context())
	h.ok(err)
}

// after lets time pass, then does what is due.
func (h *house) after(d time.Duration) {
	h.Helper()
	h.d.Clock.Advance(d)
	h.work()
}

// told are the subjects of the mails that went out since it was asked last, by address.
func (h *house) told() map[string]string {
	h.Helper()
	before := len(h.mails.Sent())
	h.work()
	out := map[string]string{}
	for _, m := range h.mails.Sent()[before:] {
		out[m.To] = m.Subject
	}
	return out
}

// draft is a demand that Awa writes to the Caf, with no mandate yet.
func (h *house) draft() string {
	h.Helper()
	n, err := h.drafts.Begin(h.Context(), h.now(h.awa), h.aidants)
	h.ok(err)
	h.ok(h.drafts.Save(h.Context(), h.now(h.awa), n, 1, h.input()))
	return n
}

func (h *house) input() draft.Input {
	return draft.Input{
		Words: demand.Words{Title: "Rappel de loyers bloqué", Text: "Le versement attend depuis juin.", Identity: demand.Identity{First: "Zélie", Last: "Quintrec", Born: "1984"}},
		Teams: []int64{h.caf},
	}
}

// send sends a draft.
func (h *house) send(n string) error {
	h.Helper()
	return h.sends(n, h.input())
}

// to is a demand as Awa writes it, to some teams.
func (h *house) to(teams ...int64) draft.Input {
	in := h.input()
	in.Teams, in.Known = teams, true
	return in
}

// sends sends a draft as it is typed.
func (h *house) sends(n string, in draft.Input) error {
	h.Helper()
	w, err := h.drafts.Writing(h.Context(), h.awa, n)
	h.ok(err)
	return h.drafts.Send(h.Context(), h.now(h.awa), n, w.Version, in)
}

// asked is a draft whose usager was asked by text.
func (h *house) asked(phone string) string {
	h.Helper()
	n := h.draft()
	h.ok(h.s.Ask(h.Context(), h.now(h.awa), n, phone))
	h.work()
	return n
}

// answers is a usager who answers now; the event's id is new each time.
func (h *house) answers(from, text string) {
	h.Helper()
	h.ok(h.s.Take(h.Context(), "essai", h.said(from, text)))
}

func (h *house) said(from, text string) sms.Event {
	return sms.Event{Incoming: &sms.Incoming{ID: id.New(), From: from, Text: text, At: h.d.Clock.Now()}}
}

func (h *house) show(who access.Actor, n string) mandate.View {
	h.Helper()
	v, err := h.s.Show(h.Context(), who, n)
	h.ok(err)
	return v
}

// state is where the newest mandate of a demand stands.
func (h *house) state(n string) mandate.State {
	h.Helper()
	v := h.show(h.awa, n)
	if len(v.Entries) == 0 {
		return ""
	}
	return v.Entries[0].Now
}

// kept is all that the store of files keeps.
func (h *house) kept() []byte {
	h.Helper()
	var all []byte
	for info, err := range h.store.List(h.Context()) {
		h.ok(err)
		o, err := h.store.Open(h.Context(), info.Key)
		h.ok(err)
		b, err := io.ReadAll(o)
		h.ok(err)
		_ = o.Close() // it was only read
		all = append(all, b...)
	}
	return all
}

func contains(b []byte, s string) bool { return bytes.Contains(b, []byte(s)) }

var pdf = "%PDF-1.4\n" + strings.Repeat("Je soussignée Zélie Quintrec ", 30) + "\n%%EOF\n"

// save keeps a draft as it is typed.
func (h *house) save(n string, in draft.Input) error {
	h.Helper()
	w, err := h.drafts.Writing(h.Context(), h.awa, n)
	h.ok(err)
	return h.drafts.Save(h.Context(), h.now(h.awa), n, w.Version, in)
}

func (h *house) teamID(number int64) string {
	h.Helper()
	var out string
	h.ok(h.d.View(h.Context(), func(tx *db.Tx) error {
		t, err := team.ByNumber(h.Context(), tx, number)
		out = t.ID
		return err
	}))
	return out
}

func (h *house) place(number int64) access.Place {
	return access.Place{Kind: access.Group, ID: h.teamID(number)}
}

// agency is the number of an organisme.
func (h *house) agency(name string) int64 {
	h.Helper()
	return h.count(`SELECT number FROM casework_agencies WHERE name = '` + name + `'`)
}
