package sheet

import (
	"strings"
	"unicode/utf8"
)

// numberFormat is what a cell's number is shown as, as far as it changes what a person reads: a day, an hour, a
// percentage, or digits in a given shape (« 01 02 03 04 05 », "01000"). All else is a plain number.
type numberFormat struct {
	day, hour, span, percent bool
	mask                     []maskPart
}

// maskPart is a place for a digit, or what stands between.
type maskPart struct {
	place   bool
	zero    bool // a 0 is shown where there is no digit
	literal string
}

// format gives the format of a style.
func (b *book) format(style int) numberFormat {
	if style < len(b.formats) {
		return b.formats[style]
	}
	return numberFormat{}
}

type styleSheet struct {
	Formats []struct {
		ID   int    `xml:"numFmtId,attr"`
		Code string `xml:"formatCode,attr"`
	} `xml:"numFmts>numFmt"`
	Styles []struct {
		Format int `xml:"numFmtId,attr"`
	} `xml:"cellXfs>xf"`
}

// readFormats reads which style has which format.
func (f *File) readFormats(part string) error {
	if f.book.parts[part] == nil {
		return nil
	}
	var s styleSheet
	if err := f.decode(part, &s); err != nil {
		return err
	}
	own := map[int]numberFormat{}
	for _, n := range s.Formats {
		own[n.ID] = parseFormat(n.Code)
	}
	for _, x := range s.Styles {
		format, ok := own[x.Format]
		if !ok {
			format = builtin(x.Format)
		}
		f.book.formats = append(f.book.formats, format)
	}
	return nil
}

// builtin are the formats that have a number instead of a code (ECMA-376 part 1, 18.8.30), those of Asia included.
func builtin(id int) numberFormat {
	switch {
	case id == 9 || id == 10:
		return numberFormat{percent: true}
	case id >= 14 && id <= 17 || id >= 27 && id <= 31 || id == 36 || id >= 50 && id <= 58:
		return numberFormat{day: true}
	case id == 22:
		return numberFormat{day: true, hour: true}
	case id >= 18 && id <= 21 || id >= 32 && id <= 35 || id == 45 || id == 47:
		return numberFormat{hour: true}
	case id == 46:
		return numberFormat{span: true}
	}
	return numberFormat{}
}

// parseFormat reads a format's code, its part for positive numbers.
func parseFormat(code string) numberFormat {
	p := formatParser{shape: true}
	for code != "" && code[0] != ';' {
		code = p.part(code)
	}
	return p.format()
}

// formatParser gathers what a format's code holds.
type formatParser struct {
	letters string     // days, hours, signs, outside of quotation marks
	parts   []maskPart // places and what stands around them
	shape   bool       // there is nothing else
	span    bool       // [h]: hours beyond 24
}

// part reads one part of the code, and gives the rest.
func (p *formatParser) part(code string) string {
	switch c := code[0]; c {
	case '"':
		text, rest, _ := strings.Cut(code[1:], `"`)
		p.parts = append(p.parts, maskPart{literal: text})
		return rest
	case '\\':
		_, n := utf8.DecodeRuneInString(code[1:])
		p.parts = append(p.parts, maskPart{literal: code[1 : 1+n]})
		return code[1+n:]
	case '_', '*': // a space as wide as the next character; the next character as often as it fits
		_, n := utf8.DecodeRuneInString(code[1:])
		return code[1+n:]
	case '[':
		inner, rest, _ := strings.Cut(code[1:], "]")
		p.span = p.span || inner != "" && strings.Contains("hhmmss", strings.ToLower(inner))
		return rest
	case '0', '#':
		p.parts = append(p.parts, maskPart{place: true, zero: c == '0'})
	case ' ', '-', '+', '(', ')':
		p.parts = append(p.parts, maskPart{literal: string(c)})
	default:
		p.letters, p.shape = p.letters+strings.ToLower(string(c)), false
	}
	return code[1:]
}

func (p *formatParser) format() numberFormat {
	switch {
	case strings.HasPrefix(p.letters, "general"):
		return numberFormat{}
	case p.span:
		return numberFormat{span: true}
	case strings.Contains(p.letters, "%"):
		return numberFormat{percent: true}
	case p.shape && shaped(p.parts):
		return numberFormat{mask: p.parts}
	}
	hour := strings.ContainsAny(p.letters, "hs")
	return numberFormat{hour: hour, day: strings.ContainsAny(p.letters, "yd") || !hour && strings.Contains(p.letters, "m")}
}

// shaped says whether places are more than a plain number's: two zeros or more, or something between two places.
func shaped(parts []maskPart) bool {
	zeros, between, seen := 0, false, false
	for i, p := range parts {
		if !p.place {
			continue
		}
		between = between || seen && !parts[i-1].place
		seen = true
		if p.zero {
			zeros++
		}
	}
	return zeros > 1 || between && zeros > 0
}

// write shows a number as a person sees it, but plainly: 12.5, 20%, 2026-11-21, 2026-11-21T18:00:00.
func (f numberFormat) write(raw string, date04 bool) string {
	s, ok := plainNumber(raw)
	if !ok {
		return raw
	}
	switch {
	case f.span || f.day || f.hour:
		return f.moment(s, date04)
	case f.percent:
		return shift(s, 2) + "%"
	case f.mask != nil && strings.IndexByte(s, '.') < 0 && s[0] != '-':
		return f.masked(s)
	}
	return s
}

// masked puts digits into their places, from the right.
func (f numberFormat) masked(s string) string {
	out := ""
	first := 0
	for !f.mask[first].place {
		first++
	}
	for i := len(f.mask) - 1; i >= 0; i-- {
		p := f.mask[i]
		switch {
		case !p.place:
			out = p.literal + out
		case i == first:
			if s == "" && p.zero {
				s = "0"
			}
			out, s = s+out, ""
		case s != "":
			out, s = s[len(s)-1:]+out, s[:len(s)-1]
		case p.zero:
			out = "0" + out
		}
	}
	return out
}
