package sheet

import (
	"strconv"
	"strings"
	"time"

	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet/msg"
)

// dayForms are the ways in which people write a day, the French order first.
var dayForms = []string{time.DateOnly, "2/1/2006", "2/1/06", "2.1.2006", "2-1-2006", "2006/1/2", "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2/1/2006 15:04:05", "2/1/2006 15:04"}

// ParseDay reads a day, as 2026-11-21. Years of two digits are of this century up to 68; an hour behind it is dropped.
func ParseDay(s string) (string, i18n.Msg) {
	for _, form := range dayForms {
		if day, err := time.Parse(form, s); err == nil {
			return day.Format(time.DateOnly), i18n.Msg{}
		}
	}
	return "", i18n.M(msg.Day)
}

// ParseYesNo reads yes or no, in the words of French, English and spreadsheets.
func ParseYesNo(s string) (bool, i18n.Msg) {
	switch fold(s) {
	case "oui", "o", "yes", "y", "vrai", "true", "1", "x":
		return true, i18n.Msg{}
	case "non", "n", "no", "faux", "false", "0":
		return false, i18n.Msg{}
	}
	return false, i18n.M(msg.YesNo)
}

// ParseWhole reads a whole number that is not negative, of nine digits at most: 1 234.
func ParseWhole(s string) (int64, i18n.Msg) {
	n, err := strconv.ParseUint(strings.Join(strings.Fields(s), ""), 10, 32)
	if err != nil || n > 999_999_999 {
		return 0, i18n.M(msg.Whole)
	}
	return int64(n), i18n.Msg{}
}
