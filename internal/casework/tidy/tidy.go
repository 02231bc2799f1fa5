// Package tidy is what the program sets right about demands by itself: files that no message took are let go of, drafts from before drafts were
// found by what they say are made found, demands from before years of birth met are made to meet, and marks of tickets that ended go.
package tidy

import (
	"context"
	"time"

	"preau/internal/casework/demand"
	"preau/internal/casework/draft"
	"preau/internal/casework/survey"
	"preau/internal/kit/jobs"
)

const (
	jobFiles   = "casework.files"
	jobDrafts  = "casework.drafts"
	jobTickets = "casework.tickets"
	jobYears   = "casework.years"
	every      = time.Hour
	atOnce     = 100
)

// New declares the jobs.
func New(q *jobs.Queue, demands *demand.Service, drafts *draft.Service, tickets *survey.Service, years *Years) {
	q.Every(jobFiles, every, untilDone(demands.DropWaiting))
	q.Every(jobDrafts, every, untilDone(drafts.IndexDrafts))
	q.Every(jobYears, every, untilDone(years.Fill))
	q.Every(jobTickets, every, untilDone(tickets.DropSpent))
}

// untilDone does something with a few rows at a time, until there are none.
func untilDone(do func(ctx context.Context, most int) (int, error)) func(context.Context, time.Time) error {
	return func(ctx context.Context, _ time.Time) error {
		for {
			n, err := do(ctx, atOnce)
			if err != nil || n < atOnce {
				return err
			}
		}
	}
}
