package app_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
)

// leaving is the form of somebody's going from the member's school, as its manager opens it.
func (b *builder) leaving(role string) *webtest.Page {
	b.t.Helper()
	return b.in[manager].Get(b.accessAt("Collège Membre", "/personnes/"+b.numberOf(role))).WantStatus(200).Click("Cette personne quitte l'établissement").WantStatus(200).WantSound()
}

// numberOf is the public number of who has this user name.
func (b *builder) numberOf(role string) string {
	b.t.Helper()
	return b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE user_name = $1`, userOf(role))
}

// counting is when a role of somebody at the member's school begins and ends, as far as it counts or will.
func (b *builder) counting(address, role string) string {
	b.t.Helper()
	return b.one(`SELECT coalesce(max(CAST(g.starts_at AS TEXT) || ' ' || coalesce(CAST(g.ends_at AS TEXT), '')), '-') FROM access_grants g JOIN account_accounts a ON a.id = g.account_id
		WHERE a.email = $1 AND g.role = $2 AND g.place_id = $3 AND g.taken_at IS NULL`, address, role, b.ids["Collège Membre"])
}

// Somebody leaves on a day to come: all that they hold there ends on it, and who is chosen goes on from the next morning with
// the same markets. It is read before it is done, done once, told to both and to nobody else, and kept in the history.
func TestLeaver(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R132", "R136")
		b := inhabited(t, e)
		b.appoints(manager, "partante", "Collège Membre", "ordering.validator")
		b.post(manager, b.accessAt("Collège Membre", "/personnes/nouvelle"), url.Values{
			"prenom": {"Andrée"}, "nom": {"partante"}, "email": {"partante@preau.test"}, "roles": {"ordering.requester"}, "limite.ordering.requester": {b.ids["market"]},
		}, 303)
		b.appoints(manager, "suivant", "Collège Membre", "ordering.receiver")
		b.drain()
		b.mails.Reset()

		f := b.leaving("partante").Want("Demandeur", "Fournitures scolaires", "Validateur").Form("Voir ce qui va se passer")
		p := f.Fill("Dernier jour", "2026-12-18").Choose("À qui", "Andrée suivant · Direction").Submit().WantStatus(422).WantSound()
		p.Want("Andrée partante perd ici, après le 18 décembre 2026 : Demandeur et Validateur", "Andrée suivant aura le rôle « Validateur » à partir du 19 décembre 2026").
			WantNot("Plus personne n'aurait")
		if len(p.Find(`.ds-alert[autofocus][tabindex="-1"]`)) != 1 {
			t.Error("what follows has not the focus")
		}
		b.drain()
		if n := len(b.mails.Sent()); n != 0 || !strings.HasSuffix(b.counting("partante@preau.test", "ordering.validator"), " ") {
			t.Errorf("%d mails, or an end, before it was read", n)
		}
		p.Form("Confirmer le départ").Set("vu", "autre").Submit().WantStatus(422)
		sure := p.Form("Confirmer le départ")
		for range 2 { // twice is once
			sure.Submit().WantStatus(200).Want("C'est fait")
		}
		b.drain()
		to := map[string]int{}
		for _, m := range b.mails.Sent() {
			to[m.To]++
		}
		if len(to) != 2 || to["partante@preau.test"] != 1 || to["suivant@preau.test"] != 1 {
			t.Errorf("mails %v", to)
		}
		if m := b.mailTo("suivant@preau.test"); !strings.Contains(m.Text, "Fournitures scolaires") || !strings.Contains(webtest.Fold(m.Text), webtest.Fold("19 décembre 2026")) {
			t.Errorf("the successor reads %s", m.Text)
		}
		next := strings.Split(b.counting("suivant@preau.test", "ordering.validator"), " ")[0]
		for _, role := range []string{"ordering.validator", "ordering.requester"} {
			if got := b.counting("partante@preau.test", role); !strings.HasSuffix(got, " "+next) {
				t.Errorf("%s ends %q, the other's begins %s", role, got, next)
			}
		}
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM access_grant_limits l JOIN access_grants g ON g.id = l.grant_id JOIN account_accounts a ON a.id = g.account_id
			WHERE a.email = 'suivant@preau.test' AND l.ref = $1 AND l.taken_at IS NULL`, b.ids["market"]); n != "1" {
			t.Errorf("%s times the market", n)
		}
		p = b.in[manager].Get(b.accessAt("Collège Membre", "")).WantSound().Want("Départ : Andrée partante", "confié à Andrée suivant")
		p.In(peopleTable).Row("Andrée partante").Want("au 18 décembre 2026")
		p.In(peopleTable).Row("Andrée suivant").Want("Validateur", "Fournitures scolaires", "à partir du 19 décembre 2026")
		b.in["partante"].Get("/acces").WantSound().Want("Départ de « Collège Membre »", "confié à Andrée suivant", "au 18 décembre 2026")
		b.d.Clock.Set(time.Date(2026, 12, 19, 9, 0, 0, 0, time.UTC))
		b.in[manager] = b.again(manager)
		b.in[manager].Get(b.accessAt("Collège Membre", "")).In(peopleTable).WantNot("Andrée partante").Row("Andrée suivant").Want("depuis le 19 décembre 2026")
	})
}

