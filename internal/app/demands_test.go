package app_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"preau/internal/casework/demand"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/pdf/pdftest"
	"preau/internal/kit/web/webtest"
)

const moderator = "modérateur"

// draftForm is what an aidant types of a whole demand.
func draftForm(title, version string) url.Values {
	return url.Values{
		"titre": {title}, "description": {"Le versement attend depuis juin."}, "prenom": {"Zélie"}, "nom": {"Quintrec"}, "naissance": {"1984"},
		"element": {"allocataire"}, "valeur": {"7654321"}, "destinataires": {number(cafTeam)}, "territoire": {"2"}, "mandat_du": {"2026-11-02"}, "version": {version}, "acte": {"envoyer"},
	}
}

// demand is the number of one that the aidant sent to the Caf.
func (b *builder) demand(title string) string {
	b.t.Helper()
	n := b.begins()
	f := draftForm(title, "1")
	f.Set("deja_connue", "1")
	b.post(aidant, "/demandes/"+n+"/brouillon", f, 303)
	return n
}

// clock is the instant as pages tell it.
func (b *builder) clock() string {
	b.t.Helper()
	return b.a.Instance.T(i18n.French).DateTime(b.d.Clock.Now())
}

// begins is the number of a draft of the aidant's.
func (b *builder) begins() string {
	b.t.Helper()
	p := b.in[aidant].PostForm("/demandes/nouvelle", keyed(url.Values{"groupe": {number(aidantsTeam)}})).WantStatus(200)
	return strings.Split(p.Path, "/")[2]
}

// moderates makes somebody of the town a modérateur.
func (b *builder) moderates(role string) {
	b.t.Helper()
	of := b.one(`SELECT id FROM account_accounts WHERE email = $1`, addressIn(role))
	b.ok(b.d.InTx(b.t.Context(), func(tx *db.Tx) error {
		_, err := access.Give(b.t.Context(), tx, access.ByProgram("Préau", tx.Now()), access.Gift{AccountID: of, Role: team.Moderator, Place: access.Everywhere})
		return err
	}))
	b.in[moderator] = b.in[role]
}

// addressIn is the address of one of the town.
func addressIn(role string) string {
	if a := addressOf(role); a != "@preau.test" {
		return a
	}
	return userOf(role) + "@preau.test"
}

