package waits

import (
	"testing"

	"preau/internal/casework/workdays"
	"preau/internal/kit/covers"
)

// On a platform of either country a groupe keeps the holidays of the one where it works; of both, or of none yet, the platform's.
func TestCountryOfATeam(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C042")
	for _, home := range []workdays.Country{workdays.France, workdays.Belgium} {
		for l, want := range map[land]workdays.Country{
			{}:                               home,
			{all: 2}:                         workdays.France,
			{all: 2, eastern: 2}:             workdays.France,
			{all: 1, belgian: 1}:             workdays.Belgium,
			{all: 2, belgian: 1}:             home,
			{all: 2, belgian: 1, eastern: 1}: home,
		} {
			if got := l.country(home); got != want {
				t.Errorf("%+v on a platform of %s: %s, want %s", l, home, got, want)
			}
		}
	}
}
