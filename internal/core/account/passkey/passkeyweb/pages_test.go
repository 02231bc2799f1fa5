package passkeyweb_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"

	"preau/internal/app"
	"preau/internal/core/access"
	"preau/internal/core/account/passkey"
	"preau/internal/core/account/password"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/blob/blobtest"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/mail"
	"preau/internal/kit/web/webtest"
)

const good = "trois petits tours et puis"

// house is the whole program, where passkeys are on.
type house struct {
	*testing.T
	d     *dbtest.DB
	a     *app.App
	mails *mail.Memory
	log   bytes.Buffer
}

func each(t *testing.T, test func(h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := &house{T: t, d: d, mails: mail.NewMemory()}
		h.open(webtest.Base)
		h.ways(instance.Password, instance.Link, instance.Passkey)
		test(h)
	})
}

// open is the program under an address.
func (h *house) open(base string) {
	h.Helper()
	key, err := instance.ParseKey(strings.Repeat("A", 43))
	h.ok(err)
	h.a, err = app.New(app.Options{
		DB: h.d.DB, Clock: h.d.Clock, Log: slog.New(slog.NewTextHandler(&h.log, nil)), Key: key, Files: blobtest.Folder(h), Secrets: blobtest.Folder(h), PublicURL: base,
		Version: "test", Transport: h.mails, Hashing: password.Cost{MemoryKiB: 8, Passes: 1, Lanes: 1},
	})
	h.ok(err)
}

func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// ways switches ways of signing in.
func (h *house) ways(ws ...instance.Way) {
	h.Helper()
	h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) error {
		set, err := instance.Read(h.Context(), tx)
		if err != nil {
			return err
		}
		set.SetUp, set.Contact, set.SignIn = true, "operateur@preau.test", ws
		return h.a.Instance.SaveTx(h.Context(), tx, access.ByProgram("test", tx.Now()), set, set.Version)
	}))
}

func (h *house) run(q string, args ...any) {
	h.Helper()
	h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(h.Context(), q, args...)
		return err
	}))
}

func (h *house) text(q string, args ...any) (s string) {
	h.Helper()
	h.ok(h.d.View(h.Context(), func(tx *db.Tx) error {
		var err error
		s, err = db.Value[string](h.Context(), tx, q, args...)
		return err
	}))
	return s
}

var link = regexp.MustCompile(regexp.QuoteMeta(webtest.Base) + `/[a-z-]+/[A-Za-z0-9_-]{43}`)

func (h *house) lastMail(address string) mail.Message {
	h.Helper()
	_, err := h.a.Queue.Drain(h.Context())
	h.ok(err)
	all := h.mails.To(address)
	if len(all) == 0 {
		h.Fatalf("no mail to %s", address)
	}
	return all[len(all)-1]
}

// account is somebody with an account and a password, signed in.
func (h *house) account(name string) *webtest.Client {
	h.Helper()
	b := webtest.New(h, h.a.Handler)
	address := name + "@ecole.test"
	b.Get("/inscription").Form("Créer mon compte").Fill("Nom d'utilisateur", name).Fill("Adresse email", address).
		Fill("Mot de passe", good).Fill("Retapez le mot de passe", good).Submit().WantStatus(200)
	b.Get(link.FindString(h.lastMail(address).Text)).Form("Activer mon compte").Fill("Mot de passe", good).Submit().WantPath("/compte/profil")
	return b
}

func out(b *webtest.Client) *webtest.Client {
	b.Get("/compte").Press("Se déconnecter")
	return b
}

// device holds one passkey.
type device struct {
	auth virtualwebauthn.Authenticator
	cred virtualwebauthn.Credential
	rp   virtualwebauthn.RelyingParty
}

// wholeKey is the length of a public key of P-256 as COSE has it, in bytes: a map of five entries, two of them of 32 bytes.
const wholeKey = 77

