package app_test

import (
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"log/slog"
	"maps"
	"mime"
	"mime/quotedprintable"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"preau/internal/app"
	"preau/internal/casework/mandate"
	"preau/internal/core/account/password"
	"preau/internal/core/instance"
	"preau/internal/core/registers"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/metrics"
	"preau/internal/kit/web/webtest"
)

// secret is something that nobody may read but who takes part in a demand.
type secret struct {
	what, word string
	mailed     bool // mails may say it: the title, to who takes part (C029)
}

// theSecrets are recognisable words of one demand, of all that it says of anybody.
func theSecrets() []secret {
	return []secret{
		{"title", "Tamanoir retenu", true},
		{"first name", "Zwénaëlle", false},
		{"name", "Quatrefaurt", false},
		{"birth", "vers 1951 foxembre", false},
		{"NIR", "251077512345646", false},
		{"NIR as typed", "2 51 07 75 123 456 46", false},
		{"address", "impasse des Xanthiques", false},
		{"urgency", "radiateurs gelés", false},
		{"description", "ornithorynque", false},
		{"message", "palindromique", false},
		{"answer", "salsepareille", false},
		{"between operators", "hippogriffe", false},
		{"corrected message", "borborygme", false},
		{"file name", "quittance-tartempion", false},
		{"file", "contenu bravissimo", false},
		{"scan", "signature gribouillis", false},
		{"telephone", "0698765432", false},
		{"telephone as typed", "06 98 76 54 32", false},
		{"telephone", "698765432", false},
		{"telephone of a refused form", "07 11 22 33 4", false},
		{"text answered", "ratatouille merci", false},
		{"what the text says", "certifiez votre identité", false},
		{"refused description", "coquecigrue", false},
		{"searched", "esperluette", false},
	}
}

// needles are the ways in which a word may stand somewhere: as it is, escaped for an address, JSON or a page, in base64 at any offset, in
// hexadecimal, folded as names are compared, or as a hash without a key, of which a telephone's or a NIR's are found by trying all.
func needles(word string) map[string][]byte {
	out := map[string][]byte{"raw": []byte(word), "query": []byte(url.QueryEscape(word)), "path": []byte(url.PathEscape(word)), "html": []byte(html.EscapeString(word)), "folded": []byte(registers.Fold(word))}
	quoted := strconv.QuoteToASCII(word)
	out["escaped"] = []byte(quoted[1 : len(quoted)-1])
	out["hex"], out["HEX"] = []byte(hex.EncodeToString([]byte(word))), []byte(strings.ToUpper(hex.EncodeToString([]byte(word))))
	var qp bytes.Buffer
	w := quotedprintable.NewWriter(&qp)
	_, _ = w.Write([]byte(word))
	_ = w.Close()
	out["quoted-printable"] = qp.Bytes()
	out["header"] = []byte(strings.TrimSuffix(strings.TrimPrefix(mime.QEncoding.Encode("utf-8", word), "=?utf-8?q?"), "?="))
	for i, e := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		for pad := range 3 {
			text := e.EncodeToString(append(make([]byte, pad), word...))
			from := []int{0, 2, 3}[pad] // what the padding changed
			out[fmt.Sprint("base64 ", i, pad)] = []byte(text[from : len(text)-2])
		}
	}
	for _, form := range []string{word, strings.ReplaceAll(word, " ", ""), "+33" + strings.TrimPrefix(strings.ReplaceAll(word, " ", ""), "0"), registers.Fold(word)} {
		s, o, m := sha256.Sum256([]byte(form)), sha1.Sum([]byte(form)), md5.Sum([]byte(form)) //nolint:gosec // what a leak would look like
		for name, sum := range map[string][]byte{"sha256": s[:], "sha1": o[:], "md5": m[:]} {
			out[name+" of "+form], out[name+" in hex of "+form], out[name+" in base64 of "+form] = sum, []byte(hex.EncodeToString(sum)), []byte(base64.RawStdEncoding.EncodeToString(sum))
		}
	}
	return out
}

