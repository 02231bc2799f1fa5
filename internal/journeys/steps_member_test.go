package journeys_test

import (
	"preau/internal/kit/covers"
)

// newcomer is somebody who opens an account, and the establishment that is theirs.
type newcomer struct {
	user, address, first, last, function, phone string
	searches                                    []string // what they type to find it
	school                                      string
}

var (
	claire = newcomer{"claire.delvaux", "claire@preau.test", "Claire", "Delvaux", "Gestionnaire", "02 99 00 00 00", []string{"quatre vents", "0359102D", "college vitre"}, bigSchool.name}
	paul   = newcomer{"paul.ferrand", "paul@preau.test", "Paul", "Ferrand", "Intendant", "02 99 00 00 01", []string{"saint-malo"}, island.name}
)

const otherPassword = "marelle et billes de verre"

// arrivals is how two establishments become members: one at once, the other after a refusal with its reason.
func (j *journey) arrivals() {
	j.t.Helper()
	j.step("a visitor signs up", (*journey).signUp)
	j.step("nobody signs in before the link is followed", (*journey).tooEarly)
	j.step("the link activates the account, once", (*journey).activate)
	j.step("signing in by name, then by address", (*journey).signInBoth)
	j.step("a forgotten password", (*journey).forget)
	j.step("joining asks for the profile first", (*journey).fillProfile)
	j.step("joining", func(j *journey) { j.join(claire) })
	j.step("another establishment comes", func(j *journey) { j.arrive(paul); j.join(paul) })
	j.step("the coordinator refuses one with a reason, and accepts the other", (*journey).decide)
	j.step("both read it", (*journey).readDecisions)
	j.step("who was refused asks again, and is accepted", (*journey).acceptAfterAll)
}

// signUp types the passwords differently first: nothing is stored, both are asked for again, the rest is kept.
func (j *journey) signUp() {
	covers.Statement(j.t, "R002", "R003")
	p := j.as(claire.user)
	p.Open("/")
	p.Click("Inscription")
	p.at("/inscription", "Quatre champs")
	p.fill("Nom d'utilisateur", claire.user, "Adresse email", claire.address, "Mot de passe", goodPassword, "Retapez le mot de passe", goodPassword+"!")
	p.Click("Créer mon compte")
	p.want("à corriger")
	p.WaitFocus("à corriger")
	for label, want := range map[string]string{"Nom d'utilisateur": claire.user, "Adresse email": claire.address, "Mot de passe": "", "Retapez le mot de passe": ""} {
		if got := p.Value(label); got != want {
			j.t.Errorf("the field %s holds %q, not %q", label, got, want)
		}
	}
	p.fill("Mot de passe", goodPassword, "Retapez le mot de passe", goodPassword)
	p.Click("Créer mon compte")
	p.at("/inscription/envoyee", "Ouvrez votre boîte mail")
}

func (j *journey) tooEarly() {
	covers.Statement(j.t, "R003", "R004", "R008")
	p := j.as(claire.user)
	p.Open("/connexion")
	p.want("compte d'adhérent", "indépendants")
	p.fill("Nom d'utilisateur :", claire.user, "Mot de passe", "un tout autre mot de passe")
	p.ClickButton("Connexion")
	p.want("Nom d'utilisateur ou mot de passe inconnu")
	p.fill("Nom d'utilisateur :", claire.user, "Mot de passe", goodPassword)
	p.ClickButton("Connexion")
	p.want("pas encore activé", "Renvoyer le lien")
}

func (j *journey) activate() {
	covers.Statement(j.t, "R003", "R005")
	p, link := j.as(claire.user), j.pathTo(claire.address, "/activation/")
	p.Open(link)
	p.fill("Mot de passe", goodPassword)
	p.Click("Activer mon compte")
	p.at("/compte/profil", "Votre compte est activé")
	p.Open(link)
	p.want("Compte déjà activé")
	p.Open("/compte")
	p.Click("Se déconnecter")
}

