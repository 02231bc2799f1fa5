package app_test

import (
	"net/url"
	"strings"
	"testing"

	"preau/internal/core/access"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/mail"
	"preau/internal/kit/web/webtest"
	"preau/internal/ordering"
)

// marketsTable is where a demandeur reads which markets of the member's school are theirs.
const marketsTable = `table`

// runs makes a market that runs and that a school adheres to, and gives its number.
func (b *builder) runs(title, school string) string {
	b.t.Helper()
	b.post(central, "/marches/nouveau", marketForm(b.ids["supplier"], title, ""), 303)
	n := b.one(`SELECT CAST(max(number) AS TEXT) FROM catalog_markets`)
	b.post(central, "/marches/"+n+"/adherents", url.Values{"organisation": {b.ids["ref "+school]}, "du": {"2026-11-01"}}, 303)
	return n
}

// dora opens the account of the town's demandeur, who has the first market.
func (b *builder) dora() *webtest.Client {
	b.t.Helper()
	b.post(manager, b.accessAt("Collège Membre", "/personnes/"+b.ids["demandeur"])+"/renvoi", nil, 303)
	b.in["dora"] = b.browser()
	b.accept("dora", b.linkTo("demandeur@preau.test"))
	return b.in["dora"]
}

func (b *builder) askMarket(n string) string {
	return "/commandes/" + b.ids["ref Collège Membre"] + "/marches/" + n + "/demande"
}

func says(m mail.Message, texts ...string) bool {
	all := webtest.Fold(m.Subject + " " + m.Text)
	for _, x := range texts {
		if !strings.Contains(all, webtest.Fold(x)) {
			return false
		}
	}
	return true
}

// A market of the school that a demandeur was not given is grey, says why and who gives it, and is asked for there: all managers get the
// request, the first decision wins, the demandeur is mailed, and the market is theirs on the next page of the same session (R137).
func TestAskForAMarket(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R137")
		b := inhabited(t, e)
		b.runs("Manuels", "Collège Membre")
		b.runs("Cuisine", "Collège Voisin")
		b.appoints(president, "other manager", "Collège Membre", "ordering.manager")
		d := b.dora()
		p := d.Get("/commandes").WantSound().WantNot("Cuisine")
		p.In(marketsTable).Row("Fournitures scolaires").Want("Donné").WantNot("Demander ce marché")
		p.In(marketsTable).Row("Manuels").Want("Pas donné", "Le marché « Manuels » ne vous est pas donné pour Collège Membre", "Andrée manager", "Andrée other manager")
		p = p.In(marketsTable).Row("Manuels").Click("Demander ce marché").WantSound().Want("Manuels", "Papeterie du Pont", "Collège Membre")
		p = p.Form("Demander ce marché").Fill("Un mot pour la personne qui décide", "Pour la rentrée").Submit().WantPath("/commandes").WantSound().Want("Votre demande est partie")
		p.In(marketsTable).Row("Manuels").Want("Demandé", "la réponse est attendue", "Andrée manager").WantNot("Demander ce marché")
		d.Get("/").Want("Votre demande : le marché « Manuels » pour « Collège Membre »")
		for _, address := range []string{"manager@preau.test", "other.manager@preau.test"} {
			if m := b.mailTo(address); !says(m, "Dora Demandeur demande le marché « Manuels » pour « Collège Membre »", "Pour la rentrée") {
				t.Errorf("the mail to %s says %s: %s", address, m.Subject, m.Text)
			}
		}
		at := d.Get("/commandes").In(marketsTable).Row("Manuels").Click("Voir la demande").WantSound().Want("le marché « Manuels »", "Pour la rentrée").Path
		b.in[manager].Get("/").Want("Dora Demandeur demande le marché « Manuels »")
		b.in["other manager"].Get(at).WantSound().Want("le marché « Manuels »", "Pour la rentrée").Press("Confirmer").WantStatus(200)
		b.in[manager].PostForm(at, keyed(url.Values{"acte": {"refuser"}, "motif": {"Non"}})).WantStatus(403).Want("a déjà décidé")
		if m := b.mailTo("demandeur@preau.test"); !says(m, "Votre compte a été mis à jour", "Manuels", "Andrée other manager") {
			t.Errorf("the asker's mail says %s: %s", m.Subject, m.Text)
		}
		d.Get("/commandes").WantSound().In(marketsTable).Row("Manuels").Want("Donné").WantNot("Pas donné")
		b.in[manager].Get(b.accessAt("Collège Membre", "")).In(peopleTable).Row("Dora Demandeur").Want("Fournitures scolaires", "Manuels")
		b.in[manager].Get(b.accessAt("Collège Membre", "")).Want("avant : Fournitures scolaires ; après : Fournitures scolaires, Manuels")
	})
}

