package journeys_test

import (
	"strings"

	"preau/internal/kit/covers"
)

// official is somebody of the chain, whose account is made when they get their first role.
type official struct{ first, last, born, identifier, address string }

var (
	presidentP = official{"Hélène", "d'Aubigné", "04/11/1958", "helene.daubigne.041158", "helene@po.test"}
	managerM   = official{"Anne-Marie", "D'Haëne", "03/09/1981", "anne-marie.dhaene.030981", "direction@saint-roch.test"}
	teacherT   = official{"Loïc", "Œdipe", "01/01/1990", "loic.oedipe.010190", "loic@saint-roch.test"}
)

const (
	authorityName = "P.O. des Trois-Rivières"
	schoolName    = "Institut Saint-Roch"
	marketName    = "Fournitures scolaires"
)

func (o official) name() string { return o.first + " " + o.last }

// chain is how rights come down: operator, president, manager, teacher.
func (j *journey) chain() {
	j.t.Helper()
	j.step("the operator switches the service and its identifiers on", (*journey).switchOn)
	j.step("an authority, its school, a supplier", (*journey).addBodies)
	j.step("a market, to which the authority adheres", (*journey).openMarket)
	j.step("the president is recorded, and comes", (*journey).recordPresident)
	j.step("the president names a manager, a superacheteur, and sets a maximum amount", (*journey).nameManager)
	j.step("the manager comes, who is the superacheteur, too", (*journey).managerComes)
	j.step("the manager gives a teacher access to a market", (*journey).giveTeacher)
	j.step("the teacher comes, and sees what they may order", (*journey).teacherComes)
}

func (j *journey) switchOn() {
	covers.Statement(j.t, "R100")
	p := j.as(admin)
	p.Open("/administration/reglages")
	p.Check("Commandes")
	p.Check("Construits : prenom.nom.JJMMAA")
	p.Click("Enregistrer les réglages")
	p.want("Réglages enregistrés")
}

func (j *journey) addBodies() {
	p := j.as(admin)
	for _, b := range []struct{ kind, name, commune string }{
		{"Pouvoir organisateur", authorityName, "Namur"}, {"Établissement", schoolName, "Dinant"}, {"Établissement", "Institut Sainte-Barbe", "Ciney"}, {"Fournisseur", "Papeterie Lumière", "Liège"},
	} {
		p.Open("/administration/organisations/nouvelle")
		p.fill("Sorte", b.kind, "Pays", "Belgique", "Nom", b.name, "Commune", b.commune)
		p.Click("Ajouter l'organisation")
		p.want(b.name + " » est ajoutée")
		if b.kind != "Établissement" {
			continue
		}
		p.want("il se représente lui-même")
		p.Click("Choisir")
		p.want("Rattacher « " + b.name + " »")
		p.Fill("Pouvoir organisateur", "trois rivieres")
		p.Click("Chercher")
		p.Check(authorityName)
		p.Click("Enregistrer le rattachement")
		p.want("Le rattachement est enregistré", "Rattachée à "+authorityName)
	}
}

func (j *journey) openMarket() {
	p := j.as(admin)
	p.Open("/administration/comptes")
	p.Click("admin")
	p.Click("Donner ce rôle Centrale de Marchés")
	p.want("Le rôle est donné")
	p.Open("/marches")
	p.Click("Nouveau marché")
	from := j.now().In(paris)
	p.fill("Intitulé", marketName, "Fournisseur", "Papeterie Lumière, Liège", "Du", from.Format("2006-01-02"), "Au", from.AddDate(2, 0, 0).Format("2006-01-02"))
	p.Click("Créer le marché")
	p.want("Le marché est créé")
	p.Fill("Établissement ou P.O.", "trois rivieres")
	p.Click("Chercher")
	p.Check(authorityName)
	p.Click("Ajouter l'adhérent")
	p.want("L'adhérent est ajouté")
}

// give fills the form of an access, at the place whose page is open.
func (j *journey) give(p person, o official, boxes ...string) {
	j.t.Helper()
	p.Click("Donner un accès")
	p.fill("Prénom", o.first, "Nom", o.last, "Adresse mail", o.address)
	for _, b := range boxes {
		p.Check(b)
	}
	p.Click("Donner cet accès")
	p.want("C'est fait", o.name())
}

// takeUpAccess comes by the mailed link: the identifier is built of what the person types, and told.
func (j *journey) takeUpAccess(o official) person {
	j.t.Helper()
	p := j.as(o.identifier)
	p.Open(j.pathTo(o.address, "/invitation/"))
	p.fill("Date de naissance", o.born, "Mot de passe", goodPassword, "Retapez le mot de passe", goodPassword)
	p.Click("Ouvrir mon compte")
	p.want(o.identifier)
	j.mail(o.address, o.identifier)
	return p
}

func (j *journey) recordPresident() {
	covers.Statement(j.t, "R106", "R120")
	p := j.as(admin)
	p.Open("/acces?q=trois+rivieres")
	p.Click("Gérer")
	j.give(p, presidentP, "Président du P.O.")
	p = j.takeUpAccess(presidentP)
	p.Open("/acces")
	p.want(authorityName, schoolName)
}

func (j *journey) nameManager() {
	covers.Statement(j.t, "R121", "R122", "R124")
	p := j.as(presidentP.identifier)
	p.Open("/acces?q=saint-roch")
	p.Click("Gérer")
	j.give(p, managerM, "Manager")
	limits := "/commandes/montants/institut-saint-roch"
	p.Open(limits)
	p.Fill("Montant maximum par commande, en euros", "1 500")
	p.Click("Enregistrer le montant")
	p.want("aucun superacheteur n'est nommé")
	p.Check("Je fixe ce montant maintenant et je nommerai un superacheteur")
	p.Click("Enregistrer le montant")
	p.want("Le montant maximum est enregistré", "1 500")
	p.Open("/")
	p.want("Nommez un superacheteur")
	p.Open("/acces?q=trois+rivieres")
	p.Click("Gérer")
	j.give(p, managerM, "Superacheteur")
}

func (j *journey) managerComes() {
	covers.Statement(j.t, "R124")
	p := j.takeUpAccess(managerM)
	p.Open("/commandes")
	p.want("Superacheteur", authorityName, schoolName)
	p = j.as(presidentP.identifier)
	p.Open("/")
	if strings.Contains(p.Text(), "Nommez un superacheteur") {
		j.t.Error("a superacheteur is there, and is still asked for")
	}
}

func (j *journey) giveTeacher() {
	covers.Statement(j.t, "R108", "R126", "R127")
	p := j.as(managerM.identifier)
	p.Open("/commandes")
	p.Click("Gestion des accès")
	p.want("Personnes et rôles")
	j.give(p, teacherT, "Demandeur", marketName)
	p.want("Jamais connecté")
}

func (j *journey) teacherComes() {
	covers.Statement(j.t, "R100", "R134", "R135")
	p := j.takeUpAccess(teacherT)
	p.Open("/commandes")
	p.want(schoolName, "Demandeur", "Vos marchés : "+marketName, managerM.name())
	p.Open("/compte")
	p.want(schoolName, managerM.name(), marketName)
}
