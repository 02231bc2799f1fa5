package app_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/pdf/pdftest"
	"preau/internal/kit/web/webtest"
)

// Every page a person may open, and every refusal, bears the service's title and, at its foot, the operator's line. Where
// several services are open, those of the platform itself bear the platform's name.
func TestTitleAndLineOfEveryPage(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R001")
	w := newTown(t)
	h := w.house(t)
	wantTitles(t, w, h, func(path string) string {
		for _, of := range []struct{ path, title string }{
			{"/groupements", "Plateforme de collecte des besoins"},
			{"/adhesions", "Plateforme de collecte des besoins"},
			{"/commandes", "Plateforme de commandes"},
			{"/marches", "Plateforme de commandes"},
		} {
			if strings.HasPrefix(path, of.path) {
				return of.title
			}
		}
		return "Plateforme d'essai"
	})
	w.as(h, admin).PostForm("/administration/reglages", keyed(with(settings(w.ids["settings"]), "services", "needs"))).WantStatus(200)
	wantTitles(t, w, h, func(path string) string {
		if strings.HasPrefix(path, "/commandes") || strings.HasPrefix(path, "/marches") {
			return "" // of a service that is not open
		}
		return "Plateforme de collecte des besoins"
	})
}

func wantTitles(t *testing.T, w *town, h *house, titleOf func(path string) string) {
	t.Helper()
	for _, x := range w.gets() {
		for _, role := range []string{visitor, coordinator, admin} {
			p := w.as(h, role).Get(x.path)
			if !strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") {
				continue
			}
			title := titleOf(p.Path)
			if p.Status != http.StatusOK && title != "" && !p.Has(title) { // a refusal may stand outside its service
				title = "Plateforme d'essai"
			}
			if !p.Has(title) || !p.In("footer").Has("Une association") {
				t.Errorf("%s by %s (%d) lacks the title or the operator's line", p.Path, role, p.Status)
			}
			if menu := p.Find("header")[0].Text(); role == visitor && !(strings.Contains(menu, "Inscription") && strings.Contains(menu, "Connexion")) {
				t.Errorf("%s (%d) offers no sign-up or sign-in", p.Path, p.Status)
			}
		}
	}
}

func TestUserNameThatIsAnAddress(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R007")
	w := newTown(t)
	s := w.stage(t)
	for _, name := range []string{"member@preau.test", "MEMBER@preau.test", "someone@else.test", "member", " Member "} {
		f := with(signUpForm("new"), "nom_utilisateur", name)
		s.refuses(t, visitor, "/inscription", f, "email")
	}
	p := s.browser().PostForm("/connexion", url.Values{"nom_utilisateur": {"  MEMBER "}, "mot_de_passe": {goodPassword}})
	p.WantStatus(200).Want("Se déconnecter")
	s.browser().PostForm("/connexion", url.Values{"nom_utilisateur": {" Member@PREAU.test"}, "mot_de_passe": {goodPassword}}).Want("Se déconnecter")
}

func TestListOfGroups(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) { listOfGroups(t, inhabited(t, e)) })
}

func listOfGroups(t *testing.T, b *builder) {
	covers.Statement(t, "R020", "R022")
	p := b.in[visitor].Get("/groupements").WantStatus(200).Want("Liste des groupements d'achat")
	for _, title := range []string{"Groupement 1", "Groupement 3", "Groupement 4"} {
		row := p.Row(title)
		row.Click("Afficher").WantStatus(200).Want(title)
	}
	p.WantNot("Groupement 2")
	b.in[coordinator].Get("/groupements").Want("Groupement 2", "Brouillon")
	c := b.browser()
	p = c.Get("/groupements").Row("Groupement 1").Click("Afficher").Click("Adhérer").WantPath("/connexion")
	p.Form("Connexion").Fill("Nom d'utilisateur :", userOf(stranger)).Fill("Mot de passe", goodPassword).Submit().WantPath("/groupements/1").
		Press("Adhérer").WantPath("/groupements/1").Want("Demandée")
}