func newDevice() *device {
	cred := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
	// The library leaves out zeros at the head of a coordinate, as no device may (RFC 9053, 7.1.1): one key of 128.
	for len(cred.Key.AttestationData()) < wholeKey {
		cred = virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
	}
	return &device{
		auth: virtualwebauthn.NewAuthenticator(), cred: cred,
		rp: virtualwebauthn.RelyingParty{Name: "preau.test", ID: "preau.test", Origin: webtest.Base},
	}
}

// asked is what a page asks the browser.
func asked(p *webtest.Page) string {
	found := p.Find("[data-passkey]")
	if len(found) != 1 {
		return ""
	}
	return found[0].Attr("data-options")
}

// makes answers a page that wants a new key.
func (d *device) makes(h *house, p *webtest.Page) string {
	h.Helper()
	o, err := virtualwebauthn.ParseAttestationOptions(asked(p))
	h.ok(err)
	var said struct {
		PublicKey struct {
			User struct{ ID string }
		}
	}
	h.ok(json.Unmarshal([]byte(asked(p)), &said))
	d.auth.Options.UserHandle, err = base64.RawURLEncoding.DecodeString(said.PublicKey.User.ID)
	h.ok(err)
	return virtualwebauthn.CreateAttestationResponse(d.rp, d.auth, d.cred, *o)
}

// shows answers a page that wants a key.
func (d *device) shows(h *house, p *webtest.Page) string {
	h.Helper()
	o, err := virtualwebauthn.ParseAssertionOptions(asked(p))
	h.ok(err)
	return virtualwebauthn.CreateAssertionResponse(d.rp, d.auth, d.cred, *o)
}

// add gives the account of who is signed in the device's key.
func (d *device) add(h *house, b *webtest.Client, name string) *webtest.Page {
	h.Helper()
	p := b.Get(passkey.NewPath).WantSound()
	return b.PostForm(passkey.NewPath, url.Values{"_cle": {name + p.Title()}, "nom": {name}, "reponse": {d.makes(h, p)}})
}

func (d *device) signIn(h *house, b *webtest.Client, back string) *webtest.Page {
	h.Helper()
	p := b.Get(passkey.SignInPath).WantSound()
	return b.PostForm(passkey.SignInPath, url.Values{"suite": {back}, "reponse": {d.shows(h, p)}})
}

// A passkey is added by who is signed in, and lets them in without a name or a password, where they wanted to go.
func TestAddedThenEnough(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		b, d := h.account("claire"), newDevice()
		b.Get("/compte/securite").WantSound().Want("Clés d'accès", "Aucune. Avec une clé d'accès")
		d.add(h, b, "Mon  téléphone").WantPath("/compte/securite").WantSound().Want("Votre clé d'accès est ajoutée", "Mon téléphone", "1 clé d'accès", "Pas encore")
		if m := h.lastMail("claire@ecole.test"); !strings.Contains(m.Subject, "Une clé d’accès a été ajoutée") || !strings.Contains(m.Text, "Mon téléphone") {
			h.Errorf("the mailbox is told %q: %s", m.Subject, m.Text)
		}
		c := out(b)
		c.Get("/connexion?suite=/compte/mails").Click("Utiliser une clé d'accès").WantPath("/connexion/cle?suite=%2Fcompte%2Fmails").Want("ont besoin de JavaScript", "Me connecter autrement")
		d.signIn(h, c, "/compte/mails").WantPath("/compte/mails").Want("claire")
		c.Get(passkey.SignInPath).WantPath("/")
		c.Get("/compte/securite").WantNot("Pas encore").Row("Mon téléphone").Press("Retirer").Want("La clé est retirée", "Aucune. Avec une clé d'accès")
		if m := h.lastMail("claire@ecole.test"); !strings.Contains(m.Subject, "a été retirée") {
			h.Errorf("the mailbox is told %q", m.Subject)
		}
		if got := h.text(`SELECT CAST(count(*) AS TEXT) FROM history_lines WHERE act IN ('add_passkey', 'remove_passkey')`); got != "2" {
			h.Errorf("%s lines of history", got)
		}
		d.signIn(h, out(c), "").WantStatus(http.StatusUnprocessableEntity).WantSound().Want("n'ouvre aucun compte ici")
	})
}

