package app_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/mail"
	"preau/internal/kit/web/webtest"
)

// Where the tables are: the same names stand elsewhere on the pages.
const (
	peopleTable = `section[aria-labelledby="personnes"]`
	placesTable = `section[aria-labelledby="lieux"]`
)

// The president finds the page in the menu, sees which schools of the authority have no manager, and names several for
// one of them.
func TestPresidentNamesManagers(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R121")
		b := inhabited(t, e)
		c := b.in[president]
		p := c.Get("/").Click("Gestion des accès").WantStatus(200).WantSound().Want("P.O. des Écoles", "Collège Membre", "Collège Voisin").WantNot("Collège Nouveau")
		p.Row("Collège Voisin").Want("Manager")
		p.Row("Collège Membre").WantNot("Manager")
		p = p.Row("Collège Voisin").Click("Gérer").WantSound().Want("À nommer : Manager", "Personne n'a encore d'accès").WantNot("Demandeur")
		for _, name := range []string{"Nina", "Noe"} {
			p = p.Click("Donner un accès").WantSound().Form("Donner cet accès").Fill("Prénom", name).Fill("Nom", "Voisin").
				Fill("Adresse mail", strings.ToLower(name)+"@preau.test").Check("Manager").Submit().WantStatus(200).WantSound().Want("C'est fait : "+name, name+" Voisin", "Jamais connecté")
		}
		p.WantNot("À nommer")
		c.Get("/acces").Row("Collège Voisin").WantNot("Manager").Want("2")
		for _, role := range []string{member, neighbour, manager} {
			if role != manager && b.in[role].Get("/").Has("Gestion des accès") {
				t.Errorf("%s finds the page in the menu", role)
			}
			b.in[role].Get(b.accessAt("Collège Voisin", "")).WantStatus(404)
		}
	})
}

// The manager gives several roles at once to anybody: an account that is there is told that it was updated, by whom and for what;
// for an address without one, an account is made, and its mail names the same and leads to a password (R108, R126).
func TestManagerGives(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R108", "R126")
		b := inhabited(t, e)
		page := b.accessAt("Collège Membre", "")
		give := func(first, address, function string, roles ...string) *webtest.Page {
			f := b.in[manager].Get(page).Click("Donner un accès").Form("Donner cet accès").Fill("Prénom", first).Fill("Nom", "Chaîne").Fill("Adresse mail", address).Fill("Fonction", function)
			for _, r := range roles {
				f.Check(r)
			}
			if slices.Contains(roles, "Demandeur") {
				f.Check("Fournitures scolaires")
			}
			p := f.Submit()
			if p.Status == http.StatusUnprocessableEntity { // read first: what one person could then do alone
				p = p.Press("Donner quand même")
			}
			return p.WantStatus(200).WantSound()
		}
		p := give("Stan", "other.school@preau.test", "Économe", "Demandeur", "Validateur", "Acheteur", "Réceptionniste")
		p.In(peopleTable).Row("Camille other school").Want("Demandeur", "Validateur", "Acheteur", "Réceptionniste", "Fournitures scolaires", "Actif")
		m := b.mailTo("other.school@preau.test")
		for _, want := range []string{"Votre compte a été mis à jour : Collège Membre", "Andrée manager", "Validateur", "Réceptionniste", "Fournitures scolaires"} {
			if !strings.Contains(webtest.Fold(m.Subject+m.Text), webtest.Fold(want)) {
				t.Errorf("the mail does not say %q: %s", want, m.Text)
			}
		}
		if n := len(b.mails.To("other.school@preau.test")); n > 2 { // that of the sign-up, and this one
			t.Errorf("%d mails", n)
		}
		give("Sylvie", "sylvie@preau.test", "Secrétaire", "Demandeur").In(peopleTable).Row("Sylvie Chaîne").Want("Jamais connecté", "sylvie@preau.test", "Secrétaire")
		m = b.mailTo("sylvie@preau.test")
		if !strings.Contains(m.Text, "Demandeur") || !strings.Contains(m.Text, "Fournitures scolaires") || !strings.Contains(m.Text, "Collège Membre") {
			t.Errorf("the invitation does not name what was given: %s", m.Text)
		}
		b.in["sylvie"] = b.browser()
		b.accept("sylvie", b.linkTo("sylvie@preau.test"))
		b.in["sylvie"].Get("/acces").WantStatus(200).WantSound().Want("Demandeur", "Collège Membre", "Marchés : 1")
		b.in[manager].Get(page).In(peopleTable).Row("Sylvie Chaîne").Want("Actif").WantNot("sylvie@preau.test", "Jamais connecté")
		// Oneself, too.
		give("Andrée", "manager@preau.test", "Direction", "Validateur").In(peopleTable).Row("Andrée manager").Want("Manager", "Validateur")
	})
}