// From the fourth request of a day on nobody is mailed, of markets and of roles: the asker reads so, and who decides has it on their screen (R137).
func TestManyRequestsOfADay(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R137")
		b := inhabited(t, e)
		d := b.dora()
		const quiet = "aucun mail n'est parti"
		for _, title := range []string{"Manuels", "Cuisine", "Sport", "Musique"} {
			n := b.runs(title, "Collège Membre")
			b.drain()
			before := len(b.mails.To("manager@preau.test"))
			p := d.Get(b.askMarket(n)).Press("Demander ce marché").WantStatus(200).WantPath("/commandes").WantSound()
			b.drain()
			mailed, row := len(b.mails.To("manager@preau.test"))-before, p.In(marketsTable).Row(title).Want("Demandé")
			b.in[manager].Get("/").Want("le marché « " + title + " »")
			if title == "Musique" {
				row.Want(quiet, "Andrée manager")
				d.Get("/commandes").In(marketsTable).Row(title).Click("Voir la demande").WantSound().Want(quiet)
				d.Get("/").Want("mais sans mail")
			} else {
				row.WantNot(quiet)
			}
			if want := map[bool]int{true: 0, false: 1}[title == "Musique"]; mailed != want {
				t.Errorf("%s: %d mails, want %d", title, mailed, want)
			}
		}
		b.mails.Reset()
		at := b.asksFor("dora", "Collège Membre", "ordering.receiver")
		b.drain()
		if n := len(b.mails.To("manager@preau.test")); n != 0 {
			t.Errorf("%d mails", n)
		}
		d.Get(at).WantSound().Want(quiet)
		b.in[manager].Get("/").Want("Dora Demandeur demande à être Réceptionniste")
	})
}

// A market that a manager adds in the middle of the demandeur's session is theirs on its next page, without signing in again (R135).
func TestMarketMidSession(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R135")
		b := inhabited(t, e)
		b.runs("Manuels", "Collège Membre")
		d := b.dora()
		d.Get("/commandes").In(marketsTable).Row("Manuels").Want("Pas donné")
		person := b.accessAt("Collège Membre", "/personnes/"+b.ids["demandeur"])
		b.in[manager].Get(person).Form("Enregistrer").Check("Manuels").Submit().WantStatus(200)
		d.Get("/commandes").In(marketsTable).Row("Manuels").Want("Donné").WantNot("Demander ce marché")
		b.in[manager].Get(person).Form("Enregistrer").Uncheck("Manuels").Submit().WantStatus(200)
		d.Get("/commandes").In(marketsTable).Row("Manuels").Want("Pas donné", "Demander ce marché")
	})
}

// A refused market says by whom and why, and may be asked for again; without a manager the request goes to the authority, as any
// request for the role does.
func TestMarketRefusedAndAskedAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R137", "R131")
		b := inhabited(t, e)
		ask := b.askMarket(b.runs("Manuels", "Collège Membre"))
		d := b.dora()
		d.Get(ask).Press("Demander ce marché").WantStatus(200)
		at := "/acces/demandes/" + b.one(`SELECT CAST(max(number) AS TEXT) FROM request_asks`)
		b.in[manager].Get(at).Form("Refuser").Fill("Motif du refus", "Budget épuisé").Submit().WantStatus(200)
		if m := b.mailTo("demandeur@preau.test"); !says(m, "refusée", "le marché « Manuels »", "Budget épuisé") {
			t.Errorf("the refusal says %s: %s", m.Subject, m.Text)
		}
		d.Get("/commandes").In(marketsTable).Row("Manuels").Want("Refusé", "Demander ce marché")
		d.Get(ask).WantSound().Want("par Andrée manager : Budget épuisé")
		d.Get(at).WantSound().Press("Demander à nouveau").WantStatus(200)
		d.Get("/commandes").In(marketsTable).Row("Manuels").Want("Demandé")

		mine := b.accessAt("Collège Membre", "/personnes/"+b.ids["manager"])
		b.in[president].Get(mine).Form("Enregistrer").Uncheck("Manager").Submit().Press("Enregistrer quand même").WantStatus(200)
		again := "/acces/demandes/" + b.one(`SELECT CAST(max(number) AS TEXT) FROM request_asks`)
		b.in[manager].Get(again).WantStatus(404)
		b.in[president].Get("/").Want("Dora Demandeur demande le marché « Manuels »")
		b.in[president].Get(again).WantSound().Want("Personne ne peut encore décider ici").WantNot("Confirmer")
		d.Get("/commandes").In(marketsTable).Row("Manuels").Want("Andrée president")
	})
}