// A demand from the first word to the send: filters, elements, what the scan found, files, colleagues; what was typed is never lost, and a
// repeated send makes one demand.
func TestDemandIsWritten(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C020", "C021", "C022")
		b := inhabited(t, e)
		c := b.in[aidant]
		p := c.Get("/demandes").WantSound().Click("Créer une demande").WantSound().Press("Commencer la demande").WantStatus(200).WantSound().Want("Brouillon", "2026-")
		n := strings.Split(p.Path, "/")[2]
		p = p.Form("Filtrer").Choose("Thème", "Logement").Fill("Nom", "Quintrec").Fill("Prénom", "Zélie").Fill("Date de naissance", "1985").Submit().WantStatus(200).WantSound().Want("Caf · Ille-et-Vilaine").WantNot("Caf · Redon")
		p = p.Form("Ajouter cet élément").Choose("Autres", "Numéro d'allocataire").Submit().WantStatus(200).WantSound()
		f := p.Form("Envoyer ma demande").Fill("Numéro d'allocataire", "7654321").Fill("Titre", "Loyers de Quintrec").Fill("Description du blocage", "Rappel au 06 39 98 12 34").Check("La demande est urgente").Check("Caf · Ille-et-Vilaine")
		p = f.Attach("Joindre des fichiers", "Bail signé.pdf", []byte("%PDF-1.4 bail")).Submit().WantStatus(422).WantSound().Want("Quintrec", "06 39 98 12 34", "pourquoi la demande est urgente", "Il manque l'autorisation", "Bail signé.pdf", "Ces éléments peuvent rester")
		covers.Statement(t, "C023", "C024", "C027")
		if v := p.Form("Envoyer ma demande").Value("Numéro d'allocataire"); v != "7654321" {
			t.Errorf("the element is %q", v)
		}
		p = c.Get("/demandes/" + n + "/brouillon").WantSound() // found again after a crash
		f = p.Form("Envoyer ma demande").Fill("Titre", "Loyers bloqués").Fill("Description du blocage", "Le versement attend depuis juin.").Fill("Motif de l'urgence", "Expulsion").Fill("Mandat déjà détenu, daté du", "2026-11-02").Check("Alix collègue aidant")
		p = f.Submit().WantStatus(200).WantPath("/demandes/"+n).WantSound().Want("Votre demande est partie", "Envoyée", "Urgente", "Quintrec", "1985", "7654321", "Bail signé.pdf", "Alix collègue aidant")
		b.in[referent].Get("/demandes/a-traiter").Row("Loyers bloqués").Want("Urgente") // also in the list
		covers.Statement(t, "C025", "C028", "C029")
		f.Submit().WantStatus(200).WantPath("/demandes/" + n) // a double click
		c.PostForm("/demandes/"+n+"/brouillon", keyed(draftForm("Autre", "1"))).WantStatus(200).WantPath("/demandes/" + n)
		if m := b.mailTo(addressOf(referent)); !says(m, "Loyers bloqués", "/demandes/"+n) || says(m, "Quintrec") || says(m, "7654321") || says(m, "depuis juin") {
			t.Errorf("%s: %s", m.Subject, m.Text)
		}
		got := c.Get(p.Links()[indexOfLink(t, p, "Bail signé.pdf")].Href)
		if string(got.Body) != "%PDF-1.4 bail" || !strings.Contains(got.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("downloaded %q, %s", got.Body, got.Header.Get("Content-Disposition"))
		}
		if k := b.one(`SELECT CAST(count(*) AS TEXT) FROM history_lines WHERE act = 'casework.file.read'`); k != "1" {
			t.Errorf("%s downloads are noted", k)
		}
		c.Get("/demandes/" + n).Want("« Bail signé.pdf » téléchargé par Alix aidant")
		if k := b.one(`SELECT data FROM history_lines WHERE act = 'casework.file.read'`); strings.Contains(k, "Bail") {
			t.Errorf("the history keeps %s, which outlives the demand", k)
		}
		b.in[admin].Get("/demandes/" + n).Want("Pièce jointe téléchargée par Alix aidant").WantNot("Bail signé")
		if k := b.one(`SELECT CAST(count(*) AS TEXT) FROM document_files WHERE name LIKE '%Bail%'`); k != "0" {
			t.Error("a file's name lies open")
		}
		dup := b.begins()
		again := draftForm("Encore les loyers", "1")
		again.Set("naissance", "1985")
		b.in[aidant].PostForm("/demandes/"+dup+"/brouillon", keyed(again)).WantStatus(422).WantSound().Want("parlent de la même personne", n)
		covers.Statement(t, "C030")
	})
}

func indexOfLink(t testing.TB, p *webtest.Page, label string) int {
	t.Helper()
	for i, l := range p.Links() {
		if strings.Contains(l.Text, label) {
			return i
		}
	}
	t.Fatalf("no link %q", label)
	return 0
}

