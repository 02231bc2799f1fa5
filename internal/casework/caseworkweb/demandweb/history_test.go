package demandweb

import (
	"testing"

	"preau/internal/kit/covers"
)

// What is done with a mandate stands in the history of its demand, downloads of the sheet and of the proof among it.
func TestMandatesAreInTheHistory(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C027", "C063")
	for _, act := range []string{"ask", "give", "authorise", "answer", "deny", "withdraw", "resend", "download", "prove"} {
		if others["casework.mandate."+act] == "" {
			t.Errorf("%s is not told", act)
		}
	}
}
