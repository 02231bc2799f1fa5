package format

import (
	"encoding/binary"
	"errors"
	"fmt"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// letters are the code points that a document can show.
const letters = 1 << 16

// Face is a TrueType face. It is read once, and shared by all documents.
type Face struct {
	name   string
	glyphs []uint16 // by code point; 0 is one that it lacks
	widths []uint16 // by code point, in thousandths of the size
	tables map[string][]byte
	looks  looks
}

// looks are what readers want to know of a face, in thousandths of its size.
type looks struct {
	ascent, descent, capital, stem int
	box                            [4]int
}

var (
	errFace = errors.New("not a TrueType face that can be cut")
	big     = binary.BigEndian
)

// Parse reads a face with outlines of TrueType. name is what it is called in documents, of letters and hyphens.
func Parse(name string, ttf []byte) (*Face, error) {
	f := &Face{name: name, glyphs: make([]uint16, letters), widths: make([]uint16, letters), tables: map[string][]byte{}}
	x, err := sfnt.Parse(ttf)
	if err != nil {
		return nil, fmt.Errorf("typeface: %w", err)
	}
	if err := f.measure(x); err != nil {
		return nil, err
	}
	for i := range int(big.Uint16(ttf[4:])) { // the parser has looked at where the tables are
		row := ttf[12+16*i:]
		from, n := int(big.Uint32(row[8:])), int(big.Uint32(row[12:]))
		f.tables[string(row[:4])] = ttf[from : from+n : from+n]
	}
	for name, least := range map[string]int{"head": 54, "hhea": 36, "maxp": 32, "hmtx": 4, "loca": 4, "glyf": 1, "OS/2": 90} {
		if len(f.tables[name]) < least {
			return nil, fmt.Errorf("%w: table %s", errFace, name)
		}
	}
	f.look(int(x.UnitsPerEm()))
	return f, nil
}

// measure reads which letters there are, and how wide.
func (f *Face) measure(x *sfnt.Font) error {
	var b sfnt.Buffer
	em := int(x.UnitsPerEm())
	for r := rune(' '); r < letters; r++ {
		i, err := x.GlyphIndex(&b, r)
		if err != nil {
			return fmt.Errorf("typeface, letter %U: %w", r, err)
		}
		if i == 0 {
			continue
		}
		w, err := x.GlyphAdvance(&b, i, fixed.I(em), font.HintingNone)
		if err != nil {
			return fmt.Errorf("typeface, letter %U: %w", r, err)
		}
		f.glyphs[r] = uint16(i)
		f.widths[r] = uint16(w.Round() * 1000 / em) //nolint:gosec // a letter is not wider than its face's square, some two at most
	}
	return nil
}

// look reads the tables head, hhea and OS/2.
func (f *Face) look(em int) {
	of := func(table string, at int) int {
		return int(int16(big.Uint16(f.tables[table][at:]))) * 1000 / em //nolint:gosec // it is signed
	}
	weight := int(big.Uint16(f.tables["OS/2"][4:]))
	f.looks = looks{
		ascent: of("hhea", 4), descent: of("hhea", 6), capital: of("OS/2", 88), stem: 50 + weight*weight/(65*65), // as most programs guess it
		box: [4]int{of("head", 36), of("head", 38), of("head", 40), of("head", 42)},
	}
}

// Width is that of a letter in thousandths of its size; 0 is one that the face lacks.
func (f *Face) Width(r rune) int {
	if r < 0 || r >= letters {
		return 0
	}
	return int(f.widths[r])
}
