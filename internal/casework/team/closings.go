package team

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"preau/internal/casework/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// Closing is days on which an organisme is closed, the last included, as 2026-12-24.
type Closing struct{ From, To string }

// mostClosings bounds what is typed of closing days.
const mostClosings = 100

// longestClosing is for how many days on end an organisme may be closed: while it is, it is late with nothing (C042).
const longestClosing = 92

var typedDay = regexp.MustCompile(`\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}`)

// ReadClosings reads closing days, a day or a span a line: « 24/12/2026 », « du 24/12/2026 au 31/12/2026 ». It says which line
// cannot be read.
func ReadClosings(text string) (out []Closing, bad string) {
	seen := map[string]bool{}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		days := typedDay.FindAllString(line, 3)
		if len(days) == 0 || len(days) > 2 {
			return nil, line
		}
		c := Closing{readDay(days[0]), readDay(days[len(days)-1])}
		if c.From == "" || c.To < c.From || seen[c.From] {
			return nil, line
		}
		seen[c.From] = true
		out = append(out, c)
	}
	return out, ""
}

// readDay gives a day as 2026-12-24; empty for what is none.
func readDay(s string) string {
	for _, layout := range []string{time.DateOnly, "2/1/2006", "2.1.2006", "2-1-2006"} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() >= 2000 {
			return t.Format(time.DateOnly)
		}
	}
	return ""
}

// ClosingsText is closing days as one types them.
func ClosingsText(all []Closing) string {
	var lines []string
	for _, c := range all {
		if c.From == c.To {
			lines = append(lines, typed(c.From))
		} else {
			lines = append(lines, typed(c.From)+" - "+typed(c.To))
		}
	}
	return strings.Join(lines, "\n")
}

func typed(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.Format("02/01/2006")
}

// closings checks what was typed of closing days.
func (in AgencyInput) closings(f *apperr.Faults) []Closing {
	all, bad := ReadClosings(in.Closings)
	long, tooLong := longClosing(all)
	switch {
	case bad != "":
		f.Add(FieldClosings, msg.FaultClosings, "line", bad)
	case len(all) > mostClosings:
		f.Add(FieldClosings, msg.FaultManyClosings, "max", mostClosings)
	case tooLong:
		f.Add(FieldClosings, msg.FaultLongClosing, "line", ClosingsText([]Closing{long}), "max", longestClosing)
	}
	return all
}

// longClosing is the first span, of those that follow each other without a day between taken together, that is too long; false where there is none.
func longClosing(all []Closing) (Closing, bool) {
	all = slices.SortedFunc(slices.Values(all), func(a, b Closing) int { return strings.Compare(a.From, b.From) })
	var run Closing
	for _, c := range all {
		if run.To == "" || c.From > after(run.To, 1) {
			run = c
		}
		if run.To = max(run.To, c.To); run.To >= after(run.From, longestClosing) {
			return run, true
		}
	}
	return run, false
}

// after is the day so many days after another, both as 2026-12-24.
func after(day string, n int) string {
	t, _ := time.Parse(time.DateOnly, day) // it was read
	return t.AddDate(0, 0, n).Format(time.DateOnly)
}

func closingsOf(ctx context.Context, tx *db.Tx, agencyID string) ([]Closing, error) {
	out, err := db.All(ctx, tx, func(c *Closing) []any { return []any{&c.From, &c.To} },
		`SELECT from_day, to_day FROM casework_agency_closings WHERE agency_id = $1 ORDER BY from_day`, agencyID)
	if err != nil {
		return nil, fmt.Errorf("closing days: %w", err)
	}
	return out, nil
}

// saveClosings writes anew on which days an organisme is closed.
func saveClosings(ctx context.Context, tx *db.Tx, a Agency) error {
	if _, err := tx.Exec(ctx, `DELETE FROM casework_agency_closings WHERE agency_id = $1`, a.ID); err != nil {
		return fmt.Errorf("closing days: %w", err)
	}
	if len(a.Closings) == 0 {
		return nil
	}
	rows := db.NewRows(`INSERT INTO casework_agency_closings (agency_id, from_day, to_day) VALUES `, 3)
	for _, c := range a.Closings {
		rows.Add(a.ID, c.From, c.To)
	}
	return rows.Write(ctx, tx)
}
