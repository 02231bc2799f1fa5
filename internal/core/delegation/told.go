package delegation

import (
	"strconv"
	"time"

	"preau/internal/core/delegation/told"
	"preau/internal/core/history"
)

// What the history calls a place and an account, and how its acts of this room begin.
const (
	ObjectPlace   = told.ObjectPlace // with its id
	ObjectAccount = told.ObjectAccount
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
