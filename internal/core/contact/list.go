package contact

import (
	"context"
	"fmt"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/contact/msg"
	"preau/internal/core/inbox"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Filter chooses what the desk's list shows.
type Filter struct {
	State State // empty: all
	Page  int   // from 1
	Size  int
}

// List is one numbered page of messages, the newest first.
type List struct {
	Messages []Message
	Total    int
	Page     int // within Pages, whatever was asked
	Pages    int // at least 1
	Size     int
}

const (
	usualSize = 20
	mostSize  = 100
)

// List is what the desk has received.
func (s *Service) List(ctx context.Context, who access.Actor, f Filter) (List, error) {
	if err := s.Allow(who); err != nil {
		return List{}, err
	}
	var l List
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		l, err = list(ctx, tx, f)
		return err
	})
	return l, err
}

func list(ctx context.Context, tx *db.Tx, f Filter) (List, error) {
	where, args := f.where().SQL(1)
	total, err := db.Value[int](ctx, tx, `SELECT count(*) FROM contact_messages WHERE `+where, args...)
	if err != nil {
		return List{}, fmt.Errorf("messages: %w", err)
	}
	l := List{Total: total, Size: f.Size}
	if l.Size < 1 || l.Size > mostSize {
		l.Size = usualSize
	}
	l.Pages = max(1, (total+l.Size-1)/l.Size)
	l.Page = min(max(1, f.Page), l.Pages)
	n := len(args)
	rows, err := db.All(ctx, tx, intoMessage, `SELECT `+columns+` FROM contact_messages WHERE `+where+
		fmt.Sprintf(` ORDER BY number DESC LIMIT $%d OFFSET $%d`, n+1, n+2), append(args, l.Size, (l.Page-1)*l.Size)...)
	if err != nil {
		return List{}, fmt.Errorf("messages: %w", err)
	}
	for _, r := range rows {
		l.Messages = append(l.Messages, r.message())
	}
	return l, nil
}

func (f Filter) where() *db.Where {
	var w db.Where
	if f.State != "" {
		w.And("state = ?", f.State)
	}
	return &w
}

// waiting is what the desk has to do, in the list and in « Ce qui vous attend » alike.
func waiting() Filter { return Filter{State: Received, Size: 1} }

// Waiting is one line for all messages that wait, since the oldest of them.
func (s *Service) Waiting(who access.Actor, _ time.Time) []inbox.Query {
	if s.Allow(who) != nil {
		return nil
	}
	return []inbox.Query{{
		N: "count(*)", Since: "min(received_at)", From: "contact_messages", Where: *waiting().where(),
		Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{
				Title: i18n.M(msg.WaitTitle, "n", r.N), Act: i18n.M(msg.WaitAct),
				Path: DeskPath + "?etat=" + Received.Slug(), Since: r.Since, Count: r.N,
			}
		},
	}}
}
