package app

import (
	"context"

	"preau/internal/core/account/session"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/metrics"
	"preau/internal/kit/web"
)

// watch is whoever counts requests: nobody, when there are no metrics.
func (o Options) watch() web.Watch {
	if o.Metrics == nil {
		return nil
	}
	return o.Metrics
}

// count is told what becomes of mails.
func (o Options) count() func(string) {
	if o.Metrics == nil {
		return nil
	}
	return o.Metrics.Mail
}

// measure has the queue counted, and what stands in the database told at each scrape.
func (a *App) measure(o Options) {
	if o.Metrics == nil {
		return
	}
	a.Queue.Watch(o.Metrics.Job)
	o.Metrics.Ask(a.ready.ask)
	o.Metrics.Take(func(ctx context.Context) (metrics.Stock, error) { return a.stock(ctx, o.Clock) })
}

func (a *App) stock(ctx context.Context, c clock.Clock) (metrics.Stock, error) {
	s := metrics.Stock{Mails: map[string]int64{}}
	err := a.db.View(ctx, func(tx *db.Tx) error {
		counts, err := a.Queue.Counts(ctx, tx)
		if err != nil {
			return err
		}
		for _, k := range counts {
			s.Jobs = append(s.Jobs, metrics.Jobs{Kind: k.Kind, State: k.State, N: k.N, Oldest: max(0, c.Now().Sub(k.Oldest))})
		}
		mails, err := a.Notify.Stock(ctx, tx)
		if err != nil {
			return err
		}
		for state, n := range mails {
			s.Mails[string(state)] = n
		}
		s.Sessions, err = session.CountOpen(ctx, tx)
		return err
	})
	return s, err
}
