// Package mail carries composed mails to where they are read: an SMTP server, the demonstration's mailbox, or a test's memory.
//
// A transport says exactly what became of one mail. The word that matters is Uncertain: the whole mail left, and the
// connection was cut before the server's answer, so it may or may not arrive. Who sends again must then use the same Message-ID.
package mail

import (
	"context"
	"fmt"
	"time"
)

// Message is one mail to one person, composed and in that person's language.
type Message struct {
	ID              string // Message-ID without its angle brackets; the same at each try
	Date            time.Time
	From, FromName  string // both empty: the transport's own
	Return          string // where servers send it back to (the envelope's sender); empty: From
	To, ToName      string
	ReplyTo         string
	Subject         string
	Text, HTML      string // HTML may be empty
	ListUnsubscribe string // an address of the web that takes the POST of RFC 8058, or a mailto:
	Headers         []Header
	Attachments     []Attachment
	Kind            string // what the mail is about, for the mailbox and the log; it is not sent
}

// Header is one more header, of plain ASCII.
type Header struct{ Name, Value string }

// Attachment is one file of a mail.
type Attachment struct {
	Name string
	MIME string
	Body []byte
}

// Outcome is what became of a mail.
type Outcome int

// The outcomes. The zero value is Uncertain, so that nothing is taken as sent, nor as not sent, by omission.
const (
	Uncertain Outcome = iota // cut after the final dot left and before an answer
	Accepted                 // the server has taken charge of it (2yz after the final dot)
	Refused                  // a 5yz: trying again as it is will not help
	Deferred                 // a 4yz, or a fault before the final dot left: it certainly did not go, try later
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

// Transport carries one mail. The outcome is always to be believed; detail is the server's words on one line, for the log;
// err is nil when accepted, otherwise a *Fault that says at which step it ended.
type Transport interface {
	Send(ctx context.Context, m Message) (o Outcome, detail string, err error)
}

// Step is a step of the SMTP dialogue, in order.
type Step string

// The steps of the dialogue.
const (
	StepCompose Step = "compose" // before any connection: the message itself cannot be sent
	StepConnect Step = "connect"
	StepGreet   Step = "greeting"
	StepHello   Step = "ehlo"
	StepTLS     Step = "tls"
	StepAuth    Step = "auth"
	StepMail    Step = "mail"
	StepRcpt    Step = "rcpt"
	StepData    Step = "data"
	StepContent Step = "content"
	StepDot     Step = "dot"
	StepAnswer  Step = "answer" // to the final dot
)

// Fault says where a dialogue ended, and with which reply of the server, if it gave one.
type Fault struct {
	Step Step
	Code int    // 0: the server did not answer
	Text string // the server's words, one line
	Err  error
}

// Error is for the log: it never holds the mail's text.
func (f *Fault) Error() string {
	if f.Code != 0 {
		return fmt.Sprintf("%s: %d %s", f.Step, f.Code, f.Text)
	}
	return fmt.Sprintf("%s: %s", f.Step, OneLine(f.Err.Error()))
}

// Unwrap gives the cause.
func (f *Fault) Unwrap() error { return f.Err }

// OfAddress says whether the refusal speaks of the recipient's address, rather than of our server's rights or of the mail's content.
// With an enhanced status code (RFC 3463) only its subjects 1 (address) and 2 (mailbox) do; without one, a refused RCPT does.
func (f *Fault) OfAddress() bool {
	if f.Code/100 != 5 || f.Step != StepRcpt && f.Step != StepAnswer {
		return false
	}
	if status := enhanced.FindString(f.Text); status != "" {
		return addressStatus(status, "", f.Text)
	}
	return f.Step == StepRcpt
}