// What does not fit opens nothing and adds nothing.
func TestWhatIsNotBelieved(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		b, d := h.account("claire"), newDevice()
		foreign := newDevice()
		foreign.rp.Origin = "https://preau.test.elsewhere.test"
		foreign.add(h, b, "a").WantStatus(422).WantSound().Want("n'a pas pu être vérifiée")
		lax := newDevice()
		lax.auth.Options.UserNotVerified = true
		lax.add(h, b, "b").WantStatus(422).Want("n'a pas pu être vérifiée")
		b.PostForm(passkey.NewPath, url.Values{"nom": {"x"}}).WantStatus(422).WantSound().Want("ont besoin de JavaScript")
		b.PostForm(passkey.NewPath, url.Values{"nom": {"x"}, "reponse": {"!NotAllowedError"}}).WantStatus(422).Want("vous avez annulé")
		b.PostForm(passkey.NewPath, url.Values{"nom": {"x"}, "reponse": {"{"}}).WantStatus(422)
		d.add(h, b, " ").WantStatus(422).Want("Donnez un nom à cette clé")
		p := b.Get(passkey.NewPath)
		h.d.Clock.Advance(6 * time.Minute)
		b.PostForm(passkey.NewPath, url.Values{"nom": {"x"}, "reponse": {d.makes(h, p)}}).WantStatus(409).Want("plus de 5 minutes")
		d.add(h, b, "Clé").WantPath("/compte/securite")
		d.add(h, b, "La même").WantStatus(409).Want("a déjà une clé")
		if got := h.text(`SELECT CAST(count(*) AS TEXT) FROM account_passkeys`); got != "1" {
			h.Errorf("%s passkeys", got)
		}

		c := out(b)
		refused := func(what string, d device, status int) {
			h.Helper()
			p := d.signIn(h, c, "")
			if p.Status != status {
				h.Errorf("%s: %d: %s", what, p.Status, p.In("main").Text())
			}
			p.WantSound()
			c.Get("/compte").WantPath("/connexion?suite=%2Fcompte")
		}
		x := *d
		x.rp.Origin = "https://elsewhere.test"
		refused("another site", x, 422)
		x = *d
		x.rp.ID = "elsewhere.test"
		refused("another relying party", x, 422)
		x = *d
		x.auth.Options.UserNotVerified = true
		refused("nobody verified", x, 422)
		x = *d
		x.cred.Key = newDevice().cred.Key
		refused("another key's signature", x, 422)
		x = *d
		x.auth.Options.UserHandle = []byte("another account")
		refused("another account's handle", x, 422)
		x = *newDevice()
		x.auth.Options.UserHandle = d.auth.Options.UserHandle
		refused("a key that nobody has", x, 422)
		h.run(`UPDATE account_accounts SET state = 'suspended', state_by = 'Anne Adam', state_reason = 'départ'`)
		refused("a suspended account", *d, 403)
		h.run(`UPDATE account_accounts SET state = 'active'`)
		d.signIn(h, c, "").WantPath("/").Want("claire")
	})
}

// An answer serves once, also in a browser that kept its challenge.
func TestOnce(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		b, d := h.account("claire"), newDevice()
		d.add(h, b, "Clé").WantPath("/compte/securite")
		out(b)
		p := b.Get(passkey.SignInPath)
		kept, answer := b.Cookie("defi"), url.Values{"reponse": {d.shows(h, p)}}
		h.d.Clock.Advance(time.Second)
		b.PostForm(passkey.SignInPath, answer).WantPath("/")
		h.d.Clock.Advance(time.Second)
		thief := webtest.New(h, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.AddCookie(&http.Cookie{Name: "__Host-defi", Value: kept})
			h.a.Handler.ServeHTTP(w, r)
		}))
		thief.PostForm(passkey.SignInPath, answer).WantStatus(409).Want("a déjà servi")
		thief.Get("/compte").WantPath("/connexion?suite=%2Fcompte")
		webtest.New(h, h.a.Handler).PostForm(passkey.SignInPath, answer).WantStatus(409)
	})
}

