package app_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
)

// asksFor has somebody ask for a role at a place, and gives the page of the request.
func (b *builder) asksFor(role, place, key string, wanted ...string) string {
	b.t.Helper()
	form := url.Values{"lieu": {b.ids["ref "+place]}, "role": {key}, "limite." + key: wanted}
	return b.in[role].PostForm("/acces/demandes/nouvelle", keyed(form)).WantStatus(200).Path
}

// Who accepts a request reads first what follows, as who gives by hand does: what one person would do alone, that a role counts for
// nothing yet, who is replaced. Nothing is decided before, nor once something else follows than what was read (R130, R131).
func TestAcceptingSaysWhatFollows(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R130", "R131")
		b := inhabited(t, e)
		d := b.dora()
		b.post(manager, b.accessAt("Collège Membre", "/personnes/nouvelle"), accessForm("ordering.buyer", ""), 303)
		at := b.asksFor("dora", "Collège Membre", "ordering.validator")
		p := b.in[manager].Get(at).WantSound().WantNot("Si vous confirmez").Form("Confirmer").Submit().WantStatus(422).WantSound()
		p.Want("Si vous confirmez", "Dora Demandeur pourra valider et envoyer ses propres paniers", "Confirmer quand même")
		p.Form("Confirmer quand même").Set("vu", "autre").Submit().WantStatus(422)
		d.Get(at).Want("À décider")
		p.Press("Confirmer quand même").WantStatus(200).WantPath("/acces/demandes").Want("C'est confirmé")
		d.Get("/commandes").In(`section[aria-labelledby="lieu-` + b.ids["ref Collège Membre"] + `"]`).Want("Validateur")

		at = b.asksFor(stranger, "Collège Membre", "ordering.requester")
		p = b.in[manager].Get(at).Form("Confirmer").Submit().WantStatus(422).WantSound().Want("Camille other school", "pourra consulter, sans rien ajouter")
		p.Form("Confirmer quand même").Check("Fournitures scolaires").Submit().WantStatus(200).WantPath("/acces/demandes") // with a market nothing follows any more

		at = b.asksFor(neighbour, "P.O. des Écoles", "ordering.president")
		p = b.in[admin].Get(at).Form("Confirmer").Submit().WantStatus(422).WantSound().Want("Andrée president n'aura plus le rôle « Président du P.O. »")
		b.in[president].Get(b.accessAt("P.O. des Écoles", "")).WantStatus(200)
		p.Press("Confirmer quand même").WantStatus(200)
		b.in[president].Get(b.accessAt("P.O. des Écoles", "")).WantStatus(404)
		b.in[neighbour].Get(b.accessAt("P.O. des Écoles", "")).WantStatus(200)
	})
}

// A program that accepts a request gets what follows with a print, and decides with it.
func TestAcceptingByProgramSaysWhatFollows(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R130", "R131")
		b := inhabited(t, e)
		page := b.asksFor(stranger, "Collège Membre", "ordering.requester")
		at := "/access-requests/" + page[strings.LastIndex(page, "/")+1:] + "/acceptance"
		w := b.call("POST", at, b.tokens[manager], "")
		b.wantStatus("unread", w, 409, "")
		p := problemIn(b.house, w)
		if p.Confirm == "" || len(p.Consequences) != 1 || !strings.Contains(p.Consequences[0].Message, "sans rien ajouter") {
			t.Fatalf("%+v", p)
		}
		b.wantStatus("another print", b.call("POST", at, b.tokens[manager], `{"confirm":"autre"}`), 409, "")
		b.wantStatus("read", b.call("POST", at, b.tokens[manager], `{"confirm":"`+p.Confirm+`"}`), 200, "")
	})
}

// nextPresident gives somebody the president's role of the town's authority for a time, by hand, and gives the answer.
func (b *builder) nextPresident(name, from, to string) *webtest.Page {
	b.t.Helper()
	f := b.in[admin].Get(b.accessAt("P.O. des Écoles", "/personnes/nouvelle")).Form("Donner cet accès").Fill("Prénom", name).Fill("Nom", "Suite").
		Fill("Adresse mail", strings.ToLower(name)+"@preau.test").Check("Président du P.O.")
	return f.Fill("À partir du", from).Fill("Jusqu'au", to).Submit()
}

// presidents are those of the town's authority on a day, by number of accounts.
func (b *builder) presidents(day string) string {
	b.t.Helper()
	at, err := time.Parse(time.DateOnly, day)
	b.ok(err)
	return b.one(fmt.Sprintf(`SELECT CAST(count(*) AS TEXT) FROM access_grants WHERE role = 'ordering.president' AND place_id = $1 AND taken_at IS NULL
		AND starts_at <= %d AND (ends_at IS NULL OR ends_at > %d)`, at.Add(12*time.Hour).UnixMicro(), at.Add(12*time.Hour).UnixMicro()), b.one(`SELECT id FROM org_organisations WHERE ref = $1`, b.ids["ref P.O. des Écoles"]))
}

