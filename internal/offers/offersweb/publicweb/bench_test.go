package publicweb

import (
	"context"
	"fmt"
	"net/url"
	"testing"
	"time"

	"preau/internal/core/registers/communes"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	webmsg "preau/internal/kit/web/msg"
	"preau/internal/kit/web/ui"
	uimsg "preau/internal/kit/web/ui/msg"
	"preau/internal/offers/offer"
	offermsg "preau/internal/offers/offer/msg"
	"preau/internal/offers/offersweb/publicweb/msg"
	"preau/internal/offers/public"
	"preau/internal/offers/vocabulary"
)

// crowded is what a search finds among a hundred thousand offers in 3,800 communes; its twenty cards are there.
func crowded(b *testing.B) (*Handler, listPage) {
	b.Helper()
	words, err := i18n.Load(msg.Source(), webmsg.Source(), uimsg.Source(), offermsg.Source())
	if err != nil {
		b.Fatal(err)
	}
	p := listPage{T: words.For(i18n.French, time.UTC), At: ui.Address{Path: public.ListPath, Query: url.Values{paramText: {"sommeil"}}}, Q: public.Query{Text: "sommeil", Page: 1, Size: 20}}
	p.Typed = web.NewForm(map[string]string{paramText: "sommeil"})
	p.Found = public.Found{Total: 12345, Page: 1, Today: "2026-09-01", Where: true, Around: "x"}
	of := map[public.Kind]int{public.Settings: 17, public.Topics: 9, public.Audiences: 8, public.Programmes: 6, public.Months: 12, public.Departments: 95, public.Places: 1}
	for k, n := range of {
		for i := range n {
			c := public.Count{Value: fmt.Sprint(i + 1), Label: fmt.Sprintf("Un mot de la liste %d", i), N: 10_000 / (i + 1)}
			if k == public.Months {
				c.Value, c.Label = fmt.Sprintf("2026-%02d", i+1), ""
			}
			p.Facets.Of[k] = append(p.Facets.Of[k], c)
		}
	}
	var r communes.Register
	for i, d := range r.Departments() {
		for j, c := range r.Search(d.Code, 40) {
			t := &public.Town{Code: string(c.Code), Name: c.Name, Department: c.Department.Code, Land: i}
			t.At, t.Placed = places.Place(c.Code)
			p.Facets.Spots = append(p.Facets.Spots, public.Spot{Town: t, N: 40 - j})
		}
	}
	for i := range 20 {
		p.Words = append(p.Words, vocabulary.Term{ID: fmt.Sprint("topic-", i), List: vocabulary.Topics, Number: int64(i), Label: fmt.Sprint("Thématique ", i)})
		p.Cards = append(p.Cards, public.Card{
			Number: offer.Number{Year: 2026, Seq: int64(i + 1)}, Name: "Bien dormir pour bien apprendre", Summary: "Deux matinées par classe sur le sommeil, les écrans et le rythme de la journée.",
			Topics: []string{fmt.Sprint("topic-", i)}, Places: 12, Structure: public.Structure{Number: 3, Name: "Circonscription de Redon"},
		})
	}
	return &Handler{maps: maps{ground: &places}}, p
}

// BenchmarkNewList draws and compresses a search that nobody made before; its offers were drawn already.
func BenchmarkNewList(b *testing.B) {
	h, p := crowded(b)
	for b.Loop() {
		if _, err := h.found(context.Background(), p); err != nil {
			b.Fatal(err)
		}
	}
}
