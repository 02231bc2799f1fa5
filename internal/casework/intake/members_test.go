package intake_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"preau/internal/casework/intake"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/core/imports"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
)

const memberTitles = "Prénom;Nom;Adresse mail;Rôles\n"

// groupe is a team of the house, by its organisme's first letters.
func (h *house) groupe(agency string) (imports.Place, int64) {
	h.Helper()
	at := imports.Place{Of: intake.Of, ID: h.value(`SELECT t.id FROM casework_teams t JOIN casework_agencies a ON a.id = t.agency_id WHERE a.name LIKE $1`, agency+"%")}
	n, err := strconv.ParseInt(h.value(`SELECT number || '' FROM casework_teams WHERE id = $1`, at.ID), 10, 64)
	h.ok(err)
	return at, n
}

// by is somebody making another request.
func (h *house) by(address string) access.Actor {
	h.Helper()
	was := h.ines
	h.ines = access.Actor{ID: h.value(`SELECT id FROM account_accounts WHERE email = $1`, address), Name: address}
	out := h.as()
	h.ines = was
	return out
}

// leads is a filled house whose people have opened their accounts: Mona leads the groupe of France services, Édith that of the Caf.
func (h *house) leads() *house {
	h.Helper()
	h.filled()
	h.tx(func(tx *db.Tx) error {
		_, err := tx.Exec(h.Context(), `UPDATE account_accounts SET state = 'active'`)
		return err
	})
	h.d.Clock.Advance(11 * time.Minute)
	h.told()
	return h
}

func (h *house) begins(who access.Actor, at imports.Place, content string) (int64, error) {
	h.Helper()
	who = h.fresh(who)
	f, err := h.files.Stage(h.Context(), who, imports.PlaceSheets, id.New()+".csv", strings.NewReader(content))
	h.ok(err)
	n, err := h.s.Start(h.Context(), who, at, "personnes", f.ID)
	h.drain()
	return n, err
}

func (h *house) look(who access.Actor, at imports.Place, n int64) imports.Record {
	h.Helper()
	r, err := h.s.Show(h.Context(), who, at, n, imports.Faults, 1, 100)
	h.ok(err)
	return r
}

func (h *house) roles(address string) string {
	h.Helper()
	return h.value(`SELECT count(*) || '' FROM access_grants g JOIN account_accounts a ON a.id = g.account_id WHERE a.email = $1 AND g.taken_at IS NULL`, address)
}

// A responsable has the people of their own groupe come in by a sheet: nothing is written before they say so; then accounts, roles, history and mails are
// those of their single invitation, and who is there hears of the newcomers by one mail.
func TestResponsableImportsTheirGroupe(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		covers.Statement(h.T, "C006", "C010")
		h.leads()
		at, _ := h.groupe("Caf")
		edith := h.by("edith@caf.test")
		n, err := h.begins(edith, at, memberTitles+"Noé;Un;un@caf.test;aidant\nLéa;Deux;deux@cnaf.test;référent et responsable\nÉdith;Le Goff;edith@caf.test;référent\n")
		h.ok(err)
		r := h.look(edith, at, n)
		if r.State != imports.Ready || r.New != 2 || r.Same != 1 || r.Refused != 0 {
			h.Fatalf("%s %+v\n%s", r.State, r.Counts, h.said(r))
		}
		if got := h.value(`SELECT count(*) || '' FROM account_accounts WHERE email LIKE '%un@caf.test' OR email LIKE 'deux@%'`); got != "0" || len(h.told()) != 0 {
			h.Errorf("a dry run made %s accounts, or mailed", got)
		}
		h.ok(h.s.Apply(h.Context(), h.by("edith@caf.test"), at, n, r.Version))
		h.drain()
		if r = h.look(edith, at, n); r.State != imports.Done || r.Written != 2 {
			h.Errorf("%s %+v\n%s", r.State, r.Counts, h.said(r))
		}
		if a, b := h.roles("un@caf.test"), h.roles("deux@cnaf.test"); a != "1" || b != "2" {
			h.Errorf("%s and %s roles", a, b)
		}
		if got := h.value(`SELECT count(*) || '' FROM history_lines WHERE act = 'casework.member.give by a sheet' AND account_id = $1`, edith.ID); got != "3" {
			h.Errorf("%s lines of history by her", got)
		}
		h.d.Clock.Advance(11 * time.Minute)
		if said := h.told()["ines@preau.test"]; !strings.Contains(said, "edith@caf.test a donné 3 rôles") || !strings.Contains(said, "Noé Un") || !strings.Contains(said, "Léa Deux") {
			h.Errorf("who is there hears %s", said)
		}
		n, err = h.begins(edith, at, memberTitles+"Noé;Un;un@caf.test;aidant\n;;deux@cnaf.test;responsable, référent\n")
		h.ok(err)
		if r = h.look(edith, at, n); r.State != imports.Done || r.Same != 2 {
			h.Errorf("again: %s %+v\n%s", r.State, r.Counts, h.said(r))
		}
	})
}

