package absence

import (
	"time"

	"preau/internal/kit/i18n"
)

// Day is a stored day in words.
func Day(t *i18n.T, day string) string {
	at, err := time.ParseInLocation(time.DateOnly, day, t.Zone())
	if err != nil {
		return day
	}
	return t.Date(at)
}
