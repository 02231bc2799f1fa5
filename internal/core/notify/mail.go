package notify

import (
	"encoding/json"
	"strings"
	"time"

	"preau/internal/core/notify/msg"
	"preau/internal/kit/i18n"
)

// Mail is what a use case asks to be sent.
type Mail struct {
	Kind     string
	To       Recipient
	Data     any    // of the type that the kind renders; without secrets
	Object   Object // what it tells of
	Occasion string // tells apart mails of one kind about one object to one address: a date, a version; often empty
	// Again is the occasion of an earlier mail of this kind about this object that may have arrived: this one goes with its Message-ID, to
	// whatever address, and says that it is the same. Empty: it is a mail of its own, as is that of which the log forgot the earlier one,
	// see Remembers.
	Again string
}

// Recipient is one person. AccountID is empty for somebody without an account, a supplier for instance.
type Recipient struct {
	AccountID string
	Address   string
	Name      string
	Lang      i18n.Lang
}

// Object is the thing that a mail tells of.
type Object struct{ Kind, ID string }

// Why says why a mail was withheld.
type Why string

// The reasons for withholding. Sent means that there is none.
const (
	Sent          Why = ""
	SwitchedOff   Why = "switched_off"
	NeverSignedIn Why = "never_signed_in"
	Unreachable   Why = "address_refused" // lately, see holds
)

var whyLabels = map[Why]i18n.Key{
	SwitchedOff: msg.WithheldSwitchedOff, NeverSignedIn: msg.WithheldNeverSignedIn, Unreachable: msg.WithheldAddressRefused,
}

// Label is the reason as a sentence, empty for Sent.
func (w Why) Label() i18n.Key { return whyLabels[w] }

// Entry is a mail as the log shows it.
type Entry struct {
	ID             string
	Kind           string
	To             Recipient
	Object         Object
	Occasion       string
	State          State
	Withheld       Why
	Tries          int64
	Repeated       bool   // it may have arrived twice
	Detail         string // the server's last words
	Elsewhere      bool   // told to WhenLost alone: what came back names another address, or may be another copy, so whoever reads the mail's own may have it
	AddressRefused bool   // refused because of the address itself
	QueuedAt       time.Time
	DueAt          time.Time // of the next try, zero when there is none
	SendingAt      time.Time // of the last try
	SettledAt      time.Time // zero while it is under way
	BouncedAt      time.Time // came back, zero when it did not
	DeliveredAt    time.Time // said to have arrived
	ComplainedAt   time.Time // called unwanted by its reader
	DigestID       string    // the digest that told it, empty for most
}

// CanRetry says whether an administrator may send it again.
func (e Entry) CanRetry() bool {
	return moves.May(Retry, e.State, by{Administrator}, outgoing{Entry: e})
}

// CanDismiss says whether an administrator may let it be.
func (e Entry) CanDismiss() bool {
	return moves.May(Dismiss, e.State, by{Administrator}, outgoing{Entry: e})
}

// outgoing is a mail with what the job needs to send it.
type outgoing struct {
	Entry
	data        json.RawMessage
	triesBefore int64
	cuts        int64
	messageID   string
	stopHash    string
}

// copied says whether it goes as the copy of an earlier mail, with that one's Message-ID.
func (o outgoing) copied() bool {
	return o.messageID != "" && !strings.HasPrefix(o.messageID, o.ID+"@")
}

// round is the number of tries since somebody last retried it.
func (o outgoing) round() int64 { return o.Tries - o.triesBefore }
