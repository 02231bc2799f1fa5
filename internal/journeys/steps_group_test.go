package journeys_test

import (
	"strings"

	"preau/internal/kit/covers"
)

// campaign is the coordinator's first part: a group from nothing to its opening; and somebody who looks at it from outside.
func (j *journey) campaign() {
	j.t.Helper()
	j.group = "/groupements/1"
	j.step("the coordinator takes up the invitation", (*journey).takeUpRole)
	j.step("a group is made by form", (*journey).makeGroup)
	j.step("its lots and lines", (*journey).makeLots)
	j.step("it is opened", (*journey).openGroup)
	j.step("a visitor looks around", (*journey).visit)
}

func (j *journey) takeUpRole() {
	p := j.as(coordinator)
	p.Open(j.pathTo(coordinatorAddress, "/invitation/"))
	p.fill("Mot de passe", goodPassword, "Retapez le mot de passe", goodPassword)
	p.Click("Ouvrir mon compte")
	p.at("/compte/profil", "Votre profil n'est pas complet")
}

func (j *journey) makeGroup() {
	covers.Statement(j.t, "R061")
	p := j.as(coordinator)
	p.Open("/groupements")
	p.want("Aucun groupement pour le moment")
	p.Open("/groupements/nouveau")
	p.Click("Créer le groupement")
	p.want("à corriger")
	p.WaitFocus("à corriger")
	p.fill("Titre", "Manuels scolaires", "Description", "Achats de manuels scolaires",
		"Adhésions jusqu'au", field(j.now().AddDate(0, 0, 5)), "Début de la saisie", field(j.now().AddDate(0, 0, -1)), "Date limite de saisie des besoins", field(j.deadline()))
	p.Click("Créer le groupement")
	p.at(j.group+"/lots/nouveau", "Ajoutez maintenant ses lots")
}

func (j *journey) makeLots() {
	covers.Statement(j.t, "R061")
	p := j.as(coordinator)
	p.fill("Intitulé du lot", "Sciences", "Article de la ligne 1", "Bécher 250 ml", "Unité de la ligne 1", "pièces",
		"Article de la ligne 2", "=Acide", "Unité de la ligne 2", "litres", "Décimales de la ligne 2", "1")
	p.Click("Enregistrer et ajouter un autre lot")
	p.want("Le lot « Sciences » est enregistré")
	p.fill("Intitulé du lot", "Papier", "Article de la ligne 1", "Ramette A4", "Unité de la ligne 1", "pièces")
	p.Click("Enregistrer et ajouter un autre lot")
	p.want("Le lot « Papier » est enregistré")
	for _, title := range []string{"Sport", "Musique"} {
		p.fill("Intitulé du lot", title, "Article de la ligne 1", "Article de "+title, "Unité de la ligne 1", "pièces")
		p.Click("Enregistrer le lot")
		p.at(j.group+"/lots", title)
		if title == "Sport" {
			p.Click("Ajouter un lot")
			p.at(j.group+"/lots/nouveau", "est un article que chaque membre")
		}
	}
	p.Click("Revenir au groupement")
	p.at(j.group, "Brouillon")
}

func (j *journey) openGroup() {
	p := j.as(coordinator)
	p.Click("Ouvrir le groupement")
	p.at(j.group+"/ouvrir", "Ses dates et ses lots ne changeront plus")
	p.ClickButton("Ouvrir le groupement")
	p.at(j.group, "Le groupement est ouvert")
	j.deadlineShown(p)
}

// visit is somebody who looks around without an account.
func (j *journey) visit() {
	covers.Statement(j.t, "R020", "R021", "R022")
	p := j.as(passerBy)
	p.Open("/")
	p.Open("/groupements")
	p.Click("Afficher")
	p.at(j.group, "Manuels scolaires")
	p.want("Achats de manuels scolaires", "Etablissement support : "+lycee.name, "Détail", "Documents", "Mes besoins", "Contact")
	p.Click("Adhérer")
	p.at("/connexion", "Connexion")
	if got := p.Path(); !strings.Contains(got, "suite=%2Fgroupements%2F1") {
		j.t.Errorf("signing in will not lead back: %s", got)
	}
	p.Open(j.group)
	p.Click("Retour liste")
	p.at("/groupements", "Manuels scolaires")
}
