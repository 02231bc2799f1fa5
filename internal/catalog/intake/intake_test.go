package intake_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"preau/internal/catalog"
	"preau/internal/catalog/intake"
	"preau/internal/core/access"
	"preau/internal/core/imports"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/sheet"
)

const head = "UAI;FASE;BCE;SIRET;Référence;Nom;Du;Au\n"

// peopled adds a lycée, a collège without a number, and a Belgian authority with a school of the same FASE number.
func (h *house) peopled() (lycee, college, authority, school org.Organisation) {
	h.t.Helper()
	lycee = h.org(org.Organisation{Kind: org.School, Name: "Lycée Jean-Moulin", UAI: "0350001L", SIRET: "10000000900017", SIREN: "100000009"})
	college = h.org(org.Organisation{Kind: org.School, Name: "Collège du Lac"})
	authority = h.org(org.Organisation{Kind: org.Authority, Name: "P.O. des Rives", Country: "BE", FASE: "586", BCE: "0200000142"})
	school = h.org(org.Organisation{Kind: org.School, Name: "École des Rives", Country: "BE", FASE: "586"})
	return lycee, college, authority, school
}

// A sheet is compared and changes nothing before somebody asks; then who is in it adheres from the days that it says. Sent again it
// changes nothing, and so does what is given out.
func TestSheetOfAdherents(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		covers.Statement(h.t.(*testing.T), "R170")
		_, college, authority, _ := h.peopled()
		content := head + "0350001l;;;;;Autre nom;01/09/2026;\n;;;;" + college.Ref + ";;2026-10-01;31/08/2027\n;;0200.000.142;;;;1/9/2026;sans fin\n"
		n := h.sent(content)
		h.wantCounts(n, imports.Ready, 3, 3, 0, 0, 0)
		h.wantAdherents("")
		if r := h.apply(n); r.State != imports.Done || r.Written != 3 {
			h.t.Errorf("%s %+v", h.said(r), r.Import)
		}
		all := "Collège du Lac 2026-10-01 2027-08-31, Lycée Jean-Moulin 2026-09-01, P.O. des Rives 2026-09-01"
		h.wantAdherents(all)
		h.wantCounts(h.sent(content), imports.Done, 3, 0, 0, 3, 0)
		for _, f := range []sheet.Format{sheet.CSV, sheet.XLSX} {
			again := h.sentAs(f, h.export(f))
			h.wantCounts(again, imports.Done, 3, 0, 0, 3, 0)
			if r := h.show(again, imports.Absents); r.Absent != 0 {
				h.t.Errorf("absent: %+v", r.Absents)
			}
		}
		h.wantAdherents(all)
		if text := h.export(sheet.CSV); !strings.Contains(text, ";586;0200000142;;"+authority.Ref+";P.O. des Rives;;") {
			h.t.Error(text)
		}
		v, err := h.markets.Show(h.t.Context(), h.as(h.who), h.number)
		h.ok(err)
		if l := v.History[0]; l.Act != "catalog.market.adherents.import" || l.Name != "Paule Bertin" || l.Data["import"] != fmt.Sprint(n) || len(v.History) != 2 {
			h.t.Errorf("the history has %+v", v.History)
		}
	})
}

// Days that differ are taken over, and the former ones stay on record; what is left empty stays; a last day is taken away by saying
// so; who is not in the sheet is told and stays.
func TestChangedAdherents(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		covers.Statement(h.t.(*testing.T), "R170")
		lycee, college, authority, school := h.peopled()
		for _, o := range []org.Organisation{lycee, college, authority, school} {
			h.ok(h.markets.AddAdherent(h.t.Context(), h.as(h.who), h.number, catalog.AdherentInput{OrgRef: o.Ref, StartsOn: "2026-09-01", EndsOn: "2027-08-31"}))
		}
		n := h.sent("Référence;Du;Au\n" + lycee.Ref + ";;30/06/2027\n" + college.Ref + ";01/10/2026;\n" + school.Ref + ";;Sans fin\n")
		h.wantCounts(n, imports.Ready, 3, 0, 3, 0, 0)
		r := h.show(n, imports.Changes)
		if got := fmt.Sprint(r.Rows[0].Changes, r.Rows[1].Changes, r.Rows[2].Changes); got != "[{to 2027-08-31 2027-06-30}] [{from 2026-09-01 2026-10-01}] [{to 2027-08-31 sans fin}]" {
			h.t.Error(got)
		}
		if a := h.show(n, imports.Absents); a.Absent != 1 || a.Absents[0].Label != "P.O. des Rives" || a.Absents[0].Path != fmt.Sprintf("/marches/%d", h.number) {
			h.t.Errorf("absent: %+v", a.Absents)
		}
		h.apply(n)
		h.wantAdherents("Collège du Lac 2026-10-01 2027-08-31, École des Rives 2026-09-01, Lycée Jean-Moulin 2026-09-01 2027-06-30, P.O. des Rives 2026-09-01 2027-08-31")
		h.wantCounts(h.sent("Référence;Du;Au\n"+lycee.Ref+";;30/06/2027\n"+school.Ref+";;no end\n"), imports.Done, 2, 0, 0, 2, 0)
		var kept int64
		h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) (err error) {
			kept, err = db.Value[int64](h.t.Context(), tx, `SELECT count(*) FROM catalog_adherents WHERE taken_at IS NOT NULL AND ends_on = '2027-08-31' AND starts_on = '2026-09-01'`)
			return err
		}))
		if kept != 3 {
			h.t.Errorf("%d of 3 former adhesions stay on record", kept)
		}
	})
}

