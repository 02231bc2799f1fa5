package sealed_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"preau/internal/core/account/sealed"
)

// What is sealed opens at its place, in its time, with its key, and unchanged; and nowhere else.
func TestSealed(t *testing.T) {
	t.Parallel()
	box := func(b byte) sealed.Box {
		x, err := sealed.New(bytes.Repeat([]byte{b}, 32))
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	now := time.Now()
	text, err := box(1).Put("here", now.Add(time.Minute), "claire@ecole.test")
	if err != nil {
		t.Fatal(err)
	}
	var got string
	if !box(1).Get("here", text, now, &got) || got != "claire@ecole.test" || strings.Contains(text, "claire") {
		t.Errorf("opens as %q", got)
	}
	for name, ok := range map[string]bool{
		"another place": box(1).Get("there", text, now, &got), "too late": box(1).Get("here", text, now.Add(time.Minute), &got),
		"another key": box(2).Get("here", text, now, &got), "changed": box(1).Get("here", text[:len(text)-2]+"AA", now, &got),
		"nothing": box(1).Get("here", "", now, &got), "nonsense": box(1).Get("here", "é", now, &got), "another type": box(1).Get("here", text, now, new(int)),
	} {
		if ok {
			t.Errorf("%s: it opens", name)
		}
	}
	if good, err := box(1).Put("here", time.Time{}, 1); err != nil || !box(1).Get("here", good, now.AddDate(9, 0, 0), new(int)) {
		t.Errorf("for good: %v", err)
	}
	if _, err := box(1).Put("here", time.Time{}, strings.Repeat("x", 4000)); err == nil {
		t.Error("longer than a cookie may be")
	}
	if _, err := sealed.New([]byte("short")); err == nil {
		t.Error("a short key")
	}
}
