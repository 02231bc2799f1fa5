package app_test

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// An order that was sent goes out to its supplier with both files, is « passée » then, and the same files are given out to its acheteur.
func TestOrderGoesOut(t *testing.T) {
	t.Parallel()
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			covers.Statement(t, "R230", "R231")
			w := townOn(t, e)
			h := w.house
			if e == db.Postgres {
				h = w.hall
			}
			house := h(t)
			number := w.ids["order"]
			state := func() string {
				return house.one(`SELECT state FROM ordering_orders WHERE number = $1`, number)
			}
			w.as(house, coordinator).PostForm("/commandes/a-passer/"+number+"/envoyer", url.Values{"version": {"1"}, "remarques": {"Sonner <deux> fois\r\navant 10 h"}}) // as it stands in the field
			if got := state(); got != "sending" {
				t.Errorf("it is %s", got)
			}
			m := house.mailTo("commandes@fournisseur.test")
			if got := state(); got != "sent" || len(m.Attachments) != 2 {
				t.Fatalf("it is %s, the mail carries %d files", got, len(m.Attachments))
			}
			if want := "Remarques : Sonner &lt;deux&gt; fois / avant 10 h"; !strings.Contains(strings.ReplaceAll(string(m.Attachments[1].Body), "\u00a0", " "), want) || !strings.Contains(m.Text, "Sonner <deux> fois") {
				t.Errorf("the supplier does not read the remarks: %s\n%s", m.Text, m.Attachments[1].Body)
			}
			for i, path := range []string{"/commandes/bon/", "/commandes/ubl/"} {
				p := w.as(house, coordinator).Get(path + number)
				if p.Status != http.StatusOK || p.Header.Get("Content-Type") != m.Attachments[i].MIME || !bytes.Equal(p.Body, m.Attachments[i].Body) {
					t.Errorf("%s: %d, %d bytes of %s", path, p.Status, len(p.Body), p.Header.Get("Content-Type"))
				}
			}
		})
	}
}
