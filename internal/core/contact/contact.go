// Package contact is « Nous contacter »: at the foot of every page, signed in or out, people write to the operator.
//
// A message gets a number (2026-000012) and carries what the helpdesk would ask first: the page, the roles, the code of the
// reason that was shown, the words that were searched for. It is kept, mailed to the operator and acknowledged to its
// sender, then received → answered → closed. Without an operator's address it is kept and listed all the same.
package contact

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/instance"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
)

// DeskPath is where the desk finds messages; a message's number follows.
const DeskPath = "/administration/messages"

// Sender queues mails: core/notify.
type Sender interface {
	Send(ctx context.Context, tx *db.Tx, m notify.Mail) error
}

// Options are what the service needs from outside.
type Options struct {
	DB   *db.DB
	Mail Sender
	// Desk are the roles, held on the whole platform, whose holders read and answer messages; the administrators when empty.
	Desk []access.RoleKey
	// ServiceOf says to which service a page belongs, empty for none; nil: to none.
	ServiceOf func(page string) instance.ServiceKey
}

// Service receives messages and lets the desk answer them.
type Service struct{ o Options }

// New makes the service.
func New(o Options) *Service {
	if len(o.Desk) == 0 {
		o.Desk = []access.RoleKey{access.Admin}
	}
	if o.ServiceOf == nil {
		o.ServiceOf = func(string) instance.ServiceKey { return "" }
	}
	return &Service{o: o}
}

// Allow says whether the actor is of the desk: who is not is told that there is nothing.
func (s *Service) Allow(who access.Actor) error { return refuse(s.relations(who), who) }
