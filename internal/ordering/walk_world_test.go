package ordering_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"preau/internal/app"
	"preau/internal/catalog"
	"preau/internal/catalog/article"
	"preau/internal/core/access"
	"preau/internal/core/account/password"
	"preau/internal/core/inbox"
	"preau/internal/core/instance"
	"preau/internal/core/org"
	"preau/internal/kit/blob/blobtest"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/id"
	"preau/internal/kit/mail"
	"preau/internal/kit/web/webtest"
	"preau/internal/ordering"
	"preau/internal/ordering/todo"
)

// walk is the whole program on a database with an authority over two schools, and a school that stands for itself; their people; and
// three markets of two suppliers.
type walk struct {
	t    *testing.T
	d    *dbtest.DB
	a    *app.App
	post *mail.Memory
	box  *inbox.Inbox
	rng  *rand.Rand
	seed uint64
	step int
	*walkCounts

	schools  []*walkSchool
	markets  []*walkMarket
	articles []*walkArticle
	people   []*walkPerson
	central  *walkPerson
	admin    *walkPerson

	now   walkState           // as the last step left it
	ever  map[string]walkLine // each line that was confirmed once, by id
	again *walkKept           // an accepted act, to be sent again
}

// walkSchool is a school: its own head, or below one.
type walkSchool struct {
	org.Organisation
	head, headRef string
	sites         []org.Site
}

type walkMarket struct {
	number  int64
	id, ref string // ref is the supplier's
	costs   int64
	franco  int64
	over    bool // its days are behind
	gone    bool // it was withdrawn
}

type walkArticle struct {
	number, price, multiple, vat int64
	market                       *walkMarket
	reference                    string
	gone                         bool
}

// walkPerson is somebody, and what they hold, as the walk gave and took it.
type walkPerson struct {
	access.Actor
	what  string       // who they are in the counts
	posts []walkPost   // that they hold, or held
	fresh access.Actor // with the grants that count now; zero: to be read anew
}

type walkPost struct {
	role   access.RoleKey
	at     string // id
	limits []access.Limit
	gone   bool
}

func newWalk(t *testing.T, d *dbtest.DB, seed uint64, c *walkCounts) *walk {
	t.Helper()
	w := &walk{t: t, d: d, post: mail.NewMemory(), rng: rand.New(rand.NewPCG(seed, 3)), seed: seed, walkCounts: c, ever: map[string]walkLine{}}
	key, err := instance.ParseKey(strings.Repeat("A", 43))
	w.ok(err)
	w.a, err = app.New(app.Options{
		DB: d.DB, Clock: d.Clock, Log: slog.New(slog.DiscardHandler), Key: key, Files: blobtest.Folder(t), PublicURL: webtest.Base, Version: "test",
		Transport: w.post, Hashing: password.Cost{MemoryKiB: 8, Passes: 1, Lanes: 1},
	})
	w.ok(err)
	w.box = inbox.New(w.a.Ordering, todo.Work{}, w.a.Silence)
	w.settle()
	w.furnish()
	w.now = w.read()
	return w
}

func (w *walk) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.fail("%v", err)
	}
}

func (w *walk) fail(format string, args ...any) {
	w.t.Helper()
	w.t.Fatalf("seed %d, step %d: %s", w.seed, w.step, fmt.Sprintf(format, args...))
}

func (w *walk) do(fn func(ctx context.Context, tx *db.Tx) error) {
	w.t.Helper()
	w.ok(w.d.InTx(w.t.Context(), func(tx *db.Tx) error { return fn(w.t.Context(), tx) }))
}

func (w *walk) exec(q string, args ...any) {
	w.t.Helper()
	w.do(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, q, args...)
		return err
	})
}

func (w *walk) in(percent int) bool { return w.rng.IntN(100) < percent }

func pickOf[T any](w *walk, some []T) T { return some[w.rng.IntN(len(some))] }