// An answer that is sent twice brings the counter of the first time: that is no sign of a copy, and the key goes on.
func TestSentTwiceIsNoCopy(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		b, d := h.account("claire"), newDevice()
		d.cred.Counter = 7
		d.add(h, b, "Clé").WantPath("/compte/securite")
		out(b)
		h.d.Clock.Advance(time.Second)
		p := b.Get(passkey.SignInPath)
		kept := b.Cookie("defi")
		d.cred.Counter = 8
		answer := url.Values{"reponse": {d.shows(h, p)}}
		b.PostForm(passkey.SignInPath, answer).WantPath("/")
		webtest.New(h, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.AddCookie(&http.Cookie{Name: "__Host-defi", Value: kept})
			h.a.Handler.ServeHTTP(w, r)
		})).PostForm(passkey.SignInPath, answer).WantStatus(409).Want("a déjà servi")
		if state := h.text(`SELECT state FROM account_passkeys`); state != "live" {
			h.Errorf("the key is %s", state)
		}
		b.Get("/compte").WantPath("/compte")
	})
}

// A key whose counter goes backwards may have been copied: it opens nothing any more, its owner is told, and the other ways stay.
func TestCopied(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		b, d := h.account("claire"), newDevice()
		d.cred.Counter = 7
		d.add(h, b, "Clé bleue").WantPath("/compte/securite")
		c := out(b)
		for _, n := range []uint32{8, 9} {
			h.d.Clock.Advance(time.Second)
			d.cred.Counter = n
			d.signIn(h, c, "").WantPath("/")
			out(c)
		}
		h.d.Clock.Advance(time.Second)
		d.cred.Counter = 9
		d.signIn(h, c, "").WantStatus(http.StatusForbidden).WantSound().Want("Clé bleue", "a peut-être été copiée")
		c.Get("/compte").WantPath("/connexion?suite=%2Fcompte")
		if m := h.lastMail("claire@ecole.test"); !strings.Contains(m.Subject, "a été refusée") {
			h.Errorf("the mailbox is told %q", m.Subject)
		}
		h.d.Clock.Advance(time.Second)
		d.cred.Counter = 30 // the other copy
		d.signIn(h, c, "").WantStatus(http.StatusForbidden).Want("a peut-être été copiée")
		c.Get("/connexion").Form("Connexion").Fill("Nom d'utilisateur :", "claire").Fill("Mot de passe", good).Submit()
		c.Get("/compte/securite").WantSound().Want("Refusée").Row("Clé bleue").Press("Retirer").Want("La clé est retirée")
	})
}

// The last way in stays; another's key does not exist; where the way is off, or the address can have no passkeys, there are none.
func TestLastWay(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		b, d := h.account("claire"), newDevice()
		d.add(h, b, "Clé").WantPath("/compte/securite")
		id := url.Values{"cle": {h.text(`SELECT id FROM account_passkeys`)}}
		h.account("marc").PostForm("/compte/securite/cles/retrait", id).WantStatus(http.StatusNotFound)
		h.ways(instance.Passkey)
		b.Get("/compte/securite").WantSound().Want("C'est le seul moyen d'entrer")
		b.PostForm("/compte/securite/cles/retrait", id).WantStatus(http.StatusForbidden).Want("C'est le seul moyen d'entrer")
		newDevice().add(h, b, "Une autre").WantPath("/compte/securite").WantNot("C'est le seul moyen d'entrer")
		h.ways(instance.Password)
		b.Get("/compte/securite").Want("Clé").WantNot("Ajouter une clé d'accès")
		b.PostForm("/compte/securite/cles/retrait", id).WantPath("/compte/securite")
		b.Get(passkey.NewPath).WantStatus(http.StatusForbidden)
		out(b).Get("/connexion").WantNot("Utiliser une clé d'accès")
		b.Get(passkey.SignInPath).WantStatus(http.StatusForbidden)
	})
	for address, ok := range map[string]bool{
		"https://preau.example.org": true, "http://localhost:8080": true, "http://preau.example.org": false, "https://192.0.2.1": false, "": false,
	} {
		if passkey.Possible(address) != ok {
			t.Errorf("passkeys at %q: %v", address, !ok)
		}
	}
}

