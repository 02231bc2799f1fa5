package bench

import (
	"context"
	"time"

	"preau/internal/bench/rig"
	"preau/internal/catalog"
	"preau/internal/catalog/article"
	"preau/internal/catalog/invent"
	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
)

// supplierMail is where suppliers have their mailboxes.
const supplierMail = "fournisseur.test"

const (
	perBranch   = 6 // markets of each kind of products
	linesAtOnce = 1000
	seed        = 1
)

// central is who keeps the catalogue.
func central() access.Actor {
	return access.Actor{ID: "bench", Name: "preau bench", Key: id.New(), At: rig.Now(), Grants: []access.Grant{{Role: catalog.Central, Place: access.Everywhere}}}
}

// shelf is a market with the edition that it will show, and lines that are not written yet.
type shelf struct {
	number, edition int64
	supplier        string // reference
	waiting         []invent.Article
}

// stock makes markets with so many articles, and shows them. It gives the markets.
func (b *builder) stock(ctx context.Context, articles int) ([]shelf, error) {
	shelves, err := b.markets(ctx)
	if err != nil {
		return nil, err
	}
	var tree article.Categories
	for a := range invent.Catalogue(seed, articles, perBranch, invent.France) {
		s := &shelves[a.Market-1]
		if s.waiting = append(s.waiting, a); len(s.waiting) == linesAtOnce {
			if err := b.put(ctx, s, &tree); err != nil {
				return nil, err
			}
		}
	}
	for i := range shelves {
		if err := b.put(ctx, &shelves[i], &tree); err != nil {
			return nil, err
		}
		if err := b.Tx(ctx, func(tx *db.Tx) error { return article.Show(ctx, tx, shelves[i].number, shelves[i].edition) }); err != nil {
			return nil, err
		}
	}
	return shelves, nil
}

// markets makes a market of each kind.
func (b *builder) markets(ctx context.Context) ([]shelf, error) {
	var out []shelf
	for _, m := range invent.Markets(perBranch) {
		var s shelf
		var supplier org.Organisation
		err := b.Tx(ctx, func(tx *db.Tx) (err error) {
			if s.edition, err = article.NextEdition(ctx, tx); err == nil {
				supplier, err = org.Insert(ctx, tx, org.Organisation{Kind: org.Supplier, Country: "FR", Name: "Fournisseur " + m.Title, Email: "commandes@" + supplierMail, Place: org.Place{Commune: "Rennes"}})
			}
			return err
		})
		if err != nil {
			return nil, err
		}
		day := rig.Now().Format(time.DateOnly)
		in := catalog.Input{Title: m.Title, SupplierRef: supplier.Ref, StartsOn: day, EndsOn: rig.Now().AddDate(1, 0, 0).Format(time.DateOnly)}
		if s.number, err = b.Catalog.Create(ctx, central(), in); err != nil {
			return nil, err
		}
		s.supplier = supplier.Ref
		out = append(out, s)
	}
	return out, nil
}

// put writes the lines that wait.
func (b *builder) put(ctx context.Context, s *shelf, tree *article.Categories) error {
	err := b.Tx(ctx, func(tx *db.Tx) error {
		drafts := make([]article.Draft, len(s.waiting))
		for i, a := range s.waiting {
			category, err := tree.ID(ctx, tx, a.Path[:])
			if err != nil {
				return err
			}
			drafts[i] = article.Draft{Reference: a.Reference, Data: article.Data{
				Category: category, Title: a.Title, Description: a.Description, Brand: a.Brand, Unit: a.Unit, Pack: int64(a.Pack), Multiple: int64(a.Multiple),
				Price: a.Price, VAT: int64(a.VAT), EAN: a.EAN, CPV: a.CPV, Green: article.Green(a.Green), Special: a.Special, Withdrawn: a.Withdrawn,
			}}
		}
		return article.Put(ctx, tx, s.number, s.edition, drafts)
	})
	s.waiting = s.waiting[:0]
	return err
}