// Files belong to the message that they were sent with: of one that was refused they are shown again, ticked, and on another page as kept, and never go
// with another message by themselves. What is sent twice is kept once.
func TestFilesGoWithTheirMessage(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C027", "C028")
		b := inhabited(t, e)
		at, c := "/demandes/"+b.demand("Loyers bloqués"), b.in[aidant]
		ticked := func(p *webtest.Page) int { return len(p.Find("input[name=fichiers_recu][checked]")) }
		files := func() string {
			return b.one(`SELECT CAST(count(f.id) AS TEXT) FROM casework_files f JOIN casework_messages m ON m.id = f.message_id JOIN casework_demands d ON d.id = m.demand_id WHERE d.number = $1`, at[len("/demandes/"):])
		}
		p := c.Get(at).Form("Envoyer le message").Attach("Joindre des fichiers", "bail.pdf", []byte("%PDF-1.4 bail")).Submit().WantStatus(422).WantSound().Want("Écrivez le message", "Fichiers déjà reçus", "bail.pdf")
		if ticked(p) != 1 {
			t.Error("the file of the refused message is not ticked")
		}
		c.Get(at).Form("Envoyer le message").Fill("Message", "Trois pièces.").Attach("Joindre des fichiers", "un.exe", []byte("MZ\x90\x00")).Attach("Joindre des fichiers", "deux.pdf", []byte("<html><script>")).Submit().
			WantStatus(422).WantSound().Want("« un.exe » : ", "« deux.pdf » : ") // each with its reason
		q := c.Get(at).WantSound().Want("Fichiers déjà reçus", "bail.pdf") // another page, or after the session had ended
		if ticked(q) != 0 {
			t.Error("the file of a refused message goes along with the next")
		}
		q.Form("Envoyer le message").Fill("Message", "Bonjour.").Submit().WantStatus(200).Want("Fichiers déjà reçus")
		if got := files(); got != "0" {
			t.Errorf("%s files went with another message", got)
		}
		f := p.Form("Envoyer le message").Fill("Message", "Voici le bail.").Attach("Joindre des fichiers", "avis.pdf", []byte("%PDF-1.4 avis"))
		for range 3 { // a double click, and a reload
			f.Submit().WantStatus(200).WantSound().WantNot("Fichiers déjà reçus")
		}
		if got := files(); got != "2" {
			t.Errorf("%s files are kept of two", got)
		}

		// Nothing counts what operators say to each other, nor its files.
		covers.Statement(t, "C012")
		b.in[referent].Get(at).Form("Envoyer le message").Fill("Message", "Entre nous.").Check("Entre opérateurs seulement").Attach("Joindre des fichiers", "note.txt", []byte("une note")).
			Submit().WantStatus(200).Want("note.txt")
		q = c.Get(at).Form("Envoyer le message").Fill("Message", "Et la suite.").Attach("Joindre des fichiers", "suite.pdf", []byte("%PDF-1.4 suite")).Submit().WantStatus(200).WantSound()
		var told []string
		for _, l := range q.Links() {
			if strings.HasPrefix(l.Href, at+"/fichiers/") {
				told = append(told, l.Href[len(at):])
			}
		}
		for _, m := range q.Find("[id^=m-]") {
			told = append(told, m.Attr("id"))
		}
		if got := strings.Join(told, " "); got != "/fichiers/1 /fichiers/2 /fichiers/3 m-1 m-2 m-3" {
			t.Errorf("the aidant's page names %s", got)
		}
		q.Want("pas encore pris en charge")
		b.post(referent, at, url.Values{"message": {"Je réponds."}}, 303)
		c.Get(at).Want("a répondu").WantNot("pas encore pris en charge")
		q.In("#m-3").Click("Corriger").WantSound().Form("Corriger le message").Fill("Message", "Et la fin.").Submit().WantSound().Want("Et la fin.")
		n := b.begins()
		typed := draftForm("Autre blocage", "1")
		typed.Set("deja_connue", "1")
		for range 2 {
			b.uploadIn(aidant, "/demandes/"+n+"/brouillon", "fichiers", typed, "bail.pdf", "%PDF-1.4 bail").WantStatus(200).WantPath("/demandes/" + n).WantNot("Fichiers déjà reçus")
		}
	})
}

