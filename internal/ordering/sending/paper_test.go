package sending_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"preau/internal/kit/covers"
	"preau/internal/kit/i18n"
	pdfmsg "preau/internal/kit/pdf/msg"
	"preau/internal/kit/pdf/pdftest"
	"preau/internal/ordering/amount"
	"preau/internal/ordering/sending"
	"preau/internal/ordering/sending/msg"
)

func french(t testing.TB) *i18n.T {
	t.Helper()
	c, err := i18n.Load(msg.Source(), pdfmsg.Source())
	if err != nil {
		t.Fatal(err)
	}
	brussels, err := time.LoadLocation("Europe/Brussels")
	if err != nil {
		t.Fatal(err)
	}
	return c.For(i18n.French, brussels)
}

// usual is an order of a Belgian school: three rates of VAT, a price of four decimals, a delivery to pay.
func usual() sending.Sheet {
	return sending.Sheet{
		Number: "5001-2026-000123", At: time.Date(2026, 11, 21, 23, 30, 0, 0, time.UTC), Link: "https://preau.example/commandes/5001-2026-000123",
		Operator: "Centrale d'achats des écoles", Net: "HTVA", Gross: "TVAC",
		Head:      sending.Party{ID: "h", Name: "P.O. des Trois Rives", Country: "BE", BCE: "0400123456", Address: "Rue du Lac 1", PostalCode: "5000", Commune: "Namur"},
		Org:       sending.Party{ID: "o", Name: "École du Port", Country: "BE", FASE: "1234", Address: "Quai 3", PostalCode: "5000", Commune: "Namur"},
		Supplier:  sending.Party{ID: "s", Name: "Papeterie du Pont", Country: "BE", BCE: "0400654321", Address: "Rue du Pont 9", PostalCode: "4000", Commune: "Liège", Email: "commandes@pont.test", Phone: "+3242000000"},
		Delivery:  sending.Place{Name: "École du Port", Site: "Implantation du Lac", Address: "Rue du Lac 12", PostalCode: "5100", Commune: "Jambes", Country: "BE", Phone: "+3281000012"},
		Contact:   sending.Contact{Name: "Carl Huygens", Email: "carl@preau.test"},
		Requester: "Ada Trémblay", Label: "3e B, Mme Œuvrard", Market: sending.Market{Title: "Fournitures scolaires", Reference: "FS-2026"},
		Lines: []sending.Line{
			{Position: 1, Reference: "ST-04", Title: "Stylo à bille bleu", Brand: "Plume", Unit: "pièce", EAN: "3017620422003", CPV: "30192121", Quantity: 7, Price: 4_150, VAT: 2100},
			{Position: 2, Reference: "LV-1", Title: "Le Petit Prince", Unit: "pièce", Quantity: 3, Price: 43_333, VAT: 600},
			{Position: 3, Reference: "JR-9", Title: "Journal du matin", Unit: "paquet de 20", Quantity: 10, Price: 12_000, VAT: 0},
		},
		Freight: amount.PerRate{Rate: 2100, Net: 1250},
	}
}