// A role that one person holds has one holder on any day to come, whatever was planned before: who was to have it meanwhile does not get
// it, which is said before, and a cancelled end takes it from who was to follow (R113).
func TestOnePresidentOnAnyDay(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R113")
		b := inhabited(t, e)
		b.nextPresident("Prune", "2027-01-04", "").WantStatus(422).Press("Donner quand même").WantStatus(200)
		const never = "Prune Suite devait avoir le rôle « Président du P.O. » à partir du 4 janvier 2027"
		b.nextPresident("Quentin", "2026-12-14", "2026-12-31").WantStatus(422).Want("Andrée president n'aura plus le rôle").WantNot(never) // ends before
		p := b.nextPresident("Quentin", "2026-12-14", "").WantStatus(422).WantSound().Want("Andrée president n'aura plus le rôle « Président du P.O. » à partir du 14 décembre 2026", never)
		p.Press("Donner quand même").WantStatus(200)
		for day, want := range map[string]string{"2026-12-01": "1", "2026-12-20": "1", "2027-01-10": "1"} {
			if n := b.presidents(day); n != want {
				t.Errorf("%s presidents on %s", n, day)
			}
		}
		b.in[admin].Get(b.accessAt("P.O. des Écoles", "")).In(peopleTable).WantNot("Prune Suite").Want("Quentin Suite")

		// The end of the first one's is cancelled: who was to follow does not.
		number := b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE user_name = 'president'`)
		f := b.in[admin].Get(b.accessAt("P.O. des Écoles", "/personnes/"+number)).Form("Enregistrer")
		p = f.Check("Président du P.O., prévu jusqu'au 13 décembre 2026").Submit().WantStatus(422).WantSound()
		p.Want("Quentin Suite devait avoir le rôle « Président du P.O. » à partir du 14 décembre 2026").Press("Enregistrer quand même").WantStatus(200)
		if n := b.presidents("2026-12-20"); n != "1" {
			t.Errorf("%s presidents", n)
		}
		b.in[admin].Get(b.accessAt("P.O. des Écoles", "")).In(peopleTable).WantNot("Quentin Suite")
	})
}

// Of two superacheteurs whose ends follow each other, the second one's is refused while a maximum amount stands, whichever ends first; with
// who follows them it is planned (R125).
func TestTwoEndsOfSuperbuyers(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R125")
		b := inhabited(t, e)
		b.appoints(president, "un", "P.O. des Écoles", "ordering.superbuyer")
		b.appoints(president, "deux", "P.O. des Écoles", "ordering.superbuyer")
		limits := "/commandes/montants/" + b.ids["ref P.O. des Écoles"]
		b.in[president].Get(limits).FormAt(`form[action$="`+b.ids["ref Collège Membre"]+`"]`).Fill("Montant maximum par commande, en euros", "500").Submit().WantStatus(200)
		ends := func(user, day string) *webtest.Page {
			n := b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE email = $1`, user+"@preau.test")
			f := b.in[president].Get(b.accessAt("P.O. des Écoles", "/personnes/"+n)).Form("Enregistrer")
			return f.Uncheck("Superacheteur").Fill("Ce que vous décochez prend fin le", day).Submit()
		}
		ends("un", "2026-12-10").WantStatus(200)
		ends("deux", "2026-12-20").WantStatus(403).Want("Andrée deux est le dernier superacheteur")
		ends("deux", "2026-12-05").WantStatus(403).Want("Andrée deux est le dernier superacheteur")
		give := b.accessAt("P.O. des Écoles", "/personnes/nouvelle")
		b.post(president, give, url.Values{"prenom": {"Trois"}, "nom": {"Suite"}, "email": {"trois@preau.test"}, "roles": {"ordering.superbuyer"}, "du": {"2026-12-21"}}, 303)
		ends("deux", "2026-12-20").WantStatus(200)
	})
}