// The page of a group: title, text, support establishment, tabs in their order, and the green button, to whoever may join.
func TestPageOfAGroup(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) { pageOfAGroup(t, inhabited(t, e)) })
}

func pageOfAGroup(t *testing.T, b *builder) {
	covers.Statement(t, "R021")
	for role, css := range map[string]string{visitor: "a", stranger: "button"} {
		wantGreen(t, b.in[role].Get("/groupements/1"), css, "Adhérer")
	}
	p := b.in[visitor].Get("/groupements/1").WantStatus(200).Want("Groupement 1", "Achats", "Etablissement support : Lycée Support", "Retour liste", "Adhérer")
	var tabs []string
	for _, n := range p.Find("nav.app-tabs a") {
		tabs = append(tabs, n.Text())
	}
	if want := []string{"Détail", "Documents", "Contact", "Mes besoins"}; !slices.Equal(tabs, want) {
		t.Errorf("the tabs are %q, want %q", tabs, want)
	}
	for _, tab := range []string{"Documents", "Contact", "Détail"} {
		p = p.Click(tab).WantStatus(200).WantSound().Want("Groupement 1")
	}
	p.Click("Mes besoins").WantPath("/connexion")
	p.Click("Retour liste").WantPath("/groupements")
}

// wantGreen looks at the colour of one act: the page's only green one, full and not in outline.
func wantGreen(t *testing.T, p *webtest.Page, css, label string) {
	t.Helper()
	for _, n := range p.Find(css + `.ds-button[data-color="success"]:not([data-variant])`) {
		if n.Text() == label {
			return
		}
	}
	t.Errorf("%s: %q is not green", p.Path, label)
}

// « Mes adhésions » of an establishment, in each of their states; a colleague sees them too and cannot ask again.
func TestOwnMemberships(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R024", "R025", "R026")
		b := inhabited(t, e)
		p := b.in[member].Get("/adhesions").WantStatus(200).WantSound()
		p.Row("Groupement 1").Want("Acceptée", "1")
		p.Row("Groupement 3").Want("Demandée")
		b.in[unconfirmed].Get("/adhesions").WantSound().WantNot("Camille member").Row("Groupement 3").Want("Demandée") // where it stands, and no names
		b.in[unconfirmed].Get("/groupements/3").WantSound().Want("Demandée", "pour ceux qui travaillent dans l'établissement").WantNot("a demandé l'adhésion de")
		b.post(member, "/acces/demandes/1", url.Values{"acte": {"confirmer"}}, 303)
		b.in[unconfirmed].Get("/adhesions").Row("Groupement 3").Want("Demandée")
		b.in[unconfirmed].PostForm("/groupements/3/adherer", keyed(nil)).WantStatus(403).Want("Camille member", "a déjà demandé")
		if got := b.one(`SELECT CAST(count(*) AS TEXT) FROM needs_memberships`); got != "6" {
			t.Errorf("%s memberships", got)
		}
		b.post(coordinator, "/groupements/3/adhesions", url.Values{"acte": {"accepter"}, "membres": {b.ids["ref Collège Membre"]}}, 303)
		if m := b.mailTo("member@preau.test"); !strings.Contains(webtest.Fold(m.Subject), "Votre adhésion à « Groupement 3 » est acceptée") {
			t.Errorf("the mail says %q", m.Subject)
		}
		b.in[member].Get("/adhesions").Row("Groupement 3").Want("Acceptée")
	})
}

