package app_test

import (
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/terms"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
)

const (
	termsPage   = "/conditions"
	consentPage = "/conditions/acceptation"
	termsDesk   = "/administration/reglages/conditions"
	termsOut    = termsDesk + "/publication"
)

const rules = "# Article 1\n\nUn compte est à une personne.\n\n- On ne le prête pas.\n- On le ferme en partant."

// writes saves a draft of the conditions, as the administrator's page does.
func (b *builder) writes(text, changes, day string) {
	b.t.Helper()
	seen := b.one(`SELECT CAST(coalesce(max(version), 0) AS TEXT) FROM terms_drafts`)
	b.post(admin, termsDesk, url.Values{"texte": {text}, "changements": {changes}, "date": {day}, "version": {seen}}, 303)
}

// publishes saves and publishes a version.
func (b *builder) publishes(text, changes, day string) {
	b.t.Helper()
	b.writes(text, changes, day)
	b.in[admin].Get(termsOut).WantStatus(200).WantSound()
	b.post(admin, termsOut, url.Values{"version": {b.version("terms_drafts", "id", 1)}, "certain": {"1"}}, 303)
}

// consents answers the page that one was led to.
func consents(p *webtest.Page) *webtest.Page {
	button := "Accepter et continuer"
	if !p.Has(button) {
		button = "Continuer"
	}
	f := p.Form(button)
	if p.Has("Prénom") {
		f.Fill("Prénom", "Noé").Fill("Nom", "Lescop").Fill("Fonction (qualité)", "Gestionnaire")
	}
	if button != "Continuer" {
		f.Check("J'ai lu et j'accepte")
	}
	return f.Submit()
}

// accepts lets somebody accept the version in force.
func (b *builder) accepts(role string) {
	b.t.Helper()
	consents(b.in[role].Get(consentPage).WantStatus(200)).WantStatus(200)
}

func (h *house) acceptances(user string) string {
	h.t.Helper()
	return h.one(`SELECT CAST(count(*) AS TEXT) FROM terms_acceptances x JOIN account_accounts a ON a.id = x.account_id WHERE a.user_name = $1`, user)
}

// Before anything else the conditions are accepted and who one is is said; a new version asks again; without conditions nobody
// is asked anything.
func TestGeneralConditions(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C005")
		b := inhabited(t, e)
		b.in[member].Get("/groupements/1").WantPath("/groupements/1")
		b.in[visitor].Get(termsPage).WantStatus(200).Want("Ce que vous pouvez attendre")
		b.in[visitor].Get("/inscription").WantNot("conditions générales")

		b.publishes(rules, "", "")
		b.in[visitor].Get("/inscription").Want("À votre première connexion, vous accepterez les conditions générales").Click("conditions générales").WantPath(termsPage).
			WantSound().Want("Conditions générales, version 1 du", "Un compte est à une personne.", "En vigueur")
		for _, role := range townspeople[1:] {
			b.in[role].Get("/groupements?q=x").WantPath(consentPage).WantSound()
		}
		p := b.in[member].Get("/groupements?q=Groupement").WantPath(consentPage).Want("Un compte est à une personne.", "Se déconnecter").WantNot("Prénom")
		if got := len(p.Find("main li")); got < 2 {
			t.Errorf("the list has %d lines", got)
		}
		p = p.Form("Accepter et continuer").Submit().WantStatus(422).WantSound().Want("Cochez cette case pour continuer.")
		if b.acceptances("member") != "0" {
			t.Error("accepted without the box")
		}
		p = consents(p)
		p.WantPath("/groupements").Want("Merci, c'est enregistré.")
		if q := p.Find(`input[name="q"]`); len(q) == 0 || q[0].Attr("value") != "Groupement" {
			t.Error("the way back lost what was searched for")
		}
		b.in[member].Get("/groupements/1").WantPath("/groupements/1")
		b.in[member].Get(consentPage).WantPath("/")

		b.join("noe") // a first sign-in: activating leads to the profile, which has to wait
		p = b.in["noe"].Get("/groupements/1").WantPath(consentPage).Want("Prénom", "Fonction")
		p = p.Form("Accepter et continuer").Check("J'ai lu et j'accepte").Fill("Nom", strings.Repeat("x", 81)).Submit().WantStatus(422).WantSound()
		p.Want("Indiquez votre prénom.", "Indiquez votre fonction.")
		if b.acceptances("noe") != "0" {
			t.Error("accepted before the name is said")
		}
		consents(p.In("html")).WantPath("/groupements/1")
		if got := b.one(`SELECT first_name || ' ' || last_name || ', ' || function FROM account_accounts WHERE user_name = 'noe'`); got != "Noé Lescop, Gestionnaire" {
			t.Errorf("the profile says %q", got)
		}

		b.accepts(admin)
		b.publishes(rules+"\n\nUne ligne de plus.", "Une ligne de plus à la fin.", "")
		b.in[member].Get("/compte").WantPath(consentPage).Want("Une nouvelle version est en vigueur", "Une ligne de plus à la fin.", "version 2")
		b.accepts(member)
		if b.acceptances("member") != "2" {
			t.Error("each acceptance is to be kept")
		}
		b.in[visitor].Get(termsPage+"/1").WantStatus(200).WantSound().Want("Cette version n'est plus en vigueur.", "Ancienne").WantNot("Une ligne de plus.")
		b.in[visitor].Get(termsPage + "/9").WantStatus(404)
		b.in[visitor].Get(termsPage + "/x").WantStatus(404)
	})
}

