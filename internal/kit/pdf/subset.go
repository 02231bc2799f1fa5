package pdf

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"math/bits"
)

// outlines are a TrueType file taken apart, so that a document can carry the letters that it takes and no others.
type outlines struct {
	head, hhea, maxp []byte
	metrics          []byte // of each glyph: how wide it is, and where it begins
	glyphs           [][]byte
}

var errTypeface = errors.New("the typeface is no TrueType file of the kind that is cut here")

// tables cuts a TrueType file.
func tables(ttf []byte) (map[string][]byte, error) {
	const directory, entry = 12, 16
	if len(ttf) < directory {
		return nil, errTypeface
	}
	out := map[string][]byte{}
	for i := range int(binary.BigEndian.Uint16(ttf[4:])) {
		if len(ttf) < directory+(i+1)*entry {
			return nil, errTypeface
		}
		row := ttf[directory+i*entry:]
		from, n := int64(binary.BigEndian.Uint32(row[8:])), int64(binary.BigEndian.Uint32(row[12:]))
		if from+n > int64(len(ttf)) {
			return nil, errTypeface
		}
		out[string(row[:4])] = ttf[from : from+n]
	}
	return out, nil
}

// outlinesOf takes a file apart whose glyphs have each a width, and whose index is of 16 bits.
func outlinesOf(ttf []byte) (*outlines, error) {
	t, err := tables(ttf)
	if err != nil {
		return nil, err
	}
	o := &outlines{head: t["head"], hhea: t["hhea"], maxp: t["maxp"], metrics: t["hmtx"]}
	if len(o.head) < 54 || len(o.hhea) < 36 || len(o.maxp) < 6 {
		return nil, errTypeface
	}
	n, index, glyf := int(binary.BigEndian.Uint16(o.maxp[4:])), t["loca"], t["glyf"]
	if binary.BigEndian.Uint16(o.head[50:]) != 0 || len(index) < 2*(n+1) || len(o.metrics) < 4*n || int(binary.BigEndian.Uint16(o.hhea[34:])) != n {
		return nil, errTypeface
	}
	for i := range n {
		from, to := 2*int(binary.BigEndian.Uint16(index[2*i:])), 2*int(binary.BigEndian.Uint16(index[2*i+2:]))
		if from > to || to > len(glyf) {
			return nil, errTypeface
		}
		o.glyphs = append(o.glyphs, glyf[from:to])
		for _, at := range parts(glyf[from:to]) {
			if int(binary.BigEndian.Uint16(glyf[from+at:])) >= n {
				return nil, errTypeface
			}
		}
	}
	return o, nil
}

// What a glyph that is put together of others says of each.
const (
	wordsFollow  = 0x0001
	scaleFollows = 0x0008
	moreFollow   = 0x0020
	twoScales    = 0x0040
	fourScales   = 0x0080
	partsBegin   = 10
)

// parts are where in a glyph the numbers stand of those that it is put together of.
func parts(glyph []byte) []int {
	if len(glyph) < partsBegin || glyph[0]&0x80 == 0 {
		return nil
	}
	var out []int
	for at := partsBegin; at+4 <= len(glyph); {
		flags := binary.BigEndian.Uint16(glyph[at:])
		out = append(out, at+2)
		at += 6
		if flags&wordsFollow != 0 {
			at += 2
		}
		switch {
		case flags&scaleFollows != 0:
			at += 2
		case flags&twoScales != 0:
			at += 4
		case flags&fourScales != 0:
			at += 8
		}
		if flags&moreFollow == 0 {
			break
		}
	}
	return out
}

// cut makes a TrueType file of some glyphs, of the one for what is missing before them, and of those that they are put together of. They have
// new numbers: 0, then 1 for the first that is wanted.
func (o *outlines) cut(wanted []uint16) []byte {
	all := append([]uint16{0}, wanted...)
	number := make(map[uint16]uint16, len(all))
	for i, g := range all {
		number[g] = uint16(i) //nolint:gosec // a face has fewer than 65,536 glyphs
	}
	var glyf, index, metrics []byte
	for i := 0; i < len(all); i++ { // grows by the parts that are met
		old := o.glyphs[all[i]]
		index, metrics = binary.BigEndian.AppendUint32(index, uint32(len(glyf))), append(metrics, o.metrics[4*int(all[i]):4*int(all[i])+4]...) //nolint:gosec // some kilobytes
		from := len(glyf)
		glyf = append(glyf, old...)
		for _, at := range parts(old) {
			part := binary.BigEndian.Uint16(old[at:])
			if _, known := number[part]; !known {
				number[part] = uint16(len(all)) //nolint:gosec // as above
				all = append(all, part)
			}
			binary.BigEndian.PutUint16(glyf[from+at:], number[part])
		}
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
	}
	index = binary.BigEndian.AppendUint32(index, uint32(len(glyf))) //nolint:gosec // as above
	head, hhea, maxp := bytes.Clone(o.head), bytes.Clone(o.hhea), bytes.Clone(o.maxp)
	binary.BigEndian.PutUint32(head[8:], 0)  // its sum, which is written last
	binary.BigEndian.PutUint16(head[50:], 1) // the index is of 32 bits
	binary.BigEndian.PutUint16(hhea[34:], uint16(len(all)))
	binary.BigEndian.PutUint16(maxp[4:], uint16(len(all)))
	return bound([]sfntTable{{"glyf", glyf}, {"head", head}, {"hhea", hhea}, {"hmtx", metrics}, {"loca", index}, {"maxp", maxp}})
}

type sfntTable struct {
	name string
	body []byte
}

