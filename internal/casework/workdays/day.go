package workdays

import (
	"cmp"
	"fmt"
	"time"
)

// Day is a day of the calendar, in no zone.
type Day struct {
	Year  int
	Month time.Month
	Day   int
}

// DayOf is the day that an instant is on in a zone.
func DayOf(at time.Time, zone *time.Location) Day {
	y, m, d := at.In(zone).Date()
	return Day{y, m, d}
}

// Parse reads 2026-11-21, as tables and forms have it.
func Parse(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Day{}, fmt.Errorf("day: %w", err)
	}
	return DayOf(t, time.UTC), nil
}

// String is 2026-11-21.
func (d Day) String() string { return d.Start(time.UTC).Format(time.DateOnly) }

// Start is the day's first instant in a zone.
func (d Day) Start(zone *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, zone)
}

// Next is the day after.
func (d Day) Next() Day { return d.plus(1) }

// Before says whether it comes before another.
func (d Day) Before(e Day) bool { return d.compare(e) < 0 }

func (d Day) compare(e Day) int {
	return cmp.Or(cmp.Compare(d.Year, e.Year), cmp.Compare(d.Month, e.Month), cmp.Compare(d.Day, e.Day))
}

func (d Day) plus(n int) Day {
	return DayOf(time.Date(d.Year, d.Month, d.Day+n, 0, 0, 0, 0, time.UTC), time.UTC)
}

func (d Day) weekday() time.Weekday { return d.Start(time.UTC).Weekday() }

// Easter is Easter Sunday of the Gregorian calendar (the anonymous algorithm of Nature, 1876).
func Easter(year int) Day {
	a, b, c := year%19, year/100, year%100
	d, e, f := b/4, b%4, (b+8)/25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return Day{year, time.Month(n / 31), n%31 + 1}
}
