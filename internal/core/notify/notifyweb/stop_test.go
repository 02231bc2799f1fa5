package notifyweb_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
)

// unsubscribe is the path of the link in the last mail to an address.
func (h *house) unsubscribe(address string) string {
	h.t.Helper()
	got := h.mailed(address)
	u, err := url.Parse(got[len(got)-1].ListUnsubscribe)
	h.ok(err)
	if !strings.HasPrefix(u.Path, notify.StopPath) {
		h.t.Fatalf("no unsubscribe link: %+v", got[len(got)-1])
	}
	return u.Path
}

func TestUnsubscribeByThePage(t *testing.T) {
	each(t, func(h *house) {
		c := h.member("claire")
		h.write(c)
		path := h.unsubscribe("claire@ecole.test")
		v := h.visitor()
		for _, method := range []string{http.MethodHead, http.MethodGet, http.MethodGet} { // scanners of mail
			v.Do(httptest.NewRequestWithContext(h.t.Context(), method, webtest.Base+path, nil)).WantStatus(http.StatusOK)
		}
		p := v.Get(path).WantSound().Want("Ne plus recevoir ces mails", ack, "claire@ecole.test", "Rien n'est encore changé")
		if got := p.In("main").Buttons(); len(got) != 1 {
			h.t.Errorf("buttons: %q", got)
		}
		if n := h.count(`SELECT count(*) FROM notify_choices`); n != 0 {
			h.t.Fatal("looking at the page changed something")
		}
		if got := p.Header.Get("Referrer-Policy"); got != "strict-origin" {
			h.t.Errorf("the address, with its secret, goes out: %q", got)
		}
		secret := strings.TrimPrefix(path, notify.StopPath)
		for _, l := range p.Links() {
			if strings.Contains(l.Href, secret) {
				h.t.Errorf("the secret is in the link %s", l.Href)
			}
		}
		f := p.Form("Ne plus recevoir ces mails")
		for range 2 {
			f.Submit().WantStatus(http.StatusOK).WantSound().Want("C'est fait", ack, "Notifications mails").WantNot("Rien n'est encore changé")
		}
		p = v.Get(path).WantSound().Want("ne partent déjà plus vers claire@ecole.test")
		if got := p.In("main").Buttons(); len(got) != 0 {
			h.t.Errorf("buttons: %q", got)
		}
		h.write(c)
		if n := h.acknowledged("claire"); n != 1 {
			h.t.Errorf("%d acknowledgements, want the first alone", n)
		}
		c.Get(path).Click("Choisir mes mails").WantPath(choicesPath).Want("Désactivé : "+ack+".", "par le lien d'un mail").
			Form("Enregistrer mes choix").Choose(ack, "Tout de suite").Submit()
		h.write(c)
		if n := h.acknowledged("claire"); n != 2 {
			h.t.Errorf("%d acknowledgements after it was switched on again", n)
		}
	})
}

// A mail program posts by itself: no cookie, no Origin, no Sec-Fetch-Site, and it follows no redirect (RFC 8058).
func TestUnsubscribeByTheMailProgram(t *testing.T) {
	each(t, func(h *house) {
		c := h.member("claire")
		h.write(c)
		path := h.unsubscribe("claire@ecole.test")
		var b bytes.Buffer
		parts := multipart.NewWriter(&b)
		h.ok(parts.WriteField("List-Unsubscribe", "One-Click"))
		h.ok(parts.Close())
		for contentType, body := range map[string]string{
			"application/x-www-form-urlencoded": "List-Unsubscribe=One-Click",
			parts.FormDataContentType():         b.String(),
		} {
			h.ok(h.forget())
			for range 2 {
				r := httptest.NewRequestWithContext(h.t.Context(), http.MethodPost, webtest.Base+path, strings.NewReader(body))
				r.Header.Set("Content-Type", contentType)
				w := httptest.NewRecorder()
				h.a.Handler.ServeHTTP(w, r)
				if w.Code != http.StatusOK || w.Header().Get("Location") != "" {
					h.t.Errorf("%s: %d, to %q", contentType, w.Code, w.Header().Get("Location"))
				}
			}
			if n := h.count(`SELECT count(*) FROM notify_choices WHERE off AND kind = 'contact.acknowledged'`); n != 1 {
				h.t.Errorf("%s: %d choices", contentType, n)
			}
			if n := h.count(`SELECT count(*) FROM history_lines WHERE act = 'stop' AND name <> '' AND account_id <> ''`); n != 1 {
				h.t.Errorf("%s: %d lines in the history", contentType, n)
			}
		}
		h.write(c)
		if n := h.acknowledged("claire"); n != 1 {
			h.t.Errorf("%d acknowledgements", n)
		}
	})
}

func TestUnsubscribeForgedByAnotherSite(t *testing.T) {
	h := one(t)
	c := h.member("claire")
	h.write(c)
	path := h.unsubscribe("claire@ecole.test")
	c.Forge(path, url.Values{"List-Unsubscribe": {"One-Click"}}).WantStatus(http.StatusForbidden)
	if n := h.count(`SELECT count(*) FROM notify_choices`); n != 0 {
		t.Error("it was switched off")
	}
}

func TestUnsubscribeLinkThatLeadsNowhere(t *testing.T) {
	each(t, func(h *house) {
		c := h.visitor()
		for _, secret := range []string{"x", strings.Repeat("A", 43), "a%2Fb", strings.Repeat("long", 500)} {
			path := notify.StopPath + secret
			for _, p := range []*webtest.Page{
				c.Do(httptest.NewRequestWithContext(h.t.Context(), http.MethodGet, webtest.Base+path, nil)),
				c.Do(httptest.NewRequestWithContext(h.t.Context(), http.MethodPost, webtest.Base+path, strings.NewReader("List-Unsubscribe=One-Click"))),
			} {
				p.WantStatus(http.StatusNotFound).WantSound().Want("Ce lien ne sert plus", "Rien n'a été changé", "Choisir mes mails")
			}
		}
		c.Get(notify.StopPath).WantStatus(http.StatusNotFound)
		for _, broken := range []string{"%00", "%ff"} { // no address at all: refused before any page sees it
			c.Get(notify.StopPath + broken).WantStatus(http.StatusNotFound)
		}
	})
}

func TestUnsubscribeInEnglish(t *testing.T) {
	h := one(t)
	h.write(h.member("claire"))
	v := h.visitor()
	v.Lang = "en"
	p := v.Get(h.unsubscribe("claire@ecole.test")).WantSound().Want("Stop receiving these emails", "Acknowledgement of your message", "claire@ecole.test")
	p.Press("Stop receiving these emails").WantSound().Want("These emails are switched off", "Email notifications")
	v.Get(notify.StopPath + "x").WantSound().Want("This link no longer works")
}

// forget undoes what was chosen.
func (h *house) forget() error {
	return h.d.InTx(h.t.Context(), func(tx *db.Tx) error {
		for _, q := range []string{`DELETE FROM notify_choices`, `DELETE FROM history_lines WHERE object_kind = 'notify.choices'`} {
			if _, err := tx.Exec(h.t.Context(), q); err != nil {
				return err
			}
		}
		return nil
	})
}
