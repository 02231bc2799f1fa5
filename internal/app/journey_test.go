package app_test

import (
	"strings"
	"testing"
	"time"

	"preau/internal/kit/covers"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/web/webtest"
)

// The whole way of the first service, by pages and mails alone: from the operator's command line to the coordinator's figures.
func TestJourney(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R001", "R061", "R023")
		h := newHouse(t, d)
		h.setUp(h.admin())
		coordinator := h.coordinator()
		h.makeGroup(coordinator)
		member := h.signUp("claire.delvaux", "claire@preau.test")
		h.joinGroup(member)
		h.accept(coordinator)
		h.enterNeeds(member)
		h.consolidate(coordinator)
	})
}

// setUp is the first administrator's first sign-in: a password, « Mise en route », and a coordinator named.
func (h *house) setUp(link string) {
	h.t.Helper()
	b := h.browser()
	p := b.Get(link).WantStatus(200).WantSound()
	p = p.Form("Ouvrir mon compte").Fill("Mot de passe", goodPassword).Fill("Retapez le mot de passe", goodPassword).Submit()
	p.WantPath("/mise-en-route").Want("Mise en route").WantSound()
	p.Form("Terminer et ouvrir la plateforme").Fill("Nom de la plateforme", "Plateforme d'essai").
		Fill("Adresse de contact", "operateur@preau.test").Submit().WantStatus(200)
	p = b.Get("/administration/coordonnateurs").WantSound()
	p = p.Form("Chercher").Fill("Établissement : nom, commune ou UAI", "lycee rennes").Submit().WantSound()
	p = p.Form("Nommer coordonnateur").Check("Lycée de La Salle").Fill("Adresse email", "benedicte@preau.test").
		Fill("Prénom", "Bénédicte").Fill("Nom", "Goffin").Submit()
	p.Want("benedicte@preau.test est coordonnateur", "Bénédicte Goffin")
}

// coordinator takes up the invitation.
func (h *house) coordinator() *webtest.Client {
	h.t.Helper()
	b := h.browser()
	p := b.Get(h.linkTo("benedicte@preau.test"))
	p = p.Form("Ouvrir mon compte").Fill("Mot de passe", goodPassword).Fill("Retapez le mot de passe", goodPassword).Submit()
	p.WantStatus(200).Want("Bénédicte Goffin")
	return b
}

func (h *house) makeGroup(b *webtest.Client) {
	h.t.Helper()
	at := func(d time.Duration) string {
		paris, err := time.LoadLocation("Europe/Paris")
		h.ok(err)
		return h.d.Clock.Now().Add(d).In(paris).Format("2006-01-02T15:04")
	}
	p := b.Get("/groupements").Click("Créer un groupement").WantSound()
	p = p.Form("Créer le groupement").Fill("Titre", "Manuels scolaires 2027").Fill("Description", "Achats de manuels scolaires").
		Fill("Adhésions jusqu'au", at(5*24*time.Hour)).Fill("Début de la saisie", at(-time.Hour)).
		Fill("Date limite de saisie des besoins", at(14*24*time.Hour)).Submit()
	p.WantPath("/groupements/1/lots/nouveau").WantSound()
	p = p.Form("Enregistrer et ajouter un autre lot").Fill("Intitulé du lot", "Sciences").
		Fill("Article de la ligne 1", "Bécher 250 ml").Fill("Unité de la ligne 1", "pièces").
		Fill("Article de la ligne 2", "=Acide").Fill("Unité de la ligne 2", "litres").Set("decimales.1", "1").Submit()
	p = p.Form("Enregistrer le lot").Fill("Intitulé du lot", "Papier").Fill("Article de la ligne 1", "Ramette A4").Fill("Unité de la ligne 1", "pièces").Submit()
	p.WantPath("/groupements/1/lots").Want("Sciences", "Papier").WantSound()
	p = b.Get("/groupements/1").WantSound().Click("Ouvrir le groupement").WantSound()
	p.Press("Ouvrir le groupement").WantPath("/groupements/1").Want("Le groupement est ouvert", "Saisie ouverte")
}

