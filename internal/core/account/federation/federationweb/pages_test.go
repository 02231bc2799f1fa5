package federationweb_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/instance"
	"preau/internal/kit/db"
	"preau/internal/kit/oidc/oidctest"
	"preau/internal/kit/web/webtest"
)

// An identity is linked once by who is signed in; from then on it opens the account, and leads where one wanted to go.
func TestLinkedOnceThenEnough(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		b := h.linked()
		mails := h.mailed("claire@ecole.test")
		if m := mails[len(mails)-1]; !strings.Contains(m.Subject, "Une identité ProConnect a été liée") || !strings.Contains(m.Text, "Ce n’est pas vous") {
			h.Errorf("the mailbox is told %q: %s", m.Subject, m.Text)
		}
		h.come(b, "/connexion?suite=/compte/mails", "S'identifier avec ProConnect", "claire").WantPath("/compte/mails").Want("Claire Dubois").WantSound()
		p := b.Get("/compte/securite").WantSound().Want("1 identité liée", "claire@ecole.test")
		if b.Cookie("trajet") != "" || b.Cookie("identite") != "" {
			h.Error("what served is still in the browser")
		}
		p.Row("ProConnect").Press("Retirer").Want("L'identité est retirée", "Aucune. Liez-en une").WantSound()
		mails = h.mailed("claire@ecole.test")
		if m := mails[len(mails)-1]; !strings.Contains(m.Subject, "a été retirée") {
			h.Errorf("the mailbox is told %q", m.Subject)
		}
		if n := h.count(`SELECT count(*) FROM history_lines WHERE act IN ('link_identity', 'unlink_identity')`); n != 2 {
			h.Errorf("%d lines of history", n)
		}
		h.come(out(b), "/connexion", "S'identifier avec ProConnect", "claire").WantPath("/rattachement")
	})
}

// An address that the provider vouches for does not open its account: its person proves once that it is theirs, by password or by link.
func TestAddressAloneOpensNothing(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		b := out(h.account("claire"))
		p := h.come(b, "/connexion?suite=/compte/mails", "S'identifier avec ProConnect", "claire").WantPath("/rattachement?suite=%2Fcompte%2Fmails")
		wantSound(p, 200, "Votre compte existe déjà", "claire@ecole.test", "Restez dans ce navigateur")
		b.PostForm("/rattachement", nil).WantPath("/connexion")
		p = p.Click("Me connecter").Form("Connexion").Fill("Nom d'utilisateur :", "claire").Fill("Mot de passe", good).Submit()
		wantSound(p.WantPath("/rattachement?suite=%2Fcompte%2Fmails"), 200, "Est-ce vous ?", "Claire Dubois")
		p.Press("Lier cette identité").WantPath("/compte/mails").Want("Votre identité est liée")

		h.run(`DELETE FROM account_identities`)
		c := h.browser()
		h.come(c, "/connexion", "S'identifier avec ProConnect", "claire").Click("Recevoir un lien par mail").
			Form("M'envoyer le lien").Fill("Nom d'utilisateur ou adresse email", "claire@ecole.test").Submit().WantStatus(200)
		mailed := h.linkTo("claire@ecole.test")
		h.browser().Get(mailed).WantStatus(200) // a look alone burns nothing
		p = c.Get(mailed).Press("Me connecter").WantPath("/rattachement")
		p.Press("Ne pas la lier").WantPath("/")
		c.Get("/rattachement").Want("Aucune identité à lier")
		if n := h.count(`SELECT count(*) FROM account_identities`); n != 0 {
			h.Errorf("%d identities are linked", n)
		}
	})
}

// The mailed link in another browser than the one that waits signs in there, and links nothing: who began elsewhere gains nothing.
func TestWaitsInOneBrowser(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		out(h.account("claire"))
		thief := h.browser()
		h.come(thief, "/connexion", "S'identifier avec le rectorat", "zoe").WantNot("Votre compte existe déjà").Click("Recevoir un lien par mail").
			Form("M'envoyer le lien").Fill("Nom d'utilisateur ou adresse email", "claire@ecole.test").Submit()
		hers := h.browser()
		wantSound(hers.Get(h.linkTo("claire@ecole.test")).Press("Me connecter").WantPath("/rattachement"), 200, "Aucune identité à lier")
		hers.Get("/compte/securite").Want("Aucune. Liez-en une")
		thief.Get("/compte").WantPath("/connexion?suite=%2Fcompte")
	})
}

