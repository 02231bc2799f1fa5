package demo

import (
	"context"
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/needs/group"
	"preau/internal/needs/membership"
	"preau/internal/needs/sheet"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// create makes a group with its lots, in draft.
func (t *teller) create(ctx context.Context, l line) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	supports, err := t.Needs.Supports(ctx, who)
	if err != nil || len(supports) == 0 {
		return fmt.Errorf("supports of %s: %w", l.who, err)
	}
	g := t.story.group(l.of)
	in := group.Input{SupportID: supports[0].ID, Title: t.years.Replace(g.title), Description: t.years.Replace(g.about)}
	for text, at := range map[string]*time.Time{g.joinUntil: &in.JoinUntil, g.entryFrom: &in.EntryFrom, g.entryUntil: &in.EntryUntil} {
		if *at, err = t.moment(text); err != nil {
			return err
		}
	}
	if t.numbers[g.key], err = t.Needs.CreateGroup(ctx, who, in); err != nil {
		return err
	}
	for _, x := range g.lots {
		t.Clock.Advance(5 * time.Minute)
		who.At = t.Clock.Now()
		if _, err := t.Needs.AddLot(ctx, who, t.numbers[g.key], x.LotInput); err != nil {
			return err
		}
	}
	return nil
}

// move does an act that needs no more than the group.
func (t *teller) move(ctx context.Context, l line, act func(context.Context, access.Actor, int64) error) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	return act(ctx, who, t.numbers[l.of])
}

func (t *teller) addCoordinator(ctx context.Context, l line) error {
	return t.move(ctx, l, func(ctx context.Context, who access.Actor, group int64) error {
		return t.Needs.AddCoordinator(ctx, who, group, invited(t.story.person(l.more)))
	})
}

func (t *teller) accept(ctx context.Context, l line) error {
	return t.decide(ctx, l, membership.Decision{Do: membership.Accept}, strings.Fields(l.more)...)
}

// refuse takes somebody, and the reason's text.
func (t *teller) refuse(ctx context.Context, l line) error {
	key, reason, _ := strings.Cut(l.more, " ")
	return t.decide(ctx, l, membership.Decision{Do: membership.Refuse, Reason: t.story.texts[reason]}, key)
}

func (t *teller) decide(ctx context.Context, l line, d membership.Decision, people ...string) error {
	for _, key := range people {
		o, err := t.school(ctx, t.story.person(key).school)
		if err != nil {
			return err
		}
		d.Refs = append(d.Refs, o.Ref)
	}
	return t.move(ctx, l, func(ctx context.Context, who access.Actor, group int64) error {
		done, err := t.Needs.Decide(ctx, who, group, d)
		if err == nil && done.Done != len(people) {
			err = fmt.Errorf("decided %d of %d", done.Done, len(people))
		}
		return err
	})
}

// sheets goes through the lots of a group, a letter for each: V validates quantities, 0 that nothing is wanted, s only
// saves, r validates and reopens, a dot leaves the lot.
func (t *teller) sheets(ctx context.Context, l line) error {
	for i, letter := range l.more {
		if letter == '.' {
			continue
		}
		t.Clock.Advance(4 * time.Minute)
		who, err := t.as(ctx, l.who)
		if err != nil {
			return err
		}
		if err := t.sheet(ctx, who, l, int64(i+1), letter); err != nil {
			return fmt.Errorf("lot %d: %w", i+1, err)
		}
	}
	return nil
}

func (t *teller) sheet(ctx context.Context, who access.Actor, l line, lot int64, letter rune) error {
	group := t.numbers[l.of]
	seen, err := t.Needs.ShowNeeds(ctx, who, group)
	if err != nil {
		return err
	}
	in := sheet.Input{Quantities: t.wants(l, int(lot-1)), Version: seen.Lots[lot-1].Version}
	switch letter {
	case '0':
		return t.Needs.ValidateEmptySheet(ctx, who, group, lot, in.Version)
	case 's':
		return t.Needs.SaveSheet(ctx, who, group, lot, in)
	case 'V':
		return t.Needs.ValidateSheet(ctx, who, group, lot, in)
	case 'r':
		if err := t.Needs.ValidateSheet(ctx, who, group, lot, in); err != nil {
			return err
		}
		return t.Needs.ReopenSheet(ctx, who, group, lot, in.Version+1)
	}
	return fmt.Errorf("letter %q", letter)
}

// wants is what somebody's establishment wants of a lot: what is usual for its size, more or less, and nothing of every
// sixth line. It is the same at each telling.
func (t *teller) wants(l line, i int) sheet.Quantities {
	lot := t.story.group(l.of).lots[i]
	size := t.story.person(l.who).size
	out := sheet.Quantities{}
	for j, usual := range lot.usual {
		h := fnv.New32a()
		fmt.Fprint(h, l.who, l.of, i, j)
		draw := int64(h.Sum32() >> 8)
		if j > 0 && draw%6 == 0 {
			continue
		}
		q := usual * 1000 * size * (80 + draw%41) / 1000 // in thousandths
		out[int64(j+1)] = rounded(q, lot.Lines[j].Decimals)
	}
	return out
}

// rounded leaves so many digits after the comma; never nothing.
func rounded(q int64, decimals int) int64 {
	step := [...]int64{1000, 100, 10, 1}[decimals]
	if q > 50_000 && decimals == 0 {
		step = 5000 // nobody orders 137 of anything
	}
	return max(q/step*step, step)
}
