package demandweb

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"preau/internal/casework/caseworkweb/demandweb/msg"
	"preau/internal/casework/listing"
	caseworkmsg "preau/internal/casework/msg"
	"preau/internal/kit/covers"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web/ui"
	uimsg "preau/internal/kit/web/ui/msg"
)

// A list that a search has cut says how many it brings, and that there are others.
func TestCutListSaysSo(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C047")
	words, err := i18n.Load(msg.Source(), caseworkmsg.Source(), uimsg.Source())
	if err != nil {
		t.Fatal(err)
	}
	for _, cut := range []bool{true, false} {
		p := listPage{T: words.For(i18n.French, time.UTC), At: ui.Address{Path: Path, Query: url.Values{}}, Filter: listing.Filter{Query: "loyers", Page: 1, Size: perPage}, title: msg.Mine, none: msg.EmptyText}
		p.Rows, p.Total, p.Cut, p.late = []listing.Row{{Number: "2026-000001", Title: "Loyers", State: "sent"}}, 1, cut, func(listing.Row) bool { return false }
		var b strings.Builder
		if err := listHTML(p).Render(t.Context(), &b); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(b.String(), "Les 400 demandes les plus récentes qui ont ces mots"); got != cut || !strings.Contains(b.String(), "Loyers") {
			t.Errorf("cut %v: %s", cut, b.String())
		}
	}
}
