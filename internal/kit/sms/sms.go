// Package sms carries short texts to telephones, and reads what comes back: answers and delivery receipts (C064). It knows
// nothing of what they say.
//
// As with mails, a transport says exactly what became of one text. Uncertain means that it may or may not have gone: who
// sends again uses the same Message.ID, by which a gateway knows the repetition. A number is a person's: nothing here prints one.
package sms

import (
	"context"
	"log/slog"
	"strings"
	"time"
	"unicode"
)

// Message is one text to one telephone.
type Message struct {
	ID   string // ours; the same at each try
	From string // a number, or a name of eleven letters at most; empty: the provider's own
	To   string // E.164: + and digits
	Text string
}

// String keeps the number and the text out of logs.
func (m Message) String() string { return "(sms " + m.ID + ")" }

// GoString keeps the number and the text out of logs.
func (m Message) GoString() string { return m.String() }

// LogValue keeps the number and the text out of logs.
func (m Message) LogValue() slog.Value { return slog.StringValue(m.String()) }

// Outcome is what became of a text.
type Outcome int

// The outcomes. The zero value is Uncertain, so that nothing is taken as sent, nor as not sent, by omission.
const (
	Uncertain Outcome = iota // cut before an answer
	Accepted                 // the provider has taken charge of it
	Refused                  // trying again as it is will not help
	Deferred                 // it certainly did not go, try later
)

// String is the outcome's name in the log.
func (o Outcome) String() string {
	switch o {
	case Accepted:
		return "accepted"
	case Refused:
		return "refused"
	case Deferred:
		return "deferred"
	case Uncertain:
	}
	return "uncertain"
}

// Sent is what became of a text, with the provider's id of it and words, in which the number is hidden.
type Sent struct {
	Outcome  Outcome
	Provider string // the provider's id, by which receipts name it
	Detail   string // one line, for the log
}

// Transport carries one text. err is nil when it was accepted.
type Transport interface {
	Send(ctx context.Context, m Message) (Sent, error)
}

// Incoming is a text that came from a telephone.
type Incoming struct {
	ID       string // the provider's: the same when it is delivered again
	From, To string // E.164
	Text     string
	At       time.Time // the provider's clock
	// Alike is set when the provider names no text: then ID is of all that it says of this one, and another text that says the
	// same has it too. New is set when it is known that this one is another.
	Alike, New bool
}

// String keeps the number and the text out of logs.
func (i Incoming) String() string { return "(sms " + i.ID + ")" }

// GoString keeps the number and the text out of logs.
func (i Incoming) GoString() string { return i.String() }

// LogValue keeps the number and the text out of logs.
func (i Incoming) LogValue() slog.Value { return slog.StringValue(i.String()) }

// Receipt is what the provider later says of a text that it accepted.
type Receipt struct {
	Provider  string // its id, as Sent has it
	Delivered bool   // else it was given up
	At        time.Time
}

// longestDetail bounds the words of a provider in the log.
const longestDetail = 200

// detail is a provider's words on one line, without digits that may be the number.
func detail(words string) string {
	var b strings.Builder
	digits := 0
	for _, r := range strings.Join(strings.Fields(words), " ") {
		switch {
		case b.Len() >= longestDetail:
			return b.String()
		case unicode.IsLetter(r): // a number may be written with spaces, dots and dashes
			digits = 0
		case unicode.IsDigit(r):
			if digits++; digits > mostDigits {
				continue
			}
		}
		b.WriteRune(r)
	}
	return b.String()
}

// mostDigits are those of a code; a number has more.
const mostDigits = 4