// Who leaves nothing but keys as the way in has one: nobody shuts the door behind everybody, themselves included. Whom the settings leave no way
// to confirm reads so, and what to do.
func TestKeysAlone(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		b := h.account("claire")
		who := access.Actor{ID: h.text(`SELECT id FROM account_accounts WHERE user_name = 'claire'`), Grants: []access.Grant{{Role: access.Admin, Place: access.Everywhere}}}
		alone := func() error {
			set, err := h.a.Instance.Get(h.Context())
			h.ok(err)
			set.SignIn = []instance.Way{instance.Link, instance.Passkey} // no mail server: no link goes out
			return h.a.Instance.Save(h.Context(), who, set, set.Version)
		}
		if e, ok := apperr.As(alone()); !ok || len(e.Fields) != 1 || e.Fields[0].Name != instance.FieldSignIn {
			t.Errorf("saved by who has no key: %v", e)
		}
		newDevice().add(h, b, "Clé").WantPath("/compte/securite")
		h.ok(alone())
		h.run(`DELETE FROM account_passkeys`)
		h.ok(alone()) // what is so already
		b.Get("/compte/confirmation").WantSound().Want("votre compte n'en a pas qui serve").WantNot("Recevoir un lien par mail")
		h.ways(instance.Passkey)
		b.Get("/compte/confirmation").WantSound().Want("votre compte n'en a pas qui serve", "Nous contacter").WantNot("preau admin create")
		h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) error {
			_, err := access.Give(h.Context(), tx, access.ByProgram("test", tx.Now()), access.Gift{AccountID: who.ID, Role: access.Admin, Place: access.Everywhere, Reason: "test"})
			return err
		}))
		b.Get("/compte/confirmation").WantSound().Want("preau admin create -email")
	})
}

// Whose last proof is old proves it again by a key of theirs; another's key proves nothing, and no session changes hands.
func TestProveAgain(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		mine, others := newDevice(), newDevice()
		a, b := h.account("lea"), h.account("noe")
		mine.add(h, a, "Ordinateur").WantPath("/compte/securite")
		others.add(h, b, "Téléphone").WantPath("/compte/securite")
		h.d.Clock.Advance(11 * time.Minute)
		b.Get("/compte/confirmation").WantStatus(200).WantSound()
		p := a.Get("/compte/securite/cles/nouvelle").WantPath("/compte/confirmation?suite=%2Fcompte%2Fsecurite%2Fcles%2Fnouvelle").
			Click("Utiliser une clé d'accès").WantStatus(200).WantSound()
		if got := a.PostForm("/compte/confirmation/cle", url.Values{"reponse": {others.shows(h, p)}}); got.Status != 422 {
			h.Errorf("another's key: %d %s", got.Status, got.Text())
		}
		a.Get("/compte/securite/cles/nouvelle").WantPath("/compte/confirmation?suite=%2Fcompte%2Fsecurite%2Fcles%2Fnouvelle")
		p = a.Get("/compte/confirmation/cle?suite=/compte/securite/cles/nouvelle")
		h.d.Clock.Advance(time.Second)
		former := a.Cookie("session")
		a.PostForm("/compte/confirmation/cle", url.Values{"suite": {"/compte/securite/cles/nouvelle"}, "reponse": {mine.shows(h, p)}}).
			WantStatus(200).WantPath("/compte/securite/cles/nouvelle").Want("C'est confirmé")
		h.d.Clock.Advance(time.Minute)
		proven := a.Cookie("session")
		a.Get("/compte/securite").WantPath("/compte/securite")
		newDevice().add(h, a, "Tablette").WantPath("/compte/securite")
		if added := a.Cookie("session"); proven == former || added == proven {
			h.Errorf("a proof leaves the session its cookie: %v %v", proven == former, added == proven)
		}
		h.d.Clock.Advance(10*time.Minute + time.Second)
		a.Get("/compte/securite").WantPath("/compte/securite")
		a.Get("/compte/securite/cles/nouvelle").WantPath("/compte/confirmation?suite=%2Fcompte%2Fsecurite%2Fcles%2Fnouvelle")
		webtest.New(h, h.a.Handler).Get("/compte/confirmation/cle").WantPath("/connexion?suite=%2Fcompte%2Fconfirmation%2Fcle")
	})
}