// A demandeur without a market is given once it was said what that means; the choice of a market that the school does not
// order from is refused, and what was typed stays (R127).
func TestDemandeurWithoutAMarket(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		path := b.accessAt("Collège Membre", "/personnes/nouvelle")
		f := b.in[manager].Get(path).Form("Donner cet accès").Fill("Prénom", "Dalila").Fill("Nom", "Sans").Fill("Adresse mail", "dalila@preau.test").Check("Demandeur")
		p := f.Submit().WantStatus(422).WantSound().Want("Dalila Sans (Demandeur) pourra consulter, sans rien ajouter")
		again := p.Form("Donner quand même")
		if got := again.Value("Adresse mail"); got != "dalila@preau.test" {
			t.Errorf("the address is %q", got)
		}
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM account_accounts WHERE email = 'dalila@preau.test'`); n != "0" {
			t.Error("an account is made before it was confirmed")
		}
		again.Submit().WantStatus(200).In(peopleTable).Row("Dalila Sans").Want("Demandeur", "Aucun")
		other := accessForm("ordering.requester", b.one(`SELECT id FROM catalog_markets WHERE number = 2`)) // withdrawn
		b.in[manager].PostForm(path, keyed(other)).WantStatus(422).WantSound().Want("Ce choix n'est plus proposé")
	})
}

// What is wrong is said next to its field, and what was typed stays; whatever is forged, nothing is half done.
func TestGivingWrongly(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		path := b.accessAt("Collège Membre", "/personnes/nouvelle")
		before := b.one(`SELECT CAST(count(*) AS TEXT) FROM access_grants`)
		for _, c := range []struct {
			change url.Values
			want   string
		}{
			{url.Values{"prenom": {" "}}, "Écrivez le prénom"},
			{url.Values{"nom": {""}}, "Écrivez le nom"},
			{url.Values{"nom": {strings.Repeat("é", 81)}}, "80"},
			{url.Values{"email": {"sans arobase"}}, "adresse"},
			{url.Values{"email": {"suspended@preau.test"}}, "suspendu"},
			{url.Values{"roles": nil}, "Cochez au moins un rôle"},
			{url.Values{"roles": {"platform.admin"}}, "ne se donne pas ici"},
			{url.Values{"roles": {"ordering.receiver", "'; --"}}, "ne se donne pas ici"},
			{url.Values{"limite.ordering.receiver": {"x"}}, "Ce choix n'est plus proposé"},
			{url.Values{"du": {"2020-01-01"}}, "aujourd'hui ou un jour à venir"},
			{url.Values{"du": {"2026-13-45"}}, "jour"},
			{url.Values{"du": {"2027-02-01"}, "au": {"2027-01-31"}}, "après le début"},
			{url.Values{"au": {"2020-01-01"}}, "aujourd'hui ou plus tard"},
		} {
			f := accessForm("ordering.receiver", "")
			f.Set("email", "faute@preau.test")
			for k, v := range c.change {
				f[k] = v
			}
			p := b.in[manager].PostForm(path, keyed(f)).WantStatus(422).WantSound().Want(c.want)
			if got := p.Form("Donner cet accès").Value("Fonction"); got != "Enseignante" {
				t.Errorf("%v: the function that was typed is %q", c.change, got)
			}
		}
		b.in[manager].PostForm(path, keyed(accessForm("ordering.manager", ""))).WantStatus(403).Want("Manager", "Andrée president")
		b.in[manager].PostForm(path, keyed(with(accessForm("ordering.buyer", ""), "email", "manager@preau.test"))).WantStatus(422).Want("a déjà tout cela")
		if after := b.one(`SELECT CAST(count(*) AS TEXT) FROM access_grants`); after != before {
			t.Errorf("%s grants, were %s", after, before)
		}
	})
}

// The same form twice gives once; of two who give the same person the same role at once, one gives it, and the other reads that
// it is there. Of two presidents named at once, the second is told of the first.
func TestTwoGiversAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		path := b.accessAt("Collège Membre", "/personnes/nouvelle")
		f := keyed(accessForm("ordering.receiver", ""))
		for range 2 {
			b.in[manager].PostForm(path, f).WantStatus(200).Want("C'est fait")
		}
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM access_grants WHERE role = 'ordering.receiver' AND place_id = $1`, b.ids["Collège Membre"]); n != "1" {
			t.Errorf("given %s times", n)
		}
		b.appoints(president, "other manager", "Collège Membre", "ordering.manager")
		g := accessForm("ordering.validator", "")
		first, second := b.atOnce(path, manager, keyed(g), "other manager", keyed(g))
		if first+second != http.StatusSeeOther+http.StatusUnprocessableEntity {
			t.Errorf("%d and %d", first, second)
		}
		top := b.accessAt("Collège Nouveau", "/personnes/nouvelle")
		one, two := with(accessForm("ordering.president", ""), "email", "un@preau.test"), with(accessForm("ordering.president", ""), "email", "deux@preau.test")
		first, second = b.atOnce(top, admin, keyed(one), admin, keyed(two))
		if first+second != http.StatusSeeOther+http.StatusUnprocessableEntity {
			t.Errorf("presidents: %d and %d", first, second)
		}
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM access_grants WHERE role = 'ordering.president' AND taken_at IS NULL AND place_id = $1`, b.ids["Collège Nouveau"]); n != "1" {
			t.Errorf("%s presidents", n)
		}
	})
}

// atOnce posts two forms at the same instant, and gives the statuses of their answers.
func (b *builder) atOnce(path, one string, f url.Values, two string, g url.Values) (first, second int) {
	b.t.Helper()
	var all sync.WaitGroup
	begin := make(chan struct{})
	post := func(role string, f url.Values, into *int) {
		c := b.with(b.in[role].Cookie("session"))
		all.Go(func() {
			<-begin
			*into = firstStatus(c.PostForm(path, f))
		})
	}
	post(one, f, &first)
	post(two, g, &second)
	close(begin)
	all.Wait()
	return first, second
}

// What a person gets and loses acts on the next page of their session, and is told to them: by a mail, and on their own
// page; the place's people read who did what to whom, what it was and is, and when (R136).
func TestRightsActAtOnceAndAreTold(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R136")
		b := inhabited(t, e)
		c := b.in[member] // signed in long before
		page := b.accessAt("Collège Membre", "")
		c.Get(page).WantStatus(404)
		b.post(president, page+"/personnes/nouvelle", url.Values{"prenom": {"Camille"}, "nom": {"member"}, "email": {"member@preau.test"}, "roles": {"ordering.manager"}}, 303)
		c.Get(page).WantStatus(200)
		c.Get("/").Click("Gestion des accès").WantStatus(200)

		rights := "/personnes/" + b.ids["demandeur"]
		f := c.Get(page + rights).WantSound().Form("Enregistrer").Uncheck("Fournitures scolaires").Check("Validateur")
		f.Submit().WantStatus(422).WantSound().Want("Si vous enregistrez", "pourra consulter, sans rien ajouter").Press("Enregistrer quand même").WantStatus(200).Want("C'est enregistré")
		p := b.in[manager].Get(page).WantSound().Want("Demandeur de Dora Demandeur changé", "avant : Fournitures scolaires ; après : rien", "Validateur donné à Dora Demandeur", "par Camille member", "Demandeur donné à Dora Demandeur", "par Andrée manager")
		p.In(peopleTable).Row("Dora Demandeur").Want("Validateur", "Aucun")

		// The president takes the role back: the session loses the page at once.
		mine := b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE user_name = 'member'`)
		b.in[president].Get(page + "/personnes/" + mine).WantSound().Form("Enregistrer").Uncheck("Manager").Submit().WantStatus(200).Want("C'est enregistré")
		c.Get(page).WantStatus(404)
		c.Get("/acces").WantStatus(200).WantSound().Want("Manager pour « Collège Membre » : donné", "Manager pour « Collège Membre » : retiré", "par Andrée president").WantNot("Où vous donnez")
		if m := b.mailTo("member@preau.test"); !strings.Contains(m.Text, "Ce qui prend fin") || !strings.Contains(m.Text, "Andrée president") {
			t.Errorf("the mail says %s", m.Text)
		}
		b.in[president].Get(page).Want("Manager retiré à Camille member").WantNot("Dora")
	})
}

