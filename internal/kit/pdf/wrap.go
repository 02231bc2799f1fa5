package pdf

import (
	"slices"
	"strings"
)

// wrap cuts a legible text into lines of a width, between words and after hyphens; a word that is longer than a line is cut.
// No-break spaces hold. A text without letters is one empty line.
func (f *face) wrap(s string, size, width float64) []string {
	most := int(width*1000/size + 0.5) // a text fits where it is as wide as the line
	var out []string
	for paragraph := range strings.SplitSeq(s, "\n") {
		out = append(out, f.fill(strings.TrimRight(paragraph, " "), most)...)
	}
	return out
}

// fill is wrap for a paragraph. It looks at each letter twice at most: a cell of thousands costs no more than as many short ones.
func (f *face) fill(s string, most int) []string {
	var out []string
	rs := []rune(s)
	begin, may := 0, 0 // of the line, and where it may end: before rs[may]
	wide, after := 0, 0
	for i := 0; i < len(rs); i++ {
		w := f.of(rs[i])
		if rs[i] != ' ' && wide+w > most && i > begin {
			end := may
			if end <= begin {
				end, after = i, 0
			}
			out = append(out, strings.TrimRight(string(rs[begin:end]), " "))
			begin, may, wide = end, end, after
		}
		wide += w
		after += w
		if rs[i] == ' ' || breaks(rs, i) {
			may, after = i+1, 0
		}
	}
	return append(out, strings.TrimRight(string(rs[begin:]), " "))
}

// breaks says whether a line may end after a hyphen or a slash: between letters, not before a number such as that of « -5 ».
func breaks(rs []rune, i int) bool {
	return slices.Contains([]rune{'-', '\u2010', '/'}, rs[i]) && i > 0 && rs[i-1] > '9' && i+1 < len(rs) && rs[i+1] > '9'
}

// fit is a text on one line, cut with an ellipsis where it is too long.
func (f *face) fit(s string, size, width float64) string {
	s = strings.ReplaceAll(s, "\n", " ")
	if f.width(s, size) <= width {
		return s
	}
	most := int(width*1000/size) - f.of('…')
	n := 0
	for i, r := range s {
		if n += f.of(r); n > most {
			return strings.TrimRight(s[:i], " ") + "…"
		}
	}
	return s
}
