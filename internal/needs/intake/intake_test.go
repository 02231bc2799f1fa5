package intake_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"preau/internal/core/access"
	"preau/internal/core/imports"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/sheet"
	"preau/internal/needs/group"
	"preau/internal/needs/intake"
)

const head = "Lot;Intitulé du lot;Description du lot;Ligne;Rubrique;Article;Précision;Unité;Décimales\n"

// first is a sheet as a coordinator sends it at the beginning: by numbers.
const first = head + "1;Papier;Ramettes;1;;Ramette A4;80 g;pièces;\n1;Papier;;2;;Ramette A3;;pièces;0\n2;Vrac;;1;Sciences;Acide;;litres;1\n3;À venir;;;;;;;\n"

const firstLots = "1 Papier Ramettes\n  1 |Ramette A4|80 g|pièces|0\n  2 |Ramette A3||pièces|0\n2 Vrac\n  1 Sciences|Acide||litres|1\n3 À venir"

// A sheet is compared and changes nothing before somebody asks; then it makes lots and lines, in its order. Sent again it
// changes nothing, and so does what is given out.
func TestSheetOfLots(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		n := h.sent(first)
		h.wantCounts(n, imports.Ready, 4, 4, 0, 0, 0)
		h.wantLots("")
		if r := h.show(n, imports.News); r.Rows[0].Label != "Papier · Ramette A4" || r.Rows[3].Label != "À venir" {
			h.t.Errorf("%+v", r.Rows)
		}
		if r := h.apply(n); r.State != imports.Done || r.Written != 4 {
			h.t.Errorf("%s %+v", h.said(r), r.Import)
		}
		h.wantLots(firstLots)
		h.wantCounts(h.sent(first), imports.Done, 4, 0, 0, 4, 0)
		for _, f := range []sheet.Format{sheet.CSV, sheet.XLSX} {
			again := h.start("lots."+string(f), h.export(f))
			h.drain()
			h.wantCounts(again, imports.Done, 4, 0, 0, 4, 0)
			if r := h.show(again, imports.Absents); r.Absent != 0 {
				h.t.Errorf("absent: %+v", r.Absents)
			}
		}
		h.wantLots(firstLots)
	})
}

// The history of the group has one line of an import, by who applied it, as a change by hand has; the import's own tell the rest.
func TestHistoryOfALotSheet(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		n := h.sent(first)
		if got := h.history("needs.group.edit lots"); len(got) != 0 {
			h.t.Errorf("before anything is written: %v", got)
		}
		version := h.one(`SELECT CAST(version AS TEXT) FROM needs_groups WHERE id = $1`, h.place.ID)
		h.apply(n)
		got := h.history("needs.group.edit lots")
		if len(got) != 1 || !strings.HasPrefix(got[0], "Bénédicte Goffin account ") || !strings.Contains(got[0], fmt.Sprintf(`"import":"%d"`, n)) || !strings.Contains(got[0], `"title":"Manuels 2027"`) {
			h.t.Errorf("%q", got)
		}
		if now := h.one(`SELECT CAST(version AS TEXT) FROM needs_groups WHERE id = $1`, h.place.ID); now == version {
			h.t.Error("a form from before still counts as fresh")
		}
		var acts []string
		for _, l := range h.show(n, "").History {
			acts = append(acts, l.Act+" "+l.Name)
		}
		slices.Reverse(acts)
		if want := "imports.start Bénédicte Goffin,imports.read ,imports.compare ,imports.apply Bénédicte Goffin,imports.finish "; strings.Join(acts, ",") != want {
			h.t.Errorf("%q", acts)
		}
	})
}

