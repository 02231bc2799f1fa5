package offer_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/core/notify"
	notifymsg "preau/internal/core/notify/msg"
	"preau/internal/core/org"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/blob/blobtest"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/jobs"
	"preau/internal/kit/mail"
	"preau/internal/offers/notice"
	"preau/internal/offers/offer"
	"preau/internal/offers/offer/msg"
	"preau/internal/offers/portfolio"
	"preau/internal/offers/role"
)

// house is an inspection with two schools, another structure, and their people.
type house struct {
	*testing.T
	d     *dbtest.DB
	s     *offer.Service
	lists *portfolio.Service
	queue *jobs.Queue
	files *document.Service
	mails *mail.Memory

	orgID, otherID string
	sites          []org.Site

	reader, manager, school, admin, approver, second, all, stranger, moderator, operator access.Actor
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
	h := &house{T: t, d: d, queue: jobs.New(d.DB, d.Clock, slog.New(slog.DiscardHandler)), mails: mail.NewMemory()}
	head := func(context.Context, string) (notify.Letterhead, error) {
		return notify.Letterhead{Title: "Offres", From: "ne-pas-repondre@offres.test", Zone: time.UTC}, nil
	}
	out := notify.New(d.DB, h.queue, d.Clock, h.mails, notify.Options{BaseURL: "https://offres.test", Catalogue: words, Letterhead: head}, make([]byte, 32), notice.Kinds()...)
	zone := func(context.Context) *time.Location { return time.UTC }
	h.files = document.New(document.Options{DB: d.DB, Jobs: h.queue, Store: blobtest.Folder(t)})
	h.s = offer.New(offer.Options{
		DB: d.DB, Jobs: h.queue, Files: h.files, Teller: notice.New(d.DB, h.queue, out, zone), Zone: zone,
		Country: func() registers.Country { return registers.France },
	})
	h.lists = portfolio.New(d.DB, h.s)
	h.orgID, h.otherID = h.structure("Inspection du Nord"), h.structure("Fleur bleue")
	for _, name := range []string{"École des Lilas", "École du Port"} {
		h.in(func(tx *db.Tx) error {
			site, err := org.InsertSite(h.Context(), tx, org.Site{OrgID: h.orgID, Name: name})
			h.sites = append(h.sites, site)
			return err
		})
	}
	at := role.At(h.orgID)
	h.reader, h.manager, h.admin = h.holds(h.person("Rose"), role.Reader, at), h.holds(h.person("Marc"), role.Manager, at), h.holds(h.person("Anne"), role.Admin, at)
	h.approver, h.second = h.holds(h.person("Vera"), role.Approver, at), h.holds(h.person("Ivan"), role.Approver, at)
	h.all = h.holds(h.holds(h.person("Claire"), role.Manager, at), role.Approver, at)
	h.stranger = h.holds(h.holds(h.person("Paul"), role.Manager, role.At(h.otherID)), role.Approver, role.At(h.otherID))
	h.moderator, h.operator = h.holds(h.person("Mona"), role.Moderator, access.Everywhere), h.holds(h.person("Inès"), access.Admin, access.Everywhere)
	h.school = h.holds(h.person("Denis"), role.Manager, at)
	h.in(func(tx *db.Tx) error {
		if _, err := access.AddLimit(h.Context(), tx, access.ByProgram("Préau", tx.Now()), h.school.ID, role.Manager, at, access.Limit{Kind: access.Site, Ref: h.sites[0].ID}); err != nil {
			return err
		}
		var err error
		h.school.Grants, err = access.GrantsOf(h.Context(), tx, h.school.ID, tx.Now())
		return err
	})
	return h
}

func (h *house) in(fn func(tx *db.Tx) error) {
	h.Helper()
	h.ok(h.d.InTx(h.Context(), fn))
}

func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// refused fails unless an act was refused in this way, with this reason where one is named.
func (h *house) refused(err error, kind apperr.Kind, code ...string) {
	h.Helper()
	e, ok := apperr.As(err)
	if !ok || e.Kind != kind {
		h.Fatalf("%v, want %s", err, kind)
	}
	if len(code) > 0 && (len(e.Reasons) == 0 || e.Reasons[0].Code != code[0]) {
		h.Fatalf("%v, want %s", e.Reasons, code[0])
	}
}

// structure is an active one.
func (h *house) structure(name string) string {
	h.Helper()
	var o org.Organisation
	h.in(func(tx *db.Tx) error {
		var err error
		if o, err = org.Insert(h.Context(), tx, org.Organisation{Kind: org.Provider, Name: name, Ref: registers.Fold(name)}); err != nil {
			return err
		}
		_, err = tx.Exec(h.Context(), `INSERT INTO offers_structures (id, number, org_id, state, version, name, name_fold, siren, uai, address, complement, postal_code, commune, commune_code,
			signatory, signatory_role, about, first_name, last_name, function, email, email_fold, phone, lang, asked_at, moved_at, moved_by, motive, turn, approved)
			VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM offers_structures), $2, 'active', 1, $3, $3, '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', 'fr', 0, 0, '', '', 0, '')`, id.New(), o.ID, name)
		return err
	})
	return o.ID
}

