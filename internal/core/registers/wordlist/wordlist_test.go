package wordlist_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/registers/wordlist"
)

func TestFind(t *testing.T) {
	lines := []string{"saint malo", "la rochelle", "", "rochefort", "saint jean la riviere", "malo"}
	l := wordlist.New(len(lines), func(i int) string { return lines[i] })
	for words, want := range map[string][]int{
		"":            nil,
		"saint":       {0, 4},
		"malo":        {0, 5},
		"malo saint":  {0},
		"alo":         nil,
		"la r":        {1, 4},
		"roche":       {1, 3},
		"rochelles":   nil,
		"saint saint": {0, 4},
	} {
		if d := cmp.Diff(want, l.Find(strings.Fields(words))); d != "" {
			t.Errorf("%q: %s", words, d)
		}
	}
	if l.Len() != 6 || l.Line(0) != " saint malo" || l.Line(2) != " " || l.Line(5) != " malo" {
		t.Errorf("lines: %q %q %q", l.Line(0), l.Line(2), l.Line(5))
	}
}

// TestFindAsPlainlyRead holds Find against the plain reading of what it says, on lists made at random.
func TestFindAsPlainlyRead(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	word := func() string { return strings.Repeat(string(rune('a'+chance.IntN(3))), 1+chance.IntN(3)) }
	for range 2000 {
		lines := make([]string, chance.IntN(40))
		for i := range lines {
			var words []string
			for range chance.IntN(5) {
				words = append(words, word())
			}
			lines[i] = strings.Join(words, " ")
		}
		l := wordlist.New(len(lines), func(i int) string { return lines[i] })
		words := []string{word(), word()}[:1+chance.IntN(2)]
		if d := cmp.Diff(plainly(lines, words), l.Find(words)); d != "" {
			t.Fatalf("%q in %q: %s", words, lines, d)
		}
	}
}

func plainly(lines, words []string) []int {
	var out []int
	for i, line := range lines {
		all := true
		for _, w := range words {
			one := false
			for _, have := range strings.Fields(line) {
				one = one || strings.HasPrefix(have, w)
			}
			all = all && one
		}
		if all {
			out = append(out, i)
		}
	}
	return out
}