// Before somebody is the last to hold what work needs, and before a president is replaced, the page says what follows, and
// who can name another; what follows is not done while it was not shown as it is.
func TestWhatFollowsIsSaidFirst(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		page := b.accessAt("Collège Membre", "/personnes/"+b.ids["manager"])
		p := b.in[manager].Get(page).Form("Enregistrer").Uncheck("Acheteur").Submit().WantStatus(422).WantSound()
		p.Want("Plus personne n'aurait le rôle « Acheteur »", "Peut nommer quelqu'un : Andrée manager")
		p.Form("Enregistrer quand même").Set("vu", "autre").Submit().WantStatus(422)
		p.Press("Enregistrer quand même").WantStatus(200).Want("C'est enregistré", "À nommer : Validateur, Acheteur et Réceptionniste")

		// The last manager, by the president; and of oneself.
		b.in[president].Get(page).Form("Enregistrer").Uncheck("Manager").Submit().
			WantStatus(422).Want("personne sur place ne pourrait donner d'accès", "Peut nommer quelqu'un : Andrée president")

		// A second president: the first one's ends on the day when the other's begins.
		top := b.accessAt("P.O. des Écoles", "")
		f := b.in[admin].Get(top).Click("Donner un accès").Form("Donner cet accès").Fill("Prénom", "Prune").Fill("Nom", "Seconde").
			Fill("Adresse mail", "prune@preau.test").Check("Président du P.O.").Fill("À partir du", "2027-01-04")
		f.Submit().WantStatus(422).WantSound().Want("Andrée president n'aura plus le rôle « Président du P.O. » à partir du 4 janvier 2027").
			Press("Donner quand même").WantStatus(200).WantSound().Want("à partir du 4 janvier 2027", "au 3 janvier 2027")
		b.in[president].Get(top).WantStatus(200)
		b.d.Clock.Set(time.Date(2027, 1, 4, 9, 0, 0, 0, time.UTC))
		b.in[president] = b.browser()
		b.post(president, "/connexion", url.Values{"nom_utilisateur": {"president"}, "mot_de_passe": {goodPassword}}, 303)
		b.in[president].Get(top).WantStatus(404)
	})
}

