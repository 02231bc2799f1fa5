package app_test

import (
	"strings"
	"testing"

	"preau/internal/core/access"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/offers/role"
)

// pagePermissions are the rows of table 1.3 of the specification that are about whole pages, with its columns and signs; the others are beside
// the rules (internal/offers). E is somebody of another structure: the program knows no training institution, and has for it what everybody
// takes along, the feed of what is published.
const pagePermissions = `
| See published offers (catalogue)                  | ● | ● | ● | ● | ● | ● | ● | ● |
| Export list                                       | ● | ● | ● | ● | ● | ● | ● (published) | – |
| Lists (terrains…), documents, mails               | – | – | – | – | – | ● | – | – |`

// belongs signs up somebody, who holds a role at a place.
func (b *builder) belongs(who string, r access.RoleKey, p access.Place) {
	b.t.Helper()
	b.join(who)
	account := b.one(`SELECT id FROM account_accounts WHERE user_name = $1`, userOf(who))
	b.ok(b.d.InTx(b.t.Context(), func(tx *db.Tx) error {
		_, err := access.Give(b.t.Context(), tx, access.ByProgram("Préau", tx.Now()), access.Gift{AccountID: account, Role: r, Place: p})
		return err
	}))
}

// Who sees, takes along and keeps what, cell by cell, by the pages themselves.
func TestPermissionsOfPages(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O51", "O72", "O80")
		b := inhabited(t, e)
		own := role.At(b.one(`SELECT org_id FROM offers_structures WHERE number = 90`))
		other := role.At(b.one(`SELECT org_id FROM offers_structures WHERE number = $1`, fleurBleue))
		people := map[string]string{"P": admin, "X": visitor}
		for column, x := range map[string]struct {
			role access.RoleKey
			at   access.Place
		}{"C": {role.Reader, own}, "G": {role.Manager, own}, "A": {role.Admin, own}, "V": {role.Approver, own}, "M": {role.Moderator, access.Everywhere}, "E": {role.Approver, other}} {
			people[column] = "colonne " + column
			b.belongs(people[column], x.role, x.at)
		}
		reads := func(who, path string, all ...string) bool {
			p := b.in[who].Get(path)
			for _, text := range all {
				if !strings.Contains(p.Text(), text) {
					return false
				}
			}
			return p.Status == 200 && p.Path == path
		}
		const draft, published = "2026-0001", "2026-0003"
		rows := map[string]func(who string) string{
			"See published offers (catalogue)": func(who string) string {
				return sign(reads(who, "/offres", "Petit déjeuner") && reads(who, b.publicAt(publishedOffer, ""), "Petit déjeuner") && !reads(who, b.publicAt(draftOffer, "")))
			},
			"Export list": func(who string) string {
				whole := reads(who, "/offreur/offres.csv", draft, published)
				if whole != reads(who, "/offreur/offres.xlsx") && who != people["E"] {
					return "one of both"
				}
				if feed := b.in[who].Get("/offres.json"); who == people["E"] && !whole && strings.Contains(feed.Text(), published) && !strings.Contains(feed.Text(), draft) &&
					!strings.Contains(b.in[who].Get("/offreur/offres.csv").Text(), "2026-") {
					return "● (published)"
				}
				return sign(whole)
			},
			"Lists (terrains…), documents, mails": func(who string) string {
				n, all := 0, []string{"/offreur/reglages", "/offreur/reglages/terrains", "/offreur/reglages/thematiques", "/offreur/reglages/publics", "/offreur/reglages/types", "/offreur/documents", "/administration/mails"}
				for _, path := range all {
					if reads(who, path) {
						n++
					}
				}
				if n != 0 && n != len(all) {
					return "some of them"
				}
				return sign(n > 0)
			},
		}
		cells := 0
		for line := range strings.Lines(strings.TrimSpace(pagePermissions)) {
			want := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
			name := strings.TrimSpace(want[0])
			for i, column := range []string{"C", "G", "A", "V", "M", "P", "E", "X"} {
				cells++
				if got, want := rows[name](people[column]), strings.TrimSpace(want[i+1]); got != want {
					t.Errorf("%s by %s: %s, want %s", name, column, got, want)
				}
			}
		}
		if cells != 24 {
			t.Errorf("%d cells", cells)
		}
	})
}

func sign(may bool) string {
	if may {
		return "●"
	}
	return "–"
}
