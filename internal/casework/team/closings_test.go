package team_test

import (
	"testing"

	"preau/internal/casework/msg"
	"preau/internal/casework/team"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/i18n"
)

// An organisme that is closed for more than three months on end, in one line or in several, would be late with nothing: it is to be closed itself (C042).
func TestClosingDaysHaveABound(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C042")
	for _, x := range []struct {
		typed string
		want  i18n.Key
	}{
		{"24/12/2026 - 31/12/2026\n07/05/2027", ""},
		{"01/07/2027 - 30/09/2027", ""},
		{"01/07/2027 - 01/10/2027", msg.FaultLongClosing},
		{"24/12/2026 - 31/12/2099", msg.FaultLongClosing},
		{"01/10/2027 - 31/12/2027\n01/07/2027 - 30/09/2027", msg.FaultLongClosing}, // one after the other
		{"01/07/2027 - 30/09/2027\n05/07/2027\n02/10/2027 - 31/12/2027", ""},       // a day between
		{"demain", msg.FaultClosings},
	} {
		_, err := team.AgencyInput{Name: "Caf", FirstDays: 3, FollowDays: 15, Closings: x.typed}.Read()
		var got i18n.Key
		if e, ok := apperr.As(err); ok {
			got = e.Fields[0].Msg.Key
		}
		if got != x.want {
			t.Errorf("%q: %q, want %q", x.typed, got, x.want)
		}
	}
}