// A role ends on a day to come; until then it counts, and its end can be taken away.
func TestEndOnADay(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		page := b.accessAt("Collège Membre", "/personnes/"+b.ids["demandeur"])
		f := func() *webtest.Form { return b.in[manager].Get(page).WantSound().Form("Enregistrer") }
		f().Uncheck("Demandeur").Fill("Ce que vous décochez prend fin le", "2020-01-01").Submit().WantStatus(422).WantSound().Want("aujourd'hui ou plus tard")
		f().Uncheck("Demandeur").Fill("Ce que vous décochez prend fin le", "2026-12-18").Submit().WantStatus(200).In(peopleTable).Row("Dora Demandeur").Want("au 18 décembre 2026")
		p := b.in[manager].Get(page).Want("Fins prévues à annuler", "Demandeur, prévu jusqu'au 18 décembre 2026")
		p.Form("Enregistrer").Check("Demandeur, prévu jusqu'au 18 décembre 2026").Submit().WantStatus(200).In(peopleTable).Row("Dora Demandeur").WantNot("18 décembre")
		b.in[manager].Get(page).WantNot("Fins prévues").Want("Demandeur de Dora Demandeur : fin annulée")
	})
}

// An account that was not activated opens nothing; who gave the access sends its mail again, not without end, and that is noted (R107).
func TestActivationMailAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R107")
		b := inhabited(t, e)
		// Not even with a password: the account waits for its owner's own.
		b.run(`UPDATE account_accounts SET password_hash = (SELECT m.password_hash FROM account_accounts m WHERE m.user_name = 'member') WHERE email = 'demandeur@preau.test'`)
		for address, opens := range map[string]bool{"demandeur@preau.test": false, "member@preau.test": true} {
			c := b.browser()
			c.PostForm("/connexion", keyed(url.Values{"nom_utilisateur": {address}, "mot_de_passe": {goodPassword}}))
			if in := !strings.HasPrefix(c.Get("/compte").Path, "/connexion"); in != opens {
				t.Errorf("%s is let in: %t", address, in)
			}
		}
		b.run(`UPDATE account_accounts SET password_hash = '' WHERE email = 'demandeur@preau.test'`)
		page := b.accessAt("Collège Membre", "/personnes/"+b.ids["demandeur"])
		b.in[manager].Get(page).Press("Renvoyer le mail")
		was := local(b.linkTo("demandeur@preau.test"))
		b.in[manager].Get(page).WantSound().Press("Renvoyer le mail").WantStatus(200).Want("Un nouveau mail est parti", "Mail renvoyé à Dora Demandeur")
		b.in[visitor].Get(was).WantStatus(http.StatusGone)
		now := local(b.linkTo("demandeur@preau.test"))
		b.in[visitor].Get(now).WantStatus(200)
		statuses := map[int]int{}
		for range 6 {
			statuses[firstStatus(b.in[manager].PostForm(page+"/renvoi", keyed(url.Values{})))]++
		}
		if statuses[http.StatusTooManyRequests] == 0 || statuses[http.StatusSeeOther] == 0 {
			t.Errorf("six more: %v", statuses)
		}
		b.in[member].PostForm(page+"/renvoi", keyed(url.Values{})).WantStatus(404)
		b.in["demandeur"] = b.browser()
		b.accept("demandeur", b.linkTo("demandeur@preau.test"))
		b.in[manager].Get(page).WantSound().Want("Actif").WantNot("Renvoyer le mail")
	})
}