// What the single invitation would refuse is refused line by line, and so is a line about another groupe; the dry run does not tell which addresses have
// an account.
func TestMembersRefused(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		covers.Statement(h.T, "C006")
		h.leads()
		h.tx(func(tx *db.Tx) error {
			_, err := tx.Exec(h.Context(), `UPDATE account_accounts SET email = 'mona@caf.test', email_fold = 'mona@caf.test' WHERE email = 'mona@preau.test'`)
			return err
		})
		at, _ := h.groupe("Caf")
		edith := h.by("edith@caf.test")
		n, err := h.begins(edith, at, "Organisme;Groupe;Prénom;Nom;Adresse mail;Rôles\n"+
			"France services;Redon;A;B;a@caf.test;aidant\nCaf d'Ille-et-Vilaine;Redon;A;B;b@caf.test;aidant\n;;A;B;c@ailleurs.test;aidant\n;;A;B;d@caf.test;Modérateur\n;;;B;e@caf.test;aidant\n"+
			";;;;mona@caf.test;aidant\ncaf d'ille-et-vilaine;RENNES;Noé;Un;un@caf.test;aidant\n;;Mona;;mona@caf.test;aidant\n;;Mo;Na;f@caf.test;\n")
		h.ok(err)
		r := h.look(edith, at, n)
		want := "2 Organisme: Cette ligne est pour un autre groupe. Vous n'importez ici que les personnes de « Caf d'Ille-et-Vilaine · Rennes ».\n" +
			"3 Groupe: Cette ligne est pour un autre groupe. Vous n'importez ici que les personnes de « Caf d'Ille-et-Vilaine · Rennes ».\n" +
			"4 Adresse mail: Cet organisme n'accepte que les adresses de : caf.test, cnaf.test.\n5 Rôles: « Modérateur » n'est pas un rôle d'un groupe. Sont possibles : Aidant, Référent opérateur et Responsable de groupe.\n" +
			"6 Prénom: Indiquez le prénom et le nom.\n7 Prénom: Indiquez le prénom et le nom.\n7 Nom: Indiquez le prénom et le nom.\n"
		if got := h.said(r); !strings.HasPrefix(got, want) || r.New != 1 {
			h.Errorf("%d new\n%s\nwant\n%s", r.New, got, want)
		}
		h.ok(h.s.Apply(h.Context(), h.by("edith@caf.test"), at, n, r.Version))
		h.drain()
		other, _ := h.groupe("France")
		if got := h.value(`SELECT count(*) || '' FROM access_grants g WHERE g.given_by = $1 AND g.place_id = $2`, edith.ID, other.ID); got != "0" || h.roles("un@caf.test") != "1" {
			h.Errorf("%s roles in another groupe, %s in theirs", got, h.roles("un@caf.test"))
		}
		var long strings.Builder
		long.WriteString(memberTitles)
		for i := range 501 {
			long.WriteString("A;B;p" + strconv.Itoa(i) + "@caf.test;aidant\n")
		}
		n, err = h.begins(edith, at, long.String())
		h.ok(err)
		if r := h.look(edith, at, n); r.State != imports.Refused || !strings.Contains(h.said(r), "500") {
			h.Errorf("501 lines: %s %s", r.State, h.said(r))
		}
	})
}

