package demandweb

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"preau/internal/casework/listing"
	"preau/internal/kit/covers"
)

// What is cut from a long search is its end: a word behind however many spaces is looked for, and never the whole list shown as its result.
func TestWordBehindSpaces(t *testing.T) {
	covers.Statement(t, "C047")
	for typed, want := range map[string]string{
		strings.Repeat(" ", 300) + "loyers ": "loyers", "\x00 " + strings.Repeat("\u00a0", 200) + "loyers": "loyers", "  ": "", strings.Repeat("é", 150): strings.Repeat("é", 100),
	} {
		got, short := filterOf(httptest.NewRequest("GET", "/demandes?"+url.Values{paramQuery: {typed}}.Encode(), nil), listing.Mine)
		if got.Query != want || short != strings.HasPrefix(want, "é") {
			t.Errorf("of %d bytes %q is looked for, not %q; that it is short is told: %v", len(typed), got.Query, want, short)
		}
	}
}