// Demands are decided singly or together; a refusal has a reason, which is mailed; twice is once; the rest see who decided.
func TestDecidingDemands(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R027", "R028", "R029")
		b := inhabited(t, e)
		for _, role := range []string{stranger, neighbour} {
			if role == stranger {
				b.post(role, "/groupements/3/adherer", nil, 303)
			}
		}
		b.post(coordinator, "/groupements/3/coordonnateurs", url.Values{"email": {"coordinator.elsewhere@preau.test"}, "prenom": {"C"}, "nom": {"E"}}, 303)
		b.mails.Reset()
		refuse := url.Values{"acte": {"refuser"}, "membres": {b.ids["ref Collège Nouveau"]}}
		b.in[coordinator].PostForm("/groupements/3/adhesions", keyed(refuse)).WantStatus(422).Want("Donnez le motif du refus")
		b.post(coordinator, "/groupements/3/adhesions", with(refuse, "motif", "Hors du périmètre"), 303)
		if m := b.mailTo("other.school@preau.test"); !strings.Contains(m.Text, "Hors du périmètre") {
			t.Errorf("the mail says %s", m.Text)
		}
		b.in[stranger].Get("/groupements/3").Want("Refusée", "Hors du périmètre").Press("Adhérer").Want("Demandée")
		both := url.Values{"acte": {"accepter"}, "membres": {b.ids["ref Collège Nouveau"], b.ids["ref Collège Membre"]}}
		b.in[coordinator].PostForm("/groupements/3/adhesions", keyed(both)).WantStatus(200).Want("2 adhésions acceptées")
		b.drain()
		sent := len(b.mails.Sent())
		b.in[elsewhere].PostForm("/groupements/3/adhesions", keyed(both)).WantStatus(200).Want("Coco coordinator")
		b.drain()
		if now := len(b.mails.Sent()); now != sent {
			t.Errorf("%d mails of a decision that was taken already", now-sent)
		}
		b.in[elsewhere].Get("/groupements/3/adhesions").Row("Collège Nouveau").Want("Acceptée", "Coco coordinator")
	})
}

// A demand of which no coordinator is told by mail is in front of the administrators, who name somebody from there.
func TestDemandWithoutACoordinator(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R030")
		b := inhabited(t, e)
		b.post(coordinator, "/compte/notifications", nil, 303)
		b.mails.Reset()
		b.post(stranger, "/groupements/3/adherer", nil, 303)
		if m := b.mailTo("operateur@preau.test"); !strings.Contains(m.Text, "Collège Nouveau") || !strings.Contains(m.Text, "/groupements/3/adhesions") {
			t.Errorf("the mail to the operator says %s", m.Text)
		}
		c := b.in[admin]
		p := c.Get("/").Click("2 demandes d'adhésion dont aucun coordonnateur n'est prévenu").WantPath("/groupements/3/adhesions").WantSound()
		p.Want("Aucun coordonnateur n'est prévenu", "Collège Nouveau", "Camille other school")
		if got := p.Buttons(); slices.Contains(got, "Accepter les demandes choisies") {
			t.Error("the administrator is offered to decide")
		}
		p = p.Click("Nommer un coordonnateur").WantPath("/administration/coordonnateurs").WantSound()
		p.Form("Nommer coordonnateur").Fill("Adresse email", userOf(schoolless)+"@preau.test").Fill("Prénom", "Dominique").Fill("Nom", "Sans").Submit().
			Want("est coordonnateur et prévenu par mail")
		c.Get("/").WantNot("dont aucun coordonnateur n'est prévenu")
		b.in[schoolless].Get("/groupements/3/adhesions").WantStatus(200).Want("Collège Nouveau", "Accepter les demandes choisies")
	})
}

