package pdftest

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
)

// letters are those of a face with one byte a letter.
type letters map[byte]rune

var (
	faceRef  = regexp.MustCompile(`/F(\w{40}) (\d+) 0 R`)
	encoding = regexp.MustCompile(`/Encoding (\d+) 0 R`)
	differs  = regexp.MustCompile(`/BaseEncoding /WinAnsiEncoding /Differences \[([^\]]*)\]`)
)

// windows1252 are its letters from 0x80 to 0x9f; a space: none.
const windows1252 = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ"

// names are the letters of some names, of Adobe's list of glyphs.
var names = map[string]rune{
	"arrowright": 0x2192, "hyphentwo": 0x2010, "checkmark": 0x2713, "approxequal": 0x2248, "minus": 0x2212, "nbspace": 0x00a0, "H22073": 0x25a1,
}

// facesOf are a document's faces with one byte a letter, by what its pages call them.
func facesOf(objects map[int][]byte, raw []byte) map[string]letters {
	out := map[string]letters{}
	for _, m := range faceRef.FindAllSubmatch(raw, -1) {
		n, _ := strconv.Atoi(string(m[2])) // digits
		face, _, _ := bytes.Cut(objects[n], []byte("endobj"))
		if bytes.Contains(face, []byte("/Subtype /TrueType")) {
			d, _, _ := bytes.Cut(objects[ref(encoding, face)], []byte("endobj"))
			out[string(m[1])] = lettersOf(d)
		}
	}
	return out
}

func lettersOf(encoding []byte) letters {
	out := letters{}
	for c := 32; c < 256; c++ {
		out[byte(c)] = rune(c)
	}
	for i, r := range []rune(windows1252) {
		out[byte(0x80+i)] = r
	}
	out[0xa0], out[0xad] = ' ', '-'
	m := differs.FindSubmatch(encoding)
	if m == nil {
		return out
	}
	c := 0
	for _, f := range strings.Fields(string(m[1])) {
		if n, err := strconv.Atoi(f); err == nil {
			c = n
			continue
		}
		out[byte(c)] = names[strings.TrimPrefix(f, "/")]
		c++
	}
	return out
}

func (l letters) text(escaped []byte) string {
	var b strings.Builder
	for _, c := range plain(escaped) {
		b.WriteRune(l[c])
	}
	return b.String()
}
