package notify

import (
	"context"
	"errors"
	"maps"
	"slices"

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
	Address string   // that its mail went to
	Off     bool     // this kind, or all mails, are off already
	Kinds   []string // of a digest's link: those that come once a day
}

// StopLink reads an unsubscribe link. NotFound: there is none, its mail left the log, or its kind is always sent now.
func (s *Service) StopLink(ctx context.Context, secret string) (StopLink, error) {
	var l StopLink
	err := s.db.View(ctx, func(tx *db.Tx) error {
		o, err := s.stopping(ctx, tx, secret)
		if err != nil {
			return err
		}
		chosen, err := choicesOf(ctx, tx, o.To.AccountID)
		l = StopLink{Kind: o.Kind, Address: o.To.Address, Off: chosen[AllKinds] == Never || chosen[o.Kind] == Never}
		if o.Kind == DigestKind {
			l.Kinds = s.dailyOf(chosen)
			l.Off = l.Off || len(l.Kinds) == 0
		}
		return err
	})
	return l, err
}

// Stop switches off the kind that an unsubscribe link is for, or, by a digest's, all that come once a day. Whoever holds the secret read the person's mail, so acts as
// this person, signed in or not. Doing it again changes nothing.
func (s *Service) Stop(ctx context.Context, who access.Actor, secret string) error {
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		o, err := s.stopping(ctx, tx, secret)
		if err != nil {
			return err
		}
		owner := access.Actor{ID: o.To.AccountID, Name: o.To.Name, At: who.At}
		return s.stop(ctx, tx, owner, actStop, o.Kind)
	})
}

func (s *Service) stop(ctx context.Context, tx *db.Tx, owner access.Actor, act, kind string) error {
	wish := map[string]How{kind: Never}
	if kind == DigestKind {
		chosen, err := choicesOf(ctx, tx, owner.ID)
		if err != nil {
			return err
		}
		wish = map[string]How{}
		for _, daily := range s.dailyOf(chosen) {
			wish[daily] = Never
		}
	}
	return s.choose(ctx, tx, owner, act, wish)
}

// dailyOf are the kinds that a person chose to get once a day, by name.
func (s *Service) dailyOf(chosen map[string]How) []string {
	var out []string
	for _, kind := range slices.Sorted(maps.Keys(chosen)) {
		if chosen[kind] == Daily && s.mayChoose(kind) == nil {
			out = append(out, kind)
		}
	}
	return out
}

// canStop says whether mails of a kind stop when their reader says so.
func (s *Service) canStop(kind string) bool { return kind == DigestKind || s.mayChoose(kind) == nil }

func (s *Service) stopping(ctx context.Context, tx *db.Tx, secret string) (outgoing, error) {
	o, err := mailByStop(ctx, tx, HashSecret(secret))
	if errors.Is(err, db.ErrNone) {
		return o, apperr.NotFoundErr()
	}
	if err == nil && !s.canStop(o.Kind) {
		return o, apperr.NotFoundErr()
	}
	return o, err
}
