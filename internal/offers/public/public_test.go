package public_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/offers/offer"
	"preau/internal/offers/public"
)

func (h *house) want(q public.Query, want ...string) public.Found {
	h.Helper()
	f, got := h.found(q)
	if d := cmp.Diff(append([]string{}, want...), got); d != "" || f.Total != len(want) {
		h.Errorf("%+v finds %d: %s", q, f.Total, d)
	}
	return f
}

func chosen(k public.Kind, values ...string) public.Query {
	var q public.Query
	for _, v := range values {
		q.Choose(k, v)
	}
	return q
}

// What is published is found at once, what is taken back, suspended or over is not, by every node (O80, O86).
func TestFollowed(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "O80", "O86")
		other := h.node()
		both := func(want ...string) {
			h.Helper()
			for _, s := range []*public.Service{h.s, other} {
				h.s = s
				h.want(public.Query{}, want...)
			}
		}
		both()
		a := h.published(0, "Sommeil")
		both("Sommeil")
		b := h.published(1, "Écrans")
		both("Écrans", "Sommeil")
		h.do(0, a, offer.Unpublish)
		both("Écrans")
		h.do(0, a, offer.Publish)
		both("Sommeil", "Écrans") // shown again: the newest
		h.exec(`UPDATE offers_structures SET state = 'suspended' WHERE org_id = $1`, h.orgs[0])
		both("Écrans")
		h.exec(`UPDATE offers_structures SET state = 'active', name = 'Autre nom', version = version + 1 WHERE org_id = $1`, h.orgs[0])
		both("Sommeil", "Écrans")
		if f := h.want(public.Query{Text: "autre"}, "Sommeil"); f.Cards[0].Structure.Name != "Autre nom" {
			t.Error(f.Cards[0].Structure)
		}
		h.s = h.node()
		h.want(public.Query{}, "Sommeil", "Écrans") // one that fills its index now
		h.d.Clock.Advance(91 * 24 * 3600e9)         // no job has run: it is over by its days
		both()
		_, err := h.s.Show(h.Context(), b)
		if !apperr.Is(err, apperr.NotFound) {
			t.Error(err)
		}
	})
}

// A next version takes the place of the one before, with other words, facets and places.
func TestNextVersion(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "O80")
		n := h.published(0, "Sommeil")
		h.published(0, "Marche")
		h.want(public.Query{Text: "sommeil"}, "Sommeil", "Marche") // the topic is called so: by its name first
		v, err := h.offers.Show(h.Context(), h.now(0), n)
		h.ok(err)
		in := offer.InputOf(v.Offer)
		in.Content.Name, in.Topics, in.Town = "Écrans", []string{"topic-1"}, "35000, Rennes"
		_, err = h.offers.Save(h.Context(), h.now(0), n, offer.FormVersion(v.Offer), in)
		h.ok(err)
		h.want(public.Query{Where: "paris"}, "Marche", "Sommeil")
		h.do(0, n, offer.SubmitCopy, offer.ApproveCopy)
		h.want(public.Query{}, "Marche", "Écrans")
		h.want(public.Query{Text: "sommeil"}, "Marche")
		h.want(public.Query{Text: "ECRANS"}, "Écrans")
		h.want(chosen(public.Topics, "1"), "Écrans")
		h.want(public.Query{Where: "paris"}, "Marche")
		v, err = h.offers.Show(h.Context(), h.now(0), n)
		h.ok(err)
		h.ok(h.offers.SetContact(h.Context(), h.now(0), n, offer.FormVersion(v.Offer), offer.Contact{PlacesClosed: true}))
		h.want(chosen(public.Places, "1"), "Marche")
	})
}

