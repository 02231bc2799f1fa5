package app_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"preau/internal/casework/mandate"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/pdf/pdftest"
	"preau/internal/kit/web/webtest"
)

// Who sees what of a mandate (1.2), through the pages: the aidants' side its proof, référents that there is one, its kind and dates,
// administrators dates; who is not in the demand nothing. The sheet and the proof are PDFs.
func TestMandateByEveryRole(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C012", "C060", "C063")
		b := inhabited(t, e)
		drafted, sent := "/mandats/"+b.ids["drafted demand"], "/mandats/"+b.ids["sent demand"]
		b.in[aidant].Get(drafted).WantStatus(200).WantSound().Want("Mandat par SMS", "En attente de réponse", "06 12 34 56 78", "certifiez votre identité", "Annuler cette demande de mandat", "Mandat détenu par la structure", "Faire signer un mandat")
		b.in[aidant].Get(sent).WantStatus(200).WantSound().Want("La demande a un mandat", "Demander par SMS", "Preuve du mandat (PDF)")
		b.in[referent].Get(sent).WantStatus(200).WantSound().Want("Mandat détenu par la structure", "Donné").WantNot("Preuve du mandat", "Demander par SMS", "Alix aidant")
		b.in[admin].Get(sent).WantStatus(200).WantSound().Want("Noté le").WantNot("détenu", "Preuve", "Alix aidant")
		for role, want := range map[string][2]int{colleague: {404, 404}, responsable: {404, 404}, member: {404, 404}, referent: {403, 404}, admin: {403, 404}} {
			if got := [2]int{firstStatus(b.in[role].Get(sent + "/preuves/1")), firstStatus(b.in[role].Get(drafted))}; got != want {
				t.Errorf("%s: the proof and the draft %v, want %v", role, got, want)
			}
		}
		b.in[aidant].Get(drafted+"/feuille").WantStatus(200).WantSound().Want("Zélie Quintrec", "France services", "Caf", "un an", "révoquer", "Lu et approuvé")
		for path, words := range map[string][]string{
			"/mandat.pdf": {"Mandat d’accompagnement", "Zélie Quintrec", "Caf", "révoquer", "Fait à"},
			"/preuves/2":  {"Preuve du mandat", "06 12 34 56 78", "certifiez votre identité", "Identifiant du SMS"},
		} {
			p := b.in[aidant].Get(drafted + path).WantStatus(200)
			d, err := pdftest.Read(p.Body)
			b.ok(err)
			text := d.Text()
			for _, w := range words {
				if !strings.Contains(text, w) {
					t.Errorf("%s does not say %q: %s", path, w, text)
				}
			}
		}
		b.run(`UPDATE account_accounts SET lang = 'en' WHERE display_name = 'Alix aidant'`)
		b.in[aidant].Get(drafted+"/feuille").WantStatus(200).WantSound().WantNot("À imprimer").Want("To be printed and signed", "The sheet itself is in French").In(`main [lang="fr"]`).
			Want("Mandat d'accompagnement", "Le mandant", "révoquer", "Lu et approuvé").WantNot("To be")
		d, err := pdftest.Read(b.in[aidant].Get(drafted + "/mandat.pdf").WantStatus(200).Body)
		b.ok(err)
		if text := d.Text(); !strings.Contains(text, "Mandat d’accompagnement") || !strings.Contains(text, "révoquer") || strings.Contains(text, "platform") || strings.Contains(text, "Made on") {
			t.Errorf("an aidant who reads English has the usager sign %s", text)
		}
	})
}

// Who leaves the line by which texts come is told, once and before it is saved, how many mandates could be taken back by an answer to it.
func TestLeavingTheLineOfTexts(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C064")
		b := inhabited(t, e)
		save := func(extra ...string) *webtest.Page {
			f := settings(b.one(`SELECT version || '' FROM instance_settings`))
			for i := 0; i < len(extra); i += 2 {
				f.Set(extra[i], extra[i+1])
			}
			return b.in[admin].PostForm("/administration/reglages", keyed(f))
		}
		if p := save("sms_voie", "smpp", "sms_adresse", "smsc.nord.test:2775", "sms_utilisateur", "preau"); firstStatus(p) != http.StatusSeeOther {
			t.Fatalf("texts go nowhere yet: %d %s", p.Status, p.Text())
		}
		n := b.one(`SELECT count(*) || '' FROM casework_mandates WHERE kind = 'sms' AND state = 'asked'`)
		if n != "1" {
			t.Fatalf("%s mandates wait", n)
		}
		for _, next := range [][]string{{"sms_voie", "aucune"}, {"sms_voie", "smpp", "sms_adresse", "autre.nord.test:2775", "sms_utilisateur", "preau"}} {
			p := save(next...).WantStatus(422).WantSound().Want("Un mandat par SMS tient ou attend une réponse", "Quitter le numéro actuel")
			if v := p.Find(`[name="sms_certain"]`); len(v) != 1 {
				t.Errorf("%d boxes to be sure", len(v))
			}
		}
		same := save("sms_voie", "smpp", "sms_adresse", "smsc.nord.test:2775", "sms_utilisateur", "preau", "sms_expediteur", "Nord")
		if firstStatus(same) != http.StatusSeeOther {
			t.Errorf("the same line by another name: %d", same.Status)
		}
		if p := save("sms_voie", "aucune", "sms_certain", "1"); firstStatus(p) != http.StatusSeeOther {
			t.Errorf("who is sure is refused: %s", p.Text())
		}
		if p := save("sms_voie", "smpp", "sms_adresse", "smsc.nord.test:2775", "sms_utilisateur", "preau"); firstStatus(p) != http.StatusSeeOther {
			t.Errorf("a line again: %s", p.Text())
		}
		b.run(`UPDATE casework_mandates SET state = 'refused' WHERE kind = 'sms'`)
		if p := save("sms_voie", "aucune"); firstStatus(p) != http.StatusSeeOther {
			t.Errorf("nothing stands any more: %s", p.Text())
		}
	})
}

