package sheet

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// cellName names a cell as the spreadsheet does: C12 is the third of line 12.
func cellName(col, line int) string { return Letter(col) + strconv.Itoa(line) }

// appendCell writes one cell. A text that begins with sep= would be an order to Excel.
func appendCell(to []byte, c, quoted string) []byte {
	if !strings.ContainsAny(c, quoted) && !strings.ContainsAny(c, "\"\r\n") && !strings.HasPrefix(c, "sep=") {
		return append(to, c...)
	}
	to = append(to, '"')
	to = append(to, strings.ReplaceAll(c, `"`, `""`)...)
	return append(to, '"')
}

// Harmless puts an apostrophe before a text that a spreadsheet would run as a formula when it opens a CSV (CWE-1236):
// one that begins with = + - @, a tab or a newline, blanks in front not counted. Rows takes it away again; so
// that nothing else is, a text that begins with apostrophes before such a character gets one more.
func Harmless(s string) string {
	if runs(s) {
		return "'" + s
	}
	return s
}

func runs(s string) bool {
	s = strings.TrimLeft(strings.TrimLeft(s, "'"), " \u00a0\u202f")
	first, _ := utf8.DecodeRuneInString(s)
	return strings.TrimSpace(s) != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", first)
}

// plain is what a person meant by a cell of a CSV: the text that Harmless escaped, or the one that a program wrote as
// a formula so that its zeros stay, ="0350122".
func plain(s string) string {
	switch {
	case strings.HasPrefix(s, "'") && runs(s):
		return s[1:]
	case len(s) > 3 && strings.HasPrefix(s, `="`) && strings.IndexByte(s[2:], '"') == len(s)-3:
		return s[2 : len(s)-1]
	}
	return s
}
