package journeys_test

import (
	"html/template"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"preau/internal/app"
	"preau/internal/core/access"
	"preau/internal/core/account/password"
	"preau/internal/core/instance"
	"preau/internal/core/org/sample"
	"preau/internal/demo"
	"preau/internal/kit/blob"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/mail"
	"preau/internal/kit/web/browsertest"
)

// house is the whole program behind a real address, on a database of its own, with a mailbox.
type house struct {
	t       testing.TB
	d       *dbtest.DB
	a       *app.App
	url     string
	earlier string // of the house whose database this one has, "" if it began empty
	files   string // the folder
	sent    *mail.Memory
}

// newHouse opens an empty house; where builds its transport of mails, nil keeps them in memory.
func newHouse(t testing.TB, d *dbtest.DB, post mail.Transport) *house {
	t.Helper()
	h := &house{t: t, d: d, files: filepath.Join(t.TempDir(), "files"), sent: mail.NewMemory()}
	if post == nil {
		post = h.sent
	}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == posterPath {
			poster(w, r)
			return
		}
		h.a.Handler.ServeHTTP(w, r)
	}))
	server.Config.ErrorLog = slog.NewLogLogger(slog.NewTextHandler(io.Discard, nil), slog.LevelError) // windows that close
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	h.ok(err)
	h.url = "http://" + net.JoinHostPort("localhost", port) // a name, as passkeys need one
	key, err := instance.ParseKey(strings.Repeat("A", 43))
	h.ok(err)
	files, err := blob.NewFolder(h.files)
	h.ok(err)
	h.a, err = app.New(app.Options{
		DB: d.DB, Clock: d.Clock, Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError})), Key: key, Files: files,
		PublicURL: h.url, Version: "1.0", Transport: post, Texts: demo.Telephones(d.DB), Hashing: password.Cost{MemoryKiB: 8, Passes: 1, Lanes: 1},
	})
	h.ok(err)
	h.ok(h.a.Search.Refresh(t.Context()))
	h.ok(h.a.Offers.Public.Refresh(t.Context()))
	server.Start()
	t.Cleanup(server.Close)
	return h
}

func (h *house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// schools fills the register of establishments.
func (h *house) schools() {
	h.t.Helper()
	h.ok(h.d.InTx(h.t.Context(), func(tx *db.Tx) error { return sample.LoadFrench(h.t.Context(), tx) }))
}

const goodPassword = "trois petits tours et puis"

// firstAdmin is the path that `preau admin create` prints.
func (h *house) firstAdmin() string {
	h.t.Helper()
	path, err := h.a.Accounts.AdminCreate(h.t.Context(), access.ByProgram("preau admin create", h.d.Clock.Now()), "admin@preau.test")
	h.ok(err)
	return path
}

// pathTo sends what is queued, and gives the path that the last mail to somebody leads to.
func (h *house) pathTo(address string) string {
	h.t.Helper()
	_, err := h.a.Queue.Drain(h.t.Context())
	h.ok(err)
	got := h.sent.To(address)
	if len(got) == 0 {
		h.t.Fatalf("no mail to %s", address)
	}
	path, ok := h.pathIn(got[len(got)-1].Text)
	if !ok {
		h.t.Fatalf("no link in the mail to %s: %s", address, got[len(got)-1].Text)
	}
	return path
}

// leading is a mail's text with its links to this house, also if an earlier one sent it.
func (h *house) leading(text string) string {
	if h.earlier == "" {
		return text
	}
	return strings.ReplaceAll(text, h.earlier+"/", h.url+"/")
}

// pathIn is the first path of this house in a text.
func (h *house) pathIn(text string) (string, bool) {
	link := regexp.MustCompile(regexp.QuoteMeta(h.url) + `(/[^\s>)]+)`).FindStringSubmatch(h.leading(text))
	if link == nil {
		return "", false
	}
	return link[1], true
}

// person is somebody at a browser. Whatever page they come to must not be wider than their window.
type person struct {
	*browsertest.Page
	t testing.TB
}

func (h *house) person(o browsertest.Options) person {
	h.t.Helper()
	return person{browsertest.New(h.t, h.url, o), h.t}
}

// Open goes to an address.
func (p person) Open(path string) { p.t.Helper(); p.Page.Open(path); p.fits() }

// Click clicks a link or a button.
func (p person) Click(name string) { p.t.Helper(); p.Page.Click(name); p.fits() }

// ClickButton clicks a button where a link of the page bears the same name.
func (p person) ClickButton(name string) { p.t.Helper(); p.Page.ClickButton(name); p.fits() }

// Press presses keys.
func (p person) Press(keys ...string) { p.t.Helper(); p.Page.Press(keys...); p.fits() }

func (p person) fits() {
	p.t.Helper()
	if over := p.Overflow(); over > 0 {
		p.t.Errorf("%s is %d px wider than the window", p.Path(), over)
	}
}

// want waits for texts.
func (p person) want(texts ...string) {
	p.t.Helper()
	for _, s := range texts {
		p.WaitText(s)
	}
}

// at waits for a text, and says whether the window then shows that path.
func (p person) at(path, text string) {
	p.t.Helper()
	p.want(text)
	if got, _, _ := strings.Cut(p.Path(), "?"); got != path {
		p.t.Fatalf("the window shows %s, not %s", p.Path(), path)
	}
}

func (p person) fill(labelsAndValues ...string) {
	p.t.Helper()
	for i := 0; i < len(labelsAndValues); i += 2 {
		p.Fill(labelsAndValues[i], labelsAndValues[i+1])
	}
}

// signIn signs in by the form.
func (p person) signIn(name, password string) {
	p.t.Helper()
	p.Open("/connexion")
	p.fill("Nom d'utilisateur :", name, "Mot de passe", password)
	p.Press("Enter")
	p.want("Se déconnecter")
}

// posterPath is a page of the tests' own with one button, which posts to « vers » what else stands in its query: as
// pages do that went stale, or were tampered with.
const posterPath = "/essai"

var posterHTML = template.Must(template.New("poster").Parse(`<!doctype html><html lang="fr"><title>Essai</title><form method="post" action="{{.To}}">
{{range $name, $values := .Fields}}{{range $values}}<input type="hidden" name="{{$name}}" value="{{.}}">{{end}}{{end}}<button>Envoyer</button></form></html>`))

func poster(w http.ResponseWriter, r *http.Request) {
	fields := r.URL.Query()
	to := fields.Get("vers")
	fields.Del("vers")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = posterHTML.Execute(w, map[string]any{"To": to, "Fields": fields}) // a window that closed meanwhile
}

// post sends a form, with the fields as they are posted.
func (p person) post(path, fields string) {
	p.t.Helper()
	p.Page.Open(posterPath + "?vers=" + url.QueryEscape(path) + "&" + fields)
	p.Click("Envoyer")
}