// A last day in the past ends an adhesion, as the sheet sent again knows; other days begin it anew.
func TestEndedBySheet(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		lycee, _, _, _ := h.peopled()
		h.ok(h.markets.AddAdherent(h.t.Context(), h.as(h.who), h.number, catalog.AdherentInput{OrgRef: lycee.Ref, StartsOn: "2026-09-01"}))
		h.d.Clock.Advance(400 * 24 * time.Hour)
		h.apply(h.sent("UAI;Du;Au\n0350001L;;2026-10-31\n"))
		h.wantAdherents("")
		h.wantCounts(h.sent("UAI;Du;Au\n0350001L;;2026-10-31\n"), imports.Done, 1, 0, 0, 1, 0)
		n := h.sent("UAI;Du;Au\n0350001L;2027-12-01;sans fin\n")
		h.wantCounts(n, imports.Ready, 1, 0, 1, 0, 0)
		h.apply(n)
		h.wantAdherents("Lycée Jean-Moulin 2027-12-01")
	})
}

// Next year's sheet renews: this year's adhesion goes on to its last day; and this year's sheet takes no planned renewal away.
func TestRenewedBySheet(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		covers.Statement(h.t.(*testing.T), "R170")
		lycee, _, _, _ := h.peopled()
		h.ok(h.markets.AddAdherent(h.t.Context(), h.as(h.who), h.number, catalog.AdherentInput{OrgRef: lycee.Ref, StartsOn: "2026-09-01", EndsOn: "2027-08-31"}))
		for _, days := range []string{"2027-09-01;2028-08-31", "2026-09-01;2027-07-31"} {
			h.apply(h.sent("UAI;Du;Au\n0350001L;" + days + "\n"))
		}
		var got []string
		h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) (err error) {
			got, err = db.All(h.t.Context(), tx, func(s *string) []any { return []any{s} }, `SELECT starts_on || ' ' || ends_on FROM catalog_adherents WHERE taken_at IS NULL ORDER BY starts_on`)
			return err
		}))
		if strings.Join(got, ", ") != "2026-09-01 2027-07-31, 2027-09-01 2028-08-31" {
			h.t.Errorf("the adhesions are %q", got)
		}
	})
}

// What is wrong is told by line and column, before anything is written; the rest may be written, and the file comes back.
func TestBadAdherents(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		covers.Statement(h.t.(*testing.T), "R170")
		lycee, college, authority, _ := h.peopled()
		closed := h.org(org.Organisation{Kind: org.School, Name: "École fermée", UAI: "0350002M"})
		h.run(`UPDATE org_organisations SET closed_at = 1 WHERE id = $1`, closed.ID)
		n := h.sent(head + strings.Join([]string{
			";;;;;Sans numéro;01/09/2026;",               // 2
			"0350001B;;;;;;01/09/2026;",                  // 3: the letter is wrong
			"0350099T;;;;;;01/09/2026;",                  // 4: nobody's
			";586/1234;;;;;01/09/2026;",                  // 5: a site's
			";586;;;;;01/09/2026;",                       // 6: an authority's and a school's
			";;;10000000900018;;;01/09/2026;",            // 7
			";;0200000143;;;;01/09/2026;",                // 8
			"0350001L;;;;" + college.Ref + ";;01/09/26;", // 9: two establishments
			"0350002M;;;;;;01/09/2026;",                  // 10: closed
			";;;;papeterie-du-pont;;01/09/2026;",         // 11: a supplier
			";;;;" + authority.Ref + ";;;",               // 12: from when?
			"0350001L;;;;;;hier;",                        // 13
			"0350001L;;;;;;01/09/2026;toujours",          // 14
			"0350001L;;;;;;01/09/2026;31/08/2026",        // 15
			"0350001L;;;;;;01/09/2026;",                  // 16: sound
			"0350001L;;;;;;02/09/2026;",                  // 17: about the same as 16
		}, "\n") + "\n")
		h.wantCounts(n, imports.Ready, 16, 1, 0, 0, 15)
		said := h.said(h.show(n, imports.Faults))
		for _, want := range []string{
			`2  "" Dites de qui il s'agit`, `3 UAI "0350001B"`, `4 UAI "0350099T"`, `5 FASE "586/1234" C'est le numéro d'une implantation`,
			`6 FASE "586" 2 organisations ont ce numéro, dont`, `7 SIRET "10000000900018"`, `8 BCE "0200000143"`, `9 Référence`, `ne vont pas ensemble`,
			`10 UAI "0350002M" « École fermée » ne peut pas adhérer`, `11 Référence "papeterie-du-pont" « Papeterie du Pont » ne peut pas adhérer`, `12 Du "" Indiquez le premier jour`, `13 Du "hier"`, `14 Au "toujours"`,
			`15 Au "31/08/2026" Le dernier jour ne peut pas précéder le premier.`, `17  "" Cette ligne parle de la même chose que la ligne 16`,
		} {
			if !strings.Contains(said, want) {
				h.t.Errorf("lacks %s:\n%s", want, said)
			}
		}
		if back := h.giveBack(n); !strings.Contains(back, "Erreur") || !strings.Contains(back, "Dites de qui il s’agit") {
			h.t.Error(back)
		}
		h.apply(n)
		h.wantAdherents(lycee.Name + " 2026-09-01")
	})
}

