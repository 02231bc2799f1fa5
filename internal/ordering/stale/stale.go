// Package stale is what of an order, made and not sent yet, stands otherwise by now: what cannot be ordered any more goes back to who
// validates (R161, R221).
package stale

import (
	"context"
	"fmt"

	"preau/internal/catalog/article"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/msg"
)

// Code is the reason that something cannot be ordered any more.
const Code = ordering.CodeUnavailable

// Order is what of an order is looked at.
type Order struct {
	Org              ordering.Body
	Title            string // of the market
	Runs             bool   // the market, today
	Moved            bool   // it was made in the name of an authority that is not the establishment's any more
	Adhered, Adheres bool   // the establishment, to the market: when it was made, and now
	Lines            []Line
}

// Line is an article as it was agreed to, and how many units of it.
type Line struct {
	Article article.Article
	Units   int64
}

// Found is what stands otherwise.
type Found struct {
	Why  *apperr.Reason // it is not sent; nil: it may be. Who can lift it the caller knows
	Left bool           // its establishment adheres to the market no more, and did not when it was made: who validates decided so (R197)
	// Changed are the articles that the catalogue shows otherwise than they were agreed to: the order keeps what they were (R168).
	Changed []Change
}

// Change is an article as it was agreed to, and as it is now.
type Change struct{ Agreed, Now article.Article }

// Of is what of an order stands otherwise.
func Of(ctx context.Context, tx *db.Tx, o Order) (Found, error) {
	f := Found{Left: !o.Adhered && !o.Adheres}
	var err error
	switch {
	case o.Moved:
		f.Why = &apperr.Reason{Code: Code, Kind: apperr.Act, Text: i18n.M(msg.WhyHeadSend, "org", o.Org.Name)}
	case o.Adhered && !o.Adheres:
		f.Why = &apperr.Reason{Code: Code, Kind: apperr.Act, Text: i18n.M(msg.WhyLeftSend, "org", o.Org.Name, "market", o.Title)}
	default:
		err = f.articles(ctx, tx, o)
	}
	return f, err
}

// articles notes what became of an order's articles: what the plan would refuse to the validateur is not sent either (R161, R183).
func (f *Found) articles(ctx context.Context, tx *db.Tx, o Order) error {
	numbers := make([]int64, len(o.Lines))
	for i, l := range o.Lines {
		numbers[i] = l.Article.Number
	}
	live, err := article.Live(ctx, tx, numbers)
	if err != nil {
		return fmt.Errorf("articles of an order: %w", err)
	}
	for _, l := range o.Lines {
		now, there := live[l.Article.Number]
		switch {
		case !there || now.Closed() || !o.Runs:
			f.refuse(Unavailable(msg.WhyUnavailableSend, l.Article))
		case l.Units%max(now.Multiple, 1) != 0: // several baskets together may ask for more than one may
			f.refuse(Unavailable(msg.WhyMultipleSend, l.Article, "multiple", now.Multiple))
		case basket.Changed(l.Article, now):
			f.Changed = append(f.Changed, Change{l.Article, now})
		}
	}
	return nil
}

// refuse keeps the first reason.
func (f *Found) refuse(why apperr.Reason) {
	if f.Why == nil {
		f.Why = &why
	}
}

// Unavailable is the reason that an article cannot be ordered, in the words of where it is found out.
func Unavailable(text i18n.Key, a article.Article, more ...any) apperr.Reason {
	return apperr.Reason{Code: Code, Kind: apperr.Act, Text: i18n.M(text, append([]any{"article", a.Title, "reference", a.Reference}, more...)...)}
}
