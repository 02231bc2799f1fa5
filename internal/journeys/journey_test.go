package journeys_test

import (
	"strings"
	"testing"
	"time"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/web/browsertest"
	"preau/internal/kit/web/webtest"
)

// The whole way of the first service: from the operator's command line to the coordinator's figures, by pages and mails
// alone, without scripts on a laptop and with them on a telephone.
func TestJourney(t *testing.T) {
	for _, x := range []struct {
		name   string
		engine db.Engine
		o      browsertest.Options
	}{
		{"wide without scripts", db.SQLite, browsertest.Options{}},
		{"narrow with scripts", db.Postgres, browsertest.Options{JavaScript: true, Width: 390}},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, dbtest.Open(t, x.engine), nil)
			h.schools()
			j := journey{h, x.o}
			j.setUp()
			coordinator := j.coordinator()
			j.makeGroup(coordinator)
			j.visit()
			member := j.signUp()
			j.join(member)
			j.accept(coordinator)
			j.enter(member)
			j.consolidate(coordinator)
		})
	}
}

type journey struct {
	*house
	o browsertest.Options
}

// setUp is the first administrator's first sign-in: a password, « Mise en route », and a coordinator named.
func (j journey) setUp() {
	j.t.Helper()
	p := j.person(j.o)
	p.Open(j.firstAdmin())
	p.fill("Mot de passe", goodPassword, "Retapez le mot de passe", goodPassword)
	p.Click("Ouvrir mon compte")
	p.at("/mise-en-route", "Mise en route")
	p.fill("Nom de la plateforme", "Plateforme d'essai", "Adresse de contact", "operateur@preau.test")
	p.Click("Terminer et ouvrir la plateforme")
	p.at("/", "Bonjour")
	p.Open("/administration/coordonnateurs")
	p.Fill("Établissement : nom, commune ou UAI", "lycee rennes")
	p.Click("Chercher")
	p.want("Lycée de La Salle")
	p.Check("Lycée de La Salle")
	p.fill("Adresse email", "benedicte@preau.test", "Prénom", "Bénédicte", "Nom", "Goffin")
	p.Click("Nommer coordonnateur")
	p.want("benedicte@preau.test est coordonnateur", "Bénédicte Goffin")
}

// coordinator takes up the invitation.
func (j journey) coordinator() person {
	j.t.Helper()
	p := j.person(j.o)
	p.Open(j.pathTo("benedicte@preau.test"))
	p.fill("Mot de passe", goodPassword, "Retapez le mot de passe", goodPassword)
	p.Click("Ouvrir mon compte")
	p.at("/compte/profil", "Votre profil n'est pas complet")
	return p
}

func (j journey) makeGroup(p person) {
	j.t.Helper()
	covers.Statement(j.t, "R061")
	p.Open("/groupements")
	p.want("Aucun groupement pour le moment")
	p.Open("/groupements/nouveau")
	p.fill("Titre", "Manuels scolaires 2027", "Description", "Achats de manuels scolaires",
		"Adhésions jusqu'au", j.in(5*24*time.Hour), "Début de la saisie", j.in(-time.Hour), "Date limite de saisie des besoins", j.in(14*24*time.Hour))
	p.Click("Créer le groupement")
	p.at("/groupements/1/lots/nouveau", "Ajoutez maintenant ses lots")
	p.fill("Intitulé du lot", "Sciences", "Article de la ligne 1", "Bécher 250 ml", "Unité de la ligne 1", "pièces",
		"Article de la ligne 2", "=Acide", "Unité de la ligne 2", "litres", "Décimales de la ligne 2", "1")
	p.Click("Enregistrer et ajouter un autre lot")
	p.want("Le lot « Sciences » est enregistré")
	p.fill("Intitulé du lot", "Papier", "Article de la ligne 1", "Ramette A4", "Unité de la ligne 1", "pièces")
	p.Click("Enregistrer le lot")
	p.at("/groupements/1/lots", "Papier")
	p.Click("Revenir au groupement")
	p.at("/groupements/1", "Brouillon")
	p.Click("Ouvrir le groupement")
	p.at("/groupements/1/ouvrir", "Ses dates et ses lots ne changeront plus")
	p.ClickButton("Ouvrir le groupement")
	p.at("/groupements/1", "Le groupement est ouvert")
}

// in is a moment as its field takes it.
func (j journey) in(d time.Duration) string {
	j.t.Helper()
	paris, err := time.LoadLocation("Europe/Paris")
	j.ok(err)
	return j.d.Clock.Now().Add(d).In(paris).Format("2006-01-02T15:04")
}

// visit is somebody who looks around without an account.
func (j journey) visit() {
	j.t.Helper()
	covers.Statement(j.t, "R020", "R021", "R022")
	p := j.person(j.o)
	p.Open("/")
	p.Open("/groupements")
	p.Click("Afficher")
	p.at("/groupements/1", "Manuels scolaires 2027")
	p.want("Achats de manuels scolaires", "Etablissement support :", "Détail", "Documents", "Mes besoins", "Contact")
	p.Click("Adhérer")
	p.at("/connexion", "Connexion")
	if got := p.Path(); !strings.Contains(got, "suite=%2Fgroupements%2F1") {
		j.t.Errorf("signing in will not lead back: %s", got)
	}
	p.Open("/groupements/1")
	p.Click("Retour liste")
	p.at("/groupements", "Manuels scolaires 2027")
}

