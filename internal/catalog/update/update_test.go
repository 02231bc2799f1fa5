package update_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/catalog"
	"preau/internal/catalog/article"
	"preau/internal/catalog/update"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
)

// What a sheet prepares is seen by nobody before it is put live; undoing shows what was there before, and what was new then
// can come again.
func TestFromSheetToLiveAndBack(t *testing.T) {
	onBoth(t, func(h *house) {
		covers.Statement(t, "R168")
		first := h.sent(update.Full, sheetOf("1 1,00", "2 2,00", "3 3,00"))
		h.is(first, update.Ready, 3, 3, 0, 0, 0, 0, 0)
		h.sees()
		h.ok(h.do(golive, first))
		h.is(first, update.Live)
		h.sees("1 10000", "2 20000", "3 30000")

		second := h.sent(update.Full, sheetOf("1 1,00", "2 2,50", "4 4,00"))
		h.is(second, update.Ready, 3, 1, 1, 1, 1, 0, 0)
		h.sees("1 10000", "2 20000", "3 30000")
		h.ok(h.do(golive, second))
		h.sees("1 10000", "2 25000", "3 -", "4 40000")
		if got := h.refusal(h.do(undo, first)); got != "catalog.update_not_last" {
			h.Error(got)
		}

		h.ok(h.do(undo, second))
		h.sees("1 10000", "2 20000", "3 30000")
		h.is(second, update.Undoing)
		h.drain()
		h.is(second, update.Undone)

		third := h.live(update.Changes, sheetOf("4 4,40", "3 3,30"))
		h.is(third, update.Live, 2, 1, 1, 0, 0, 0, 0)
		h.sees("1 10000", "2 20000", "3 33000", "4 44000")
		h.ok(h.do(undo, third))
		h.drain()
		h.ok(h.do(undo, first))
		h.drain()
		h.sees()
		h.live(update.Full, sheetOf("3 9,00"))
		h.sees("3 90000")
	})
}

// The modes differ by what they leave alone.
func TestModes(t *testing.T) {
	onBoth(t, func(h *house) {
		h.live(update.Full, sheetOf("1 1,00", "2 2,00", "3 3,00"))
		h.live(update.Changes, sheetOf("2 2,20"))
		h.sees("1 10000", "2 22000", "3 30000")
		n := h.sent(update.Prices, "Réf;Prix;TVA;Retiré\n1;1,10;6;\n2;2,20;;oui\n9;9,00;;\n3;;;\n")
		h.is(n, update.Ready, 4, 0, 2, 1, 0, 1, 1)
		h.ok(h.do(golive, n))
		h.sees("1 11000", "2 -", "3 ?")
		if got := h.said(n); !strings.Contains(got, `4 A Réf "9" Aucun article de ce marché n'a cette référence.`) {
			h.Error(got)
		}
		h.view(func(tx *db.Tx) error {
			a, err := article.Referred(h.Context(), tx, h.market, []string{"1", "2"})
			if a["1"].VAT != 600 || a["1"].Title != "Stylo 1" || a["2"].VAT != 2100 {
				h.Errorf("%+v", a)
			}
			return err
		})
		same := h.sent(update.Prices, "Réf;Prix\n1;1,1000\n")
		h.is(same, update.Void, 1, 0, 0, 0, 1, 0, 0)
		h.is(h.sent(update.Full, sheetOf("1 1,10", "3 ")), update.Ready, 2, 0, 1, 0, 1, 0, 1) // what is withdrawn already is not again
		h.ok(h.do(drop, same+1))
		h.drain()
		full := h.live(update.Full, sheetOf("1 1,10", "2 2,20", "3 3,00"))
		h.is(full, update.Live, 3, 0, 3, 0, 0, 0, 0) // the rate, put back, a price again
		h.sees("1 11000", "2 22000", "3 30000")
	})
}

