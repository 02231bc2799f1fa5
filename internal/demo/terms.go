package demo

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/terms"
)

// publish writes the general conditions, and publishes them.
func (t *teller) publish(ctx context.Context, l line) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	d, err := t.Terms.Desk(ctx, who)
	if err != nil {
		return err
	}
	if err := t.Terms.Save(ctx, who, terms.Draft{Text: t.story.texts[l.more]}, d.Draft.Version); err != nil {
		return err
	}
	_, err = t.Terms.Publish(ctx, who, d.Draft.Version+1, true)
	return err
}

// consent is all that somebody does who has just come.
func (t *teller) consent(ctx context.Context, l line) error {
	_, err := t.as(ctx, l.who)
	return err
}

// accepts answers what comes before anything else, as everybody does who is led there.
func (t *teller) accepts(ctx context.Context, key string, who access.Actor) error {
	p := t.story.person(key)
	return t.Terms.Accept(ctx, who, terms.Acceptance{
		Version: who.Bound.InForce, Read: true, Introduction: account.Introduction{FirstName: p.first, LastName: p.last, Function: p.function},
	})
}
