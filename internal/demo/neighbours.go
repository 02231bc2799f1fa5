package demo

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/needs/membership"
)

// Two hundred establishments join one group, so that lists have many pages. Their people (data/neighbours.tsv) do what
// everybody does, in the order of the file; but the mails of those who come on one day go out at once.

// neighbours lets the next so many open an account, fill their profile and ask to join.
func (t *teller) neighbours(ctx context.Context, l line) error {
	come, err := t.next(&t.come, l.more)
	if err != nil {
		return err
	}
	for _, key := range come {
		t.Clock.Advance(time.Minute)
		if err := t.signUp(ctx, line{who: key}); err != nil {
			return err
		}
	}
	if err := t.mails(ctx); err != nil {
		return err
	}
	for _, key := range come {
		if err := t.settle(ctx, line{who: key, of: l.of}); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	t.waiting = true
	return nil
}

// next are the keys of the next so many neighbours, after those that at counts.
func (t *teller) next(at *int, many string) ([]string, error) {
	n, err := strconv.Atoi(many)
	if err != nil || *at+n > len(t.story.neighbours) {
		return nil, fmt.Errorf("%s neighbours after the first %d of %d", many, *at, len(t.story.neighbours))
	}
	*at += n
	return t.story.neighbours[*at-n : *at], nil
}

// settle follows the mailed link, signs in, fills the profile and asks to join.
func (t *teller) settle(ctx context.Context, l line) error {
	t.Clock.Advance(time.Minute)
	if err := t.activate(ctx, l.who); err != nil {
		return err
	}
	if err := t.profile(ctx, l.who); err != nil {
		return err
	}
	return t.move(ctx, l, t.Needs.Join)
}

// welcome accepts all who wait.
func (t *teller) welcome(ctx context.Context, l line) error {
	return t.move(ctx, l, func(ctx context.Context, who access.Actor, group int64) error {
		d, err := t.Needs.Demands(ctx, who, group)
		if err != nil {
			return err
		}
		var refs []string
		for _, m := range d.Waiting {
			refs = append(refs, m.Org.Ref)
		}
		_, err = t.Needs.Decide(ctx, who, group, membership.Decision{Do: membership.Accept, Refs: refs})
		return err
	})
}

// gather lets the next so many go through the lots of the group, a letter for each as in sheets: "40 VV".
func (t *teller) gather(ctx context.Context, l line) error {
	many, letters, _ := strings.Cut(l.more, " ")
	who, err := t.next(&t.gathered, many)
	if err != nil {
		return err
	}
	for _, key := range who {
		if err := t.sheets(ctx, line{who: key, of: l.of, more: letters}); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	return nil
}