// A scan is sealed, told by its content, and given back as it was; what was typed is kept where it is refused.
func TestSignedMandateThroughThePage(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C060", "C027")
		b := inhabited(t, e)
		at := "/mandats/" + b.ids["sent demand"]
		day := url.Values{"mandat_du": {"2026-11-01"}}
		if v := b.uploadIn(aidant, at+"/signe", mandate.FieldFile, keyed(day), "mandat.pdf", "<html><script>").WantStatus(422).WantSound().Form("Joindre le mandat signé").Value("Date de signature"); v != "2026-11-01" {
			t.Errorf("the day that was typed is %q", v)
		}
		b.uploadIn(aidant, at+"/signe", mandate.FieldFile, keyed(url.Values{"mandat_du": {"2099-01-01"}}), "Zélie.pdf", samplePDF).WantStatus(422).WantSound().Want("à venir", "est arrivé").WantNot("Zélie.pdf")
		day = keyed(day)
		for range 2 { // its answer is lost, and it is sent again
			if s := firstStatus(b.uploadIn(aidant, at+"/signe", mandate.FieldFile, day, "Zélie.pdf", samplePDF)); s != http.StatusSeeOther {
				t.Errorf("a scan: %d", s)
			}
		}
		b.in[aidant].Get(at + "/signes/3").WantStatus(404)
		p := b.in[aidant].Get(at + "/signes/2").WantStatus(200)
		if string(p.Body) != samplePDF || p.Header.Get("Content-Disposition") == "" {
			t.Errorf("%d bytes, %s", len(p.Body), p.Header.Get("Content-Disposition"))
		}
		if s := firstStatus(b.in[referent].Get(at + "/signes/2")); s != http.StatusForbidden {
			t.Errorf("the référent gets %d", s)
		}
	})
}

// Who ends a mandate says through the page which it was, and for a mistake why; who reads it sees both, and so does the proof.
func TestMistakeThroughThePage(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C060", "C062", "C063")
		b := inhabited(t, e)
		at := "/mandats/" + b.ids["sent demand"]
		b.in[aidant].PostForm(at+"/fin", keyed(url.Values{"mandat": {"1"}, "motif": {"Le 1er"}})).WantStatus(422).WantSound().Want("Dites si la personne reprend son accord")
		if v := b.in[aidant].PostForm(at+"/fin", keyed(url.Values{"mandat": {"1"}, "fin": {"erreur"}})).WantStatus(422).WantSound().Want("quelle était l'erreur").Form("Mettre fin à ce mandat").Value("Pourquoi prend-il fin"); v != "erreur" {
			t.Errorf("what was chosen is %q", v)
		}
		long := strings.Repeat("é", 301) // a browser's own bound may be passed by what is pasted by a program
		if v := b.in[aidant].PostForm(at+"/fin", keyed(url.Values{"mandat": {"1"}, "fin": {"erreur"}, "motif": {long}})).WantStatus(422).WantSound().Want("301").Form("Mettre fin à ce mandat").Value("Quelle était l'erreur"); v != long {
			t.Errorf("what was typed is %q", v)
		}
		b.post(aidant, at+"/fin", url.Values{"mandat": {"1"}, "fin": {"erreur"}, "motif": {"Le 1er, et non le 2"}}, 303)
		b.in[aidant].Get(at).WantStatus(200).WantSound().Want("Noté comme une erreur", "Le 1er, et non le 2")
		b.in[referent].Get(at).WantStatus(200).WantSound().Want("Noté comme une erreur").WantNot("Le 1er, et non le 2", "Alix aidant")
		b.in[aidant].Get("/demandes/" + b.ids["sent demand"]).Want("signalé comme une erreur par Alix aidant")
		d, err := pdftest.Read(b.in[aidant].Get(at + "/preuves/1").WantStatus(200).Body)
		b.ok(err)
		if text := d.Text(); !strings.Contains(text, "Le 1er, et non le 2") {
			t.Errorf("the proof says %s", text)
		}

		drafted := "/mandats/" + b.ids["drafted demand"]
		b.run(`UPDATE casework_mandates SET state = 'refused', ended_at = asked_at + 1 WHERE kind = 'sms'`)
		b.in[aidant].Get(drafted).WantSound().Want("Cette réponse venait d'un mauvais numéro")
		b.in[aidant].PostForm(drafted+"/mauvais-numero", keyed(url.Values{"mandat": {"2"}})).WantStatus(422).WantSound().Want("quelle était l'erreur")
		b.post(aidant, drafted+"/mauvais-numero", url.Values{"mandat": {"2"}, "motif": {"Un chiffre de trop"}}, 303)
		b.in[aidant].Get(drafted).WantSound().Want("Un chiffre de trop").WantNot("Cette réponse venait")
	})
}

const samplePDF = "%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
