package sheet

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// nameEnd finds the end of a name that begins at i; a tag has one, its >.
func nameEnd(b []byte, i int) int {
	for !blank(b[i]) && b[i] != '/' && b[i] != '>' {
		i++
	}
	return i
}

func blank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

func skipBlanks(b []byte) []byte {
	for len(b) > 0 && blank(b[0]) {
		b = b[1:]
	}
	return b
}

func localName(b []byte) []byte { return b[bytes.LastIndexByte(b, ':')+1:] }

// known gives the names that matter without making a string of each.
func known(b []byte) string {
	for _, name := range [...]string{"c", "v", "t", "is", "f", "row", "si", "rPh", "dimension"} {
		if string(b) == name {
			return name
		}
	}
	return ""
}

// attr finds an attribute of an opening tag by its name without prefix, "" if it has none.
func (t token) attr(name string) []byte {
	b := t.raw[nameEnd(t.raw, 1):]
	for {
		b = skipBlanks(b)
		i := bytes.IndexByte(b, '=')
		if i < 0 {
			return nil
		}
		key := b[:i]
		for len(key) > 0 && blank(key[len(key)-1]) {
			key = key[:len(key)-1]
		}
		b = skipBlanks(b[i+1:])
		if len(b) == 0 || b[0] != '"' && b[0] != '\'' {
			return nil
		}
		end := bytes.IndexByte(b[1:], b[0])
		if end < 0 {
			return nil
		}
		if string(localName(key)) == name {
			return b[1 : 1+end]
		}
		b = b[end+2:]
	}
}

// appendText writes what a text says: its entities, and its newlines as \n.
func (t token) appendText(to []byte) ([]byte, error) {
	raw := t.raw
	if t.cdata {
		raw = raw[len(cdataOpen) : len(raw)-len(cdataClose)]
	}
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case c == '\r':
			to = append(to, '\n')
			if i+1 < len(raw) && raw[i+1] == '\n' {
				i++
			}
		case c == '&' && !t.cdata:
			n := bytes.IndexByte(raw[i:], ';')
			if n < 0 {
				return to, errXML
			}
			r, ok := entity(string(raw[i+1 : i+n]))
			if !ok {
				return to, errXML
			}
			to = utf8.AppendRune(to, r)
			i += n
		default:
			to = append(to, c)
		}
	}
	return to, nil
}

// entity reads what stands between & and ;. What is no character becomes U+FFFD.
func entity(name string) (rune, bool) {
	if len(name) > 1 && name[0] == '#' {
		base, digits := 10, name[1:]
		if digits[0] == 'x' {
			base, digits = 16, digits[1:]
		}
		n, err := strconv.ParseUint(digits, base, 32)
		if n == 0 || n > utf8.MaxRune {
			return utf8.RuneError, err == nil
		}
		return rune(n), err == nil
	}
	switch name {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	return 0, false
}
