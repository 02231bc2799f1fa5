package sms_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"preau/internal/kit/clock"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/sms"
)

const (
	secret = "shared with the gateway"
	number = "+33612345678"
)

var now = time.Date(2026, 11, 29, 10, 0, 0, 0, time.UTC)

// signed is the signature as the other side makes it.
func signed(secret string, at time.Time, body []byte) http.Header {
	stamp := strconv.FormatInt(at.Unix(), 10)
	m := hmac.New(sha256.New, []byte(secret))
	_, _ = m.Write(append([]byte(stamp+"."), body...))
	h := http.Header{}
	h.Set("X-Preau-Timestamp", stamp)
	h.Set("X-Preau-Signature", "v1="+hex.EncodeToString(m.Sum(nil)))
	return h
}

func TestSize(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text  string
		plain bool
		parts int
	}{
		{"", true, 1},
		{"Répondez OUI à ce message", true, 1},
		{strings.Repeat("a", 160), true, 1},
		{strings.Repeat("a", 161), true, 2},
		{strings.Repeat("a", 306), true, 2},
		{strings.Repeat("a", 307), true, 3},
		{strings.Repeat("€", 80), true, 1},
		{strings.Repeat("€", 81), true, 2},
		{strings.Repeat("€", 153), true, 3}, // none is cut in two: 76 a part
		{"être", false, 1},
		{strings.Repeat("ê", 70), false, 1},
		{strings.Repeat("ê", 71), false, 2},
		{strings.Repeat("ê", 135), false, 3},
		{strings.Repeat("👍", 35), false, 1},
		{strings.Repeat("👍", 67), false, 3}, // 33 a part
		{"\xff", false, 1},
	} {
		if plain, parts := sms.Size(c.text); plain != c.plain || parts != c.parts {
			t.Errorf("%d bytes of %.10q: %v, %d parts, want %v, %d", len(c.text), c.text, plain, parts, c.plain, c.parts)
		}
	}
}

// A gateway gets the text, signed, and its answer decides what becomes of it; no number is ever in an answer that is logged.
func TestGateway(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C064")
	status, answer := http.StatusAccepted, `{"id": "p-1"}`
	gateway := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		var got map[string]string
		if err := json.Unmarshal(body, &got); err != nil || got["to"] != number || got["text"] != "Répondez OUI" || got["id"] != "m-1" {
			t.Errorf("%s", body)
		}
		want := signed(secret, now, body)
		for name := range want {
			if r.Header.Get(name) != want.Get(name) {
				t.Errorf("%s is %q", name, r.Header.Get(name))
			}
		}
		if r.Header.Get("Authorization") != "Bearer token" || r.Header.Get("Idempotency-Key") != "m-1" || r.Method != http.MethodPost {
			t.Errorf("%s %v", r.Method, r.Header)
		}
		w.Header().Set("Location", "http://127.0.0.1:1/")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer) // the client may have gone
	}))
	defer gateway.Close()
	g, err := sms.NewGateway(sms.GatewayOptions{URL: gateway.URL, Token: "token", Secret: secret, Clock: clock.NewManual(now)})
	if err != nil {
		t.Fatal(err)
	}
	m := sms.Message{ID: "m-1", To: number, Text: "Répondez OUI"}
	for _, c := range []struct {
		status   int
		answer   string
		outcome  sms.Outcome
		provider string
	}{
		{202, `{"id": "p-1"}`, sms.Accepted, "p-1"},
		{200, `fine`, sms.Accepted, "m-1"}, // receipts name it by ours
		{200, `{"id": "` + strings.Repeat("x", 300) + `"}`, sms.Accepted, "m-1"},
		{400, `no such number +33612345678, 0612345678`, sms.Refused, ""},
		{307, ``, sms.Refused, ""},
		{401, `token`, sms.Deferred, ""},
		{429, `slower`, sms.Deferred, ""},
		{503, strings.Repeat("down\n", 500), sms.Deferred, ""},
		{504, ``, sms.Uncertain, ""},
	} {
		status, answer = c.status, c.answer
		sent, err := g.Send(t.Context(), m)
		if sent.Outcome != c.outcome || sent.Provider != c.provider || (err == nil) != (c.outcome == sms.Accepted) {
			t.Errorf("%d: %+v, %v", c.status, sent, err)
		}
		if said := fmt.Sprint(sent, err); strings.Contains(said, "12345") || strings.Contains(sent.Detail, "\n") || len(sent.Detail) > 250 {
			t.Errorf("%d: the log would say %s", c.status, said)
		}
	}
	for _, bad := range []sms.Message{{ID: "m", Text: "x"}, {ID: "m", To: "0612345678", Text: "x"}, {To: number, Text: "x"}, {ID: "m", To: number}, {ID: "m", To: number + "\r\n", Text: "x"}} {
		if sent, err := g.Send(t.Context(), bad); sent.Outcome != sms.Refused || err == nil || strings.Contains(err.Error(), "612") {
			t.Errorf("%+v, %v", sent, err)
		}
	}
	gateway.Close()
	if sent, err := g.Send(t.Context(), m); sent.Outcome != sms.Deferred || strings.Contains(err.Error(), "612") {
		t.Errorf("nobody answers: %+v, %v", sent, err)
	}
}

