package format

import (
	"os"
	"slices"
	"testing"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

func read(t *testing.T) ([]byte, *Face) {
	t.Helper()
	raw, err := os.ReadFile("../font/preau-sans-regular.ttf")
	if err != nil {
		t.Fatal(err)
	}
	f, err := Parse("PreauSans", raw)
	if err != nil {
		t.Fatal(err)
	}
	return raw, f
}

// A face that was cut draws the letters that are used as the whole one does, those that are composed of others too, and no other letter.
func TestCut(t *testing.T) {
	t.Parallel()
	raw, f := read(t)
	whole, err := sfnt.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	composed := 0
	used := make([]bool, letters)
	for _, r := range "Établi « œuvre » ÀÉÈÊËÎÏÔŒÙÛÜŸÇ ñ ß ł ő ș Ελλάδα Киев Việt Nam ½ €" {
		used[r] = true
		if len(parts(f.outline(int(f.glyphs[r])))) > 0 {
			composed++
		}
	}
	cut := assembledAgain(t, f, used)
	var b sfnt.Buffer
	drawn := func(x *sfnt.Font, r rune) sfnt.Segments {
		s, err := x.LoadGlyph(&b, sfnt.GlyphIndex(f.glyphs[r]), fixed.I(1000), nil)
		if err != nil {
			t.Fatalf("%c: %v", r, err)
		}
		return slices.Clone(s)
	}
	others := 0
	for r := rune(' '); r < letters; r++ {
		if int(f.glyphs[r]) >= cut.NumGlyphs() || f.glyphs[r] == 0 {
			continue
		}
		got, want := drawn(cut, r), drawn(whole, r)
		switch {
		case used[r] && !slices.Equal(got, want):
			t.Errorf("%c is drawn otherwise", r)
		case !used[r] && len(got) > 0:
			others++ // a part of one that is used
		}
	}
	if composed == 0 || others > 2*composed {
		t.Errorf("%d composed letters are used, %d others are there", composed, others)
	}
}

// assembledAgain cuts a face, and reads it: a reader of TrueType wants a table of letters, which documents do without.
func assembledAgain(t *testing.T, f *Face, used []bool) *sfnt.Font {
	t.Helper()
	raw := f.cut(used)
	if sum(raw) != 0xb1b0afba {
		t.Error("the sum of the face is wrong")
	}
	tables := map[string][]byte{}
	for _, name := range []string{"cmap", "name", "post"} {
		tables[name] = f.tables[name]
	}
	for i := range int(big.Uint16(raw[4:])) {
		row := raw[12+16*i:]
		at, n := big.Uint32(row[8:]), big.Uint32(row[12:])
		tables[string(row[:4])] = raw[at : at+n]
	}
	x, err := sfnt.Parse(assembled(tables))
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// What is no face of this kind is refused, wherever it is cut short.
func TestParse(t *testing.T) {
	t.Parallel()
	raw, f := read(t)
	if f.Width('é') == 0 || f.Width('学') != 0 || f.Width(-1) != 0 || f.Width('\U0001f389') != 0 {
		t.Error("it has other letters")
	}
	for _, n := range []int{0, 3, 11, 100, 1000, len(raw) / 2} {
		if _, err := Parse("x", raw[:n]); err == nil {
			t.Errorf("%d bytes of it are read", n)
		}
	}
}