// The manager sees the address that was typed and what became of its mail, and corrects it as long as this school made the
// account, nobody has signed in to it, and it holds nothing elsewhere (R109).
func TestCorrectTheAddress(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R109")
		b := inhabited(t, e)
		page := b.accessAt("Collège Membre", "/personnes/"+b.ids["demandeur"])
		p := b.in[manager].Get(page).WantSound().Want("demandeur@preau.test", "Jamais connecté", "mail parti le")
		p.Form("Corriger l'adresse").Fill("L'adresse qui convient", "member@preau.test").Submit().WantStatus(422).WantSound().Want("celle d'un autre compte")
		b.post(manager, page+"/renvoi", nil, 303)
		was := local(b.linkTo("demandeur@preau.test"))
		p.Form("Corriger l'adresse").Fill("L'adresse qui convient", "dora@preau.test").Submit().WantStatus(200).Want("L'adresse est corrigée", "dora@preau.test", "Adresse de Dora Demandeur corrigée")
		b.in[visitor].Get(was).WantStatus(http.StatusGone)
		b.linkTo("dora@preau.test")

		b.d.Clock.Advance(time.Minute)
		// A role elsewhere: its people are concerned, too.
		b.appoints(president, "voisin", "Collège Voisin", "ordering.manager")
		there := b.accessAt("Collège Voisin", "/personnes/nouvelle")
		b.post("voisin", there, with(accessForm("ordering.receiver", ""), "email", "dora@preau.test"), 303)
		b.in[manager].Get(page).WantSound().Want("Cette personne a aussi des accès ailleurs").WantNot("L'adresse qui convient")
		b.in["voisin"].Get(b.accessAt("Collège Voisin", "/personnes/"+b.ids["demandeur"])).WantSound().Want("n'a pas été créé par votre établissement").WantNot("L'adresse qui convient")
		b.in[manager].PostForm(page+"/adresse", keyed(url.Values{"email": {"d@preau.test"}})).WantStatus(403)

		b.in["demandeur"] = b.browser()
		b.accept("demandeur", b.linkTo("dora@preau.test"))
		b.in[manager].Get(page).WantNot("L'adresse qui convient", "dora@preau.test").Want("activé le")
	})
}

