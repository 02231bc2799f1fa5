package group

import (
	"strings"
	"unicode/utf8"

	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/needs/msg"
)

// Faults collects what is wrong with a form.
type Faults []apperr.Field

// Add notes what is wrong with a field.
func (f *Faults) Add(name string, k i18n.Key, args ...any) {
	*f = append(*f, apperr.Field{Name: name, Msg: i18n.M(k, args...)})
}

// Err is what is wrong as an error; nil when nothing is.
func (f Faults) Err() error {
	if len(f) == 0 {
		return nil
	}
	return &apperr.Error{Kind: apperr.Invalid, Fields: f}
}

// CheckText says what is missing when there is no text; without such a sentence the text may be left out.
func CheckText(f *Faults, name, s string, limit int, missing i18n.Key, args ...any) {
	switch n := utf8.RuneCountInString(s); {
	case missing != "" && strings.TrimSpace(s) == "":
		f.Add(name, missing, args...)
	case n > limit:
		f.Add(name, msg.FaultLong, "max", limit, "n", n)
	}
}
