package journeys_test

import (
	"os"
	"path/filepath"
	"strings"

	"preau/internal/kit/covers"
)

// asking is the aidant's part until the demand has gone.
func (j *journey) asking() {
	j.t.Helper()
	j.step("the aidant signs in by link, and begins a demand", (*journey).beginDemand)
	j.step("organismes by theme, the usager, « autres », a colleague, a file; the title is scanned", (*journey).writeDemand)
	j.step("the usager is asked by SMS, and answers OUI", (*journey).askMandate)
	j.step("the demand goes, and the référents are told", (*journey).sendDemand)
}

func (j *journey) beginDemand() {
	covers.Statement(j.t, "C001", "C003", "C020")
	p := j.as(helper.address)
	p.Open("/compte")
	p.Click("Se déconnecter")
	p.Open("/connexion")
	j.followsLink(p, helper)
	p.Open("/demandes")
	p.want("Aucune demande pour l'instant")
	p.Click("Créer une demande")
	p.want("Avant de commencer")
	p.CheckAccessible()
	p.Click("Commencer la demande")
	p.want("Ma demande", "Groupes destinataires")
	j.demand = strings.TrimSuffix(p.Path(), "/brouillon")
}

func (j *journey) writeDemand() {
	covers.Statement(j.t, "C021", "C022", "C023")
	p := j.as(helper.address)
	p.Fill("Thème", "Logement")
	p.Click("Filtrer")
	p.want("Caf · Référents", "Joindre le bail.")
	j.without("the draft, by theme", p.Text(), "Préfecture · Séjour")
	p.Check("Caf · Référents")
	p.fill("Prénom", "Zélie", "Nom", usager, "Date de naissance", "uniquement 1984", "Titre", "Rappel de "+usager+" au 06 12 34 56 78",
		"Description du blocage", "Rien n'est versé depuis juin.", "Autres", "Numéro fiscal")
	p.Click("Ajouter cet élément")
	p.want("Numéro fiscal", "Numéro d'allocataire") // the second is the organisme's own
	p.Fill("Numéro d'allocataire", "7654321")
	p.Check(second.name())
	bail := filepath.Join(j.t.TempDir(), "bail.txt")
	if err := os.WriteFile(bail, []byte("Bail du 1er juin"), 0o600); err != nil {
		j.t.Fatal(err)
	}
	p.Attach("Joindre des fichiers", bail)
	p.Click("Envoyer ma demande")
	p.want("à corriger", "semble contenir des données personnelles", "bail.txt")
	p.CheckAccessible()
	p.Fill("Titre", demandTitle)
	p.Click("Enregistrer le brouillon")
	p.want("Le brouillon est enregistré")
}

func (j *journey) askMandate() {
	covers.Statement(j.t, "C026", "C061", "C062")
	p := j.as(helper.address)
	p.Click("Envoyer ma demande")
	p.want("Il manque l'autorisation de la personne")
	p.Click("Recueillir un mandat signé ou par SMS")
	p.want("Aucun mandat en cours")
	p.Fill("Numéro de mobile de la personne", "06.12.34.56.78")
	p.Click("Envoyer le SMS")
	p.want("Le SMS attend sa réponse")
	p.CheckAccessible()
	text := j.phones.wait(j.t, usagerPhone)
	for _, s := range []string{helper.name(), "Caf", "OUI"} {
		if !strings.Contains(text, s) {
			j.t.Errorf("the text does not name %q: %s", s, text)
		}
	}
	j.without("the text", text, usager)
	j.phones.answer(j.t, j.base(), usagerPhone, " oui. ")
	j.mail(helper.address, "La personne a répondu OUI")
	p.Open(j.demand + "/brouillon")
	p.want("Mandat par SMS", "Donné")
}

func (j *journey) sendDemand() {
	covers.Statement(j.t, "C025", "C027", "C029")
	p := j.as(helper.address)
	p.Click("Envoyer ma demande")
	p.at(j.demand, "Votre demande est partie")
	p.want("Envoyée", demandTitle, "bail.txt", "Zélie "+usager, "Mandat par SMS")
	p.CheckAccessible()
	for _, w := range []worker{officer, deputy} {
		j.without("the mail", j.mail(w.address, j.base()+j.demand), usager, "Rien n'est versé", "7654321")
	}
	j.mail(second.address, j.base()+j.demand)
	q := j.as(second.address)
	q.Open(j.demand)
	q.want("Zélie "+usager, "Rien n'est versé depuis juin.")
	r := j.as(clerk.address)
	r.Open(j.demand)
	r.want("Page introuvable") // it was not sent to them
}

// nameToo is the aidant who asks the usager once more, for a mandate that names another organisme, whose groupe is to be invited.
func (j *journey) nameToo(agency string) {
	j.t.Helper()
	p := j.as(helper.address)
	p.Open(strings.Replace(j.demand, "/demandes/", "/mandats/", 1))
	p.Click("Demander ou joindre un autre mandat")
	p.fill("Numéro de mobile de la personne", "06.12.34.56.78", "Le SMS nomme aussi", agency)
	p.CheckAccessible()
	p.Click("Envoyer le SMS")
	p.want("Le SMS part", "Organismes nommés", "Caf, "+agency)
	j.phones.answer(j.t, j.base(), usagerPhone, "Oui")
}

// closing is the aidant's part once the blockage is solved.
func (j *journey) closing() {
	j.t.Helper()
	j.step("the aidant closes the demand, and answers the survey", (*journey).closeDemand)
}

func (j *journey) closeDemand() {
	covers.Statement(j.t, "C041", "C045", "C048")
	p, _ := j.comesByMail(helper, j.demand)
	p.want("Traitée", officer.name()+" a marqué la demande comme traitée", "Vu par "+officer.name())
	p.Click("Clore la demande")
	p.want("Votre avis")
	p.Click("Donner mon avis")
	p.want("L'enquête est anonyme")
	p.CheckAccessible()
	p.Check("Oui")
	p.Click("Envoyer mon avis")
	p.want("Votre avis est compté")
	j.mail(officer.address, helper.name()+" a clos la demande")
	p.Open(j.demand)
	p.want("Close", "un message la rouvre")
	p.Open(j.demand + "/avis")
	p.want("déjà été proposée")
}