// Words without accents and in any order, places as people type them, days, structures, numbers, orders, pages (O102).
func TestSearch(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "O102")
		at := func(town string) func(*offer.Input) { return func(in *offer.Input) { in.Town = town } }
		teeth := h.published(0, "Hygiène des dents à l'école", at("35000, Rennes"), func(in *offer.Input) {
			in.Topics, in.Places = []string{"topic-7", "topic-9"}, 30
			in.Periods = []offer.Period{{From: h.day(5), Until: h.day(6)}}
		})
		h.published(1, "Bouger à l'école", at("35400, Saint-Malo"), func(in *offer.Input) {
			in.Setting, in.Audiences, in.Places = "setting-2", []string{"audience-4", "audience-5"}, 3
			in.Periods = []offer.Period{{From: h.day(200), Until: h.day(210)}}
		})
		h.published(1, "Atelier cuisine", func(in *offer.Input) { in.Description = "Les dents aussi. Hygiène." })
		const teethName, move, cook = "Hygiène des dents à l'école", "Bouger à l'école", "Atelier cuisine"
		for text, want := range map[string][]string{
			"dent hygiene": {teethName, cook}, "ECOLES": {move, teethName, cook}, "bou": {move}, "fleur": {cook, move}, "zorglub": {}, "de la": {cook, move, teethName}, teeth.String(): {teethName},
			"hygiène de vie": {teethName}, "dents cuisine": {cook}, "2019-0001": {},
		} {
			h.want(public.Query{Text: text}, want...)
		}
		for where, want := range map[string][]string{
			"rennes": {teethName}, "35": {move, teethName}, "Ille-et-Vilaine": {move, teethName}, "bretagne": {move, teethName}, "saint malo": {move}, "saint": {move},
			"35400": {move}, "750": {cook}, "Paris": {cook}, "Nullepart": {}, "0": {}, "''": {},
		} {
			if f := h.want(public.Query{Where: where}, want...); f.Where != (len(want) > 0) {
				t.Errorf("%q: known is %t", where, f.Where)
			}
		}
		h.want(public.Query{From: h.day(7)}, cook, move)
		h.want(public.Query{Until: h.day(9)}, teethName)
		h.want(public.Query{From: h.day(41), Until: h.day(199)})
		h.want(public.Query{Structure: 1}, teethName)
		h.want(public.Query{Structure: 9})
		h.want(public.Query{Order: public.Soonest}, teethName, cook, move)
		h.want(public.Query{Order: public.MostRoom}, teethName, cook, move)
		h.want(public.Query{Order: public.ByName}, cook, move, teethName)
		for page, want := range map[int]string{1: cook, 2: move, 3: teethName, 99: teethName} {
			for _, q := range []public.Query{{Page: page, Size: 1}, {Page: page, Size: 1, Order: public.ByName}} {
				if f, got := h.found(q); f.Total != 3 || f.Page != min(page, 3) || !slices.Equal(got, []string{want}) {
					t.Errorf("page %d: %v", page, got)
				}
			}
		}
		h.want(chosen(public.Settings, "1", "2"), cook, move, teethName)
		q := chosen(public.Settings, "2")
		q.Choose(public.Audiences, "3")
		h.want(q)
	})
}

// Each kind is counted without its own filter, and what is counted is what choosing it finds (O102).
func TestFacets(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "O102")
		for i := range 12 {
			h.published(i%2, fmt.Sprintf("Offre %02d", i), func(in *offer.Input) {
				in.Setting, in.Topics = fmt.Sprintf("setting-%d", 1+i%3), []string{fmt.Sprintf("topic-%d", 1+i%4), fmt.Sprintf("topic-%d", 1+i%5)}
				in.Town, in.Contact.PlacesClosed = []string{"35000, Rennes", "35400, Saint-Malo", "75017, Paris", ""}[i%4], i%6 == 0
				if i%4 == 3 {
					in.Place = offer.Place{}
				}
			})
		}
		for _, q := range []public.Query{{}, chosen(public.Settings, "1"), chosen(public.Topics, "2", "3"), chosen(public.Departments, "35"), chosen(public.Communes, "35238"), {Text: "offre 03"}, chosen(public.Places, "1")} {
			f, _ := h.found(q)
			n := 0
			for k, counts := range f.Facets.Of {
				for _, c := range counts {
					one := q
					one.Chosen[k] = []string{c.Value}
					if got, _ := h.found(one); got.Total != c.N {
						t.Errorf("%+v: %d of %q are counted, %d found", q, c.N, c.Value, got.Total)
					}
					n++
				}
			}
			for _, s := range f.Facets.Spots {
				one := q
				one.Chosen[public.Communes] = []string{s.Code}
				if got, _ := h.found(one); got.Total != s.N {
					t.Errorf("%+v: %d in %s are counted, %d found", q, s.N, s.Name, got.Total)
				}
			}
			if q.Text == "" && n < 10 {
				t.Errorf("%+v: %d values are counted", q, n)
			}
		}
		if f, _ := h.found(public.Query{}); len(f.Facets.Spots) != 3 || f.Facets.Spots[0].N != 3 || f.Facets.Of[public.Places][0].N != 10 {
			t.Errorf("%+v", f.Facets)
		}
	})
}

