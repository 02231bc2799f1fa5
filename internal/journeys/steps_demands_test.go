package journeys_test

import (
	"strings"
	"time"

	"preau/internal/kit/covers"
)

// worker is somebody of « Demandes »: an account, made by an invitation into a team.
type worker struct{ first, last, address, role string }

func (w worker) name() string { return w.first + " " + w.last }

var (
	lead    = worker{"Mona", "Le Dréau", "mona@redon.test", "Responsable de groupe"} // and modérateur
	helper  = worker{"Awa", "Traoré-Lemonnier", "awa@redon.test", "Aidant"}
	second  = worker{"Erwan", "Jégouzo", "erwan@redon.test", "Aidant"}
	officer = worker{"Édith", "Pennarun", "edith@caf.test", "Référent opérateur"}
	deputy  = worker{"Tiphaine", "Kerbrat", "tiphaine@caf.test", "Référent opérateur"}
	clerk   = worker{"Bastien", "Rouault", "bastien@prefecture.test", "Référent opérateur"}
)

const (
	usager      = "Quintrec"
	usagerPhone = "+33612345678"
	demandTitle = "Rappel d'aide au logement bloqué"
)

// The teams' pages, in the order in which they are made.
const (
	helpersTeam  = "/equipes/1"
	officersTeam = "/equipes/2"
	clerksTeam   = "/equipes/3"
)

// openDemands is the operator's part: the service, its texts, the conditions, who is asked and who works there.
func (j *journey) openDemands() {
	j.t.Helper()
	j.step("the operator opens « Demandes », the links by mail and the gateway of texts", (*journey).switchDemandsOn)
	j.step("conditions are published", (*journey).publishConditions)
	j.step("organismes, themes and groupes", (*journey).addTeams)
	j.step("people are invited, and come", (*journey).inviteWorkers)
}

func (j *journey) switchDemandsOn() {
	covers.Statement(j.t, "C064")
	p := j.as(admin)
	p.Open("/administration/reglages")
	p.Check("Demandes")
	p.Check("Lien reçu par mail, valable une fois")
	p.Check("Passerelle HTTP")
	p.fill("Adresse", j.phones.url, "Secret de signature", gatewaySecret)
	p.Click("Enregistrer les réglages")
	p.want("Réglages enregistrés")
}

func (j *journey) publishConditions() {
	p := j.as(admin)
	p.Open("/administration/reglages/conditions")
	p.Fill("Texte des conditions générales", "# Conditions\n\nLe secret professionnel s'applique à tout ce qui est lu ici.")
	p.Click("Enregistrer, puis publier…")
	p.Check("J'ai relu ce texte")
	p.Click("Publier la version 1")
	j.accepts(p, worker{"Ines", "Karadec", adminAddress, "Administratrice"})
}

// accepts answers what comes before anything else: the conditions, and who one is (C005).
func (j *journey) accepts(p person, w worker) {
	j.t.Helper()
	p.Open("/demandes")
	p.want("Le secret professionnel s'applique")
	p.fill("Prénom", w.first, "Nom", w.last, "Fonction (qualité)", w.role)
	p.Check("J'ai lu et j'accepte")
	p.Click("Accepter et continuer")
	p.want("Mes demandes")
}

func (j *journey) addTeams() {
	covers.Statement(j.t, "C011")
	p := j.as(admin)
	add := func(sort, act string, boxes []string, labelsAndValues ...string) {
		p.Open("/administration/demandes/" + sort + "/nouveau")
		p.fill(labelsAndValues...)
		for _, b := range boxes {
			p.Check(b)
		}
		p.ClickButton(act)
		p.at("/administration/demandes", "Enregistré.")
	}
	const save = "Enregistrer"
	add("territoires", save, nil, "Pays, région ou département", "35 Ille-et-Vilaine")
	add("organismes", save, nil, "Nom", "France services")
	add("organismes", save, []string{"Numéro d'allocataire"}, "Nom", "Caf")
	add("organismes", save, nil, "Nom", "Préfecture")
	add("themes", save, []string{"Caf"}, "Nom", "Logement")
	add("groupes", save, []string{"Ille-et-Vilaine"}, "Organisme", "France services", "Nom", "Redon")
	add("groupes", save, []string{"Ille-et-Vilaine"}, "Organisme", "Caf", "Nom", "Référents", "Note publique", "Joindre le bail.")
	add("groupes", save, []string{"Ille-et-Vilaine"}, "Organisme", "Préfecture", "Nom", "Séjour")
	p.CheckAccessible()
}

func (j *journey) inviteWorkers() {
	covers.Statement(j.t, "C005")
	for _, x := range []struct {
		by   string
		team string
		who  worker
	}{
		{admin, helpersTeam, lead},
		{lead.address, helpersTeam, helper},
		{lead.address, helpersTeam, second},
		{admin, officersTeam, officer},
		{admin, officersTeam, deputy},
		{admin, clerksTeam, clerk},
	} {
		p := j.as(x.by)
		p.Open(x.team)
		p.fill("Adresse mail professionnelle", x.who.address, "Prénom", x.who.first, "Nom", x.who.last)
		p.Check(x.who.role)
		p.Click("Inviter")
		p.want(x.who.address + " fait partie du groupe")
		q := j.as(x.who.address)
		q.Open(j.pathTo(x.who.address, "/invitation/"))
		q.fill("Mot de passe", goodPassword, "Retapez le mot de passe", goodPassword)
		q.Click("Ouvrir mon compte")
		j.accepts(q, x.who)
	}
	p := j.as(admin)
	p.Open("/administration/comptes?q=mona")
	p.Click(lead.name())
	p.Click("Donner ce rôle Modérateur")
	p.want("Le rôle est donné")
}

// comesByMail signs somebody out and in again by a link, on the way to what a mail leads to; it is that mail's path (C001, C070).
func (j *journey) comesByMail(w worker, page string) (person, string) {
	j.t.Helper()
	p := j.as(w.address)
	p.Open("/compte")
	p.Click("Se déconnecter")
	to := j.pathTo(w.address, page)
	p.Open(to)
	j.followsLink(p, w)
	p.Open(to)
	return p, to
}

// followsLink asks for a link on the page of the sign-in, and follows it: not one of those that were sent before (C001).
func (j *journey) followsLink(p person, w worker) {
	j.t.Helper()
	before := j.lettersTo(w, "/connexion/")
	p.Fill("Nom d'utilisateur ou adresse email", w.address)
	p.Click("M'envoyer le lien")
	p.want("Si un compte correspond")
	end := time.After(time.Minute)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for j.lettersTo(w, "/connexion/") == before {
		select {
		case <-tick.C:
		case <-end:
			j.t.Fatalf("no new link to %s", w.address)
		}
	}
	p.Open(j.pathTo(w.address, "/connexion/"))
	p.want("Un clic vous connecte")
	p.Click("Me connecter")
	p.want("Se déconnecter")
}

// lettersTo is how many mails lead somebody to a page that begins so.
func (j *journey) lettersTo(w worker, page string) (n int) {
	j.t.Helper()
	for _, text := range j.mails(j.t, w.address) {
		if strings.Contains(text, j.base()+page) {
			n++
		}
	}
	return n
}

// without says that a page, or a mail, holds none of some texts.
func (j *journey) without(where, text string, none ...string) {
	j.t.Helper()
	for _, s := range none {
		if strings.Contains(flat(text), flat(s)) {
			j.t.Errorf("%s holds %q: %s", where, s, text)
		}
	}
}
