package mail_test

import (
	"encoding/base64"
	"errors"
	"io"
	"mime/quotedprintable"
	"net/textproto"
	"strings"
	"testing"

	"preau/internal/kit/mail"
)

// decoded undoes the transfer encoding that mime/multipart left.
func decoded(h textproto.MIMEHeader, r io.Reader) io.Reader {
	switch h.Get("Content-Transfer-Encoding") {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, r)
	case "quoted-printable":
		return quotedprintable.NewReader(r)
	}
	return r
}

func TestHostileMessages(t *testing.T) {
	for name, spoil := range map[string]func(*mail.Message){
		"to with a line":         func(m *mail.Message) { m.To = "a@b.example\r\nBcc: x@y.example" },
		"to with a command":      func(m *mail.Message) { m.To = "a@b.example>\r\nRCPT TO:<x@y.example" },
		"two recipients":         func(m *mail.Message) { m.To = "a@b.example, x@y.example" },
		"name with a line":       func(m *mail.Message) { m.ToName = "A\r\nBcc: x@y.example" },
		"from name with a line":  func(m *mail.Message) { m.FromName = "A\nBcc: x@y.example" },
		"subject with a line":    func(m *mail.Message) { m.Subject = "A\r\n\r\nbody" },
		"subject with a NUL":     func(m *mail.Message) { m.Subject = "A\x00" },
		"no subject":             func(m *mail.Message) { m.Subject = "" },
		"no text":                func(m *mail.Message) { m.Text = "" },
		"no date":                func(m *mail.Message) { m.Date = m.Date.AddDate(-3000, 0, 0); m.Date = mail.Message{}.Date },
		"reply-to":               func(m *mail.Message) { m.ReplyTo = "x" },
		"from":                   func(m *mail.Message) { m.From = "\"a\r\n\"@b.example" },
		"message id":             func(m *mail.Message) { m.ID = "a@b>\r\nX: y" },
		"unsubscribe":            func(m *mail.Message) { m.ListUnsubscribe = "https://a.example>\r\nX: y" },
		"header name":            func(m *mail.Message) { m.Headers = []mail.Header{{Name: "X: y\r\nZ", Value: "1"}} },
		"header value":           func(m *mail.Message) { m.Headers = []mail.Header{{Name: "X", Value: "1\r\nZ: 2"}} },
		"attachment's name":      func(m *mail.Message) { m.Attachments[0].Name = "a\r\n.pdf" },
		"attachment's type":      func(m *mail.Message) { m.Attachments[0].MIME = "text/plain\r\nX: y" },
		"address not normalised": func(m *mail.Message) { m.To = "a@École.example" },
	} {
		t.Run(name, func(t *testing.T) {
			m := message()
			spoil(&m)
			smtpTr, err := mail.NewSMTP(mail.Settings{Host: "127.0.0.1", Port: 1, From: "a@b.example"})
			if err != nil {
				t.Fatal(err)
			}
			for _, tr := range []mail.Transport{smtpTr, mail.NewMemory()} {
				o, _, err := tr.Send(t.Context(), m)
				var f *mail.Fault
				if o != mail.Refused || !errors.As(err, &f) || f.Step != mail.StepCompose || f.OfAddress() {
					t.Errorf("%T: %v, %v", tr, o, err)
				}
			}
		})
	}
}

func TestAddress(t *testing.T) {
	for typed, want := range map[string]string{
		" Helene.Oeuvrard@Ecole-Saint-Luc.BE ": "Helene.Oeuvrard@ecole-saint-luc.be",
		"a+b@x.example":                        "a+b@x.example",
		"secretariat@école.example":            "secretariat@xn--cole-9oa.example",
		"o'neil@x.example":                     "o'neil@x.example",
		"root@localhost":                       "root@localhost",
	} {
		if got, err := mail.Address(typed); got != want || err != nil {
			t.Errorf("%q: %q, %v", typed, got, err)
		}
	}
	for _, typed := range []string{
		"", "@", "a", "a@", "@b.example", "a b@c.example", "a@b", "a@b..example", "a@.b.example", "a@b.example.", "a@-b.example", "a@b_c.example", ".a@b.example",
		"a..b@c.example", "a.@c.example", "hélène@c.example", `"a b"@c.example`, "a@[127.0.0.1]", "a@b.example\r\nBcc: x@y.example", "a@b.example,c@d.example",
		"<a@b.example>", "A <a@b.example>", "a@b.example\x00", strings.Repeat("a", 65) + "@b.example", "a@" + strings.Repeat("b.", 130) + "example", "a@b.exam ple", "a\u202e@b.example",
	} {
		if got, err := mail.Address(typed); !errors.Is(err, mail.ErrAddress) {
			t.Errorf("%q taken as %q", typed, got)
		}
	}
}

func FuzzAddress(f *testing.F) {
	for _, s := range []string{"a@b.example", "é@è.fr", "a@b\r\nc", `"a"@b.c`, "a@xn--cole-9oa.example", "0@0.\x80"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		clean, err := mail.Address(s)
		if err != nil {
			return
		}
		if again, err := mail.Address(clean); again != clean || err != nil {
			t.Errorf("%q gives %q, which gives %q, %v", s, clean, again, err)
		}
		if strings.ContainsAny(clean, " <>,;:\"\\()[]\r\n\t\x00") || len(clean) > 254 {
			t.Errorf("%q gives %q", s, clean)
		}
	})
}

func TestMemory(t *testing.T) {
	mem := mail.NewMemory()
	for name, c := range map[string]struct {
		answer  func(mail.Message) (mail.Outcome, *mail.Fault)
		outcome mail.Outcome
		kept    int
	}{
		"accepts": {nil, mail.Accepted, 1}, "refuses": {mail.Refuse, mail.Refused, 0}, "puts off": {mail.Defer, mail.Deferred, 0}, "is cut": {mail.Cut, mail.Uncertain, 1},
	} {
		mem.Reset()
		mem.Answer(c.answer)
		o, detail, err := mem.Send(t.Context(), message())
		if o != c.outcome || len(mem.To(message().To)) != c.kept || (err == nil) != (o == mail.Accepted) || detail == "" {
			t.Errorf("%s: %v, %q, %v, kept %d", name, o, detail, err, len(mem.Sent()))
		}
	}
}
