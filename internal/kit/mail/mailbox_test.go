package mail_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/mail"
)

func TestMailbox(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		box := mail.NewMailbox(d.DB)
		first, second := message(), message()
		first.To, first.Kind = "A@Ecole.example", "needs.deadline"
		first.To, _ = mail.Address(first.To)
		first.Attachments = append(first.Attachments, mail.Attachment{Name: "vide.txt", MIME: "text/plain"})
		second.Date = second.Date.Add(time.Hour)
		for _, m := range []mail.Message{second, first, second} {
			if o, detail, err := box.Send(t.Context(), m); o != mail.Accepted || err != nil || detail == "" {
				t.Fatalf("%v, %q, %v", o, detail, err)
			}
		}
		err := d.View(t.Context(), func(tx *db.Tx) error {
			all, err := box.List(t.Context(), tx, "", 2)
			if err != nil || len(all) != 2 || !all[0].At.Equal(second.Date) || all[0].Text != "" {
				t.Errorf("newest two: %+v, %v", all, err)
			}
			mine, err := box.List(t.Context(), tx, " a@ecole.EXAMPLE ", 10)
			if err != nil || len(mine) != 1 {
				t.Fatalf("by address: %+v, %v", mine, err)
			}
			got, err := box.Show(t.Context(), tx, mine[0].ID)
			want := mail.Boxed{
				ID: mine[0].ID, At: first.Date, MessageID: first.ID, Kind: first.Kind, From: first.From, FromName: first.FromName, To: first.To, ToName: first.ToName,
				Subject: first.Subject, Text: first.Text, HTML: first.HTML, Files: []string{"commande n° 12 – été.pdf", "vide.txt"},
			}
			if d := cmp.Diff(want, got); d != "" || err != nil {
				t.Error(d, err)
			}
			if file, err := box.File(t.Context(), tx, mine[0].ID, 0); err != nil || !cmp.Equal(file, first.Attachments[0]) {
				t.Errorf("%+v, %v", file, err)
			}
			_, err = box.File(t.Context(), tx, mine[0].ID, 2)
			_, err2 := box.Show(t.Context(), tx, "none")
			if !apperr.Is(err, apperr.NotFound) || !apperr.Is(err2, apperr.NotFound) {
				t.Errorf("what is not there: %v, %v", err, err2)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		spoilt := message()
		spoilt.ToName = "A\r\nBcc: x@y.example"
		if o, _, _ := box.Send(t.Context(), spoilt); o != mail.Refused {
			t.Errorf("hostile: %v", o)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		if o, _, err := box.Send(t.Context(), first); o != mail.Deferred || err == nil {
			t.Errorf("without its database: %v, %v", o, err)
		}
	})
}
