package sheet

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// charset is how a CSV's characters are written as bytes.
type charset string

// The charsets that spreadsheets in French write.
const (
	utf8Set    charset = "UTF-8"
	utf16LESet charset = "UTF-16LE"
	utf16BESet charset = "UTF-16BE"
	windowsSet charset = "Windows-1252"
	latin9Set  charset = "ISO-8859-15"
)

// codec translates a charset; nil for UTF-8, which needs no translation. Marks are read and written apart.
func (c charset) codec() encoding.Encoding {
	switch c {
	case utf16LESet:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case utf16BESet:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	case windowsSet:
		return charmap.Windows1252
	case latin9Set:
		return charmap.ISO8859_15
	case utf8Set:
	}
	return nil
}

// marks are the byte-order marks, the longest first.
var marks = []struct {
	mark string
	set  charset
}{{"\xef\xbb\xbf", utf8Set}, {"\xff\xfe", utf16LESet}, {"\xfe\xff", utf16BESet}}

// detectCharset tells the charset of a text and its mark, "" without one. Without a mark, a text that is UTF-8 from its
// first byte to its last is UTF-8: it is next to impossible that another one looks like it.
func detectCharset(src io.ReaderAt, size int64) (charset, string, error) {
	head := make([]byte, min(size, 3))
	if _, err := src.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return "", "", err
	}
	for _, m := range marks {
		if bytes.HasPrefix(head, []byte(m.mark)) {
			return m.set, m.mark, nil
		}
	}
	valid, err := validUTF8(io.NewSectionReader(src, 0, size))
	if err != nil || valid {
		return utf8Set, "", err
	}
	set, err := eightBits(io.NewSectionReader(src, 0, size))
	return set, "", err
}

const blockSize = 1 << 16

func validUTF8(r io.Reader) (bool, error) {
	block := make([]byte, blockSize)
	kept := 0
	for {
		n, err := io.ReadFull(r, block[kept:])
		b := block[:kept+n]
		if err != nil {
			if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
				return utf8.Valid(b), nil
			}
			return false, err
		}
		whole := len(b) - unfinished(b)
		if !utf8.Valid(b[:whole]) {
			return false, nil
		}
		kept = copy(block, b[whole:])
	}
}

// unfinished counts the bytes at the end that begin a character which the next block ends.
func unfinished(b []byte) int {
	for n := 1; n <= 3 && n <= len(b); n++ {
		if utf8.RuneStart(b[len(b)-n]) {
			if utf8.FullRune(b[len(b)-n:]) {
				return 0
			}
			return n
		}
	}
	return 0
}

// eightBits tells Windows-1252 from ISO-8859-15, which agree on every French letter but œ, Œ, Ÿ, and on the euro: only
// the first uses 80–9F; A4 is a euro in the second (in the first a sign that nobody types), and BD or BC next to a
// letter is its œ or Œ (in the first ½ or ¼, which stand next to digits).
func eightBits(r io.Reader) (charset, error) {
	block := make([]byte, blockSize)
	found, last := windowsSet, byte(0)
	for {
		n, err := io.ReadFull(r, block)
		for i, b := range block[:n] {
			if b >= 0x80 && b <= 0x9f {
				return windowsSet, nil
			}
			next := byte(0)
			if i+1 < n {
				next = block[i+1]
			}
			if b == 0xa4 || (b == 0xbc || b == 0xbd) && (asciiLetter(last) || asciiLetter(next)) {
				found = latin9Set
			}
			last = b
		}
		if err != nil {
			if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
				return found, nil
			}
			return found, err
		}
	}
}

func asciiLetter(b byte) bool { b |= 0x20; return b >= 'a' && b <= 'z' }