// One update at a time: the second is told whose the first is, since when, and where.
func TestTwoAtOnce(t *testing.T) {
	onBoth(t, func(h *house) {
		first := h.sent(update.Changes, sheetOf("1 1,00"))
		_, err := h.begin(update.Changes, sheetOf("2 2,00"))
		e, _ := apperr.As(err)
		if e == nil || len(e.Reasons) != 1 || e.Reasons[0].Code != "catalog.update_busy" || e.Reasons[0].By != "Paule" ||
			!e.Reasons[0].Since.Equal(h.d.Clock.Now()) || e.Reasons[0].Ask.Path != fmt.Sprintf("/marches/%d/catalogue/mises-a-jour/%d", h.market, first) {
			h.Fatalf("%+v", err)
		}
		who := h.as(h.who)
		other := h.newMarket("Sport")
		in := update.Input{Mode: update.Changes, FileID: h.stage("a.csv", sheetOf("1 1,00"))}
		one, err := h.s.Begin(h.Context(), who, other, in)
		h.ok(err)
		if again, err := h.s.Begin(h.Context(), who, other, in); again != one || err != nil { // the same form
			h.Error(one, again, err)
		}
		h.ok(h.do(drop, first))
		if err := h.do(drop, first); !apperr.Is(err, apperr.Conflict) {
			h.Error("dropped twice:", err)
		}
		if _, err = h.begin(update.Changes, sheetOf("2 2,00")); h.refusal(err) != "catalog.update_busy" { // what it prepared is still there
			h.Error(err)
		}
		h.drain()
		h.is(first, update.Dropped)
		h.live(update.Changes, sheetOf("2 2,00", "1 1,00"))
		h.sees("2 20000", "1 10000")

		f, g := h.stage("a.csv", sheetOf("3 3,00")), h.stage("b.csv", sheetOf("4 4,00"))
		errs := make(chan error, 2)
		for _, x := range []string{f, g} {
			go func() {
				_, err := h.s.Begin(h.Context(), h.as(h.who), h.market, update.Input{Mode: update.Changes, FileID: x})
				errs <- err
			}()
		}
		if a, b := <-errs, <-errs; (a == nil) == (b == nil) {
			h.Errorf("%v and %v", a, b)
		}
		other = h.newMarket("Bureau") // markets do not wait for each other
		_, err = h.s.Begin(h.Context(), h.as(h.who), other, update.Input{Mode: update.Full, FileID: h.stage("c.csv", sheetOf("1 7,00"))})
		h.ok(err)
	})
}

