package notify

import (
	"context"
	"time"

	"preau/internal/kit/db"
)

// ending is how a try ended, beyond the act.
type ending struct {
	detail    string // the server's words, or the fault
	address   bool   // it was refused because of the address
	soon      bool   // the wait before the next try was already made
	uncounted bool   // no dialogue was begun: the try is counted now
}

// move does one act of the program, with the next try's job, or what has to follow when there is none. A mail that somebody else moved meanwhile is left as it is.
func (s *Service) move(ctx context.Context, tx *db.Tx, o outgoing, do Act, e ending) error {
	next, err := o.moved(do, e, tx.Now())
	if err != nil {
		return err
	}
	saved, err := saveMail(ctx, tx, o, next)
	switch {
	case err != nil || !saved:
		return err
	case do == Refuse || do == GiveUp || do == Bounce:
		return s.tellLost(ctx, tx, next.Entry)
	case do == Accept:
		return s.tellSent(ctx, tx, next.Entry)
	case next.DueAt.IsZero():
		return nil
	}
	if told, declared := s.unheard[o.Kind]; declared && do == Lose {
		if err := told(ctx, tx, next.Entry); err != nil {
			return err
		}
	}
	return s.schedule(ctx, tx, next)
}

// tellLost tells whom it concerns that a mail is lost; of a digest, that each mail in it is.
func (s *Service) tellLost(ctx context.Context, tx *db.Tx, e Entry) error {
	if e.Kind == DigestKind {
		return s.partsLost(ctx, tx, e.ID)
	}
	told, declared := s.lost[e.Kind]
	if !declared {
		return nil
	}
	return told(ctx, tx, e)
}

// tellSent tells whom it concerns that a mail is on its way.
func (s *Service) tellSent(ctx context.Context, tx *db.Tx, e Entry) error {
	if told, declared := s.sent[e.Kind]; declared {
		return told(ctx, tx, e)
	}
	return nil
}

// moved is the mail after an act: pure, so that the whole of it can be read here.
func (o outgoing) moved(do Act, e ending, now time.Time) (outgoing, error) {
	to, err := moves.Next(do, o.State, by{Program}, o)
	if err != nil {
		return o, err
	}
	o.State, o.Detail, o.AddressRefused, o.DueAt = to, e.detail, e.address, time.Time{}
	if e.uncounted {
		o.Tries++
	}
	switch do {
	case Accept:
		o.SettledAt, o.data = now, nil
	case Refuse, GiveUp:
		o.SettledAt = now
	case Bounce:
		o.BouncedAt, o.data = now, nil
		o.settle(now)
	case Confirm:
		o.DeliveredAt, o.data = now, nil
		o.settle(now)
	case Complain:
		o.ComplainedAt, o.data = now, nil
		o.settle(now)
	case PutOff:
		o.DueAt = now.Add(backoff(o.round(), o.ID))
	case Lose:
		o.cuts++
		o.Repeated, o.DueAt = true, now.Add(cutBackoff(o.cuts, o.ID))
	case Claim, Retry, Dismiss, Gather, Withhold:
	}
	if e.soon && !o.DueAt.IsZero() {
		o.DueAt = now
	}
	return o, nil
}

// settle notes when it ended, if nothing had before.
func (o *outgoing) settle(now time.Time) {
	if o.SettledAt.IsZero() {
		o.SettledAt = now
	}
}
