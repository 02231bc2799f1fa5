// Package moving changes the address of an account whose owner lost the mailbox: an administrator does it, on request, having
// seen a proof (R013, R014), and « Je n'ai plus accès à cette boîte » is how it is asked for (R015).
//
// Nobody who holds one mailbox alone takes the account. The address changes when the new mailbox has confirmed and the old
// one, which is told at once, has let 48 hours pass without objecting; until then no link that opens the account is mailed to
// either. An objection undoes the change, and the account stays guarded until an administrator has looked. See
// docs/decisions/0015-change-of-address.md.
package moving

import (
	"context"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/contact"
	"preau/internal/core/history"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/jobs"
)

// The times of a change.
const (
	objectIn = 48 * time.Hour
	lapseIn  = 7 * 24 * time.Hour // not confirmed by then
)

// Desk is where « Je n'ai plus accès à cette boîte » goes: core/contact.
type Desk interface {
	ReceiveTx(ctx context.Context, tx *db.Tx, who access.Actor, lang i18n.Lang, d contact.Draft) (contact.Message, error)
	Exists(ctx context.Context, tx *db.Tx, number string) (bool, error)
}

// Options are what changing addresses needs from outside.
type Options struct {
	DB       *db.DB
	Jobs     *jobs.Queue
	Accounts *account.Service
	Mail     *notify.Service
	Desk     Desk
	Speak    func(lang i18n.Lang) *i18n.T // for what is written to the desk
	// Accepts are the domains that some place where somebody works takes, and this address is none of; empty: it may be theirs. Nil asks nobody.
	Accepts func(ctx context.Context, tx *db.Tx, accountID, address string) (string, error)
}

// Service changes addresses.
type Service struct{ o Options }

// New makes the service and declares its job.
func New(o Options) *Service {
	s := &Service{o: o}
	jobs.Handle(o.Jobs, dueKind, s.due)
	return s
}

// Move is one change of an account's address.
type Move struct {
	ID        string
	AccountID string
	State     State
	Old, New  string
	Reason    string
	Proof     string
	Message   string // number of the message that asked for it; empty: it came another way
	AskedBy   string // account
	AskedName string
	AskedAt   time.Time
	Until     time.Time // the old mailbox may object before
	LapsesAt  time.Time // the new one may confirm before
	MovedAt   time.Time // into its present state
	MovedName string    // by whom; empty: a mailbox, or the program
	Note      string    // why it ended so
	Version   int64
}

// The names of the secrets of a change's two links, made when their mails are rendered.
func confirmName(id string) string { return "account.move.confirm " + id }
func objectName(id string) string  { return "account.move.object " + id }

// move brings a change to a state, and writes the line in the account's history. Addresses stand in the change alone.
func (s *Service) move(ctx context.Context, tx *db.Tx, who access.Actor, a account.Account, m *Move, do Act, to State, note string) error {
	from := m.State
	m.State, m.MovedAt, m.MovedName, m.Note = to, tx.Now(), who.Name, note
	if err := saveMove(ctx, tx, m); err != nil {
		return err
	}
	line := history.Line{Object: history.Object{Kind: account.ObjectKind, ID: a.ID}, Act: "move_" + string(do), From: string(from), To: string(to), Data: a.Trace(who)}
	if note != "" {
		line.Data["reason"] = note
	}
	return history.Write(ctx, tx, who, line)
}
