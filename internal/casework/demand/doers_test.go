package demand_test

import (
	"fmt"
	"testing"

	"preau/internal/casework/demand"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
)

// What is not of one's side is refused by the names of the side that it is of, which the demand's page shows, too; to who must not know of the demand it
// is not there.
func TestNotOfOnesSideSaysWhose(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C012")
		n := h.sent()
		said := func(err error) string {
			h.Helper()
			e := h.refusal(apperr.Forbidden, err)
			x := e.Reasons[0]
			return x.Code + ": " + string(x.Text.Key) + " " + fmt.Sprint(x.Text.Args[1])
		}
		if got, want := said(h.s.Do(h.Context(), h.now(h.edith), n, demand.Close)), "casework.not_party: casework.why.not_party_or_moderator Awa (France services · Rennes)"; got != want {
			t.Errorf("who closes: %s, want %s", got, want)
		}
		if got, want := said(h.s.Do(h.Context(), h.now(h.awa), n, demand.Treat)), "casework.not_party: casework.why.not_party_of Caf · Rennes"; got != want {
			t.Errorf("who says treated: %s, want %s", got, want)
		}
		h.refused(apperr.NotFound, h.s.Do(h.Context(), h.now(h.erwan), n, demand.Close))
		h.refused(apperr.NotFound, h.s.Do(h.Context(), h.now(h.mona), n, demand.Close))
		h.refused(apperr.NotFound, h.s.Do(h.Context(), h.now(h.theo), n, demand.Close))
	})
}
