package pdf

import (
	_ "embed"
	"fmt"
	"sync"

	"codeberg.org/go-pdf/fpdf"
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

const family = "preausans"

// face is one of the two cuts, with the widths of its letters in thousandths of their size; 0 is a letter that it lacks.
type face struct {
	ttf    []byte
	widths []uint16
}

type faces struct {
	regular, bold *face
	latin         *latin
}

// theFaces measures the letters once for all documents.
var theFaces = sync.OnceValues(func() (*faces, error) {
	regular, err := measured(regularTTF)
	if err != nil {
		return nil, err
	}
	bold, err := measured(boldTTF)
	if err != nil {
		return nil, err
	}
	l, err := newLatin()
	return &faces{regular, bold, l}, err
})

// measured reads how wide a face's letters are. Only the first 65,536 code points can be in a PDF of this library.
func measured(ttf []byte) (*face, error) {
	f, err := sfnt.Parse(ttf)
	if err != nil {
		return nil, fmt.Errorf("typeface: %w", err)
	}
	out := &face{ttf: ttf, widths: make([]uint16, 1<<16)}
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
	}
	return out, nil
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

// embed gives a document the whole faces. The library keeps what it is given, and documents are made side by side: each has its own.
func (f *faces) embed(to *fpdf.Fpdf) {
	to.AddUTF8FontFromBytes(family, "", append([]byte(nil), f.regular.ttf...))
	to.AddUTF8FontFromBytes(family, "B", append([]byte(nil), f.bold.ttf...))
}
