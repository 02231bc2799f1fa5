package app

import (
	"context"

	"preau/internal/casework/mandate"
	"preau/internal/kit/sms"
)

// textWay is how texts go out: the way that the program was started with, else none.
func (a *App) textWay(o Options) func(context.Context) (mandate.Way, error) {
	return func(context.Context) (mandate.Way, error) {
		if o.Texts == nil {
			return mandate.Way{}, mandate.ErrNoWay
		}
		return mandate.Way{Name: wayGiven, Transport: o.Texts}, nil
	}
}

// wayGiven is the way that the program was started with.
const wayGiven = "given"

// TakeText takes what came by the way that the program was started with: the demonstration's telephones.
func (a *App) TakeText(ctx context.Context, e sms.Event) error {
	return a.Casework.Mandates.Take(ctx, wayGiven, e)
}
