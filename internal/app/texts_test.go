package app_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"preau/internal/casework/mandate"
	"preau/internal/core/access"
	"preau/internal/core/instance"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/sms"
	"preau/internal/kit/web/webtest"
)

const textsSecret = "un secret tiré au hasard, assez long"

// hooked is what a gateway posts, signed at an instant; an empty secret signs nothing.
func (b *builder) hooked(secret, body string, at time.Time) int {
	b.t.Helper()
	r := httptest.NewRequestWithContext(b.t.Context(), http.MethodPost, webtest.Base+instance.TextsHookPath, strings.NewReader(body))
	if secret != "" {
		stamp := strconv.FormatInt(at.Unix(), 10)
		m := hmac.New(sha256.New, []byte(secret))
		fmt.Fprintf(m, "%s.%s", stamp, body)
		r.Header.Set(sms.TimestampHeader, stamp)
		r.Header.Set(sms.SignatureHeader, "v1="+hex.EncodeToString(m.Sum(nil)))
	}
	w := httptest.NewRecorder()
	b.a.Handler.ServeHTTP(w, r)
	return w.Code
}

// A text goes to the gateway of the settings, signed; what the gateway tells counts once, and nothing that it did not sign just now.
func TestTextsByAGateway(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C061", "C064")
		b := inhabited(t, e)
		b.a.WithoutTexts()
		n := b.ids["sent demand"]
		if got := b.hooked(textsSecret, `{"type":"message","id":"1","from":"+33612345678","text":"OUI"}`, b.d.Clock.Now()); got != http.StatusNotFound {
			t.Errorf("while no gateway is set: %d", got)
		}
		b.in[aidant].Get("/mandats/" + n).Want("n'envoie pas de SMS")
		var got []map[string]string
		var headers []http.Header
		gateway := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			var m map[string]string
			_ = json.Unmarshal(body, &m)
			got, headers = append(got, m), append(headers, r.Header)
			_, _ = io.WriteString(w, `{"id":"g-1"}`)
		}))
		defer gateway.Close()
		b.setGateway(gateway.URL)
		b.post(aidant, "/mandats/"+n+"/sms", map[string][]string{"telephone": {"06 98 76 54 32"}}, 303)
		b.drain()
		if len(got) != 1 || got[0]["to"] != "+33698765432" || got[0]["from"] != "38000" || !strings.Contains(got[0]["text"], "OUI") || headers[0].Get(sms.SignatureHeader) == "" || headers[0].Get("Idempotency-Key") != got[0]["id"] {
			t.Fatalf("the gateway got %v", got)
		}
		yes := `{"type":"message","id":"in-1","from":"+330698765432","to":"38000","text":"Oui"}`
		now := b.d.Clock.Now()
		for what, c := range map[string]struct {
			secret, body string
			at           time.Time
			want         int
		}{
			"unsigned":   {"", yes, now, 401},
			"forged":     {"un autre secret, aussi long que le vrai", yes, now, 401},
			"stale":      {textsSecret, yes, now.Add(-6 * time.Minute), 401},
			"ahead":      {textsSecret, yes, now.Add(6 * time.Minute), 401},
			"no event":   {textsSecret, `{"type":"autre","id":"x"}`, now, 400},
			"not JSON":   {textsSecret, `OUI`, now, 400},
			"no number":  {textsSecret, `{"type":"message","id":"y","from":"CAF","text":"OUI"}`, now, 400},
			"too large":  {textsSecret, strings.Repeat("x", sms.LongestHook+1), now, 413},
			"a receipt":  {textsSecret, `{"type":"receipt","id":"g-1","state":"delivered"}`, now, 200},
			"of nothing": {textsSecret, `{"type":"receipt","id":"g-9","state":"failed"}`, now, 200},
		} {
			if code := b.hooked(c.secret, c.body, c.at); code != c.want {
				t.Errorf("%s: %d, want %d", what, code, c.want)
			}
		}
		b.in[aidant].Get("/mandats/"+n).Want("En attente de réponse", "remis le")
		for range 2 { // delivered twice, or replayed
			if code := b.hooked(textsSecret, yes, now); code != 200 {
				t.Errorf("the answer: %d", code)
			}
		}
		b.in[aidant].Get("/mandats/" + n).Want("Réponse : OUI").WantNot("En attente de réponse")
		s, err := b.a.Instance.Get(t.Context())
		b.ok(err)
		s.SMS = instance.Texts{Way: instance.NoTexts}
		b.ok(b.d.InTx(t.Context(), func(tx *db.Tx) error {
			return b.a.Instance.SaveTx(t.Context(), tx, access.ByProgram("Préau", tx.Now()), s, s.Version)
		}))
		if code := b.hooked("x"+textsSecret, yes, b.d.Clock.Now()); code != http.StatusUnauthorized {
			t.Errorf("switched off, another's: %d", code)
		}
		if code := b.hooked(textsSecret, yes, b.d.Clock.Now()); code != 200 {
			t.Errorf("switched off, what the gateway tells is lost: %d", code)
		}
		if c := b.one(`SELECT CAST(count(*) AS TEXT) FROM casework_mandate_answers`); c != "1" {
			t.Errorf("%s answers are kept", c)
		}
	})
}