// Given out, changed, sent in: numbers say which lot and which line, whatever is renamed. What is left empty stays; what is left out
// is told and stays; what has no number is added.
func TestChangedSheet(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		h.apply(h.sent(first))
		n := h.sent("Lot;Intitulé du lot;Ligne;Article;Unité;Précision\n1;Papeterie;1;Ramette A4;;90 g\n1;;;Enveloppe;boîtes;\n2;;1;Acide citrique;kilos;\n;Nouveau;;Gomme;pièces;\n")
		h.wantCounts(n, imports.Ready, 4, 2, 2, 0, 0)
		r := h.show(n, imports.Changes)
		want := "[{title Papier Papeterie} {note 80 g 90 g}] [{article Acide Acide citrique} {unit litres kilos}]"
		if got := fmt.Sprint(r.Rows[0].Changes, " ", r.Rows[1].Changes); got != want {
			h.t.Errorf("%s\nwant\n%s", got, want)
		}
		a := h.show(n, imports.Absents)
		var absent []string
		for _, x := range a.Absents {
			absent = append(absent, x.Ident+" "+x.Label+" "+x.Path)
		}
		if got := strings.Join(absent, ","); got != fmt.Sprintf("1.2 Papeterie · Ramette A3 /groupements/%[1]d/lots/1,3 À venir /groupements/%[1]d/lots/3", h.number) || a.Absent != 2 {
			h.t.Errorf("absent: %s", got)
		}
		h.apply(n)
		h.wantLots("1 Papeterie Ramettes\n  1 |Ramette A4|90 g|pièces|0\n  2 |Ramette A3||pièces|0\n  3 |Enveloppe||boîtes|0\n2 Vrac\n  1 Sciences|Acide citrique||kilos|1\n3 À venir\n4 Nouveau\n  1 |Gomme||pièces|0")
	})
}

// Without numbers, titles and articles say it, whatever their case, accents and signs.
func TestSheetByNames(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		h.apply(h.sent("Lot;Désignation;Unité\nPapier;Ramette A4;pièces\nPapier;Ramette A3;pièces\nVrac;Acide;litres\n"))
		h.wantLots("1 Papier\n  1 |Ramette A4||pièces|0\n  2 |Ramette A3||pièces|0\n2 Vrac\n  1 |Acide||litres|0")
		n := h.sent("Lot;Désignation;Unité;Décimales\nVRAC;Acide;litres;2\npapier;Ramette-A3;;\n")
		h.wantCounts(n, imports.Ready, 2, 0, 2, 0, 0)
		h.apply(n)
		h.wantLots("1 papier\n  1 |Ramette A4||pièces|0\n  2 |Ramette-A3||pièces|0\n2 VRAC\n  1 |Acide||litres|2")
	})
}