// A mail of activation that comes back shows as « adresse refusée », and who gave the access is told by a mail and among what
// waits for them, until the address is corrected (R110).
func TestRefusedAddress(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R110")
		b := inhabited(t, e)
		b.mails.Answer(func(m mail.Message) (mail.Outcome, *mail.Fault) {
			if m.To == "personne@preau.test" {
				return mail.Refuse(m)
			}
			return mail.Accepted, nil
		})
		b.post(manager, b.accessAt("Collège Membre", "/personnes/nouvelle"), with(accessForm("ordering.receiver", ""), "email", "personne@preau.test"), 303)
		m := b.mailTo("manager@preau.test")
		if !strings.Contains(webtest.Fold(m.Subject), webtest.Fold("n'est pas arrivé")) || !strings.Contains(m.Text, "personne@preau.test") {
			t.Errorf("the giver's mail says %s: %s", m.Subject, m.Text)
		}
		p := b.in[manager].Get(b.accessAt("Collège Membre", "")).WantSound()
		p.In(peopleTable).Row("personne@preau.test").Want("Adresse refusée")
		b.in[president].Get("/").WantNot("refuse les mails")
		p = b.in[manager].Get("/").WantSound().Want("L'adresse de Dora Demandeur refuse les mails").Click("Corriger").WantStatus(200).WantSound().Want("Adresse refusée")
		p.Form("Corriger l'adresse").Fill("L'adresse qui convient", "quelquun@preau.test").Submit().WantStatus(200).WantNot("Adresse refusée")
		b.in[manager].Get("/").WantNot("refuse les mails")
	})
}

// Where who gave an access gives it no more, those who do are told that its mail does not arrive, and have it to correct (R110).
func TestRefusedAddressOfAFormerGiver(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R110")
		b := inhabited(t, e)
		b.appoints(president, "autre", "Collège Membre", "ordering.manager")
		refuses := false
		b.mails.Answer(func(m mail.Message) (mail.Outcome, *mail.Fault) {
			if refuses && m.To == "personne@preau.test" {
				return mail.Refuse(m)
			}
			return mail.Accepted, nil
		})
		b.post("autre", b.accessAt("Collège Membre", "/personnes/nouvelle"), with(accessForm("ordering.receiver", ""), "email", "personne@preau.test"), 303)
		b.drain()
		n := b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE email = 'autre@preau.test'`)
		b.in[president].Get(b.accessAt("Collège Membre", "/personnes/"+n)).Form("Enregistrer").Uncheck("Manager").Submit().WantStatus(200)
		b.drain()
		refuses = true
		b.mails.Reset()
		person := b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE email = 'personne@preau.test'`)
		b.run(`UPDATE access_grants SET given_by = (SELECT id FROM account_accounts WHERE email = 'autre@preau.test') WHERE account_id = (SELECT id FROM account_accounts WHERE email = 'personne@preau.test')`)
		b.d.Clock.Advance(time.Hour)
		b.post(manager, b.accessAt("Collège Membre", "/personnes/"+person)+"/renvoi", nil, 303)
		m := b.mailTo("manager@preau.test")
		if !says(m, "n'est pas arrivé", "personne@preau.test") || len(b.mails.To("autre@preau.test")) != 0 {
			t.Errorf("the manager's mail says %s; the former one got %d", m.Subject, len(b.mails.To("autre@preau.test")))
		}
		b.in["autre"].Get("/").WantNot("refuse les mails")
		b.in[president].Get("/").WantNot("refuse les mails")
		b.in[manager].Get("/").WantSound().Want("L'adresse de Dora Demandeur refuse les mails").Click("Corriger").WantStatus(200).Want("Adresse refusée")
	})
}