// Whoever sends a text is read as the number was that an aidant typed, whatever the centre writes; nobody else is taken for them.
func TestSenders(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C064")
	b := inhabited(t, db.SQLite)
	for written, want := range map[string]string{
		"0698765432": "+33698765432", "+33698765432": "+33698765432", "+330698765432": "+33698765432", "0033698765432": "+33698765432",
		"0692123456": "+262692123456", "+2620692123456": "+262692123456", "0690123456": "+590690123456", "+33692123456": "+262692123456",
		"+687123456": "+687123456", "+32475123456": "+32475123456", "+320475123456": "+32475123456", "38000": "", "+38000": "",
	} {
		if got, _ := b.a.Phone(written); got != want {
			t.Errorf("%s is %q, want %q", written, got, want)
		}
	}
}

// setGateway saves a gateway as an administrator does.
func (b *builder) setGateway(url string) {
	b.t.Helper()
	s, err := b.a.Instance.Get(b.t.Context())
	b.ok(err)
	s.SMS = instance.Texts{Way: instance.TextsGateway, Address: url, From: "38000", Secret: textsSecret}
	b.ok(b.d.InTx(b.t.Context(), func(tx *db.Tx) error {
		return b.a.Instance.SaveTx(b.t.Context(), tx, access.ByProgram("Préau", tx.Now()), s, s.Version)
	}))
	if raw := b.one(`SELECT data FROM instance_settings WHERE id = 1`); strings.Contains(raw, textsSecret) {
		b.t.Error("the secret is readable in the settings")
	}
}