// A gateway that takes a text and says nothing may have sent it.
func TestGatewayIsCut(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C064")
	gateway := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		c, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		_ = c.Close() // the cut
	}))
	defer gateway.Close()
	g, err := sms.NewGateway(sms.GatewayOptions{URL: gateway.URL, Secret: secret, Clock: clock.NewManual(now)})
	if err != nil {
		t.Fatal(err)
	}
	if sent, err := g.Send(t.Context(), sms.Message{ID: "m", To: number, Text: "x"}); sent.Outcome != sms.Uncertain || err == nil {
		t.Errorf("%+v, %v", sent, err)
	}
}

func TestGatewayAddress(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "sms.example.org", "http://sms.example.org", "ftp://sms.example.org", "https://user:word@sms.example.org", "https://"} {
		if _, err := sms.NewGateway(sms.GatewayOptions{URL: bad, Secret: secret}); err == nil || strings.Contains(err.Error(), "word") {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if _, err := sms.NewGateway(sms.GatewayOptions{URL: "https://sms.example.org"}); err == nil {
		t.Error("nothing signs")
	}
}

// What a gateway tells counts if it was signed just now, and once.
func TestHook(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C064")
	body := []byte(`{"type":"message","id":"in-1","from":"+33612345678","to":"+33700000000","text":"Oui !","at":"2026-11-29T09:59:00Z"}`)
	e, err := sms.ReadHook(secret, signed(secret, now.Add(-4*time.Minute), body), body, now)
	if err != nil || e.Incoming == nil || e.Receipt != nil || e.Incoming.Text != "Oui !" || e.Incoming.From != number || !e.Incoming.At.Equal(now.Add(-time.Minute)) {
		t.Fatalf("%+v, %v", e, err)
	}
	both := signed(secret, now, body)
	both.Set("X-Preau-Signature", signed("the former", now, body).Get("X-Preau-Signature")+", "+both.Get("X-Preau-Signature"))
	if _, err := sms.ReadHook(secret, both, body, now); err != nil {
		t.Errorf("signed by two secrets: %v", err)
	}
	other := bytes.Replace(body, []byte("Oui"), []byte("Non"), 1)
	none := signed(secret, now, body)
	none.Set("X-Preau-Signature", "v1=")
	bare := signed(secret, now, body)
	bare.Set("X-Preau-Signature", strings.TrimPrefix(bare.Get("X-Preau-Signature"), "v1="))
	for name, c := range map[string]struct {
		secret string
		header http.Header
		body   []byte
	}{
		"another secret":   {secret, signed("another", now, body), body},
		"another text":     {secret, signed(secret, now, body), other},
		"too old":          {secret, signed(secret, now.Add(-6*time.Minute), body), body},
		"of tomorrow":      {secret, signed(secret, now.Add(6*time.Minute), body), body},
		"not signed":       {secret, http.Header{}, body},
		"empty signature":  {secret, none, body},
		"without a scheme": {secret, bare, body},
		"no secret is set": {"", signed("", now, body), body},
	} {
		if e, err := sms.ReadHook(c.secret, c.header, c.body, now); !errors.Is(err, sms.ErrSignature) || e.Incoming != nil {
			t.Errorf("%s: %+v, %v", name, e, err)
		}
	}
	for said, delivered := range map[string]bool{`{"type":"receipt","id":"p-1","state":"delivered"}`: true, `{"type":"receipt","id":"p-1","state":"failed","at":"2999-01-01T00:00:00Z"}`: false} {
		e, err := sms.ReadHook(secret, signed(secret, now, []byte(said)), []byte(said), now)
		if err != nil || e.Receipt == nil || e.Receipt.Delivered != delivered || e.Receipt.Provider != "p-1" || !e.Receipt.At.Equal(now) {
			t.Errorf("%s: %+v, %v", said, e, err)
		}
	}
	for _, bad := range []string{
		``, `[]`, `{`, `{"type":"message","from":"+33612345678"}`, `{"type":"message","id":"1","from":"0612345678"}`, `{"type":"message","id":"1","from":"+0612345678"}`,
		`{"type":"receipt","id":"1","state":"lost"}`, `{"type":"other","id":"1"}`, `{"type":"message","id":"` + strings.Repeat("x", 201) + `","from":"+33612345678"}`,
		`{"type":"message","id":"1","from":"+33612345678","text":"` + strings.Repeat("é", 2001) + `"}`, `{"type":"message","id":7,"from":"+33612345678"}`,
	} {
		e, err := sms.ReadHook(secret, signed(secret, now, []byte(bad)), []byte(bad), now)
		if err == nil || errors.Is(err, sms.ErrSignature) || e.Incoming != nil || e.Receipt != nil {
			t.Errorf("%.60s: %+v, %v", bad, e, err)
		} else if strings.Contains(err.Error(), "612345678") {
			t.Errorf("the fault says the number: %v", err)
		}
	}
}

func TestSeenOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "C064")
		message := sms.Event{Incoming: &sms.Incoming{ID: "1", From: number}}
		delivered, failed := sms.Event{Receipt: &sms.Receipt{Provider: "1", Delivered: true}}, sms.Event{Receipt: &sms.Receipt{Provider: "1"}}
		undone := errors.New("undone")
		for i, c := range []struct {
			provider string
			event    sms.Event
			end      error
			want     bool
		}{
			{"gateway", message, undone, false},
			{"gateway", message, nil, false},
			{"gateway", message, nil, true},
			{"gateway", delivered, nil, false},
			{"gateway", failed, nil, false},
			{"gateway", delivered, nil, true},
			{"smpp", message, nil, false},
			{"gateway", sms.Event{Incoming: &sms.Incoming{ID: "2"}}, nil, false},
		} {
			var seen bool
			err := d.InTx(t.Context(), func(tx *db.Tx) error {
				var err error
				if seen, err = sms.Seen(t.Context(), tx, c.provider, c.event); err != nil {
					return err
				}
				return c.end
			})
			if !errors.Is(err, c.end) || seen != c.want {
				t.Errorf("%d: seen %v, %v", i, seen, err)
			}
		}
	})
}