// What is typed is kept as it is typed, and the next sending replaces what was kept last; files of the wrong kind, too large or too many are
// told without losing anything.
func TestDraftIsKeptWhileTyped(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C027", "C028")
		b := inhabited(t, e)
		covers.Statement(t, "C023")
		b.in[admin].Get(caseworkAdmin + "/organismes/2").WantSound().Form("Enregistrer").Check("Numéro fiscal").Submit().WantStatus(200)
		if v := b.in[admin].Get(caseworkAdmin + "/organismes/2").Find("input[name=elements][checked]"); len(v) != 1 {
			t.Errorf("%d elements are kept", len(v))
		}
		n := b.begins()
		f := draftForm("Loyers", "1")
		f.Del("acte")
		p := b.in[aidant].PostForm("/demandes/"+n+"/brouillon/saisie", keyed(f)).WantStatus(200).Want("Brouillon enregistré à")
		if !strings.Contains(string(p.Body), `value="2"`) {
			t.Errorf("the version is not in %s", p.Body)
		}
		f.Set("titre", "Autre chose")
		b.post(aidant, "/demandes/"+n+"/brouillon/saisie", f, 409)
		b.post(colleague, "/demandes/"+n+"/brouillon/saisie", f, 404)
		if v := b.in[aidant].Get("/demandes/" + n + "/brouillon").Form("Envoyer ma demande").Value("Titre"); v != "Loyers" {
			t.Errorf("the title is %q", v)
		}
		other := draftForm("Autre chose", "1")
		other.Set("description", "Un autre blocage.")
		other.Set("valeur", "1234567")
		other.Set("acte", "enregistrer")
		p = b.in[aidant].PostForm("/demandes/"+n+"/brouillon", keyed(other)).WantStatus(409).WantSound().Want("a changé entre-temps", "Ce qui est enregistré", "Loyers", "Le versement attend depuis juin.", "7654321")
		if f := p.Form("Enregistrer le brouillon"); f.Value("Titre") != "Autre chose" || f.Value("Description du blocage") != "Un autre blocage." {
			t.Errorf("the form has %q", f.Value("Titre"))
		}
		b.in[aidant].Get("/demandes/"+n+"/brouillon").WantSound().Want("Numéro fiscal", "Numéro d'allocataire")
		long := draftForm(strings.Repeat("é", 151), "2")
		long.Set("description", "Tout ce qui suit")
		b.in[aidant].PostForm("/demandes/"+n+"/brouillon", keyed(long)).WantStatus(422).WantSound()
		form := func() *webtest.Form {
			return b.in[aidant].Get("/demandes/" + n + "/brouillon").Form("Enregistrer le brouillon")
		}
		if f := form(); f.Value("Description du blocage") != "Tout ce qui suit" || f.Value("Titre") != long.Get("titre") {
			t.Errorf("a title that is too long keeps %q", f.Value("Description du blocage"))
		}
		long.Set("version", "3")
		b.in[aidant].PostForm("/demandes/"+n+"/brouillon/saisie", keyed(long)).WantStatus(200).Want("Brouillon enregistré à")
		if p := b.in[aidant].Get("/demandes/" + n + "/brouillon"); len(p.Find("[data-autosave] [data-autosave-lost][hidden]")) != 1 {
			t.Error("a saving that fails is not told")
		}
		far := draftForm(strings.Repeat("é", 20001), "4")
		b.post(aidant, "/demandes/"+n+"/brouillon/saisie", far, 422)
		form().Fill("Titre", "Loyers").Submit().WantStatus(200)
		form().Attach("Joindre des fichiers", "x.pdf", []byte("MZ\x90\x00 program")).Submit().WantStatus(422).WantSound().Want("« x.pdf » : Ce type de fichier n'est pas accepté")
		for i := range 10 {
			form().Attach("Joindre des fichiers", "bail "+number(i)+".pdf", []byte("%PDF-1.4 "+number(i))).Submit().WantStatus(200)
		}
		form().Attach("Joindre des fichiers", "bail 9.pdf", []byte("%PDF-1.4 9")).Submit().WantStatus(200) // sent twice, kept once
		form().Attach("Joindre des fichiers", "bail 10.pdf", []byte("%PDF-1.4 10")).Submit().WantStatus(422).WantSound().Want("« bail 10.pdf » :", "10 fichiers au plus", "bail 9.pdf")
		p = b.in[aidant].Get("/demandes/" + n + "/brouillon").WantNot("bail 10.pdf")
		p.Row("bail 3.pdf").Press("Retirer").WantStatus(200).Want("Le fichier est retiré").WantNot("bail 3.pdf")
	})
}

