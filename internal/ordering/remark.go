package ordering

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"preau/internal/kit/i18n"
	"preau/internal/ordering/msg"
)

// MaxRemark is how many characters the remarks to a supplier have at most.
const MaxRemark = 500

// RemarkOf are remarks as they are kept: without what stands around them, and with one way of ending a line.
func RemarkOf(s string) string {
	return strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", " ").Replace(s))
}

// RemarkFault is what is wrong with remarks as they are kept. They are refused, never cut: half a sentence to a supplier is a wrong one.
func RemarkFault(s string) i18n.Msg {
	if n := utf8.RuneCountInString(s); n > MaxRemark {
		return i18n.M(msg.FaultRemarkLong, "max", MaxRemark, "n", n)
	}
	if !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }) {
		return i18n.M(msg.FaultRemarkSign)
	}
	return i18n.Msg{}
}
