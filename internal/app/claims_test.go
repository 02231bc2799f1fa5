package app_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"net/url"
	"strings"
	"testing"

	"preau/internal/core/access"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
	"preau/internal/ordering"
)

// photograph is a picture as a telephone sends it: with where it was taken in its file.
func photograph(t testing.TB) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 40, 30))
	m.Set(3, 3, color.RGBA{R: 200, A: 255})
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	exif := append([]byte{0xff, 0xe1, 0, 2 + 6 + 11}, []byte("Exif\x00\x00rue du Lac ")...)
	return append(append(b.Bytes()[:2:2], exif...), b.Bytes()[2:]...)
}

func (b *builder) claimIn(number string) string {
	b.t.Helper()
	return b.one(`SELECT state FROM ordering_claims WHERE CAST(number AS TEXT) = $1`, number)
}

// claims makes a claim on the first line of an order, with what the form lets one fill in.
func (b *builder) claimForm(order string) *webtest.Form {
	return b.buyer().Get("/commandes/" + order).Click("Réclamer : Stylo à bille Cristal rouge").WantSound().Form("Envoyer la réclamation au fournisseur")
}

// A claim is made from the order's line: the page says before that the supplier is told, who is mailed at once with a link, and pictures say
// nothing but what is seen. What is wrong with it is said, and nothing is sent.
func TestClaimIsMade(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R242", "R244", "R249")
		b := inhabited(t, e)
		number, s := b.ids["order sent"], b.browser()
		f := b.claimForm(number)
		if p := b.buyer().Get("/reclamations/nouvelle/" + number + "/1").Want("Attention, le fournisseur est directement averti"); p.Status != 200 {
			t.Error("no page")
		}
		before := len(b.mails.To(ofSupplier))
		for name, x := range map[string]struct{ field, value, says string }{
			"no fault":     {"type", "", "Choisissez ce qui ne va pas"},
			"another":      {"type", "stolen", "Choisissez ce qui ne va pas"},
			"none":         {"quantite", "0", "à partir de 1"},
			"no number":    {"quantite", "beaucoup", "nombre"},
			"too many":     {"quantite", "3", "2 au plus"},
			"nothing said": {"message", "  ", "Décrivez ce qui ne va pas"},
			"a novel":      {"message", strings.Repeat("a", 2001), "2"},
		} {
			f := b.claimForm(number).Set("type", "damaged").Set("quantite", "1").Set("message", "Cassé")
			if p := f.Set(x.field, x.value).Submit().WantStatus(422).WantSound(); !p.Has(x.says) {
				t.Errorf("%s: it says %s", name, p.Text())
			}
		}
		big := make([]byte, 30_000_000)
		copy(big, photograph(t))
		f.Set("type", "damaged").Set("quantite", "1").Set("message", "Cassé <b>net</b>")
		f.Attach("Photos", "casse.jpg", big).Submit().WantStatus(422).Want("15 Mo")
		f = b.claimForm(number).Set("type", "damaged").Set("quantite", "1").Set("message", "Cassé <b>net</b>")
		f.Attach("Photos", "casse.jpg", []byte("<script>alert(1)</script>")).Submit().WantStatus(422)
		b.drain()
		if n := len(b.mails.To(ofSupplier)) - before; n != 0 {
			t.Errorf("%d mails for what was not sent", n)
		}

		p := b.claimForm(number).Set("type", "damaged").Set("quantite", "1").Set("message", "Cassé <b>net</b>").Attach("Photos", "casse.jpg", photograph(t)).Submit()
		p.WantPath("/reclamations/3").WantSound().Want("le fournisseur est averti", "Abîmé", "Cassé <b>net</b>", "Ouverte, fournisseur averti")
		if p := b.buyer().Get("/reclamations/photo/3/1").WantStatus(200); bytes.Contains(p.Body, []byte("rue du Lac")) || !bytes.HasPrefix(p.Body, []byte{0xff, 0xd8}) {
			t.Error("the picture still says where it was taken")
		}
		text, link := b.supplierMail()
		for _, want := range []string{"vous signale un problème", "Abîmé", "Cassé <b>net</b>", "Une photo est jointe", number} {
			if !strings.Contains(text, want) {
				t.Errorf("the supplier's mail does not say %s: %s", want, text)
			}
		}
		s.Get(link).WantSound().Want("Abîmé", "Remplacement", "Avoir", "Reprise", "Refus")
		s.Get(strings.Replace(link, "/reclamations/3", "/photo/3/1", 1)).WantStatus(200)
		s.Get(strings.Replace(link, "/reclamations/3", "", 1)).Want("Réclamation n° 3")

		// No more than what was ordered is claimed as not having come as it should, whoever is faster.
		covers.Statement(t, "R249")
		b.claimForm(number).Set("type", "missing").Set("quantite", "2").Set("message", "x").Submit().WantStatus(422).Want("1 au plus", "Déjà réclamé sur cet article")
		b.claimForm(number).Set("type", "missing").Set("quantite", "1").Set("message", "x").Submit().WantPath("/reclamations/4")
		b.claimForm(number).Set("type", "quality").Set("quantite", "1").Set("message", "x").Submit().WantStatus(422).Want("corrigez la réception")
		b.claimForm(number).Set("type", "invoice").Set("quantite", "2").Set("message", "Facturé deux fois").Submit().WantPath("/reclamations/5")
	})
}