// Each usual fault of a supplier's sheet is told by line and cell; what is right beside it is taken.
func TestBadSheets(t *testing.T) {
	onBoth(t, func(h *house) {
		covers.Statement(t, "R166")
		h.live(update.Changes, sheetOf("10.32 1,00"))
		n := h.sent(update.Changes, "Référence;Désignation;Catégorie;Prix HTVA;TVA (%);EAN;CPV;Labels;Retiré;Multiple\n"+
			"a;Stylo;Écriture;1 234,5600 €;21;4006381333931;30192121-5;bio, FSC;;10\n"+
			"b;Stylo;Écriture;0,00;21;;;;;\n"+
			"c;Stylo;Écriture;-3;21;;;;;\n"+
			"d;Stylo;Écriture;;21;;;;;\n"+
			"e;Stylo;Écriture;gratuit;21;;;;;\n"+
			"f;Stylo;Écriture;1,23456;21;;;;;\n"+
			"g;Stylo;Écriture;1;20;;;;;\n"+
			"h;Stylo;;1;21;;;;;\n"+
			"i;;Écriture;1;21;;;;;\n"+
			";Stylo;Écriture;1;21;;;;;\n"+
			"a;Stylo;Écriture;2;21;;;;;\n"+
			"1032;Stylo;Écriture;1;;;;;;\n"+
			"1 0 3 2;Stylo;Écriture;1;6;4006381333932;301;vert;peut-être;0\n"+
			"10-32;Stylo;Écriture;1;6;4006381333932;301;vert;non;1\n"+
			"A;Stylo;Écriture;1;6 %;;;;;\n")
		h.is(n, update.Ready, 15, 4, 0, 0, 0, 11, 3)
		want := `3 D Prix HTVA "0,00" Le prix est zéro. Laissez la cellule vide si l'article n'a pas encore de prix.
4 D Prix HTVA "-3" Le prix est négatif.
6 D Prix HTVA "gratuit" Écrivez un prix, comme 12,50.
7 D Prix HTVA "1,23456" Le prix a plus de quatre décimales.
8 E TVA (%) "20" Ce taux de TVA n'est pas en vigueur. Taux possibles, en % : 21 ; 12 ; 6 ; 0.
9 C Catégorie "" La catégorie manque.
10 B Désignation "" Cette cellule doit être remplie.
11 A Référence "" Cette cellule doit être remplie.
12 A Référence "a" Cette référence est déjà à la ligne 2.
13 E TVA (%) "" Le taux de TVA manque.
14 I Retiré "peut-être" Écrivez oui ou non.
14 J Multiple "0" Écrivez un nombre entier, de 1 à 1 000 000.
(5 D Prix HTVA "" Sans prix : l'article sera au catalogue, mais ne pourra pas être commandé.)
(15 F EAN "4006381333932" Laissé de côté : Les chiffres ne vont pas ensemble : vérifiez qu'aucun n'est faux ni échangé.)
(15 G CPV "301" Laissé de côté : Un code CPV a huit chiffres, par exemple 15800000. Celui-ci en a 3.)
(15 H Labels "vert" Label inconnu, laissé de côté : « vert ».)
(15 A Référence "10-32" Cette référence ne diffère de « 10.32 », qui est au marché, que par des points, des espaces ou des tirets : vérifiez que ce n'est pas le même article.)
(16 A Référence "A" Cette référence ne diffère de celle de la ligne 2 que par des points, des espaces ou des tirets : vérifiez que ce n'est pas le même article.)`
		if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(h.said(n), "\n")); diff != "" {
			h.Error(diff)
		}
		back := h.giveBack(n)
		for _, l := range []string{`b;Stylo;Écriture;0,00;21;;;;;;Prix HTVA : Le prix est zéro.`, `"Référence : Cette référence ne diffère de « 10.32 »`, `Cette référence est déjà à la ligne 2.`} {
			if !strings.Contains(back, strings.TrimPrefix(l, `"`)) {
				h.Errorf("%s\nis not in\n%s", l, back)
			}
		}
		h.ok(h.do(golive, n))
		h.sees("10.32 10000", "a 12345600", "d ?", "10-32 10000", "A 10000")
		h.view(func(tx *db.Tx) error {
			found, err := article.Referred(h.Context(), tx, h.market, []string{"a"})
			a := found["a"]
			if a.EAN != "4006381333931" || a.CPV != "30192121" || a.Green != article.Organic|article.Wood || a.Multiple != 10 || a.Unit != "pièce" || a.Pack != 1 {
				h.Errorf("%+v", a)
			}
			return err
		})
	})
}