// The page of an offer holds nothing that is not public; those for some alone are not there, and those taken back are gone (O91).
func TestShow(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "O91", "O80")
		n := h.published(0, "Sommeil")
		for _, v := range []offer.Visibility{offer.ForStudents, offer.ForInstitution} {
			m := h.published(0, "Pour certains", func(in *offer.Input) { in.Visibility, in.Institution = v, "IFSI du Port" })
			if _, err := h.s.Show(h.Context(), m); !apperr.Is(err, apperr.NotFound) {
				t.Errorf("%s: %v", v, err)
			}
		}
		h.want(public.Query{}, "Sommeil")
		v, err := h.s.Show(h.Context(), n)
		h.ok(err)
		if v.Content.Name != "Sommeil" || v.Structure.Name != "Inspection du Nord" || v.Structure.Offers != 1 || v.Contact.Email != "accueil@offres.test" || v.Content.Place.CommuneCode != "75056" {
			t.Errorf("%+v", v)
		}
		if all := fmt.Sprintf("%+v", v); strings.Contains(all, "ecret") || strings.Contains(all, "ecrète") {
			t.Error(all)
		}
		h.do(0, n, offer.Unpublish)
		if _, err := h.s.Show(h.Context(), n); !errors.Is(err, public.ErrGone) {
			t.Error(err)
		}
		if _, err := h.s.Show(h.Context(), offer.Number{Year: 2026, Seq: 99}); !apperr.Is(err, apperr.NotFound) {
			t.Error(err)
		}
	})
}

// While nothing is written nothing is asked; where something was, one statement tells that what is public is the same.
func TestStatements(t *testing.T) {
	each(t, func(h *house) {
		h.published(0, "Sommeil")
		h.want(public.Query{}, "Sommeil")
		count := func() int64 {
			ctx, asked := db.Tally(h.Context())
			_, err := h.s.Find(ctx, public.Query{Size: 20})
			h.ok(err)
			return asked()
		}
		if n := count(); n != 0 && h.d.Engine() == db.SQLite {
			t.Errorf("%d statements, and nothing was written", n)
		}
		h.exec(`UPDATE account_accounts SET function = 'autre'`)
		if n := count(); n != 1 {
			t.Errorf("%d statements, and nothing public was written", n)
		}
	})
}

// Readers on two nodes search, count, open and list all while offers come and go: none sees a half of anything, and all end up with the same.
func TestReadersMeanwhile(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "O80")
		nodes := []*public.Service{h.s, h.node()}
		ctx, stop := context.WithCancel(h.Context())
		var wait sync.WaitGroup
		for _, s := range nodes {
			for _, q := range []public.Query{{Size: 5}, {Text: "sommeil", Size: 5}, {Order: public.Soonest, Size: 5}, chosen(public.Topics, "8")} {
				wait.Go(func() {
					for ctx.Err() == nil {
						f, err := s.Find(ctx, q)
						if err == nil && f.Total > 0 && len(f.Cards) == 0 {
							t.Errorf("%d found, and none shown", f.Total)
						}
						for _, c := range f.Cards {
							if _, err := s.Show(ctx, c.Number); err != nil && ctx.Err() == nil && !apperr.Is(err, apperr.NotFound) && !errors.Is(err, public.ErrGone) {
								t.Error(err)
							}
						}
						if _, _, err := s.All(ctx, 0, 10); err != nil && ctx.Err() == nil {
							t.Error(err)
						}
					}
				})
			}
		}
		var last offer.Number
		for i := range 12 {
			n := h.published(i%2, fmt.Sprintf("Sommeil %02d", i))
			if i%3 == 2 {
				h.do(i%2, n, offer.Unpublish)
			} else {
				last = n
			}
		}
		stop()
		wait.Wait()
		for _, s := range nodes {
			f, err := s.Find(h.Context(), public.Query{Size: 20})
			h.ok(err)
			if f.Total != 8 || f.Cards[0].Number != last {
				t.Errorf("%d found, the newest is %s", f.Total, f.Cards[0].Number)
			}
		}
	})
}
