package reception_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"preau/internal/kit/covers"
	"preau/internal/kit/i18n"
	"preau/internal/kit/pdf"
	pdfmsg "preau/internal/kit/pdf/msg"
	"preau/internal/kit/pdf/pdftest"
	"preau/internal/ordering/reception"
	"preau/internal/ordering/reception/msg"
)

func french(t *testing.T) *i18n.T {
	t.Helper()
	cat, err := i18n.Load(msg.Source(), pdfmsg.Source())
	if err != nil {
		t.Fatal(err)
	}
	return cat.For(i18n.French, time.UTC)
}

func options(t *i18n.T) pdf.Options {
	return pdf.Options{T: t, Issuer: "École du Port", Line: "Centrale d'achats", Maker: "Rita Sow", Made: time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC)}
}

// usual is an order of two teachers, of which some is missing.
func usual() reception.Sheet {
	return reception.Sheet{
		Number: "5001-2026-000123", Supplier: "Papeterie du Pont", Org: "École du Port", Place: "École du Port, Quai 3, 5000 Namur", Label: "Rentrée", Rule: reception.ProRata,
		People: []reception.Person{
			{Name: "Mme Œuvrard", Label: "3e B", Basket: 12, Parts: []reception.Part{{"103.299", "Stylo à bille bleu", "pièce", 5, 4}, {"RAM-1", "Papier A4", "rame", 2, 0}}},
			{Name: "M. N'Diaye", Site: "Annexe", Basket: 13, Parts: []reception.Part{{"103.299", "Stylo à bille bleu", "pièce", 10, 7}}},
		},
	}
}

func said(t *testing.T, body []byte, err error) pdftest.Document {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	d, err := pdftest.Read(body)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func has(t *testing.T, text string, wants ...string) {
	t.Helper()
	flat := strings.Join(strings.Fields(strings.ReplaceAll(text, "\u00a0", " ")), " ")
	for _, want := range wants {
		if !strings.Contains(flat, want) {
			t.Errorf("it does not say %q:\n%s", want, flat)
		}
	}
}

// The sorting sheet says by teacher what was asked and what is there, to the unit, and no price (R254, R255).
func TestSortingPaper(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R254", "R255")
	fr := french(t)
	body, err := reception.SortingPaper(fr, usual(), options(fr))
	d := said(t, body, err)
	has(t, d.Text(), "Tri par enseignant : commande 5001-2026-000123", "Mme Œuvrard · 3e B · panier n° 12", "M. N'Diaye · Annexe · panier n° 13",
		"103.299 Stylo à bille bleu pièce 5 4", "103.299 Stylo à bille bleu pièce 10 7", "RAM-1 Papier A4 rame 2 0", "Unités arrivées 11", "Au prorata")
	if strings.ContainsAny(d.Text(), "€%") {
		t.Errorf("it has prices:\n%s", d.Text())
	}
}

// A class of two hundred baskets with long names makes a sheet all the same, and none is lost.
func TestLongPapers(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R254")
	fr, s := french(t), usual()
	s.People = nil
	for i := range 200 {
		p := reception.Person{Name: fmt.Sprintf("Personne-%03d de la Très-Longue-Appellation-Sans-Fin", i), Basket: int64(i), Label: strings.Repeat("classe ", 8)}
		for n := range 1 + i%12 {
			p.Parts = append(p.Parts, reception.Part{fmt.Sprint("R-", n), strings.Repeat("Cahier ligné ", 6), "boîte de 1 000", 99_999, int64(n)})
		}
		s.People = append(s.People, p)
	}
	for _, of := range []func(*i18n.T, reception.Sheet, pdf.Options) ([]byte, error){reception.SortingPaper, reception.LabelsPaper} {
		body, err := of(fr, s, options(fr))
		text := said(t, body, err).Text()
		for i := range 200 {
			if !strings.Contains(text, fmt.Sprintf("Personne-%03d", i)) && i%12 > 0 {
				t.Errorf("person %d is lost", i)
			}
		}
	}
}

// Labels are for those who get something; while nothing came, for all who wait.
func TestLabelsPaper(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R254")
	fr, s := french(t), usual()
	body, err := reception.LabelsPaper(fr, s, options(fr))
	d := said(t, body, err)
	has(t, d.Text(), "Mme Œuvrard · 3e B", "4 × Stylo à bille bleu", "7 × Stylo à bille bleu", "Annexe")
	if strings.Contains(d.Text(), "Papier A4") {
		t.Errorf("it has what did not come:\n%s", d.Text())
	}
	for i := range s.People {
		for j := range s.People[i].Parts {
			s.People[i].Parts[j].Arrived = 0
		}
	}
	body, err = reception.LabelsPaper(fr, s, options(fr))
	has(t, said(t, body, err).Text(), "5 × Stylo à bille bleu", "2 × Papier A4", "10 × Stylo à bille bleu")
}

// What is put together from an order is what its receptions gave whom.
func TestSorting(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R254")
		h.confirmed(h.ada, "103.299", 5)
		h.confirmed(h.ben, "103.299", 10)
		number := h.ordered()
		h.receives(h.rita, number, reception.Noted{Counts: []reception.Count{h.count(number, "103.299", 7)}})
		f, err := h.s.Sorting(h.Context(), h.now(h.rita), number)
		h.ok(err)
		h.is(f.Name, "Tri-"+number+".pdf")
		has(h.T, said(h.T, f.Body, nil).Text(), "Ada Tremblay · panier n° 1", "5 5", "Ben Ortiz · panier n° 2", "10 2", "Unités arrivées 7")
		f, err = h.s.Labels(h.Context(), h.now(h.buyer), number)
		h.ok(err)
		has(h.T, said(h.T, f.Body, nil).Text(), "5 × Article 103.299", "2 × Article 103.299")
	})
}