// A trip belongs to who began it: whoever signs in meanwhile in the same browser is neither linked nor let in by its answer.
func TestTripIsOfWhoBeganIt(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		b := out(h.account("claire"))
		answer := h.answer(b, "/connexion/par/proconnect", "nadia")
		b.Get("/connexion").Form("Connexion").Fill("Nom d'utilisateur :", "claire").Fill("Mot de passe", good).Submit().WantStatus(200)
		wantSound(b.Get(answer.String()), 422, "n'a pas commencé dans ce navigateur")
		b.Get("/rattachement").Want("Aucune identité à lier")
	})
}

// An identity that names an organisation which is none of its person's here is not linked either.
func TestOrganisationOfALink(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		b := h.account("claire")
		p := h.come(b, "/compte/securite", "Lier ProConnect", "zoe").Press("Lier cette identité")
		wantSound(p, http.StatusForbidden, other, "n'est pas l'un des vôtres")
		b.Get("/compte/securite").Want("Aucune. Liez-en une")
	})
}

// Who has no account is told whom to ask, and nobody gets one from what a provider says.
func TestUnknown(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		accounts := h.count(`SELECT count(*) FROM account_accounts`)
		p := h.come(h.browser(), "/connexion", "S'identifier avec ProConnect", "nadia")
		wantSound(p, 200, "Vous n'avez pas de compte ici ?", "sur invitation", "Nous écrire", "Créer un compte", "nadia@nulle-part.test")
		p.Click("Nous écrire").WantPath("/contact")
		if n := h.count(`SELECT count(*) FROM account_accounts`); n != accounts {
			h.Errorf("%d accounts, were %d", n, accounts)
		}
		p = h.come(h.browser(), "/connexion", "S'identifier avec le rectorat", "zoe") // an address that nobody vouches for
		wantSound(p, 200, "Vous avez déjà un compte ici ?")
		p.WantNot("claire@ecole.test")
	})
}

// Whoever changed employers keeps the identity of the former one: the SIRET says so.
func TestOrganisation(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		b := h.linked()
		h.run(`UPDATE org_organisations SET siret = $1, siren = $2`, other, other[:9])
		p := h.come(b, "/connexion", "S'identifier avec ProConnect", "claire")
		wantSound(p, http.StatusForbidden, hers, "n'est pas l'un des vôtres", "Nous écrire")
		b.Get("/compte").WantPath("/connexion?suite=%2Fcompte")
		h.run(`UPDATE org_organisations SET siret = '', siren = ''`)
		h.come(b, "/connexion", "S'identifier avec ProConnect", "claire").WantStatus(http.StatusForbidden)
		h.come(b, "/connexion", "S'identifier avec le rectorat", "claire").WantPath("/").Want("Bonjour Claire") // asks for no organisation
	})
}

// A suspended account stays refused, with its reason.
func TestSuspended(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		b := h.linked()
		h.run(`UPDATE account_accounts SET state = 'suspended', state_by = 'Anne Adam', state_reason = 'départ' WHERE user_name = 'claire'`)
		wantSound(h.come(b, "/connexion", "S'identifier avec ProConnect", "claire"), http.StatusForbidden, "départ", "Anne Adam")
		b.Get("/compte").WantPath("/connexion?suite=%2Fcompte")
		if n := h.count(`SELECT count(*) FROM account_sessions WHERE ended_at IS NULL`); n != 0 {
			h.Errorf("%d sessions are open", n)
		}
	})
}