// Who is refused for good reads who can change that; a coordinator does, and they ask again.
func TestAskingAgainAfterARefusalForGood(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R027")
		b := inhabited(t, e)
		p := b.in["asker"].Get("/groupements/3").WantSound().Want("sans nouvelle demande possible : Doublon", "Peut changer Coco coordinator")
		if offersToJoin(p) {
			t.Error("a refusal for good still offers to join")
		}
		b.mails.Reset()
		p = b.in[coordinator].Get("/groupements/3/adhesions").Row("Collège Demandeur").Want("Doublon", "Sans nouvelle demande possible").Press("Autoriser une nouvelle demande")
		p.WantStatus(200).WantPath("/groupements/3/adhesions").WantSound().Want("l'établissement peut demander de nouveau").Row("Collège Demandeur").WantNot("Sans nouvelle demande")
		if m := b.mailTo("asker@preau.test"); !strings.Contains(m.Text, "Coco coordinator permet") {
			t.Errorf("the mail says %s", m.Text)
		}
		b.in[coordinator].Get("/").Want("Vous avez permis à « Collège Demandeur » de demander de nouveau")
		b.in["asker"].Get("/groupements/3").Press("Adhérer").WantStatus(200).Want("Demandée")
	})
}

// The tab « Mes besoins » says to each where they stand and what to do, and never is an empty form.
func TestNeedsOfWhoIsNoMember(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) { needsOfWhoIsNoMember(t, inhabited(t, e)) })
}

func needsOfWhoIsNoMember(t *testing.T, b *builder) {
	covers.Statement(t, "R040")
	b.run(`UPDATE needs_memberships SET state = 'refused', reason = 'Hors du périmètre', decided_name = 'Coco' WHERE asked_name LIKE '%asker%'`)
	for role, says := range map[string]string{
		stranger: "demandez d'abord l'adhésion", unconfirmed: "Personne n'a encore confirmé", "asker": "Hors du périmètre", schoolless: "Vous n'agissez encore pour aucun établissement",
	} {
		p := b.in[role].Get("/groupements/1/besoins").WantStatus(200).WantSound().Want(says)
		if len(p.Find(`input[name^="q."]`)) > 0 || slices.Contains(p.Buttons(), "Enregistrer") {
			t.Errorf("%s is given a form", role)
		}
		b.in[role].Get("/groupements/1/besoins/1").WantStatus(403).Want(says)
		p = b.in[role].PostForm("/groupements/1/besoins/1", keyed(sheetForm("enregistrer", "0", "q.1", "4 242"))).WantStatus(403).Want(says, "q.1 : 4 242")
		p.In("main").WantNot("acte :", "version :") // which nobody typed
	}
	b.in[member].Get("/groupements/3/besoins").Want("Camille member", "dès que le coordonnateur l'aura acceptée")
}

// Who asks and withdraws in turn, through the pages, mails a coordinator once; the demand waits in « Demandes à traiter ».
func TestAskingInTurn(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R023")
		b := inhabited(t, e)
		b.drain()
		b.mails.Reset()
		for range 3 {
			p := b.in[stranger].Get("/groupements/3").Press("Adhérer").WantPath("/groupements/3").Want("Demandée")
			b.in[coordinator].Get("/groupements/3/adhesions").WantSound().Want("2 demandes à traiter").Row("Collège Nouveau")
			p.Press("Retirer l'adhésion").WantPath("/groupements/3")
		}
		b.drain()
		if got := len(b.mails.To("coordinator@preau.test")); got != 1 {
			t.Errorf("%d mails", got)
		}
	})
}

