package federationweb_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"preau/internal/app"
	"preau/internal/core/access"
	"preau/internal/core/account/password"
	"preau/internal/core/instance"
	"preau/internal/core/org"
	"preau/internal/core/registers"
	"preau/internal/kit/blob/blobtest"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/mail"
	"preau/internal/kit/oidc"
	"preau/internal/kit/oidc/oidctest"
	"preau/internal/kit/web/webtest"
)

const good = "trois petits tours et puis"

// The SIRET of Claire's college, and of a place that is none of hers.
const (
	hers  = "19350030300014"
	other = "73282932000074"
)

// house is the whole program with a running provider, which it knows twice: as ProConnect, and as any other.
type house struct {
	*testing.T
	d     *dbtest.DB
	a     *app.App
	op    *oidctest.Provider
	mails *mail.Memory
	log   bytes.Buffer
}

func newHouse(t *testing.T, d *dbtest.DB) *house {
	t.Helper()
	d.Clock.Set(time.Now()) // the provider has the machine's
	h := &house{T: t, d: d, mails: mail.NewMemory()}
	h.start()
	return h
}

// start runs a provider of its own issuer, that calls people as any other here does, and the program that knows it.
func (h *house) start() {
	h.Helper()
	h.op = oidctest.Start(h, webtest.Base,
		oidctest.User{Name: "claire", Email: "claire@ecole.test", Verified: true, FirstName: "Claire", LastName: "Dubois", Siret: hers},
		oidctest.User{Name: "zoe", Email: "claire@ecole.test", FirstName: "Zoé", LastName: "Roux", Siret: other}, // her word alone
		oidctest.User{Name: "nadia", Email: "nadia@nulle-part.test", Verified: true, FirstName: "Nadia", LastName: "Berger", Siret: hers})
	h.a = h.open(webtest.Base)
}

// open is the program under an address.
func (h *house) open(base string) *app.App {
	h.Helper()
	key, err := instance.ParseKey(strings.Repeat("A", 43))
	h.ok(err)
	one := oidc.Settings{Key: "proconnect", Name: "ProConnect", Kind: oidc.ProConnect, Issuer: h.op.Issuer, ClientID: oidctest.ClientID, Secret: oidctest.ClientSecret, Levels: []string{"eidas1"}}
	two := one
	two.Key, two.Name, two.Kind, two.Levels = "rectorat", "le rectorat", oidc.Plain, nil
	a, err := app.New(app.Options{
		DB: h.d.DB, Clock: h.d.Clock, Log: slog.New(slog.NewTextHandler(&h.log, nil)), Key: key, Files: blobtest.Folder(h), Secrets: blobtest.Folder(h), PublicURL: base,
		Version: "test", Transport: h.mails, Hashing: password.Cost{MemoryKiB: 8, Passes: 1, Lanes: 1}, Providers: []oidc.Settings{one, two},
	})
	h.ok(err)
	h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) error {
		set, err := instance.Read(h.Context(), tx)
		if err != nil {
			return err
		}
		set.SetUp, set.Contact, set.SignIn = true, "operateur@preau.test", []instance.Way{instance.Password, instance.Link, instance.OIDC}
		return a.Instance.SaveTx(h.Context(), tx, program(tx), set, set.Version)
	}))
	h.op.Set(oidctest.Mood{Signed: true, Level: "eidas1"})
	return a
}

// each is a test of pages on both engines.
func each(t *testing.T, test func(h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) { test(newHouse(t, d)) })
}

func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// browser is one that goes on when the program is started anew.
func (h *house) browser() *webtest.Client {
	return webtest.New(h, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.a.Handler.ServeHTTP(w, r) }))
}

func (h *house) run(q string, args ...any) {
	h.Helper()
	h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(h.Context(), q, args...)
		return err
	}))
}

func (h *house) count(q string, args ...any) (n int64) {
	h.Helper()
	h.ok(h.d.View(h.Context(), func(tx *db.Tx) error {
		var err error
		n, err = db.Value[int64](h.Context(), tx, q, args...)
		return err
	}))
	return n
}

var link = regexp.MustCompile(regexp.QuoteMeta(webtest.Base) + `/[a-z-]+/[A-Za-z0-9_-]{43}`)

// mailed are the mails to an address, when all that is queued was sent.
func (h *house) mailed(address string) []mail.Message {
	h.Helper()
	_, err := h.a.Queue.Drain(h.Context())
	h.ok(err)
	return h.mails.To(address)
}

func (h *house) linkTo(address string) string {
	h.Helper()
	all := h.mailed(address)
	if len(all) == 0 {
		h.Fatalf("no mail to %s", address)
	}
	return link.FindString(all[len(all)-1].Text)
}

// account is somebody with an account and a password, at Claire's college.
func (h *house) account(name string) *webtest.Client {
	h.Helper()
	b := h.browser()
	address := name + "@ecole.test"
	b.Get("/inscription").Form("Créer mon compte").Fill("Nom d'utilisateur", name).Fill("Adresse email", address).
		Fill("Mot de passe", good).Fill("Retapez le mot de passe", good).Submit().WantStatus(200)
	b.Get(h.linkTo(address)).Form("Activer mon compte").Fill("Mot de passe", good).Submit().WantPath("/compte/profil")
	h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) error {
		o, err := org.Insert(h.Context(), tx, org.Organisation{Kind: org.School, Country: registers.France, Name: "Collège des Genêts " + name, SIRET: hers})
		if err != nil {
			return err
		}
		_, err = tx.Exec(h.Context(), `UPDATE account_accounts SET org_id = $1, first_name = 'Claire', last_name = 'Dubois', display_name = 'Claire Dubois' WHERE email_fold = $2`, o.ID, address)
		return err
	}))
	return b
}

// out is the same browser, signed out.
func out(b *webtest.Client) *webtest.Client {
	b.Get("/compte").Press("Se déconnecter")
	return b
}

// come goes by a provider, as somebody whom it knows, from a page that has its button.
func (h *house) come(b *webtest.Client, from, button, user string) *webtest.Page {
	h.Helper()
	p := b.Get(from).Click(button)
	if !strings.HasPrefix(p.Away, h.op.Issuer) {
		h.Fatalf("%q leads to %q (%d): %s", button, p.Away, p.Status, p.Text())
	}
	return b.Get(h.op.Answer(p.Away, user))
}

// linked is Claire with her identity linked, signed out.
func (h *house) linked() *webtest.Client {
	h.Helper()
	b := h.account("claire")
	h.come(b, "/compte/securite", "Lier ProConnect", "claire").Press("Lier cette identité").WantPath("/compte/securite").Want("Votre identité est liée")
	return out(b)
}

// answer is the address to which the provider leads back.
func (h *house) answer(b *webtest.Client, path, user string) *url.URL {
	h.Helper()
	u, err := url.Parse(h.op.Answer(b.Get(path).Away, user))
	h.ok(err)
	return u
}

func wantSound(p *webtest.Page, status int, texts ...string) {
	p.WantStatus(status).WantSound().Want(texts...)
}

func program(tx *db.Tx) access.Actor { return access.ByProgram("test", tx.Now()) }

func (h *house) text(q string, args ...any) (s string) {
	h.Helper()
	h.ok(h.d.View(h.Context(), func(tx *db.Tx) error {
		var err error
		s, err = db.Value[string](h.Context(), tx, q, args...)
		return err
	}))
	return s
}