// The thread through pages: take charge, between operators, files, a correction within ten minutes, canned answers, a procedure, the right team
// proposed, treated, the creator's word, closed and opened again; the paper for the file.
func TestDemandIsDiscussed(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C040", "C043", "C048")
		b := inhabited(t, e)
		n := b.demand("Loyers bloqués")
		at := "/demandes/" + n
		r, c := b.in[referent], b.in[aidant]
		p := r.Get("/demandes/a-traiter").WantSound().Want("Loyers bloqués", "Non lu", "Sera en retard le").Click("Loyers bloqués").WantSound().Want("Zélie Quintrec", "Mandat détenu par la structure")
		p = p.Press("Je m'en occupe").WantSound().Want("En cours", "s'en occupe", "Vu par Alix référent ("+b.clock()+")").WantNot("Je m'en occupe\n")
		f := p.Form("Envoyer le message").Fill("Message", "Qui connaît ce dossier ?").Check("Entre opérateurs seulement")
		p = f.Attach("Joindre des fichiers", "note.txt", []byte("une note interne")).Submit().WantStatus(200).WantSound().Want("Qui connaît ce dossier ?", "note.txt", "Entre opérateurs : l'aidant ne voit pas")
		inner := p.Links()[indexOfLink(t, p, "note.txt")].Href
		c.Get(inner).WantStatus(404)
		c.Get("/demandes").Row("Loyers bloqués").WantNot("Non lu" + " ").Want("En cours")
		c.Get(at).WantSound().WantNot("Qui connaît", "note.txt", "entre opérateurs de")
		p = p.Form("Envoyer le message").Fill("Message", "Il manque le bial.").Submit().WantSound()
		p = p.In("#m-2").Click("Corriger").WantSound()
		p.Form("Corriger le message").Fill("Message", "Il manque le bail.").Submit().WantSound().Want("Il manque le bail.", "Corrigé le", "Il manque le bial.")
		c.Get("/demandes").Row("Loyers bloqués").Want("Non lu")
		c.Get(at).Want("Il manque le bail.").WantNot("Corriger le")
		b.d.Clock.Advance(11 * time.Minute)
		r.Get(at + "/messages/2/correction").WantStatus(403).WantSound().Want("pendant dix minutes")
		b.post(referent, at+"/messages/2/correction", url.Values{"message": {"X"}}, 403)
		p = r.Get(teamAt(cafTeam, "/reponses")).WantSound().Form("Ajouter la réponse type").Fill("Titre", "Pièces").Fill("Texte", "Bonjour {aidant}, pour {prenom} {nom} ({numero}) il nous faut le bail. {moi}").Submit().WantSound().Want("La réponse type est enregistrée")
		p.Want("{prenom}")
		p = r.Get(at).Form("Pièces").Fill("Message", "À propos du bail :").Submit().WantSound()
		if v := p.Form("Envoyer le message").Value("Message"); v != "À propos du bail :\n\nBonjour Alix aidant, pour Zélie Quintrec ("+n+") il nous faut le bail. Alix référent" {
			t.Errorf("the answer is %q", v)
		}
		p = p.Click("Une procédure standard existe").WantSound().Form("Indiquer la procédure").Fill("Ce que la procédure permet", "Déclarer un bail").Fill("Adresse de la procédure", "http://caf.fr").Submit().WantStatus(422).WantSound().Want("https://")
		p.Form("Indiquer la procédure").Fill("Adresse de la procédure", "https://www.caf.fr/bail").Submit().WantSound().Want("Une procédure standard existe : Déclarer un bail")
		c.Get("/procedures").WantSound().Want("Caf", "Déclarer un bail")
		p = c.Get(at).Click("Inviter").WantSound()
		p.Form("Inviter").Choose("Qui inviter", "Alix collègue aidant").Submit().WantSound().Want("l'invitation est partie", "Alix collègue aidant")
		r.Get(at).Click("Marquer comme traitée").WantSound().Want("seul un message de l'aidant", "En cours").Press("Oui, elle est traitée").WantSound().Want("Traitée")
		c.Get(at).Form("Envoyer le message").Fill("Message", " ").Submit().WantStatus(422).WantSound().Want("Écrivez le message")
		c.Get(at).Form("Envoyer le message").Fill("Message", "Rien n'est arrivé.").Submit().WantSound().Want("En cours")
		c.Get(at).Press("Clore la demande").WantSound().Want("La demande est close", "Donner mon avis").Click("Ne pas répondre").WantPath("/demandes")
		c.Get(at).Want("Close", "Rouvrir")
		r.Get(at).WantSound().Want("La demande est close.").WantNot("Envoyer le message")
		c.Get(at).Press("Rouvrir").WantSound().Want("En cours")
		covers.Statement(t, "C041", "C049")
		for role, operator := range map[string]bool{aidant: false, colleague: false, referent: true} {
			paper := b.in[role].Get(at + "/pdf").WantStatus(200)
			d, err := pdftest.Read(paper.Body)
			b.ok(err)
			text := d.Text()
			if paper.Header.Get("Content-Type") != "application/pdf" || !strings.Contains(text, "Il manque le bail.") || strings.Contains(text, "Qui connaît ce dossier") != operator || strings.Contains(text, "note.txt") != operator ||
				!strings.Contains(text, "Envoyée le") || !strings.Contains(text, "Mandat détenu") || !strings.Contains(text, "Alix référent s’en occupe") {
				t.Errorf("the paper of %s, %s: %s", role, paper.Header.Get("Content-Type"), text)
			}
		}
		p = r.Get(at).Click("Pas le bon interlocuteur").WantSound()
		p.Form("Se retirer").Submit().WantStatus(200).WantPath("/demandes/a-traiter").Want("Votre groupe s'est retiré")
		r.Get(at).WantStatus(404)
		c.Get(at).WantSound().Want("pas le bon interlocuteur", "Plus aucun groupe ne suit cette demande")
	})
}