func (j *journey) signInBoth() {
	covers.Statement(j.t, "R006")
	p := j.as(claire.user)
	for _, name := range []string{claire.user, " Claire@preau.test "} {
		p.Open("/connexion")
		p.fill("Nom d'utilisateur :", name, "Mot de passe", goodPassword)
		p.Press("Enter")
		p.want("Se déconnecter")
		p.Click("Se déconnecter")
		p.at("/", "Première visite")
	}
}

// forget asks for a link by the button at sign-in; an address that has no account is answered alike.
func (j *journey) forget() {
	covers.Statement(j.t, "R011", "R012")
	p := j.as(claire.user)
	for _, name := range []string{"personne@preau.test", claire.address} {
		p.Open("/connexion")
		p.Click("Mot de passe oublié")
		p.at("/mot-de-passe/oubli", "Vous recevrez par mail")
		p.Fill("Nom d'utilisateur ou adresse email", name)
		p.Click("Recevoir le mail")
		p.at("/mot-de-passe/envoye", "Si un compte correspond")
	}
	p.Open(j.pathTo(claire.address, "/mot-de-passe/"))
	p.fill("Nouveau mot de passe", otherPassword, "Retapez le mot de passe", otherPassword)
	p.Click("Enregistrer ce mot de passe")
	p.at("/connexion", "Votre mot de passe a changé")
	p.fill("Nom d'utilisateur :", claire.user, "Mot de passe", goodPassword)
	p.ClickButton("Connexion")
	p.want("Nom d'utilisateur ou mot de passe inconnu")
	p.fill("Nom d'utilisateur :", claire.user, "Mot de passe", otherPassword)
	p.ClickButton("Connexion")
	p.want("Se déconnecter")
}

// fillProfile comes from « Adhérer », and goes back there.
func (j *journey) fillProfile() {
	covers.Statement(j.t, "R009", "R010")
	p := j.as(claire.user)
	p.Open("/adhesions")
	p.want("Vous n'agissez pour aucun établissement")
	p.Click("Liste des groupements d'achat")
	p.at("/groupements", "Manuels scolaires")
	p.Click("Afficher")
	p.at(j.group, "Saisie ouverte")
	p.Click("Adhérer")
	p.at("/compte/profil", "Il manque : établissement, fonction, prénom, nom et téléphone")
	j.profile(p, claire)
	p.at(j.group, "Votre profil est enregistré")
}

// profile fills « Mon profil »; the establishment is looked for by each of its searches.
func (j *journey) profile(p person, who newcomer) {
	j.t.Helper()
	p.fill("Prénom", who.first, "Nom", who.last, "Fonction", who.function, "Téléphone", who.phone)
	label := "Trouver votre établissement"
	for _, words := range who.searches {
		p.Fill(label, words)
		label = "Chercher un autre établissement"
		p.Click("Chercher")
		p.want(who.school)
	}
	p.Check(who.school)
	p.Click("Enregistrer mon profil")
}

// arrive is the whole of signing up without any mistake.
func (j *journey) arrive(who newcomer) {
	j.t.Helper()
	p := j.as(who.user)
	p.Open("/inscription")
	p.fill("Nom d'utilisateur", who.user, "Adresse email", who.address, "Mot de passe", goodPassword, "Retapez le mot de passe", goodPassword)
	p.Click("Créer mon compte")
	p.at("/inscription/envoyee", "Ouvrez votre boîte mail")
	p.Open(j.pathTo(who.address, "/activation/"))
	p.fill("Mot de passe", goodPassword)
	p.Press("Enter")
	p.at("/compte/profil", "Votre profil n'est pas complet")
	j.profile(p, who)
	p.want("Votre profil est enregistré")
}

// join asks for membership of the group.
func (j *journey) join(who newcomer) {
	j.t.Helper()
	covers.Statement(j.t, "R023", "R025")
	p := j.as(who.user)
	p.Open(j.group)
	p.Click("Adhérer")
	p.want("Votre demande est envoyée au coordonnateur", "Demandée", who.first+" "+who.last)
	p.Open("/adhesions")
	p.want("Demandée")
	p.Open(j.group + "/besoins")
	p.want("a demandé l'adhésion")
}