// What is wrong is told by line and column, before anything is written; the rest may be written, and the file comes back.
func TestBadLinesOfLots(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		h.apply(h.sent(head + "1;Papier;;1;;Ramette;;pièces;\n1;;;2;;Cahier;96 pages;pièces;\n1;;;;;Gomme;;pièces;\n"))
		h.run(`UPDATE needs_lines SET title = 'Ramette' WHERE line = 2`)
		long := strings.Repeat("é", 301)
		n := h.sent(head + strings.Join([]string{
			";;;;;Stylo;;pièces;",                                  // 2: of no lot
			"zéro;Papier;;;;Stylo;;pièces;",                        // 3: no number
			"0;Papier;;;;Stylo;;pièces;",                           // 4
			"1;Papier;;x;;Stylo;;pièces;",                          // 5
			"1;Papier;;;;;;pièces;",                                // 6: no article
			"1;Papier;;;;Stylo;;;",                                 // 7: new, without a unit
			"1;Papier;;;;Règle;;pièces;4",                          // 8: decimals
			"1;Papier;;;;Colle;;pièces;un",                         // 9
			"1;Papier;;;;" + long + ";;pièces;",                    // 10: too long
			"1;Papier;;;;Feutre;" + long + ";pièces;",              // 11
			"1;Papier;;;;Craie;;" + long + ";",                     // 12
			"1;" + strings.Repeat("t", 121) + ";;;;Encre;;litres;", // 13
			"3;Loin;;;;Stylo;;pièces;",                             // 14: no such lot, nor the next
			"2;;;;;Stylo;;pièces;",                                 // 15: a new lot without a title
			"1;Papier;;9;;Stylo;;pièces;",                          // 16: no such line, nor the next
			"1;Papier;;;;Ramette;;pièces;",                         // 17: two lines have the name
			"1;Encre;;;;Trombone;;pièces;",                         // 18: another title of the same lot
			"1;;;3;;Gomme;douce;;",                                 // 19
			"1;;;3;;Gomme;dure;;",                                  // 20: about the same as 19
			"1;;;;;Agrafe;;boîtes;",                                // 21
			"1;;;;;Agrafe;;boîtes;",                                // 22: the same again
			"1;;;;;Sans;case;pièces;;de trop",                      // 23
		}, "\n") + "\n")
		h.wantCounts(n, imports.Ready, 22, 1, 1, 1, 19)
		said := h.said(h.show(n, imports.Faults))
		for _, want := range []string{
			`2 Lot "" Dites de quel lot il s'agit, par son numéro ou son intitulé.`,
			`3 Lot "zéro" Écrivez un numéro entier, à partir de 1`, `4 Lot "0" Écrivez un numéro`, `5 Ligne "x" Écrivez un numéro`,
			`6 Article "" Nommez l'article.`, `7 Unité "" Indiquez l'unité`,
			`8 Décimales "4" De 0 à 3 chiffres après la virgule.`, `9 Décimales "un" De 0 à 3 chiffres`,
			`301 caractères ; 300 au plus.`, `11 Précision`, `12 Unité`, `301 caractères ; 30 au plus.`, `13 Intitulé du lot`, `121 caractères ; 120 au plus.`,
			`14 Lot "3" Ce n° de lot ne suit pas : à cet endroit du fichier, un nouveau lot prend le n° 2.`, `15 Intitulé du lot "" Donnez un intitulé au lot.`,
			`16 Ligne "9" Ce n° de ligne ne suit pas : à cet endroit du fichier, une nouvelle ligne de ce lot prend le n° 4.`,
			`17 Ligne "" 2 lignes de ce lot portent ce nom : donnez le numéro de la ligne.`,
			`18 Intitulé du lot "Encre" Plus haut dans ce fichier, le lot n° 1 s'intitule « Papier ».`,
			`20  "" Cette ligne parle de la même chose que la ligne 19`, `23  "" `,
		} {
			if !strings.Contains(said, want) {
				h.t.Errorf("lacks %s:\n%s", want, said)
			}
		}
		if back := h.giveBack(n); !strings.Contains(back, "Erreur") || !strings.Contains(back, "Nommez l’article.") {
			h.t.Error(back)
		}
		h.apply(n)
		h.wantLots("1 Papier\n  1 |Ramette||pièces|0\n  2 |Ramette|96 pages|pièces|0\n  3 |Gomme|douce|pièces|0\n  4 |Agrafe||boîtes|0")
	})
}

// Lots of the same title are told apart by their number alone.
func TestLotsOfOneTitle(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		for range 2 {
			_, err := h.groups.AddLot(h.t.Context(), h.as(h.who), h.number, group.LotInput{Title: "Divers"})
			h.ok(err)
		}
		n := h.sent("Lot;Article;Unité\nDivers;Gomme;pièces\n2;Colle;pièces\n")
		h.wantCounts(n, imports.Ready, 2, 1, 0, 0, 1)
		if said := h.said(h.show(n, imports.Faults)); !strings.Contains(said, "2 lots portent cet intitulé : donnez le numéro du lot.") {
			h.t.Error(said)
		}
		h.apply(n)
		h.wantLots("1 Divers\n2 Divers\n  1 |Colle||pièces|0")
	})
}

