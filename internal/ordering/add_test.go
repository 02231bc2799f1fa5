package ordering_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"preau/internal/catalog"
	"preau/internal/catalog/article"
	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
	"preau/internal/ordering"
	"preau/internal/ordering/msg"
)

// shop is a house with a market, its Centrale and a demandeur of the school.
type shop struct {
	*house
	central  access.Actor
	supplier string
}

func shops(t *testing.T, test func(h *shop)) {
	t.Helper()
	each(t, func(h *house) {
		s := &shop{house: h, supplier: h.org(org.Supplier, "Papeterie du Pont", "").Ref}
		s.central = h.person("Paule Centrale")
		h.do(func(ctx context.Context, tx *db.Tx) error {
			_, err := access.Give(ctx, tx, access.ByProgram("Préau", tx.Now()), access.Gift{AccountID: s.central.ID, Role: catalog.Central, Place: access.Everywhere})
			return err
		})
		h.with("Max Manager", ordering.Manager, h.school)
		test(s)
	})
}

// market makes a market that runs, changed first, to which some adhere; it gives its number and id.
func (h *shop) market(title string, change func(*catalog.Input), adherents ...org.Organisation) (int64, string) {
	h.t.Helper()
	in := catalog.Input{Title: title, SupplierRef: h.supplier, StartsOn: "2020-01-01", EndsOn: "2099-12-31"}
	if change != nil {
		change(&in)
	}
	n, err := h.c.Create(h.t.Context(), h.now(h.central), in)
	h.ok(err)
	for _, o := range adherents {
		h.ok(h.c.AddAdherent(h.t.Context(), h.now(h.central), n, catalog.AdherentInput{OrgRef: o.Ref, StartsOn: in.StartsOn}))
	}
	var marketID string
	h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) (err error) {
		marketID, err = db.Value[string](h.t.Context(), tx, `SELECT id FROM catalog_markets WHERE number = $1`, n)
		return err
	}))
	return n, marketID
}

// sells makes a market show one article, and gives its number.
func (h *shop) sells(market int64, change func(*article.Data)) int64 {
	h.t.Helper()
	d := article.Draft{Reference: id.New(), Data: article.Data{Title: "Stylo", Unit: "pièce", Pack: 1, Multiple: 1, Price: 1_0000, VAT: 2100}}
	if change != nil {
		change(&d.Data)
	}
	drafts := []article.Draft{d}
	h.do(func(ctx context.Context, tx *db.Tx) error {
		edition, err := article.NextEdition(ctx, tx)
		if err != nil {
			return err
		}
		var cats article.Categories
		if drafts[0].Category, err = cats.ID(ctx, tx, []string{"Écriture"}); err != nil {
			return err
		}
		if err := article.Put(ctx, tx, market, edition, drafts); err != nil {
			return err
		}
		return article.Show(ctx, tx, market, edition)
	})
	return drafts[0].Number
}

// again is somebody with another form, acting as before.
func (h *shop) again(a access.Actor) access.Actor {
	h.t.Helper()
	is := h.now(a)
	is.Works, is.Acting = a.Works, a.Acting
	return is
}

// acting is somebody who acts for an organisation.
func acting(a access.Actor, o org.Organisation) access.Actor {
	a.Works = []access.Work{{ID: o.ID, Ref: o.Ref, Name: o.Name}}
	a.Acting = a.Works[0]
	return a
}

// mayAdd asks whether somebody may put articles into a basket, as baskets do; a refusal is kept.
func (h *shop) mayAdd(who access.Actor, ref string, numbers ...int64) error {
	h.t.Helper()
	at, err := ordering.WorkAt(who, ref)
	if err != nil {
		return err
	}
	err = h.d.View(h.t.Context(), func(tx *db.Tx) error {
		_, err := h.s.AddAll(h.t.Context(), tx, who, at, numbers)
		return err
	})
	return h.s.Refused(h.t.Context(), who, at, numbers, err)
}

