package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"preau/internal/casework/canned"
	"preau/internal/casework/demand"
	"preau/internal/casework/draft"
	"preau/internal/casework/listing"
	"preau/internal/casework/procedure"
	"preau/internal/casework/team"
	"preau/internal/core/access"
)

// demand writes a demand, and sends it but for a draft: "groupe,groupe|prénom|nom|naissance|description|urgence"; a description alone, without
// groupes, stays a draft. The structure holds the mandate.
func (t *teller) demand(ctx context.Context, l line) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	teams, err := t.Casework.Drafts.Begins(ctx, who)
	if err != nil || len(teams) == 0 {
		return errNobody
	}
	n, err := t.Casework.Drafts.Begin(ctx, who, teams[0].Number)
	if err != nil {
		return err
	}
	w, err := t.Casework.Drafts.Writing(ctx, who, n)
	if err != nil {
		return err
	}
	of := strings.Split(l.more, "|")
	in := draft.Input{
		Words:     demand.Words{Title: l.of, Text: of[4], UrgentWhy: of[5], Identity: demand.Identity{First: of[1], Last: of[2], Born: of[3]}},
		Territory: w.Territories[0].Number, Urgent: of[5] != "", MandateOn: t.Clock.Now().AddDate(0, 0, -1).Format(time.DateOnly), Known: true,
	}
	for _, y := range w.Territories {
		if y.ID == w.TerritoryID {
			in.Territory = y.Number
		}
	}
	for _, x := range w.Teams {
		if slices.Contains(strings.Split(of[0], ","), x.Title()) {
			in.Teams = append(in.Teams, x.Number)
		}
	}
	for _, c := range w.Colleagues {
		in.Colleagues = append(in.Colleagues, c.AccountID)
	}
	in.Confirmed = t.Casework.Drafts.Found(in)
	if who, err = t.as(ctx, l.who); err != nil { // each act is another form
		return err
	}
	if of[0] == "" {
		return t.Casework.Drafts.Save(ctx, who, n, w.Demand.Version, in)
	}
	return t.Casework.Drafts.Send(ctx, who, n, w.Demand.Version, in)
}

// demandOf is the number of the demand of a title.
func (t *teller) demandOf(ctx context.Context, who access.Actor, title string) (string, error) {
	for _, list := range []listing.List{listing.Mine, listing.ToDo, listing.TreatedOnes, listing.ClosedOnes} {
		p, err := t.Casework.Lists.List(ctx, who, listing.Filter{List: list, Page: 1, Size: 100})
		if err != nil {
			return "", err
		}
		for _, r := range p.Rows {
			if r.Title == title {
				return r.Number, nil
			}
		}
	}
	return "", fmt.Errorf("no demand %q", title)
}

// say writes into the demand of a title; what begins with "!" is between operators.
func (t *teller) say(ctx context.Context, l line) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	n, err := t.demandOf(ctx, who, l.of)
	if err != nil {
		return err
	}
	text, inner := strings.CutPrefix(l.more, "!")
	return t.Casework.Demands.Say(ctx, who, n, demand.Saying{Text: text, Between: inner})
}

// moveDemand does an act on the demand of a title, as its button says it.
func (t *teller) moveDemand(ctx context.Context, l line) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	n, err := t.demandOf(ctx, who, l.of)
	if err != nil {
		return err
	}
	do := map[string]demand.Act{"take": demand.TakeUp, "treat": demand.Treat, "close": demand.Close, "leave": demand.Leave}[l.more]
	return t.Casework.Demands.Do(ctx, who, n, do)
}

// canned keeps a canned answer of the teams that somebody answers for.
func (t *teller) canned(ctx context.Context, l line) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	all, err := t.Casework.Own(ctx, who)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(x team.Team) bool { return who.Holds(team.Officer, x.Place()) })
	if i < 0 {
		return errNobody
	}
	return t.Casework.Answers.Save(ctx, who, all[i].Number, 0, canned.Answer{Title: l.of, Text: l.more})
}

// pointOut names a standard procedure in the demand of a title: "what it is for|link".
func (t *teller) pointOut(ctx context.Context, l line) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	n, err := t.demandOf(ctx, who, l.of)
	if err != nil {
		return err
	}
	title, link, _ := strings.Cut(l.more, "|")
	return t.Casework.Demands.PointOut(ctx, who, n, procedure.Procedure{Title: title, Link: link}, "Une procédure standard existe : "+title+"\n"+link)
}