// signUp opens an account as a visitor does, and signs in by the address in the field of the user name.
func (h *house) signUp(name, address string) *webtest.Client {
	h.t.Helper()
	b := h.browser()
	p := b.Get("/").WantSound().Click("Inscription").WantSound()
	p = p.Form("Créer mon compte").Fill("Nom d'utilisateur", name).Fill("Adresse email", address).
		Fill("Mot de passe", goodPassword).Fill("Retapez le mot de passe", goodPassword).Submit()
	p.WantStatus(200).WantSound()
	p = b.Get(h.linkTo(address)).WantSound().Form("Activer mon compte").Fill("Mot de passe", goodPassword).Submit().WantPath("/compte/profil").WantSound()
	p = p.Press("Se déconnecter").Click("Connexion").WantSound()
	p.Form("Connexion").Fill("Nom d'utilisateur :", address).Fill("Mot de passe", goodPassword).Submit().WantStatus(200).Want("Se déconnecter")
	return b
}

func (h *house) joinGroup(b *webtest.Client) {
	h.t.Helper()
	p := b.Get("/groupements").WantSound().Click("Afficher").WantSound().Want("Détail", "Documents", "Mes besoins", "Contact", "Retour liste")
	p = p.Press("Adhérer").WantSound().Want("Mon profil", "Il manque :", "vous reviendrez là où vous étiez") // first, who one is
	if n := len(p.Find(`.ds-alert[data-color="success"]`)); n > 0 {
		h.t.Errorf("what is missing is told as a success: %s", p.Text())
	}
	p = p.Form("Chercher").Fill("Prénom", "Claire").Fill("Nom", "Delvaux").Fill("Fonction", "Gestionnaire").
		Fill("Téléphone", "02 99 00 00 00").Fill("Trouver votre établissement", "college vitre").Submit().WantSound()
	p = p.Form("Enregistrer mon profil").Check("Collège les Rochers Sévigné").Submit()
	p.WantPath("/groupements/1").Press("Adhérer").Want("Demandée", "Claire Delvaux")
	b.Get("/adhesions").WantSound().Want("Manuels scolaires 2027", "Demandée")
	b.Get("/groupements/1/besoins").WantSound().Want("a demandé l'adhésion")
}

func (h *house) accept(b *webtest.Client) {
	h.t.Helper()
	p := b.Get(h.linkTo("benedicte@preau.test")).WantPath("/groupements/1/adhesions").WantSound().Want("Claire Delvaux")
	p.Press("Accepter les demandes choisies").Want("Une adhésion acceptée", "Acceptée")
}

func (h *house) enterNeeds(b *webtest.Client) {
	h.t.Helper()
	p := b.Get(h.linkTo("claire@preau.test")).WantPath("/groupements/1/besoins").WantSound().Want("Pas commencé")
	p = p.Click("Sciences").WantSound()
	p = p.Form("Enregistrer").Fill("Quantité, Bécher 250 ml (pièces)", "1 024").Fill("Quantité, =Acide (litres)", "2,5").Submit()
	p.Want("Enregistré : 2 quantités", "En saisie")
	p = p.Press("Valider le lot").WantPath("/groupements/1/besoins").Want("Validé, avec besoins")
	p = p.Click("Papier").Click("Je n'ai aucun besoin pour ce lot").WantSound()
	p.Press("Je n'ai aucun besoin pour ce lot").Want("Validé, aucun besoin", "tout est fait")
}

func (h *house) consolidate(b *webtest.Client) {
	h.t.Helper()
	b.Get("/groupements/1/suivi").WantSound().Want("100", "1 membre a tout validé")
	p := b.Get("/groupements/1/consolidation").WantSound().Want("1 024", "2,5")
	file := string(p.Click("Exporter (CSV)").Body)
	for _, want := range []string{";Bécher 250 ml;pièces;1024;1;;\r\n", ";'=Acide;litres;2,5;1;;\r\n", "Fiches non validées, non comptées;0\r\n"} {
		if !strings.Contains(file, want) {
			h.t.Errorf("%q is not in the file:\n%s", want, file)
		}
	}
}
