package asked_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"preau/internal/catalog"
	"preau/internal/catalog/article"
	"preau/internal/catalog/asked"
	catalogmsg "preau/internal/catalog/msg"
	"preau/internal/core/access"
	"preau/internal/core/notify"
	notifymsg "preau/internal/core/notify/msg"
	"preau/internal/core/org"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/jobs"
	"preau/internal/kit/mail"
)

// house is two schools, the purchasing body, and a market with a few articles.
type house struct {
	*testing.T
	d     *dbtest.DB
	s     *asked.Service
	queue *jobs.Queue
	mails *mail.Memory

	school, other   org.Organisation
	ada, ben, chloe access.Actor // Ada and Ben work for the school, Chloé for the other
	dan             access.Actor // works for none
	paule, pierre   access.Actor // of the purchasing body
}

func each(t *testing.T, test func(h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) { test(newHouse(t, d)) })
}

func newHouse(t *testing.T, d *dbtest.DB) *house {
	t.Helper()
	words, err := i18n.Load(catalogmsg.Source(), notifymsg.Source())
	if err != nil {
		t.Fatal(err)
	}
	h := &house{T: t, d: d, queue: jobs.New(d.DB, d.Clock, nil), mails: mail.NewMemory()}
	head := func(context.Context, string) (notify.Letterhead, error) {
		return notify.Letterhead{Title: "Commandes", From: "ne-pas-repondre@nord.test", Zone: time.UTC}, nil
	}
	out := notify.New(d.DB, h.queue, d.Clock, h.mails, notify.Options{BaseURL: "https://nord.test", Catalogue: words, Letterhead: head}, make([]byte, 32), asked.Kinds()...)
	markets := catalog.New(d.DB, func() *time.Location { return time.UTC })
	h.s = asked.New(asked.Options{DB: d.DB, Mail: out, Catalog: markets, Find: h.find})
	h.school, h.other = h.org(org.School, "École du Port"), h.org(org.School, "École du Parc")
	h.ada, h.ben = h.works(h.person("Ada Tremblay"), h.school), h.works(h.person("Ben Ortiz"), h.school)
	h.chloe, h.dan = h.works(h.person("Chloé Varga"), h.other), h.person("Dan Moreau")
	h.paule, h.pierre = h.central(h.person("Paule Renard")), h.central(h.person("Pierre Loti"))
	n, err := markets.Create(t.Context(), h.now(h.paule), catalog.Input{Title: "Fournitures", SupplierRef: h.org(org.Supplier, "Papeterie du Pont").Ref, StartsOn: "2020-01-01", EndsOn: "2099-12-31"})
	h.ok(err)
	h.sells(n, "103.299", "103-299", "500", "-600")
	return h
}

func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) do(fn func(ctx context.Context, tx *db.Tx) error) {
	h.Helper()
	h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) error { return fn(h.Context(), tx) }))
}

func (h *house) org(kind org.Kind, name string) (o org.Organisation) {
	h.Helper()
	h.do(func(ctx context.Context, tx *db.Tx) (err error) {
		o, err = org.Insert(ctx, tx, org.Organisation{Kind: kind, Country: "BE", Name: name, Place: org.Place{Commune: "Namur"}})
		return err
	})
	return o
}

func address(name string) string {
	return strings.ReplaceAll(registers.Fold(name), " ", ".") + "@preau.test"
}

