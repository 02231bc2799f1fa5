package crash_test

import (
	"fmt"
	"time"

	"preau/internal/catalog"
	"preau/internal/catalog/article"
	"preau/internal/core/access"
	"preau/internal/core/instance"
	"preau/internal/core/org"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
	"preau/internal/ordering"
)

// supplierBox is where orders arrive.
const supplierBox = "commandes@fournisseur.test"

// shop is a market, and schools that order from it.
type shop struct {
	supplier string // reference
	articles []int64
	schools  []org.Organisation
}

// Who works in a school, by its number.
func demandeur(n int) string  { return fmt.Sprintf("demandeuse%d", n) }
func validateur(n int) string { return fmt.Sprintf("valideuse%d", n) }
func acheteur(n int) string   { return fmt.Sprintf("acheteuse%d", n) }

// openShop makes a market of a few articles and so many schools, through the use cases.
func (s *site) openShop(clients int) *shop {
	s.t.Helper()
	h := s.house(clock.System{})
	p := &preparation{site: s, house: h, town: &town{}}
	p.settings()
	set, err := h.Instance.Get(s.t.Context())
	s.ok(err)
	set.Services = []instance.ServiceKey{instance.Ordering}
	p.tx(func(tx *db.Tx) error { return h.Instance.SaveTx(s.t.Context(), tx, program(), set, set.Version) })
	out := &shop{}
	market := p.market(out)
	for n := range clients {
		var o org.Organisation
		p.tx(func(tx *db.Tx) (err error) {
			o, err = org.Insert(s.t.Context(), tx, org.Organisation{Kind: org.School, Country: "FR", Name: fmt.Sprintf("École %d", n), Place: org.Place{Commune: "Rennes", Phone: "+33299000000"}})
			return err
		})
		out.schools = append(out.schools, o)
		s.ok(h.Catalog.AddAdherent(s.t.Context(), central(), market, catalog.AdherentInput{OrgRef: o.Ref, StartsOn: clock.System{}.Now().Format(time.DateOnly)}))
		p.crew(n, o)
	}
	p.drain()
	s.ok(h.d.Close())
	return out
}

func central() access.Actor {
	return access.Actor{ID: "central", Name: "crash test", Key: id.New(), At: clock.System{}.Now(), Grants: []access.Grant{{Role: catalog.Central, Place: access.Everywhere}}}
}

// market makes a market whose articles are shown.
func (p *preparation) market(out *shop) int64 {
	p.t.Helper()
	ctx, now := p.t.Context(), clock.System{}.Now()
	var supplier org.Organisation
	edition := int64(0)
	p.tx(func(tx *db.Tx) (err error) {
		if edition, err = article.NextEdition(ctx, tx); err == nil {
			supplier, err = org.Insert(ctx, tx, org.Organisation{Kind: org.Supplier, Country: "FR", Name: "Papeterie du Plateau", Email: supplierBox, Place: org.Place{Commune: "Rennes"}})
		}
		return err
	})
	market, err := p.Catalog.Create(ctx, central(), catalog.Input{
		Title: "Fournitures", SupplierRef: supplier.Ref, StartsOn: now.Format(time.DateOnly), EndsOn: now.AddDate(1, 0, 0).Format(time.DateOnly),
	})
	p.ok(err)
	var tree article.Categories
	p.tx(func(tx *db.Tx) error {
		category, err := tree.ID(ctx, tx, []string{"Papeterie", "Écriture", "Stylos"})
		if err != nil {
			return err
		}
		var drafts []article.Draft
		for n := range 3 {
			drafts = append(drafts, article.Draft{Reference: fmt.Sprintf("S%d", n), Data: article.Data{
				Category: category, Title: fmt.Sprintf("Stylo bille %d", n), Unit: "pièce", Pack: 1, Multiple: 1, Price: 12_500, VAT: 2000,
			}})
		}
		if err := article.Put(ctx, tx, market, edition, drafts); err != nil {
			return err
		}
		return article.Show(ctx, tx, market, edition)
	})
	p.tx(func(tx *db.Tx) error {
		highest, err := article.Highest(ctx, tx)
		if err != nil {
			return err
		}
		all, err := article.Scan(ctx, tx, 0, highest+1)
		for _, a := range all {
			out.articles = append(out.articles, a.Number)
		}
		return err
	})
	out.supplier = supplier.Ref
	return market
}

// crew are the three people of a school, with their roles.
func (p *preparation) crew(n int, o org.Organisation) {
	p.t.Helper()
	ctx := p.t.Context()
	people := []access.Actor{p.person(demandeur(n), o), p.person(validateur(n), o), p.person(acheteur(n), o)}
	p.tx(func(tx *db.Tx) error {
		all, err := p.Catalog.MarketsOf(ctx, tx, o.ID)
		if err != nil {
			return err
		}
		var limits []access.Limit
		for _, m := range all {
			limits = append(limits, access.Limit{Kind: access.Market, Ref: m.ID})
		}
		for i, gift := range []access.Gift{{Role: ordering.Requester, Limits: limits}, {Role: ordering.Validator}, {Role: ordering.Buyer}} {
			gift.AccountID, gift.Place = people[i].ID, access.Place{Kind: access.Organisation, ID: o.ID}
			if _, err := access.Give(ctx, tx, program(), gift); err != nil {
				return err
			}
		}
		return nil
	})
}