// A lot takes five hundred lines, by a sheet too; a sheet ten thousand.
func TestTooManyLines(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, db.SQLite)
	h := newHouse(t, d)
	var b strings.Builder
	b.WriteString("Lot;Article;Unité\n")
	for i := range group.MaxLines + 1 {
		fmt.Fprintf(&b, "Papier;Article %d;pièces\n", i)
	}
	n := h.sent(b.String())
	h.wantCounts(n, imports.Ready, group.MaxLines+1, group.MaxLines, 0, 0, 1)
	if said := h.said(h.show(n, imports.Faults)); !strings.Contains(said, "Un lot a 500 lignes au plus") {
		t.Error(said)
	}
	if r := h.apply(n); r.Written != group.MaxLines || r.Overtaken != 0 {
		t.Errorf("%+v", r.Import)
	}
	for i := range 10_000 {
		fmt.Fprintf(&b, "Encore;Article %d;pièces\n", i)
	}
	n = h.sent(b.String())
	if r := h.show(n, ""); r.State != imports.Refused || !strings.Contains(h.said(r), "plus de 10 000 lignes") {
		t.Errorf("%s %s", r.State, h.said(r))
	}
}

// Names that a spreadsheet could misread, or that hide something, come in as the lot's page would keep them.
func TestNamesInSheets(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		by := group.LotInput{Title: "=1+1", Description: "Deux\nlignes ; et \"plus\"", Lines: []group.Line{
			{Title: "@SUM(A1)", Section: "+33", Note: "-12", Unit: "0100"}, {Title: "'apostrophe", Unit: "m²"}, {Title: "★", Unit: "1/2"}, {Title: "☆", Unit: "1,50"},
		}}
		_, err := h.groups.AddLot(h.t.Context(), h.as(h.who), h.number, by)
		h.ok(err)
		was := h.lots()
		for _, f := range []sheet.Format{sheet.CSV, sheet.XLSX} {
			n := h.start("lots."+string(f), h.export(f))
			h.drain()
			h.wantCounts(n, imports.Done, 4, 0, 0, 4, 0)
		}
		h.wantLots(was)
		n := h.sent("Lot;Article;Unité\nNeuf;Stylo\u202e\u200b  bille;piè\u00adces\n")
		h.apply(n)
		h.wantLots(was + "\n2 Neuf\n  1 |Stylo bille||pièces|0")
	})
}

// Two coordinators send sheets at once: each is compared, one writes after the other, and what the first changed the second leaves alone.
func TestTwoCoordinatorsAtOnce(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		h.apply(h.sent(first))
		ours := h.sent("Lot;Ligne;Précision;Article\n1;1;90 g;Ramette A4\n")
		ada := h.who
		bob := h.person("Bob")
		h.grant(bob, group.Coordinator, access.Place{Kind: access.Group, ID: h.place.ID})
		h.who = bob
		theirs := h.sent("Lot;Ligne;Précision;Article;Unité\n1;1;75 g;Ramette A4;\n1;;;Buvard;pièces\n")
		h.wantCounts(theirs, imports.Ready, 2, 1, 1, 0, 0)
		h.asksToWrite(theirs)
		h.who = ada
		err := h.s.Apply(h.t.Context(), h.as(ada), h.place, ours, h.show(ours, "").Version)
		wantReason(h.t, "while Bob's is written", err, "imports.busy")
		h.drain()
		r := h.apply(ours)
		if r.State != imports.Done || r.Written != 0 || r.Overtaken != 1 {
			h.t.Errorf("%+v", r.Import)
		}
		h.wantLots(strings.Replace(firstLots, "A4|80 g|pièces|0\n  2 |Ramette A3||pièces|0", "A4|75 g|pièces|0\n  2 |Ramette A3||pièces|0\n  3 |Buvard||pièces|0", 1))
		if got := h.history("needs.group.edit lots"); len(got) != 2 || !strings.HasPrefix(got[1], "Bob account ") {
			h.t.Errorf("who wrote nothing is in the history: %q", got)
		}
		h.wantCounts(h.sent("Lot;Ligne;Précision;Article\n1;1;90 g;Ramette A4\n"), imports.Ready, 1, 0, 1, 0, 0)
	})
}

