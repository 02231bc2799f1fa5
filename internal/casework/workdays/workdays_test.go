package workdays_test

import (
	"strings"
	"testing"
	"time"

	"preau/internal/casework/workdays"
	"preau/internal/kit/covers"
)

// holidays were written by hand, from the calendars that both states publish. A day that only one has is marked.
var holidays = map[int]string{
	2024: "01-01 04-01 05-01 05-08F 05-09 05-20 07-14F 07-21B 08-15 11-01 11-11 12-25",
	2025: "01-01 04-21 05-01 05-08F 05-29 06-09 07-14F 07-21B 08-15 11-01 11-11 12-25",
	2026: "01-01 04-06 05-01 05-08F 05-14 05-25 07-14F 07-21B 08-15 11-01 11-11 12-25",
	2027: "01-01 03-29 05-01 05-06 05-08F 05-17 07-14F 07-21B 08-15 11-01 11-11 12-25",
	2028: "01-01 04-17 05-01 05-08F 05-25 06-05 07-14F 07-21B 08-15 11-01 11-11 12-25",
	2008: "01-01 03-24 05-01 05-08F 05-12 07-14F 07-21B 08-15 11-01 11-11 12-25", // Ascension on the 1st of May
	2038: "01-01 04-26 05-01 05-08F 06-03 06-14 07-14F 07-21B 08-15 11-01 11-11 12-25",
}

func TestHolidays(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C042")
	for year, all := range holidays {
		for country, mark := range map[workdays.Country]string{workdays.France: "B", workdays.Belgium: "F"} {
			var want []string
			for d := range strings.FieldsSeq(all) {
				if !strings.HasSuffix(d, mark) {
					want = append(want, d[:5])
				}
			}
			var got []string
			for _, d := range (workdays.Calendar{Country: country}).Holidays(year) {
				got = append(got, d.String()[5:])
			}
			if strings.Join(got, " ") != strings.Join(want, " ") {
				t.Errorf("%s %d:\n got %v\nwant %v", country, year, got, want)
			}
		}
	}
	for day, alsace := range map[string]bool{"2026-04-03": true, "2025-12-26": true, "2024-03-29": true, "2026-04-07": false} {
		d := day0(t, day)
		if (workdays.Calendar{AlsaceMoselle: true}).Works(d) == alsace || !(workdays.Calendar{}).Works(d) || !(workdays.Calendar{Country: workdays.Belgium, AlsaceMoselle: true}).Works(d) {
			t.Errorf("%s", day)
		}
	}
}

func day0(t *testing.T, s string) workdays.Day {
	t.Helper()
	d, err := workdays.Parse(s)
	if err != nil || d.String() != s {
		t.Fatalf("%s is read as %s, %v", s, d, err)
	}
	return d
}

func TestDue(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C042")
	paris, brussels := zone(t, "Europe/Paris"), zone(t, "Europe/Brussels")
	fr, be := workdays.Calendar{Zone: paris}, workdays.Calendar{Country: workdays.Belgium, Zone: brussels}
	shut := fr
	shut.Closed = []workdays.Span{{From: day0(t, "2026-11-16"), To: day0(t, "2026-11-20")}, {From: day0(t, "2026-11-24"), To: day0(t, "2026-11-24")}}
	never := fr
	never.Closed = []workdays.Span{{From: day0(t, "2000-01-01"), To: day0(t, "2999-12-31")}}
	for _, c := range []struct {
		name string
		in   workdays.Calendar
		from string
		n    int
		want string
	}{
		{"in the week", fr, "2026-11-02 09:00", 3, "2026-11-06 00:00"},
		{"over the weekend", fr, "2026-11-06 17:59", 3, "2026-11-13 00:00"}, // the 11th is one
		{"came on a Sunday", fr, "2026-11-15 12:00", 1, "2026-11-17 00:00"},
		{"late in the evening", fr, "2026-11-02 23:59", 1, "2026-11-04 00:00"},
		{"at midnight", fr, "2026-11-03 00:00", 1, "2026-11-05 00:00"},
		{"no day", fr, "2026-11-02 09:00", 0, "2026-11-03 00:00"},
		{"a week of May", fr, "2026-05-07 10:00", 3, "2026-05-14 00:00"},
		{"the same in Belgium", be, "2026-05-07 10:00", 3, "2026-05-13 00:00"},
		{"the 21st of July", be, "2026-07-20 10:00", 1, "2026-07-23 00:00"},
		{"over the new year", fr, "2026-12-24 10:00", 5, "2027-01-05 00:00"},
		{"when clocks go back", fr, "2026-10-23 10:00", 1, "2026-10-27 00:00"},
		{"closing days", shut, "2026-11-13 10:00", 2, "2026-11-26 00:00"},
		{"always closed", never, "2026-11-13 10:00", 2, "2029-11-16 00:00"},
	} {
		from, err := time.ParseInLocation("2006-01-02 15:04", c.from, c.in.Zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.in.Due(from.UTC(), c.n).In(c.in.Zone).Format("2006-01-02 15:04"); got != c.want {
			t.Errorf("%s: %s and %d days is %s, want %s", c.name, c.from, c.n, got, c.want)
		}
		if c.n > 0 && c.name != "always closed" {
			if got := c.in.Passed(from, c.in.Due(from, c.n).Add(-time.Second)); got != c.n {
				t.Errorf("%s: %d days have passed at the end", c.name, got)
			}
		}
	}
	if n := fr.Passed(time.Now(), time.Now().AddDate(0, 0, -3)); n != 0 {
		t.Errorf("backwards %d days pass", n)
	}
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestParse(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "2026-02-29", "21/11/2026", "2026-11-21 "} {
		if d, err := workdays.Parse(bad); err == nil {
			t.Errorf("%q is %s", bad, d)
		}
	}
}

// Easter is a Sunday between the 22nd of March and the 25th of April, and what is added to a day ends on a working one.
func FuzzDue(f *testing.F) {
	f.Add(int64(1_790_000_000), uint8(3), true)
	f.Fuzz(func(t *testing.T, at int64, n uint8, belgian bool) {
		from := time.Unix(at%(1<<34), 0).UTC()
		if from.Year() < 1900 {
			return
		}
		e := workdays.Easter(from.Year())
		if s := e.String()[5:]; s < "03-22" || s > "04-25" || e.Start(time.UTC).Weekday() != time.Sunday {
			t.Errorf("Easter on %s", e)
		}
		c := workdays.Calendar{AlsaceMoselle: !belgian}
		if belgian {
			c.Country = workdays.Belgium
		}
		due := c.Due(from, int(n))
		if last := workdays.DayOf(due.Add(-time.Second), time.UTC); n > 0 && !c.Works(last) || !due.After(from) {
			t.Errorf("%s and %d days end on %s", from, n, last)
		}
		if got := c.Passed(from, due.Add(-time.Second)); got != int(n) {
			t.Errorf("%d of %d days have passed", got, n)
		}
	})
}