// A sheet whose titles do not fit is refused next to its field; one that breaks off is refused as a whole, and nothing of it stays.
func TestRefusedSheets(t *testing.T) {
	onBoth(t, func(h *house) {
		for content, want := range map[string]string{
			"Référence;Prix\n1;2\n":            "La colonne « Désignation » manque.",
			"Un;Deux\n1;2\n":                   "Aucun titre de colonne n'est reconnu",
			titles:                             "Ce fichier n'a aucune ligne sous ses titres.",
			"Référence;Réf;Désignation\n1;2;3": "est là deux fois",
		} {
			if _, err := h.begin(update.Full, content); !strings.Contains(h.refusal(err), want) {
				h.Errorf("%q: %s", content, h.refusal(err))
			}
		}
		for _, in := range []update.Input{{Mode: "all"}, {Mode: update.Full, VAT: "20"}, {Mode: update.Full, Category: strings.Repeat("é", 121)}} {
			in.FileID = h.stage("a.csv", sheetOf("1 1"))
			if _, err := h.s.Begin(h.Context(), h.as(h.who), h.market, in); !apperr.Is(err, apperr.Invalid) {
				h.Error(in, err)
			}
		}
		h.live(update.Full, sheetOf("1 1,00"))
		many := make([]string, 3000)
		for i := range many {
			many[i] = fmt.Sprint("n", i, " 2,00")
		}
		n := h.sent(update.Full, sheetOf(many...)+`3;"Stylo;Écriture;1;21`+"\n"+strings.Repeat("x", 40_000))
		h.is(n, update.Refused)
		if r := h.look(n, update.Look{}); r.Lines == 0 || r.Differ() {
			h.Errorf("%+v", r.Update)
		}
		if got := h.said(n); !strings.Contains(got, "guillemet droit") {
			h.Error(got)
		}
		h.sees("1 10000")
		h.live(update.Changes, sheetOf("2 2,20"))
		h.sees("1 10000", "2 22000")
	})
}

// A day can be set, changed and taken back; the edition is shown five minutes after the day begins, in the operator's zone.
func TestOnItsDay(t *testing.T) {
	onBoth(t, func(h *house) {
		n := h.sent(update.Full, sheetOf("1 1,00"))
		for day, want := range map[string]string{"2026-11-21": "Choisissez un jour à venir", "demain": "Choisissez un jour, par", "2027-11-30": "dans l'année"} {
			if got := h.refusal(h.schedule(n, day)); !strings.Contains(got, want) {
				h.Error(day, got)
			}
		}
		h.ok(h.schedule(n, "2026-11-25"))
		h.ok(h.schedule(n, "2026-11-27"))
		to := func(at string) {
			h.Helper()
			when, err := time.Parse("2006-01-02 15:04", at)
			h.ok(err)
			h.d.Clock.Advance(when.Sub(h.d.Clock.Now()))
			h.drain()
		}
		to("2026-11-25 12:00")
		h.sees()
		to("2026-11-26 23:04")
		h.sees()
		to("2026-11-26 23:05") // 00:05 in Brussels
		h.sees("1 10000")
		h.is(n, update.Live)

		n = h.sent(update.Full, sheetOf("2 2,00"))
		h.ok(h.schedule(n, "2026-11-28"))
		h.ok(h.do(unschedule, n))
		to("2026-11-29 12:00")
		h.is(n, update.Ready)
		h.ok(h.schedule(n, "2026-12-01"))
		h.ok(h.markets.Move(h.Context(), h.as(h.who), h.market, catalog.Withdraw))
		to("2026-12-02 12:00") // its market is withdrawn: somebody has to look
		h.is(n, update.Ready)
		if got := h.refusal(h.do(golive, n)); got != "catalog.market_withdrawn" {
			h.Error(got)
		}
	})
}

// Only the purchasing body decides; administrators see; to others there is nothing.
func TestWhoMay(t *testing.T) {
	onBoth(t, func(h *house) {
		n := h.sent(update.Full, sheetOf("1 1,00"))
		version := h.look(n, update.Look{}).Version
		admin := access.Actor{ID: id.New(), Name: "Ada", Grants: []access.Grant{{Role: access.Admin, Place: access.Everywhere}}}
		other := access.Actor{ID: id.New(), Name: "Omer"}
		if _, err := h.s.Show(h.Context(), admin, h.market, n, update.Look{}); err != nil {
			h.Error(err)
		}
		for who, want := range map[*access.Actor]apperr.Kind{&admin: apperr.Forbidden, &other: apperr.NotFound, {}: apperr.Unauthenticated} {
			tries := map[string]error{
				"go live": h.s.GoLive(h.Context(), h.as(*who), h.market, n, version), "drop": h.s.Drop(h.Context(), h.as(*who), h.market, n, version),
				"schedule": h.s.Schedule(h.Context(), h.as(*who), h.market, n, version, "2026-12-01"), "undo": h.s.Undo(h.Context(), h.as(*who), h.market, n, version),
			}
			_, tries["begin"] = h.s.Begin(h.Context(), h.as(*who), h.market, update.Input{Mode: update.Full})
			for what, err := range tries {
				if !apperr.Is(err, want) {
					h.Errorf("%s %s: %v", who.Name, what, err)
				}
			}
		}
		if _, err := h.s.Show(h.Context(), h.who, h.market+1, n, update.Look{}); !apperr.Is(err, apperr.NotFound) {
			h.Error("of another market:", err)
		}
		if err := h.s.GoLive(h.Context(), h.as(h.who), h.market, n, version-1); !apperr.Is(err, apperr.Conflict) {
			h.Error("stale:", err)
		}
	})
}

