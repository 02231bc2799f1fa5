package casework_test

import (
	"strings"
	"testing"

	"preau/internal/casework/team"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// The domains of an organisme hold for who works there, whatever address their account is to move to.
func TestDomainsHoldForNewAddresses(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h, "C006")
		h.exec(`UPDATE casework_agencies SET domains = 'caf.fr caf.test' WHERE name = $1`, "Caf")
		for _, x := range []struct{ who, address, want string }{
			{h.edith.ID, "edith@boite.test", "caf.fr, caf.test"}, {h.edith.ID, "edith@CAF.fr", ""}, {h.edith.ID, "edith@x.caf.fr", "caf.fr, caf.test"}, {h.awa.ID, "awa@boite.test", ""},
		} {
			h.tx(func(tx *db.Tx) error {
				got, err := team.Foreign(h.Context(), tx, x.who, x.address)
				if got != x.want {
					h.Errorf("%s: %q, want %q", x.address, got, x.want)
				}
				return err
			})
		}
		_, o, _, err := h.Thing(h.Context(), h.now(h.ines), team.Agencies, h.agency("Caf"))
		h.ok(err)
		var out []string
		for _, x := range o.Outsiders {
			out = append(out, x.Name+" "+x.Address+" "+x.Team.Name)
		}
		if got := strings.Join(out, "; "); got != "Édith edith@preau.test Rennes" {
			h.Errorf("outside are %q", got)
		}
		h.loses(h.edith, team.Officer, h.place(1))
		h.tx(func(tx *db.Tx) error {
			got, err := team.Foreign(h.Context(), tx, h.edith.ID, "edith@boite.test")
			if got != "" {
				h.Errorf("who left is held to %q", got)
			}
			return err
		})
	})
}