// settle makes the places and the people.
func (w *walk) settle() {
	w.t.Helper()
	var head org.Organisation
	w.do(func(ctx context.Context, tx *db.Tx) (err error) {
		body := func(kind org.Kind, name, parent string, sites ...string) (out org.Organisation) {
			o := org.Organisation{Kind: kind, Country: "BE", Name: name, ParentID: parent, Place: org.Place{Address: "Quai 3", PostalCode: "5000", Commune: "Namur", Phone: "+3281000001"}}
			if out, err = org.Insert(ctx, tx, o); err != nil || kind != org.School {
				return out
			}
			s := &walkSchool{Organisation: out, head: out.ID, headRef: out.Ref}
			if parent != "" {
				s.head, s.headRef = parent, head.Ref
			}
			for _, name := range sites {
				var site org.Site
				if site, err = org.InsertSite(ctx, tx, org.Site{OrgID: out.ID, Name: name, Place: o.Place}); err != nil {
					return out
				}
				s.sites = append(s.sites, site)
			}
			w.schools = append(w.schools, s)
			return out
		}
		head = body(org.Authority, "P.O. des Trois Rives", "")
		for _, s := range []struct {
			name, parent string
			sites        []string
		}{{"École du Port", head.ID, []string{"Nord", "Sud"}}, {"École du Parc", head.ID, nil}, {"École d'à côté", "", []string{"Centre"}}} {
			if err == nil {
				body(org.School, s.name, s.parent, s.sites...)
			}
		}
		return err
	})
}

// furnish makes the markets, and who works with them.
func (w *walk) furnish() {
	w.t.Helper()
	w.central = w.person("Paule Centrale", "purchasing body", walkPost{role: catalog.Central})
	for i, name := range []string{"Papeterie du Pont", "Atelier Nord"} {
		var o org.Organisation
		w.do(func(ctx context.Context, tx *db.Tx) (err error) {
			o, err = org.Insert(ctx, tx, org.Organisation{Kind: org.Supplier, Country: "BE", Name: name, Email: fmt.Sprintf("commandes%d@fournisseur.test", i), Place: org.Place{Commune: "Namur"}})
			return err
		})
		titles := []string{"Écriture", "Papier"}
		if i == 1 {
			titles = []string{"Mobilier"}
		}
		for _, title := range titles {
			w.market(title, o)
		}
	}
	port, park, side := w.schools[0], w.schools[1], w.schools[2]
	given := func(at *walkSchool, of ...int) walkPost {
		p := walkPost{role: ordering.Requester, at: at.ID}
		for _, i := range of {
			p.limits = append(p.limits, access.Limit{Kind: access.Market, Ref: w.markets[i].id})
		}
		return p
	}
	at := func(role access.RoleKey, s *walkSchool) walkPost { return walkPost{role: role, at: s.ID} }
	for _, x := range []struct {
		name, what string
		posts      []walkPost
	}{
		{"Ada Tremblay", "demandeur", []walkPost{given(port, 0, 1, 2)}},
		{"Ben Ortiz", "demandeur", []walkPost{given(port, 0, 1)}},
		{"Cléo Martin", "demandeur", []walkPost{given(park, 0, 2)}},
		{"Dan Peeters", "demandeur", []walkPost{given(port, 0, 2), given(park, 0, 1, 2)}},
		{"Eve Lambert", "demandeur", []walkPost{given(side, 0, 1, 2)}},
		{"Véra Molitor", "validateur", []walkPost{at(ordering.Validator, port)}},
		{"Vic Simon", "validateur of a site", []walkPost{{role: ordering.Validator, at: port.ID, limits: []access.Limit{{Kind: access.Site, Ref: port.sites[0].ID}}}}},
		{"Val Dumont", "validateur", []walkPost{at(ordering.Validator, park)}},
		{"Yves Collin", "validateur", []walkPost{at(ordering.Validator, side)}},
		{"Carl Huygens", "acheteur", []walkPost{at(ordering.Buyer, port)}},
		{"Bea Leroy", "acheteur", []walkPost{at(ordering.Buyer, park)}},
		{"Bill Noël", "acheteur", []walkPost{at(ordering.Buyer, side)}},
		{"Tom Toutfaire", "all duties", []walkPost{given(port, 0, 1, 2), at(ordering.Validator, port), at(ordering.Buyer, port)}},
		{"Sarah Wirth", "superacheteur", []walkPost{{role: ordering.Superbuyer, at: port.head}}},
		{"Sol Adam", "superacheteur", []walkPost{at(ordering.Superbuyer, side)}},
		{"Marc Daubremont", "manager", []walkPost{at(ordering.Manager, port)}},
		{"Mia Gérard", "manager", []walkPost{at(ordering.Manager, park)}},
		{"Moe Claes", "manager", []walkPost{at(ordering.Manager, side)}},
		{"Pat Président", "head", []walkPost{{role: ordering.President, at: port.head}}},
		{"Rex Président", "head", []walkPost{at(ordering.President, side)}},
		{"Rita Sow", "réceptionniste", []walkPost{at(ordering.Receiver, port)}},
		{"Otto Nemo", "nobody", nil},
	} {
		w.person(x.name, x.what, x.posts...)
	}
	w.admin = w.person("Ada Minis", "administrator", walkPost{role: access.Admin})
}