// What somebody typed while a version was published is given back, to be sent again with the same key once it is accepted; a
// form with a file too, with the name of the file.
func TestConditionsLoseNothingTyped(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		b.publishes(rules, "", "")
		for _, role := range []string{member, admin, coordinator} {
			b.accepts(role)
		}
		sheet := b.in[member].Get("/groupements/1/besoins/1").WantStatus(200).Form("Enregistrer").Fill("Quantité, Bécher 250 ml (pièces)", "41")
		b.publishes(rules+" Bis.", "", "")
		p := sheet.Submit().WantStatus(403).WantSound().Want("Vous n'avez pas encore accepté", "Renvoyer ce que j'avais saisi", "Lire et accepter les conditions")
		wantTyped(t, p, "q.1", "41")
		if code := reasonShown.FindSubmatch(p.Body); code != nil && string(code[1]) != "account.conditions" {
			t.Errorf("the reason is %s", code[1])
		}
		b.accepts(member)
		p = p.Press("Renvoyer ce que j'avais saisi").WantStatus(200).WantPath("/groupements/1/besoins/1").Want("Enregistré : 1 quantité.")
		wantTyped(t, p, "q.1", "41")

		f := documentForm("Notice", forEverybody)
		for range 2 { // each of them waits, not only the first
			p = b.uploadAs(coordinator, groupAt(running, "/documents/nouveau"), keyed(f), "notice.pdf", "%PDF-1.4\n%\xe2\xe3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n").WantStatus(403).WantSound().Want("Vous n'avez pas encore accepté", "notice.pdf")
			wantTyped(t, p, "titre", "Notice")
		}
		b.in[coordinator].Get("/compte").WantPath(consentPage)
		p = b.in[coordinator].PostForm("/groupements/1/ouvrir", keyed(nil)) // nothing typed: led there at once
		if p.Path != consentPage || firstStatus(p) != 303 {
			t.Errorf("a button leads to %s (%d)", p.Path, firstStatus(p))
		}
	})
}

// Who works in « Demandes » says first name, name and function before anything else where no conditions are published, too; others may wait
// with that. What they typed meanwhile is kept.
func TestRolesThatAreIntroduced(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C005")
		b := inhabited(t, e)
		b.join("noe")
		b.in["noe"].Get("/groupements").WantPath("/groupements")
		b.post(responsable, teamAt(aidantsTeam, "/membres"), memberForm(deputy, "casework.helper"), 303)
		b.in[deputy] = b.browser()
		b.accept(deputy, b.linkTo(addressOf(deputy)))
		for _, path := range []string{"/", "/demandes", "/compte", "/demandes/nouvelle", teamAt(aidantsTeam, "")} {
			b.in[deputy].Get(path).WantPath(consentPage)
		}
		b.in[deputy].Get(consentPage).WantNot("J'ai lu")
		b.in[deputy].Get("/aide").WantPath("/aide")
		p := b.in[deputy].Get("/demandes").WantSound().Want("Qui êtes-vous ?", "avec qui ils travaillent").WantNot("J'ai lu")
		p = p.Form("Continuer").Fill("Nom", "").Submit().WantStatus(422).WantSound().Want("Indiquez votre fonction.")
		p.Form("Continuer").Fill("Nom", "Le Goff").Fill("Fonction (qualité)", "Conseillère").Submit().WantPath("/demandes").Want("Merci, c'est enregistré.")
		if got := b.one(`SELECT first_name || ' ' || last_name || ', ' || function FROM account_accounts WHERE email = $1`, addressOf(deputy)); got != "Alix Le Goff, Conseillère" {
			t.Errorf("the profile says %q", got)
		}

		f := b.in[aidant].Get(sentDemand).Form("Envoyer le message").Fill("Message", "Voici le bail.").Attach("Joindre des fichiers", "bail.txt", []byte("bail"))
		b.run(`UPDATE account_accounts SET function = '' WHERE email = $1`, addressOf(aidant))
		p = f.Submit().WantStatus(403).WantSound().Want("bail.txt")
		wantTyped(t, p, "message", "Voici le bail.")
		b.introduces(aidant)
		p.Press("Renvoyer ce que j'avais saisi").WantStatus(200).WantPath(sentDemand).Want("Voici le bail.")
	})
}

