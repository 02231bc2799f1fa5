package order_test

import (
	"strings"
	"testing"
	"time"

	"preau/internal/kit/covers"
	"preau/internal/kit/i18n"
	"preau/internal/ordering/msg"
	"preau/internal/ordering/order"
)

// One code says that something cannot be ordered any more: its general words are true of an article, of a market that was left and of an
// establishment that is closed.
func TestWordsOfUnavailable(t *testing.T) {
	covers.Statement(t, "R161")
	cat, err := i18n.Load(msg.Source())
	if err != nil {
		t.Fatal(err)
	}
	french := cat.For(i18n.French, time.UTC)
	for _, text := range []string{french.S(order.Said()[order.CodeUnavailable]), french.S(order.Explained()[order.CodeUnavailable].Text)} {
		for _, word := range []string{"article", "marché", "établissement"} {
			if !strings.Contains(text, word) {
				t.Errorf("%q says nothing of %q", text, word)
			}
		}
	}
}
