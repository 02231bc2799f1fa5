package app_test

import (
	"net/http"
	"strings"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// The member's identifier, once it holds a date of birth.
const (
	datedName = "camille.member.030981.2"
	bornAs    = ` SET user_name = '` + datedName + `', user_name_fold = '` + datedName + `', born_on = '1981-09-03', login_key = 'camillemember030981.2' WHERE user_name = 'member'`
)

// Every resource of the API, asked for by everybody, as TestEveryGetByEveryRole opens every page: nobody but the person sees the date in an
// identifier, and the person sees it whole, in their pages, by the API and in the archive of their data.
func TestNobodyElseSeesADateOfBirth(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R104")
		b := inhabited(t, e)
		b.run(`UPDATE account_accounts` + bornAs)
		for _, x := range b.asks() {
			if x.method != http.MethodGet {
				continue
			}
			for _, role := range townspeople {
				if w := b.call(x.method, x.path, b.tokens[role], ""); role != member {
					wantNoDate(t, role+" asks "+x.path, w.Body.String())
				}
			}
		}
		n := b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE born_on IS NOT NULL`)
		b.in[admin].Get("/administration/comptes/" + n).Want("camille.member.••••••").WantNot("••••••.2")
		b.in[helper].Get("/assistance/comptes/" + n).Want("camille.member.••••••")

		b.in[member].Get("/compte").Want("camille.member.030981.2", "3 septembre 1981")
		if me := into[map[string]any](b.house, b.call("GET", "/me", b.tokens[member], "")); me["user_name"] != "camille.member.030981.2" {
			t.Errorf("the API says %v", me)
		}
		b.post(member, "/compte/donnees/export", nil, 303)
		b.drain()
		files := unpacked(t, b.in[member].Get("/compte/donnees/export").WantStatus(200))
		if text := files["compte.json"]; !strings.Contains(text, "1981-09-03") || !strings.Contains(text, "camille.member.030981.2") {
			t.Errorf("the archive says %s", text)
		}
		// And once the account is closed, nothing keeps it.
		b.post(admin, "/administration/comptes/"+n+"/fermeture", map[string][]string{"motif": {"Demandé par la personne"}}, 303)
		b.drain()
		if got := b.one(`SELECT CAST(count(*) AS TEXT) FROM account_accounts WHERE born_on IS NOT NULL OR login_key IS NOT NULL OR user_name_fold LIKE '%030981%'`) +
			b.one(`SELECT CAST(count(*) AS TEXT) FROM account_name_holds WHERE user_name_fold LIKE '%030981%'`); got != "00" {
			t.Errorf("after the closing: %s", got)
		}
	})
}

func wantNoDate(t *testing.T, what, body string) {
	t.Helper()
	for _, date := range []string{"030981", "1981-09-03", "3 septembre 1981", "03/09/1981"} {
		if strings.Contains(body, date) {
			t.Errorf("%s reads %s", what, date)
		}
	}
}
