package journeys_test

import (
	"strings"

	"preau/internal/kit/covers"
)

var (
	unopened = official{"Basile", "Neuville", "14/07/1972", "basile.neuville.140772", "basile@saint-roch.test"}
	mistyped = official{"Céleste", "Van den Broeck", "22/02/1985", "celeste.vandenbroeck.220285", "celste@saint-roch.test"}
	outsider = official{"Ondine", "Leclercq", "30/06/1979", "ondine.leclercq.300679", "ondine@saint-roch.test"}
)

// cannotSignIn are those who « ne savent pas se connecter », each for another reason.
func (j *journey) cannotSignIn() {
	j.t.Helper()
	j.step("the account was never activated: the school sends the mail again", (*journey).neverActivated)
	j.step("the identifier is typed in another way", (*journey).typedOtherwise)
	j.step("the password is wrong: it is reset by the link", (*journey).wrongPassword)
	j.step("the mail never came: the manager sees its address and corrects it", (*journey).mailNeverCame)
	j.step("no role: the page says so, names the manager, and asks", (*journey).noRole)
	j.step("the manager wants to order, and gives the role to herself", (*journey).managerOrders)
}

// try is an attempt at « Connexion ».
func (j *journey) try(p person, name, password string) {
	j.t.Helper()
	p.Open("/connexion")
	p.fill("Identifiant (prenom.nom.JJMMAA) :", name, "Mot de passe", password)
	p.ClickButton("Connexion")
}

// at is the page of the school's accesses, as its manager sees it.
func (j *journey) atSchool() person {
	j.t.Helper()
	p := j.as(managerM.identifier)
	p.Open("/commandes")
	p.Click("Gestion des accès")
	p.want("Personnes et rôles")
	return p
}

func (j *journey) neverActivated() {
	covers.Statement(j.t, "R107", "R109")
	m := j.atSchool()
	j.give(m, unopened, "Validateur")
	first := j.pathTo(unopened.address, "/invitation/")
	p := j.as(unopened.identifier)
	j.try(p, unopened.address, goodPassword)
	p.want("inconnu") // whether there is an account is told to nobody
	m = j.atSchool()
	m.want("Jamais connecté", unopened.address)
	m.Click(unopened.name())
	m.want("mail parti le")
	m.Click("Renvoyer le mail")
	m.want("Un nouveau mail est parti")
	for again := j.pathTo(unopened.address, "/invitation/"); again == first; again = j.pathTo(unopened.address, "/invitation/") {
		j.mail(unopened.address, "") // the second is on its way
	}
	p = j.takeUpAccess(unopened)
	p.Open("/commandes")
	p.want("Validateur", schoolName)
}

func (j *journey) typedOtherwise() {
	covers.Statement(j.t, "R103", "R105")
	p := j.as(unopened.identifier)
	p.Open("/compte")
	p.Click("Se déconnecter")
	j.try(p, "basile.neuville.140772", "un tout autre mot de passe")
	p.want("prenom.nom.JJMMAA")
	for _, typed := range []string{"Basile Neuville 14/07/1972", "BASILE.NEUVILLE.14071972", unopened.address} {
		j.try(p, typed, goodPassword)
		p.want("Se déconnecter")
		p.Open("/compte")
		p.Click("Se déconnecter")
	}
}

func (j *journey) wrongPassword() {
	covers.Statement(j.t, "R105")
	p := j.as(unopened.identifier)
	j.try(p, unopened.identifier, "un tout autre mot de passe")
	p.Click("Réinitialiser mon mot de passe")
	p.Fill("Identifiant (prenom.nom.JJMMAA) ou adresse email", "basile neuville 14/07/1972")
	p.Click("Recevoir le mail")
	p.want("Si un compte correspond")
	p.Open(j.pathTo(unopened.address, "/mot-de-passe/"))
	p.fill("Nouveau mot de passe", otherPassword, "Retapez le mot de passe", otherPassword)
	p.Click("Enregistrer ce mot de passe")
	p.want("Votre mot de passe a changé")
	j.try(p, unopened.identifier, otherPassword)
	p.want("Se déconnecter")
}

func (j *journey) mailNeverCame() {
	covers.Statement(j.t, "R109")
	m := j.atSchool()
	j.give(m, mistyped, "Réceptionniste")
	m = j.atSchool()
	m.want(mistyped.address)
	m.Click(mistyped.name())
	right := mistyped
	right.address = strings.Replace(mistyped.address, "celste", "celeste", 1)
	m.Fill("L'adresse qui convient", right.address)
	m.Click("Corriger l'adresse")
	m.want("L'adresse est corrigée")
	p := j.takeUpAccess(right)
	p.Open("/commandes")
	p.want("Réceptionniste", schoolName)
}

// noRole opens an account by itself, is told what is missing, asks for it, and gets it on the next page.
func (j *journey) noRole() {
	covers.Statement(j.t, "R111", "R131", "R135")
	p := j.as(outsider.identifier)
	p.Open("/inscription")
	p.fill("Prénom", outsider.first, "Nom", outsider.last, "Date de naissance", outsider.born, "Adresse email", outsider.address, "Mot de passe", goodPassword, "Retapez le mot de passe", goodPassword)
	p.Click("Créer mon compte")
	p.want("Ouvrez votre boîte mail")
	p.Open(j.pathTo(outsider.address, "/activation/"))
	p.Fill("Mot de passe", goodPassword)
	p.Press("Enter")
	p.want(outsider.identifier)
	p.Open("/commandes")
	p.want("Aucun rôle ne vous a été attribué")
	p.Click("Demander un accès")
	p.Fill("Établissement ou P.O. : nom, commune, numéro", "saint-roch")
	p.Click("Chercher")
	p.want(schoolName)
	p.Click("Choisir")
	p.Check("Demandeur")
	p.Click("Envoyer la demande")
	p.want("Votre demande est partie")
	m := j.as(managerM.identifier)
	m.Open(j.pathTo(managerM.address, "/acces/demandes/"))
	m.want(outsider.name(), "Demandeur")
	m.Check(marketName)
	m.Click("Confirmer")
	m.want("C'est confirmé")
	p.Open("/commandes")
	p.want("Demandeur", "Vos marchés : "+marketName)
}

func (j *journey) managerOrders() {
	covers.Statement(j.t, "R112")
	m := j.atSchool()
	j.give(m, managerM, "Acheteur")
	m.Open("/commandes")
	m.want("Acheteur", schoolName)
	if strings.Contains(m.Text(), "Vous ne pouvez pas encore commander") {
		j.t.Error("the page still says that nothing can be ordered")
	}
}
