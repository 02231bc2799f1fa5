package journeys_test

import (
	"strings"

	"preau/internal/kit/covers"
)

const refusal = "Un marché court encore chez vous jusqu'en août."

// decide answers the mailed demands.
func (j *journey) decide() {
	covers.Statement(j.t, "R023", "R027", "R028")
	p := j.as(coordinator)
	j.mail(coordinatorAddress, bigSchool.name)
	j.mail(coordinatorAddress, island.name)
	p.Open(j.pathTo(coordinatorAddress, j.group+"/adhesions"))
	p.at(j.group+"/adhesions", "Claire Delvaux")
	p.want("Paul Ferrand", "2 demandes à traiter")
	p.Uncheck("Choisir " + bigSchool.name)
	p.Check("Choisir " + island.name)
	p.Click("Refuser les demandes choisies")
	p.Fill("Motif du refus", refusal)
	p.ClickButton("Refuser les demandes choisies")
	p.want("Une demande refusée", "Refusée")
	p.Check("Choisir " + bigSchool.name)
	p.Click("Accepter les demandes choisies")
	p.want("Une adhésion acceptée", "Acceptée")
}

// readDecisions is what both find in their mails and under « Mes adhésions ».
func (j *journey) readDecisions() {
	covers.Statement(j.t, "R025", "R026", "R027")
	j.mail(paul.address, refusal)
	p := j.as(paul.user)
	p.Open("/adhesions")
	p.want("Refusée")
	p.Open(j.group + "/besoins")
	p.want("a refusé l'adhésion", refusal)
	p = j.as(claire.user)
	p.Open("/adhesions")
	p.want("Acceptée")
}

func (j *journey) acceptAfterAll() {
	covers.Statement(j.t, "R027", "R028")
	j.join(paul)
	p := j.as(coordinator)
	p.Open(j.group + "/adhesions")
	p.want("1 demande à traiter")
	p.Click("Accepter les demandes choisies") // the only one is chosen
	p.want("Une adhésion acceptée", "Rien à traiter")
}

// entry is the members' work, lot by lot, and the figures that the coordinator gets out of it.
func (j *journey) entry() {
	j.t.Helper()
	j.step("quantities are saved, then validated", (*journey).enter)
	j.step("a lot of which nothing is wanted", (*journey).wantNothing)
	j.step("the four states are seen", (*journey).fourStates)
	j.step("a validated lot is opened again", (*journey).reopen)
	j.step("another member saves without validating", (*journey).saveOnly)
	j.step("the coordinator sees who is where", (*journey).readBoard)
	j.step("and the totals of what is validated", (*journey).consolidate)
	j.step("a sheet that is validated is counted at once", (*journey).countAll)
}

func (j *journey) enter() {
	covers.Statement(j.t, "R040", "R041", "R044")
	p := j.as(claire.user)
	p.Open(j.pathTo(claire.address, j.group+"/besoins"))
	p.at(j.group+"/besoins", "Pas commencé")
	j.deadlineShown(p)
	p.Click("Sciences")
	p.at(j.group+"/besoins/1", "Lot 1, Sciences")
	j.deadlineShown(p)
	p.fill("Quantité, Bécher 250 ml (pièces)", "beaucoup")
	p.Click("Enregistrer")
	p.want("Il y a une erreur à corriger")
	p.WaitFocus("Il y a une erreur à corriger")
	p.fill("Quantité, Bécher 250 ml (pièces)", "1 024", "Quantité, =Acide (litres)", "2,5")
	p.Click("Enregistrer")
	p.want("Enregistré : 2 quantités", "En saisie")
	p.Click("Valider le lot")
	p.at(j.group+"/besoins", "Validé, avec besoins")
}

func (j *journey) wantNothing() {
	covers.Statement(j.t, "R042")
	p := j.as(claire.user)
	p.Click("Papier")
	p.at(j.group+"/besoins/2", "Lot 2, Papier")
	p.Click("Je n'ai aucun besoin pour ce lot")
	p.at(j.group+"/besoins/2/aucun", "Aucun besoin pour « Papier »")
	p.ClickButton("Je n'ai aucun besoin pour ce lot")
	p.at(j.group+"/besoins", "Validé, aucun besoin")
}

