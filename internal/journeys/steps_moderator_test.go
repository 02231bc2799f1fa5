package journeys_test

import (
	"strings"

	"preau/internal/kit/covers"
)

const silentTitle = "Attestation de paiement introuvable"

// calledIn is the modérateur's part: the program's clock is the day's, so the aidant calls them by hand (C044); that a long silence
// calls one is told by the tests of its room.
func (j *journey) calledIn() {
	j.t.Helper()
	j.step("a demand that nobody answers: the aidant calls a modérateur", (*journey).callModerator)
	j.step("the modérateur reads, calls another groupe, and chases", (*journey).moderate)
}

func (j *journey) callModerator() {
	covers.Statement(j.t, "C044", "C060")
	p := j.as(helper.address)
	p.Open("/demandes/nouvelle")
	p.Click("Commencer la demande")
	p.Check("Caf · Référents")
	p.fill("Nom", "Kervella", "Titre", silentTitle, "Description du blocage", "Le compte en ligne refuse la connexion.",
		"Mandat déjà détenu, daté du", j.now().In(paris).Format("2006-01-02"))
	p.Click("Envoyer ma demande")
	p.want("Votre demande est partie", "Mandat détenu par la structure")
	j.demand, _, _ = strings.Cut(p.Path(), "?")
	r := j.as(lead.address)
	r.Open(j.demand)
	r.want("Page introuvable") // not called in yet, and a responsable reads no demand
	p.Click("Inviter")
	p.Fill("Qui inviter", lead.name())
	p.CheckAccessible()
	p.ClickButton("Inviter")
	p.want("l'invitation est partie", lead.name(), "Modérateur")
}

func (j *journey) moderate() {
	covers.Statement(j.t, "C012", "C044")
	p, _ := j.comesByMail(lead, j.demand)
	p.want("Kervella", silentTitle, "Le compte en ligne refuse la connexion.")
	j.without("the modérateur's page", p.Text(), "Voir le mandat", "Je m'en occupe")
	p.CheckAccessible()
	p.Click("Inviter")
	j.nameToo("Préfecture")
	p.Fill("Qui inviter", "Préfecture · Séjour")
	p.ClickButton("Inviter")
	p.want("l'invitation est partie")
	j.mail(clerk.address, j.base()+j.demand)
	p.Fill("Message", "Qui peut répondre à cette demande ?")
	p.Click("Envoyer le message")
	p.want("Le message est parti")
	for _, w := range []worker{officer, clerk, helper} {
		j.without("the mail", j.mail(w.address, lead.name()+" a écrit dans la demande"), "Kervella", "Qui peut répondre")
	}
	p.Click("Clore la demande")
	p.want("La demande est close")
	j.mail(helper.address, lead.name()+" a clos la demande")
	p.Open(j.demand)
	p.want("Vous voyez cette demande masquée") // a modérateur reads while it is open
	j.without("the page of a closed demand", p.Text(), "Kervella", silentTitle)
}
