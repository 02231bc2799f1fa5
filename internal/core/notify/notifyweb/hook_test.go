package notifyweb_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
)

const hookSecret = "whsec_c2VjcmV0IGRlcyBlc3NhaXMgc2VjcmV0"

// openHook lets a sending service announce what becomes of mails.
func (h *house) openHook(secret string) {
	h.t.Helper()
	h.ok(h.d.InTx(h.t.Context(), func(tx *db.Tx) error {
		set, err := h.a.Instance.Get(h.t.Context())
		if err != nil {
			return err
		}
		set.Returns.Address, set.Returns.Secret = "retours@preau.test", secret
		return h.a.Instance.SaveTx(h.t.Context(), tx, access.ByProgram("test", tx.Now()), set, set.Version)
	}))
}

// event is one that the sending service posts; spoil changes it after it was signed.
type event struct {
	id, body string
	at       time.Time
	key      string
	spoil    func(*http.Request)
}

func (h *house) announce(e event) *httptest.ResponseRecorder {
	h.t.Helper()
	at := strconv.FormatInt(e.at.Unix(), 10)
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(hookSecret, "whsec_"))
	h.ok(err)
	if e.key != "" {
		key = []byte(e.key)
	}
	m := hmac.New(sha256.New, key)
	fmt.Fprintf(m, "%s.%s.%s", e.id, at, e.body)
	r := httptest.NewRequest(http.MethodPost, webtest.Base+"/webhooks/mail", strings.NewReader(e.body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("webhook-id", e.id)
	r.Header.Set("webhook-timestamp", at)
	r.Header.Set("webhook-signature", "v1,AAAA v1,"+base64.StdEncoding.EncodeToString(m.Sum(nil)))
	if e.spoil != nil {
		e.spoil(r)
	}
	w := httptest.NewRecorder()
	h.a.Handler.ServeHTTP(w, r)
	return w
}

// A mail that the sending service announces as returned is seen by its reader, on their pages, and by the operator.
func TestAnnouncedReturn(t *testing.T) {
	covers.Statement(t, "R273")
	each(t, func(h *house) {
		h.openHook(hookSecret)
		m, c := h.member("claire"), h.admin("ada")
		h.write(m)
		got := h.mailed("claire@ecole.test")
		last := got[len(got)-1]
		if !strings.HasPrefix(last.Return, "retours+") || !strings.HasSuffix(last.Return, "@preau.test") {
			h.t.Fatalf("comes back to %q", last.Return)
		}
		m.Get("/").WantNot("Vos mails ne vous arrivent pas")
		body := `{"type": "mail.bounced", "data": {"message_id": "<` + last.ID + `>", "status": "5.1.1", "detail": "550 5.1.1 no such user"}}`
		now := h.d.Clock.Now()
		for i, want := range []string{"moved", "repeat"} {
			if w := h.announce(event{id: "evt_1", body: body, at: now}); w.Code != http.StatusOK || strings.TrimSpace(w.Body.String()) != want {
				h.t.Fatalf("%d: %d %s", i, w.Code, w.Body)
			}
		}
		m.Get("/").WantSound().Want("Vos mails ne vous arrivent pas", "claire@ecole.test").In("main").Click("Voir mes derniers mails").WantPath("/compte/mails").
			Want("Adresse refusée", "Revenu", "Faites de la place, ou écrivez-nous")
		m.Get("/compte").Want("Adresse refusée")
		p := c.Get(mailsPath).WantSound().Want("revenus en 7 jours")
		row := p.In("section:has(#a-reprendre)").Row(ack).Want("Revenu", "L'adresse est refusée", "no such user", "revenu le")
		if got := row.Buttons(); len(got) != 1 {
			h.t.Errorf("%q", got)
		}
		account := c.Get("/administration/comptes?q=claire").Want("Adresse refusée").Row("claire@ecole.test")
		account.Click("claire").WantSound().Want("Adresse refusée", "Revenu", "plus que les mails de sécurité")
		h.write(m) // held back
		c.Get(mailsPath).In("section:has(#derniers)").Row(ack).Want("Non envoyé", "L'adresse est refusée")
		row.Press("Classer sans suite").WantPath(mailsPath).WantSound().Want("Le mail est classé sans suite").In("section:has(#a-reprendre)").WantNot("claire@ecole.test")
		c.Get(mailsPath+"?etat=classe").In("section:has(#derniers)").Want("claire@ecole.test", "Classé sans suite")
		m.Get("/").Want("Vos mails ne vous arrivent pas")
	})
}

// Nothing that is not signed with the secret, now, changes anything; nor does what is signed and makes no sense.
func TestForgedEvents(t *testing.T) {
	each(t, func(h *house) {
		m := h.member("claire")
		h.write(m)
		got := h.mailed("claire@ecole.test")
		id := got[len(got)-1].ID
		now := h.d.Clock.Now()
		bounced := `{"type": "mail.bounced", "data": {"message_id": "` + id + `", "status": "5.1.1"}}`
		if w := h.announce(event{id: "e", body: bounced, at: now}); w.Code != http.StatusNotFound {
			h.t.Errorf("while it is off: %d", w.Code)
		}
		h.openHook(hookSecret)
		for name, c := range map[string]struct {
			e    event
			want int
		}{
			"no signature":        {event{spoil: func(r *http.Request) { r.Header.Del("webhook-signature") }}, 401},
			"no time":             {event{spoil: func(r *http.Request) { r.Header.Del("webhook-timestamp") }}, 401},
			"another time":        {event{spoil: func(r *http.Request) { r.Header.Set("webhook-timestamp", "1") }}, 401},
			"no id":               {event{spoil: func(r *http.Request) { r.Header.Del("webhook-id") }}, 401},
			"another id":          {event{spoil: func(r *http.Request) { r.Header.Set("webhook-id", "evt_2") }}, 401},
			"a control in the id": {event{id: "a\tb"}, 401},
			"an id without end":   {event{id: strings.Repeat("e", 201)}, 401},
			"another version": {event{spoil: func(r *http.Request) {
				r.Header.Set("webhook-signature", strings.ReplaceAll(r.Header.Get("webhook-signature"), "v1,", "v2,"))
			}}, 401},
			"another secret":        {event{key: "another secret of the same length"}, 401},
			"the secret as written": {event{key: hookSecret}, 401},
			"recorded on the way":   {event{at: now.Add(-5*time.Minute - time.Second)}, 401},
			"from the future":       {event{at: now.Add(5*time.Minute + time.Second)}, 401},
			"another body":          {event{spoil: func(r *http.Request) { r.Body = http.NoBody }}, 401},
			"huge":                  {event{body: strings.Repeat(" ", 65<<10) + bounced}, 413},
			"no JSON":               {event{body: "{"}, 400},
			"a list":                {event{body: "[]"}, 400},
			"words as a status":     {event{body: `{"type": "mail.bounced", "data": {"message_id": "` + id + `", "status": "5.1.x"}}`}, 400},
			"another type":          {event{body: `{"type": "mail.opened", "data": {"message_id": "` + id + `"}}`}, 200},
			"another's mail":        {event{body: `{"type": "mail.bounced", "data": {"message_id": "other@elsewhere.test"}}`}, 200},
			"no mail":               {event{body: `{"type": "mail.bounced"}`}, 200},
			"broken text":           {event{body: "{\"type\": \"mail.bounced\", \"data\": {\"message_id\": \"\\u0000\xff\"}}"}, 200},
		} {
			if c.e.id == "" {
				c.e.id = "evt_" + strconv.Itoa(len(name))
			}
			if c.e.body == "" {
				c.e.body = bounced
			}
			if c.e.at.IsZero() {
				c.e.at = now
			}
			if w := h.announce(c.e); w.Code != c.want {
				h.t.Errorf("%s: %d %s", name, w.Code, w.Body)
			}
		}
		if n := h.count(`SELECT count(*) FROM notify_returns`) + h.count(`SELECT count(*) FROM notify_mails WHERE later <> ''`); n != 0 {
			h.t.Errorf("%d changed", n)
		}
		if w := h.announce(event{id: "evt", body: strings.Replace(bounced, `"5.1.1"`, `"4.4.1", "address": true, "detail": "x"`, 1), at: now.Add(-4 * time.Minute)}); w.Code != http.StatusOK {
			h.t.Errorf("%d %s", w.Code, w.Body)
		}
		if n := h.count(`SELECT count(*) FROM notify_mails WHERE later = 'bounced' AND address_refused`); n != 1 {
			h.t.Error("what the service says of the address is not believed")
		}
	})
}

// A complaint switches the kind off, where its reader can see it and go back on it.
func TestAnnouncedComplaint(t *testing.T) {
	h := one(t)
	h.openHook(hookSecret)
	m := h.member("claire")
	h.write(m)
	got := h.mailed("claire@ecole.test")
	body := `{"type": "mail.complained", "data": {"return": "` + got[len(got)-1].Return + `"}}`
	if w := h.announce(event{id: "evt_1", body: body, at: h.d.Clock.Now()}); strings.TrimSpace(w.Body.String()) != "moved" {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	m.Get("/compte/notifications").WantSound().Want("par un signalement comme indésirable", "Désactivé : "+ack)
	m.Get("/compte/mails").Want("Signalé comme indésirable")
	h.write(m)
	if n := h.count(`SELECT count(*) FROM notify_mails WHERE state = $1 AND withheld = 'switched_off'`, notify.Withheld); n != 1 {
		t.Errorf("%d withheld", n)
	}
}