// Somebody changes a lot by hand between comparing and writing: the line is left alone, the others are written.
func TestLotChangedByHandMeanwhile(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		h.apply(h.sent(first))
		n := h.sent("Lot;Ligne;Article;Unité;Précision\n1;1;Ramette A4;;90 g\n1;3;Buvard;pièces;\n2;1;Acide;bidons;\n")
		h.wantCounts(n, imports.Ready, 3, 1, 2, 0, 0)
		g, l, err := h.groups.ShowLines(h.t.Context(), h.as(h.who), h.number, 1)
		h.ok(err)
		h.ok(h.groups.EditLot(h.t.Context(), h.as(h.who), h.number, 1, g.Version, group.LotInput{Title: l.Title, Description: l.Description, Lines: append(l.Lines, group.Line{Title: "Enveloppe", Unit: "boîtes"})}))
		r := h.apply(n)
		if r.Written != 2 || r.Overtaken != 1 {
			h.t.Errorf("%s %+v", h.said(h.show(n, imports.Faults)), r.Import)
		}
		h.wantLots("1 Papier Ramettes\n  1 |Ramette A4|90 g|pièces|0\n  2 |Ramette A3||pièces|0\n  3 |Enveloppe||boîtes|0\n2 Vrac\n  1 Sciences|Acide||bidons|1\n3 À venir")
	})
}

// A group that is opened keeps its lots: no import begins, none is written, and what was compared says why.
func TestGroupOpensMeanwhile(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		h.apply(h.sent(first))
		const more = "Lot;Article;Unité\nVrac;Sel;kilos\n"
		ready, asked := h.sent(more), h.sent(more+"Vrac;Sucre;kilos\n")
		h.asksToWrite(asked) // its job has not begun
		h.ok(h.groups.OpenGroup(h.t.Context(), h.as(h.who), h.number))
		h.drain()
		r := h.show(asked, "")
		if r.State != imports.Stopped || r.MovedName != "" || r.Written != 0 {
			h.t.Errorf("%+v", r.Import)
		}
		for _, n := range []int64{ready, asked} {
			r := h.show(n, "")
			if o, _ := r.Offers.Of(imports.Apply); len(o.Reasons) != 1 || o.Reasons[0].Code != "needs.group_open" {
				h.t.Errorf("import %d offers %+v", n, o)
			}
			wantReason(h.t, "apply", h.s.Apply(h.t.Context(), h.as(h.who), h.place, n, r.Version), "needs.group_open")
		}
		f, err := h.stage(h.who, "c.csv", more)
		h.ok(err)
		_, err = h.s.Start(h.t.Context(), h.as(h.who), h.place, "lots", f.ID)
		wantReason(h.t, "start", err, "needs.group_open")
		wantReason(h.t, "a new one", h.s.AllowNew(h.t.Context(), h.as(h.who), h.place), "needs.group_open")
		h.wantLots(firstLots)
		l, err := h.s.List(h.t.Context(), h.as(h.who), h.place, imports.Filter{})
		if h.ok(err); len(l.Imports) != 3 || len(l.Shut) != 1 {
			h.t.Errorf("the list: %d imports, %v", len(l.Imports), l.Shut)
		}
		h.ok(h.s.Cancel(h.t.Context(), h.as(h.who), h.place, asked, h.show(asked, "").Version))
	})
}

// Whoever applied an import and coordinates no more when it is written writes nothing.
func TestCoordinatorNoMore(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		bob := h.person("Bob")
		here := access.Place{Kind: access.Group, ID: h.place.ID}
		h.grant(bob, group.Coordinator, here)
		ada := h.who
		h.who = bob
		n := h.sent(first)
		h.asksToWrite(n)
		h.take(bob, group.Coordinator, here)
		h.drain()
		h.who = ada
		if r := h.show(n, ""); r.State != imports.Stopped || r.Written != 0 {
			h.t.Errorf("%+v", r.Import)
		}
		h.wantLots("")
		_, err := h.s.Show(h.t.Context(), h.as(bob), h.place, n, "", 1, 20)
		wantKind(h.t, "Bob looks", err, apperr.NotFound)
		if r := h.apply(n); r.State != imports.Done || r.Written != 4 { // Ada takes it up
			h.t.Errorf("%+v", r.Import)
		}
		h.wantLots(firstLots)
	})
}

