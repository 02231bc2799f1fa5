package public_test

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
	"preau/internal/offers/public"
	"preau/internal/offers/role"
)

// house is two structures with one person each who may do everything, and what everybody reads of them.
type house struct {
	*testing.T
	d      *dbtest.DB
	offers *offer.Service
	files  *document.Service
	s      *public.Service
	orgs   []string
	people []access.Actor
}

func each(t *testing.T, test func(h *house)) {
	t.Helper()
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) { test(newHouse(t, d)) })
}

func utc(context.Context) *time.Location { return time.UTC }

func newHouse(t *testing.T, d *dbtest.DB) *house {
	t.Helper()
	words, err := i18n.Load(msg.Source(), notifymsg.Source())
	if err != nil {
		t.Fatal(err)
	}
	head := func(context.Context, string) (notify.Letterhead, error) {
		return notify.Letterhead{Title: "Offres", From: "ne-pas-repondre@offres.test", Zone: time.UTC}, nil
	}
	queue := jobs.New(d.DB, d.Clock, slog.New(slog.DiscardHandler))
	out := notify.New(d.DB, queue, d.Clock, mail.NewMemory(), notify.Options{BaseURL: "https://offres.test", Catalogue: words, Letterhead: head}, make([]byte, 32), notice.Kinds()...)
	h := &house{T: t, d: d}
	h.files = document.New(document.Options{DB: d.DB, Jobs: queue, Store: blobtest.Folder(t)})
	h.offers = offer.New(offer.Options{DB: d.DB, Jobs: queue, Files: h.files, Teller: notice.New(d.DB, queue, out, utc), Zone: utc, Country: func() registers.Country { return registers.France }})
	h.s = h.node()
	for i, name := range []string{"Inspection du Nord", "Fleur bleue"} {
		h.structure(int64(i+1), name)
	}
	return h
}

// node is another process of the platform.
func (h *house) node() *public.Service {
	return public.New(public.Options{DB: h.d.DB, Files: h.files, Clock: h.d.Clock, Log: slog.New(slog.DiscardHandler), Zone: utc})
}

func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) in(fn func(tx *db.Tx) error) {
	h.Helper()
	h.ok(h.d.InTx(h.Context(), fn))
}

func (h *house) exec(q string, args ...any) {
	h.Helper()
	h.in(func(tx *db.Tx) error {
		_, err := tx.Exec(h.Context(), q, args...)
		return err
	})
}

// structure is an active one, with who does everything there.
func (h *house) structure(n int64, name string) {
	h.Helper()
	fold := registers.Fold(name)
	a := access.Actor{ID: id.New(), Name: name}
	var o org.Organisation
	h.in(func(tx *db.Tx) (err error) {
		o, err = org.Insert(h.Context(), tx, org.Organisation{Kind: org.Provider, Name: name, Ref: fold})
		return err
	})
	h.exec(`INSERT INTO offers_structures (id, number, org_id, state, version, name, name_fold, siren, uai, address, complement, postal_code, commune, commune_code,
		signatory, signatory_role, about, first_name, last_name, function, email, email_fold, phone, lang, asked_at, moved_at, moved_by, motive, turn, approved)
		VALUES ($1, $2, $3, 'active', 1, $4, $4, '', '', '', '', '', '', '', 'Madame Secrète', '', 'Pour les écoles', '', '', '', '', '', '', 'fr', 0, 0, '', '', 0, '')`, id.New(), n, o.ID, name)
	h.exec(`INSERT INTO account_accounts (id, number, user_name, user_name_fold, email, email_fold, password_hash,
		first_name, last_name, display_name, function, phone, lang, state, state_at, state_by, state_reason, created_at, sort_fold, search_fold, version)
		VALUES ($1, $2, $3, $3, $3 || '@offres.test', $3 || '@offres.test', '', '', '', $3, '', '', 'fr', 'active', 0, '', '', 0, $3, $3, 1)`, a.ID, n, fold)
	h.in(func(tx *db.Tx) (err error) {
		for _, r := range []access.RoleKey{role.Manager, role.Approver} {
			if _, err := access.Give(h.Context(), tx, access.ByProgram("Préau", tx.Now()), access.Gift{AccountID: a.ID, Role: r, Place: role.At(o.ID)}); err != nil {
				return err
			}
		}
		a.Grants, err = access.GrantsOf(h.Context(), tx, a.ID, tx.Now())
		return err
	})
	h.orgs, h.people = append(h.orgs, o.ID), append(h.people, a)
}

func (h *house) now(who int) access.Actor {
	a := h.people[who]
	a.At, a.Key, a.Act, a.Body = h.d.Clock.Now(), id.New(), "POST /x", "x"
	return a
}

func (h *house) day(n int) string {
	return h.d.Clock.Now().UTC().AddDate(0, 0, n).Format(time.DateOnly)
}

// published is an offer of somebody, shown from now on for ninety days.
func (h *house) published(who int, name string, alter ...func(*offer.Input)) offer.Number {
	h.Helper()
	in := offer.Input{
		Content: offer.Content{
			Name: name, Summary: "Une matinée par classe", Description: "Des ateliers en petits groupes.", Setting: "setting-1", Topics: []string{"topic-8"}, Audiences: []string{"audience-3"},
			Programmes: []string{"programme-1"}, Places: 12, Periods: []offer.Period{{From: h.day(10), Until: h.day(40)}},
		},
		Town: "75017, Paris", Referent: offer.Referent{Name: "Zoé Secret", Email: "zoe.secret@offres.test"},
		Contact: offer.Contact{Email: "accueil@offres.test"}, Window: offer.Window{PublishFrom: h.day(0), PublishUntil: h.day(90)},
	}
	for _, fn := range alter {
		fn(&in)
	}
	h.d.Clock.Advance(time.Second)
	n, err := h.offers.Create(h.Context(), h.now(who), in)
	h.ok(err)
	h.do(who, n, offer.Submit, offer.ApprovePublish)
	return n
}

func (h *house) do(who int, n offer.Number, acts ...offer.Act) {
	h.Helper()
	for _, do := range acts {
		v, err := h.offers.Show(h.Context(), h.now(who), n)
		h.ok(err)
		if err := h.offers.Do(h.Context(), h.now(who), n, offer.FormVersion(v.Offer), do, "Parce que."); err != nil {
			h.Fatalf("%s: %v", do, err)
		}
	}
}

// found are the names of what a query finds, in its order.
func (h *house) found(q public.Query) (public.Found, []string) {
	h.Helper()
	if q.Size == 0 {
		q.Size = 20
	}
	f, err := h.s.Find(h.Context(), q)
	h.ok(err)
	names := []string{}
	for _, c := range f.Cards {
		names = append(names, c.Name)
	}
	return f, names
}