// Who has not accepted may still read, ask, leave with their data and sign out; a visitor and what a link allows are not asked.
func TestOpenWithoutConsent(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		b.publishes(rules, "", "")
		for _, path := range []string{termsPage, termsPage + "/1", "/aide", "/contact", "/accessibilite", "/donnees-personnelles", "/langue", "/compte/donnees", "/compte/donnees/fermeture"} {
			b.in[member].Get(path).WantPath(path).WantStatus(200).WantSound()
		}
		b.in[member].PostForm("/langue", keyed(url.Values{"langue": {"en"}})).WantStatus(200)
		b.in[member].Get("/groupements").WantPath(consentPage)
		b.in[visitor].Get("/groupements/1").WantPath("/groupements/1")
		b.in[visitor].Get(b.links["stop"]).WantStatus(200)
		b.in[member].Get(b.links["stop"]).WantStatus(200)
		b.in[visitor].Get(consentPage).WantPath("/connexion")
		b.in[member].Get(consentPage).In("main").Press("Se déconnecter").WantPath("/")
		b.in[member].Get("/compte").WantPath("/connexion")
	})
}

// A program that acts for somebody who has not accepted is refused, with the code, who can lift it and where.
func TestConditionsForPrograms(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		b.wantStatus("without conditions", b.call("GET", "/me", b.tokens[member], ""), 200, "")
		b.publishes(rules, "", "")
		w := b.call("GET", "/me", b.tokens[member], "")
		b.wantStatus("not accepted", w, 403, "account.conditions")
		if p := problemIn(b.house, w); len(p.Reasons) != 1 || p.Reasons[0].Ask == nil || p.Reasons[0].Ask.Path != consentPage || len(p.Reasons[0].Lifters) != 1 ||
			p.Reasons[0].Lifters[0].Name != "Camille member" || w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("the refusal says %s", w.Body)
		}
		b.wantStatus("an act", b.call("POST", groupPath(running, "/membership"), b.tokens[member], ""), 403, "account.conditions")
		b.wantStatus("nameless", b.call("GET", "/me", b.tokens[coordinator], ""), 403, "account.conditions account.introduction")
		b.accepts(member)
		b.wantStatus("accepted", b.call("GET", "/me", b.tokens[member], ""), 200, "")
	})
}