// What goes wrong on the way has a page that says what happened, how one goes on, and nothing else.
func TestTrouble(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		b := h.linked()
		start := "/connexion/par/proconnect?suite=/compte/mails"
		wrong := func(p *webtest.Page, status int, text string) {
			h.Helper()
			wantSound(p, status, "Connexion par ProConnect", text, "Me connecter autrement", "Réessayer")
			for _, leak := range []string{"oauth", "token", h.op.Issuer, "id-claire", oidctest.ClientSecret} {
				if strings.Contains(strings.ToLower(string(p.Body)), leak) {
					h.Errorf("%q is on the page: %s", leak, p.Text())
				}
			}
			b.Get("/compte").WantPath("/connexion?suite=%2Fcompte")
		}
		// another browser's state, and the same answer twice
		u := h.answer(b, start, "claire")
		wrong(h.browser().Get(u.String()), http.StatusUnprocessableEntity, "n'a pas commencé dans ce navigateur")
		c := h.browser()
		again := h.answer(c, start, "claire")
		c.Get(again.String()).WantPath("/compte/mails")
		wrong(out(c).Get(again.String()), http.StatusUnprocessableEntity, "a déjà servi")
		q := u.Query()
		q.Set("state", q.Get("state")+"x")
		u.RawQuery = q.Encode()
		wrong(b.Get(u.String()), http.StatusUnprocessableEntity, "Recommencez-la")
		// a code that was used
		u = h.answer(b, start, "claire")
		q = u.Query()
		q.Set("code", "used")
		u.RawQuery = q.Encode()
		wrong(b.Get(u.String()), http.StatusConflict, "a déjà servi")
		// the person gives up
		u = h.answer(b, start, "claire")
		q = u.Query()
		q.Del("code")
		q.Set("error", "access_denied")
		q.Set("error_description", "<script>")
		u.RawQuery = q.Encode()
		p := b.Get(u.String())
		wrong(p, http.StatusUnprocessableEntity, "Vous avez interrompu")
		if to := p.Find(`a[href="/connexion/par/proconnect?suite=%2Fcompte%2Fmails"]`); len(to) != 1 {
			h.Errorf("another try does not lead on to where one wanted to go: %v", p.Links())
		}
		// later than ten minutes
		u = h.answer(b, start, "claire")
		h.d.Clock.Advance(11 * time.Minute)
		wrong(b.Get(u.String()), http.StatusUnprocessableEntity, "plus de 10 minutes")
		// moods of the provider
		for _, x := range []struct {
			mood   oidctest.Mood
			status int
			text   string
		}{
			{oidctest.Mood{Signed: true, Level: "eidas1", Audience: []string{"elsewhere"}}, 422, "n'a pas pu être vérifiée"},
			{oidctest.Mood{Signed: true, Level: "eidas1", Nonce: "another"}, 422, "n'a pas pu être vérifiée"},
			{oidctest.Mood{Level: "eidas1"}, 422, "n'a pas pu être vérifiée"},
			{oidctest.Mood{Signed: true, Level: "eidas0"}, 403, "au niveau que cette plateforme demande"},
			{oidctest.Mood{NoTokens: true, Level: "eidas1"}, 503, "ne répond pas"},
		} {
			u := h.answer(b, start, "claire")
			h.op.Set(x.mood)
			wrong(b.Get(u.String()), x.status, x.text)
			h.op.Set(oidctest.Mood{Signed: true, Level: "eidas1"})
		}
		h.d.Clock.Advance(80 * time.Minute) // what it said of itself is old
		wrong(b.Get(h.answer(b, start, "claire").String()), http.StatusConflict, "il a expiré")
	})
}

// A provider that is down stops nobody but who comes by it: the program starts, its pages say so, others sign in.
func TestDown(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		h.op.Set(oidctest.Mood{Down: true})
		b := h.browser()
		p := b.Get("/connexion").WantSound().Want("S'identifier avec ProConnect", "S'identifier avec le rectorat", "Qu'est-ce que ProConnect ?")
		wantSound(p.Click("S'identifier avec ProConnect"), http.StatusServiceUnavailable, "ProConnect ne répond pas", "Me connecter autrement")
		b.Lang = "en"
		wantSound(b.Get("/connexion/par/proconnect"), http.StatusServiceUnavailable, "ProConnect does not answer", "Sign in another way")
	})
}

// The last way in stays, and says how another is made; another's identity does not exist.
func TestLastWay(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		b := h.linked()
		h.come(b, "/connexion", "S'identifier avec ProConnect", "claire")
		h.ways(instance.OIDC)
		p := b.Get("/compte/securite").WantSound().Want("C'est le seul moyen d'entrer")
		if slices := p.Row("claire@ecole.test").Buttons(); len(slices) > 0 {
			h.Errorf("the last way in has buttons %q", slices)
		}
		id := map[string][]string{"identite": {h.text(`SELECT id FROM account_identities`)}}
		wantSound(b.PostForm("/compte/securite/identites/retrait", id), http.StatusForbidden, "C'est le seul moyen d'entrer", "Choisir un mot de passe")
		h.ways(instance.Password, instance.OIDC)
		b.PostForm("/compte/securite/identites/retrait", map[string][]string{"identite": {"none"}}).WantStatus(http.StatusNotFound)
		m := h.account("marc")
		m.PostForm("/compte/securite/identites/retrait", id).WantStatus(http.StatusNotFound)
		wantSound(h.come(m, "/compte/securite", "Lier ProConnect", "claire"), http.StatusForbidden, "déjà liée à un autre compte")
		b.PostForm("/compte/securite/identites/retrait", id).WantPath("/compte/securite").Want("L'identité est retirée")
		if n := h.text(`SELECT CAST(count(*) AS TEXT) FROM account_sessions WHERE way LIKE 'provider:%' AND ended_at IS NULL`); n != "0" {
			h.Errorf("%s sessions still count as opened by the identity", n)
		}
		h.ways(instance.Password)
		b.Get("/connexion/par/proconnect").WantStatus(http.StatusForbidden)
		out(b).Get("/connexion").WantNot("S'identifier avec")
		b.Get("/connexion/par/google").WantStatus(http.StatusNotFound)
	})
}