// Somebody manages several schools and is a user of none; a president and a reference person act alike, and each sees
// what the other did (R139).
func TestManagersAndHeads(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R139")
		b := inhabited(t, e)
		b.appoints(admin, "reference", "P.O. des Écoles", "ordering.reference")
		path := b.accessAt("Collège Voisin", "/personnes/nouvelle")
		b.post("reference", path, url.Values{"prenom": {"Andrée"}, "nom": {"manager"}, "email": {"manager@preau.test"}, "roles": {"ordering.manager"}}, 303)
		p := b.in[manager].Get("/acces").WantStatus(200).WantSound()
		p.In(placesTable).Row("Collège Membre").Want("Gérer")
		p.In(placesTable).Row("Collège Voisin").Want("Gérer")
		p.WantNot("Demandeur", "P.O. des Écoles, ")
		for _, role := range []string{president, "reference"} {
			v := b.in[role].Get(b.accessAt("Collège Voisin", "")).WantStatus(200).WantSound()
			v.Want("Manager donné à Andrée manager", "par Andrée reference", "Président du P.O.", "Andrée president")
			b.in[role].Get(b.accessAt("P.O. des Écoles", "")).WantStatus(200).Want("Superacheteur")
		}
		b.in[president].Get(b.accessAt("Collège Voisin", "/personnes/"+b.ids["manager"])).Form("Enregistrer").Uncheck("Manager").Submit().Press("Enregistrer quand même").WantStatus(200)
		b.in["reference"].Get(b.accessAt("Collège Voisin", "")).Want("Manager retiré à Andrée manager", "par Andrée president")
		b.in[manager].Get(b.accessAt("Collège Voisin", "")).WantStatus(404)
		b.in[manager].Get(b.accessAt("Collège Membre", "")).WantStatus(200)
	})
}

