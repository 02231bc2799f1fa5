package moving

import (
	"testing"
	"time"

	"preau/internal/core/account"
	"preau/internal/kit/apperr"
)

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
