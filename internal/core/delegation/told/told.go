// Package told is what is told of a change of accesses: before it is done to who does it, and in the history once it is.
package told

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/delegation/msg"
	"preau/internal/core/history"
	"preau/internal/core/org"
	"preau/internal/core/registers"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// What the history calls a place and an account.
const (
	ObjectPlace   = "access.place" // with its id
	ObjectAccount = account.ObjectKind
)

// Trace is one line of the history, told of the place and of the person (R136).
type Trace struct {
	Act           string
	Role          access.RoleKey
	From, To      time.Time
	Before, After []string // what it was and is limited to, in words
}

// Write writes a line twice: where the place's people read it, and where the person concerned does.
func Write(ctx context.Context, tx *db.Tx, who access.Actor, o org.Organisation, a account.Account, t Trace) error {
	data := map[string]string{
		"account": strconv.FormatInt(a.Number, 10), "name": a.DisplayName(), "role": string(t.Role), "place": o.Name, "ref": o.Ref,
		"before": strings.Join(t.Before, ", "), "after": strings.Join(t.After, ", "),
	}
	for name, at := range map[string]time.Time{"from": t.From, "to": t.To} {
		if !at.IsZero() {
			data[name] = strconv.FormatInt(at.UnixMicro(), 10)
		}
	}
	for _, object := range []history.Object{{Kind: ObjectPlace, ID: o.ID}, {Kind: ObjectAccount, ID: a.ID}} {
		if err := history.Write(ctx, tx, who, history.Line{Object: object, Act: t.Act, Data: data}); err != nil {
			return err
		}
	}
	return nil
}

// linesRead is how many lines are read for those of the roles that the reader sees.
const linesRead = 200

// Lines are the newest lines about a place that tell of roles that the reader sees: of all its people, or of the account of a number.
func Lines(ctx context.Context, tx *db.Tx, placeID, account string, seen access.Roles, most int) ([]history.Line, error) {
	read := history.Like
	if account != "" {
		read = func(ctx context.Context, tx *db.Tx, o history.Object, act string, limit int) ([]history.Line, error) {
			return history.Naming(ctx, tx, o, act, "account", account, limit)
		}
	}
	lines, err := read(ctx, tx, history.Object{Kind: ObjectPlace, ID: placeID}, "access.", linesRead)
	lines = slices.DeleteFunc(lines, func(l history.Line) bool {
		_, ok := seen.ByKey(access.RoleKey(l.Data["role"]))
		return !ok
	})
	return lines[:min(len(lines), most)], err
}

// Others says whether an address belongs to somebody of another name than the one that was typed with it, in whatever order. Who has told
// the platform no name yet is nobody else.
func Others(a account.Account, typed string) bool {
	words := func(name string) []string {
		return slices.Sorted(slices.Values(strings.Fields(registers.Fold(name))))
	}
	own := words(a.FirstName + " " + a.LastName)
	return len(own) > 0 && !slices.Equal(own, words(typed))
}

// Theirs says so before they get anything: by name to who sees them there already.
func Theirs(a account.Account, seen bool) i18n.Msg {
	if seen {
		return i18n.M(msg.ThenTheirs, "name", a.DisplayName())
	}
	return i18n.M(msg.ThenSomebodys)
}

// Days says on what days a role will count that somebody holds on others; last is the last of them.
func Days(name string, role access.Role, from, last, now time.Time) i18n.Msg {
	text := msg.ThenDays
	switch soon := from.After(now); {
	case soon && last.IsZero():
		text = msg.ThenDaysFrom
	case !soon && last.IsZero():
		text = msg.ThenDaysAlways
	case !soon:
		text = msg.ThenDaysUntil
	}
	return i18n.M(text, "name", name, "role", role.Label, "from", i18n.Day(from), "to", i18n.Day(last))
}

// LastInstant is the last instant before an end, by which its day is named.
func LastInstant(end time.Time) time.Time {
	if end.IsZero() {
		return end
	}
	return end.Add(-time.Microsecond)
}