func (h *house) person(name string) access.Actor {
	h.Helper()
	a := access.Actor{ID: id.New(), Name: name, Address: address(name)}
	h.do(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO account_accounts (id, number, user_name, user_name_fold, email, email_fold, password_hash,
			first_name, last_name, display_name, function, phone, lang, state, state_at, state_by, state_reason, created_at, sort_fold, search_fold, version)
			VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM account_accounts), $2, $2, $3, $3, '', '', '', $4, '', '', 'fr', 'active', 0, '', '', 0, $2, $2, 1)`,
			a.ID, strings.TrimSuffix(a.Address, "@preau.test"), a.Address, name)
		return err
	})
	return a
}

func (h *house) works(a access.Actor, at ...org.Organisation) access.Actor {
	for _, o := range at {
		a.Works = append(a.Works, access.Work{ID: o.ID, Ref: o.Ref, Name: o.Name})
	}
	a.Acting = a.Works[0]
	return a
}

// central makes somebody one of the purchasing body.
func (h *house) central(a access.Actor) access.Actor {
	h.Helper()
	h.do(func(ctx context.Context, tx *db.Tx) error {
		_, err := access.Give(ctx, tx, access.ByProgram("Préau", tx.Now()), access.Gift{AccountID: a.ID, Role: catalog.Central, Place: access.Everywhere})
		return err
	})
	a.Grants = []access.Grant{{Role: catalog.Central, Place: access.Everywhere}}
	return a
}

// now is the person with a form of their own.
func (h *house) now(a access.Actor) access.Actor {
	a.Key, a.Act, a.Body, a.At = id.New(), "POST /test", "x", h.d.Clock.Now()
	return a
}

// sells shows articles of some references; one that begins with a dash was withdrawn.
func (h *house) sells(market int64, references ...string) {
	h.Helper()
	h.do(func(ctx context.Context, tx *db.Tx) error {
		edition, err := article.NextEdition(ctx, tx)
		h.ok(err)
		var cats article.Categories
		cat, err := cats.ID(ctx, tx, []string{"Fournitures"})
		h.ok(err)
		var drafts []article.Draft
		for _, ref := range references {
			name, gone := strings.CutPrefix(ref, "-")
			drafts = append(drafts, article.Draft{Reference: name, Data: article.Data{Category: cat, Title: "Article " + name, Unit: "pièce", Pack: 1, Multiple: 1, VAT: 2100, Price: 1_0000, Withdrawn: gone}})
		}
		h.ok(article.Put(ctx, tx, market, edition, drafts))
		return article.Show(ctx, tx, market, edition)
	})
}

// find compares references by their letters and digits, as the search does.
func (h *house) find(ctx context.Context, tx *db.Tx, _ access.Actor, reference string) ([]int64, error) {
	return db.All(ctx, tx, func(n *int64) []any { return []any{n} },
		`SELECT number FROM catalog_articles WHERE replace(replace(reference, '.', ''), '-', '') = $1 ORDER BY number`, strings.NewReplacer(".", "", "-", "", " ", "").Replace(reference))
}

func (h *house) number(reference string) (n int64) {
	h.Helper()
	h.do(func(ctx context.Context, tx *db.Tx) (err error) {
		n, err = db.Value[int64](ctx, tx, `SELECT number FROM catalog_articles WHERE reference = $1`, reference)
		return err
	})
	return n
}

// asks reports an article, and gives the request's number.
func (h *house) asks(who access.Actor, d asked.Draft) int64 {
	h.Helper()
	n, err := h.s.Ask(h.Context(), h.now(who), d)
	h.ok(err)
	return n
}

func (h *house) votes(who access.Actor, number int64) error {
	return h.s.Vote(h.Context(), h.now(who), number, asked.Need{})
}

func (h *house) show(who access.Actor, number int64) asked.View {
	h.Helper()
	v, err := h.s.Show(h.Context(), h.now(who), number)
	h.ok(err)
	return v
}

// sent delivers what is queued, and counts the mails to somebody so far.
func (h *house) sent(who access.Actor) int {
	h.Helper()
	_, err := h.queue.Drain(h.Context())
	h.ok(err)
	return len(h.mails.To(who.Address))
}

func (h *house) lastTo(who access.Actor) mail.Message {
	h.Helper()
	all := h.mails.To(who.Address)
	if len(all) == 0 {
		h.Fatalf("no mail to %s", who.Name)
	}
	return all[len(all)-1]
}

func (h *house) wants(err error, kind apperr.Kind, code string) {
	h.Helper()
	e, ok := apperr.As(err)
	if !ok || e.Kind != kind {
		h.Errorf("got %v, want %v", err, kind)
		return
	}
	if code != "" && (len(e.Reasons) == 0 || e.Reasons[0].Code != code) {
		h.Errorf("got %v, want %s", e, code)
	}
}

func (h *house) fault(err error, field string) {
	h.Helper()
	e, ok := apperr.As(err)
	if !ok || e.Kind != apperr.Invalid || len(e.Fields) == 0 || e.Fields[0].Name != field {
		h.Errorf("got %v, want a fault of %s", err, field)
	}
}