// The thread tells who came into a demand without anybody's message: a modérateur who was called, another aidant who goes on; and the history, what
// became of the mandate. An aidant of another groupe is invited by their address; a groupe of another organisme only under a mandate.
func TestThreadTellsComings(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C025", "C044", "C046")
		b := inhabited(t, e)
		b.moderates(neighbour)
		n := b.demand("Loyers bloqués")
		at, c := "/demandes/"+n, b.in[aidant]
		b.ok(b.d.InTx(t.Context(), func(tx *db.Tx) error {
			d, err := demand.ByNumber(t.Context(), tx, b.helperOf(), n)
			if err != nil {
				return err
			}
			who := access.ByProgram("Préau", tx.Now())
			called := demand.Invited{AccountID: b.one(`SELECT id FROM account_accounts WHERE email = $1`, addressIn(neighbour)), Name: "Modérateur", Side: demand.Moderators}
			return errors.Join(b.a.Casework.Demands.Join(t.Context(), tx, who, d, called, "call"), demand.NoteID(t.Context(), tx, who, d.ID, "handover"))
		}))
		c.Get(at).WantSound().Want("un modérateur est appelé", "a confié la demande", "Mandat joint ou indiqué par Alix aidant")
		b.joinsTeam(admin, "invité", cafTeam, "casework.helper")
		p := c.Get(at+"/invitations").WantSound().Form("Inviter cet aidant").Fill("Son adresse mail", addressOf(referent)).Submit().WantStatus(422).WantSound().Want("Aucun aidant à inviter")
		covers.Statement(t, "C012")
		p.Form("Inviter cet aidant").Fill("Son adresse mail", addressOf("invité")).Submit().WantPath(at).WantSound().Want("Alix invité")
		b.in["invité"].Get("/demandes").WantSound().Want("Loyers bloqués").Click("Loyers bloqués").WantSound().Want("Quintrec", "Voir le mandat")
	})
}

