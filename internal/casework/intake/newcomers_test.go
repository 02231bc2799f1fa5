package intake_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/core/imports"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// Who comes into a team by a sheet is told to those who are there: by one mail, whatever the sheet's lines are; where there is nobody, and no
// other administrator than who sent the sheet, to the modérateurs.
func TestNewcomersOfASheetAreTold(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		covers.Statement(h.T, "C010")
		theo := h.person("Théo", "theo@preau.test")
		h.tx(func(tx *db.Tx) error {
			_, err := access.Give(h.Context(), tx, access.ByProgram("test", tx.Now()), access.Gift{AccountID: theo, Role: team.Moderator, Place: access.Everywhere})
			return err
		})
		h.filled()
		if _, ok := h.told()["theo@preau.test"]; ok {
			h.Error("told while the sheet may go on")
		}
		h.d.Clock.Advance(11 * time.Minute)
		said := h.told()["theo@preau.test"]
		for _, want := range []string{"Édith Le Goff", "Awa Diop", "Référent opérateur", "Inès a donné 2 rôles dans le groupe Caf"} {
			if !strings.Contains(said, want) {
				h.Errorf("the modérateur does not read %q:\n%s", want, said)
			}
		}
		h.tx(func(tx *db.Tx) error {
			_, err := tx.Exec(h.Context(), `UPDATE account_accounts SET state = 'active'`)
			return err
		})
		h.written("personnes", "Organisme;Groupe;Prénom;Nom;Adresse mail;Rôles\n"+
			"Caf d'Ille-et-Vilaine;Rennes;Noé;Un;un@caf.test;aidant\nCaf d'Ille-et-Vilaine;Rennes;Léa;Deux;deux@caf.test;référent\nFrance services;Redon;Ana;Trois;trois@fs.test;aidant\n")
		h.d.Clock.Advance(11 * time.Minute)
		told := h.told()
		if _, ok := told["theo@preau.test"]; ok || len(told) != 2 {
			h.Errorf("told: %v", told)
		}
		if said := told["edith@caf.test"]; strings.Count(said, "De nouvelles personnes") != 1 || !strings.Contains(said, "Noé Un") || !strings.Contains(said, "Léa Deux") || strings.Contains(said, "Ana Trois") {
			h.Errorf("the référent reads %s", said)
		}
		if said := told["mona@preau.test"]; !strings.Contains(said, "Une nouvelle personne") || !strings.Contains(said, "Ana Trois") {
			h.Errorf("the responsable reads %s", said)
		}
	})
}

// Of whom a role was given by hand the team was told at once: the mail on a sheet of the same minutes does not say it again, nor that who sent the sheet gave
// themself a role in it.
func TestNewcomersAreToldOnce(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		covers.Statement(h.T, "C010")
		h.filled()
		h.tx(func(tx *db.Tx) error {
			_, err := tx.Exec(h.Context(), `UPDATE account_accounts SET state = 'active'`)
			if err == nil {
				_, err = tx.Exec(h.Context(), `UPDATE account_accounts SET email = 'ines@caf.test', email_fold = 'ines@caf.test' WHERE id = $1`, h.ines.ID)
			}
			return err
		})
		h.d.Clock.Advance(11 * time.Minute)
		h.told()
		h.written("personnes", "Organisme;Groupe;Prénom;Nom;Adresse mail;Rôles\nCaf d'Ille-et-Vilaine;Rennes;Noé;Un;un@caf.test;aidant\nCaf d'Ille-et-Vilaine;Rennes;Inès;Admin;ines@caf.test;aidant\n")
		h.d.Clock.Advance(time.Minute)
		n, err := strconv.ParseInt(h.value(`SELECT t.number || '' FROM casework_teams t JOIN casework_agencies a ON a.id = t.agency_id WHERE a.name LIKE 'Caf%' AND t.name = 'Rennes'`), 10, 64)
		h.ok(err)
		h.ok(h.teams.AddMember(h.Context(), h.as(), n, team.Helper, team.Person{Address: "deux@caf.test", FirstName: "Léa", LastName: "Deux"}))
		if said := h.told()["edith@caf.test"]; strings.Count(said, "Léa Deux") == 0 {
			h.Errorf("by hand, the référent reads %s", said)
		}
		h.d.Clock.Advance(11 * time.Minute)
		if said := h.told()["edith@caf.test"]; !strings.Contains(said, "Noé Un") || strings.Contains(said, "Léa Deux") || !strings.Contains(said, "Une nouvelle personne") {
			h.Errorf("of the sheet, the référent reads %s", said)
		}
	})
}

// Who is no administrator any more when their sheet's turn comes writes nothing.
func TestSheetOfWhoIsNoAdministratorAnyMore(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		covers.Statement(h.T, "C011")
		themes := func() string { return h.value(`SELECT count(*) || '' FROM casework_themes`) }
		n := h.sent("themes", sheets[2].content)
		before := themes()
		h.ok(h.s.Apply(h.Context(), h.as(), imports.Place{}, n, h.show(n, "").Version))
		h.tx(func(tx *db.Tx) error {
			_, err := access.TakeBack(h.Context(), tx, access.ByProgram("test", tx.Now()), h.ines.ID, access.Admin, access.Everywhere)
			return err
		})
		h.drain()
		if got := themes(); got != before {
			h.Errorf("%s themes, %s before", got, before)
		}
	})
}

// told runs what is due, and gives what went out meanwhile by address.
func (h *house) told() map[string]string {
	h.Helper()
	h.drain()
	out := map[string]string{}
	for _, m := range h.mails.Sent()[h.seen:] {
		out[m.To] += m.Subject + "\n" + strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(m.Text) + "\n"
	}
	h.seen = len(h.mails.Sent())
	return out
}
