package app_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
)

// refused is what a page says of a refusal in one language.
type refused struct {
	lang, change, ask string
	why               string
	also              []string
}

// tells opens a page in each language, and looks for why, who can change it, and the link that leads to where one asks.
func (b *builder) tells(role, path string, status int, who, to string, said ...refused) {
	b.t.Helper()
	for _, s := range said {
		b.speaks(role, s.lang)
		p := b.in[role].Get(path).WantStatus(status).WantSound()
		p.Want(append(s.also, s.why, s.change+" "+who, s.ask)...)
		found := false
		for _, l := range p.Find("main a") {
			found = found || l.Text() == s.ask && l.Attr("href") == to
		}
		if !found {
			b.t.Errorf("%s (%s): %q does not lead to %s", path, s.lang, s.ask, to)
		}
		p.Click(s.ask).WantStatus(http.StatusOK).WantSound()
	}
}

// speaks sets the language of somebody's profile.
func (b *builder) speaks(role, lang string) {
	b.t.Helper()
	b.ok(b.d.InTx(b.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(b.t.Context(), `UPDATE account_accounts SET lang = $1 WHERE user_name = $2`, lang, userOf(role))
		return err
	}))
}

// Whoever is refused reads why, who can change it, and asks with one click, in their language.
func TestRefusalsExplainThemselves(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		contact := func(code, page string) string {
			return "/contact?" + url.Values{"motif": {code}, "page": {page}}.Encode()
		}
		b.tells(member, groupAt(running, "/suivi"), http.StatusForbidden, "Coco coordinator", contact("needs.not_coordinator", "/groupements/1"),
			refused{lang: "fr", change: "Peut changer", ask: "Demander ce droit", why: "Cela revient aux coordonnateurs du groupement."},
			refused{lang: "en", change: "Can be changed by", ask: "Ask for this right", why: "This is up to the coordinators of the group."})
		b.tells(member, groupAt(running, "/modifier"), http.StatusForbidden, "Coco coordinator", contact("needs.not_coordinator", "/groupements/1"),
			refused{lang: "fr", change: "Peut changer", ask: "Demander ce droit", why: "Cela revient aux coordonnateurs du groupement."})
		b.tells(unconfirmed, groupAt(running, "/besoins"), http.StatusOK, "Camille member", "/acces/demandes/1",
			refused{lang: "fr", change: "Peut changer", ask: "Voir ma demande", why: "Personne n'a encore confirmé que vous travaillez dans cet établissement", also: []string{"Depuis le 21 novembre 2026"}},
			refused{lang: "en", change: "Can be changed by", ask: "See my request", why: "Nobody has confirmed yet that you work in this establishment"})
		b.in[unconfirmed].Get("/acces/demandes/1").Want("Who can confirm Camille member")
		p := b.in[unconfirmed].PostForm("/acces/demandes/1", keyed(url.Values{"acte": {"confirmer"}})).WantStatus(http.StatusForbidden)
		p.Want("Can be changed by Camille member").Click("Ask for this right").WantPath("/contact").Want("This is up to the people who may give this role.", "/acces/demandes/1")
	})
}

// A right that is taken back or given acts at the next page of a running session; the refusal says since when and by whom.
func TestRightsActAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		account := b.one(`SELECT id FROM account_accounts WHERE user_name = $1`, userOf(coordinator))
		boss := b.one(`SELECT display_name FROM account_accounts WHERE user_name = 'admin'`)
		open := func(path string, status int) *webtest.Page { return b.in[coordinator].Get(path).WantStatus(status) }
		open(groupAt(running, "/suivi"), http.StatusOK)
		b.d.Clock.Advance(time.Minute)
		b.post(admin, "/administration/coordonnateurs/fin", url.Values{"organisation": {b.ids["Lycée Support"]}, "compte": {account}}, http.StatusSeeOther)
		open(groupAt(running, "/suivi"), http.StatusForbidden)
		b.d.Clock.Advance(3 * time.Hour)
		open(groupAt(draft, "/lots"), http.StatusNotFound) // a draft is its coordinators' alone
		for _, path := range []string{groupAt(running, "/suivi"), "/groupements/nouveau"} {
			open(path, http.StatusForbidden).WantSound().
				Want("Depuis le 21 novembre 2026", "Par "+boss, "Peut changer l'opérateur de la plateforme", "Demander ce droit")
		}
		b.speaks(coordinator, "en")
		open(groupAt(running, "/suivi"), http.StatusForbidden).Want("Can be changed by the operator of the platform")
		b.post(admin, "/administration/coordonnateurs", url.Values{
			"support": {b.ids["Lycée Support"]}, "email": {userOf(coordinator) + "@preau.test"}, "prenom": {"Coco"}, "nom": {coordinator},
		}, http.StatusSeeOther)
		open(groupAt(running, "/suivi"), http.StatusOK)
	})
}
