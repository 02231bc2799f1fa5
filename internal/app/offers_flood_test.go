package app_test

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// An address, moderators and administrators are not written to for ever by whoever types it (O22).
func TestAnonymousRequestsFloodNobody(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O22")
		b := inhabited(t, e)
		const victim = "victime@preau.test"
		ask := func(siren, name string) int {
			return b.browser().PostForm("/offreur/demande", keyed(requestForm(name, siren, victim))).Status
		}
		for i, siren := range []string{"552100554", "542065479", "552032534", "444608442"} {
			want := 200
			if i == 3 {
				want = 429
			}
			if got := ask(siren, fmt.Sprintf("Structure %d", i)); got != want {
				t.Errorf("request %d: %d, want %d", i, got, want)
			}
		}
		before := len(b.mails.To(offreurAddress))
		for i := range 8 {
			if got := firstStatus(b.browser().PostForm("/offreur/rejoindre/1", keyed(userForm(fmt.Sprintf("v%d@preau.test", i))))); got != 303 {
				t.Fatal(got)
			}
		}
		b.drain()
		if n := len(b.mails.To(offreurAddress)) - before; n != 4 { // one of this hour is there already
			t.Errorf("%d mails of 8 requests, want 4", n)
		}
		b.post(offreur, "/offreur/utilisateurs/nouveau", userForm("invite@preau.test", "offers.reader"), 303)
		at := "/offreur/invitations/" + b.one(`SELECT CAST(number AS TEXT) FROM offers_invitations WHERE email = 'invite@preau.test'`) + "/lien"
		for i := range 10 {
			want := 303
			if i == 9 {
				want = 429
			}
			b.post(offreur, at, url.Values{}, want)
		}
		b.d.Clock.Advance(25 * time.Hour)
		if got := ask("444608442", "Structure 3"); got != 200 {
			t.Errorf("a day later: %d", got)
		}
	})
}