// The draft is the administrators'; a text is published once, for good, of what was seen, and never empty, unchanged, late or
// out of order.
func TestWritingConditions(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		refusedFor := func(code string) {
			t.Helper()
			before := b.one(`SELECT CAST(count(*) AS TEXT) FROM terms_versions`)
			p := b.in[admin].PostForm(termsOut, keyed(url.Values{"version": {b.one(`SELECT CAST(coalesce(max(version), 0) AS TEXT) FROM terms_drafts`)}, "certain": {"1"}})).WantStatus(403).WantSound()
			if got := reasonShown.FindSubmatch(p.Body); got == nil || string(got[1]) != code {
				t.Errorf("refused for %q, want %s", got, code)
			}
			if b.one(`SELECT CAST(count(*) AS TEXT) FROM terms_versions`) != before {
				t.Errorf("published in spite of %s", code)
			}
		}
		refusedFor("terms.empty")
		b.in[admin].Get(termsDesk).WantSound().Want("Personne n'est interrogé")
		b.writes("   \n ", "", "")
		refusedFor("terms.empty")

		p := b.in[admin].PostForm(termsDesk, keyed(url.Values{"texte": {strings.Repeat("é", terms.MaxText+1)}, "changements": {strings.Repeat("x", terms.MaxChanges+1)}, "date": {"2026-02-31"}, "version": {"1"}}))
		p.WantStatus(422).WantSound().Want("au plus 100 000", "au plus 1 000", "Cette date n'existe pas.")
		p = b.in[admin].PostForm(termsDesk, keyed(url.Values{"texte": {"Autre"}, "version": {"7"}})).WantStatus(409).WantSound()
		wantTyped(t, p, "texte", "Autre")
		b.in[admin].PostForm(termsDesk, keyed(url.Values{"texte": {"Autre"}, "version": {"abc"}})).WantStatus(409)

		all := b.one(`SELECT CAST(count(*) AS TEXT) FROM account_accounts WHERE state = 'active'`)
		script := `<script>alert(1)</script>` + "\u202e\x07"
		b.writes(rules+"\n"+script, "", "")
		p = b.in[admin].Get(termsOut).WantStatus(200).WantSound().Want("Publier la version 1", all+" personnes devront", "Cette version prend effet tout de suite.", "<script>alert(1)</script>")
		if strings.Contains(string(p.Body), "<script>alert") {
			t.Error("a typed script runs")
		}
		p.Form("Publier la version 1").Submit().WantStatus(422).WantSound().Want("Cochez cette case pour publier")
		stale := p.Form("Publier la version 1").Check("J'ai relu ce texte, et je veux qu'il soit demandé à " + all + " personnes")
		b.writes(rules, "", "")
		stale.Submit().WantStatus(409).WantSound().Want("Le brouillon a changé entre-temps")
		b.publishes(rules, "", "")
		b.accepts(admin)
		refusedFor("terms.unchanged")
		b.writes(rules+" Bis.", "", "2026-11-20")
		refusedFor("terms.past")

		b.publishes(rules+" Bis.", "Bis.", "2026-12-01")
		b.in[admin].Get(termsDesk).WantStatus(200).WantSound().Want("À venir", "Version 1 en vigueur", "Version 2 publiée", "par "+b.one(`SELECT display_name FROM account_accounts WHERE user_name = 'admin'`))
		b.in[visitor].Get(termsPage + "/2").Want("Cette version prend effet le 1er décembre 2026")
		b.writes(rules+" Ter.", "", "2026-11-30")
		refusedFor("terms.order")
		b.d.Clock.Set(time.Date(2026, 11, 30, 22, 59, 59, 0, time.UTC)) // 1 December begins in Paris a second later
		b.in[admin] = b.browser()
		b.in[admin].PostForm("/connexion", keyed(url.Values{"nom_utilisateur": {"admin"}, "mot_de_passe": {goodPassword}})).WantStatus(200)
		b.in[admin].Get("/compte").WantPath("/compte")
		b.d.Clock.Advance(time.Second)
		b.in[admin].Get("/compte").WantPath(consentPage).Want("Bis.")
		if got := b.one(`SELECT CAST(count(*) AS TEXT) FROM history_lines WHERE object_kind = 'terms' AND act = 'publish'`); got != "2" {
			t.Errorf("the history tells of %s", got)
		}
		for _, role := range townspeople[1:] {
			if role == admin {
				continue
			}
			b.in[role] = b.again(role)
			b.accepts(role)
			b.in[role].Get(termsDesk).WantStatus(404)
			b.in[role].Get(termsOut).WantStatus(404)
			b.in[role].PostForm(termsOut, keyed(url.Values{"version": {"9"}, "certain": {"1"}})).WantStatus(404)
		}
	})
}

