package journeys_test

import (
	"preau/internal/kit/covers"
)

// The people of the journey, by the names of their windows, and their addresses.
const (
	admin       = "the first administrator"
	coordinator = "the coordinator"
	passerBy    = "a passer-by"

	adminAddress       = "admin@preau.test"
	coordinatorAddress = "benedicte@preau.test"
)

// opening is the operator's part: the first administrator, « Mise en route », the establishments, a coordinator.
func (j *journey) opening() {
	j.t.Helper()
	j.step("the first administrator comes in by the printed link", (*journey).comeIn)
	j.step("Mise en route", (*journey).setUp)
	j.step("the establishments are added", (*journey).addSchools)
	j.step("a coordinator is named", (*journey).nameCoordinator)
}

func (j *journey) comeIn() {
	p := j.as(admin)
	p.Open(j.adminPath())
	p.fill("Mot de passe", goodPassword, "Retapez le mot de passe", goodPassword)
	p.Click("Ouvrir mon compte")
	p.at("/mise-en-route", "Mise en route")
}

// setUp answers the first questions; where there is a mail server, a trial has to arrive before the house is opened.
func (j *journey) setUp() {
	covers.Statement(j.t, "R001")
	p := j.as(admin)
	p.fill("Nom de la plateforme", "Plateforme d'essai", "Adresse de contact", "operateur@preau.test", "Ligne de l'opérateur", "Proposé par la Fédération d'essai.")
	p.Check("Heure de Paris")
	if port := j.smtpPort(); port != "" {
		p.fill("Serveur d'envoi (SMTP)", "127.0.0.1", "Port", port, "Chiffrement", "Aucun", "Adresse d'expédition", "ne-pas-repondre@preau.test", "Adresse de l'essai", "essai@preau.test")
		p.Click("Enregistrer et envoyer un essai")
		p.at("/mise-en-route", "essai@preau.test")
		j.mail("essai@preau.test", "Plateforme d'essai")
	}
	p.Click("Terminer et ouvrir la plateforme")
	p.at("/", "Bonjour")
	out := j.as(passerBy)
	out.Open("/")
	out.want("Plateforme de collecte des besoins", "Inscription", "Connexion", "Proposé par la Fédération d'essai.")
}

// school is an establishment that the administrator enters.
type school struct{ name, nature, uai, postalCode, commune string }

var (
	lycee     = school{"Lycée Jeanne-Barret", "Lycée polyvalent", "0359101C", "35000", "Rennes"}
	bigSchool = school{"Collège des Quatre-Vents", "Collège", "0359102D", "35500", "Vitré"}
	island    = school{"Collège de l'Île-aux-Moines", "Collège", "0359103E", "35400", "Saint-Malo"}
)

func (j *journey) addSchools() {
	p := j.as(admin)
	p.Open("/administration")
	p.Click("Organisations")
	p.at("/administration/organisations", "Aucune organisation")
	for _, s := range []school{lycee, bigSchool, island} {
		p.Open("/administration/organisations")
		p.Click("Ajouter une organisation")
		p.at("/administration/organisations/nouvelle", "Un nom suffit")
		p.fill("Nom", s.name, "Nature", s.nature, "Numéro UAI", s.uai, "Code postal", s.postalCode, "Commune", s.commune)
		p.Click("Ajouter l'organisation")
		p.want(s.name + " » est ajoutée")
	}
	p.Open("/administration/organisations?q=vitre")
	p.want(bigSchool.name)
}

func (j *journey) nameCoordinator() {
	covers.Statement(j.t, "R061")
	p := j.as(admin)
	p.Open("/administration/coordonnateurs")
	p.Fill("Établissement : nom, commune ou UAI", "lycee rennes")
	p.Click("Chercher")
	p.want(lycee.name)
	p.Check(lycee.name)
	p.fill("Adresse email", coordinatorAddress, "Prénom", "Bénédicte", "Nom", "Goffin")
	p.Click("Nommer coordonnateur")
	p.want(coordinatorAddress+" est coordonnateur", "Bénédicte Goffin")
}
