package sheet

import (
	"fmt"
	"strconv"
	"time"
)

// lastDay is the number of 31 December 9999, the last day that spreadsheets know.
const lastDay = 2_958_465

// moment shows a number as the day, the hour or the duration that its format makes of it. Numbers that are none are shown as they are.
func (f numberFormat) moment(s string, date04 bool) string {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || n < 0 || n > lastDay {
		return s
	}
	days := int(n)
	seconds := int((n-float64(days))*86400 + 0.5) // a binary fraction is never quite the second that was meant
	if seconds == 86400 {
		days, seconds = days+1, 0
	}
	hour := fmt.Sprintf("%02d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
	switch {
	case f.span:
		return fmt.Sprintf("%02d:%02d:%02d", days*24+seconds/3600, seconds/60%60, seconds%60)
	case !f.day:
		return hour
	}
	day, ok := dayOf(days, date04)
	switch {
	case !ok:
		return s
	case f.hour && seconds > 0:
		return day + "T" + hour
	}
	return day
}

// dayOf gives the day of a number: 1 is 1 January 1900, and 60 a 29 February of that year that never was; or, as old
// Macs count, 0 is 1 January 1904.
func dayOf(n int, date04 bool) (string, bool) {
	base := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case date04:
		base = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case n < 1 || n == 60:
		return "", false
	case n < 60:
		n++
	}
	return base.AddDate(0, 0, n).Format(time.DateOnly), true
}