// An administrator has an SMS sent to a number by what they have just saved, and reads on the page what the provider said; a fault stands
// beside its field, and nothing of it is lost.
func TestTrialOfTexts(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C064")
		b := inhabited(t, e)
		b.a.WithoutTexts()
		status := http.StatusOK
		var got []map[string]string
		gateway := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			var m map[string]string
			_ = json.Unmarshal(body, &m)
			got = append(got, m)
			w.WriteHeader(status)
			_, _ = io.WriteString(w, `{"id":"g-1"}`)
		}))
		defer gateway.Close()
		before := b.one(`SELECT CAST(count(*) AS TEXT) FROM casework_texts`)
		const button = "Enregistrer et envoyer un SMS d'essai"
		c := b.in[admin]
		p := c.Get("/administration/reglages").WantSound().Form(button).Fill("Numéro pour l'essai", "06 98 76 54 32").Submit().WantStatus(422).WantSound().Want("Choisissez d'abord par où partent les SMS")
		p = p.Form(button).Choose("Voie", "Passerelle HTTP").Fill("Adresse", "sms.example.org").Fill("Secret de signature", "court").Submit().WantStatus(422).WantSound()
		p.Want("en https", "Indiquez le secret de signature")
		if v := p.Form(button).Value("Numéro pour l'essai"); v != "06 98 76 54 32" {
			t.Errorf("the number is %q", v)
		}
		p = p.Form(button).Fill("Adresse", gateway.URL).Fill("Expéditeur", "38000").Fill("Secret de signature", textsSecret).Submit().WantStatus(200).WantSound().Want("SMS d'essai pour", "06 98 76 54 32", "pris en charge")
		if len(got) != 1 || got[0]["to"] != "+33698765432" || got[0]["from"] != "38000" || !strings.Contains(got[0]["text"], "Essai de la plateforme") {
			t.Fatalf("the gateway got %v", got)
		}
		for word, number := range map[string]string{"Indiquez le numéro de mobile": "", "numéro": "12"} {
			p.Form(button).Fill("Numéro pour l'essai", number).Submit().WantStatus(422).WantSound().Want(word)
			p = c.Get("/administration/reglages")
		}
		status = http.StatusBadRequest
		p = p.Form(button).Fill("Numéro pour l'essai", "+33698765432").Submit().WantStatus(200).Want("refusé par le prestataire").WantNot(textsSecret)
		status = http.StatusServiceUnavailable
		p.Form(button).Fill("Numéro pour l'essai", "0698765432").Submit().WantStatus(200).Want("non parti")
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM casework_texts`); n != before {
			t.Errorf("the outbox had %s texts, and has %s", before, n)
		}
	})
}

// An administrator reads which texts did not go and why, and sends them again once the cause is gone; of the usager there is nothing, and what waits
// is told as failed mails and jobs are.
func TestTextsThatDidNotGo(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C064", "C063", "C012")
		b := inhabited(t, e)
		b.drain()
		b.a.WithoutTexts()
		status, got := http.StatusBadRequest, 0
		gateway := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			got++
			w.WriteHeader(status)
			_, _ = io.WriteString(w, `{"id":"g-1","error":"unknown subscriber 33698765432"}`)
		}))
		defer gateway.Close()
		n, c := b.ids["sent demand"], b.in[admin]
		c.Get(mandate.TextsPath).WantSound().Want("Aucun SMS en échec", "Aucune voie n'est réglée")
		b.setGateway(gateway.URL)
		b.post(aidant, "/mandats/"+n+"/sms", map[string][]string{"telephone": {"06 98 76 54 32"}}, 303)
		b.drain()
		c.Get("/").Want("Un SMS n'a pas pu partir").Click("Voir les SMS").WantPath(mandate.TextsPath)
		p := c.Get("/administration").Click("SMS des mandats").WantSound().Want(n, "Demande d'accord", "Refusé par l'opérateur de SMS", "400", "un essai").WantNot("Aucune voie", "98 76 54 32", "33698765432", "Quintrec", "OUI")
		status = http.StatusOK
		p.Row(n).Press("Réessayer").WantStatus(200).WantSound().Want("Le SMS repart", "Aucun SMS en échec")
		b.drain()
		if got != 2 {
			t.Errorf("%d tries", got)
		}
		c.Get("/").WantNot("SMS n'a pas pu partir")
		id := b.one(`SELECT id FROM casework_texts WHERE tries = 2`)
		b.post(admin, mandate.TextsPath+"/"+id+"/renvoi", nil, 403) // it went
		b.run(`UPDATE casework_texts SET state = 'failed' WHERE id = $1`, id)
		b.run(`UPDATE casework_mandates SET state = 'refused' WHERE id = (SELECT mandate_id FROM casework_texts WHERE id = $1)`, id)
		c.PostForm(mandate.TextsPath+"/"+id+"/renvoi", keyed(nil)).WantStatus(403).WantSound().Want("Ce SMS n'est pas reparti", "a déjà pris fin", "Aucun SMS en échec")
		b.run(`UPDATE casework_mandates SET state = 'asked' WHERE id = (SELECT mandate_id FROM casework_texts WHERE id = $1)`, id)
		b.run(`UPDATE casework_texts SET state = 'accepted', undelivered_at = settled_at WHERE id = $1`, id)
		c.Get(mandate.TextsPath).WantSound().Want("Aucun SMS en échec", "Partis, non remis", n, "abandonné par l'opérateur le").WantNot("Réessayer")
		for role, want := range map[string]int{visitor: 303, aidant: 404, responsable: 404, helper: 404} {
			if got := firstStatus(b.in[role].Get(mandate.TextsPath)); got != want {
				t.Errorf("%s: %d, want %d", role, got, want)
			}
		}
	})
}
