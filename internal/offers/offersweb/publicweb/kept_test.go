package publicweb

import (
	"strconv"
	"testing"

	"preau/internal/kit/i18n"
)

// An offer that was drawn is drawn anew in another language, as another version, and whenever what stands around all of them is another;
// and no more are kept than there is room for.
func TestCardsAreKept(t *testing.T) {
	t.Parallel()
	var k cards
	one := cardKey{"offer 1", i18n.French}
	if _, known := k.get("today", one); known {
		t.Error("nothing was drawn yet")
	}
	k.keep("today", one, "drawn")
	if html, known := k.get("today", one); !known || html != "drawn" {
		t.Errorf("%q, %t", html, known)
	}
	for around, key := range map[string]cardKey{"today": {"offer 1", i18n.English}, "tomorrow": one} {
		if html, known := k.get(around, key); known {
			t.Errorf("%s, %v: %q", around, key, html)
		}
	}
	k.keep("tomorrow", cardKey{"offer 2", i18n.French}, "too")
	if _, known := k.get("tomorrow", one); known {
		t.Error("what was drawn yesterday is kept")
	}
	for i := range mostCards + 10 {
		k.keep("tomorrow", cardKey{strconv.Itoa(i), i18n.French}, "")
	}
	if n := len(k.drawn); n > mostCards {
		t.Errorf("%d are kept", n)
	}
}
