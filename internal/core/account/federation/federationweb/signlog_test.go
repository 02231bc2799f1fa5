package federationweb_test

import (
	"regexp"
	"strings"
	"testing"
)

var tried = regexp.MustCompile(`msg=sign-in way=provider (.*) request_id=`)

func (h *house) wantTried(what string, lines ...string) {
	h.Helper()
	var got []string
	for _, m := range tried.FindAllStringSubmatch(h.log.String(), -1) {
		got = append(got, m[1])
	}
	h.log.Reset()
	if strings.Join(got, "\n") != strings.Join(lines, "\n") {
		h.Errorf("%s: the log says %q, want %q", what, got, lines)
	}
}

// Each trip that was to sign somebody in leaves one line of the log, by the account's number.
func TestTriesAreLogged(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		b := h.linked()
		n := " account=" + h.text(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE user_name = 'claire'`)
		h.wantTried("who is signed in links an identity, and does not sign in")
		h.come(b, "/connexion", "S'identifier avec ProConnect", "claire")
		h.wantTried("right", `outcome=ok reason=""`+n)
		c := h.browser()
		h.come(c, "/connexion", "S'identifier avec ProConnect", "nadia")
		h.wantTried("nobody's", `outcome=failed reason="" account=0`)
		c.Get("/connexion/par/proconnect/retour?state=forgé&code=forgé")
		h.wantTried("of another browser", `outcome=failed reason="" account=0`)
		h.run(`UPDATE account_accounts SET state = 'suspended' WHERE user_name = 'claire'`)
		h.come(h.browser(), "/connexion", "S'identifier avec ProConnect", "claire")
		h.wantTried("suspended", `outcome=refused reason=account.suspended`+n)
	})
}