// person is an active account that signed in once.
func (w *walk) person(name, what string, posts ...walkPost) *walkPerson {
	w.t.Helper()
	p := &walkPerson{Actor: access.Actor{ID: id.New(), Name: name}, what: what, posts: posts}
	user := fmt.Sprintf("personne%d", len(w.people)+1)
	w.exec(`INSERT INTO account_accounts (id, number, user_name, user_name_fold, email, email_fold, password_hash, first_name, last_name, display_name, function, phone,
		lang, state, state_at, state_by, state_reason, created_at, first_signed_in_at, sort_fold, search_fold, version)
		VALUES ($1, $2, $3, $3, $4, $4, '', '', '', $5, '', '', 'fr', 'active', 0, '', '', 0, 1, $3, $3, 1)`, p.ID, len(w.people)+1, user, user+"@preau.test", name)
	w.people = append(w.people, p)
	for i := range posts {
		w.give(p, &p.posts[i])
	}
	return p
}

func (p walkPost) place() access.Place {
	if p.at == "" {
		return access.Everywhere
	}
	return access.Place{Kind: access.Organisation, ID: p.at}
}

func (w *walk) give(p *walkPerson, post *walkPost) {
	w.t.Helper()
	w.do(func(ctx context.Context, tx *db.Tx) error {
		_, err := access.Give(ctx, tx, access.ByProgram("Préau", tx.Now()), access.Gift{AccountID: p.ID, Role: post.role, Place: post.place(), Limits: post.limits})
		return err
	})
	post.gone, p.fresh = false, access.Actor{}
}

func (w *walk) take(p *walkPerson, post *walkPost) {
	w.t.Helper()
	w.do(func(ctx context.Context, tx *db.Tx) error {
		_, err := access.TakeBack(ctx, tx, access.ByProgram("Préau", tx.Now()), p.ID, post.role, post.place())
		return err
	})
	post.gone, p.fresh = true, access.Actor{}
}

// request is a person's next request, with a form of its own.
func (w *walk) request(p *walkPerson) access.Actor {
	w.t.Helper()
	if p.fresh.ID == "" {
		p.fresh = p.Actor
		w.ok(w.d.View(w.t.Context(), func(tx *db.Tx) (err error) {
			p.fresh.Grants, err = access.GrantsOf(w.t.Context(), tx, p.ID, tx.Now())
			return err
		}))
	}
	who := p.fresh
	who.Key, who.Act, who.Body, who.At = id.New(), "POST /walk", "body", w.d.Clock.Now()
	return who
}