// leaks are the secrets that something holds, and in which form.
func leaks(found map[string]string, secrets []secret, mail bool) (out []string) {
	type needle struct {
		what, how string
		bytes     []byte
	}
	var all []needle
	for _, s := range secrets {
		if mail && s.mailed {
			continue
		}
		for how, n := range needles(s.word) {
			all = append(all, needle{s.what, how, bytes.ToLower(n)}, needle{s.what, how, n})
		}
	}
	for _, where := range slices.Sorted(maps.Keys(found)) {
		exact := []byte(found[where])
		lower := bytes.ToLower(exact)
		seen := map[string]bool{}
		for _, n := range all {
			if !seen[n.what] && (bytes.Contains(exact, n.bytes) || bytes.Contains(lower, n.bytes) && !strings.HasPrefix(n.how, "base64") && !strings.Contains(n.how, "sha") && !strings.HasPrefix(n.how, "md5")) {
				seen[n.what] = true
				out = append(out, fmt.Sprintf("%s: %s (%s)", where, n.what, n.how))
			}
		}
	}
	return out
}

// anything is a value of any type, as text.
type anything string

// Scan takes what a driver gives.
func (a *anything) Scan(v any) error {
	if b, is := v.([]byte); is {
		v = string(b)
	}
	*a = anything(fmt.Sprint(v))
	return nil
}

// everyColumn is all that a database says, by table and column.
func (h *house) everyColumn() map[string]string {
	h.t.Helper()
	out := map[string]string{}
	for table, columns := range columnsOf(h.t.(*testing.T), h.d) {
		h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) error {
			rows, err := db.All(h.t.Context(), tx, func(r *[64]anything) []any { // no table is as wide
				into := make([]any, len(columns))
				for i := range into {
					into[i] = &r[i]
				}
				return into
			}, `SELECT `+strings.Join(columns, ", ")+` FROM `+table)
			for _, r := range rows {
				for i, c := range columns {
					out[table+"."+c] += string(r[i]) + "\n"
				}
			}
			return err
		}))
	}
	return out
}

// journal is a log at its most talkative.
type journal struct {
	sync.Mutex
	bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.Lock()
	defer j.Unlock()
	return j.Buffer.Write(p)
}

// watched is a town whose program writes all that it can into a journal and counts, and sends texts by a gateway.
type watched struct {
	*builder
	log     *journal
	counts  *metrics.Metrics
	gateway []string // what it was asked to send
	lastID  int
}

func watch(t *testing.T, e db.Engine) *watched {
	t.Helper()
	w := &watched{builder: inhabited(t, e), log: &journal{}}
	out := slog.New(slog.NewJSONHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug, AddSource: true}))
	w.counts = metrics.New("test", out)
	d, err := db.Open(t.Context(), db.Options{URL: w.d.URL, Clock: w.d.Clock, Log: out, Watch: w.counts})
	w.ok(err)
	t.Cleanup(func() { _ = d.Close() })
	key, err := instance.ParseKey(strings.Repeat("A", 43))
	w.ok(err)
	w.a, err = app.New(app.Options{
		DB: d, Clock: w.d.Clock, Log: out, Key: key, Files: w.store, Secrets: w.vault, PublicURL: webtest.Base, Version: "test", Metrics: w.counts,
		Transport: w.mails, Hashing: password.Cost{MemoryKiB: 8, Passes: 1, Lanes: 1},
	})
	w.ok(err)
	for role := range w.in {
		w.in[role] = w.as(w.house, role)
	}
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.gateway = append(w.gateway, string(body))
		_, _ = io.WriteString(rw, `{"id":"g-`+strconv.Itoa(len(w.gateway))+`"}`)
	}))
	t.Cleanup(server.Close)
	w.setGateway(server.URL)
	w.run(`DELETE FROM sms_mailbox`)                                                                 // the telephones of the demonstration, which the town used
	w.run(`UPDATE account_sessions SET remembered = TRUE, expires_at = expires_at + 10000000000000`) // through the weeks of a demand
	return w
}

// answers is a text from a telephone.
func (w *watched) answers(phone, text string) {
	w.t.Helper()
	w.lastID++
	body, err := json.Marshal(map[string]string{"type": "message", "id": "in-" + strconv.Itoa(w.lastID), "from": phone, "to": "38000", "text": text})
	w.ok(err)
	if code := w.hooked(textsSecret, string(body), w.d.Clock.Now()); code != http.StatusOK {
		w.t.Fatalf("the text %q: %d", text, code)
	}
	w.drain()
}

