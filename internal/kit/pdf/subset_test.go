package pdf

import (
	"errors"
	"maps"
	"slices"
	"testing"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// A face cut to a few letters draws each of them as the whole one does, those that are put together of others included, and is as wide.
func TestCutFace(t *testing.T) {
	t.Parallel()
	all, err := theFaces()
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		f   *face
		ttf []byte
	}{{all.regular, regularTTF}, {all.bold, boldTTF}} {
		whole, err := sfnt.Parse(x.ttf)
		if err != nil {
			t.Fatal(err)
		}
		var letters []rune
		for r := range rune(1 << 16) {
			if x.f.has(r) {
				letters = append(letters, r)
			}
		}
		for some := range slices.Chunk(letters, 90) {
			var wanted []uint16
			for _, r := range some {
				wanted = append(wanted, x.f.glyphs[r])
			}
			cut, err := sfnt.Parse(dressed(t, x.f.outlines.cut(wanted), x.ttf))
			if err != nil {
				t.Fatal(err)
			}
			if n := cut.NumGlyphs(); n > 3*len(some) {
				t.Errorf("%d glyphs for %d letters", n, len(some))
			}
			var b sfnt.Buffer
			for i, old := range wanted {
				if got, want := drawn(t, &b, cut, i+1), drawn(t, &b, whole, int(old)); !slices.Equal(got, want) {
					t.Errorf("%s, %c is drawn otherwise: %v, not %v", x.f.name, some[i], got, want)
				}
				wide, err := cut.GlyphAdvance(&b, sfnt.GlyphIndex(i+1), fixed.I(1000), 0)
				if err != nil || wide.Round() != x.f.of(some[i]) {
					t.Errorf("%s, %c is %v wide, not %d: %v", x.f.name, some[i], wide, x.f.of(some[i]), err)
				}
			}
		}
	}
}

// dressed adds the tables that a PDF has no need of, and a reader of typefaces insists on.
func dressed(t *testing.T, cut, whole []byte) []byte {
	t.Helper()
	of, err := tables(cut)
	if err != nil {
		t.Fatal(err)
	}
	more, err := tables(whole)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"OS/2", "cmap", "name", "post"} {
		of[name] = more[name]
	}
	var all []sfntTable
	for _, name := range slices.Sorted(maps.Keys(of)) {
		all = append(all, sfntTable{name, of[name]})
	}
	return bound(all)
}

func drawn(t *testing.T, b *sfnt.Buffer, f *sfnt.Font, glyph int) sfnt.Segments {
	t.Helper()
	s, err := f.LoadGlyph(b, sfnt.GlyphIndex(glyph), fixed.I(1000), nil)
	if err != nil {
		t.Fatalf("glyph %d: %v", glyph, err)
	}
	return slices.Clone(s)
}

// A typeface that is cut short, or of another kind, is a fault, never a panic.
func TestBadTypeface(t *testing.T) {
	t.Parallel()
	for n := 0; n < len(regularTTF); n += 97 {
		if _, err := outlinesOf(regularTTF[:n]); !errors.Is(err, errTypeface) {
			t.Fatalf("the first %d bytes: %v", n, err)
		}
	}
	for at := range 400 { // the head, where all else is said
		bad := slices.Clone(regularTTF)
		bad[at] ^= 0xff
		if o, err := outlinesOf(bad); err == nil {
			o.cut([]uint16{1, 2, 3})
		}
	}
}
