package format

import (
	"fmt"
	"strconv"
)

// codes says that a letter is written by its code point, so that readers can search and copy what they show.
const codes = `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
1 beginbfrange
<0000> <FFFF> <0000>
endbfrange
endcmap
CMapName currentdict /CMap defineresource pop
end
end`

// font writes a face with what is used of it, and gives the number by which pages name it.
func (w *writer) font(x *cast) int {
	name := tag(x.used) + "+" + x.name
	cut := x.cut(x.used)
	program := w.stream(fmt.Sprintf("/Length1 %d\n", len(cut)), cut)
	places := w.stream("", x.places())
	unicode := w.stream("", []byte(codes))
	l := x.looks
	about := w.add(fmt.Sprintf("<</Type /FontDescriptor\n/FontName /%s\n/Flags 4\n/FontBBox [%d %d %d %d]\n/ItalicAngle 0\n/Ascent %d\n/Descent %d\n/CapHeight %d\n/StemV %d\n/FontFile2 %d 0 R>>",
		name, l.box[0], l.box[1], l.box[2], l.box[3], l.ascent, l.descent, l.capital, l.stem, program))
	inner := w.add(fmt.Sprintf("<</Type /Font\n/Subtype /CIDFontType2\n/BaseFont /%s\n/CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>>\n/FontDescriptor %d 0 R\n/W [%s]\n/CIDToGIDMap %d 0 R>>",
		name, about, x.wide(), places))
	return w.add(fmt.Sprintf("<</Type /Font\n/Subtype /Type0\n/BaseFont /%s\n/Encoding /Identity-H\n/DescendantFonts [%d 0 R]\n/ToUnicode %d 0 R>>", name, inner, unicode))
}

// tag is the mark of a face that was cut: six capitals, other ones for other letters.
func tag(used []bool) string {
	n := uint32(2166136261)
	for r, is := range used {
		if is {
			n = (n ^ uint32(r)) * 16777619 //nolint:gosec // a code point
		}
	}
	var b [6]byte
	for i := range b {
		b[i] = byte('A' + n%26)
		n /= 26
	}
	return string(b[:])
}

// places are the glyphs of the letters, by code point, up to the last one that is used.
func (x *cast) places() []byte {
	var out []byte
	for r, is := range x.used {
		if is {
			out = append(out, make([]byte, 2*(r+1)-len(out))...)
			big.PutUint16(out[2*r:], x.glyphs[r])
		}
	}
	return out
}

// wide says how wide the letters are: those that follow each other together.
func (x *cast) wide() string {
	var b []byte
	before := -2
	for r, is := range x.used {
		if !is {
			continue
		}
		if r != before+1 {
			if before >= 0 {
				b = append(b, ']')
			}
			b = append(strconv.AppendInt(append(b, ' '), int64(r), 10), " ["...)
		} else {
			b = append(b, ' ')
		}
		b = strconv.AppendInt(b, int64(x.widths[r]), 10)
		before = r
	}
	if before >= 0 {
		b = append(b, ']')
	}
	return string(b)
}