// What changes is looked at by kind, the largest rises of prices first.
func TestDifferences(t *testing.T) {
	onBoth(t, func(h *house) {
		h.live(update.Full, sheetOf("1 1,00", "2 2,00", "3 3,00", "4 4,00", "5 5,00"))
		n := h.sent(update.Full, sheetOf("1 1,02", "2 3,00", "3 2,70", "4 4,40", "6 6,00"))
		look := func(v update.View, over int64) string {
			var out []string
			for _, d := range h.look(n, update.Look{View: v, Over: over}).Differences {
				was := "new"
				if !d.New {
					was = priceOf(d.Was)
				}
				out = append(out, fmt.Sprint(d.Reference, " ", was, "→", priceOf(d.Data), " ", d.Rise))
			}
			return strings.Join(out, ", ")
		}
		check := func() {
			h.Helper()
			for v, want := range map[update.View]string{
				update.News: "6 new→60000 0", update.Withdrawals: "5 50000→- 0",
				update.Differences: "2 20000→30000 5000, 4 40000→44000 1000, 1 10000→10200 200, 3 30000→27000 -1000", update.Rises: "2 20000→30000 5000",
			} {
				if got := look(v, 1000); got != want {
					h.Errorf("%s: %s, want %s", v, got, want)
				}
			}
		}
		check()
		h.ok(h.do(golive, n))
		check()
		h.ok(h.do(undo, n))
		h.drain()
		check()
		if r := h.look(n, update.Look{}); r.Priced != 4 || len(r.History) < 4 {
			h.Errorf("%d prices, %d lines of history", r.Priced, len(r.History))
		}
	})
}

// The states that the database takes are those of the rules.
func TestStates(t *testing.T) {
	onBoth(t, func(h *house) {
		n := h.live(update.Full, sheetOf("1 1,00"))
		for _, s := range append(update.Moves().States, "lost") {
			err := h.d.InTx(h.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(h.Context(), `UPDATE catalog_updates SET state = $1 WHERE number = $2`, s, n)
				return err
			})
			if (err == nil) != (s != "lost") || s != "lost" && (s.Label() == "" || update.StateOf(s.Slug()) != s) {
				h.Error(s, err)
			}
		}
	})
}

// A sheet goes after thirty days, and what nobody decided on ends.
func TestSweep(t *testing.T) {
	onBoth(t, func(h *house) {
		live := h.live(update.Full, sheetOf("1 1,00", "1 2,00"))
		n := h.sent(update.Full, sheetOf("2 2,00"))
		h.d.Clock.Advance(update.KeptFor + time.Hour)
		h.ok(h.s.Sweep(h.Context()))
		h.drain()
		h.is(live, update.Live, 2, 1, 0, 0, 0, 1, 0)
		h.is(n, update.Dropped)
		if r := h.look(live, update.Look{View: update.News}); r.Kept() || len(r.Differences) > 0 {
			h.Errorf("%+v", r)
		}
		_, err := h.s.GiveBack(h.Context(), h.who, h.market, live, nil)
		if got := h.refusal(err); got != "catalog.update_emptied" {
			h.Error(got)
		}
		h.sees("1 10000")
	})
}
