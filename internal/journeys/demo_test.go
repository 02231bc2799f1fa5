package journeys_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"preau/internal/demo"
	"preau/internal/demo/demoweb"
	"preau/internal/kit/covers"
	"preau/internal/kit/exetest"
	"preau/internal/kit/web/browsertest"
)

// The same way in `preau demo`, as somebody goes it who has just downloaded the program: one enters as each of its people
// by one click; then a newcomer signs up, reads the mailbox, joins the open group, and is counted.
func TestDemonstration(t *testing.T) {
	t.Parallel()
	at := openDemo(t, exetest.Build(t, "preau/cmd/preau"))
	j := begin(t, at, browsertest.Options{JavaScript: true})
	j.step("scripts are told of everybody", at.cards)
	j.step("one enters as each of them", at.enterAll)
	j.step("a newcomer reads the link in the mailbox", (*journey).comeByTheBox)
	j.step("asks to join the open group", (*journey).joinOpenGroup)
	j.step("the coordinator accepts", (*journey).acceptNewcomer)
	j.step("the newcomer's lots", (*journey).enterInDemo)
	j.step("are in the coordinator's totals", (*journey).totalsInDemo)
	begin(t, at, browsertest.Options{}).step("who comes for the first time accepts, without scripts", (*journey).consentInDemo)
}

// card is one of the demonstration's people, as scripts are told.
type card struct {
	Role, Name, Email string
	SignIn            string `json:"sign_in"`
}

func (s show) people(t *testing.T) []card {
	t.Helper()
	var out []card
	s.read(t, "/demo/comptes.json", &out)
	return out
}

func (s show) cards(j *journey) {
	people := s.people(j.t)
	if len(people) != len(demo.Roles()) {
		j.t.Errorf("%d people, %d roles", len(people), len(demo.Roles()))
	}
	for i, role := range demo.Roles() {
		if c := people[i]; c.Role != string(role) || c.Name == "" || c.SignIn == "" || !strings.Contains(c.Email, "@example.") {
			j.t.Errorf("%s is %+v", role, c)
		}
		if role == demo.Admin || role == demo.Incomplete { // the first needs no mail to come in
			continue
		}
		if len(s.mails(j.t, people[i].Email)) == 0 {
			j.t.Errorf("no mail of %s is in the mailbox", people[i].Email)
		}
	}
}

// enterAll looks at each person's first page, by the button that stands under their name.
func (s show) enterAll(j *journey) {
	p := j.as("a curious person")
	p.Open("/")
	for _, c := range s.people(j.t) {
		p.Open(demoweb.AccountsPath)
		p.ClickButton("Entrer comme " + c.Name)
		p.want("Vous êtes "+c.Name, "Se déconnecter")
		p.Open("/compte")
		p.want(c.SignIn)
	}
}

// lucas opens an account on the demonstration.
var lucas = newcomer{"lucas.desnoues", "lucas.desnoues@example.org", "Lucas", "Desnoues", "Gestionnaire", "02 61 91 19 99", []string{"lycee saint-malo"}, "Lycée professionnel Maupertuis"}

func (j *journey) comeByTheBox() {
	covers.Statement(j.t, "R003")
	p := j.as(lucas.user)
	p.Open("/inscription")
	p.fill("Nom d'utilisateur", lucas.user, "Adresse email", lucas.address, "Mot de passe", goodPassword, "Retapez le mot de passe", goodPassword)
	p.Click("Créer mon compte")
	p.at("/inscription/envoyee", "Ouvrez votre boîte mail")
	j.pathTo(lucas.address, "/activation/") // once it is there
	p.Open(demoweb.BoxPath)
	p.Fill("Adresse du destinataire", lucas.address)
	p.Press("Enter")
	p.want("Un mail")
	p.Click("Activez votre compte")
	p.Click("/activation/")
	p.fill("Mot de passe", goodPassword)
	p.Click("Activer mon compte")
	p.at("/conditions/acceptation", "Votre compte est activé")
	p.fill("Prénom", lucas.first, "Nom", lucas.last, "Fonction (qualité)", lucas.function)
	p.Check("J'ai lu et j'accepte")
	p.Click("Accepter et continuer")
	p.at("/compte/profil", "Votre profil n'est pas complet")
	j.profile(p, lucas)
	p.want("Votre profil est enregistré")
}

