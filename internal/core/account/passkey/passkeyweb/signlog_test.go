package passkeyweb_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"preau/internal/core/account/passkey"
)

var tried = regexp.MustCompile(`msg=sign-in way=passkey (.*) request_id=`)

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

// Each key that is shown leaves one line of the log, by the account's number.
func TestTriesAreLogged(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		b, d := h.account("claire"), newDevice()
		d.add(h, b, "Clé")
		n := " account=" + h.text(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE user_name = 'claire'`)
		d.signIn(h, out(b), "")
		h.wantTried("right", `outcome=ok reason=""`+n)
		c := out(b)
		c.PostForm(passkey.SignInPath, url.Values{"reponse": {"{}"}})
		h.wantTried("without a challenge", `outcome=late reason="" account=0`)
		newDevice().signIn(h, c, "")
		h.wantTried("unknown", `outcome=failed reason="" account=0`)
		h.d.Clock.Advance(time.Second) // a challenge serves once
		h.run(`UPDATE account_accounts SET state = 'suspended' WHERE user_name = 'claire'`)
		d.signIn(h, c, "")
		h.wantTried("suspended", `outcome=refused reason=account.suspended`+n)
	})
}