// A link of another site to the provider begins nothing: the page asks, and its button goes on. What is closed says so there, too.
func TestLinkFromElsewhereAsks(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		b := h.linked()
		from := func(site, path string) *webtest.Page {
			r := httptest.NewRequestWithContext(h.Context(), http.MethodGet, webtest.Base+path, nil)
			r.Header.Set("Sec-Fetch-Site", site)
			return b.Do(r)
		}
		const start = "/connexion/par/proconnect?suite=%2Fcompte%2Fmails"
		for _, site := range []string{"cross-site", "same-site"} {
			p := from(site, start)
			if p.Away != "" || b.Cookie("trajet") != "" {
				h.Fatalf("%s: a trip to %q began", site, p.Away)
			}
			wantSound(p, http.StatusOK, "Entrer avec ProConnect ?", "Un autre site vous amène ici", "Me connecter autrement")
			p = p.Click("S'identifier avec ProConnect")
			b.Get(h.op.Answer(p.Away, "claire")).WantPath("/compte/mails")
			out(b)
		}
		for _, site := range []string{"none", "same-origin", ""} { // typed, a button of ours, an old browser
			if p := from(site, start); !strings.HasPrefix(p.Away, h.op.Issuer) {
				h.Errorf("%q: led to %q (%d)", site, p.Away, p.Status)
			}
		}
		wantSound(from("cross-site", "/connexion/par/google"), http.StatusNotFound)
		h.ways(instance.Password)
		wantSound(from("cross-site", start), http.StatusForbidden)
	})
}

// Signing out here signs out at the provider, too, and says so.
func TestSignOut(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		b := h.linked()
		h.browser().Get("/deconnexion/fournisseur").WantPath("/")
		h.come(b, "/connexion", "S'identifier avec ProConnect", "claire")
		p := b.Get("/compte").Press("Se déconnecter")
		wantSound(p.WantPath("/deconnexion/fournisseur"), 200, "Vous êtes déconnecté d'ici", "Me déconnecter de ProConnect")
		if got := p.Header.Get("Refresh"); got != "0; url=/deconnexion/fournisseur/depart" {
			h.Errorf("goes on by %q", got)
		}
		b.Get("/compte").WantPath("/connexion?suite=%2Fcompte")
		p = p.Click("Me déconnecter de ProConnect")
		c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		res, err := c.Get(p.Away)
		h.ok(err)
		_ = res.Body.Close()
		to := res.Header.Get("Location")
		if !strings.HasPrefix(to, webtest.Base+"/deconnexion/fournisseur/retour?state=") {
			h.Fatalf("the provider leads to %q", to)
		}
		h.browser().Get(to).WantPath("/").WantNot("de votre fournisseur d'identité")
		b.Get(to).WantPath("/").Want("d'ici et de votre fournisseur d'identité")
		b.Get("/deconnexion/fournisseur").WantPath("/")
	})
}

// ways switches ways of signing in.
func (h *house) ways(ws ...instance.Way) {
	h.Helper()
	h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) error {
		set, err := instance.Read(h.Context(), tx)
		if err != nil {
			return err
		}
		set.SignIn = ws
		return h.a.Instance.SaveTx(h.Context(), tx, program(tx), set, set.Version)
	}))
}

// Whose last proof is old proves it again at the provider, which has them sign in there anew: one that does not, or another's identity,
// proves nothing.
func TestProveAgain(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		b := h.linked()
		h.come(b, "/connexion", "S'identifier avec ProConnect", "claire")
		h.d.Clock.Advance(11 * time.Minute)
		const locked = "/compte/confirmation?suite=%2Fcompte%2Fsecurite%2Fcles%2Fnouvelle"
		p := b.Get("/compte/securite/cles/nouvelle").WantPath(locked).WantSound()
		away := p.Click("S'identifier avec ProConnect").Away
		if !strings.Contains(away, "prompt=login") || !strings.Contains(away, "max_age=0") {
			h.Errorf("nothing makes the provider ask: %s", away)
		}
		h.d.Clock.Set(time.Now().Add(3 * time.Minute)) // what the provider says was before this trip
		h.come(b, locked, "S'identifier avec ProConnect", "claire").WantStatus(422).WantSound().Want("ne vous a pas redemandé")
		h.d.Clock.Set(time.Now())
		h.run(`UPDATE account_sessions SET created_at = $1`, time.Now().Add(-time.Hour).UnixMicro())
		h.come(b, locked, "S'identifier avec ProConnect", "nadia").WantStatus(422).Want("n'est pas liée à votre compte")
		b.Get("/compte/securite/cles/nouvelle").WantPath(locked)
		former := b.Cookie("session")
		h.come(b, locked, "S'identifier avec ProConnect", "claire").WantPath("/compte/securite/cles/nouvelle").Want("C'est confirmé")
		if b.Cookie("session") == former {
			h.Error("the proof leaves the session its cookie")
		}
	})
}

