package journeys_test

import (
	"strings"
	"time"

	"preau/internal/kit/covers"
)

var provider = worker{"Claire", "Michu", "michu@fleurbleue.test", "Médecin"}

const (
	providerName = "Association Fleur bleue"
	offerName    = "Bien dormir pour bien apprendre"
	offerText    = "Les étudiants préparent avec l'enseignant une séance par classe, puis reviennent deux semaines plus tard."
)

func (j *journey) switchOffersOn() {
	p := j.as(admin)
	p.Open("/administration/reglages")
	p.Check("Offres")
	p.Click("Enregistrer les réglages")
	p.want("Réglages enregistrés")
}

func (j *journey) askAccount() {
	covers.Statement(j.t, "O6", "O19")
	p := j.as(provider.address)
	p.Open("/offreur")
	p.want("J'ai déjà un compte offreur", "Je souhaite ouvrir un compte offreur")
	p.Click("Créer un compte")
	p.want("Informations structure offreuse")
	p.Click("Suivant")
	p.want("à corriger")
	p.fill("Raison sociale", providerName, "Siren", "732 829 320", "N° et rue", "12 boulevard Grenelle", "Commune", "75017, Paris", "Type d'offreur", "Association",
		"Représentant légal (signataire des conventions)", "Madame MICHU", "Fonction du représentant légal", "Présidente", "Description de l'offreur", "La santé à l'école.")
	p.CheckAccessible()
	p.Click("Suivant")
	p.want("Informations du compte administrateur")
	p.fill("Prénom", provider.first, "Nom", provider.last)
	p.Click("Retour")
	if got := p.Value("Raison sociale"); got != providerName {
		j.t.Errorf("« Retour » keeps %q", got)
	}
	p.Click("Suivant")
	if got := p.Value("Nom"); got != provider.last {
		j.t.Errorf("« Retour » keeps the name %q", got)
	}
	p.fill("Fonction", provider.role, "Email", provider.address, "Téléphone", "01 01 01 01 01")
	p.CheckAccessible()
	p.Click("Enregistrer")
	p.want("Votre demande est en cours de validation")
	j.mail(provider.address, "Vous serez informé par mail de l'activation de votre compte")
}

func (j *journey) acceptStructure() {
	covers.Statement(j.t, "O23")
	p := j.as(admin)
	p.Open(j.pathTo(adminAddress, "/moderation"))
	p.want(providerName, "732829320", "Madame MICHU", provider.name())
	p.CheckAccessible()
	p.Click("Valider la structure")
	p.want("Active")
}

func (j *journey) providerComes() {
	covers.Statement(j.t, "O60")
	p := j.as(provider.address)
	p.Open(j.pathTo(provider.address, "/invitation/"))
	p.fill("Mot de passe", goodPassword, "Retapez le mot de passe", goodPassword)
	p.Click("Ouvrir mon compte")
	p.Open("/offreur/utilisateurs")
	p.want(provider.address, "Gestionnaire d'offres", "Administrateur offreur", "Valideur d'offres")
}

func (j *journey) writeOffer() {
	covers.Statement(j.t, "O50")
	p := j.as(provider.address)
	p.Open("/offreur/offres")
	p.Click("Créer une offre")
	day := func(days int) string { return j.now().In(paris).AddDate(0, 0, days).Format(time.DateOnly) }
	p.fill("Nom de l'offre", offerName, "Description", offerText, "Type de terrain d'action", "École maternelle ou élémentaire", "Commune", "75017, Paris",
		"Capacité", "12", "Premier jour 1", day(20), "Dernier jour 1", day(60), "Nom du référent", "Zoé Secret", "Mail du référent", "zoe.secret@fleurbleue.test",
		"Mail de contact", "accueil@fleurbleue.test", "Publication du", day(0))
	p.Check("Sommeil")
	p.Click("Enregistrer et soumettre")
	p.want("Choisissez au moins un public")
	p.CheckAccessible()
	p.Click("Modifier")
	if got := p.Value("Description"); got != offerText {
		j.t.Errorf("the description is %q", got)
	}
	p.Check("CM1-CM2")
	p.CheckAccessible()
	p.Click("Enregistrer et soumettre")
	p.want("À valider", offerText)
	p.CheckAccessible()
}

func (j *journey) publishOffer() {
	covers.Statement(j.t, "O83")
	p := j.as(provider.address)
	p.Click("Valider et publier")
	p.want("Ce qui sera lu", offerText, "L'offre n'a pas de résumé")
	p.CheckAccessible()
	p.ClickButton("Valider et publier")
	p.want("Publiée")
}

func (j *journey) findOffer() {
	covers.Statement(j.t, "O102")
	p := j.as("a student")
	p.Open("/offres")
	for end := j.now().Add(time.Minute); !strings.Contains(p.Text(), offerName); p.Open("/offres") {
		if j.now().After(end) {
			j.t.Fatalf("the public does not find the offer: %s", p.Text())
		}
	}
	p.Fill("Que cherchez-vous ?", "dormir")
	p.Click("Chercher")
	p.want("1 offre", offerName, providerName)
	p.CheckAccessible()
	p.Click(offerName)
	p.want(offerText, "accueil@fleurbleue.test", "12 places")
	j.without("the public page", p.Text(), "Zoé", "zoe.secret")
	p.CheckAccessible()
	p.Open("/offres?q=plongée")
	p.want("Aucune offre ne correspond")
}
