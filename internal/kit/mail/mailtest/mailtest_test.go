package mailtest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/kit/mail"
	"preau/internal/kit/mail/mailtest"
)

const subject = "[Préau] Activez « votre » compte"

func TestServer(t *testing.T) {
	s := mailtest.Open(t)
	post, err := mail.NewSMTP(mail.Settings{Host: "127.0.0.1", Port: s.Port, TLS: mail.None, From: "ne-pas-repondre@preau.test"})
	if err != nil {
		t.Fatal(err)
	}
	long := "https://preau.test/activation/" + strings.Repeat("a", 90)
	text := "Bonjour,\n" + long + "\nœ €\n"
	for _, m := range []mail.Message{
		{To: "claire@preau.test", Text: text, HTML: "<p>Bonjour</p>"}, {To: "paul@preau.test", Text: "Bonsoir"}, {To: "Claire@preau.test", Text: text},
	} {
		m.ID, m.Date, m.From, m.Subject = "1@preau.test", time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC), "ne-pas-repondre@preau.test", subject
		o, _, err := post.Send(t.Context(), m)
		if o != mail.Accepted || err != nil {
			t.Fatal(o, err)
		}
	}
	got := s.To("claire@preau.test")
	if len(got) != 2 {
		t.Fatalf("%d mails", len(got))
	}
	for i, to := range []string{"claire@preau.test", "Claire@preau.test"} {
		got[i].Text = strings.ReplaceAll(got[i].Text, "\r\n", "\n")
		if d := cmp.Diff(mailtest.Letter{To: to, Subject: subject, Text: text}, got[i]); d != "" {
			t.Error(d)
		}
	}
}

func TestUnreadable(t *testing.T) {
	for _, raw := range []string{"", "Subject: x\r\n\r\ntext", "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a--"} {
		if l, err := mailtest.Read(strings.NewReader(raw)); err == nil {
			t.Errorf("%q was read: %v", raw, l)
		}
	}
}