func (j *journey) fourStates() {
	covers.Statement(j.t, "R041", "R043")
	p := j.as(claire.user)
	p.Click("Sport")
	p.at(j.group+"/besoins/3", "Lot 3, Sport")
	p.Fill("Quantité, Article de Sport (pièces)", "7")
	p.Click("Enregistrer")
	p.want("Enregistré : 1 quantité")
	p.Open(j.group + "/besoins")
	p.want("Validé, avec besoins", "Validé, aucun besoin", "En saisie", "Pas commencé")
}

// reopen opens a validated lot again and validates it as it was.
func (j *journey) reopen() {
	covers.Statement(j.t, "R047")
	p := j.as(claire.user)
	p.Open(j.group + "/besoins/1")
	p.want("1 024 pièces", "2,5 litres")
	p.Click("Rouvrir le lot")
	p.at(j.group+"/besoins/1", "est rouvert")
	p.want("En saisie")
	p.Click("Valider le lot")
	p.at(j.group+"/besoins", "Le lot « Sciences » est validé")
}

func (j *journey) saveOnly() {
	covers.Statement(j.t, "R041", "R055")
	p := j.as(paul.user)
	p.Open(j.group + "/besoins")
	if strings.Contains(p.Text(), "Validé") {
		j.t.Errorf("a member sees what another one entered: %s", p.Text())
	}
	p.Click("Sciences")
	p.fill("Quantité, Bécher 250 ml (pièces)", "76", "Quantité, =Acide (litres)", "0,5")
	p.Click("Enregistrer")
	p.want("Enregistré : 2 quantités", "En saisie")
}

func (j *journey) readBoard() {
	covers.Statement(j.t, "R044", "R052")
	p := j.as(coordinator)
	p.Open(j.group)
	j.deadlineShown(p)
	p.Click("Suivi")
	p.at(j.group+"/suivi", "25 %") // two lots of eight
	p.want(bigSchool.name, island.name, "2 sur 4", "0 sur 4")
	p.Click(bigSchool.name)
	p.want("Claire Delvaux", "Validé")
}

func (j *journey) consolidate() {
	covers.Statement(j.t, "R054")
	p := j.as(coordinator)
	p.Open(j.group)
	p.Click("Consolidation")
	p.at(j.group+"/consolidation", "1 024")
	p.want("une fiche non validée n'est pas comptée")
	j.file(p, ";Bécher 250 ml;pièces;1024;1;;\r\n", ";'=Acide;litres;2,5;1;;\r\n", "Fiches non validées, non comptées;1\r\n")
}

func (j *journey) countAll() {
	covers.Statement(j.t, "R054")
	p := j.as(paul.user)
	p.Open(j.group + "/besoins/1")
	p.Click("Valider le lot")
	p.want("Le lot « Sciences » est validé")
	p = j.as(coordinator)
	p.Open(j.group + "/consolidation")
	p.want("1 100", "Toutes les fiches sont validées")
	j.file(p, ";Bécher 250 ml;pièces;1100;2;;\r\n", ";'=Acide;litres;3;2;;\r\n", "Fiches non validées, non comptées;0\r\n")
	p.Fill("Lot", "2. Papier")
	p.Click("Afficher")
	p.want("2. Papier")
	j.file(p, ";Ramette A4;pièces;0;0;;\r\n", "Fiches non validées, non comptées;1\r\n")
}

// file reads the coordinator's file as the browser keeps it.
func (j *journey) file(p person, lines ...string) {
	j.t.Helper()
	name, content := p.Download("Exporter (CSV)")
	if !strings.HasPrefix(name, "groupement-") || !strings.HasSuffix(name, ".csv") {
		j.t.Errorf("the file is called %q", name)
	}
	for _, want := range lines {
		if !strings.Contains(string(content), want) {
			j.t.Errorf("%q is not in the file:\n%s", want, content)
		}
	}
}