// An identity that was linked to another's account is taken from it by an administrator, whom the refusal leads to: the
// account's sessions end, whichever way they came by, the mailbox is told, and whose it is links it to their own. For others than administrators there is nothing.
func TestAdministratorUnlinks(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		byProvider := h.linked()
		h.come(byProvider, "/connexion", "S'identifier avec ProConnect", "claire")
		byPassword := h.browser()
		byPassword.Get("/connexion").Form("Connexion").Fill("Nom d'utilisateur :", "claire").Fill("Mot de passe", good).Submit().WantStatus(http.StatusOK)
		m := h.account("marc")
		wantSound(h.come(m, "/compte/securite", "Lier ProConnect", "claire"), http.StatusForbidden, "déjà liée à un autre compte", "Nous écrire")

		path, err := h.a.Accounts.AdminCreate(h.Context(), access.ByProgram("test", h.d.Clock.Now()), "chef@operateur.test")
		h.ok(err)
		admin := h.browser()
		admin.Get(path).Form("Ouvrir mon compte").Fill("Nom d'utilisateur", "chef").Fill("Mot de passe", good).Fill("Retapez le mot de passe", good).Submit().WantStatus(http.StatusOK)
		at := "/administration/comptes/" + h.text(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE user_name = 'claire'`)
		m.Get(at + "/identites").WantStatus(http.StatusNotFound)
		id := map[string][]string{"identite": {h.text(`SELECT id FROM account_identities`)}}
		m.PostForm(at+"/identites", id).WantStatus(http.StatusNotFound)
		admin.PostForm(at+"/identites", map[string][]string{"identite": {"none"}}).WantStatus(http.StatusNotFound)
		p := admin.Get(at).WantSound().Click("Identités liées").WantSound().Want("Identités liées de Claire Dubois", "claire@ecole.test")
		p.Row("claire@ecole.test").Press("Retirer").WantPath(at+"/identites").WantSound().Want("L'identité est retirée", "Aucune identité n'est liée")
		byProvider.Get("/compte").WantPath("/connexion?suite=%2Fcompte")
		byPassword.Get("/compte").WantPath("/connexion?suite=%2Fcompte")
		told := h.mailed("claire@ecole.test")
		if got := told[len(told)-1].Subject; !strings.Contains(got, "a été retirée") {
			h.Errorf("the mailbox is told %q", got)
		}
		h.come(m, "/compte/securite", "Lier ProConnect", "claire").Press("Lier cette identité").Want("Votre identité est liée")
	})
}

// On a shared computer, signing out ends the session at the provider of whoever came by it, and nobody else's; who is signed in here is not
// led to its end by a link of somebody else's.
func TestSignOutOfOnesOwnProvider(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		b := h.linked()
		h.come(b, "/connexion", "S'identifier avec ProConnect", "claire")
		b.Get("/deconnexion/fournisseur").WantPath("/")
		b.Get("/deconnexion/fournisseur/depart").WantPath("/")
		kept := b.Cookie("fournisseur")
		if kept == "" {
			h.Fatal("the browser keeps nothing of the provider")
		}
		b.Get("/compte").Press("Se déconnecter").WantPath("/deconnexion/fournisseur")

		out(h.account("marc"))
		shared := h.browser()
		h.come(shared, "/connexion", "S'identifier avec ProConnect", "claire")
		h.run(`UPDATE account_sessions SET ended_at = created_at`) // she left the browser open, and it ended by itself
		shared.Get("/connexion").Form("Connexion").Fill("Nom d'utilisateur :", "marc").Fill("Mot de passe", good).Submit().WantStatus(http.StatusOK)
		shared.Get("/compte").Press("Se déconnecter").WantPath("/")

		c := h.account("zoe") // links first, signs out then: it is hers
		h.run(`DELETE FROM account_identities`)
		h.come(c, "/compte/securite", "Lier ProConnect", "claire").Press("Lier cette identité").Want("Votre identité est liée")
		c.Get("/compte").Press("Se déconnecter").WantPath("/deconnexion/fournisseur")
	})
}