// A provider that names no text may deliver one again for an hour; one that is known to be another counts at once, and from then
// on it is the one that may come again.
func TestSeenAlike(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "C064")
		for i, c := range []struct {
			after      time.Duration
			alike, new bool
			want       bool
		}{
			{0, true, false, false},
			{59 * time.Minute, true, false, true},
			{0, true, true, false},
			{59 * time.Minute, true, false, true},
			{2 * time.Minute, true, false, false},
			{30 * 24 * time.Hour, false, false, true},
		} {
			d.Clock.Advance(c.after)
			var seen bool
			err := d.InTx(t.Context(), func(tx *db.Tx) error {
				var err error
				seen, err = sms.Seen(t.Context(), tx, "smpp", sms.Event{Incoming: &sms.Incoming{ID: "1", Alike: c.alike, New: c.new}})
				return err
			})
			if err != nil || seen != c.want {
				t.Errorf("%d: seen %v, %v", i, seen, err)
			}
		}
	})
}

// Numbers and texts never print themselves.
func TestUnprinted(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C064")
	var log strings.Builder
	l := slog.New(slog.NewTextHandler(&log, nil))
	m, in := sms.Message{ID: "m", To: number, Text: "secret"}, sms.Incoming{ID: "i", From: number, Text: "secret"}
	l.Info("x", "m", m, "in", in)
	said := log.String() + fmt.Sprintf("%v %+v %#v %s", m, m, m, m) + fmt.Sprintf("%v %+v %#v %s", in, in, in, in)
	if strings.Contains(said, "612") || strings.Contains(said, "secret") {
		t.Error(said)
	}
}

func FuzzHook(f *testing.F) {
	f.Add([]byte(`{"type":"message","id":"in-1","from":"+33612345678","text":"Oui"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		e, err := sms.ReadHook(secret, signed(secret, now, body), body, now)
		if (err == nil) != (e.Incoming != nil || e.Receipt != nil) {
			t.Errorf("%+v, %v", e, err)
		}
	})
}