// look keeps a document where PREAU_TEST_LOOK says, to be looked at.
func look(t testing.TB, name string, body []byte) {
	t.Helper()
	if dir := os.Getenv("PREAU_TEST_LOOK"); dir != "" { //nolint:forbidigo // of this test alone
		if err := os.WriteFile(filepath.Join(dir, name), body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func paper(t testing.TB, name string, s sending.Sheet) pdftest.Document {
	t.Helper()
	body, err := sending.Paper(french(t), s)
	return said(t, name, body, err)
}

func said(t testing.TB, name string, body []byte, err error) pdftest.Document {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	look(t, name+".pdf", body)
	d, err := pdftest.Read(body)
	if err != nil {
		t.Fatal(err)
	}
	for i, low := range d.Low { // above the foot
		if len(d.Pages[i]) > 1 && low < 64 {
			t.Errorf("page %d: a line stands %.0f points above the edge, in the foot", i+1, low)
		}
	}
	return d
}

func has(t testing.TB, d pdftest.Document, texts ...string) {
	t.Helper()
	all := strings.ReplaceAll(d.Text(), "\u00a0", " ")
	for _, s := range texts {
		if !strings.Contains(all, s) {
			t.Errorf("not there: %q in\n%.3000s", s, all)
		}
	}
}

// All that R231 lists is on the order, and the sums are those that a person makes by hand:
// 7 × 0,4150 = 2,905 → 2,91; 3 × 4,3333 = 12,9999 → 13,00; 10 × 1,20 = 12,00; with 12,50 of delivery 40,41.
// VAT: 21 % on 15,41 is 3,2361 → 3,24; 6 % on 13,00 is 0,78; together 44,43.
func TestPaper(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R231", "R163", "R233")
	s := usual()
	s.Details, s.Remark = true, "Porte B, sonner deux fois.\nLivrer avant 10 h."
	d := paper(t, "usual", s)
	has(t, d, "Bon de commande 5001-2026-000123", "P.O. des Trois Rives", "22 novembre 2026", "par Carl Huygens", "Papeterie du Pont", "BCE 0400.654.321", "École du Port", "pour P.O. des Trois Rives",
		"Implantation du Lac", "Rue du Lac 12", "5100 Jambes", "Tél. 081 00 00 12", "carl@preau.test", "Fournitures scolaires (réf. FS-2026)", "3e B, Mme Œuvrard", "Ada Trémblay",
		"Remarques  Porte B, sonner deux fois.", "Livrer avant 10 h.", "ST-04  Stylo à bille bleu  7  pièce  0,415 €  21 %  2,91 €", "Plume · EAN 3017620422003", "LV-1  Le Petit Prince  3  pièce  4,3333 €  6 %  13,00 €", "1,20 €  0 %  12,00 €",
		"Articles HTVA  27,91 €", "Livraison HTVA (TVA 21 %)  12,50 €", "Total HTVA  40,41 €", "TVA 0 % sur 12,00 €  0,00 €", "TVA 6 % sur 13,00 €  0,78 €", "TVA 21 % sur 15,41 €  3,24 €",
		"Total TVAC  44,43 €", "Les précisions (couleur, dimensions, finition)")
	if len(d.Pages) != 1 || strings.Contains(d.Text(), "GRATUITÉ") {
		t.Errorf("%d pages", len(d.Pages))
	}
}

// « Gratuité » is what nobody can overlook (R207).
func TestFreePaper(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R207")
	s := usual()
	s.Free, s.Lines = true, s.Lines[:1]
	has(t, paper(t, "free", s), "COMMANDE GRATUITÉ")
}

// A French school that stands for itself, with French rates; nothing that may be missing is there.
func TestFrenchPaper(t *testing.T) {
	t.Parallel()
	s := usual()
	s.Net, s.Gross = "HT", "TTC"
	s.Org = sending.Party{ID: "h", Name: "Collège du Lac", Country: "FR", SIRET: "19350001200017", UAI: "0350001A", Address: "1 rue du Lac", PostalCode: "35000", Commune: "Rennes"}
	s.Head, s.Supplier = s.Org, sending.Party{ID: "s", Name: "Fournil", Country: "FR"}
	s.Delivery = sending.Place{Name: "Collège du Lac", Address: "1 rue du Lac", PostalCode: "35000", Commune: "Rennes", Country: "FR", Phone: "+33299000000"}
	s.Requester, s.Label, s.Market.Reference, s.Freight = "", "", "", amount.PerRate{Rate: 2000}
	s.Lines = []sending.Line{{Position: 1, Reference: "P", Title: "Pain", Unit: "kg", Quantity: 3, Price: 33_300, VAT: 550}}
	d := paper(t, "french", s)
	has(t, d, "SIRET 193 500 012 00017", "Tél. 02 99 00 00 00", "Prix HT", "5,5 %", "Total HT  9,99 €", "TVA 5,5 % sur 9,99 €  0,55 €", "Total TTC  10,54 €")
	for _, no := range []string{"Livraison", "Étiquette", "Demandé par", "réf.", "pour Collège"} {
		if strings.Contains(d.Text(), no) {
			t.Errorf("it says %q", no)
		}
	}
}

// long is an order of so many lines, with the longest names.
func long(lines int) sending.Sheet {
	s := usual()
	name := "Établissement d'enseignement fondamental autonome Notre-Dame-du-Très-Saint-Sacrement et de l'Immaculée-Conception de Saint-Josse"
	s.Org.Name, s.Delivery.Name, s.Supplier.Name, s.Head.Name = name, name, "Société coopérative "+name, "Pouvoir organisateur "+name
	s.Label = strings.Repeat("classe de découverte ", 6)
	s.Market.Title = strings.Repeat("Fournitures scolaires et de bureau, ", 5)
	s.Lines = nil
	for i := range lines {
		l := sending.Line{Position: i + 1, Reference: fmt.Sprintf("REF-%04d", i), Title: "Cahier ligné", Unit: "pièce", Quantity: int64(i + 1), Price: 12_345, VAT: 2100}
		if i%7 == 0 {
			l.Title, l.Unit, l.Reference = name, "boîte de 1 000 exemplaires assortis", fmt.Sprintf("REFERENCE-SANS-FIN-DU-FOURNISSEUR-%04d", i)
			l.Quantity, l.Price = amount.MaxQuantity, 99_999_999
		}
		s.Lines = append(s.Lines, l)
	}
	return s
}

// Over pages the titles come again, no line is lost, and the sums stand whole on one page, never without an article above them: whatever
// the number of lines is.
func TestLongPaper(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 200} {
		d := paper(t, fmt.Sprintf("long-%d", n), long(n))
		last := strings.Join(d.Pages[len(d.Pages)-1], "\n")
		for _, want := range []string{"Référence", "Total TVAC", "Total HTVA", "TVA 21"} {
			if !strings.Contains(last, want) {
				t.Errorf("%d lines: the last page lacks %s:\n%s", n, want, last)
			}
		}
		if !strings.Contains(last, fmt.Sprintf("%04d", n-1)) {
			t.Errorf("%d lines: the sums stand alone:\n%s", n, last)
		}
		all := d.Text()
		for i := range n {
			if !strings.Contains(all, fmt.Sprintf("%04d", i)) {
				t.Errorf("line %d of %d is lost", i, n)
			}
		}
	}
}

// What is told at reception has no price at all (R231, R255).
func TestSlip(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R231", "R255")
	s := usual()
	s.Remark = "Porte B, sonner deux fois.\nLivrer avant 10 h."
	body, err := sending.Slip(french(t), s)
	d := said(t, "slip", body, err)
	has(t, d, "Remarques  Porte B, sonner deux fois.", "Livrer avant 10 h.", "Bon de réception de la commande 5001-2026-000123", "ST-04  Stylo à bille bleu  pièce  7", "3e B, Mme Œuvrard", "Reçu", "Unités commandées  20", "Signature")
	for _, no := range []string{"€", "HTVA", "TVA", "%"} {
		if strings.Contains(d.Text(), no) {
			t.Errorf("it says %q:\n%s", no, d.Text())
		}
	}
	body, err = sending.Slip(french(t), long(200))
	said(t, "slip-long", body, err)
}

// The same sheet gives the same bytes: an order made again can be compared.
func TestSameBytes(t *testing.T) {
	t.Parallel()
	for _, of := range []func(*i18n.T, sending.Sheet) ([]byte, error){sending.Paper, sending.Slip} {
		a, errA := of(french(t), usual())
		b, errB := of(french(t), usual())
		if errA != nil || errB != nil || string(a) != string(b) {
			t.Errorf("%v %v: %d and %d bytes", errA, errB, len(a), len(b))
		}
	}
}