// The table of rights (1.2), a demand through the pages of everybody: each cell.
func TestDemandRightsThroughPages(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C012", "C010", "C044")
		b := inhabited(t, e)
		b.moderates(neighbour)
		n := b.demand("Loyers bloqués")
		at := "/demandes/" + n
		b.post(referent, at+"/acte", url.Values{"acte": {"prendre"}}, 303)
		b.post(referent, at, url.Values{"message": {"Confidence"}, "entre_operateurs": {"1"}}, 303)
		b.joinsTeam(responsable, "invité", aidantsTeam, "casework.helper")
		b.post(aidant, at+"/invitations", url.Values{"invite": {"personne:" + b.one(`SELECT id FROM account_accounts WHERE email = $1`, addressOf("invité"))}}, 303)
		b.post(referent, at+"/invitations", url.Values{"invite": {"moderateur:" + b.one(`SELECT id FROM account_accounts WHERE email = $1`, addressIn(neighbour))}}, 303)
		status := func(role, path string, f url.Values) string {
			s := firstStatus(b.in[role].PostForm(path, keyed(f)))
			return map[int]string{303: "y", 422: "y", 403: "n", 404: "0"}[s]
		}
		for _, x := range []struct {
			role, want string // create, open, identity, between, write, take, invite, close, reopen; y, n refused, 0 not there, m masked
		}{
			{aidant, "yyynynyyy"},
			{colleague, "y0000000" + "0"},
			{"invité", "yyynynyyy"},
			{referent, "nyyyyyynn"},
			{moderator, "nyynynyyy"},
			{responsable, "n0000000" + "0"},
			{admin, "nmnnnnnyy"},
			{member, "n0000000" + "0"},
		} {
			p := b.in[x.role].Get(at)
			yes := func(text string) string {
				switch {
				case p.Status == http.StatusNotFound:
					return "0"
				case p.Has(text):
					return "y"
				}
				return "n"
			}
			open := yes("Loyers bloqués")
			if p.Has("Vous voyez cette demande masquée") {
				open = "m"
			}
			got := status(x.role, "/demandes/nouvelle", url.Values{"groupe": {number(aidantsTeam)}}) + open + yes("Quintrec") + yes("Confidence") +
				status(x.role, at, url.Values{"message": {" "}}) + status(x.role, at+"/acte", url.Values{"acte": {"prendre"}}) + status(x.role, at+"/invitations", url.Values{"invite": {"x"}}) +
				status(x.role, at+"/acte", url.Values{"acte": {"clore"}})
			if strings.HasSuffix(got, "n") || strings.HasSuffix(got, "0") {
				b.post(aidant, at+"/acte", url.Values{"acte": {"clore"}}, 303)
			}
			reopen := status(x.role, at+"/acte", url.Values{"acte": {"rouvrir"}})
			if reopen != "y" {
				b.post(aidant, at+"/acte", url.Values{"acte": {"rouvrir"}}, 303)
			}
			if got += reopen; got != x.want {
				t.Errorf("%s: %s, want %s", x.role, got, x.want)
			}
		}
	})
}

// A draft is found by its author, by what it says now, by its number, and by nobody else.
func TestDraftIsFoundByItsAuthor(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C047", "C081")
		b := inhabited(t, e)
		n := b.begins()
		finds := func(role, words string, want bool) {
			t.Helper()
			rows := b.in[role].Get("/demandes?q=" + url.QueryEscape(words)).WantStatus(200).Find("table tbody tr")
			if got := len(rows) == 1 && strings.Contains(rows[0].Text(), n); got != want {
				t.Errorf("%s by %s: %v", words, role, got)
			}
		}
		finds(aidant, n, true)
		f := draftForm("Chantournage égaré", "1")
		f.Set("acte", "enregistrer")
		b.post(aidant, "/demandes/"+n+"/brouillon", f, 303)
		finds(aidant, "chantournages quintrec", true)
		finds(colleague, "chantournages", false)
		f = draftForm("Loyers bloqués", "2")
		f.Set("acte", "enregistrer")
		b.post(aidant, "/demandes/"+n+"/brouillon", f, 303)
		finds(aidant, "chantournages", false)
		finds(aidant, "loyer versements", true)
		b.in[referent].Get("/demandes/a-traiter?q=loyers").WantStatus(200).Want("Aucune demande ne correspond")
	})
}

