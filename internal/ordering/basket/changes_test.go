package basket_test

import (
	"testing"

	"preau/internal/catalog/article"
	"preau/internal/kit/covers"
	"preau/internal/kit/i18n"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/msg"
)

// Whatever makes another good of an article, or another price of its, is told, each by its words; what does not, is not.
func TestChanges(t *testing.T) {
	covers.Statement(t, "R168", "R192")
	agreed := article.Article{Version: article.Version{Data: article.Data{Title: "Papier A4 80 g", Brand: "Blanc", Unit: "rame", Pack: 500, Multiple: 5, Price: 41500, VAT: 2100}}}
	for _, x := range []struct {
		what string
		to   func(*article.Article)
		want []i18n.Key
	}{
		{"nothing", func(*article.Article) {}, nil},
		{"an edition, a description", func(a *article.Article) { a.From, a.Description = 7, "autre" }, nil},
		{"the price", func(a *article.Article) { a.Price++ }, []i18n.Key{msg.ChangePrice}},
		{"the rate of VAT", func(a *article.Article) { a.VAT = 600 }, []i18n.Key{msg.ChangeVat}},
		{"the name", func(a *article.Article) { a.Title = "Papier A4 75 g" }, []i18n.Key{msg.ChangeTitle}},
		{"the maker", func(a *article.Article) { a.Brand = "Gris" }, []i18n.Key{msg.ChangeBrand}},
		{"no maker any more", func(a *article.Article) { a.Brand = "" }, []i18n.Key{msg.ChangeBrandGone}},
		{"the unit", func(a *article.Article) { a.Unit = "boîte" }, []i18n.Key{msg.ChangeSold}},
		{"the pack", func(a *article.Article) { a.Pack = 250 }, []i18n.Key{msg.ChangeSold}},
		{"the multiple", func(a *article.Article) { a.Multiple = 1 }, []i18n.Key{msg.ChangeSold}},
		{"all", func(a *article.Article) { *a = article.Article{} }, []i18n.Key{msg.ChangePrice, msg.ChangeVat, msg.ChangeTitle, msg.ChangeBrandGone, msg.ChangeSold}},
	} {
		now := agreed
		x.to(&now)
		got := basket.Changes(agreed, now)
		same := len(got) == len(x.want) && basket.Changed(agreed, now) == (len(x.want) > 0)
		for i := range got {
			same = same && got[i].Key == x.want[i]
		}
		if !same {
			t.Errorf("%s: %v, want %v", x.what, got, x.want)
		}
	}
	if got := basket.Changes(article.Article{}, article.Article{Version: article.Version{Data: article.Data{Brand: "Blanc"}}}); len(got) != 1 || got[0].Key != msg.ChangeBrandNew {
		t.Error(got)
	}
}
