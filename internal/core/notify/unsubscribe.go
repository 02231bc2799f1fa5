package notify

import (
	"context"
	"errors"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// StopPath begins the path of a mail's unsubscribe link; its secret follows. The page there shows what would be switched
// off (StopLink) and its POST, which mail programs send by themselves (RFC 8058), does it (Stop).
const StopPath = "/mails/arreter/"

// StopLink is what an unsubscribe link is for.
type StopLink struct {
	Kind    string
	Address string // that its mail went to
	Off     bool   // this kind, or all mails, are off already
}

// StopLink reads an unsubscribe link. NotFound: there is none, its mail left the log, or its kind is always sent now.
func (s *Service) StopLink(ctx context.Context, secret string) (StopLink, error) {
	var l StopLink
	err := s.db.View(ctx, func(tx *db.Tx) error {
		o, err := s.stopping(ctx, tx, secret)
		if err != nil {
			return err
		}
		off, err := choicesOf(ctx, tx, o.To.AccountID)
		l = StopLink{Kind: o.Kind, Address: o.To.Address, Off: off[AllKinds] || off[o.Kind]}
		return err
	})
	return l, err
}

// Stop switches off the kind that an unsubscribe link is for. Whoever holds the secret read the person's mail, so acts as
// this person, signed in or not. Doing it again changes nothing.
func (s *Service) Stop(ctx context.Context, who access.Actor, secret string) error {
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		o, err := s.stopping(ctx, tx, secret)
		if err != nil {
			return err
		}
		owner := access.Actor{ID: o.To.AccountID, Name: o.To.Name, At: who.At}
		return s.choose(ctx, tx, owner, actStop, map[string]bool{o.Kind: true})
	})
}

func (s *Service) stopping(ctx context.Context, tx *db.Tx, secret string) (outgoing, error) {
	o, err := mailByStop(ctx, tx, HashSecret(secret))
	if errors.Is(err, db.ErrNone) {
		return o, apperr.NotFoundErr()
	}
	if err == nil && s.mayChoose(o.Kind) != nil {
		return o, apperr.NotFoundErr()
	}
	return o, err
}