// Lists: each demand in the lists of those who may read it, narrowed, sorted and searched by whole words that they may read.
func TestDemandLists(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C047")
		b := inhabited(t, e)
		one, two := b.demand("Loyers bloqués"), b.demand("Titre de séjour égaré")
		b.post(referent, "/demandes/"+two+"/acte", url.Values{"acte": {"traiter"}}, 303)
		b.post(referent, "/demandes/"+one, url.Values{"message": {"Chantournage"}, "entre_operateurs": {"1"}}, 303)
		r, c := b.in[referent], b.in[aidant]
		r.Get("/demandes/a-traiter").WantSound().Want("Loyers bloqués").WantNot("Titre de séjour")
		r.Get("/demandes/traitees").WantSound().Want("Titre de séjour").WantNot("Loyers")
		c.Get("/demandes").WantSound().Want("Loyers bloqués", "Titre de séjour")
		b.in[colleague].Get("/demandes").WantSound().WantNot("Loyers")
		b.in[responsable].Get("/demandes/closes").WantSound().WantNot("Loyers")
		for query, want := range map[string]string{"LOYER": one, "egares": two, one: one, "quintrec loyers": one} {
			p := c.Get("/demandes?q=" + url.QueryEscape(query)).WantSound().Want(want)
			for _, n := range []string{one, two} {
				if n != want && p.In("table").Has(n) {
					t.Errorf("%q finds %s", query, n)
				}
			}
		}
		c.Get("/demandes?q="+url.QueryEscape("loyers "+strings.Repeat("é", 100))).WantSound().Want("Aucune demande ne correspond", "Seul le début de votre recherche")
		c.Get("/demandes?q=loyers").WantNot("Seul le début")
		c.Get("/demandes?q="+strings.Repeat("%20", 300)+"loyers").WantSound().Want("Loyers bloqués").WantNot("Titre de séjour", "Seul le début")
		c.Get("/demandes?q=loyers+bloques+quintrec+zelie+1984+de+mais+le+ici").WantSound().Want("Seul le début de votre recherche") // nine words
		c.Get("/demandes?q=loyers+bloques+quintrec+zelie+1984+loyers+loyers+loyers+loyers").WantNot("Seul le début")
		c.Get("/demandes?q=chantournage").WantSound().Want("Aucune demande ne correspond")
		r.Get("/demandes/a-traiter?q=chantournage").WantSound().Want("Loyers bloqués")
		b.in[colleague].Get("/demandes?q=loyers").WantSound().WantNot("Loyers bloqués")
		c.Get("/demandes?urgentes=1").WantSound().Want("Aucune demande ne correspond")
		c.Get("/demandes?organisme=2&groupe=2&tri=-envoi&page=99").WantSound().Want("Loyers bloqués")
		c.Get("/demandes?groupe=3").WantSound().Want("Aucune demande ne correspond").WantNot("Loyers bloqués")
		c.Get("/demandes").WantNot("Tous les groupes")
		all := b.in[admin].Get("/demandes/toutes").WantSound().Want(one, two)
		all.Form("Filtrer").Choose("Groupe", "Caf · Redon").Submit().WantSound().WantNot(one, two)
		all.Form("Filtrer").Choose("Groupe", "Caf · Ille-et-Vilaine").Submit().WantSound().Want(one, two)
		b.joinsTeam(admin, mate, aidantsTeam, "casework.helper")
		b.post(admin, teamAt(emptyTeam, "/membres"), memberForm(mate, "casework.helper"), 303)
		b.in[mate].Get("/demandes").WantSound().Want("Tous les groupes", "Caf · Redon")
		b.ok(b.d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE casework_demand_teams SET due_at = 1, late_at = 1 WHERE due_at IS NOT NULL`)
			if err == nil {
				_, err = tx.Exec(t.Context(), `UPDATE casework_demands SET late_at = 1 WHERE late_at IS NOT NULL`)
			}
			return err
		}))
		r.Get("/demandes/en-retard").WantSound().Want("Loyers bloqués", "En retard")
		covers.Statement(t, "C042")
	})
}
