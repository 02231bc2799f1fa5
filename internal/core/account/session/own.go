package session

import (
	"context"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// Opened is one line of « Mes appareils connectés ».
type Opened struct {
	ID        string
	Agent     string
	CreatedAt time.Time
	SeenAt    time.Time
	Remember  bool
	Current   bool
	Place     Place
}

// Place is where a session was opened, as far as it is kept: seen from where the list is looked at (C004, decision 37).
type Place string

// The places.
const (
	Unknown   Place = "unknown"
	Here      Place = "here" // from the same network
	Elsewhere Place = "elsewhere"
)

func placeOf(net, here string) Place {
	switch {
	case net == "" || here == "":
		return Unknown
	case net == here:
		return Here
	}
	return Elsewhere
}

// Sessions are the browsers that who is signed in on, the one in use first, looked at from a network.
func (s *Service) Sessions(ctx context.Context, who access.Actor, net string) ([]Opened, error) {
	if !who.SignedIn() {
		return nil, apperr.UnauthenticatedErr()
	}
	here := s.netOf(who.ID, net)
	var out []Opened
	err := s.db.View(ctx, func(tx *db.Tx) error {
		at := instant(tx, who)
		var w db.Where
		w.And("account_id = ?", who.ID)
		w.And(alive, aliveArgs(at)...)
		where, args := w.SQL(2)
		var err error
		out, err = db.All(ctx, tx, func(o *Opened) []any {
			return []any{&o.ID, &o.Agent, &o.CreatedAt, &o.SeenAt, &o.Remember, &o.Current, &o.Place}
		}, `SELECT id, agent, created_at, seen_at, remembered, id = $1, net FROM account_sessions WHERE `+where+`
			ORDER BY CASE WHEN id = $1 THEN 0 ELSE 1 END, seen_at DESC, id`, append([]any{who.Session}, args...)...)
		for i := range out {
			out[i].Place = placeOf(string(out[i].Place), here)
		}
		return err
	})
	return out, err
}

// EndSession ends one session of who; another's does not exist.
func (s *Service) EndSession(ctx context.Context, who access.Actor, sessionID string) error {
	if err := s.ownSession(ctx, who, sessionID); err != nil {
		return err
	}
	return s.end(ctx, who, "account_id = ? AND id = ?", who.ID, sessionID)
}

// EndOtherSessions ends all sessions of who but the one in use.
func (s *Service) EndOtherSessions(ctx context.Context, who access.Actor) error {
	return s.end(ctx, who, "account_id = ? AND id <> ?", who.ID, who.Session)
}

func (s *Service) ownSession(ctx context.Context, who access.Actor, sessionID string) error {
	if !who.SignedIn() {
		return apperr.UnauthenticatedErr()
	}
	return s.db.View(ctx, func(tx *db.Tx) error {
		n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM account_sessions WHERE account_id = $1 AND id = $2`, who.ID, sessionID)
		if err == nil && n == 0 {
			return apperr.NotFoundErr()
		}
		return err
	})
}

func (s *Service) end(ctx context.Context, who access.Actor, cond string, args ...any) error {
	if !who.SignedIn() {
		return apperr.UnauthenticatedErr()
	}
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		if err := End(ctx, tx, Revoked, cond, args...); err != nil {
			return err
		}
		return history.Write(ctx, tx, who, history.Line{Object: history.Object{Kind: accountKind, ID: who.ID}, Act: "end_sessions"})
	})
}

// instant is when the request reached the server, which decides what is expired; for the program's own acts, now.
func instant(tx *db.Tx, who access.Actor) time.Time {
	if who.At.IsZero() {
		return tx.Now()
	}
	return who.At
}
