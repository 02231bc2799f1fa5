// Package home reads what a person's home page shows: what waits for them, what they wait for, and what they did.
package home

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/history"
	"preau/internal/core/inbox"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
)

// historyRead is how many lines are read to show a few: lines that say the same, or nothing here, are left out.
const historyRead = 30

// Own is one person's home page.
type Own struct {
	Me      account.Account // names and contact data alone
	Waiting []inbox.Item
	Awaited []inbox.Item
	Lines   []history.Line
	Refused bool // « adresse refusée »
}

// Service reads home pages.
type Service struct {
	db    *db.DB
	inbox *inbox.Inbox
}

// New makes the service.
func New(d *db.DB, b *inbox.Inbox) *Service { return &Service{db: d, inbox: b} }

// Own is the home page of who, in one snapshot.
func (s *Service) Own(ctx context.Context, who access.Actor) (Own, error) {
	var o Own
	err := s.db.View(ctx, func(tx *db.Tx) error {
		var err error
		if o.Me, err = account.ProfileOf(ctx, tx, who.ID); err != nil {
			return err
		}
		if o.Waiting, err = s.inbox.Waiting(ctx, tx, who); err != nil {
			return err
		}
		if o.Awaited, err = s.inbox.Awaited(ctx, tx, who); err != nil {
			return err
		}
		if o.Refused, err = notify.AddressRefused(ctx, tx, who.Address); err != nil {
			return err
		}
		o.Lines, err = history.By(ctx, tx, who.ID, historyRead)
		return err
	})
	return o, err
}
