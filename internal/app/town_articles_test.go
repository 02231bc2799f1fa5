package app_test

import (
	"preau/internal/catalog/article"
	"preau/internal/kit/db"
)

// shelf lets the town's markets sell a little of everything: numbers 1 to 6 are of the market that runs, 7 of the one that was
// withdrawn.
func (b *builder) shelf() {
	b.t.Helper()
	pen := article.Data{Title: "Stylo à bille Cristal rouge, pointe moyenne", Description: "Corps transparent, capuchon ventilé.", Brand: "Arvix", Unit: "boîte", Pack: 50, Multiple: 1, Price: 11_2500, VAT: 2100, EAN: "3086123000018", CPV: "30192121"}
	click := article.Data{Title: "Stylo rétractable rouge, corps recyclé", Brand: "Écolia", Unit: "boîte", Pack: 12, Multiple: 2, Price: 6_9000, VAT: 2100, Green: article.Recycled | article.Ecolabel}
	paper := article.Data{Title: "Papier A4 rouge vif 80 g", Brand: "Papyrette", Unit: "carton", Pack: 5, Multiple: 1, Price: article.NoPrice, VAT: 2100}
	stamp := article.Data{Title: "Tampon personnalisable, encre rouge", Brand: "Dorval", Unit: "pièce", Pack: 1, Multiple: 1, Price: 21_9000, VAT: 2100, Special: true}
	old := article.Data{Title: "Cahier ligné A5 96 pages, couverture rouge", Brand: "Papyrette", Unit: "paquet", Pack: 10, Multiple: 1, Price: 7_5000, VAT: 600, Withdrawn: true, Equivalents: "120.460"}
	book := article.Data{Title: "Cahier ligné A5 100 pages, couverture rouge", Brand: "Papyrette", Unit: "paquet", Pack: 10, Multiple: 1, Price: 7_8000, VAT: 600}
	chair := article.Data{Title: "Chaise d'élève taille 5, coque rouge", Brand: "Wistrand", Unit: "pièce", Pack: 1, Multiple: 1, Price: 38_6000, VAT: 2100}
	b.sells(1, map[string][]string{"103.299": {"Écriture", "Stylos"}, "103.305": {"Écriture", "Stylos"}, "210.094": {"Papier"}, "330.412": {"Cachets"}, "120.455": {"Cahiers", "Piqués"}, "120.460": {"Cahiers", "Piqués"}},
		article.Draft{Reference: "103.299", Data: pen}, article.Draft{Reference: "103.305", Data: click}, article.Draft{Reference: "210.094", Data: paper},
		article.Draft{Reference: "330.412", Data: stamp}, article.Draft{Reference: "120.455", Data: old}, article.Draft{Reference: "120.460", Data: book})
	b.sells(2, map[string][]string{"500.215": {"Mobilier", "Chaises"}}, article.Draft{Reference: "500.215", Data: chair})
}

// sells makes a market show some articles, in a place of the tree each, and gives the number of the first.
func (b *builder) sells(market int64, places map[string][]string, drafts ...article.Draft) int64 {
	b.t.Helper()
	ctx := b.t.Context()
	b.ok(b.d.InTx(ctx, func(tx *db.Tx) error {
		var tree article.Categories
		for i := range drafts {
			var err error
			if drafts[i].Category, err = tree.ID(ctx, tx, places[drafts[i].Reference]); err != nil {
				return err
			}
		}
		edition, err := article.NextEdition(ctx, tx)
		if err != nil {
			return err
		}
		if err := article.Put(ctx, tx, market, edition, drafts); err != nil {
			return err
		}
		return article.Show(ctx, tx, market, edition)
	}))
	b.ok(b.a.Search.Refresh(ctx))
	return drafts[0].Number
}
