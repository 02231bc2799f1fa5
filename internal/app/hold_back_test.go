package app_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// counted are the counters of numbers that people, suppliers and other programs know.
const counted = `SELECT 'orders of ' || head_id || ' in ' || CAST(year AS TEXT), n FROM ordering_order_numbers WHERE year = (SELECT max(year) FROM ordering_order_numbers)
	UNION ALL SELECT 'ordering: ' || name, n FROM ordering_counters
	UNION ALL SELECT 'demands of ' || CAST(year AS TEXT), n FROM casework_years
	UNION ALL SELECT 'offers: ' || name, n FROM offers_counters WHERE name IN ('file', 'structure', 'document') OR name LIKE 'offer-%'
	UNION ALL SELECT 'groups', n FROM needs_counters WHERE name = 'group'`

func (b *builder) counters() map[string]int64 {
	b.t.Helper()
	type counter struct {
		name string
		n    int64
	}
	out := map[string]int64{}
	b.ok(b.d.View(b.t.Context(), func(tx *db.Tx) error {
		all, err := db.All(b.t.Context(), tx, func(c *counter) []any { return []any{&c.name, &c.n} }, counted)
		for _, c := range all {
			out[c.name] = c.n
		}
		return err
	}))
	return out
}

// What a restored copy is held back from, on both engines, as `preau restore` and `preau admin hold-mails` do it: no number is given again, no
// mail and no text leaves that may have left, and no session or link of the copy serves.
func TestHoldBack(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R232", "O52")
		w := watch(t, e)
		n := w.begins()
		w.in[aidant].PostForm("/demandes/"+n+"/brouillon/saisie", keyed(url.Values{
			"titre": {"Essai"}, "description": {"Essai"}, "prenom": {"Zoé"}, "nom": {"Roux"}, "element": {"telephone"}, "valeur": {"06 98 76 54 32"}, "destinataires": {number(cafTeam)}, "territoire": {"2"},
			"version": {"1"}, "acte": {"garder"},
		}))
		w.drain()
		w.gateway = nil
		w.mails.Reset()
		w.post(aidant, "/mandats/"+n+"/sms", url.Values{"telephone": {"06 98 76 54 32"}}, http.StatusSeeOther) // waits
		w.as(w.house, coordinator).PostForm("/commandes/a-passer/"+w.ids["order"]+"/envoyer", url.Values{"version": {"1"}})
		w.run(`UPDATE account_tokens SET purpose = 'reset', used_at = NULL, killed_at = NULL WHERE purpose IN ('activation', 'reset')`)
		w.run(`UPDATE webhook_deliveries SET state = 'waiting', tried_at = NULL, settled_at = NULL`)
		before := w.counters()

		held, err := w.a.HoldBack(t.Context(), "restored")
		if err != nil || held.Mails == 0 || held.Texts != 1 || strconv.Itoa(held.Posts) != w.one(`SELECT CAST(count(*) AS TEXT) FROM webhook_deliveries`) {
			t.Fatalf("held back are %+v, %v", held, err)
		}
		after := w.counters()
		for name, was := range before {
			if over := after[name] - was; over < 1000 || over >= 2000 || after[name]%1000 != 0 {
				t.Errorf("%s go on from %d after %d", name, after[name], was)
			}
		}
		for _, what := range []string{"orders of ", "ordering: basket", "demands of ", "offers: offer-", "groups"} {
			found := false
			for name := range before {
				found = found || strings.HasPrefix(name, what)
			}
			if !found {
				t.Errorf("nothing is counted of %s", what)
			}
		}
		w.drain()
		if sent := w.mails.To("commandes@fournisseur.test"); len(sent) > 0 || len(w.gateway) > 0 {
			t.Errorf("%d mails to the supplier, %d texts leave", len(sent), len(w.gateway))
		}
		if p := w.in[aidant].Get("/compte"); !strings.HasPrefix(p.Path, "/connexion") {
			t.Errorf("a session of the copy shows %s", p.Path)
		}
		if n := w.one(`SELECT CAST(count(*) AS TEXT) FROM account_tokens WHERE purpose IN ('signin', 'reset') AND used_at IS NULL AND killed_at IS NULL`); n != "0" {
			t.Errorf("%s links of the copy serve", n)
		}

		// A copy of the year before knows no demand, offer or order of this one: its numbers begin behind a thousand, too.
		w.run(`DELETE FROM casework_years`)
		w.run(`DELETE FROM offers_counters WHERE name LIKE 'offer-%'`)
		w.run(`DELETE FROM ordering_order_numbers`)
		if _, err := w.a.HoldBack(t.Context(), "restored"); err != nil {
			t.Fatal(err)
		}
		year := strconv.Itoa(w.d.Clock.Now().Year())
		anew := w.counters()
		if anew["demands of "+year] != 1000 || anew["offers: offer-"+year] != 1000 {
			t.Errorf("of a year that the copy does not know: %v", anew)
		}
		for name, n := range anew {
			if strings.HasPrefix(name, "orders of ") && n != 1000 {
				t.Errorf("%s go on from %d", name, n)
			}
		}
	})
}
