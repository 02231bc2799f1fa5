package journeys_test

import (
	"strings"

	"preau/internal/kit/covers"
)

// answering is a référent's day.
func (j *journey) answering() {
	j.t.Helper()
	j.step("the référent comes by the mail, and takes charge", (*journey).takeCharge)
	j.step("asks for more, by an answer of the groupe; the aidant replies", (*journey).askMore)
	j.step("writes to the operators alone", (*journey).writeInner)
	j.step("calls another groupe, which is not the right one", (*journey).callOther)
	j.step("points out a standard procedure", (*journey).pointProcedure)
	j.step("says when they are away, and who stands for them", (*journey).goAway)
	j.step("the demand is dealt with", (*journey).treatDemand)
}

func (j *journey) takeCharge() {
	covers.Statement(j.t, "C040", "C043", "C082")
	p, _ := j.comesByMail(officer, j.demand)
	d := j.as(deputy.address)
	d.Open("/demandes/a-traiter")
	d.want(demandTitle, "Non lu")
	p.Open("/demandes/a-traiter")
	p.want(demandTitle, helper.name())
	p.CheckAccessible()
	p.Click(demandTitle)
	p.want("Zélie "+usager, "Mandat par SMS", "Donné", "Chaque lecture est notée")
	j.without("the page of a référent", p.Text(), "06 12 34 56 78")
	p.Click("Je m'en occupe")
	p.want("Vous vous en occupez", "En cours", officer.name()+" s'en occupe")
	j.mail(helper.address, officer.name()+" s'occupe de la demande")
}

func (j *journey) askMore() {
	covers.Statement(j.t, "C040", "C043", "C070")
	p := j.as(officer.address)
	p.Open(officersTeam + "/reponses")
	p.fill("Titre", "Pièces manquantes", "Texte", "Bonjour {aidant}, il manque le bail de {nom}. {moi}")
	p.Click("Ajouter la réponse type")
	p.want("La réponse type est enregistrée")
	p.CheckAccessible()
	p.Open(j.demand)
	p.Click("Réponses types")
	p.Click("Pièces manquantes")
	if got := p.Value("Message"); !strings.Contains(got, helper.name()) || !strings.Contains(got, usager) || !strings.Contains(got, officer.name()) {
		j.t.Errorf("the answer is filled in as %q", got)
	}
	p.Click("Envoyer le message")
	p.want("Le message est parti", "il manque le bail de "+usager)
	j.without("the mail", j.mail(helper.address, officer.name()+" a écrit dans la demande"), usager, "il manque le bail")
	q := j.as(helper.address)
	q.Open(j.demand)
	q.want("il manque le bail de " + usager)
	q.Fill("Message", "Le bail est dans le premier message.")
	q.Click("Envoyer le message")
	q.want("Le message est parti")
	j.mail(officer.address, helper.name()+" a écrit dans la demande")
	p.Open(j.demand)
	p.want("Le bail est dans le premier message.")
}

func (j *journey) writeInner() {
	covers.Statement(j.t, "C043")
	p := j.as(officer.address)
	p.Fill("Message", "Qui connaît ce bailleur ?")
	p.Check("Entre opérateurs seulement")
	p.Click("Envoyer le message")
	p.want("l'aidant ne voit pas ce message", "Qui connaît ce bailleur")
	p.CheckAccessible()
	d := j.as(deputy.address)
	d.Open(j.demand)
	d.want("Qui connaît ce bailleur")
	q := j.as(helper.address)
	q.Open(j.demand)
	q.want("Le bail est dans le premier message.")
	j.without("the aidant's page", q.Text(), "Qui connaît ce bailleur")
}

func (j *journey) callOther() {
	covers.Statement(j.t, "C043", "C046", "C061")
	p := j.as(officer.address)
	p.Open(j.demand)
	p.Click("Inviter")
	p.Fill("Qui inviter", "Préfecture · Séjour")
	p.ClickButton("Inviter")
	p.want("Aucun mandat en cours ne nomme cet organisme", helper.name())
	p.CheckAccessible()
	j.nameToo("Préfecture")
	p.ClickButton("Inviter") // as it was chosen
	p.want("l'invitation est partie", "Préfecture · Séjour")
	j.mail(clerk.address, j.base()+j.demand)
	q := j.as(clerk.address)
	q.Open(j.demand)
	q.Click("Pas le bon interlocuteur ?")
	q.want("Votre groupe se retire de la demande")
	q.CheckAccessible()
	q.Click("Se retirer de la demande")
	q.at("/demandes/a-traiter", "Votre groupe s'est retiré")
	j.mail(officer.address, "n'est pas le bon interlocuteur")
	q.Open(j.demand)
	q.want("Page introuvable")
}

func (j *journey) pointProcedure() {
	covers.Statement(j.t, "C043")
	p := j.as(officer.address)
	p.Open(j.demand)
	p.Click("Une procédure standard existe")
	p.fill("Ce que la procédure permet", "Déclarer un changement de bailleur", "Adresse de la procédure", "https://www.caf.test/bailleur")
	p.Click("Indiquer la procédure")
	p.want("La procédure est indiquée", "https://www.caf.test/bailleur")
	q := j.as(helper.address)
	q.Open("/procedures")
	q.want("Déclarer un changement de bailleur")
	q.CheckAccessible()
}

func (j *journey) goAway() {
	covers.Statement(j.t, "C071")
	p := j.as(officer.address)
	p.Open(officersTeam)
	p.Click("Absences et passages")
	from := j.now().In(paris)
	p.fill("Absent du", from.AddDate(0, 0, 1).Format("2006-01-02"), "Au (inclus)", from.AddDate(0, 0, 5).Format("2006-01-02"), "Suppléant", deputy.name())
	p.Click("Annoncer l'absence")
	p.want("L'absence est annoncée", dayInFrench(from.AddDate(0, 0, 5)))
	p.CheckAccessible()
	j.mail(deputy.address, "Absence de "+officer.name()+" du")
}

func (j *journey) treatDemand() {
	covers.Statement(j.t, "C041", "C042", "C070")
	p := j.as(officer.address)
	p.Open(j.demand)
	p.Click("Marquer comme traitée")
	p.Click("Oui, elle est traitée")
	p.want("La demande est traitée", "Traitée")
	j.mail(helper.address, officer.name()+" indique que la demande est traitée")
	p.Open("/demandes/traitees")
	p.want(demandTitle)
	p.Open("/demandes/en-retard")
	p.want("Aucun organisme ne doit de réponse")
}
