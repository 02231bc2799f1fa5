// Package workdays counts days on which an organisme can answer: Monday to Friday, without the public holidays of its
// country and its own closing days (C042). It is pure: the calendar is a value.
package workdays

import (
	"slices"
	"time"
)

// Country is whose public holidays hold.
type Country string

// The countries.
const (
	France  Country = "FR"
	Belgium Country = "BE"
)

// Span is days from the first to the last, both closed.
type Span struct{ From, To Day }

// Calendar is how one organisme works. The zero value is France's, in UTC.
type Calendar struct {
	Country Country
	// AlsaceMoselle adds Good Friday and the second day of Christmas (ordinance of 16 August 1892, labour code L3134-13).
	AlsaceMoselle bool
	Closed        []Span
	Zone          *time.Location // nil: UTC
}

// Works says whether the organisme can answer on that day.
func (c Calendar) Works(d Day) bool {
	if w := d.weekday(); w == time.Saturday || w == time.Sunday || slices.Contains(c.Holidays(d.Year), d) {
		return false
	}
	return !slices.ContainsFunc(c.Closed, func(s Span) bool { return !d.Before(s.From) && !s.To.Before(d) })
}

// mostDays ends the count of a calendar that is closed for years: what never works is late at some time all the same.
const mostDays = 3 * 366

// Due is the first instant that is late for what came at an instant and may take n working days: the midnight that ends the
// n-th of them. The day on which it came does not count, at whatever hour that was.
func (c Calendar) Due(from time.Time, n int) time.Time {
	d := DayOf(from, c.zone())
	for i := 0; n > 0 && i < mostDays; i++ {
		if d = d.Next(); c.Works(d) {
			n--
		}
	}
	return d.Next().Start(c.zone())
}

// Passed counts the working days after the day of from, up to the day of to.
func (c Calendar) Passed(from, to time.Time) int {
	n, last := 0, DayOf(to, c.zone())
	for d := DayOf(from, c.zone()).Next(); !last.Before(d); d = d.Next() {
		if c.Works(d) {
			n++
		}
	}
	return n
}

func (c Calendar) zone() *time.Location {
	if c.Zone == nil {
		return time.UTC
	}
	return c.Zone
}

// Holidays are the public holidays of a year, in order.
func (c Calendar) Holidays(year int) []Day {
	easter := Easter(year)
	out := []Day{
		{year, time.January, 1},
		easter.plus(1),
		{year, time.May, 1},
		easter.plus(39), easter.plus(50),
		{year, time.August, 15},
		{year, time.November, 1},
		{year, time.November, 11},
		{year, time.December, 25},
	}
	switch {
	case c.Country == Belgium:
		out = append(out, Day{year, time.July, 21})
	case c.AlsaceMoselle:
		out = append(out, easter.plus(-2), Day{year, time.December, 26})
		fallthrough
	default:
		out = append(out, Day{year, time.May, 8}, Day{year, time.July, 14})
	}
	slices.SortFunc(out, Day.compare)
	return slices.Compact(out) // Ascension on the 1st or the 8th of May is one day
}