// A coordinator takes a member out, through the pages: the reason is asked, mailed and shown, the sheets leave the totals and
// are there to be read.
func TestMemberTakenOut(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R031", "R058")
		b := inhabited(t, e)
		ref := b.ids["ref Collège Membre"]
		b.in[member].Get("/groupements/1").Want("La saisie a commencé", "Écrire au coordonnateur")
		p := b.in[coordinator].Get("/groupements/1/adhesions").Row("Collège Membre").Click("Retirer du groupement").WantPath(groupAt(running, "/adhesions/"+ref+"/retirer")).WantSound()
		p = p.Want("sortent des totaux").Form("Retirer du groupement").Submit().WantStatus(422).WantSound().Want("Donnez le motif du retrait")
		b.mails.Reset()
		p = p.Form("Retirer du groupement").Fill("Motif du retrait", "Fermeture du collège").Submit().WantPath("/groupements/1/adhesions").WantSound().Want("n'est plus adhérent")
		p.Row("Collège Membre").Want("Retirée", "Fermeture du collège").WantNot("Retirer du groupement")
		if m := b.mailTo("member@preau.test"); !strings.Contains(m.Text, "Fermeture du collège") {
			t.Errorf("the mail says %s", m.Text)
		}
		p = b.in[coordinator].Get("/groupements/1/consolidation?lot=2").WantSound().Want("Retiré : 1 établissement", "Collège Membre")
		if csv := string(b.in[coordinator].Get("/groupements/1/consolidation.csv?lot=2").Body); !strings.Contains(csv, "Retiré;") {
			t.Errorf("the file says %s", csv)
		}
		p.Click("Collège Membre").WantPath("/groupements/1/suivi/" + ref).WantSound().Want("Retirée")
		b.in[coordinator].Get("/groupements/1/suivi").WantNot("Collège Membre")
		b.in[member].Get("/groupements/1").WantSound().Want("Coco coordinator a retiré", "Fermeture du collège")
		own := b.in[member].Get("/groupements/1/besoins").WantSound().Want("Fermeture du collège", "Validé, avec besoins")
		own = own.Click("Sciences").WantSound().Want("Coco coordinator a retiré", "Fermeture du collège", "12 pièces").WantNot("Rouvrir le lot", "Valider le lot")
		if len(own.Find(`input[name^="q."]`)) > 0 {
			t.Error("who was taken out can type")
		}
	})
}

// The four states of a sheet in words; what is wanted is saved, then validated; nothing wanted is a statement of its own.
func TestStatesOfASheet(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) { statesOfASheet(t, inhabited(t, e)) })
}

func statesOfASheet(t *testing.T, b *builder) {
	covers.Statement(t, "R041", "R042", "R043")
	c := b.in[neighbour]
	p := c.Get("/groupements/1/besoins").Want("Pas commencé")
	p = p.Click("Sciences").Form("Enregistrer").Fill("Quantité, Bécher 250 ml (pièces)", "5").Submit().Want("Le lot n'est pas encore validé", "En saisie")
	p.Press("Valider le lot").WantPath("/groupements/1/besoins").Want("Validé, avec besoins", "Pas commencé")
	p = c.Get("/groupements/1/besoins/2").Press("Valider le lot").WantStatus(422).Want("Aucune quantité n'est remplie", "Je n'ai aucun besoin pour ce lot")
	p = p.Click("Je n'ai aucun besoin pour ce lot").WantSound().Want("Je n'ai aucun besoin pour ce lot")
	p.Press("Je n'ai aucun besoin pour ce lot").Want("Validé, aucun besoin", "Validé, avec besoins")
}

// A validated sheet is read-only until it is reopened, which leaves a trace; the others' sheets are nobody's business.
func TestReopening(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) { reopening(t, inhabited(t, e)) })
}

func reopening(t *testing.T, b *builder) {
	covers.Statement(t, "R047", "R055")
	c := b.in[member]
	p := c.Get("/groupements/1/besoins/2").Want("Validé, avec besoins", "7")
	if len(p.Find(`input[name^="q."]`)) > 0 {
		t.Error("a validated sheet can be typed into")
	}
	c.PostForm("/groupements/1/besoins/2", keyed(sheetForm("enregistrer", "1", "q.1", "8"))).WantStatus(403)
	before := c.Get("/groupements/1/besoins").In("main")
	before.Want("1")
	p = p.Press("Rouvrir le lot").WantStatus(200).Want("est rouvert", "En saisie", "Rouvert")
	p.Form("Enregistrer").Fill("Quantité, Bécher 250 ml (pièces)", "8").Submit().WantStatus(200)
	c.Get("/groupements/1/besoins").Want("En saisie").WantNot("Validé, avec besoins")
	b.in[neighbour].Get("/groupements/1/besoins/2").WantStatus(200).WantNot("Camille member", "Collège Membre")
}

