package moving

import (
	"testing"
	"time"

	"preau/internal/core/account"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
)

// The old mailbox objects for 48 hours, and not an instant longer, though the change was not completed yet (R015).
func TestObjectionComesInTime(t *testing.T) {
	covers.Statement(t, "R015")
	until := time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)
	for _, at := range []State{Asked, Confirmed} {
		m := matter{Account: account.Account{State: account.Active}, move: Move{State: at, Until: until}, at: until.Add(-time.Millisecond)}
		if to, err := next(Object, m, OldMailbox); err != nil || to != Objected {
			t.Errorf("in time while it is %s: %s, %v", at, to, err)
		}
		m.at = until
		_, err := next(Object, m, OldMailbox)
		if e, ok := apperr.As(err); !ok || len(e.Reasons) != 1 || e.Reasons[0].Code != "account.move_late" {
			t.Errorf("too late while it is %s: %v", at, err)
		}
	}
}

// An objection that reached the server in time, and waited while the change was completed, is told that it comes too late.
func TestObjectionThatWaitedWhileItWasDone(t *testing.T) {
	until := time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)
	m := matter{Account: account.Account{State: account.Active}, move: Move{State: Done, Until: until}, at: until.Add(-time.Millisecond)}
	_, err := next(Object, m, OldMailbox)
	e, ok := apperr.As(err)
	if !ok || len(e.Reasons) != 1 || e.Reasons[0].Code != "account.move_late" || !e.Reasons[0].Since.Equal(until) {
		t.Errorf("told %v", err)
	}
}