// The last validateur whose colleague's end is planned may not close their account: they read who can name another. An administrator who
// suspends or closes it reads which roles nobody would have, and who can name somebody has it to do (R132).
func TestLastHolderIsSuspended(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R132")
		b := inhabited(t, e)
		b.appoints(manager, "un", "Collège Membre", "ordering.validator")
		b.post(manager, b.accessAt("Collège Membre", "/personnes/nouvelle"), url.Values{
			"prenom": {"Camille"}, "nom": {"member"}, "email": {"member@preau.test"}, "roles": {"ordering.validator"}, "au": {"2026-12-31"},
		}, 303)
		b.in["un"].Get("/compte/donnees/fermeture").WantSound().Want("ne peut pas être fermé maintenant", "« Validateur » pour « Collège Membre »", "Andrée manager").WantNot("pour toujours")
		b.in[member].Get("/compte/donnees/fermeture").WantNot("« Validateur »") // theirs ends, and the other's goes on

		account := func(user string) string {
			return "/administration/comptes/" + b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE email = $1`, user+"@preau.test")
		}
		const nobody = "Personne n'a le rôle « Validateur » pour « Collège Membre »"
		b.in[manager].Get("/").WantNot(nobody)
		b.in[admin].Get(account("un")+"/fermeture").WantSound().Want("plus personne n'aura ces rôles", "« Validateur » pour « Collège Membre ». Peut nommer quelqu'un : Andrée manager")
		b.post(manager, b.accessAt("Collège Membre", "/personnes/"+b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE user_name = 'member'`)),
			url.Values{"etat": {b.standingOf(manager, b.accessAt("Collège Membre", "/personnes/"+b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE user_name = 'member'`)))}}, 303)
		b.in[admin].Get(account("un")).WantSound().Want("Sans ce compte, plus personne n'aurait ces rôles", "« Validateur » pour « Collège Membre »").
			Form("Suspendre le compte").Fill("Motif de la suspension", "Sécurité").Submit().WantStatus(200)
		b.in[manager].Get("/").WantSound().Want(nobody)

		// The last manager's account: who named them has to name another.
		const ungiven = "Personne n'a le rôle « Manager » pour « Collège Membre »"
		b.in[president].Get("/").WantNot(ungiven)
		b.in[admin].Get(account("manager")).Want("« Manager » pour « Collège Membre ». Peut nommer quelqu'un : Andrée president").
			Form("Suspendre le compte").Fill("Motif de la suspension", "Sécurité").Submit().WantStatus(200)
		b.in[president].Get("/").WantSound().Want(ungiven).Click("Nommer").WantPath(b.accessAt("Collège Membre", "/personnes/nouvelle"))
	})
}

// A role of the platform is mailed to who gets it or loses it, and stands in their history, as any other (R136, R274).
func TestPlatformRoleIsTold(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R136")
		b := inhabited(t, e)
		page := "/administration/comptes/" + b.ids["member"]
		give := url.Values{"role": {"catalog.central"}, "acte": {"donner"}}
		b.post(admin, page+"/role", give, 303)
		b.post(admin, page+"/role", give, 303) // it is there already
		b.drain()
		before := len(b.mails.To("member@preau.test"))
		m := b.mailTo("member@preau.test")
		if !says(m, "Votre compte a été mis à jour", "a mis à jour vos rôles sur la plateforme", "Ce que vous pouvez faire maintenant", "Centrale") {
			t.Errorf("the mail says %s: %s", m.Subject, m.Text)
		}
		b.in[member].Get("/acces").WantSound().Want("sur la plateforme : donné")
		b.in[admin].Get(page).WantSound().Want("Rôle donné").WantNot("par un établissement")
		b.post(admin, page+"/role", url.Values{"role": {"catalog.central"}, "acte": {"retirer"}}, 303)
		if m := b.mailTo("member@preau.test"); !says(m, "Ce qui prend fin", "Centrale") || len(b.mails.To("member@preau.test")) != before+1 {
			t.Errorf("%d mails more; the last says %s", len(b.mails.To("member@preau.test"))-before, m.Text)
		}
		b.in[member].Get("/acces").WantSound().Want("sur la plateforme : retiré")
	})
}

// An administrator who makes themselves modérateur reads the demands into which they are called: the other administrators hear of it, as the person does.
func TestAppointingOneselfIsTold(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C010")
		b := inhabited(t, e)
		self := b.one(`SELECT number || '' FROM account_accounts WHERE user_name = 'admin'`)
		second := b.one(`SELECT id FROM account_accounts WHERE user_name = 'member'`)
		b.ok(b.d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := access.Give(t.Context(), tx, access.ByProgram("preau admin", tx.Now()), access.Gift{AccountID: second, Role: access.Admin, Place: access.Everywhere})
			return err
		}))
		give := func(of, role string) {
			b.post(admin, "/administration/comptes/"+of+"/role", url.Values{"role": {role}, "acte": {"donner"}}, 303)
		}
		b.drain()
		before := len(b.mails.To("member@preau.test"))
		give(self, "catalog.central")
		give(self, "casework.moderator")
		m := b.mailTo("member@preau.test")
		if !says(m, "s'est donné un rôle sur toute la plateforme", "Modérateur", "/administration/comptes/"+self) {
			t.Errorf("the other administrator reads %s: %s", m.Subject, m.Text)
		}
		consents(b.in[admin].Get(consentPage).WantPath(consentPage)) // whom the role asks for their qualité
		give(b.userNumber(addressOf(aidant)), "casework.moderator")
		b.drain()
		if n := len(b.mails.To("member@preau.test")) - before; n != 1 {
			t.Errorf("%d mails", n)
		}
	})
}