// To whom the markets are nothing, their imports do not exist; of a market that is withdrawn they are read, and nothing is written.
func TestWhoseAdherentSheets(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		_, _, _, _ = h.peopled()
		n := h.sent("UAI;Du\n0350001L;2026-09-01\n")
		stranger := h.person("Personne", false)
		if err := h.s.Allow(h.t.Context(), h.as(stranger), h.place); !apperr.Is(err, apperr.NotFound) {
			h.t.Errorf("a stranger: %v", err)
		}
		admin := h.as(stranger)
		admin.Grants = []access.Grant{{Role: access.Admin, Place: access.Everywhere}}
		if err := h.s.Allow(h.t.Context(), admin, h.place); !apperr.Is(err, apperr.NotFound) {
			h.t.Errorf("an administrator: %v", err)
		}
		h.ok(h.markets.Move(h.t.Context(), h.as(h.who), h.number, catalog.Withdraw))
		err := h.s.Apply(h.t.Context(), h.as(h.who), h.place, n, h.show(n, "").Version)
		if e, ok := apperr.As(err); !ok || len(e.Reasons) != 1 || e.Reasons[0].Code != "catalog.market_withdrawn" {
			h.t.Errorf("of a market that is withdrawn: %v", err)
		}
		if err := h.s.AllowNew(h.t.Context(), h.as(h.who), h.place); !apperr.Is(err, apperr.Forbidden) {
			h.t.Errorf("a new one: %v", err)
		}
		h.wantAdherents("")
	})
}

// Withdrawn while the sheet is being written, or the writer of the purchasing body no more: the writing stops and says so.
func TestMarketEndsMeanwhile(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		_, _, _, _ = h.peopled()
		n := h.sent("UAI;Du\n0350001L;2026-09-01\n")
		h.ok(h.s.Apply(h.t.Context(), h.as(h.who), h.place, n, h.show(n, "").Version))
		h.ok(h.markets.Move(h.t.Context(), h.as(h.who), h.number, catalog.Withdraw))
		h.drain()
		if r := h.show(n, ""); r.State != imports.Stopped || r.Written != 0 {
			h.t.Errorf("%s, %d written", r.State, r.Written)
		}
		h.wantAdherents("")
		h.ok(h.markets.Move(h.t.Context(), h.as(h.who), h.number, catalog.Reinstate))
		h.apply(n)
		h.wantAdherents("Lycée Jean-Moulin 2026-09-01")
	})
}

// Somebody else changed an adhesion since the sheet was compared: its line is left alone, and says so.
func TestAdherentOvertaken(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		lycee, _, _, _ := h.peopled()
		n := h.sent("UAI;Du;Au\n0350001L;2026-09-01;2027-08-31\n")
		h.ok(h.markets.AddAdherent(h.t.Context(), h.as(h.who), h.number, catalog.AdherentInput{OrgRef: lycee.Ref, StartsOn: "2026-12-01"}))
		if r := h.apply(n); r.Overtaken != 1 || r.Written != 0 {
			h.t.Errorf("%+v", r.Import)
		}
		h.wantAdherents("Lycée Jean-Moulin 2026-12-01")
	})
}

// What waits is for the purchasing body alone, and not of a market that is withdrawn.
func TestWaitingAdherents(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, db.SQLite)
	h := newHouse(t, d)
	if len((intake.Work{}).Waiting(h.as(h.who), h.d.Clock.Now())) != 1 || len((intake.Work{}).Waiting(h.as(h.person("Autre", false)), h.d.Clock.Now())) != 0 {
		t.Error("who has to look at sheets")
	}
}