// The sheets of a groupe are its responsables' and the administrators': to the responsable of another they are not there; who is no responsable any more,
// whether they still work in the groupe or not, reads so, and nothing is written for them.
func TestSheetsOfAGroupe(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		covers.Statement(h.T, "C006", "C010")
		h.leads()
		at, number := h.groupe("Caf")
		other, _ := h.groupe("France")
		n, err := h.begins(h.by("edith@caf.test"), at, memberTitles+"Noé;Un;un@caf.test;aidant\n")
		h.ok(err)
		version := h.look(h.by("edith@caf.test"), at, n).Version
		refused := func(what string, who access.Actor, at imports.Place, want apperr.Kind, code string) {
			h.Helper()
			_, shown := h.s.Show(h.Context(), who, at, n, "", 1, 20)
			applied := h.s.Apply(h.Context(), h.fresh(who), at, n, version)
			_, begun := h.begins(h.fresh(who), at, memberTitles+"Noé;Un;un@caf.test;référent\n")
			for _, err := range []error{shown, applied, begun} {
				e, _ := apperr.As(err)
				if apperr.KindOf(err) != want || code != "" && (len(e.Reasons) == 0 || e.Reasons[0].Code != code) {
					h.Errorf("%s: %v", what, err)
				}
			}
		}
		refused("the responsable of another groupe", h.by("mona@preau.test"), at, apperr.NotFound, "")
		refused("an aidant of another groupe", h.by("awa@fs.test"), at, apperr.NotFound, "")
		if _, err := h.s.Show(h.Context(), h.by("mona@preau.test"), other, n, "", 1, 20); !apperr.Is(err, apperr.NotFound) {
			h.Errorf("at another place: %v", err)
		}
		if _, err := h.s.Show(h.Context(), h.as(), imports.Place{}, n, "", 1, 20); !apperr.Is(err, apperr.NotFound) {
			h.Errorf("among the platform's: %v", err)
		}
		if r := h.look(h.as(), at, n); r.State != imports.Ready {
			h.Errorf("an administrator sees %s", r.State)
		}
		h.ok(h.s.Apply(h.Context(), h.by("edith@caf.test"), at, n, version)) // the writing waits for its job
		edith := h.value(`SELECT id FROM account_accounts WHERE email = 'edith@caf.test'`)
		h.ok(h.teams.EndMember(h.Context(), h.as(), number, edith, team.Lead))
		h.drain()
		if r := h.look(h.as(), at, n); r.State != imports.Stopped || h.value(`SELECT count(*) || '' FROM account_accounts WHERE email = 'un@caf.test'`) != "0" {
			h.Errorf("for who is no responsable any more: %s %+v", r.State, r.Counts)
		}
		refused("who is a référent alone by now", h.by("edith@caf.test"), at, apperr.Forbidden, team.WhyNotLead.Code)
		h.ok(h.teams.EndMember(h.Context(), h.as(), number, edith, team.Officer))
		refused("who is nobody there by now", h.by("edith@caf.test"), at, apperr.Forbidden, team.WhyNotLead.Code)
		h.d.Clock.Advance(imports.KeptFor + time.Hour)
		refused("who was somebody there once", h.by("edith@caf.test"), at, apperr.NotFound, "")
	})
}

// While a groupe is closed its sheets are seen and none is written, for the reason that the form gives.
func TestSheetOfAClosedGroupe(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		covers.Statement(h.T, "C006")
		h.leads()
		at, number := h.groupe("Caf")
		n, err := h.begins(h.by("edith@caf.test"), at, memberTitles+"Noé;Un;un@caf.test;aidant\n")
		h.ok(err)
		thing, _, _, err := h.teams.Thing(h.Context(), h.as(), team.Teams, number)
		h.ok(err)
		h.ok(h.teams.Move(h.Context(), h.as(), team.Teams, number, thing.Version, team.Close))
		r := h.look(h.by("edith@caf.test"), at, n)
		if len(r.Shut) != 1 || r.Shut[0].Code != team.WhyTeamClosed.Code || r.Offers.May(imports.Apply) {
			h.Errorf("%+v", r.Shut)
		}
		if err := h.s.Apply(h.Context(), h.by("edith@caf.test"), at, n, r.Version); !apperr.Is(err, apperr.Forbidden) {
			h.Errorf("written: %v", err)
		}
	})
}

// fresh is the same person making another request.
func (h *house) fresh(who access.Actor) access.Actor {
	who.Key, who.At = id.New(), h.d.Clock.Now()
	return who
}
