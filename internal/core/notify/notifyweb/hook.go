package notifyweb

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/mail"
	"preau/internal/kit/web"
)

const (
	// hookSkew is how far an event's instant may lie from ours: what is older was recorded on the way.
	hookSkew  = 5 * time.Minute
	maxHook   = 64 << 10
	maxEvent  = 200
	maxDetail = 2000
	maxStatus = 20
)

// hookEvent is what a sending service announces, in the form of Standard Webhooks.
type hookEvent struct {
	Type string `json:"type"`
	Data struct {
		MessageID string `json:"message_id"`
		Return    string `json:"return"`    // the address or the token to which the mail comes back
		Status    string `json:"status"`    // enhanced status code
		Address   *bool  `json:"address"`   // bounced for the address itself; without it the status code decides
		Recipient string `json:"recipient"` // whom it failed for; empty: the mail's own address
		Detail    string `json:"detail"`
	} `json:"data"`
}

// news are the types of events, by name; others are none of ours.
var news = map[string]mail.News{
	"mail.bounced": mail.Bounced, "mail.delayed": mail.Delayed, "mail.delivered": mail.Delivered, "mail.complained": mail.Complained,
}

// hook takes an event that the sending service signed. To anybody else it is not there, and while no secret is set it is
// to nobody. A program reads the answer: it is a status, and a word for whoever sets the service up.
func (h *Handler) hook(w http.ResponseWriter, r *http.Request) error {
	secret, err := h.o.HookSecret(r.Context())
	if err != nil {
		return err
	}
	if secret == "" {
		return apperr.NotFoundErr()
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxHook))
	if err != nil {
		return answer(w, http.StatusRequestEntityTooLarge, "too large")
	}
	if !signed(r, secret, body) {
		return answer(w, http.StatusUnauthorized, "signature or time is wrong")
	}
	var e hookEvent
	if err := json.Unmarshal(body, &e); err != nil {
		return answer(w, http.StatusBadRequest, "not an event")
	}
	kind, ours := news[e.Type]
	if !ours {
		return answer(w, http.StatusOK, "ignored")
	}
	return h.take(w, r, kind, e)
}

func (h *Handler) take(w http.ResponseWriter, r *http.Request, kind mail.News, e hookEvent) error {
	d := e.Data
	if len(d.Detail) > maxDetail || len(d.Status) > maxStatus || len(d.Recipient) > maxAddress || strings.ContainsFunc(d.Status, notStatus) {
		return answer(w, http.StatusBadRequest, "status, detail or recipient is too long")
	}
	n := notify.Return{
		Way: notify.ByHook, Event: r.Header.Get("webhook-id"), Token: d.Return, MessageID: d.MessageID, News: kind,
		Status: d.Status, Detail: d.Detail, Final: d.Recipient, OfAddress: kind == mail.Bounced && mail.AddressStatus(d.Status, d.Detail),
	}
	if d.Address != nil {
		n.OfAddress = kind == mail.Bounced && *d.Address
	}
	taken, err := h.o.Notify.TakeReturn(r.Context(), n)
	if apperr.Is(err, apperr.Unavailable) {
		w.Header().Set("Retry-After", "60")
		return answer(w, http.StatusServiceUnavailable, "later")
	}
	if err != nil {
		return err
	}
	return answer(w, http.StatusOK, string(taken))
}

func notStatus(r rune) bool { return r != '.' && (r < '0' || r > '9') }

// signed checks the three headers of Standard Webhooks: HMAC-SHA256 of « id.time.body », the time near ours. Several
// signatures may be given, while a secret is being changed.
func signed(r *http.Request, secret string, body []byte) bool {
	id, at := r.Header.Get("webhook-id"), r.Header.Get("webhook-timestamp")
	seconds, err := strconv.ParseInt(at, 10, 64)
	if err != nil || id == "" || len(id) > maxEvent || !printable(id) {
		return false
	}
	if age := web.At(r).Sub(time.Unix(seconds, 0)); age > hookSkew || age < -hookSkew {
		return false
	}
	h := hmac.New(sha256.New, hookKey(secret))
	fmt.Fprintf(h, "%s.%s.", id, at) // never fails
	h.Write(body)
	for given := range strings.FieldsSeq(r.Header.Get("webhook-signature")) {
		version, sign, _ := strings.Cut(given, ",")
		raw, err := base64.StdEncoding.DecodeString(sign)
		if err == nil && version == "v1" && hmac.Equal(raw, h.Sum(nil)) {
			return true
		}
	}
	return false
}

func printable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' })
}

// hookKey is the secret's key: after whsec_ it is written in base64.
func hookKey(secret string) []byte {
	if coded, ok := strings.CutPrefix(secret, "whsec_"); ok {
		if raw, err := base64.StdEncoding.DecodeString(coded); err == nil {
			return raw
		}
	}
	return []byte(secret)
}

// answer is a word in plain text.
func answer(w http.ResponseWriter, status int, word string) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = fmt.Fprintln(w, word) // whoever asked may have gone
	return nil
}
