package app

import (
	"context"

	"preau/internal/casework/mandate"
)

// textWay is how texts go out: the way that the program was started with, else none.
func (a *App) textWay(o Options) func(context.Context) (mandate.Way, error) {
	return func(context.Context) (mandate.Way, error) {
		if o.Texts == nil {
			return mandate.Way{}, mandate.ErrNoWay
		}
		return mandate.Way{Name: "demo", Transport: o.Texts}, nil
	}
}