// signUp opens an account as a visitor does, and signs in by the address in the field of the user name.
func (j journey) signUp() person {
	j.t.Helper()
	covers.Statement(j.t, "R001", "R003", "R006")
	p := j.person(j.o)
	p.Open("/inscription")
	p.fill("Nom d'utilisateur", "claire.delvaux", "Adresse email", "claire@preau.test", "Mot de passe", goodPassword, "Retapez le mot de passe", goodPassword)
	p.Click("Créer mon compte")
	p.at("/inscription/envoyee", "Ouvrez votre boîte mail")
	p.Open(j.pathTo("claire@preau.test"))
	p.Click("Activer mon compte")
	p.at("/connexion", "Connexion")
	p.fill("Nom d'utilisateur :", "claire@preau.test", "Mot de passe", goodPassword)
	p.Press("Enter")
	p.at("/compte/profil", "Il manque : établissement, fonction, prénom, nom et téléphone")
	return p
}

// join asks for membership; first, who one is.
func (j journey) join(p person) {
	j.t.Helper()
	covers.Statement(j.t, "R009", "R010")
	p.Open("/groupements")
	p.Click("Afficher")
	p.at("/groupements/1", "Saisie ouverte")
	p.Click("Adhérer")
	p.at("/compte/profil", "Mon profil")
	p.fill("Prénom", "Claire", "Nom", "Delvaux", "Fonction", "Gestionnaire", "Téléphone", "02 99 00 00 00", "Trouver votre établissement", "college vitre")
	p.Click("Chercher")
	p.want("Collège les Rochers Sévigné")
	p.Check("Collège les Rochers Sévigné")
	p.Click("Enregistrer mon profil")
	p.at("/groupements/1", "Votre profil est enregistré")
	p.Click("Adhérer")
	p.want("Votre demande est envoyée au coordonnateur", "Demandée", "Claire Delvaux")
	p.Open("/adhesions")
	p.want("Manuels scolaires 2027", "Demandée")
	p.Open("/groupements/1/besoins")
	p.want("a demandé l'adhésion")
}

func (j journey) accept(p person) {
	j.t.Helper()
	covers.Statement(j.t, "R023", "R028")
	p.Open(j.pathTo("benedicte@preau.test"))
	p.at("/groupements/1/adhesions", "Claire Delvaux")
	p.Click("Accepter les demandes choisies")
	p.want("Une adhésion acceptée", "Acceptée")
}

// enter is the member's work: quantities entered, saved, validated, a lot without need, one opened again.
func (j journey) enter(p person) {
	j.t.Helper()
	covers.Statement(j.t, "R041", "R042", "R043")
	p.Open(j.pathTo("claire@preau.test"))
	p.at("/groupements/1/besoins", "Pas commencé")
	j.deadlineShown(p)
	p.Click("Sciences")
	p.at("/groupements/1/besoins/1", "Lot 1, Sciences")
	j.deadlineShown(p)
	p.fill("Quantité, Bécher 250 ml (pièces)", "1 024", "Quantité, =Acide (litres)", "2,5")
	p.Click("Enregistrer")
	p.want("Enregistré : 2 quantités", "En saisie")
	p.Click("Valider le lot")
	p.at("/groupements/1/besoins", "Validé, avec besoins")
	p.Click("Papier")
	p.at("/groupements/1/besoins/2", "Lot 2, Papier")
	p.Click("Je n'ai aucun besoin pour ce lot")
	p.at("/groupements/1/besoins/2/aucun", "Aucun besoin pour « Papier »")
	p.ClickButton("Je n'ai aucun besoin pour ce lot")
	p.at("/groupements/1/besoins", "Validé, aucun besoin")
	p.want("tout est fait")
	j.reopen(p)
}

// reopen opens a validated lot again and validates it as it was.
func (j journey) reopen(p person) {
	j.t.Helper()
	covers.Statement(j.t, "R047")
	p.Open("/groupements/1/besoins/1")
	p.want("1 024 pièces", "2,5 litres")
	p.Click("Rouvrir le lot")
	p.at("/groupements/1/besoins/1", "est rouvert")
	p.want("En saisie")
	p.Click("Valider le lot")
	p.at("/groupements/1/besoins", "Le lot « Sciences » est validé")
}

// deadlineShown holds the page against R044: the deadline, with its zone.
func (j journey) deadlineShown(p person) {
	j.t.Helper()
	p.want("Date limite de saisie des besoins", "5 décembre 2026 à 11 h 00")
	if got := p.Text(); !strings.Contains(got, "heure de Paris") {
		j.t.Errorf("%s shows a deadline without its zone: %s", p.Path(), got)
	}
}

func (j journey) consolidate(p person) {
	j.t.Helper()
	covers.Statement(j.t, "R044", "R054", "R023")
	p.Open("/groupements/1")
	j.deadlineShown(p)
	p.Open("/groupements/1/suivi")
	p.want("100 %", "membre a tout validé")
	p.Open("/groupements/1/consolidation")
	p.want("1 024", "2,5")
	p.Click("Exporter (CSV)")
	j.file("/groupements/1/consolidation.csv")
}

// file reads the coordinator's file as a browser keeps it.
func (j journey) file(path string) {
	j.t.Helper()
	c := webtest.New(j.t, j.a.Handler)
	c.Get("/connexion").Form("Connexion").Fill("Nom d'utilisateur :", "benedicte@preau.test").Fill("Mot de passe", goodPassword).Submit()
	file := string(c.Get(path).WantStatus(200).Body)
	for _, want := range []string{";Bécher 250 ml;pièces;1024;1024\r\n", ";'=Acide;litres;2,5;2,5\r\n", "Fiches non validées, non comptées;0\r\n"} {
		if !strings.Contains(file, want) {
			j.t.Errorf("%q is not in the file:\n%s", want, file)
		}
	}
}
