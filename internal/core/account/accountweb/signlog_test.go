package accountweb_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
)

var signLine = regexp.MustCompile(`msg=sign-(in|out) (.*) request_id=`)

// signed are the log's lines of signing in and out since they were last asked for, "in way=password …".
func (s *site) signed() []string {
	var out []string
	for _, m := range signLine.FindAllStringSubmatch(s.log.String(), -1) {
		out = append(out, m[1]+" "+strings.ReplaceAll(m[2], ` reason=""`, ""))
	}
	s.log.mu.Lock()
	s.log.b.Reset()
	s.log.mu.Unlock()
	return out
}

func (s *site) wantSigned(what string, lines ...string) {
	s.t.Helper()
	if got := s.signed(); strings.Join(got, "\n") != strings.Join(lines, "\n") {
		s.t.Errorf("%s: the log says %q, want %q", what, got, lines)
	}
}

// Every way of signing in leaves one line of the log, whatever came of it.
func TestTriesAreLogged(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		s.active("claire")
		n := " account=" + s.number("claire")
		s.wantSigned("activation", "in way=activation outcome=ok"+n, "out"+n)
		c := webtest.New(t, s)
		s.signIn(c, "claire", good)
		s.wantSigned("password", "in way=password outcome=ok"+n)
		c.Get("/compte").Press("Se déconnecter")
		s.wantSigned("out", "out"+n)
		s.signIn(c, "claire", "un mauvais mot de passe")
		s.signIn(c, "personne", good)
		s.wantSigned("wrong", "in way=password outcome=failed"+n, "in way=password outcome=failed account=0")
		for range 5 {
			s.signIn(c, "claire", "un mauvais mot de passe")
		}
		s.signed()
		s.signIn(c, "claire", good).WantStatus(http.StatusTooManyRequests)
		s.signIn(c, "claire@ecole.test", good).WantStatus(http.StatusUnprocessableEntity) // the answer does not tell
		s.wantSigned("limited", "in way=password outcome=limited"+n, "in way=password outcome=limited"+n)

		c.Get("/connexion/lien").Form("M'envoyer le lien").Fill("Nom d'utilisateur ou adresse email", "claire").Submit()
		path := s.link("claire@ecole.test")
		c.Get(path).Press("Me connecter")
		webtest.New(t, s).PostForm(path, nil)
		webtest.New(t, s).PostForm("/connexion/"+strings.Repeat("a", 43), nil)
		s.wantSigned("link", "in way=link outcome=ok"+n, "in way=link outcome=late account=0", "in way=link outcome=late account=0")

		c.Get("/mot-de-passe/oubli").Form("Recevoir le mail").Fill("Nom d'utilisateur ou adresse email", "claire").Submit()
		c.Get(s.link("claire@ecole.test")).Form("Enregistrer ce mot de passe").Fill("Nouveau mot de passe", "quatre grands sauts").Fill("Retapez le mot de passe", "quatre grands sauts").Submit()
		s.wantSigned("reset", "in way=reset outcome=ok"+n)

		s.admin()
		s.wantSigned("invitation", "in way=invitation outcome=ok account="+s.number("chef"))
		err := s.d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE account_accounts SET state = 'suspended' WHERE user_name = 'claire'`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		s.signIn(webtest.New(t, s), "claire", "quatre grands sauts").WantStatus(http.StatusForbidden)
		s.wantSigned("suspended", "in way=password outcome=refused reason=account.suspended"+n)
	})
}