// An acceptance is of the version that was shown, while it is in force, and is kept once whatever is pressed how often.
func TestAcceptingConditions(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		b.publishes(rules, "", "")
		for _, forged := range []string{"", "0", "-1", "2", "x", "99999999999999999999"} {
			p := b.in[member].PostForm(consentPage, keyed(url.Values{"version": {forged}, "lu": {"1"}})).WantStatus(403).WantSound().Want("version 1")
			if code := reasonShown.FindSubmatch(p.Body); code == nil || string(code[1]) != "terms.not_in_force" {
				t.Errorf("version %q: %s", forged, code)
			}
		}
		before := b.in[member].Get(consentPage)
		b.accepts(admin)
		b.publishes(rules+" Bis.", "Bis à la fin.", "")
		before.Form("Accepter et continuer").Check("J'ai lu et j'accepte").Submit().WantStatus(403).Want("La version 2, affichée ci-dessous, l'est.", "Bis.")
		if b.acceptances("member") != "0" {
			t.Error("a version that is no longer in force was accepted")
		}
		one, other := b.in[member].Get(consentPage+"?suite=/compte"), b.in[member].Get(consentPage+"?suite=https://ailleurs.test/")
		consents(one).WantPath("/compte")
		consents(other).WantPath("/") // the other tab adds nothing, and leads nowhere else
		consents(one)
		if b.acceptances("member") != "1" {
			t.Errorf("%s acceptances", b.acceptances("member"))
		}
		if got := b.one(`SELECT data FROM history_lines WHERE act = 'accept_terms' AND name = 'Camille member'`); !strings.Contains(got, `"2"`) {
			t.Errorf("the history says %s", got)
		}
		b.in[member].Get("/").Want("Vous avez accepté les conditions générales, version 2")
		b.in[admin].Get(consentPage)
		b.accepts(admin)
		b.in[admin].Get("/administration/comptes/" + b.ids["member"]).Want("Conditions générales acceptées")

		b.post(member, "/compte/donnees/export", url.Values{}, 303)
		b.drain()
		files := unpacked(t, b.in[member].Get("/compte/donnees/export"))
		if got := files["conditions.csv"]; !strings.Contains(got, "2") || !strings.Contains(got, "2026-11-21") {
			t.Errorf("the export says %q", got)
		}

		b.accepts(schoolless)
		all := b.one(`SELECT CAST(count(*) AS TEXT) FROM terms_acceptances`)
		b.post(schoolless, "/compte/donnees/fermeture", url.Values{"mot_de_passe_actuel": {goodPassword}}, 303)
		b.drain()
		if left := b.one(`SELECT CAST(count(*) AS TEXT) FROM terms_acceptances`); all != "4" || left != "3" {
			t.Errorf("%s acceptances, and %s when one account is closed", all, left)
		}
	})
}

// Two administrators publish at once, and many tabs accept at once: one version, one acceptance a person.
func TestConditionsAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		b.writes(rules, "", "")
		who := access.Actor{ID: b.one(`SELECT id FROM account_accounts WHERE user_name = 'admin'`), Name: "Ada", Grants: []access.Grant{{Role: access.Admin, Place: access.Everywhere}}}
		var wg sync.WaitGroup
		var mu sync.Mutex
		done := map[bool]int{}
		for range 4 {
			wg.Go(func() {
				_, err := b.a.Terms.Publish(t.Context(), who, 1, true)
				if err != nil && !apperr.Is(err, apperr.Conflict) && !apperr.Is(err, apperr.Forbidden) { // the draft is older, or the same text
					t.Error(err)
				}
				mu.Lock()
				done[err == nil]++
				mu.Unlock()
			})
		}
		wg.Wait()
		if done[true] != 1 || b.one(`SELECT CAST(count(*) AS TEXT) FROM terms_versions`) != "1" {
			t.Errorf("published %d times", done[true])
		}
		who.Bound = access.Bound{InForce: 1}
		in := terms.Acceptance{Version: 1, Read: true, Introduction: account.Introduction{FirstName: "Ada", LastName: "Minis", Function: "Administratrice"}}
		for range 4 {
			wg.Go(func() {
				if err := b.a.Terms.Accept(t.Context(), who, in); err != nil && !apperr.Is(err, apperr.Conflict) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if got := b.acceptances("admin"); got != "1" {
			t.Errorf("%s acceptances", got)
		}
	})
}

// The conditions cost no statement of their own: they come with the session.
func TestConditionsCostNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		count := func() int64 {
			n, status := b.statements(b.town, "/groupements/1", member)
			if status != 200 {
				t.Fatalf("%d", status)
			}
			return n
		}
		count()
		before := count()
		b.publishes(rules, "", "")
		b.accepts(member)
		if after := count(); after != before {
			t.Errorf("%d statements with conditions, %d without", after, before)
		}
	})
}
