package journeys_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"preau/internal/kit/covers"
)

var inspector = worker{"Ivan", "Daniélou", "admin@inspec35.fr", "Inspecteur de l'éducation nationale"}

const (
	schools    = 12
	sharedMail = "gestion@inspec35.fr"
	byShared   = "Petit déjeuner à l'école"
	byOwn      = "Bouger à la récréation"
	byLieu     = "Les dents du bonheur"
)

// schoolUAI is the number of a school of the district, its letter checked.
func schoolUAI(n int) string {
	n += 350200
	return fmt.Sprintf("%07d%c", n, "ABCDEFGHJKLMNPRSTUVWXYZ"[n%23])
}

func ownMail(n int) string  { return fmt.Sprintf("ecole%02d@inspec35.fr", n) }
func lieuMail(n int) string { return fmt.Sprintf("directrice%02d@inspec35.fr", n) }
func lieuName(n int) string { return fmt.Sprintf("École n° %d", n) }

func (j *journey) inspectionComes() {
	covers.Statement(j.t, "O73", "O16")
	p := j.as(inspector.address)
	p.Open("/offreur")
	p.Click("Créer un compte")
	p.fill("Raison sociale", "Circonscription de Redon", "UAI", schoolUAI(0), "N° et rue", "3 rue de la Châtaigneraie", "Commune", "35600, Redon", "Type d'offreur", "Circonscription (IEN)",
		"Représentant légal (signataire des conventions)", "Monsieur Daniélou", "Fonction du représentant légal", inspector.role)
	p.Click("Suivant")
	p.fill("Prénom", inspector.first, "Nom", inspector.last, "Fonction", inspector.role, "Email", inspector.address, "Téléphone", "02 99 00 00 00")
	p.Click("Enregistrer")
	p.want("Votre demande est en cours de validation")
	a := j.as(admin)
	a.Open(j.pathTo(adminAddress, "/moderation"))
	a.Click("Valider la structure")
	a.want("Active")
	p.Open(j.pathTo(inspector.address, "/invitation/"))
	p.fill("Mot de passe", goodPassword, "Retapez le mot de passe", goodPassword)
	p.Click("Ouvrir mon compte")
}

// comes has somebody who was invited into the structure accept, and choose a password.
func (j *journey) comes(address string) person {
	j.t.Helper()
	p := j.as(address)
	p.Open(j.pathTo(address, "/offreur/invitation/"))
	p.Click("Accepter l'invitation")
	p.fill("Mot de passe", goodPassword, "Retapez le mot de passe", goodPassword)
	p.Click("Ouvrir mon compte")
	return p
}

// writes fills in a whole offer and submits it.
func (j *journey) writes(p person, name string) {
	j.t.Helper()
	day := func(days int) string { return j.now().In(paris).AddDate(0, 0, days).Format(time.DateOnly) }
	p.fill("Nom de l'offre", name, "Résumé", "Une matinée par classe.", "Description", "Une séance par classe, et une seconde deux semaines plus tard.", "Type de terrain d'action", "École maternelle ou élémentaire",
		"Commune", "35600, Redon", "Capacité", "12", "Premier jour 1", day(20), "Dernier jour 1", day(60), "Nom du référent", "Zoé Secret", "Mail du référent", "zoe.secret@inspec35.fr", "Publication du", day(0))
	p.Check("Sommeil")
	p.Check("CM1-CM2")
	p.Click("Enregistrer et soumettre")
	p.want("L'offre est soumise", "À valider")
	j.without("a head who publishes", p.Text(), "Valider et publier")
}

func (j *journey) shareAccount() {
	covers.Statement(j.t, "O74", "O78")
	p := j.as(inspector.address)
	p.Open("/offreur/utilisateurs")
	p.Click("Créer")
	p.fill("Prénom", "Gestion", "Nom", "Écoles", "Email", sharedMail)
	p.Check("Gestionnaire d'offres")
	p.Check("Valideur d'offres")
	p.Check("Compte partagé")
	p.Click("Enregistrer")
	p.want("Un compte partagé ne peut être ni")
	p.CheckAccessible()
	p.Uncheck("Valideur d'offres")
	p.Click("Enregistrer")
	p.want("Enregistré avec succès", sharedMail, "Compte partagé")
}

func (j *journey) writeByShared() {
	covers.Statement(j.t, "O74", "O78")
	p := j.comes(sharedMail)
	p.Open("/offreur/offres")
	p.want("Qui saisit ?")
	p.CheckAccessible()
	p.Click("Créer une offre")
	p.Fill("Qui saisit ?", "Lucie Martin")
	p.CheckAccessible()
	j.writes(p, byShared)
	p.want("Lucie Martin, par le compte partagé")
}

