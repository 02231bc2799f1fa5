package passkeyweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/web/webtest"
)

// admin is an administrator, signed in.
func (h *house) admin() *webtest.Client {
	h.Helper()
	path, err := h.a.Accounts.AdminCreate(h.Context(), access.ByProgram("test", h.d.Clock.Now()), "chef@operateur.test")
	h.ok(err)
	b := webtest.New(h, h.a.Handler)
	b.Get(path).Form("Ouvrir mon compte").Fill("Nom d'utilisateur", "chef").Fill("Mot de passe", good).Fill("Retapez le mot de passe", good).Submit().WantStatus(http.StatusOK)
	return b
}

func (h *house) wantOut(what string, b *webtest.Client) {
	h.Helper()
	if p := b.Get("/compte"); !strings.HasPrefix(p.Path, "/connexion") {
		h.Errorf("%s still shows %s", what, p.Path)
	}
}

// A key that somebody else added, or that was lost, is taken from the account by an administrator who has just proven who they are: its sessions
// end, whichever way they came by, the mailbox is told, and the key opens nothing. For others than administrators there is nothing.
func TestAdministratorRemoves(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		b, theirs, others := h.account("claire"), newDevice(), newDevice()
		theirs.add(h, b, "Mon téléphone").WantPath("/compte/securite")
		others.add(h, b, "Clé inconnue").WantPath("/compte/securite")
		byKey := webtest.New(h, h.a.Handler)
		others.signIn(h, byKey, "").WantPath("/")
		byPassword := webtest.New(h, h.a.Handler)
		byPassword.Get("/connexion").Form("Connexion").Fill("Nom d'utilisateur :", "claire").Fill("Mot de passe", good).Submit().WantStatus(http.StatusOK)
		at := "/administration/comptes/" + h.text(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE user_name = 'claire'`)
		id := url.Values{"cle": {h.text(`SELECT id FROM account_passkeys WHERE name = 'Clé inconnue'`)}}
		m, admin := h.account("marc"), h.admin()
		m.Get(at + "/cles").WantStatus(http.StatusNotFound)
		m.PostForm(at+"/cles", id).WantStatus(http.StatusNotFound)
		admin.PostForm(at+"/cles", url.Values{"cle": {"none"}}).WantStatus(http.StatusNotFound)
		h.d.Clock.Advance(11 * time.Minute)
		admin.PostForm(at+"/cles", id).WantStatus(http.StatusForbidden).Want("confirmez que c'est bien vous")
		admin.Get("/compte/confirmation").Form("Confirmer").Fill("Mot de passe", good).Submit().WantStatus(http.StatusOK)
		p := admin.Get(at).WantSound().Click("Clés d'accès").WantSound().Want("Clés d'accès de", "Mon téléphone", "Clé inconnue")
		p.Row("Clé inconnue").Press("Retirer").WantPath(at+"/cles").WantSound().Want("La clé est retirée", "Mon téléphone").WantNot("Clé inconnue")
		h.wantOut("the owner's browser", b)
		h.wantOut("the browser that the key opened", byKey)
		h.wantOut("the browser that the password opened", byPassword)
		if told := h.lastMail("claire@ecole.test"); !strings.Contains(told.Subject, "a été retirée") || !strings.Contains(told.Text, "Clé inconnue") {
			h.Errorf("the mailbox is told %q: %s", told.Subject, told.Text)
		}
		if by := h.text(`SELECT name FROM history_lines WHERE act = 'remove_passkey'`); by == "" || by == "claire" {
			h.Errorf("the history says %q did it", by)
		}
		others.signIn(h, byKey, "").WantStatus(http.StatusUnprocessableEntity)
		theirs.signIn(h, b, "").WantPath("/")
		admin.Get(at + "/cles").Row("Mon téléphone").Press("Retirer").WantSound().Want("Ce compte n'a aucune clé d'accès")
	})
}

// What a key has opened ends with it: where its owner removes it, in all browsers but their own; where it may have been copied, in all. Sessions
// of other ways stay.
func TestSessionsEndWithTheirKey(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		b, d := h.account("claire"), newDevice()
		d.cred.Counter = 7
		d.add(h, b, "Clé").WantPath("/compte/securite")
		elsewhere, byPassword := webtest.New(h, h.a.Handler), webtest.New(h, h.a.Handler)
		opens := func(n uint32) {
			h.Helper()
			h.d.Clock.Advance(time.Second)
			d.cred.Counter = n
			d.signIn(h, elsewhere, "").WantPath("/")
		}
		opens(8)
		byPassword.Get("/connexion").Form("Connexion").Fill("Nom d'utilisateur :", "claire").Fill("Mot de passe", good).Submit().WantStatus(http.StatusOK)
		b.Get("/compte/securite").Row("Clé").Press("Retirer").Want("La clé est retirée")
		h.wantOut("the other browser", elsewhere)
		b.Get("/compte").WantPath("/compte")
		byPassword.Get("/compte").WantPath("/compte")

		d.add(h, byPassword, "La même").WantPath("/compte/securite") // its session has proven it by the key
		opens(20)
		b.Get("/compte").WantPath("/compte")
		copied := webtest.New(h, h.a.Handler)
		h.d.Clock.Advance(time.Second)
		d.cred.Counter = 20
		d.signIn(h, copied, "").WantStatus(http.StatusForbidden)
		h.wantOut("what the key opened", elsewhere)
		h.wantOut("what the key has proven", byPassword)
	})
}
