package pdf

import (
	"bytes"
	"compress/zlib"
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf16"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// The same faces, cut to the letters of latinLetters.
var (
	//go:embed font/preau-sans-latin-regular.ttf
	latinRegularTTF []byte
	//go:embed font/preau-sans-latin-bold.ttf
	latinBoldTTF []byte
)

const latinFamily = "preausanslatin"

// from and to are the codes of the letters in a PDF of a face with one byte a letter.
const from, to = 32, 256

// latinNames are the letters that such a face has in other places than Windows-1252, by the names that PDF readers know them by (Adobe's list
// of glyphs): what is searched and copied is told by them. Windows-1252 has a plain space for the no-break one.
var latinNames = map[int]struct {
	letter rune
	name   string
}{
	0x81: {'→', "arrowright"}, 0x88: {'\u2010', "hyphentwo"}, 0x8d: {'✓', "checkmark"}, 0x8f: {'≈', "approxequal"}, 0x98: {'\u2212', "minus"},
	0xa0: {'\u00a0', "nbspace"}, 0xad: {unknown, "H22073"},
}

// windows1252 are the letters of 0x80 to 0x9f; 0: none.
const windows1252 = "€\x00‚ƒ„…†‡\x00‰Š‹Œ\x00Ž\x00\x00‘’“”•–—\x00™š›œ\x00žŸ"

// latin is the two faces in the letters of Western Europe, as the library embeds them whole, with one byte a letter: it has nothing to parse,
// to cut or to pack for each document, which takes it some ten times longer. What has other letters is set in the whole faces.
type latin struct {
	codes         map[rune]byte
	regular, bold definition
}

// definition is a face as the library is told of it.
type definition struct{ json, packed []byte }

func newLatin() (*latin, error) {
	l := &latin{codes: map[rune]byte{}}
	high := []rune(windows1252)
	for c := from; c < to; c++ {
		r := rune(c)
		switch other, ok := latinNames[c]; {
		case ok:
			r = other.letter
		case c == 0x7f:
			continue
		case c >= 0x80 && c < 0xa0:
			if r = high[c-0x80]; r == 0 {
				continue
			}
		}
		l.codes[r] = byte(c)
	}
	var err error
	if l.regular, err = l.define("PreauSans-Regular", latinRegularTTF, 400); err != nil {
		return nil, err
	}
	l.bold, err = l.define("PreauSans-Bold", latinBoldTTF, 700)
	return l, err
}

// define measures a face, and packs it once for all documents.
func (l *latin) define(name string, ttf []byte, weight int) (definition, error) {
	f, err := sfnt.Parse(ttf)
	if err != nil {
		return definition{}, fmt.Errorf("typeface: %w", err)
	}
	var b sfnt.Buffer
	em := int(f.UnitsPerEm())
	whole := func(x fixed.Int26_6) int { return x.Round() * 1000 / em }
	box, err := f.Bounds(&b, fixed.I(em), font.HintingNone)
	if err != nil {
		return definition{}, fmt.Errorf("typeface, its box: %w", err)
	}
	m, err := f.Metrics(&b, fixed.I(em), font.HintingNone)
	if err != nil {
		return definition{}, fmt.Errorf("typeface, its heights: %w", err)
	}
	widths := make([]int, to)
	for r, c := range l.codes {
		i, err := f.GlyphIndex(&b, r)
		if err != nil || i == 0 {
			return definition{}, fmt.Errorf("typeface without the letter %U: %w", r, err)
		}
		w, err := f.GlyphAdvance(&b, i, fixed.I(em), font.HintingNone)
		if err != nil {
			return definition{}, fmt.Errorf("typeface, letter %U: %w", r, err)
		}
		widths[c] = whole(w)
	}
	var diff strings.Builder
	for c := from; c < to; c++ {
		if other, ok := latinNames[c]; ok {
			fmt.Fprintf(&diff, "%d /%s ", c, other.name)
		}
	}
	desc := fpdf.FontDescType{
		Ascent: whole(m.Ascent), Descent: -whole(m.Descent), CapHeight: whole(m.CapHeight), Flags: fpdf.FontFlagNonsymbolic, StemV: 50 + (weight/65)*(weight/65),
	}
	desc.FontBBox.Xmin, desc.FontBBox.Ymin, desc.FontBBox.Xmax, desc.FontBBox.Ymax = whole(box.Min.X), -whole(box.Max.Y), whole(box.Max.X), -whole(box.Min.Y)
	def, err := json.Marshal(map[string]any{
		"Tp": "TrueType", "Name": name, "Desc": desc, "Cw": widths, "Enc": "cp1252", "Diff": diff.String(), "File": name + ".z", "OriginalSize": len(ttf),
	})
	if err != nil {
		return definition{}, err
	}
	packed, err := pack(ttf)
	return definition{def, packed}, err
}

func pack(b []byte) ([]byte, error) {
	var out bytes.Buffer
	z, err := zlib.NewWriterLevel(&out, zlib.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(b); err != nil {
		return nil, err
	}
	err = z.Close()
	return out.Bytes(), err
}

// embed gives a document the faces.
func (l *latin) embed(to *fpdf.Fpdf) {
	to.AddFontFromBytes(latinFamily, "", l.regular.json, l.regular.packed)
	to.AddFontFromBytes(latinFamily, "B", l.bold.json, l.bold.packed)
}

// encode is a text with one byte a letter; false: it has letters of elsewhere.
func (l *latin) encode(s string) (string, bool) {
	out := make([]byte, 0, len(s))
	for _, r := range s {
		c, ok := l.codes[r]
		if !ok {
			return "", false
		}
		out = append(out, c)
	}
	return string(out), true
}

// outside is a text as the parts of a PDF beside its pages have it.
func outside(s string) string {
	b := []byte{0xfe, 0xff}
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u>>8), byte(u))
	}
	return string(b)
}
