package demo

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"preau/internal/catalog/asked"
	"preau/internal/core/access"
)

// wish has somebody ask for an article that the catalogue lacks: "reference|brand|how many a year|why".
func (t *teller) wish(ctx context.Context, l line) error {
	parts := strings.Split(l.more, "|")
	if len(parts) != wishParts {
		return fmt.Errorf("%d parts of a wish", len(parts))
	}
	n, err := strconv.ParseInt(parts[2], 10, 64)
	if err != nil {
		return err
	}
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	_, err = t.Asked.Ask(ctx, again(who), asked.Draft{Title: l.of, Reference: parts[0], Brand: parts[1], Need: asked.Need{Quantity: n, Reason: parts[3]}})
	return err
}

const wishParts = 4

// second has somebody need what another asked for.
func (t *teller) second(ctx context.Context, l line) error {
	who, r, err := t.wished(ctx, l)
	if err != nil {
		return err
	}
	return t.Asked.Vote(ctx, again(who), r.Number, asked.Need{})
}

// study has the purchasing body look for what was asked for.
func (t *teller) study(ctx context.Context, l line) error {
	who, r, err := t.wished(ctx, l)
	if err != nil {
		return err
	}
	return t.Asked.Study(ctx, again(who), r.Number, asked.Decision{Version: r.Version})
}

// decline has the purchasing body say why it does not add it.
func (t *teller) decline(ctx context.Context, l line) error {
	who, r, err := t.wished(ctx, l)
	if err != nil {
		return err
	}
	return t.Asked.Refuse(ctx, again(who), r.Number, asked.Decision{Answer: l.more, Version: r.Version})
}

// wished is the request of a name.
func (t *teller) wished(ctx context.Context, l line) (access.Actor, asked.Request, error) {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return who, asked.Request{}, err
	}
	all, err := t.Asked.List(ctx, who, asked.Filter{Text: l.of, Page: 1, Size: 1})
	if err == nil && len(all.Rows) == 0 {
		err = fmt.Errorf("nobody asked for %s", l.of)
	}
	if err != nil {
		return who, asked.Request{}, err
	}
	return who, all.Rows[0].Request, nil
}
