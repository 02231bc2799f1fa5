package delegation

import (
	"context"
	"strconv"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/history"
	"preau/internal/kit/db"
)

// What the history calls a place and an account, and how its acts of this room begin.
const (
	ObjectPlace   = "access.place" // with its id
	ObjectAccount = account.ObjectKind
	actPrefix     = "access."
)

// The acts of the history.
const (
	DidGive    = "access.give"
	DidEnd     = "access.end"    // at once, or on a day to come
	DidKeep    = "access.keep"   // its planned end was taken away
	DidLimit   = "access.limits" // what it is limited to changed
	DidLeave   = "access.leave"  // of the place: all that was theirs there ends
	DidRemind  = "access.remind"
	DidResend  = "access.resend"
	DidCorrect = "access.correct"
)

// trace is one line of the history, told of the place and of the person (R136).
type trace struct {
	act           string
	role          access.RoleKey
	from, to      time.Time
	before, after []string // what it was and is limited to, in words
}

// write writes a line twice: where the place's people read it, and where the person concerned does.
func write(ctx context.Context, tx *db.Tx, who access.Actor, p place, a account.Account, t trace) error {
	data := map[string]string{
		"account": strconv.FormatInt(a.Number, 10), "name": a.DisplayName(), "role": string(t.role), "place": p.Name, "ref": p.Ref,
		"before": strings.Join(t.before, ", "), "after": strings.Join(t.after, ", "),
	}
	for name, at := range map[string]time.Time{"from": t.from, "to": t.to} {
		if !at.IsZero() {
			data[name] = strconv.FormatInt(at.UnixMicro(), 10)
		}
	}
	for _, o := range []history.Object{{Kind: ObjectPlace, ID: p.ID}, {Kind: ObjectAccount, ID: a.ID}} {
		if err := history.Write(ctx, tx, who, history.Line{Object: o, Act: t.act, Data: data}); err != nil {
			return err
		}
	}
	return nil
}

// When is an instant that a line of the history keeps; zero: none.
func When(l history.Line, name string) time.Time {
	micros, err := strconv.ParseInt(l.Data[name], 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}

// Path is the page of a place.
func Path(ref string) string { return "/acces/" + ref }

// PersonPath is the page of somebody at a place.
func PersonPath(ref string, number int64) string {
	return Path(ref) + "/personnes/" + strconv.FormatInt(number, 10)
}