// The thread: proposals by the link, contest, the purchasing body's decision; each step tells the others, once, and nothing is changed
// silently. A claim by mistake is withdrawn, and the supplier told (R250, R251).
func TestClaimThread(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R250", "R251", "R291")
		b := inhabited(t, e)
		s, school := b.browser(), b.buyer()
		link := b.links["order asked about"] + "/reclamations/"

		// The first one has a proposal: who receives is told, and finds it among what waits.
		school.Get("/").Want("Réclamation n° 1 : Papeterie du Pont propose une solution")
		s.Get(link+"1").Form("Envoyer ma proposition").Set("proposition", "return").Submit()
		if m := b.mailTo("coordinator@preau.test"); !says(m, "Réclamation n° 1 : réponse de Papeterie du Pont", "Reprise") {
			t.Errorf("the school reads %s: %s", m.Subject, m.Text)
		}
		p := school.Get("/reclamations/1").WantSound().Want("Proposition du fournisseur", "Reprise", "Accepter la proposition", "Contester").WantNot("Demander à la Centrale")
		p.Press("Contester").WantStatus(422).WantSound()
		p.Form("Contester").Fill("Votre message", "Nous voulons un remplacement").Submit().WantPath("/reclamations/1").Want("La proposition est contestée")
		if text, _ := b.supplierMail(); !strings.Contains(text, "accepte pas votre proposition") || !strings.Contains(text, "Nous voulons un remplacement") {
			t.Errorf("the supplier reads %s", text)
		}
		s.Get(link+"1").WantSound().Want("Contestée", "Nous voulons un remplacement").Form("Envoyer ma proposition").Set("proposition", "refusal").Submit().WantStatus(422)
		s.Get(link+"1").Form("Envoyer ma proposition").Set("proposition", "refusal").Fill("Votre message", "Livré complet").Submit().Want("Votre proposition est partie")
		p = school.Get("/reclamations/1").Want("Refus", "Livré complet").WantNot("Accepter la proposition")
		b.post(coordinator, "/reclamations/1", url.Values{"acte": {"accepter"}, "version": {"5"}}, 403)
		p.Form("Contester").Fill("Votre message", "Voyez la photo").Submit()
		b.post(coordinator, "/reclamations/1", url.Values{"acte": {"centrale"}, "version": {"4"}}, 409)
		school.Get("/reclamations/1").Form("Demander à la Centrale de décider").Submit().Want("La Centrale de Marchés est saisie")
		b.drain()
		if m := b.mailTo("central@preau.test"); !says(m, "à décider", "vous demande de décider") {
			t.Errorf("the purchasing body reads %s: %s", m.Subject, m.Text)
		}
		c := b.in[central]
		c.Get("/").Want("ne sont pas d'accord")
		c.Get("/reclamations").WantSound().Want("Réclamation n° 1", "Réclamation n° 2")
		c.Get("/reclamations/1").WantSound().Form("Décider et clore").Fill("Votre message", "Remplacement sous huit jours").Submit().Want("C'est décidé", "Close par la Centrale")
		if text, _ := b.supplierMail(); !strings.Contains(text, "Remplacement sous huit jours") {
			t.Errorf("the supplier reads %s", text)
		}
		s.PostForm(link+"1", keyed(url.Values{"acte": {"proposer"}, "proposition": {"credit"}, "version": {b.version("ordering_claims", "number", 1)}})).WantStatus(403).WantSound().Want("il n'y a plus rien à y faire")

		// The second one: a word, taken note of, replaced, accepted, settled. Sent twice it is said once.
		f := school.Get("/reclamations/2").Form("Écrire un message").Fill("Votre message", "C'est urgent")
		f.Submit()
		f.Submit()
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM ordering_claim_notes n JOIN ordering_claims c ON c.id = n.claim_id WHERE c.number = 2`); n != "1" {
			t.Errorf("it was said %s times", n)
		}
		s.Get(link + "2").Press("J'en prends connaissance").Want("Prise en charge")
		s.Get(link+"2").Form("Envoyer ma proposition").Set("proposition", "replacement").Submit()
		school.Get("/reclamations/2").Press("Accepter la proposition").Want("Proposition acceptée")
		school.Get("/").Want("est-elle arrivée")
		school.Get("/reclamations/2").Press("C'est réglé").Want("La réclamation est réglée")
		if got := b.claimIn("2"); got != "resolved" {
			t.Errorf("it is %s", got)
		}
		school.Get("/reclamations").WantNot("Réclamation n° 2")
		school.Get("/reclamations?etat=all").Want("Réclamation n° 2")

		// A claim by mistake.
		b.claimForm(b.ids["order sent"]).Set("type", "missing").Set("quantite", "2").Set("message", "Rien").Submit().WantPath("/reclamations/3")
		p = school.Get("/reclamations/3")
		p.Press("Retirer la réclamation").WantStatus(422)
		p.Form("Retirer la réclamation").Fill("Votre message", "Retrouvé dans la réserve").Submit().Want("Retirée")
		if text, _ := b.supplierMail(); !strings.Contains(text, "retire sa réclamation") {
			t.Errorf("the supplier reads %s", text)
		}
		b.claimForm(b.ids["order sent"]).Set("type", "missing").Set("quantite", "2").Set("message", "Rien").Submit().WantPath("/reclamations/4") // what was withdrawn counts no more
	})
}

// Who sees a claim, and who does not (R292): those who see its order, by their roles; a neighbour of the same authority does not, nor does
// another order's supplier.
func TestClaimIsSeen(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R250", "R292")
		b := inhabited(t, e)
		b.gives(manager, access.Gift{Role: ordering.Receiver, Place: access.Place{Kind: access.Organisation, ID: b.ids["Collège Membre"]}})
		b.in[manager].Get("/reclamations/1").WantStatus(404)
		b.in[manager].Get("/reclamations").WantStatus(200).Want("Aucune réclamation")
		b.in[manager].Get("/reclamations/nouvelle/" + b.ids["order sent"] + "/1").WantStatus(404)
		b.in[elsewhere].Get("/reclamations/1").WantStatus(404) // the demandeur
		b.in[central].Get("/reclamations/nouvelle/" + b.ids["order sent"] + "/1").WantStatus(403).Want("réceptionnistes")
		b.browser().Get(b.links["order sent"] + "/reclamations/1").WantStatus(404)
		b.browser().Get(b.links["order sent"] + "/photo/1/1").WantStatus(404)
		b.in[coordinator].Get("/reclamations/photo/1/2").WantStatus(404)
		b.in[coordinator].Get("/reclamations/nouvelle/" + b.ids["order"] + "/1").WantStatus(404) // not sent
	})
}