// setState moves a structure.
func (h *house) setState(orgID, state string) {
	h.Helper()
	h.in(func(tx *db.Tx) error {
		_, err := tx.Exec(h.Context(), `UPDATE offers_structures SET state = $1 WHERE org_id = $2`, state, orgID)
		return err
	})
}

func (h *house) person(name string) access.Actor {
	h.Helper()
	fold := registers.Fold(name)
	a := access.Actor{ID: id.New(), Name: name, Address: fold + "@offres.test"}
	h.in(func(tx *db.Tx) error {
		_, err := tx.Exec(h.Context(), `INSERT INTO account_accounts (id, number, user_name, user_name_fold, email, email_fold, password_hash,
			first_name, last_name, display_name, function, phone, lang, state, state_at, state_by, state_reason, created_at, sort_fold, search_fold, version)
			VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM account_accounts), $2, $2, $3, $3, '', '', '', $4, '', '', 'fr', 'active', 0, '', '', 0, $2, $2, 1)`,
			a.ID, fold, a.Address, name)
		return err
	})
	return a
}

func (h *house) holds(a access.Actor, r access.RoleKey, p access.Place) access.Actor {
	h.Helper()
	h.in(func(tx *db.Tx) error {
		if _, err := access.Give(h.Context(), tx, access.ByProgram("Préau", tx.Now()), access.Gift{AccountID: a.ID, Role: r, Place: p}); err != nil {
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

func (h *house) today() string { return h.d.Clock.Now().UTC().Format(time.DateOnly) }

func (h *house) day(n int) string {
	return h.d.Clock.Now().UTC().AddDate(0, 0, n).Format(time.DateOnly)
}

// input is a whole offer, published from today on for ninety days.
func (h *house) input(name string) offer.Input {
	return offer.Input{
		Content: offer.Content{
			Name: name, Summary: "Une matinée par classe", Description: "Atelier sur le sommeil, en petits groupes.", Setting: "setting-1", Topics: []string{"topic-8"}, Audiences: []string{"audience-3", "audience-2"},
			Programmes: []string{"programme-1"}, Places: 12, GroupMin: 2, GroupMax: 4, Groups: 3,
			Periods: []offer.Period{{From: h.day(10), Until: h.day(40), Weekdays: []int{1, 4}, Halves: []offer.Half{offer.Morning}}}, Modes: []offer.Mode{offer.OnSite},
		},
		Town: "75017, Paris", Referent: offer.Referent{Name: "Zoé Secret", Role: "Directrice", Email: "zoe.secret@offres.test"},
		Contact: offer.Contact{Email: "accueil@offres.test"}, Window: offer.Window{PublishFrom: h.today(), PublishUntil: h.day(90)},
	}
}

// made is a new draft of the manager.
func (h *house) made(name string) offer.Number {
	h.Helper()
	n, err := h.s.Create(h.Context(), h.now(h.manager), h.input(name))
	h.ok(err)
	return n
}

// save is the manager's form of an offer.
func (h *house) save(n offer.Number, version int64, in offer.Input) error {
	h.Helper()
	_, err := h.s.Save(h.Context(), h.now(h.manager), n, version, in)
	return err
}

func (h *house) show(who access.Actor, n offer.Number) offer.View {
	h.Helper()
	v, err := h.s.Show(h.Context(), h.now(who), n)
	h.ok(err)
	return v
}

// try does an act from the page as it is now.
func (h *house) try(who access.Actor, n offer.Number, do offer.Act) error {
	h.Helper()
	return h.s.Do(h.Context(), h.now(who), n, offer.FormVersion(h.show(h.operator, n).Offer), do, "Parce que.")
}

func (h *house) do(who access.Actor, n offer.Number, acts ...offer.Act) {
	h.Helper()
	for _, do := range acts {
		if err := h.try(who, n, do); err != nil {
			h.Fatalf("%s: %v", do, err)
		}
	}
}

// published is an offer that the public reads.
func (h *house) published(name string) offer.Number {
	h.Helper()
	n := h.made(name)
	h.do(h.manager, n, offer.Submit)
	h.do(h.approver, n, offer.ApprovePublish)
	return n
}

// public is what the public reads of an offer today; empty: nothing.
func (h *house) public(n offer.Number) string {
	h.Helper()
	var out string
	h.ok(h.d.View(h.Context(), func(tx *db.Tx) error {
		var w db.Where
		w.And("p.year = ? AND p.seq = ?", n.Year, n.Seq)
		offer.Shown(&w, h.today())
		where, args := w.SQL(1)
		rows, err := db.All(h.Context(), tx, func(s *string) []any { return []any{s} }, `SELECT p.name FROM offers_published p JOIN offers_structures s ON s.org_id = p.org_id WHERE `+where, args...)
		if len(rows) > 0 {
			out = rows[0]
		}
		return err
	}))
	return out
}
