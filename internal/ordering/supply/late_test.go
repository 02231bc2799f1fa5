package supply_test

import (
	"testing"
	"time"

	"preau/internal/kit/covers"
	"preau/internal/ordering/supply"
)

// Working days are counted in the operator's zone, over weekends and the change of the clocks.
func TestWorkingDaysAgo(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R236")
	zone, err := time.LoadLocation("Europe/Brussels")
	if err != nil {
		t.Fatal(err)
	}
	at := func(s string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, x := range []struct {
		now  string
		n    int
		want string
	}{
		{"2026-11-27 10:00", 5, "2026-11-20 10:00"}, // from a Friday to a Friday
		{"2026-11-28 10:00", 5, "2026-11-23 10:00"}, // a Saturday is none
		{"2026-11-29 10:00", 5, "2026-11-23 10:00"},
		{"2026-11-30 10:00", 1, "2026-11-27 10:00"},
		{"2026-11-30 10:00", 0, "2026-11-30 10:00"},
		{"2026-10-27 10:00", 3, "2026-10-22 10:00"}, // the clocks went back between
		{"2026-11-30 00:30", 20, "2026-11-02 00:30"},
	} {
		if got := supply.WorkingDaysAgo(at(x.now), x.n, zone); !got.Equal(at(x.want)) {
			t.Errorf("%d working days before %s is %s, want %s", x.n, x.now, got.Format("2006-01-02 15:04"), x.want)
		}
	}
}

// A link is worth something until its last instant, unless it was revoked.
func TestStanding(t *testing.T) {
	t.Parallel()
	end := time.Date(2027, 1, 20, 10, 0, 0, 0, time.UTC)
	l := supply.Link{ID: "x", ExpiresAt: end}
	revoked := l
	revoked.RevokedAt = end.Add(-time.Hour)
	for _, x := range []struct {
		l    supply.Link
		at   time.Time
		want supply.Standing
	}{
		{supply.Link{}, end, supply.Unknown},
		{l, end.Add(-time.Second), supply.Live},
		{l, end, supply.Expired},
		{revoked, end.Add(-time.Second), supply.Revoked},
		{revoked, end.Add(time.Second), supply.Revoked},
	} {
		if got := x.l.Standing(x.at); got != x.want {
			t.Errorf("%+v at %s is %s, want %s", x.l, x.at, got, x.want)
		}
	}
	for address, want := range map[string]string{"commandes@pont.test": "co…@pont.test", "a@b.test": "a…@b.test", "ém@b.test": "ém…@b.test"} {
		if got := supply.Short(address); got != want {
			t.Errorf("%s is shown as %s", address, got)
		}
	}
}
