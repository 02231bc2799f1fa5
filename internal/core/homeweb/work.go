package homeweb

import (
	"slices"
	"time"

	"preau/internal/core/homeweb/msg"
	"preau/internal/core/inbox"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web/ui"
)

const (
	datesShown = 5
	sinceDays  = 30 // longer ago, the date says more than the number of days
)

// isLate compares to the second, as the rules do: at the deadline itself one is still in time.
func isLate(i inbox.Item, now time.Time) bool {
	return !i.Due.IsZero() && now.Truncate(time.Second).After(i.Due)
}

// waiting are the lines of « Ce qui vous attend »: the first, the most urgent, has the coloured button.
func (p ownPage) waiting() ui.Work {
	out := make(ui.Work, len(p.Waiting))
	for n, i := range p.Waiting {
		out[n] = p.line(i)
		if i.Act.Key != "" {
			b := ui.Button{Label: p.T.M(i.Act), About: p.T.M(i.Detail), Href: i.Path, Small: true}
			if n == 0 {
				b.Look = ui.Main
			}
			out[n].Acts = ui.Parts{b}
		}
	}
	return out
}

// awaited are the lines of « Ce que vous attendez ».
func (p ownPage) awaited() ui.Work {
	out := make(ui.Work, len(p.Awaited))
	for n, i := range p.Awaited {
		out[n] = p.line(i)
	}
	return out
}

func (p ownPage) line(i inbox.Item) ui.WorkLine {
	return ui.WorkLine{
		Mark: markOf(i.Service), Title: p.T.M(i.Title), Href: i.Path, Line: p.T.M(i.Detail),
		Due: when(p.T, i, p.Now), Soon: i.Urgent(p.Now),
	}
}

// when says until when, or since when: « encore 14 jours », « en retard de 2 jours », « depuis hier ».
func when(t *i18n.T, i inbox.Item, now time.Time) string {
	switch {
	case isLate(i, now):
		return t.S(msg.DueLate, "n", t.DaysLeft(i.Due, now))
	case !i.Due.IsZero() && t.DaysLeft(now, i.Due) == 0:
		return t.S(msg.DueToday, "time", t.Clock(i.Due))
	case !i.Due.IsZero():
		return t.S(msg.DueIn, "n", t.DaysLeft(now, i.Due))
	case i.Since.IsZero():
		return ""
	case t.DaysLeft(i.Since, now) > sinceDays:
		return t.S(msg.SinceDate, "date", t.Date(i.Since))
	}
	return t.S(msg.SinceDays, "n", t.DaysLeft(i.Since, now))
}

// dates are the next dates, those of what waits and of what is awaited; what is late is said above already.
func (p ownPage) dates() []ui.DateLine {
	var due []inbox.Item
	for _, i := range slices.Concat(p.Waiting, p.Awaited) {
		if !i.Due.IsZero() && !isLate(i, p.Now) {
			due = append(due, i)
		}
	}
	slices.SortStableFunc(due, func(a, b inbox.Item) int { return a.Due.Compare(b.Due) })
	out := make([]ui.DateLine, min(len(due), datesShown))
	for n := range out {
		i := due[n]
		out[n] = ui.DateLine{
			At: i.Due, Title: p.T.M(i.Title), Href: i.Path,
			Note: p.T.S(msg.DateNote, "time", p.T.Clock(i.Due), "zone", p.T.ZoneName(), "detail", i.Detail),
		}
	}
	return out
}
