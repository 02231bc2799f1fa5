package mandate_test

import (
	"testing"

	"preau/internal/casework/mandate"
	"preau/internal/casework/mandate/msg"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
)

// Mobiles of both countries are read in their usual spellings, wherever the operator is; what may be a line of the country at home is never taken for a
// mobile of the other.
func TestNumbersOfBothCountries(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "C062")
		for _, x := range []struct {
			home      registers.Country
			typed, to string // empty: refused
		}{
			{registers.France, "0475 12 34 56", "+32475123456"},
			{registers.France, "0486/12.34.56", "+32486123456"},
			{registers.France, "+32 475 22 34 56", "+32475223456"},
			{registers.France, "0032 475 32 34 56", "+32475323456"},
			{registers.France, "04 75 42 34 56", ""}, // Valence
			{registers.France, "0475423456", ""},
			{registers.France, "07 12 34 56 78", "+33712345678"},
			{registers.Belgium, "06 22 34 56 78", "+33622345678"},
			{registers.Belgium, "0622345679", "+33622345679"},
			{registers.Belgium, "07.22.34.56.78", "+33722345678"},
			{registers.Belgium, "0475/52.34.56", "+32475523456"},
			{registers.Belgium, "0475623456", "+32475623456"},
			{registers.Belgium, "02 345 67 89", ""},
			{registers.Belgium, "02 99 12 34 56", ""},
		} {
			h.home = x.home
			n := h.draft()
			err := h.s.Ask(h.Context(), h.now(h.awa), n, x.typed)
			if x.to == "" {
				if e, ok := apperr.As(err); !ok || e.Kind != apperr.Invalid || e.Fields[0].Name != mandate.FieldPhone {
					h.Errorf("%s in %v: %v", x.typed, x.home, err)
				}
				continue
			}
			h.ok(err)
			h.work()
			if to := h.texts.got[len(h.texts.got)-1].To; to != x.to {
				h.Errorf("%s in %v went to %s, want %s", x.typed, x.home, to, x.to)
			}
		}
		h.home = registers.France
		h.refused(apperr.Invalid, h.s.Ask(h.Context(), h.now(h.awa), h.draft(), "04 75 42 34 56"), mandate.FieldPhone, msg.FaultMobile)
	})
}