// A module forbids what would leave its work undone: the last superbuyer stays while a school has a maximum amount.
func TestLastSuperbuyerStays(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		b.appoints(president, "super", "P.O. des Écoles", "ordering.superbuyer")
		b.post(president, "/commandes/montants/"+b.ids["ref Collège Membre"], url.Values{"montant": {"500"}, "version": {"0"}}, 303)
		b.in[manager].Get("/commandes/montants/"+b.ids["ref Collège Membre"]).WantStatus(200).WantSound().Want("Qui peut fixer ces montants ?", "Andrée president")
		page := b.accessAt("P.O. des Écoles", "/personnes/"+b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE user_name = 'super'`))
		b.in[president].Get(page).Form("Enregistrer").Uncheck("Superacheteur").Submit().WantStatus(403).Want("Andrée super")
		b.in[president].Get(b.accessAt("P.O. des Écoles", "")).Want("Andrée super")
		b.appoints(president, "second", "P.O. des Écoles", "ordering.superbuyer")
		b.in[president].Get(page).Form("Enregistrer").Uncheck("Superacheteur").Submit().WantStatus(200).Want("C'est enregistré")
	})
}

// A role is asked for at an establishment: the request goes to its managers, the first of them decides and chooses the
// markets, and who asked is mailed; where there is no manager it goes to the authority, and where that has nobody, to the
// operator (R131).
func TestAskForARole(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R131")
		b := inhabited(t, e)
		ask := func(role, school, what string) string {
			p := b.in[role].Get("/acces/demandes").Click("Demander un accès").WantSound().Form("Chercher").Fill("Établissement ou P.O. : nom, commune, numéro", school).Submit().WantSound()
			p = p.Row(school).Click("Choisir").WantSound().Form("Envoyer la demande").Choose("Rôle", what).Submit().WantStatus(200).WantSound().Want("Votre demande est partie", "demande le rôle « "+what+" »")
			return p.Path
		}
		at := ask(neighbour, "Collège Membre", "Demandeur")
		if m := b.mailTo("manager@preau.test"); !strings.Contains(webtest.Fold(m.Subject), webtest.Fold("demande à être Demandeur pour « Collège Membre »")) {
			t.Errorf("the manager's mail says %s", m.Subject)
		}
		for _, role := range []string{president, admin, member, stranger} {
			b.in[role].Get(at).WantStatus(404)
		}
		b.in[manager].Get("/").Want("demande à être Demandeur")
		p := b.in[manager].Get(at).WantSound()
		p.Form("Confirmer").Check("Fournitures scolaires").Submit().WantStatus(200)
		b.in[manager].Get(b.accessAt("Collège Membre", "")).In(peopleTable).Row("Camille other member").Want("Demandeur", "Fournitures scolaires")
		if m := b.mailTo("other.member@preau.test"); !strings.Contains(m.Text, "Fournitures scolaires") {
			t.Errorf("the asker's mail says %s", m.Text)
		}
		b.in[manager].PostForm(at, keyed(url.Values{"acte": {"refuser"}, "motif": {"Non"}})).WantStatus(403).Want("a déjà décidé")

		// No manager: the authority names one, who decides.
		at = ask(stranger, "Collège Voisin", "Acheteur")
		if m := b.mailTo("president@preau.test"); !strings.Contains(webtest.Fold(m.Text), webtest.Fold("Personne sur place ne peut encore le donner")) {
			t.Errorf("the president's mail says %s", m.Text)
		}
		b.in[admin].Get(at).WantStatus(404)
		b.in[president].Get("/").Want("demande à être Acheteur")
		b.in[president].Get(at).WantSound().Want("Personne ne peut encore décider ici").WantNot("Confirmer").Click("Nommer quelqu'un").WantPath("/acces/college-voisin")
		b.in[president].PostForm(at, keyed(url.Values{"acte": {"confirmer"}})).WantStatus(403)
		b.appoints(president, "voisin", "Collège Voisin", "ordering.manager")
		b.in[president].Get(at).WantStatus(404)
		b.in["voisin"].Get(at).WantSound().Form("Refuser").Fill("Motif du refus", "Pas encore").Submit().WantStatus(200)
		if m := b.mailTo("other.school@preau.test"); !strings.Contains(m.Text, "Pas encore") || !strings.Contains(m.Text, "Acheteur") {
			t.Errorf("the refusal says %s", m.Text)
		}
		b.in[stranger].Get(at).WantSound().Press("Demander à nouveau").WantStatus(200)
		b.in["voisin"].Get("/").Want("demande à être Acheteur")

		// Nobody above either: the operator.
		at = ask(stranger, "Collège Nouveau", "Manager")
		if m := b.mailTo("admin@preau.test"); !strings.Contains(m.Subject, "Collège Nouveau") {
			t.Errorf("the operator's mail says %s", m.Subject)
		}
		b.in[admin].Get("/").Want("demande à être Manager")
		b.in[admin].Get(at).WantSound().Click("Nommer quelqu'un").WantPath("/acces/college-nouveau")
	})
}

// Nothing is asked for twice, nor where it cannot be held, nor what one has.
func TestAskingWrongly(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		const path = "/acces/demandes/nouvelle"
		form := func(place, role string) url.Values {
			return url.Values{"lieu": {b.ids["ref "+place]}, "role": {role}}
		}
		first := b.in[stranger].PostForm(path, keyed(form("Collège Membre", "ordering.buyer"))).WantStatus(200)
		if again := b.in[stranger].PostForm(path, keyed(form("Collège Membre", "ordering.buyer"))).WantStatus(200); again.Path != first.Path {
			t.Errorf("asked twice: %s and %s", first.Path, again.Path)
		}
		for _, f := range []url.Values{form("Collège Membre", "ordering.president"), form("P.O. des Écoles", "ordering.buyer"), form("Collège Membre", "platform.admin"), form("Collège Membre", ""), form("Collège Membre", "org.member")} {
			b.in[stranger].PostForm(path, keyed(f)).WantStatus(422).WantSound().Want("ne se demande pas ici")
		}
		b.in[manager].PostForm(path, keyed(form("Collège Membre", "ordering.manager"))).WantStatus(422)
		b.in[stranger].PostForm(path, keyed(url.Values{"lieu": {"aucune"}, "role": {"ordering.buyer"}})).WantStatus(404)
		b.in[visitor].Get(path).WantPath("/connexion")
		b.in[stranger].Get(path + "?q=zzzz").WantSound().Want("Aucun établissement ne correspond")
	})
}