func (j *journey) twelveAccounts() {
	covers.Statement(j.t, "O75")
	p := j.as(inspector.address)
	for n := 1; n <= schools; n++ {
		p.Open("/offreur/utilisateurs/nouveau")
		p.fill("Prénom", "École", "Nom", fmt.Sprintf("Numéro %d", n), "Email", ownMail(n))
		p.Check("Gestionnaire d'offres")
		p.Click("Enregistrer")
		p.want("Enregistré avec succès")
	}
	p.Open("/offreur/utilisateurs?etat=invited")
	p.want(ownMail(1), ownMail(schools))
	p.CheckAccessible()
}

func (j *journey) writeByOwn() {
	covers.Statement(j.t, "O75")
	p := j.comes(ownMail(7))
	p.Open("/offreur/offres")
	p.Click("Créer une offre")
	j.writes(p, byOwn)
}

func (j *journey) twelveLieux() {
	covers.Statement(j.t, "O77", "O78")
	sheet := "UAI;École;E-mail;Prénom;Nom\n"
	for n := 1; n <= schools; n++ {
		sheet += fmt.Sprintf("%s;%s;%s;Directrice;Numéro %d\n", schoolUAI(n), lieuName(n), lieuMail(n), n)
	}
	file := func(name, content string) string {
		at := filepath.Join(j.t.TempDir(), name)
		if err := os.WriteFile(at, []byte(content), 0o600); err != nil {
			j.t.Fatal(err)
		}
		return at
	}
	p := j.as(inspector.address)
	p.Open("/offreur/lieux")
	p.Click("Importer des écoles")
	p.Open("/offreur/lieux/imports/nouveau")
	p.Attach("Fichier", file("avec-faute.csv", sheet+"0350299A;École mal numérotée;perdue@inspec35.fr;;\n"))
	p.CheckAccessible()
	p.Click("Envoyer le fichier")
	j.until(p, "12 Nouvelles")
	p.want("Ce fichier s'écrit en une fois, ou pas du tout : une ligne est refusée")
	p.CheckAccessible()
	p.Open("/offreur/lieux/imports/nouveau")
	p.Attach("Fichier", file("écoles.csv", sheet))
	p.Click("Envoyer le fichier")
	j.until(p, "12 Nouvelles")
	p.Click("Écrire 12 lignes")
	j.until(p, "12 lignes sont écrites")
	p.Open("/offreur/lieux")
	p.want(lieuName(1), schoolUAI(schools))
	p.CheckAccessible()
}

// until opens a page again until it holds a text: a job is at work meanwhile.
func (j *journey) until(p person, text string) {
	j.t.Helper()
	for end := j.now().Add(time.Minute); !strings.Contains(flat(p.Text()), text); p.Open(p.Path()) {
		if j.now().After(end) {
			j.t.Fatalf("%q does not come: %s", text, p.Text())
		}
	}
}

func (j *journey) writeByLieu() {
	covers.Statement(j.t, "O77", "O78")
	p := j.comes(lieuMail(3))
	p.Open("/offreur/offres")
	p.Click(byOwn)
	p.want(byOwn)
	j.without("another's offer", p.Text(), "Soumettre à validation", "Valider et publier")
	p.Open("/offreur/offres/nouvelle")
	j.without("the form of a head", p.Text(), lieuName(4))
	p.want(lieuName(3))
	j.writes(p, byLieu)
	p.want(lieuName(3))
}

func (j *journey) inspectorPublishes() {
	covers.Statement(j.t, "O76", "O77", "O83")
	p := j.as(inspector.address)
	p.Open("/offreur/offres")
	p.want(byShared, byOwn, byLieu)
	p.CheckAccessible()
	p.Fill("Lieu", lieuName(3))
	p.Click("Filtrer")
	p.want(byLieu)
	j.without("the list of one school", p.Text(), byShared, byOwn)
	for _, name := range []string{byShared, byOwn, byLieu} {
		p.Open("/offreur/offres")
		p.Click(name)
		if name == byShared {
			p.want("Lucie Martin, par le compte partagé")
		}
		p.Click("Valider et publier")
		p.want("Ce qui sera lu")
		p.ClickButton("Valider et publier")
		p.want("Publiée")
	}
	s := j.as("a student")
	s.Open("/offres")
	for _, name := range []string{byShared, byOwn, byLieu} {
		j.until(s, flat(name))
	}
	s.Click(byLieu)
	s.want(lieuName(3), "Circonscription de Redon")
	s.CheckAccessible()
}
