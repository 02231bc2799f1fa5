package pdf

import (
	_ "embed"
	"fmt"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// See font/README.md for where they come from.
var (
	//go:embed font/preau-sans-regular.ttf
	regularTTF []byte
	//go:embed font/preau-sans-bold.ttf
	boldTTF []byte
)

// face is one of the two cuts, by code points: the widths of its letters in thousandths of their size, where 0 is a letter that it lacks,
// and the numbers of their glyphs.
type face struct {
	name           string // in a PDF
	stem           int    // how thick its strokes are, for readers that must replace it
	widths, glyphs []uint16
	outlines       *outlines
}

type faces struct{ regular, bold *face }

// theFaces measures the letters once for all documents.
var theFaces = sync.OnceValues(func() (*faces, error) {
	regular, err := measured(regularTTF, face{name: "PreauSans-Regular", stem: 80})
	if err != nil {
		return nil, err
	}
	bold, err := measured(boldTTF, face{name: "PreauSans-Bold", stem: 140})
	return &faces{regular, bold}, err
})

// measured reads how wide a face's letters are, and takes them apart. Only the first 65,536 code points can be in a PDF of ours.
func measured(ttf []byte, out face) (*face, error) {
	f, err := sfnt.Parse(ttf)
	if err != nil {
		return nil, fmt.Errorf("typeface: %w", err)
	}
	if out.outlines, err = outlinesOf(ttf); err != nil {
		return nil, err
	}
	out.widths, out.glyphs = make([]uint16, 1<<16), make([]uint16, 1<<16)
	var b sfnt.Buffer
	em := int(f.UnitsPerEm())
	for r := rune(' '); r < 1<<16; r++ {
		i, err := f.GlyphIndex(&b, r)
		if err != nil {
			return nil, fmt.Errorf("typeface, letter %U: %w", r, err)
		}
		if i == 0 {
			continue
		}
		w, err := f.GlyphAdvance(&b, i, fixed.I(em), font.HintingNone)
		if err != nil {
			return nil, fmt.Errorf("typeface, letter %U: %w", r, err)
		}
		out.widths[r] = uint16(w.Round() * 1000 / em) //nolint:gosec // a letter is not wider than its face's square, some two at most
		out.glyphs[r] = uint16(i)                     //nolint:gosec // a face has fewer than 65,536 glyphs
	}
	return &out, nil
}

// has says whether the face can show a letter.
func (f *face) has(r rune) bool { return r >= 0 && int(r) < len(f.widths) && f.widths[r] > 0 }

// width is that of a legible text, in points.
func (f *face) width(s string, size float64) float64 {
	n := 0
	for _, r := range s {
		n += f.of(r)
	}
	return float64(n) * size / 1000
}

func (f *face) of(r rune) int {
	if !f.has(r) {
		return 0
	}
	return int(f.widths[r])
}
