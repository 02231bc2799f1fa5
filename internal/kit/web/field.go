package web

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"preau/internal/kit/i18n"
	"preau/internal/kit/web/msg"
)

// Text is a field of at most limit characters, trimmed, without control characters but newlines.
// A longer one is a fault, and is given whole.
func (f *Form) Text(name string, limit int) string {
	s := strings.TrimSpace(strings.Map(visible, f.Value(name)))
	if n := utf8.RuneCountInString(s); n > limit {
		f.Fail(name, i18n.M(msg.FormTooLong, "n", n, "max", limit))
	}
	return s
}

// Line is a Text of one line: newlines and runs of spaces become one space.
func (f *Form) Line(name string, limit int) string { return CleanLine(f.Text(name, limit)) }

// CleanLine is a text as Line keeps one: for a cell of what was pasted, and for what came by another way than a form.
func CleanLine(s string) string { return strings.Join(strings.Fields(strings.Map(visible, s)), " ") }

// visible drops what cannot be seen and could deceive: control characters, marks of writing direction, and the like.
// The joiners of emoji and of some scripts stay.
func visible(r rune) rune {
	switch {
	case r == '\n', r == '\u200c', r == '\u200d':
		return r
	case r == '\t':
		return ' '
	case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == '\u2028', r == '\u2029':
		return -1
	}
	return r
}

// Secret is a password or a code as it was typed: not trimmed, since each character counts.
func (f *Form) Secret(name string, limit int) string {
	s := f.Value(name)
	if n := utf8.RuneCountInString(s); n > limit {
		f.Fail(name, i18n.M(msg.FormTooLong, "n", n, "max", limit))
	}
	return s
}

// Required faults each of the fields that is empty.
func (f *Form) Required(names ...string) {
	for _, name := range names {
		if !slices.ContainsFunc(f.values[name], func(v string) bool { return strings.TrimSpace(v) != "" }) {
			f.Fail(name, i18n.M(msg.FormRequired))
		}
	}
}

// Bool is a box: ticked when sent with anything but "", "0" and "false".
func (f *Form) Bool(name string) bool {
	switch f.Value(name) {
	case "", "0", "false":
		return false
	}
	return true
}

// OneOf is a choice among those offered; another value is a fault. Nothing chosen is "" (see Required).
func (f *Form) OneOf(name string, offered ...string) string {
	v := f.Value(name)
	if v != "" && !slices.Contains(offered, v) {
		f.Fail(name, i18n.M(msg.FormChoice))
		return ""
	}
	return v
}

// Int is a whole number, written with or without spaces between thousands. An empty field is 0 (see Required).
// Quantities and amounts have their own rooms, which know decimals.
func (f *Form) Int(name string, least, most int) int {
	s := strings.Map(figures, f.Value(name))
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	switch {
	case errors.Is(err, strconv.ErrRange), err == nil && (n < least || n > most):
		f.Fail(name, i18n.M(msg.FormNumberRange, "min", least, "max", most))
	case err != nil:
		f.Fail(name, i18n.M(msg.FormNumber))
	default:
		return n
	}
	return 0
}

// figures drops the spaces between thousands and takes the typographic minus.
func figures(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return -1
	case r == '−':
		return '-'
	}
	return r
}

// Day is a day that exists, as 2026-11-21; 21/11/2026 is taken too, for browsers that have no calendar. Empty is "".
func (f *Form) Day(name string) string {
	s := strings.TrimSpace(f.Value(name))
	if s == "" {
		return ""
	}
	for _, layout := range []string{time.DateOnly, "2/1/2006"} {
		if d, err := time.Parse(layout, s); err == nil && plausible(d) {
			return d.Format(time.DateOnly)
		}
	}
	f.Fail(name, i18n.M(msg.FormDay))
	return ""
}

// plausible keeps slips of the keyboard (year 202, year 20266) from being taken for dates.
func plausible(d time.Time) bool { return d.Year() >= 1900 && d.Year() < 2200 }

// DateTime is an instant typed in the zone's time (2026-12-05T18:00), in UTC; the zero time when empty.
// An hour that the change to summer time skips is a fault; of one that comes twice, the first is meant.
func (f *Form) DateTime(name string, zone *time.Location) time.Time {
	s := strings.TrimSpace(f.Value(name))
	if s == "" {
		return time.Time{}
	}
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02 15:04", "2/1/2006 15:04"} {
		at, err := time.ParseInLocation(layout, s, zone)
		if err != nil || !plausible(at) {
			continue
		}
		if naive, _ := time.Parse(layout, s); at.Format(time.DateTime) != naive.Format(time.DateTime) {
			f.Fail(name, i18n.M(msg.FormMomentSkipped))
			return time.Time{}
		}
		if first := at.Add(-time.Hour); first.Format(time.DateTime) == at.Format(time.DateTime) {
			at = first
		}
		return at.UTC()
	}
	f.Fail(name, i18n.M(msg.FormMoment))
	return time.Time{}
}