// A new password leaves the keys: the mail that tells of it names those that still open the account, and no other.
func TestKeptKeysAreNamed(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		b := h.account("claire")
		newPassword := func(was, next string) string {
			h.Helper()
			b.Get("/compte/securite").Form("Changer de mot de passe").Fill("Mot de passe actuel", was).Fill("Nouveau mot de passe", next).
				Fill("Retapez le mot de passe", next).Submit().WantStatus(200)
			m := h.lastMail("claire@ecole.test")
			if !strings.Contains(m.Subject, "mot de passe a changé") {
				h.Fatalf("the mailbox is told %q", m.Subject)
			}
			return m.Text
		}
		if text := newPassword(good, good+" encore"); strings.Contains(text, "ouvrent toujours") {
			h.Errorf("without a key: %s", text)
		}
		newDevice().add(h, b, "Mon téléphone").WantPath("/compte/securite")
		newDevice().add(h, b, "Clé copiée").WantPath("/compte/securite")
		h.run(`UPDATE account_passkeys SET state = 'doubtful' WHERE name = 'Clé copiée'`)
		text := newPassword(good+" encore", good)
		if !strings.Contains(text, "ouvrent toujours votre compte") || !strings.Contains(text, "Mon téléphone") || strings.Contains(text, "Clé copiée") {
			h.Errorf("with a key: %s", text)
		}
	})
}

// Where the operator asks it of administrators, they have their rights in sessions that a passkey opened or proved, and in no other (ASVS
// 6.3.3). Who has none adds one, and has them back at once; who has one cannot give themselves another by their password. All else stays
// theirs, and the operator's machine takes it back.
func TestAdministratorsNeedAKey(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		const accounts = "/administration/comptes"
		path, err := h.a.Accounts.AdminCreate(h.Context(), access.ByProgram("test", h.d.Clock.Now()), "chef@operateur.test")
		h.ok(err)
		b, d := webtest.New(h, h.a.Handler), newDevice()
		b.Get(path).Form("Ouvrir mon compte").Fill("Nom d'utilisateur", "chef").Fill("Mot de passe", good).Fill("Retapez le mot de passe", good).Submit().WantStatus(http.StatusOK)
		byPassword := func() *webtest.Client {
			c := webtest.New(h, h.a.Handler)
			c.Get("/connexion").Form("Connexion").Fill("Nom d'utilisateur :", "chef").Fill("Mot de passe", good).Submit().WantStatus(http.StatusOK)
			return c
		}
		b.Get(accounts).WantStatus(http.StatusOK)
		h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) error {
			set, err := instance.Read(h.Context(), tx)
			if err != nil {
				return err
			}
			set.AdminKeys, set.SetUp = true, false // « Mise en route » waits: it is not where who may not see it is led from signing in
			return h.a.Instance.SaveTx(h.Context(), tx, access.ByProgram("test", tx.Now()), set, set.Version)
		}))

		b.Get("/compte").WantStatus(http.StatusOK).Want("Administration")
		b.PostForm("/compte/jetons", url.Values{"nom": {"x"}}).WantStatus(http.StatusForbidden)
		b.Get(accounts).WantStatus(http.StatusForbidden).WantSound().Want("s'ouvre par une clé d'accès").Click("Ajouter une clé d'accès").WantPath(passkey.NewPath)
		d.add(h, b, "Téléphone").WantPath("/compte/securite")
		b.Get(accounts).WantStatus(http.StatusOK)
		h.run(`UPDATE account_sessions SET way = 'provider:parti' WHERE way = 'passkey'`) // which the operator's settings name no more
		b.Get(accounts).WantStatus(http.StatusForbidden).WantSound()
		h.run(`UPDATE account_sessions SET way = 'passkey' WHERE way = 'provider:parti'`)

		c := byPassword()
		c.Get(accounts).WantStatus(http.StatusForbidden)
		c.Get(passkey.NewPath).WantStatus(http.StatusForbidden).WantSound().Want("a déjà une clé d'accès", "Confirmer que c'est moi")
		c.PostForm("/compte/securite/cles/retrait", url.Values{"cle": {h.text(`SELECT id FROM account_passkeys`)}}).WantStatus(http.StatusForbidden)
		c.Get("/compte/confirmation").Form("Confirmer").Fill("Mot de passe", good).Submit().WantStatus(http.StatusOK)
		c.Get(accounts).WantStatus(http.StatusForbidden)
		h.d.Clock.Advance(time.Second)
		p := c.Get(passkey.ProvePath)
		h.d.Clock.Advance(time.Second)
		c.PostForm(passkey.ProvePath, url.Values{"reponse": {d.shows(h, p)}}).WantStatus(http.StatusOK)
		c.Get(accounts).WantStatus(http.StatusOK)
		newDevice().add(h, c, "Second").WantPath("/compte/securite")
		for _, left := range []int{http.StatusOK, http.StatusForbidden} { // with the last key goes what it has opened
			h.d.Clock.Advance(time.Second)
			c.PostForm("/compte/securite/cles/retrait", url.Values{"cle": {h.text(`SELECT max(id) FROM account_passkeys`)}}).WantStatus(http.StatusOK).WantPath("/compte/securite")
			c.Get(accounts).WantStatus(left)
		}
		d.add(h, c, "Retrouvé").WantPath("/compte/securite")

		h.run(`UPDATE account_passkeys SET state = 'doubtful'`) // which may be the sign that another is at work
		doubted := byPassword()
		doubted.Get(passkey.NewPath).WantStatus(http.StatusForbidden)
		doubted.PostForm("/compte/securite/cles/retrait", url.Values{"cle": {h.text(`SELECT id FROM account_passkeys`)}}).WantStatus(http.StatusForbidden)

		lost := byPassword()
		lost.Get(accounts).WantStatus(http.StatusForbidden)
		for _, want := range []bool{true, false} {
			if changed, err := h.a.AnyWay(h.Context()); err != nil || changed != want {
				h.Errorf("any way: %v, %v", changed, err)
			}
		}
		lost.Get(accounts).WantStatus(http.StatusOK)
	})
}