// The last who holds what work needs is told of first; a new person goes on at once, is invited, and then nobody is missing. What the
// leaver asked for is withdrawn; what waits for them goes on with the others, or above.
func TestLastLeaver(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R132", "R216", "R131")
		b := inhabited(t, e)
		b.appoints(manager, "partante", "Collège Membre", "ordering.validator")
		ask := func(role, what string) string {
			p := b.in[role].PostForm("/acces/demandes/nouvelle", keyed(url.Values{"lieu": {b.ids["ref Collège Membre"]}, "role": {what}})).WantStatus(200)
			return p.Path
		}
		own := ask("partante", "ordering.buyer")
		form := func(role string) *webtest.Form { return b.leaving(role).Form("Voir ce qui va se passer") }
		form("partante").Submit().WantStatus(422).WantSound().
			Want("Andrée partante perd ici, dès maintenant : Validateur", "Plus personne n'aurait le rôle « Validateur »", "Peut nommer quelqu'un : Andrée manager", "Sa demande d'accès en attente ici est retirée")
		f := form("partante").Choose("À qui", "À une autre personne, indiquée ci-dessous").Fill("Prénom", "Nelly").Fill("Nom", "Neuve").Fill("Adresse mail", "nelly@preau.test")
		p := f.Submit().WantStatus(422).WantSound().Want("Nelly Neuve aura le rôle « Validateur » dès maintenant").WantNot("Plus personne n'aurait")
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM account_accounts WHERE email = 'nelly@preau.test'`); n != "0" {
			t.Error("an account is made before it was read")
		}
		p.Press("Confirmer le départ").WantStatus(200).WantNot("À nommer : Validateur").In(peopleTable).WantNot("Andrée partante").Row("Nelly Neuve").Want("Validateur", "Jamais connecté")
		b.linkTo("nelly@preau.test")
		b.in["partante"].Get(own).WantSound().Want("Retiré")
		b.in[manager].Get("/").WantNot("demande à être Acheteur")

		// The only manager, with a request that waits: the president ends the role, and it goes to them.
		ask(neighbour, "ordering.receiver")
		page := b.accessAt("Collège Membre", "/personnes/"+b.ids["manager"]+"/depart")
		v := b.in[president].Get(page).WantSound().Form("Voir ce qui va se passer").Submit().WantStatus(422).WantSound().
			Want("personne sur place ne pourrait donner d'accès", "faute d'une autre personne, elle ira à qui peut en nommer une", "garde ici d'autres accès, que vous ne donnez pas")
		v.Press("Confirmer le départ").WantStatus(200)
		b.in[president].Get("/").Want("demande à être Réceptionniste")
		b.in[manager].Get(b.accessAt("Collège Membre", "")).WantStatus(404)
	})
}

// Who goes on is told of as by « Donner un accès »: an address that is somebody else's is said before, without their name, and what they
// hold until a day goes on without end. A role that is asked for before its first day begins at once when it is given (R131).
func TestWhoGoesOnOnOtherDays(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R131", "R132")
		b := inhabited(t, e)
		give := b.accessAt("Collège Membre", "/personnes/nouvelle")
		b.appoints(manager, "partante", "Collège Membre", "ordering.validator")
		b.appoints(manager, "suivant", "Collège Membre", "ordering.receiver")
		b.leaving("partante").Form("Voir ce qui va se passer").Choose("À qui", "À une autre personne, indiquée ci-dessous").Fill("Prénom", "Stan").Fill("Nom", "Chaîne").
			Fill("Adresse mail", "other.school@preau.test").Submit().WantStatus(422).WantSound().
			Want("celle d'une autre personne", "Stan Chaîne aura le rôle « Validateur » dès maintenant").WantNot("Camille")

		b.post(manager, give, url.Values{"prenom": {"Andrée"}, "nom": {"suivant"}, "email": {"suivant@preau.test"}, "roles": {"ordering.validator"}, "au": {"2026-12-18"}}, 303)
		b.leaving("partante").Form("Voir ce qui va se passer").Choose("À qui", "Andrée suivant · Direction").Submit().WantStatus(422).WantSound().
			Want("Andrée suivant a déjà le rôle « Validateur » à d'autres dates : il vaudra dès maintenant, sans fin").WantNot("et continue", "Plus personne n'aurait").
			Press("Confirmer le départ").WantStatus(200)
		if got := b.counting("suivant@preau.test", "ordering.validator"); !strings.HasSuffix(got, " ") {
			t.Errorf("what was entrusted counts %q", got)
		}

		b.post(manager, give, url.Values{"prenom": {"Camille"}, "nom": {"member"}, "email": {"member@preau.test"}, "roles": {"ordering.buyer"}, "du": {"2027-01-04"}}, 303)
		at := b.in[member].PostForm("/acces/demandes/nouvelle", keyed(url.Values{"lieu": {b.ids["ref Collège Membre"]}, "role": {"ordering.buyer"}})).WantStatus(200).Path
		b.in[manager].Get(at).Form("Confirmer").Submit().WantStatus(422).WantSound().Want("il vaudra dès maintenant, sans fin").Press("Confirmer quand même").WantStatus(200)
		b.in[manager].Get(b.accessAt("Collège Membre", "")).In(peopleTable).Row("Camille member").Want("Acheteur").WantNot("2027")
	})
}

// What is wrong is said where it is, and nothing is half done: a day that is past, somebody who is not there, the leaver
// themselves, a role that they do not hold or the reader does not give, no role, a form that is old.
func TestLeavingWrongly(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		page := b.accessAt("Collège Membre", "/personnes/"+b.ids["demandeur"]+"/depart")
		before := b.one(`SELECT CAST(count(*) AS TEXT) FROM access_grants`) + b.one(`SELECT CAST(count(*) AS TEXT) FROM account_accounts`)
		base := url.Values{"etat": {b.ids["demandeur's rights"]}, "a": {b.ids["manager"]}, "roles": {"ordering.requester"}}
		for _, c := range []struct {
			change url.Values
			want   string
		}{
			{url.Values{"fin": {"2020-01-01"}}, "aujourd'hui ou plus tard"},
			{url.Values{"fin": {"2026-13-45"}}, "jour"},
			{url.Values{"a": {"999999"}}, "n'a plus d'accès ici"},
			{url.Values{"a": {"'; --"}}, "n'a plus d'accès ici"},
			{url.Values{"a": {"-7"}}, "n'a plus d'accès ici"},
			{url.Values{"a": {b.numberOf(member)}}, "n'a plus d'accès ici"},
			{url.Values{"a": {b.ids["demandeur"]}}, "quelqu'un d'autre que la personne qui part"},
			{url.Values{"a": {"autre"}, "prenom": {"Dora"}, "nom": {"Demandeur"}, "email": {"demandeur@preau.test"}}, "quelqu'un d'autre que la personne qui part"},
			{url.Values{"a": {"autre"}, "prenom": {" "}, "nom": {"X"}, "email": {"x@preau.test"}}, "Écrivez le prénom"},
			{url.Values{"a": {"autre"}, "prenom": {"X"}, "nom": {""}, "email": {"x@preau.test"}}, "Écrivez le nom"},
			{url.Values{"a": {"autre"}, "prenom": {"X"}, "nom": {"X"}, "email": {"sans arobase"}}, "adresse"},
			{url.Values{"a": {"autre"}, "prenom": {"X"}, "nom": {"X"}, "email": {"suspended@preau.test"}}, "suspendu"},
			{url.Values{"roles": nil}, "Cochez au moins un rôle"},
			{url.Values{"roles": {"ordering.buyer"}}, "ne se donne pas ici"},
			{url.Values{"roles": {"platform.admin"}}, "ne se donne pas ici"},
			{url.Values{"roles": {"ordering.requester", "ordering.manager"}}, "ne se donne pas ici"},
		} {
			f := url.Values{}
			for k, v := range base {
				f[k] = v
			}
			for k, v := range c.change {
				f[k] = v
			}
			b.in[manager].PostForm(page, keyed(f)).WantStatus(422).WantSound().Want(c.want)
		}
		b.in[manager].PostForm(page, keyed(url.Values{"etat": {"autre"}})).WantStatus(409).WantSound().Want("viennent de changer ailleurs")
		for _, role := range []string{member, admin, president, neighbour} {
			b.in[role].Get(page).WantStatus(http.StatusNotFound)
		}
		if after := b.one(`SELECT CAST(count(*) AS TEXT) FROM access_grants`) + b.one(`SELECT CAST(count(*) AS TEXT) FROM account_accounts`); after != before {
			t.Errorf("%s grants and accounts, were %s", after, before)
		}
		b.in[manager].Get(b.accessAt("Collège Membre", "")).In(peopleTable).Row("Dora Demandeur").WantNot("du 21 novembre")
	})
}

// The last superbuyer leaves when another goes on, and not otherwise, as long as there is a maximum amount (R125).
func TestSuperbuyerLeaves(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R125", "R132")
		b := inhabited(t, e)
		b.appoints(president, "super", "P.O. des Écoles", "ordering.superbuyer")
		b.post(president, "/commandes/montants/"+b.ids["ref Collège Membre"], url.Values{"montant": {"500"}, "version": {"0"}}, 303)
		page := b.accessAt("P.O. des Écoles", "/personnes/"+b.numberOf("super")+"/depart")
		form := func() *webtest.Form {
			return b.in[president].Get(page).WantStatus(200).WantSound().Form("Voir ce qui va se passer")
		}
		form().Submit().WantStatus(http.StatusForbidden).Want("Andrée super est le dernier superacheteur")
		p := form().Choose("À qui", "À une autre personne, indiquée ci-dessous").Fill("Prénom", "Nora").Fill("Nom", "Relève").Fill("Adresse mail", "nora@preau.test").Submit().WantStatus(422)
		p.Press("Confirmer le départ").WantStatus(200).WantSound().In(peopleTable).WantNot("Andrée super").Row("Nora Relève").Want("Superacheteur")
	})
}

// Somebody who leaves at once leaves their open and confirmed baskets to who takes over, who is mailed once of both; without an heir
// they stay in their name until a manager of the place, and nobody else, hands each over to a demandeur of its markets (R132, 1.12).
func TestLeaverBaskets(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R132", "R292")
		b := inhabited(t, e)
		ref, reassign := b.ids["ref Collège Membre"], "/commandes/reattribuer/"+b.ids["ref Collège Membre"]
		b.appoints(manager, "suivant", "Collège Membre", "ordering.receiver")
		with := func(name string, market ...string) {
			b.post(manager, b.accessAt("Collège Membre", "/personnes/nouvelle"), url.Values{
				"prenom": {"Andrée"}, "nom": {name}, "email": {name + "@preau.test"}, "roles": {"ordering.requester"}, "limite.ordering.requester": market,
			}, 303)
		}
		b.appoints(manager, "partante", "Collège Membre", "ordering.receiver")
		with("partante", b.ids["market"])
		b.in["partante"] = b.again("partante")
		for _, title := range []string{"Rentrée", "Atelier"} {
			b.post("partante", "/paniers", url.Values{"etablissement": {ref}, "nom": {title}}, 303)
		}
		b.run(`UPDATE ordering_baskets SET state = 'confirmed', confirmed_at = opened_at WHERE title = 'Atelier'`)
		b.drain()
		b.mails.Reset()
		owner := func(title string) string {
			return b.one(`SELECT a.email FROM ordering_baskets b JOIN account_accounts a ON a.id = b.account_id WHERE b.title = $1`, title)
		}

		b.leaving("partante").Form("Voir ce qui va se passer").Submit().WantStatus(422).WantSound().
			Want("Ses paniers ici : 1 ouvert, 1 confirmé", "Ces paniers restent à son nom")
		p := b.leaving("partante").Form("Voir ce qui va se passer").Choose("À qui", "Andrée suivant · Direction").Submit().WantStatus(422).WantSound().
			Want("Ses paniers ici : 1 ouvert, 1 confirmé", "Andrée suivant reprend ces paniers")
		p.Press("Confirmer le départ").WantStatus(200)
		b.drain()
		if owner("Rentrée") != "suivant@preau.test" || owner("Atelier") != "suivant@preau.test" {
			t.Errorf("the baskets are those of %s and %s", owner("Rentrée"), owner("Atelier"))
		}
		handed := 0
		for _, m := range b.mails.Sent() {
			if strings.Contains(m.Text, "Rentrée") && strings.Contains(m.Text, "Atelier") {
				handed++
				if m.To != "suivant@preau.test" {
					t.Errorf("%s is told of the baskets", m.To)
				}
			}
		}
		if handed != 1 {
			t.Errorf("%d mails of the baskets", handed)
		}
		b.in["suivant"] = b.again("suivant")
		b.in["suivant"].Get("/paniers").WantSound().Want("Rentrée", "Atelier").Click("Atelier").WantSound().Want("l'a réattribué", "Andrée partante → Andrée suivant")

		// The next leaves nobody behind them: the manager hands over what is left, and sees no amount.
		b.in[manager].Get(reassign).WantSound().Want("Aucun panier à réattribuer")
		b.leaving("suivant").Form("Voir ce qui va se passer").Submit().WantStatus(422).Press("Confirmer le départ").WantStatus(200)
		b.in[manager].Get(b.accessAt("Collège Membre", "")).Click("Réattribuer des paniers").WantSound().Want("Rentrée", "Atelier", "Andrée suivant").WantNot("€")
		number := b.one(`SELECT CAST(number AS TEXT) FROM ordering_baskets WHERE title = 'Rentrée'`)
		version := b.one(`SELECT CAST(version AS TEXT) FROM ordering_baskets WHERE title = 'Rentrée'`)
		form := func(heir, version string) url.Values {
			return keyed(url.Values{"numero": {number}, "version": {version}, "a." + number: {heir}})
		}
		heir := b.one(`SELECT min(a.id) FROM access_grants g JOIN account_accounts a ON a.id = g.account_id WHERE g.role = 'ordering.requester' AND g.place_id = $1
			AND g.taken_at IS NULL AND g.ends_at IS NULL AND a.state = 'active'`, b.ids["Collège Membre"])
		b.in[manager].PostForm(reassign, form(b.one(`SELECT id FROM account_accounts WHERE email = 'partante@preau.test'`), version)).WantStatus(422).WantSound().Want("Choisissez un demandeur d'ici")
		b.in[manager].PostForm(reassign, form(heir, "1")).WantStatus(409).WantSound()
		for _, role := range []string{member, admin, president, neighbour} {
			b.in[role].Get(reassign).WantStatus(http.StatusNotFound)
			b.in[role].PostForm(reassign, form(heir, version)).WantStatus(http.StatusNotFound)
		}
		b.in[manager].PostForm(reassign, form(heir, version)).WantStatus(200).WantSound().Want("est réattribué", "Atelier").WantNot("Rentrée")
		if b.one(`SELECT account_id FROM ordering_baskets WHERE title = 'Rentrée'`) != heir || owner("Atelier") != "suivant@preau.test" {
			t.Errorf("the baskets are those of %s and %s", owner("Rentrée"), owner("Atelier"))
		}

		// Who is gone reads that nothing is theirs to duplicate, before they fill anything in.
		copies := "/paniers/" + b.one(`SELECT CAST(number AS TEXT) FROM ordering_baskets WHERE title = 'Atelier'`) + "/dupliquer"
		b.in["suivant"].Get(copies).WantStatus(http.StatusForbidden).WantSound()
		b.in["suivant"].Get("/paniers").WantStatus(200).Want("Atelier").WantNot("Dupliquez")
	})
}
