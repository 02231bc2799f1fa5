package mail

import (
	"bytes"
	"errors"
	"fmt"
	netmail "net/mail"
	"regexp"
	"strings"
	"unicode"

	gomail "github.com/wneessen/go-mail"
)

// ErrMessage is a message that must not be sent as it is: a line break where a header could be smuggled in, or a missing part.
var ErrMessage = errors.New("message cannot be sent")

var (
	messageID  = regexp.MustCompile(`^[A-Za-z0-9._+-]{1,120}@[A-Za-z0-9.-]{1,120}$`)
	headerName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]{0,70}$`)
	mediaType  = regexp.MustCompile(`^[a-z]+/[A-Za-z0-9.+-]+$`)
)

// Check refuses what could forge headers or commands, and what no server would take. Every transport asks it first.
func (m Message) Check() error {
	for _, f := range []struct{ name, value string }{
		{"from name", m.FromName}, {"to name", m.ToName}, {"subject", m.Subject}, {"list-unsubscribe", m.ListUnsubscribe},
	} {
		if strings.ContainsFunc(f.value, unicode.IsControl) {
			return fmt.Errorf("%w: control character in %s", ErrMessage, f.name)
		}
	}
	switch {
	case !messageID.MatchString(m.ID):
		return fmt.Errorf("%w: Message-ID", ErrMessage)
	case m.Date.IsZero():
		return fmt.Errorf("%w: no date", ErrMessage)
	case m.Subject == "", m.Text == "":
		return fmt.Errorf("%w: no subject or no text", ErrMessage)
	case strings.ContainsAny(m.ListUnsubscribe, "<> ,") || !ascii(m.ListUnsubscribe):
		return fmt.Errorf("%w: list-unsubscribe", ErrMessage)
	}
	return errors.Join(m.checkAddresses(), m.checkHeaders(), m.checkAttachments())
}

func (m Message) checkAddresses() error {
	for _, a := range []struct {
		name, value string
		optional    bool
	}{{"from", m.From, true}, {"to", m.To, false}, {"reply-to", m.ReplyTo, true}, {"return", m.Return, true}} {
		if a.value == "" && a.optional {
			continue
		}
		if clean, err := Address(a.value); err != nil || clean != a.value {
			return fmt.Errorf("%w: address in %s", ErrMessage, a.name)
		}
	}
	return nil
}

func (m Message) checkHeaders() error {
	for _, h := range m.Headers {
		if !headerName.MatchString(h.Name) || h.Value == "" || !ascii(h.Value) {
			return fmt.Errorf("%w: header %q", ErrMessage, h.Name)
		}
	}
	return nil
}

func (m Message) checkAttachments() error {
	for _, a := range m.Attachments {
		if a.Name == "" || strings.ContainsFunc(a.Name, unicode.IsControl) || !mediaType.MatchString(a.MIME) {
			return fmt.Errorf("%w: attachment %q of type %q", ErrMessage, a.Name, a.MIME)
		}
	}
	return nil
}

// ascii says whether s is printable ASCII only.
func ascii(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' })
}

// compose writes the mail as it goes over the wire (RFC 5322, MIME), its last line ended.
func compose(m Message) ([]byte, error) {
	if err := m.Check(); err != nil {
		return nil, err
	}
	g := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	g.FromMailAddress(&netmail.Address{Name: m.FromName, Address: m.From})
	g.ToMailAddress(&netmail.Address{Name: m.ToName, Address: m.To})
	if m.ReplyTo != "" {
		g.ReplyToMailAddress(&netmail.Address{Address: m.ReplyTo})
	}
	g.Subject(m.Subject)
	g.SetMessageIDWithValue(m.ID)
	g.SetDateWithValue(m.Date)
	setHeaders(g, m)
	g.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		g.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	for _, a := range m.Attachments {
		if err := g.AttachReader(a.Name, bytes.NewReader(a.Body), gomail.WithFileContentType(gomail.ContentType(a.MIME))); err != nil {
			return nil, fmt.Errorf("attach %s: %w", a.Name, err)
		}
	}
	var b bytes.Buffer
	if _, err := g.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("compose: %w", err)
	}
	if !bytes.HasSuffix(b.Bytes(), []byte("\r\n")) {
		b.WriteString("\r\n")
	}
	return b.Bytes(), nil
}

func setHeaders(g *gomail.Msg, m Message) {
	if m.ListUnsubscribe != "" {
		g.SetListUnsubscribe(m.ListUnsubscribe)
		if strings.HasPrefix(m.ListUnsubscribe, "https://") || strings.HasPrefix(m.ListUnsubscribe, "http://") {
			g.SetListUnsubscribePost()
		}
	}
	for _, h := range m.Headers {
		g.SetGenHeader(gomail.Header(h.Name), h.Value)
	}
}