func (w *walk) market(title string, supplier org.Organisation) {
	w.t.Helper()
	in := catalog.Input{Title: title, SupplierRef: supplier.Ref, StartsOn: "2020-01-01", EndsOn: "2099-12-31"}
	m := &walkMarket{ref: supplier.Ref, costs: 950, franco: 5_000}
	if len(w.markets) == 1 {
		m.costs, m.franco = 0, 0 // says nothing of delivery
	} else {
		in.Costs, in.Franco = catalog.Sum{Cents: 950, Said: true}, catalog.Sum{Cents: 5_000, Said: true}
	}
	var err error
	m.number, err = w.a.Catalog.Create(w.t.Context(), w.request(w.central), in)
	w.ok(err)
	w.do(func(ctx context.Context, tx *db.Tx) error {
		m.id, err = db.Value[string](ctx, tx, `SELECT id FROM catalog_markets WHERE number = $1`, m.number)
		return err
	})
	for _, s := range []string{w.schools[0].headRef, w.schools[2].Ref} {
		w.ok(w.a.Catalog.AddAdherent(w.t.Context(), w.request(w.central), m.number, catalog.AdherentInput{OrgRef: s, StartsOn: "2020-01-01"}))
	}
	w.markets = append(w.markets, m)
	var mine []*walkArticle
	for i, price := range []int64{4_150, 12_345, 99_995, 1_250_000} {
		mine = append(mine, &walkArticle{market: m, reference: fmt.Sprintf("%d.%d", m.number, i+1), price: price, multiple: []int64{1, 5, 1, 1}[i], vat: []int64{2100, 600, 2100, 2100}[i]})
	}
	w.show(m, mine...)
	w.articles = append(w.articles, mine...)
}

// show has a market show articles as they are now, in an edition of their own.
func (w *walk) show(m *walkMarket, articles ...*walkArticle) {
	w.t.Helper()
	w.do(func(ctx context.Context, tx *db.Tx) error {
		edition, err := article.NextEdition(ctx, tx)
		if err != nil {
			return err
		}
		var cats article.Categories
		cat, err := cats.ID(ctx, tx, []string{"Fournitures"})
		if err != nil {
			return err
		}
		drafts := make([]article.Draft, len(articles))
		for i, a := range articles {
			drafts[i] = article.Draft{Number: a.number, Reference: a.reference, Data: article.Data{
				Category: cat, Title: "Article " + a.reference, Unit: "pièce", Pack: 1, Multiple: a.multiple, VAT: a.vat, Price: a.price, Withdrawn: a.gone,
			}}
		}
		if err := article.Put(ctx, tx, m.number, edition, drafts); err != nil {
			return err
		}
		for i, a := range articles {
			a.number = drafts[i].Number
		}
		return article.Show(ctx, tx, m.number, edition)
	})
}

func (w *walk) school(orgID string) *walkSchool {
	return w.schools[slices.IndexFunc(w.schools, func(s *walkSchool) bool { return s.ID == orgID })]
}

func (w *walk) article(number int64) *walkArticle {
	return w.articles[slices.IndexFunc(w.articles, func(a *walkArticle) bool { return a.number == number })]
}

func (w *walk) marketOf(number int64) *walkMarket {
	return w.markets[slices.IndexFunc(w.markets, func(m *walkMarket) bool { return m.number == number })]
}

// holds says whether somebody holds a role at a place, by what the walk gave them; of a market or a site where the role is limited to some.
func (p *walkPerson) holds(role access.RoleKey, at, of string) bool {
	return slices.ContainsFunc(p.posts, func(x walkPost) bool {
		if x.gone || x.role != role || x.at != at {
			return false
		}
		limited := slices.ContainsFunc(x.limits, func(l access.Limit) bool { return l.Ref == of })
		unlimited := role != ordering.Requester && len(x.limits) == 0 // a demandeur is given each market
		return of == "" || unlimited || limited
	})
}

// somebody is a person who holds a role at one of some places, mostly; else anybody.
func (w *walk) somebody(role access.RoleKey, at ...string) *walkPerson {
	if !w.in(14) {
		for _, i := range w.rng.Perm(len(w.people)) {
			p := w.people[i]
			for _, place := range at {
				if p.holds(role, place, "") {
					return p
				}
			}
		}
	}
	return pickOf(w, w.people)
}

// days of a market that runs, and of one that is over.
func (m *walkMarket) until(now time.Time) string {
	if m.over {
		return now.AddDate(0, 0, -2).Format(time.DateOnly)
	}
	return "2099-12-31"
}
