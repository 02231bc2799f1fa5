// Package signlog writes a line of the program's log for each try to sign in, whatever the way and the outcome, so that the operator can
// raise an alarm and look back (ASVS 16.3.1). A line names an account by its number, and holds nothing that was typed: a password may stand
// in the field of the name.
package signlog

import (
	"context"
	"errors"
	"log/slog"

	"preau/internal/kit/apperr"
	"preau/internal/kit/id"
)

// Way is how somebody tries to be known.
type Way string

// The ways.
const (
	Password     Way = "password"
	Temporary    Way = "temporary" // a password that somebody else made; it opens no session
	Link         Way = "link"
	Passkey      Way = "passkey"
	Provider     Way = "provider"
	Activation   Way = "activation"
	Invitation   Way = "invitation"
	Reset        Way = "reset"        // a new password by a mailed link; it opens no session
	Confirmation Way = "confirmation" // again in a session, by password, passkey or provider
	Token        Way = "token"        // of the API; only those that do not count are told, each use has its request's line
)

// Outcome is what came of it.
type Outcome string

// The outcomes.
const (
	OK      Outcome = "ok"
	Failed  Outcome = "failed"  // wrong, unknown, or of another browser
	Limited Outcome = "limited" // too many failures: also the right password does not count
	Refused Outcome = "refused" // right, and the account may not: its reason's code stands beside
	Late    Outcome = "late"    // a link or a challenge that serves no more
	Down    Outcome = "down"    // what it needs does not answer
	Broken  Outcome = "broken"  // a fault of the program's own
)

// Try is one try. What becomes known of it on the way is noted in it.
type Try struct {
	Way     Way
	Account int64 // its number; 0: nobody knows whose
	Limited bool  // the answer does not say it
}

// Log writes the lines. The zero Log writes none.
type Log struct{ log *slog.Logger }

// New makes one.
func New(log *slog.Logger) Log { return Log{log} }

// Tried tells what came of a try.
func (l Log) Tried(ctx context.Context, t Try, err error) {
	outcome, reason := of(t, err)
	if outcome != "" {
		l.write(ctx, "sign-in", slog.String("way", string(t.Way)), slog.String("outcome", string(outcome)), slog.String("reason", reason), slog.Int64("account", t.Account))
	}
}

// SignedOut tells that somebody did.
func (l Log) SignedOut(ctx context.Context, account int64) {
	l.write(ctx, "sign-out", slog.Int64("account", account))
}

func (l Log) write(ctx context.Context, what string, attrs ...slog.Attr) {
	if l.log == nil {
		return
	}
	l.log.LogAttrs(context.WithoutCancel(ctx), slog.LevelInfo, what, append(attrs, slog.String("request_id", id.Request(ctx)))...)
}

// of is what an error says of a try; "" for a client that left before its answer.
func of(t Try, err error) (Outcome, string) {
	e, refused := apperr.As(err)
	switch {
	case err == nil:
		return OK, ""
	case errors.Is(err, context.Canceled):
		return "", ""
	case !refused:
		return Broken, ""
	case t.Limited:
		return Limited, ""
	}
	return outcomes[e.Kind], code(e)
}

var outcomes = map[apperr.Kind]Outcome{
	apperr.Internal: Broken, apperr.Invalid: Failed, apperr.Unauthenticated: Failed, apperr.Forbidden: Refused, apperr.NotFound: Failed,
	apperr.Conflict: Late, apperr.TooMany: Limited, apperr.Unavailable: Down,
}

func code(e *apperr.Error) string {
	if len(e.Reasons) == 0 {
		return ""
	}
	return e.Reasons[0].Code
}