// The imports of a group are its coordinators' alone: for all others, the platform's administrators and the coordinators of other
// groups too, they do not exist, by whatever place they are asked for.
func TestWhoseTheImportsAre(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		n := h.sent(first)
		other := h.coordinator("Une autre", h.org("Lycée d'à côté"))
		admin := h.person("Ada Min")
		h.grant(admin, access.Admin, access.Everywhere)
		elsewhere, _ := h.draft()
		tries := func(what string, who access.Actor, at imports.Place, want apperr.Kind) {
			h.t.Helper()
			who = h.as(who)
			ctx := h.t.Context()
			_, show := h.s.Show(ctx, who, at, n, "", 1, 20)
			_, progress := h.s.Progress(ctx, who, at, n)
			_, back := h.s.GiveBack(ctx, who, at, n, nil)
			for i, err := range []error{show, progress, back, h.s.Apply(ctx, who, at, n, 3), h.s.Cancel(ctx, who, at, n, 3), h.s.Stop(ctx, who, at, n, 3), h.s.CompareAgain(ctx, who, at, n, 3)} {
				wantKind(h.t, fmt.Sprint(what, " ", i), err, want)
			}
		}
		for name, who := range map[string]access.Actor{"another's coordinator": other, "an administrator": admin, "somebody": h.person("Quelqu'un")} {
			tries(name, who, h.place, apperr.NotFound)
			_, list := h.s.List(h.t.Context(), h.as(who), h.place, imports.Filter{})
			_, start := h.s.Start(h.t.Context(), h.as(who), h.place, "lots", "x")
			wantKind(h.t, name+" lists", list, apperr.NotFound)
			wantKind(h.t, name+" begins", start, apperr.NotFound)
		}
		tries("a visitor", access.Actor{}, h.place, apperr.Unauthenticated)
		tries("an administrator at the platform", admin, imports.Place{}, apperr.NotFound)
		tries("the coordinator at another group of theirs", h.who, elsewhere, apperr.NotFound)
		tries("the coordinator at the platform", h.who, imports.Place{}, apperr.NotFound)
		tries("the coordinator at no place", h.who, imports.Place{Of: intake.Of, ID: "x"}, apperr.NotFound)
		tries("the coordinator at an unknown sort of place", h.who, imports.Place{Of: "x", ID: h.place.ID}, apperr.NotFound)
		l, err := h.s.List(h.t.Context(), h.as(admin), imports.Place{}, imports.Filter{})
		if h.ok(err); len(l.Imports) != 0 {
			h.t.Errorf("the operator's list has %+v", l.Imports)
		}
		if h.show(n, "").State != imports.Ready {
			h.t.Error("somebody moved it")
		}
	})
}

// The same file may go to two groups, which are written at once.
func TestOneFileForTwoGroups(t *testing.T) {
	t.Parallel()
	onBoth(t, func(h *house) {
		n, here := h.start("a.csv", first), h.place
		f, err := h.stage(h.who, "a.csv", first)
		h.ok(err)
		_, err = h.s.Start(h.t.Context(), h.as(h.who), here, "lots", f.ID)
		wantKind(h.t, "twice to one", err, apperr.Conflict)
		number := h.number
		h.place, h.number = h.draft()
		m := h.start("a.csv", first)
		h.drain()
		h.asksToWrite(m)
		h.place, h.number = here, number
		h.apply(n)
		h.wantLots(firstLots)
	})
}

// The columns' names are those of the titles in both languages.
func TestColumns(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.Open(t, db.SQLite))
	for _, k := range intake.Kinds() {
		for _, fault := range k.Faults(h.words) {
			t.Error(fault)
		}
	}
}
