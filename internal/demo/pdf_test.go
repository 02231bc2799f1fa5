package demo

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// The table of a PDF says where each object begins, and the end where the table does.
func TestPDF(t *testing.T) {
	t.Parallel()
	out := makePDF("L’œuvre (n° 1)", strings.Repeat("Chaque établissement saisit ses besoins. ", 20)+"\n\nFin à 10 €")
	places := regexp.MustCompile(`(?m)^(\d{10}) 00000 n $`).FindAllSubmatch(out, -1)
	for i, p := range places {
		at, err := strconv.Atoi(string(p[1]))
		if err != nil || !bytes.HasPrefix(out[at:], fmt.Appendf(nil, "%d 0 obj", i+1)) {
			t.Errorf("object %d is not at %d", i+1, at)
		}
	}
	end := regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`).FindSubmatch(out)
	at, err := strconv.Atoi(string(end[1]))
	if err != nil || len(places) != 7 || !bytes.HasPrefix(out[at:], []byte("xref\n0 8\n")) {
		t.Errorf("%d objects, table at %d: %v", len(places), at, err)
	}
	for _, want := range []string{"(L\x92\x9cuvre \\(n\xb0 1\\)) Tj", "(Fin \xe0 10 \x80) Tj"} {
		if !bytes.Contains(out, []byte(want)) {
			t.Errorf("%q is not in it", want)
		}
	}
	for _, line := range wrapped(strings.Repeat("mot ", 200)) {
		if len(line) > lineLetters {
			t.Errorf("a line of %d letters", len(line))
		}
	}
}