// A market is asked for once, by who may use it, where the school adheres to it; what is wrong changes nothing.
func TestAskForAMarketWrongly(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		n := b.runs("Manuels", "Collège Membre")
		ask, d := b.askMarket(n), b.dora()
		beside := b.runs("Cuisine", "Collège Voisin")
		for _, path := range []string{b.askMarket(beside), b.askMarket("2"), b.askMarket("99"), b.askMarket("x"), b.askMarket("01"), b.askMarket("-1"), "/commandes/aucune/marches/1/demande"} {
			d.Get(path).WantStatus(404)
			d.PostForm(path, keyed(nil)).WantStatus(404)
		}
		long := strings.Repeat("é", 501)
		p := d.PostForm(ask, keyed(url.Values{"mot": {long}})).WantStatus(422).WantSound().Want("500 caractères au plus")
		if got := p.Form("Demander ce marché").Value("Un mot pour la personne qui décide"); got != long {
			t.Errorf("%d characters are left", len(got))
		}
		d.PostForm(b.askMarket("1"), keyed(nil)).WantStatus(409) // given already
		d.Get(b.askMarket("1")).WantSound().Want("il n'y a rien à demander").WantNot("Un mot pour")
		for _, role := range []string{president, admin} { // they see the school
			b.in[role].Get(ask).WantStatus(403).Want("À « Collège Membre », seul un demandeur")
			b.in[role].PostForm(ask, keyed(nil)).WantStatus(403).Want("À « Collège Membre », seul un demandeur", "Andrée manager")
		}
		for _, role := range []string{member, neighbour, stranger, central, coordinator} {
			b.in[role].Get(ask).WantStatus(404)
			b.in[role].PostForm(ask, keyed(nil)).WantStatus(404)
		}
		b.in[visitor].Get(ask).WantPath("/connexion")
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM request_asks WHERE more_ref <> ''`); n != "0" {
			t.Errorf("%s requests", n)
		}
		once := keyed(nil)
		for range 2 {
			d.PostForm(ask, once).WantStatus(200).WantPath("/commandes")
		}
		d.PostForm(ask, keyed(nil)).WantStatus(403).Want("la réponse est attendue", "Andrée manager")
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM request_asks WHERE more_ref <> ''`); n != "1" {
			t.Errorf("%s requests", n)
		}

		// Who lost the role meanwhile gets nothing by a market: the manager reads it before and after the click.
		at := "/acces/demandes/" + b.one(`SELECT CAST(max(number) AS TEXT) FROM request_asks`)
		b.in[manager].Get(b.accessAt("Collège Membre", "/personnes/"+b.ids["demandeur"])).Form("Enregistrer").Uncheck("Demandeur").Submit().WantStatus(200)
		b.in[manager].Get(at).WantSound().Want("Dora Demandeur n'a plus, pour « Collège Membre », le rôle", "Ouvrir « Gestion des accès »", "Refuser").WantNot("Confirmer")
		b.in[manager].PostForm(at, keyed(url.Values{"acte": {"confirmer"}})).WantStatus(403).Want("n'a plus, pour « Collège Membre », le rôle")
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM access_grants WHERE role = 'ordering.requester' AND taken_at IS NULL AND account_id = (SELECT id FROM account_accounts WHERE email = 'demandeur@preau.test')`); n != "0" {
			t.Errorf("%s grants", n)
		}
	})
}

// A market that was given by hand while its request waited is confirmed without a second mail; one that is offered no more is not given.
func TestMarketGivenMeanwhile(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		one, two := b.runs("Manuels", "Collège Membre"), b.runs("Sport", "Collège Membre")
		d := b.dora()
		path := func(n string) string {
			d.Get(b.askMarket(n)).Press("Demander ce marché").WantStatus(200)
			return "/acces/demandes/" + b.one(`SELECT CAST(max(number) AS TEXT) FROM request_asks`)
		}
		first, second := path(one), path(two)
		b.in[manager].Get(b.accessAt("Collège Membre", "/personnes/"+b.ids["demandeur"])).Form("Enregistrer").Check("Manuels").Submit().WantStatus(200)
		b.drain()
		before := len(b.mails.To("demandeur@preau.test"))
		b.in[manager].Get(first).Press("Confirmer").WantStatus(200)
		b.drain()
		if after := len(b.mails.To("demandeur@preau.test")); after != before {
			t.Errorf("%d mails more", after-before)
		}
		b.post(central, "/marches/"+two+"/adherents/fin", url.Values{"adhesion": {b.adhesion(two, "Collège Membre")}}, 303)
		b.in[manager].Get(second).Press("Confirmer").WantStatus(422).WantSound().Want("n'est plus proposé")
	})
}

// A request for the role demandeur names the markets that are wanted; who decides sees them ticked, and may choose others.
func TestAskForARoleWithItsMarkets(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R127")
		b := inhabited(t, e)
		b.runs("Manuels", "Collège Membre")
		b.runs("Sport", "Collège Membre")
		for _, bad := range []url.Values{
			{"limite.ordering.requester": {"x"}}, {"limite.ordering.requester": {b.one(`SELECT id FROM catalog_markets WHERE number = 2`)}}, {"mot": {strings.Repeat("é", 501)}},
		} {
			bad.Set("lieu", b.ids["ref Collège Membre"])
			bad.Set("role", "ordering.requester")
			b.in[member].PostForm("/acces/demandes/nouvelle", keyed(bad)).WantStatus(422).WantSound()
		}
		page := "/acces/demandes/nouvelle?lieu=" + b.ids["ref Collège Membre"] + "&role=ordering.requester"
		f := b.in[member].Get(page).WantSound().Form("Envoyer la demande")
		at := f.Choose("Rôle", "Demandeur").Check("Manuels").Fill("Un mot pour la personne qui décide", "Pour la rentrée").Submit().WantStatus(200).WantSound().Want("Manuels", "Pour la rentrée").Path
		if m := b.mailTo("manager@preau.test"); !says(m, "demande à être Demandeur", "Souhaité : Manuels", "Pour la rentrée") {
			t.Errorf("the manager's mail says %s: %s", m.Subject, m.Text)
		}
		p := b.in[manager].Get(at).WantSound().Want("Souhaite", "Manuels", "Pour la rentrée")
		p.Form("Confirmer").Check("Fournitures scolaires").Submit().WantStatus(200)
		b.in[manager].Get(b.accessAt("Collège Membre", "")).In(peopleTable).Row("Camille member").Want("Demandeur", "Fournitures scolaires", "Manuels").WantNot("Sport")
		b.in[member].Get(page).WantSound().Want("Vous avez déjà ici : Demandeur")
		b.in[member].PostForm("/acces/demandes/nouvelle", keyed(url.Values{"lieu": {b.ids["ref Collège Membre"]}, "role": {"ordering.requester"}})).WantStatus(422).WantSound().
			Want("Vous avez déjà le rôle « Demandeur » pour « Collège Membre »")

		// Whose markets they are is nobody's matter who works elsewhere: they say it in words, and who decides chooses.
		b.in[stranger].Get(page).WantSound().Want("Demandeur", "pour quels marchés").WantNot("Manuels", "Sport", "Fournitures scolaires")
		for _, id := range []string{b.ids["market"], "x"} {
			bad := url.Values{"lieu": {b.ids["ref Collège Membre"]}, "role": {"ordering.requester"}, "limite.ordering.requester": {id}}
			b.in[stranger].PostForm("/acces/demandes/nouvelle", keyed(bad)).WantStatus(422).Want("n'est plus proposé")
		}
	})
}

// What was refused and given by hand since is not asked for again: its asker reads that they have it, of roles and of markets (R131, R137).
func TestRefusedThenGiven(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R131", "R137")
		b := inhabited(t, e)
		d := b.dora()
		at := b.asksFor("dora", "Collège Membre", "ordering.receiver")
		n := b.runs("Manuels", "Collège Membre")
		d.Get(b.askMarket(n)).Press("Demander ce marché").WantStatus(200)
		market := "/acces/demandes/" + b.one(`SELECT CAST(max(number) AS TEXT) FROM request_asks`)
		for _, path := range []string{at, market} {
			b.in[manager].Get(path).Form("Refuser").Fill("Motif du refus", "Pas maintenant").Submit().WantStatus(200)
			d.Get(path).WantSound().Want("Demander à nouveau")
		}
		b.post(manager, b.accessAt("Collège Membre", "/personnes/nouvelle"), accessForm("ordering.receiver", ""), 303)
		b.in[manager].Get(b.accessAt("Collège Membre", "/personnes/"+b.ids["demandeur"])).Form("Enregistrer").Check("Manuels").Submit().WantStatus(200)
		for _, path := range []string{at, market} {
			d.Get(path).WantSound().Want("Vous avez déjà ce que cette demande demandait").WantNot("Demander à nouveau")
			d.PostForm(path, keyed(url.Values{"acte": {"redemander"}})).WantStatus(403).Want("Vous avez déjà ce que cette demande demandait")
		}
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM request_asks WHERE state = 'open' AND account_id = (SELECT id FROM account_accounts WHERE email = 'demandeur@preau.test')`); n != "0" {
			t.Errorf("%s requests wait", n)
		}
	})
}

