package waits_test

import (
	"testing"
	"time"

	"preau/internal/casework/waits"
	"preau/internal/casework/workdays"
	"preau/internal/kit/covers"
)

func at(t *testing.T, s string) time.Time {
	t.Helper()
	if s == "" {
		return time.Time{}
	}
	out, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// From when on an organisme is late: by what it was asked and has answered, in its own working days.
func TestDue(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C042")
	christmas := workdays.Calendar{Closed: []workdays.Span{{From: workdays.Day{Year: 2026, Month: 12, Day: 23}, To: workdays.Day{Year: 2026, Month: 12, Day: 31}}}}
	for name, c := range map[string]struct {
		calendar               workdays.Calendar
		asked, answered, spoke string
		want                   string
	}{
		"a first answer: three working days over a weekend": {asked: "2026-11-26 16:00", want: "2026-12-02 00:00"},
		"over the 11th of November":                         {asked: "2026-11-10 08:00", want: "2026-11-17 00:00"},
		"closed at the end of the year":                     {calendar: christmas, asked: "2026-12-21 08:00", want: "2027-01-06 00:00"},
		"in Belgium the 8th of May counts":                  {calendar: workdays.Calendar{Country: workdays.Belgium}, asked: "2028-05-03 08:00", want: "2028-05-09 00:00"},
		"in France it does not":                             {asked: "2028-05-03 08:00", want: "2028-05-10 00:00"},
		"news are owed since the last answer":               {answered: "2026-11-03 09:00", spoke: "2026-11-27 09:00", want: "2026-12-19 00:00"},
		"or since what was asked after it":                  {asked: "2026-11-30 09:00", answered: "2026-11-03 09:00", spoke: "2026-11-27 09:00", want: "2026-12-22 00:00"},
	} {
		d := waits.Delays{First: 3, Follow: 15, Calendar: c.calendar}
		got := d.Due(waits.Wait{AskedAt: at(t, c.asked), AnsweredAt: at(t, c.answered), SpokeAt: at(t, c.spoke)})
		if want := at(t, c.want); !got.Equal(want) {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	if got := (waits.Delays{First: 3, Follow: 15}).Due(waits.Wait{}); !got.IsZero() {
		t.Errorf("who was asked nothing is late at %s", got)
	}
}

// A modérateur comes when the last of all organismes has been silent for five working days, and not while one has answered.
func TestCall(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C044")
	first, second := waits.Team{}, waits.Team{}
	first.AskedAt, second.AskedAt = at(t, "2026-11-26 16:00"), at(t, "2026-11-27 16:00")
	if got := waits.Call([]waits.Team{first, second}); !got.Equal(at(t, "2026-12-05 00:00")) {
		t.Errorf("called at %s", got)
	}
	second.AskedAt = time.Time{}
	if got := waits.Call([]waits.Team{first, second}); !got.IsZero() {
		t.Errorf("called at %s though one has answered", got)
	}
	if got := waits.Call(nil); !got.IsZero() {
		t.Errorf("called at %s by nobody", got)
	}
}

// The mark tells when it becomes late before it does.
func TestMark(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C042")
	due := at(t, "2026-12-02 00:00")
	for now, late := range map[string]bool{"2026-12-01 23:59": false, "2026-12-02 00:00": true} {
		if m := waits.MarkOf(at(t, now), time.Time{}, due.Add(time.Hour), due); m.Late != late || !m.Due.Equal(due) {
			t.Errorf("at %s: %+v", now, m)
		}
	}
	if m := waits.MarkOf(due, due); !m.LastDay().Equal(at(t, "2026-12-01 23:59").Add(59 * time.Second)) {
		t.Errorf("the last day is at %s", m.LastDay())
	}
	if m := waits.MarkOf(due); m.Late || !m.Due.IsZero() {
		t.Errorf("nobody is waited for: %+v", m)
	}
}