// bound binds tables, which are in the order of their names, into a file.
func bound(all []sfntTable) []byte {
	n := len(all)
	largest := bits.Len(uint(n)) - 1
	out := binary.BigEndian.AppendUint32(nil, 0x00010000)
	for _, v := range []int{n, 16 << largest, largest, 16*n - 16<<largest} {
		out = binary.BigEndian.AppendUint16(out, uint16(v)) //nolint:gosec // six tables
	}
	at, headAt := len(out)+16*n, 0
	for _, t := range all {
		if t.name == "head" {
			headAt = at
		}
		out = append(out, t.name...)
		for _, v := range []uint32{sum(t.body), uint32(at), uint32(len(t.body))} { //nolint:gosec // some kilobytes
			out = binary.BigEndian.AppendUint32(out, v)
		}
		at += (len(t.body) + 3) / 4 * 4
	}
	for _, t := range all {
		out = append(out, t.body...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	binary.BigEndian.PutUint32(out[headAt+8:], 0xb1b0afba-sum(out))
	return out
}

// sum is TrueType's, of words of 32 bits.
func sum(b []byte) (s uint32) {
	for ; len(b) >= 4; b = b[4:] {
		s += binary.BigEndian.Uint32(b)
	}
	if len(b) > 0 {
		var last [4]byte
		copy(last[:], b)
		s += binary.BigEndian.Uint32(last[:])
	}
	return s
}

// putFaces writes the letters that the pages take of each face, and names the faces to the pages: F1 is the regular one, F2 the bold one.
func (f *file) putFaces(o *objects) error {
	var names bytes.Buffer
	for i := range f.letters {
		n, err := f.letters[i].put(o)
		if err != nil {
			return err
		}
		fmt.Fprintf(&names, "/F%d %d 0 R ", i+1, n)
	}
	o.begin(resourcesObject)
	fmt.Fprintf(o, "<</ProcSet [/PDF /Text] /Font <<%s>>>>\nendobj\n", names.Bytes())
	return nil
}

// put writes a face. A letter's code in a page is its code point, so that what is read back needs no other table than the identity.
func (l *letters) put(o *objects) (int, error) {
	var codes []rune
	for at, word := range l.used {
		for ; word != 0; word &= word - 1 {
			codes = append(codes, rune(at*64+bits.TrailingZeros64(word))) //nolint:gosec // below 65,536
		}
	}
	var widths, known bytes.Buffer
	wanted, numbers := make([]uint16, 0, len(codes)), []byte{}
	if len(codes) > 0 {
		numbers = make([]byte, 2*(codes[len(codes)-1]+1))
	}
	seen := map[uint16]uint16{}
	for _, r := range codes {
		glyph := l.face.glyphs[r]
		if seen[glyph] == 0 {
			wanted = append(wanted, glyph)
			seen[glyph] = uint16(len(wanted)) //nolint:gosec // a face has fewer than 65,536 glyphs
		}
		binary.BigEndian.PutUint16(numbers[2*r:], seen[glyph])
		fmt.Fprintf(&widths, "%d [%d] ", r, l.face.of(r))
	}
	const most = 100 // that one list may have
	for from := 0; from < len(codes); from += most {
		some := codes[from:min(from+most, len(codes))]
		fmt.Fprintf(&known, "%d beginbfchar\n", len(some))
		for _, r := range some {
			fmt.Fprintf(&known, "<%04X> <%04X>\n", r, r)
		}
		known.WriteString("endbfchar\n")
	}
	cut := l.face.outlines.cut(wanted)
	name := tag(codes) + "+" + l.face.name
	body, err := o.stream(cut, fmt.Sprintf(" /Length1 %d", len(cut)))
	if err != nil {
		return 0, err
	}
	toGlyph, err := o.stream(numbers, "")
	if err != nil {
		return 0, err
	}
	toText, err := o.stream(fmt.Appendf(nil, toUnicode, known.Bytes()), "")
	if err != nil {
		return 0, err
	}
	descriptor := o.object("<</Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [%s] /ItalicAngle 0 /Ascent %d /Descent %d /CapHeight %d /StemV %d /FontFile2 %d 0 R>>",
		name, l.face.outlines.box(), l.face.outlines.signed(l.face.outlines.hhea, 4), l.face.outlines.signed(l.face.outlines.hhea, 6), capHeight, l.face.stem, body)
	descendant := o.object("<</Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> /FontDescriptor %d 0 R /DW 1000 /W [%s] /CIDToGIDMap %d 0 R>>",
		name, descriptor, widths.Bytes(), toGlyph)
	return o.object("<</Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R>>", name, descendant, toText), nil
}

// capHeight is how high capitals are, in thousandths of the letters' size: of both faces.
const capHeight = 660

const toUnicode = `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
%sendcmap
CMapName currentdict /CMap defineresource pop
end
end`

func (*outlines) signed(table []byte, at int) int16 {
	return int16(binary.BigEndian.Uint16(table[at:])) //nolint:gosec // two's complement, as the file has it
}

// box is around all letters laid over each other.
func (o *outlines) box() string {
	return fmt.Sprintf("%d %d %d %d", o.signed(o.head, 36), o.signed(o.head, 38), o.signed(o.head, 40), o.signed(o.head, 42))
}

// tag is six capitals before the name of a face that is cut: another for other letters.
func tag(codes []rune) string {
	h := fnv.New64a()
	for _, r := range codes {
		fmt.Fprintf(h, "%d ", r)
	}
	v, out := h.Sum64(), make([]byte, 6)
	for i := range out {
		out[i] = 'A' + byte(v%26) //nolint:gosec // below 26
		v /= 26
	}
	return string(out)
}
