package mandateweb

import (
	"testing"
	"time"

	"preau/internal/casework/mandate"
	"preau/internal/kit/covers"
)

// That the person said no is told above the thread until a mandate is given that they did not end: whatever was given before, cancelled, has expired, or
// was a mistake (C062).
func TestSaidNo(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C062")
	given, before := mandate.Entry{Now: mandate.Given}, mandate.Entry{Now: mandate.Given, Before: true}
	no, revoked := mandate.Entry{Now: mandate.Refused}, mandate.Entry{Now: mandate.Revoked}
	stranger := no
	stranger.MistakenAt = time.Unix(1, 0)
	for _, x := range []struct {
		name string
		all  []mandate.Entry
		want bool
	}{
		{"none", nil, false},
		{"given", []mandate.Entry{given}, false},
		{"refused", []mandate.Entry{no}, true},
		{"revoked, and asked anew", []mandate.Entry{{Now: mandate.Asked}, revoked}, true},
		{"refused, a paper from before", []mandate.Entry{no, before}, true},
		{"given since", []mandate.Entry{given, no, before}, false},
		{"a stranger's no", []mandate.Entry{stranger, {Now: mandate.Expired}}, false},
		{"cancelled", []mandate.Entry{{Now: mandate.Cancelled}}, false},
	} {
		if got := saidNo(x.all); got != x.want {
			t.Errorf("%s: %v", x.name, got)
		}
	}
}
