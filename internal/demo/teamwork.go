package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"preau/internal/casework/absence"
	"preau/internal/casework/survey"
	"preau/internal/core/access"
)

// surveyed answers the survey of a demand that was just closed: "yes 4 5 5", in the order of its questions.
func (t *teller) surveyed(ctx context.Context, l line) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	n, err := t.demandOf(ctx, who, l.of)
	if err != nil {
		return err
	}
	ticket, offered, err := t.Casework.Survey.Offer(ctx, who, n)
	if err != nil || !offered {
		return fmt.Errorf("no survey of %s: %w", n, err)
	}
	given := map[survey.Question]string{}
	for i, a := range strings.Fields(l.more) {
		given[survey.Questions()[i]] = a
	}
	return t.Casework.Survey.Answer(ctx, ticket, given)
}

// teamOf is the number of the team of a name, among one's own.
func (t *teller) teamOf(ctx context.Context, who access.Actor, name string) (int64, error) {
	all, err := t.Casework.Own(ctx, who)
	if err != nil {
		return 0, err
	}
	for _, x := range all {
		if x.Title() == name {
			return x.Number, nil
		}
	}
	return 0, errNobody
}

// absent announces an absence in a team: "from to deputy", the days counted from today's.
func (t *teller) absent(ctx context.Context, l line) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	n, err := t.teamOf(ctx, who, l.of)
	if err != nil {
		return err
	}
	of := strings.SplitN(l.more, " ", 3)
	day := func(s string) string {
		at, _ := t.at(0, "12:00")
		var days int
		_, _ = fmt.Sscan(s, &days) // the story's own
		return at.AddDate(0, 0, days).Format(time.DateOnly)
	}
	v, err := t.Casework.Absences.Show(ctx, who, n)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(v.Deputies, func(x access.Holder) bool { return x.Name == of[2] })
	if i < 0 {
		return errNobody
	}
	return t.Casework.Absences.Begin(ctx, who, n, absence.Input{From: day(of[0]), To: day(of[1]), Deputy: v.Deputies[i].AccountID})
}

// inherit takes over the open demands of a team that one has joined.
func (t *teller) inherit(ctx context.Context, l line) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	n, err := t.teamOf(ctx, who, l.of)
	if err != nil {
		return err
	}
	return t.Casework.Handovers.Accept(ctx, who, n)
}