// A key is called otherwise by its owner alone, and goes on opening; who renames it in two windows is told what it is called now.
func TestRenamed(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		b, d := h.account("claire"), newDevice()
		d.add(h, b, "Clé").WantPath("/compte/securite")
		one := b.Get("/compte/securite").WantSound().Row("Clé").Press("Renommer").WantStatus(http.StatusOK).WantSound().Want("Renommer une clé d'accès")
		two := b.Get("/compte/securite").Row("Clé").Press("Renommer")
		one.Form("Renommer la clé").Fill("Nom de la clé", " ").Submit().WantStatus(422).WantSound().Want("Donnez un nom à cette clé")
		one.Form("Renommer la clé").Fill("Nom de la clé", "Mon  téléphone").Submit().WantPath("/compte/securite").WantSound().Want("La clé a changé de nom", "Mon téléphone")
		two.Form("Renommer la clé").Fill("Nom de la clé", "Ordinateur").Submit().WantStatus(409).WantSound().Want("s'appelle maintenant", "Mon téléphone")
		if got := h.text(`SELECT name FROM account_passkeys`); got != "Mon téléphone" {
			h.Errorf("the key is called %q", got)
		}
		if got := h.text(`SELECT CAST(count(*) AS TEXT) FROM history_lines WHERE act = 'rename_passkey'`); got != "1" {
			h.Errorf("%s lines of history", got)
		}
		id := h.text(`SELECT id FROM account_passkeys`)
		h.account("paul").PostForm("/compte/securite/cles/nom", url.Values{"cle": {id}, "avant": {"Mon téléphone"}, "nom": {"À moi"}}).WantStatus(http.StatusNotFound)
		d.signIn(h, out(b), "").WantPath("/").Want("claire")
	})
}