// lives leads a demand through its whole life, forms that are refused and searches with it, and gives its number.
func (w *watched) lives() string {
	w.t.Helper()
	n := w.begins()
	draft := "/demandes/" + n + "/brouillon"
	f := url.Values{
		"titre": {"Tamanoir retenu"}, "description": {"Un ornithorynque attend depuis juin."}, "prenom": {"Zwénaëlle"}, "nom": {"Quatrefaurt"}, "naissance": {"vers 1951 foxembre"},
		"element": {"nir", "adresse", "telephone"}, "valeur": {"2 51 07 75 123 456 46", "12 impasse des Xanthiques", "06 98 76 54 32"}, "urgente": {"1"}, "motif_urgence": {"radiateurs gelés"},
		"destinataires": {number(cafTeam)}, "territoire": {"2"}, "version": {"1"}, "acte": {"garder"},
	}
	w.in[aidant].PostForm("/demandes/"+n+"/brouillon/saisie", keyed(f))
	w.in[aidant].PostForm(draft, keyed(with(f, "description", "coquecigrue au 06 98 76 54 32", "acte", "envoyer", "version", w.versionOf(n)))).WantStatus(422)
	if p := w.uploadIn(aidant, draft, "fichiers", with(keyed(f), "version", w.versionOf(n)), "quittance-tartempion.pdf", "%PDF-1.4 contenu bravissimo"); firstStatus(p) != 303 {
		w.t.Fatalf("the file: %d %s", firstStatus(p), p.Text())
	}
	w.in[aidant].PostForm("/mandats/"+n+"/sms", keyed(url.Values{"telephone": {"07 11 22 33 4"}})).WantStatus(422)
	w.post(aidant, "/mandats/"+n+"/sms", url.Values{"telephone": {"06 98 76 54 32"}}, 303)
	w.drain()
	w.answers("+33698765432", "ratatouille merci")
	w.d.Clock.Advance(49 * time.Hour) // reminded
	w.drain()
	w.answers("+33698765432", "OUI")
	w.hooked(textsSecret, `{"type":"message","id":"odd","from":"+33698765432","text":5}`, w.d.Clock.Now())
	w.hooked("un autre secret, aussi long que le vrai", `{"type":"message","id":"forged","from":"+33698765432","text":"ratatouille merci"}`, w.d.Clock.Now())
	if s := firstStatus(w.uploadIn(aidant, "/mandats/"+n+"/signe", mandate.FieldFile, keyed(url.Values{"mandat_du": {w.d.Clock.Now().Format("2006-01-02")}}), "quittance-tartempion.pdf", strings.Replace(samplePDF, "<<>>", "<</x(signature gribouillis)>>", 1))); s != 303 {
		w.t.Fatalf("the scan: %d", s)
	}
	f = with(f, "acte", "envoyer", "version", w.versionOf(n), "confirme", "1", "deja_connue", "1")
	w.in[aidant].PostForm(draft, keyed(f)).WantStatus(200).WantPath("/demandes/" + n)
	w.drain()
	for _, path := range []string{"", "/pdf", "/invitations", "/fichiers/1"} {
		w.in[aidant].Get("/demandes/" + n + path)
		w.in[referent].Get("/demandes/" + n + path)
		w.in[admin].Get("/demandes/" + n + path)
	}
	at := "/demandes/" + n
	w.post(referent, at+"/acte", url.Values{"acte": {"prendre"}}, 303)
	w.post(aidant, at+"/invitations", url.Values{"invite": {"personne:" + w.one(`SELECT id FROM account_accounts WHERE email = $1`, addressOf(colleague))}}, 303)
	w.post(referent, at+"/procedure", url.Values{"procedure": {"Bail"}, "lien": {"https://caf.fr/bail"}}, 303)
	w.post(referent, at, url.Values{"message": {"Une salsepareille suffira."}}, 303)
	w.post(referent, at, url.Values{"message": {"Un hippogriffe entre nous."}, "entre_operateurs": {"1"}}, 303)
	w.post(aidant, at, url.Values{"message": {"C'est palindromique."}}, 303)
	w.post(aidant, at+"/messages/3/correction", url.Values{"message": {"C'est un borborygme."}}, 303)
	w.in[aidant].PostForm(at, keyed(url.Values{"message": {strings.Repeat("coquecigrue ", 5000)}})).WantStatus(422)
	w.in[stranger].PostForm(at, keyed(url.Values{"message": {"coquecigrue"}})).WantStatus(404)
	w.in[aidant].Forge(at, url.Values{"message": {"coquecigrue"}})
	w.in[aidant].Get("/demandes?q=" + url.QueryEscape("esperluette Quatrefaurt"))
	w.in[aidant].Get("/mandats/" + n)
	w.in[aidant].Get("/mandats/" + n + "/preuves/1")
	w.in[aidant].Get("/nulle-part?q=" + url.QueryEscape("esperluette Quatrefaurt"))
	w.d.Clock.Advance(9 * 24 * time.Hour) // late, silence, digests
	w.drain()
	w.mails.Answer(nil)
	w.post(referent, at+"/acte", url.Values{"acte": {"traiter"}}, 303)
	w.drain()
	w.answers("+33698765432", "STOP")
	w.post(aidant, at+"/acte", url.Values{"acte": {"clore"}}, 303)
	w.in[aidant].Get(at + "/avis").WantStatus(200)
	w.drain()
	return n
}

