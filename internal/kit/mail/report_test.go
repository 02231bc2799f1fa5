package mail_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/kit/mail"
)

const returned = "019aa5b0-0000-7000-8000-000000000001@preau.example"

// Reports as servers write them, and what looks like reports and is none.
func TestReadReport(t *testing.T) {
	want := map[string]mail.Report{
		"postfix-unknown":    {News: mail.Bounced, Status: "5.1.1", OfAddress: true, Detail: "550 5.1.1 <helene@ecole.example>: Recipient address rejected: User unknown in virtual mailbox table", Returned: returned, Final: "helene@ecole.example"},
		"postfix-delayed":    {News: mail.Delayed, Status: "4.4.1", Detail: "connect to mail.ecole.example[192.0.2.25]:25: Connection timed out", Returned: returned},
		"postfix-expired":    {News: mail.Bounced, Status: "4.4.1", Detail: "connect to mail.ecole.example[192.0.2.25]:25: Connection timed out", Returned: returned, Final: "helene@ecole.example"},
		"exim-unknown":       {News: mail.Bounced, Status: "5.0.0", OfAddress: true, Detail: "550 No such person at this address", Returned: returned, Final: "helene@ecole.example"},
		"exim-spam":          {News: mail.Bounced, Status: "5.7.1", Detail: "550 5.7.1 Message refused: it looks like spam", Returned: returned, Final: "helene@ecole.example"},
		"exim-plain":         {News: mail.Bounced, Status: "5.1.1", OfAddress: true, Detail: "host mail.ecole.example [192.0.2.25]: 550 5.1.1 unknown user"},
		"exim-plain-warning": {News: mail.Automatic, Detail: "a report without a code"},
		"exchange-unknown":   {News: mail.Bounced, Status: "5.1.10", OfAddress: true, Detail: "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient helene@ecole.example not found by SMTP address lookup", Returned: returned, Final: "helene@ecole.example"},
		"exchange-edge":      {News: mail.Bounced, Status: "5.4.1", OfAddress: true, Detail: "550 5.4.1 Recipient address rejected: Access denied", Returned: returned, Final: "helene@ecole.example"},
		"exchange-full":      {News: mail.Bounced, Status: "5.2.2", OfAddress: true, Detail: "554 5.2.2 mailbox full; STOREDRV.Deliver: QuotaExceeded", Returned: returned, Final: "helene@ecole.example"},
		"wrapped":            {News: mail.Bounced, Status: "5.1.2", OfAddress: true, Detail: "5.1.2", Final: "helene@ecole.example"},
		"several":            {News: mail.Delivered, Status: "2.0.0", Detail: "2.0.0"},
		"shared-reader":      {News: mail.Bounced, Status: "5.2.2", OfAddress: true, Detail: "552 5.2.2 mailbox full", Final: "jean@supplier.example"},
		"delivered":          {News: mail.Delivered, Status: "2.0.0", Detail: "250 2.0.0 ok"},
		"complaint":          {News: mail.Complained, Detail: "reported as unwanted", Returned: returned},
		"vacation":           {News: mail.Automatic},
		"vacation-old":       {News: mail.Automatic},
		"receipt":            {News: mail.Automatic},
		"bounce-of-a-bounce": {News: mail.Automatic, Returned: "other@mail.ecole.example"},
		"written":            {News: mail.Unreadable, Detail: "Re: Date limite"},
		"no-outcome":         {News: mail.Unreadable, Detail: "a delivery report without an outcome"},
	}
	files, err := filepath.Glob("testdata/reports/*.eml")
	if err != nil || len(files) != len(want) {
		t.Fatalf("%d files, %d wanted, %v", len(files), len(want), err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".eml")
		for ending, text := range map[string][]byte{"as Unix": raw, "as SMTP": bytes.ReplaceAll(raw, []byte("\n"), []byte("\r\n"))} {
			got := mail.ReadReport(bytes.NewReader(text))
			if len(got.To) == 0 || got.To[0] != "retours+TOKEN@preau.example" {
				t.Errorf("%s: to %q", name, got.To)
			}
			got.To = nil
			if d := cmp.Diff(want[name], got); d != "" {
				t.Errorf("%s %s: %s", name, ending, d)
			}
		}
	}
}

// Nothing that comes from outside stops the reader, and a report that is cut off after its outcome still tells it.
func TestHostileReports(t *testing.T) {
	whole, err := os.ReadFile("testdata/reports/postfix-unknown.eml")
	if err != nil {
		t.Fatal(err)
	}
	for i := range whole {
		mail.ReadReport(bytes.NewReader(whole[:i]))
	}
	cut := bytes.Index(whole, []byte("Content-Description: Undelivered"))
	if got := mail.ReadReport(bytes.NewReader(whole[:cut])); got.News != mail.Bounced || !got.OfAddress || got.Returned != "" {
		t.Errorf("cut off: %+v", got)
	}
	huge := append(bytes.Clone(whole[:cut]), bytes.Repeat([]byte("x"), 3<<20)...)
	if got := mail.ReadReport(bytes.NewReader(huge)); got.News != mail.Bounced {
		t.Errorf("huge: %+v", got)
	}
	deep := "Content-Type: multipart/mixed; boundary=a\r\n\r\n" + strings.Repeat("--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n", 10_000)
	for name, text := range map[string]string{
		"empty": "", "no mail": "\x00\xff\xfe", "deep": deep, "no boundary": "Content-Type: multipart/report\r\n\r\n--\r\n",
		"a long line": "Content-Type: message/delivery-status\r\n\r\nAction: " + strings.Repeat("f", 1<<20),
	} {
		if got := mail.ReadReport(strings.NewReader(text)); got.News != mail.Unreadable {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func FuzzReadReport(f *testing.F) {
	files, _ := filepath.Glob("testdata/reports/*.eml")
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		r := mail.ReadReport(bytes.NewReader(raw))
		if r.News == "" || r.OfAddress && r.News != mail.Bounced || mail.OneLine(r.Detail) != r.Detail {
			t.Errorf("%+v", r)
		}
	})
}