// A lot's files count validated sheets only, and say how many they leave out; totals are the sums of what members want,
// as a file of members, as one of places, and of one member over all lots.
func TestConsolidationFile(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R054")
		b := inhabited(t, e)
		b.post(neighbour, "/groupements/1/besoins/1", sheetForm("valider", "0", "q.1", "1 000", "q.2", "0,5"), 303)
		csv := func(at string) string {
			p := b.in[coordinator].Get("/groupements/1/consolidation" + at).WantStatus(200).WantSound().Click("Exporter (CSV)").WantStatus(200)
			return webtest.Fold(string(p.Body))
		}
		left := func(n int) string { return "Fiches non validées, non comptées;" + number(n) }
		holds := func(when, got string, want ...string) {
			t.Helper()
			for _, w := range want {
				if !strings.Contains(got, w) {
					t.Errorf("%s: %q is not in\n%s", when, w, got)
				}
			}
		}
		holds("one sheet is validated, one is in entry", csv("?lot=1"), ";1000;1;", ";0,5;1;", left(1))
		if got := csv("/membres?lot=1"); strings.Contains(got, "Collège Membre") {
			t.Errorf("a sheet in entry is counted: %s", got)
		}
		b.post(member, "/groupements/1/besoins/1", sheetForm("valider", "1", "q.1", "24", "q.2", "1,5"), 303)
		holds("both are validated", csv("?lot=1"), ";1024;2;", ";2;2;", left(0))
		holds("their members", csv("/membres?lot=1"), ";24;1,5", ";1000;0,5", "Total;;1024;2", left(0))
		holds("one of them", csv("/membres?lot=1&q=membre"), ";24;1,5", "Total du membre affiché;;24;1,5", left(0))
		holds("their places", csv("/lieux?lot=1"), ";1000 ", ";24 ", left(0))
		holds("one member", csv("/membres/"+b.ids["ref Collège Membre"]), ";24 ", ";1,5 ", "Fiches validées comptées;2")
		b.post(member, "/groupements/1/besoins/1/rouvrir", sheetForm("", "2"), 303)
		holds("one is reopened", csv("?lot=1"), ";1000;1;", left(1))
		holds("the member whose sheet is reopened", csv("/membres/"+b.ids["ref Collège Membre"]), "Fiches validées comptées;1", left(1))
		holds("lines that are wanted", csv("?lot=1&demandees=1&q=absent"), left(1), "Article;absent", "Lignes demandées seulement")
		for at, status := range map[string]int{".csv?lot=9": 404, "?lot=-1": 404, "/membres?lot=x": 404, "/lieux.xlsx?lot=9": 404, "/membres/aucun/besoins.csv": 404, ".xlsx?lot=1": 200} {
			b.in[coordinator].Get("/groupements/1/consolidation" + at).WantStatus(status)
		}
	})
}