func (w *watched) versionOf(n string) string {
	return w.one(`SELECT CAST(version AS TEXT) FROM casework_demands WHERE number = $1`, n)
}

// everywhere is all that lies open somewhere: the log, the counts, each column of each table, the stores of files.
func (w *watched) everywhere() map[string]string {
	w.t.Helper()
	out := w.everyColumn()
	for name, s := range map[string]map[string][]byte{"files": w.stored(w.store), "secrets": w.stored(w.vault)} {
		for key, content := range s {
			out[name] += key + "\n" + string(content) + "\n"
		}
	}
	rec := httptest.NewRecorder()
	w.counts.Handler("").ServeHTTP(rec, httptest.NewRequestWithContext(w.t.Context(), http.MethodGet, "/metrics", nil))
	out["metrics"] = rec.Body.String()
	w.log.Lock()
	defer w.log.Unlock()
	for line := range strings.Lines(w.log.String()) {
		var said struct{ Msg string }
		_ = json.Unmarshal([]byte(line), &said) // a line that is none has no name
		out["log: "+said.Msg] += line
	}
	return out
}

// sent is all that the mails say, by their kinds.
func (w *watched) sent() map[string]string {
	out := map[string]string{}
	for _, m := range w.mails.Sent() {
		text, _ := json.Marshal(m) // plain values
		out["mail "+m.Kind] += m.Subject + "\n" + m.Text + "\n" + m.HTML + "\n" + string(text) + "\n"
	}
	return out
}

// A demand lives from its first word to its closing, with an identity, files, messages, a mandate by text and one that is scanned, forms that
// are refused and searches: nothing of it lies open in any column of any table, in the files, the log at its most talkative, the counts, or
// the mails, which say its title alone.
func TestNothingOfAPersonLiesOpen(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C081", "C082", "C029")
		w := watch(t, e)
		n := w.lives()
		if got := strings.Join(w.gateway, "\n"); !strings.Contains(got, "+33698765432") || len(w.gateway) < 3 {
			t.Fatalf("the gateway was asked %d times: %s", len(w.gateway), got)
		}
		page := w.in[aidant].Get("/demandes/" + n).WantStatus(200)
		page.Want("Tamanoir retenu", "Zwénaëlle", "Quatrefaurt", "2 51 07 75 123 456 46", "Xanthiques", "radiateurs gelés", "ornithorynque", "salsepareille", "borborygme", "quittance-tartempion.pdf").WantNot("hippogriffe")
		all := w.everywhere()
		if !strings.Contains(all["history_lines.act"], "casework.identity.read") || len(all["metrics"]) < 1000 || len(all["log: request"])+len(all["log: served"]) == 0 {
			t.Errorf("too little was looked at: %d of the counts, logged %v", len(all["metrics"]), slices.DeleteFunc(slices.Sorted(maps.Keys(all)), func(s string) bool { return !strings.HasPrefix(s, "log") }))
		}
		for _, leak := range leaks(all, theSecrets(), false) {
			t.Error(leak)
		}
		for _, leak := range leaks(w.sent(), theSecrets(), true) {
			t.Error(leak)
		}
		for role, session := range w.secrets {
			for where, text := range all {
				if session != "" && strings.Contains(text, session) {
					t.Errorf("the session of %s is told in %s", role, where)
				}
			}
		}
		// One of each form in each place is found: so the above can fail.
		for _, s := range theSecrets() {
			for how, needle := range needles(s.word) {
				for _, where := range []string{"log: request", "history_lines.data", "jobs_queue.args", "notify_mails.error", "metrics", "files"} {
					if len(leaks(map[string]string{where: "a " + string(needle) + " b"}, []secret{s}, false)) != 1 {
						t.Fatalf("a leak of %s (%s) at %s would not be found", s.what, how, where)
					}
				}
			}
		}
	})
}