// Who has no role in the service reads that none was given, who gives them in their establishment, and asks there (R111).
func TestNoRoleNamesManagers(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R111")
		b := inhabited(t, e)
		b.run(`DELETE FROM access_grants WHERE role LIKE 'ordering.%' AND account_id = (SELECT id FROM account_accounts WHERE user_name = $1)`, userOf(neighbour))
		b.in[member].Get("/commandes").WantStatus(200).WantSound().Want("Aucun rôle ne vous a été attribué", "Andrée manager").
			Click("Demander un accès").WantSound().WantPath("/acces/demandes/nouvelle").Want("Collège Membre", "Demandeur", "Réceptionniste").WantNot("Président")
		b.in[neighbour].Get("/commandes").WantSound().Want("Aucun rôle ne vous a été attribué").WantNot("Andrée manager").Click("Demander un accès").Want("Collège Voisin").WantNot("Vous pouvez vous le donner")
		b.in[manager].Get("/commandes/a-creer").Click("Demander un accès").WantSound().Want("Vous pouvez vous le donner").Click("Ouvrir « Gestion des accès »").WantPath(b.accessAt("Collège Membre", ""))

		// Known at two establishments: each with its managers, and a way to ask there.
		b.appoints(president, "voisine", "Collège Voisin", "ordering.manager")
		b.gives(neighbour, access.Gift{Role: access.Member, Place: access.Place{Kind: access.Organisation, ID: b.ids["Collège Membre"]}})
		p := b.in[neighbour].Get("/commandes").WantSound().Want("Aucun rôle ne vous a été attribué sur la plateforme de commandes pour « Collège Voisin »", "Andrée voisine", "pour « Collège Membre »", "Andrée manager")
		p.Click("Demander un accès pour « Collège Membre »").WantSound().Want("Collège Membre", "Demandeur")
		b.in[schoolless].Get("/commandes").WantSound().Want("Aucun rôle ne vous a été attribué").Click("Demander un accès").WantSound().Want("Établissement ou P.O.")
	})
}

// A manager without another role reads that managing is no ordering, gives themselves a role, and the next page works (R112).
func TestManagerOnly(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R112")
		b := inhabited(t, e)
		b.appoints(president, "seul", "Collège Membre", "ordering.manager")
		p := b.in["seul"].Get("/commandes").WantSound().Want("Vous êtes manager de Collège Membre", "Pour commander, donnez-vous-en un")
		p = p.Click("Ouvrir « Gestion des accès »").WantSound().Click("Donner un accès")
		p.Form("Donner cet accès").Fill("Prénom", "Andrée").Fill("Nom", "seul").Fill("Adresse mail", "seul@preau.test").Check("Validateur").Submit().WantStatus(200)
		b.in["seul"].Get("/commandes").WantSound().Want("Validateur").WantNot("Vous êtes manager de", "Vous ne pouvez pas encore commander")
	})
}

// requester lets somebody of the town be a demandeur of a place without a market.
func (b *builder) requester(role, place string) {
	b.t.Helper()
	b.gives(role, access.Gift{Role: ordering.Requester, Place: access.Place{Kind: access.Organisation, ID: b.ids[place]}})
}
