package sms

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"
)

// Event is what a gateway tells: a text that came in, or a receipt. One of them is set.
type Event struct {
	Incoming *Incoming
	Receipt  *Receipt
}

// LongestHook is how many bytes a gateway may say at once.
const LongestHook = 64 << 10

const (
	longestID   = 200
	longestText = 2000 // some thirty parts
)

// errEvent is the fault of a signed event that says nothing we know.
var errEvent = errors.New("sms: no event")

// hook is an event as it is written.
type hook struct {
	Type  string    `json:"type"` // message | receipt
	ID    string    `json:"id"`
	From  string    `json:"from"`
	To    string    `json:"to"`
	Text  string    `json:"text"`
	State string    `json:"state"` // delivered | failed
	At    time.Time `json:"at"`
}

// ReadHook reads what a gateway posted, signed by the secret just now. Its id tells a repetition: Seen counts each once.
func ReadHook(secret string, header http.Header, body []byte, now time.Time) (Event, error) {
	if err := verify(secret, header.Get(TimestampHeader), header.Get(SignatureHeader), body, now); err != nil {
		return Event{}, err
	}
	var h hook
	if err := json.Unmarshal(body, &h); err != nil {
		return Event{}, errEvent // the cause would repeat the text
	}
	if h.ID == "" || len(h.ID) > longestID || !utf8.ValidString(h.ID) {
		return Event{}, fmt.Errorf("%w: id", errEvent)
	}
	if h.At.IsZero() || h.At.After(now.Add(window)) {
		h.At = now
	}
	switch {
	case h.Type == "message":
		return h.message()
	case h.Type == "receipt" && (h.State == "delivered" || h.State == "failed"):
		return Event{Receipt: &Receipt{Provider: h.ID, Delivered: h.State == "delivered", At: h.At}}, nil
	}
	return Event{}, fmt.Errorf("%w: type", errEvent)
}

func (h hook) message() (Event, error) {
	if !isE164(h.From) || (h.To != "" && !isE164(h.To) && len(h.To) > longestSender) {
		return Event{}, fmt.Errorf("%w: number", errEvent)
	}
	if utf8.RuneCountInString(h.Text) > longestText {
		return Event{}, fmt.Errorf("%w: text", errEvent)
	}
	return Event{Incoming: &Incoming{ID: h.ID, From: h.From, To: h.To, Text: strings.ReplaceAll(h.Text, "\x00", ""), At: h.At}}, nil
}

// longestSender is how long a sender's name may be (3GPP 23.040).
const longestSender = 11

// isE164 says whether a number is written as + and 8 to 15 digits.
func isE164(s string) bool {
	digits, plus := strings.CutPrefix(s, "+")
	return plus && len(digits) >= 8 && len(digits) <= 15 && digits[0] != '0' && strings.Trim(digits, "0123456789") == ""
}
