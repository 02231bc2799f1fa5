package app_test

import (
	"strings"
	"testing"

	"preau/internal/core/access"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/ordering"
)

// Who confirms reads whom it waits for: themselves, or nobody, where that is so (R216).
func TestConfirmedForWhom(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R216", "R198", "R130")
		c := inhabited(t, e).chain()
		school := access.Place{Kind: access.Organisation, ID: c.ids["Collège Membre"]}
		confirm := func(n string) string {
			t.Helper()
			if n != "9" {
				c.fill("1")
			}
			warns := c.in["dora"].Get("/paniers/" + n + "/confirmer").WantSound()
			return warns.Text() + "\n---\n" + warns.Press("Confirmer le panier").WantPath("/paniers/"+n).WantSound().Text()
		}
		wants := func(what, got string, words ...string) {
			t.Helper()
			got = strings.NewReplacer("’", "'", "\u00a0", " ").Replace(got)
			for _, w := range words {
				if no, not := strings.CutPrefix(w, "!"); not == strings.Contains(got, no) {
					t.Errorf("%s: %q\n%s", what, w, got)
				}
			}
		}
		dora := c.one(`SELECT id FROM account_accounts WHERE email = 'demandeur@preau.test'`)
		c.ok(c.d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := access.Give(t.Context(), tx, access.ByProgram("Préau", tx.Now()), access.Gift{AccountID: dora, Role: ordering.Validator, Place: school})
			return err
		}))
		c.run(`UPDATE access_grants SET taken_at = 1, ends_at = 1 WHERE role = 'ordering.validator' AND account_id = (SELECT id FROM account_accounts WHERE user_name = $1)`, userOf(unconfirmed))
		wants("by oneself", confirm("9"), "à vous de le valider", "!le validateur est prévenu", "!le manager")

		c.run(`INSERT INTO ordering_duties (org_id, strict, set_by, set_name, set_at, version) VALUES ((SELECT id FROM org_organisations WHERE name = 'P.O. des Écoles'), TRUE, '', '', 1, 1)`)
		wants("by oneself under strict duties", confirm("10"), "Personne d'autre que vous ne peut encore valider ici", "Personne ne peut le valider pour l'instant", "!le validateur est prévenu", "!chez Dora")
		if m := c.mailTo("manager@preau.test"); !says(m, "Dora Demandeur a confirmé un panier", "en est le seul validateur") {
			t.Errorf("the manager reads %s: %s", m.Subject, m.Text)
		}

		// A second validateur who never signed in is not left out of what the manager reads.
		c.run(`UPDATE access_grants SET taken_at = NULL, ends_at = NULL WHERE role = 'ordering.validator' AND account_id = (SELECT id FROM account_accounts WHERE user_name = $1)`, userOf(unconfirmed))
		c.run(`UPDATE account_accounts SET state = 'invited', first_signed_in_at = NULL WHERE user_name = $1`, userOf(unconfirmed))
		wants("by oneself, and somebody who never signed in", confirm("11"), "Personne d'autre que vous ne peut encore valider ici")
		other := c.one(`SELECT display_name FROM account_accounts WHERE user_name = $1`, userOf(unconfirmed))
		if m := c.mailTo("manager@preau.test"); !says(m, other+" peut le faire, mais aucun mail ne lui parvient") || says(m, "le seul validateur") {
			t.Errorf("the manager reads %s: %s", m.Subject, m.Text)
		}

		c.run(`UPDATE access_grants SET taken_at = 1, ends_at = 1 WHERE role = 'ordering.validator' AND place_id = $1`, c.ids["Collège Membre"])
		wants("by nobody", confirm("12"), "Personne ne valide encore", "Personne ne peut le valider pour l'instant", "!le validateur est prévenu")
	})
}