// codes are those of a refusal, in its order, each with what it must have by its kind.
func (h *shop) codes(err error) string {
	h.t.Helper()
	if err == nil {
		return ""
	}
	e, ok := apperr.As(err)
	if !ok || e.Kind != apperr.Forbidden {
		h.t.Fatalf("got %v", err)
	}
	var out []string
	for _, r := range e.Reasons {
		out = append(out, strings.TrimPrefix(r.Code, "ordering."))
		lifted := r.Kind == apperr.Grant || r.Kind == apperr.Datum || r.Kind == apperr.Act
		if lifted && (len(r.Lifters) == 0 || r.Ask == nil) {
			h.t.Errorf("%s: nobody lifts it, or is asked: %+v", r.Code, r)
		}
	}
	return strings.Join(out, " ")
}

// Each thing that stands in the way of adding an article has its own code, with who lifts it; an article may have several, those first
// that the reader can act on (R159, R160, R161).
func TestAddable(t *testing.T) {
	shops(t, func(h *shop) {
		covers.Statement(t, "R159", "R160", "R161")
		mine, mineID := h.market("Fournitures", nil, h.school)
		other, _ := h.market("Papier", nil, h.school)
		apart, apartID := h.market("Cuisine", nil)
		special, specialID := h.market("Tampons", func(in *catalog.Input) { in.Special, in.Procedure = true, "Appelez." }, h.school)
		far, farID := h.market("Fruits", func(in *catalog.Input) { in.Area = "75, 1000-1299" }, h.school)
		ahead, aheadID := h.market("Demain", func(in *catalog.Input) { in.StartsOn = "2090-01-01" }, h.school)
		over, overID := h.market("Hier", func(in *catalog.Input) { in.EndsOn = "2021-12-31" }, h.school)
		gone, goneID := h.market("Retiré", nil, h.school)
		h.ok(h.c.Move(t.Context(), h.now(h.central), gone, catalog.Withdraw))
		below, _ := h.market("Fournitures vertes", func(in *catalog.Input) { in.Parent = mine })
		h.do(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE org_organisations SET postal_code = '5000' WHERE id = $1`, h.school.ID)
			return err
		})
		dora := acting(h.gives(h.person("Dora Demandeur"), ordering.Requester, h.school, mineID, specialID, farID, aheadID, overID, goneID, apartID), h.school)
		buyer := acting(h.with("Bea Acheteur", ordering.Buyer, h.school), h.school)
		for _, c := range []struct {
			what   string
			who    access.Actor
			market int64
			change func(*article.Data)
			want   string
		}{
			{"nothing", dora, mine, nil, ""},
			{"by the market above", dora, below, nil, ""},
			{"not given", dora, other, nil, "market_not_given"},
			{"no demandeur", buyer, mine, nil, "not_requester"},
			{"not adhering, though given", dora, apart, nil, "not_adherent"},
			{"a special market", dora, special, nil, "special_procedure"},
			{"a special article", dora, mine, func(d *article.Data) { d.Special = true }, "special_procedure"},
			{"far away", dora, far, nil, "outside_area"},
			{"not begun", dora, ahead, nil, "market_ahead"},
			{"over", dora, over, nil, "market_over"},
			{"a withdrawn market", dora, gone, nil, "market_withdrawn"},
			{"a withdrawn article", dora, mine, func(d *article.Data) { d.Withdrawn = true }, "article_withdrawn"},
			{"no price", dora, mine, func(d *article.Data) { d.Price = article.NoPrice }, "price_missing"},
			{"both of R160", dora, other, func(d *article.Data) { d.Special = true }, "market_not_given special_procedure"},
			{"nearly all", buyer, apart, func(d *article.Data) { d.Special, d.Withdrawn, d.Price = true, true, article.NoPrice }, "not_requester not_adherent special_procedure article_withdrawn"},
		} {
			n := h.sells(c.market, c.change)
			if got := h.codes(h.mayAdd(h.again(c.who), h.school.Ref, n)); got != c.want {
				t.Errorf("%s: %q, not %q", c.what, got, c.want)
			}
		}
		h.ok(h.d.View(t.Context(), func(tx *db.Tx) error {
			all, err := h.c.ReadableIn(t.Context(), tx, dora)
			h.ok(err)
			a, err := h.s.Adding(t.Context(), tx, dora, ordering.Body{ID: h.school.ID, Ref: h.school.Ref, Name: h.school.Name}, all)
			h.ok(err)
			if got := a.Mine(); !slices.Equal(got, []int64{mine, below}) {
				t.Errorf("may add from %v", got)
			}
			nobody, err := h.s.Adding(t.Context(), tx, access.Actor{ID: "x"}, ordering.Body{}, all)
			h.ok(err)
			why, err := nobody.Why(t.Context(), tx, []article.Article{{Version: article.Version{Market: mine}}})
			h.ok(err)
			if len(nobody.Mine()) > 0 || len(why[0]) != 1 || why[0][0].Code != "ordering.no_role" || len(why[0][0].Lifters) == 0 {
				t.Errorf("who works nowhere: %+v", why)
			}
			return nil
		}))
	})
}

// An adhesion that is planned lets nobody order yet, and its day is told; from that day on it does (R161, R170).
func TestAdhesionToCome(t *testing.T) {
	shops(t, func(h *shop) {
		covers.Statement(t, "R161", "R170")
		m, marketID := h.market("Fruits", nil)
		dora := acting(h.gives(h.person("Dora Demandeur"), ordering.Requester, h.school, marketID), h.school)
		n := h.sells(m, nil)
		first := h.d.Clock.Now().AddDate(0, 0, 3)
		h.ok(h.c.AddAdherent(t.Context(), h.now(h.central), m, catalog.AdherentInput{OrgRef: h.school.Ref, StartsOn: first.Format(time.DateOnly)}))
		err := h.mayAdd(h.again(dora), h.school.Ref, n)
		if e, ok := apperr.As(err); h.codes(err) != "not_adherent" || !ok || e.Reasons[0].Text.Key != msg.WhyAdheresLater {
			t.Errorf("%v", err)
		}
		h.d.Clock.Advance(72 * time.Hour)
		if got := h.codes(h.mayAdd(h.again(dora), h.school.Ref, n)); got != "" {
			t.Errorf("from its day on: %q", got)
		}
	})
}

// While no site is chosen one inside the area is enough to add, a closed one is not; once one is chosen, or the establishment itself, that
// one counts alone. Where no postcode is known nobody is refused (R161).
func TestDeliveryArea(t *testing.T) {
	shops(t, func(h *shop) {
		covers.Statement(t, "R161")
		m, marketID := h.market("Fruits", func(in *catalog.Input) { in.Area = "1000-1299" }, h.school)
		dora := acting(h.gives(h.person("Dora Demandeur"), ordering.Requester, h.school, marketID), h.school)
		n := h.sells(m, nil)
		wanted := func(want string) {
			t.Helper()
			if got := h.codes(h.mayAdd(h.again(dora), h.school.Ref, n)); got != want {
				t.Errorf("%q, not %q", got, want)
			}
		}
		wanted("")
		var site org.Site
		h.do(func(ctx context.Context, tx *db.Tx) (err error) {
			if _, err = tx.Exec(ctx, `UPDATE org_organisations SET postal_code = '5000' WHERE id = $1`, h.school.ID); err != nil {
				return err
			}
			site, err = org.InsertSite(ctx, tx, org.Site{OrgID: h.school.ID, Name: "Annexe", Place: org.Place{PostalCode: "1200", Commune: "Bruxelles"}})
			return err
		})
		wanted("")
		sold := func(to ordering.Delivery, want string) {
			t.Helper()
			who := h.again(dora)
			h.ok(h.d.View(t.Context(), func(tx *db.Tx) error {
				live, err := article.Live(t.Context(), tx, []int64{n})
				h.ok(err)
				markets, err := h.s.MarketsOf(t.Context(), tx, []article.Article{live[n]})
				h.ok(err)
				at := ordering.Body{ID: h.school.ID, Ref: h.school.Ref, Name: h.school.Name}
				why, err := h.s.Sale(t.Context(), tx, who, at, to, markets, []article.Article{live[n]})
				h.ok(err)
				got := ""
				for _, r := range why[n] {
					got += strings.TrimPrefix(r.Code, "ordering.")
				}
				if got != want {
					t.Errorf("%+v: %q, not %q", to, got, want)
				}
				return nil
			}))
		}
		sold(ordering.Delivery{Chosen: true, SiteID: site.ID}, "")
		sold(ordering.Delivery{Chosen: true}, "outside_area")
		sold(ordering.Delivery{}, "")
		h.do(func(ctx context.Context, tx *db.Tx) error { return org.CloseSite(ctx, tx, site.ID) })
		wanted("outside_area")
	})
}

// What is refused is refused by the server whatever was sent, with its codes, and kept; one bad article among good ones refuses
// all, and what somebody does not see does not exist (R162).
func TestForgedAdding(t *testing.T) {
	shops(t, func(h *shop) {
		covers.Statement(t, "R162")
		mine, mineID := h.market("Fournitures", nil, h.school)
		other, _ := h.market("Papier", nil, h.school)
		hidden, _ := h.market("Caché", func(in *catalog.Input) { in.Reserved = true })
		dora := acting(h.gives(h.person("Dora Demandeur"), ordering.Requester, h.school, mineID), h.school)
		good, bad, worse := h.sells(mine, nil), h.sells(other, nil), h.sells(other, func(d *article.Data) { d.Withdrawn = true })
		secret := h.sells(hidden, nil)
		try := func(ref string, numbers ...int64) error {
			return h.mayAdd(h.again(dora), ref, numbers...)
		}
		h.ok(try(h.school.Ref, good))
		if got := h.codes(try(h.school.Ref, good, bad, worse)); got != "market_not_given article_withdrawn" {
			t.Errorf("together: %s", got)
		}
		h.want(try(h.school.Ref, secret), apperr.NotFound)
		h.want(try(h.school.Ref, 999), apperr.NotFound)
		h.want(try(h.sister.Ref, good), apperr.NotFound)
		h.want(try("nowhere", good), apperr.NotFound)
		h.want(h.mayAdd(access.Actor{}, h.school.Ref, good), apperr.Unauthenticated)
		h.ok(h.d.View(t.Context(), func(tx *db.Tx) error {
			lines, err := history.Of(t.Context(), tx, history.Object{Kind: "ordering.adding", ID: h.school.ID}, 9)
			h.ok(err)
			if len(lines) != 1 || lines[0].Data["codes"] != "ordering.market_not_given ordering.article_withdrawn" || lines[0].Name != "Dora Demandeur" ||
				len(strings.Fields(lines[0].Data["articles"])) != 3 {
				t.Errorf("kept: %+v", lines)
			}
			return nil
		}))
	})
}

// For an establishment that is closed the catalogue greys what a click would only refuse, with the reason.
func TestClosedIsGreyed(t *testing.T) {
	shops(t, func(h *shop) {
		covers.Statement(h.t, "R161", "R159", "R162")
		market, marketID := h.market("Fournitures", nil, h.school)
		pen := h.sells(market, nil)
		who := acting(h.gives(h.person("Ada Tremblay"), ordering.Requester, h.school, marketID), h.school)
		h.ok(h.mayAdd(who, h.school.Ref, pen))
		who.Works[0].Closed = true // as a session knows of the profile's
		if got := h.codes(h.mayAdd(h.again(who), h.school.Ref, pen)); got != "unavailable" {
			h.t.Errorf("what cannot be added for a closed establishment: %q", got)
		}
	})
}