// The same as documents to be printed and kept: the group, the lot, the deadline, whether figures may still change, who made them and
// when; totals of validated sheets alone, and how many are left out, with their names.
func TestConsolidationPDF(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R054")
		b := inhabited(t, e)
		b.post(neighbour, "/groupements/1/besoins/1", sheetForm("valider", "0", "q.1", "1 000", "q.2", "0,5"), 303)
		read := func(at string) (*webtest.Page, string) {
			t.Helper()
			p := b.in[coordinator].Get("/groupements/1/consolidation" + at).WantStatus(200).WantSound().Click("Exporter (PDF)").WantStatus(200)
			d, err := pdftest.Read(p.Body)
			if err != nil || p.Header.Get("Content-Type") != "application/pdf" || d.Lang != "fr" || d.Title == "" {
				t.Fatalf("%s: %v, %s, language %q, title %q", at, err, p.Header.Get("Content-Type"), d.Lang, d.Title)
			}
			return p, webtest.Fold(d.Text())
		}
		holds := func(at string, want ...string) {
			t.Helper()
			_, got := read(at)
			for _, w := range append(want, "Groupement 1 (n° 1)", "Date limite de saisie", "Saisie ouverte : chiffres provisoires", "par Coco coordinator", "Page 1 / 1") {
				if !strings.Contains(got, webtest.Fold(w)) {
					t.Errorf("%s: %q is not in\n%s", at, w, got)
				}
			}
		}
		p, _ := read("?lot=1")
		if got := p.Header.Get("Content-Disposition"); !strings.Contains(got, "groupement-1-lot-1.pdf") {
			t.Error(got)
		}
		left := func(n string) string { return "Fiches non validées, non comptées  " + n }
		holds("?lot=1", "Consolidation, lot 1", "1 000  1", "0,5  1", left("1"), "Collège Membre", "En saisie")
		if _, got := read("/membres?lot=1"); strings.Contains(strings.Split(got, "Un membre dont rien")[0], "Collège Membre") {
			t.Errorf("a sheet in entry is counted: %s", got)
		}
		b.post(member, "/groupements/1/besoins/1", sheetForm("valider", "1", "q.1", "24", "q.2", "1,5"), 303)
		holds("?lot=1", "1 024  2", "2  2", left("0"))
		holds("/membres?lot=1", "Collège Membre", "1 000", "Total", "1 024", left("0"))
		holds("/membres?lot=1&q=membre", "Total du membre affiché", "Membre  membre", "24")
		holds("/lieux?lot=1", "Le lieu de livraison est l'adresse", "1 000", "1 024")
		holds("/membres/"+b.ids["ref Collège Membre"], "Besoins de Collège Membre", "24", "1,5")
		holds("?lot=1&demandees=1", "Lignes demandées seulement")
		for at, status := range map[string]int{".pdf?lot=9": 404, "/lieux.pdf?lot=x": 404, "/membres/aucun/besoins.pdf": 404} {
			b.in[coordinator].Get("/groupements/1/consolidation" + at).WantStatus(status)
		}
		b.in[member].Get("/groupements/1/consolidation.pdf").WantStatus(b.in[member].Get("/groupements/1/consolidation.csv").Status)
		b.in[coordinator].Get("/compte/profil").Form("Enregistrer mon profil").Choose("Langue", "English").Submit().WantStatus(200)
		english, err := pdftest.Read(b.in[coordinator].Get("/groupements/1/consolidation.pdf?lot=1").Body)
		if err != nil || english.Lang != "en" || !strings.Contains(webtest.Fold(english.Text()), "Entry open: figures may still change") {
			t.Errorf("%v in English: %s", err, english.Text())
		}
	})
}

// The board in words: the share of lots that are validated, who is done, who began nothing, and the days that are left.
func TestBoardOfAGroup(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R052")
		b := inhabited(t, e)
		board := func(want ...string) *webtest.Page {
			t.Helper()
			p := b.in[coordinator].Get("/groupements/1/suivi").WantStatus(200).WantSound()
			p.In("main").Want(want...)
			return p
		}
		p := board("25 % des lots validés", "0 / 2 membre a tout validé", "1 n'a rien commencé", "14 jours avant le "+theDeadline)
		p.Row("Collège Membre").Want("1 lot validé avec besoins, 0 validé sans besoin, 1 en saisie, 0 pas encore commencé", "1 sur 2")
		b.post(member, "/groupements/1/besoins/1/aucun", sheetForm("", "1"), 303)
		board("50 % des lots validés", "1 / 2 membre a tout validé").Row("Collège Membre").Want("1 validé sans besoin", "2 sur 2")
		b.post(member, "/groupements/1/besoins/2/rouvrir", sheetForm("", "1"), 303)
		board("25 % des lots validés", "0 / 2 membre a tout validé")
	})
}