// consentInDemo accepts the conditions, and comes to where one was going. The one who comes by the box does so with scripts.
func (j *journey) consentInDemo() {
	p := j.enterAs("noe", demo.Newcomer)
	p.Open("/groupements?q=manuels")
	p.at("/conditions/acceptation", "Avant de commencer")
	p.fill("Prénom", "Noé", "Nom", "Lescop", "Fonction (qualité)", "Gestionnaire")
	p.Click("Accepter et continuer")
	p.want("Cochez cette case pour continuer.")
	p.Check("J'ai lu et j'accepte")
	p.Click("Accepter et continuer")
	p.at("/groupements", "Merci, c'est enregistré.")
	if got := p.Value("Mots du titre"); got != "manuels" {
		j.t.Errorf("the way back looks for %q", got)
	}
}

// joinOpenGroup finds the group that can be joined and where needs can be entered now.
func (j *journey) joinOpenGroup() {
	p := j.as(lucas.user)
	p.Open("/groupements")
	p.Click("Afficher Manuels scolaires " + strconv.Itoa(j.now().In(paris).Year()+1))
	p.want("Saisie ouverte")
	j.group, _, _ = strings.Cut(p.Path(), "?")
	j.join(lucas)
}

func (j *journey) enterAs(window string, role demo.Role) person {
	j.t.Helper()
	p := j.as(window)
	p.Open(demoweb.AccountsPath)
	for _, c := range j.ground.(show).people(j.t) {
		if c.Role == string(role) {
			p.ClickButton("Entrer comme " + c.Name)
			p.want("Vous êtes " + c.Name)
		}
	}
	return p
}

func (j *journey) acceptNewcomer() {
	covers.Statement(j.t, "R023", "R028")
	p := j.enterAs(coordinator, demo.Coordinator)
	p.Open(j.group + "/adhesions")
	p.Check("Choisir " + lucas.school)
	p.Click("Accepter les demandes choisies")
	p.want("Une adhésion acceptée")
}

// enterInDemo validates the paper's lot with a quantity that nobody else asks for, and one more without any.
func (j *journey) enterInDemo() {
	covers.Statement(j.t, "R041", "R042")
	p := j.as(coordinator)
	p.Open(j.group + "/consolidation?lot=6")
	before := a4(j.t, p)
	p = j.as(lucas.user)
	p.Open(j.pathTo(lucas.address, j.group+"/besoins"))
	p.Click("Papier et reprographie")
	p.Fill("Quantité, Papier A4 80 g, blanc", "1234")
	p.Click("Valider le lot")
	p.at(j.group+"/besoins", "Validé, avec besoins")
	p.Click("Langues vivantes")
	p.Click("Je n'ai aucun besoin pour ce lot")
	p.want("Aucun besoin pour « Langues vivantes »")
	p.ClickButton("Je n'ai aucun besoin pour ce lot")
	p.at(j.group+"/besoins", "Validé, aucun besoin")
	p = j.as(coordinator)
	p.Open(j.group + "/consolidation?lot=6")
	if after := a4(j.t, p); after != before+1234 {
		j.t.Errorf("the total of A4 paper went from %d to %d", before, after)
	}
}

// totalsInDemo finds the newcomer's figure in the coordinator's file, and their school on the board.
func (j *journey) totalsInDemo() {
	covers.Statement(j.t, "R052", "R054")
	p := j.as(coordinator)
	p.Click("Par membre")
	_, content := p.Download("Exporter (CSV)")
	if text := string(content); !strings.Contains(text, lucas.school) || !strings.Contains(text, ";1234") {
		j.t.Errorf("the newcomer is not in the file:\n%s", text)
	}
	p.Open(j.group + "/suivi")
	p.want(lucas.school, "2 sur 6")
}

// a4 is the total of white A4 paper on a lot's consolidation.
func a4(t *testing.T, p person) int {
	t.Helper()
	p.want("Papier A4 80 g, blanc")
	found := regexp.MustCompile(`Papier A4 80 g, blanc Ramette de 500 feuilles ([0-9 ]+) ramettes`).FindStringSubmatch(p.Text())
	if found == nil {
		t.Fatalf("no total on %s: %s", p.Path(), p.Text())
	}
	n, err := strconv.Atoi(strings.ReplaceAll(found[1], " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return n
}
