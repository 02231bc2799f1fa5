package app_test

import (
	"net/url"
	"strings"
	"testing"

	"preau/internal/core/access"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
)

// The figures are open to everybody, as pictures with their table and as files; what is small is not shown anywhere.
func TestDemandFiguresPage(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C083")
		b := inhabited(t, e)
		b.in[visitor].Get("/chiffres").WantSound().Want("Pas encore assez de demandes").WantNot("Demandes par groupe")
		month := b.d.Clock.Now().Format("2006-01")
		for agency, n := range map[string]int{"Caf": 12, "France services": 4} {
			for measure, of := range map[string]int{"sent": n, "ended": n / 2, "solved": n / 3, "d02": n - 1} {
				b.run(`INSERT INTO casework_counts (agency_id, theme_id, territory_id, month, wiped, measure, n) SELECT id, '', '', $1, TRUE, $2, $3 FROM casework_agencies WHERE name = $4`, month, measure, of, agency)
			}
		}
		p := b.in[visitor].Get("/chiffres").WantSound().Want("Caf", "2 jours", "67 %", "1 organisme en a reçu trop peu").WantNot("France services")
		if !strings.Contains(string(p.Body), "<svg") {
			t.Error("there is no picture")
		}
		csv := b.in[visitor].Get("/chiffres.csv").WantStatus(200)
		if !strings.Contains(string(csv.Body), "Caf") || !strings.Contains(string(csv.Body), "12") || !strings.Contains(string(csv.Body), "Trop peu de demandes") {
			t.Errorf("the file says %s", csv.Body)
		}
		b.in[visitor].Get("/chiffres.xlsx").WantStatus(200)
		b.in[responsable].Get("/chiffres").WantSound()
	})
}

// The survey of a closed demand through its page: proposed to its creator, kept as it was filled when nothing was answered, thanked for.
func TestSurveyThroughPages(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C045")
		b := inhabited(t, e)
		who := b.helper()
		n, err := b.a.Casework.Drafts.Begin(t.Context(), who, aidantsTeam)
		b.ok(err)
		b.run(`UPDATE casework_demands SET state = 'sent', sent_at = created_at WHERE number = $1`, n)
		b.run(`INSERT INTO casework_demand_teams (demand_id, team_id, added_at, added_by, added_name, taken_by, taken_name, left_name)
			SELECT d.id, t.id, 1, '', '', '', '', '' FROM casework_demands d JOIN casework_teams t ON t.number = $1 WHERE d.number = $2`, cafTeam, n)
		path := "/demandes/" + n + "/avis"
		b.in[referent].Get(path).WantStatus(404)
		b.in[aidant].PostForm("/demandes/"+n+"/acte", keyed(url.Values{"acte": {"clore"}})).WantPath(path).Want("La demande est close")
		for range 2 { // whoever loads the page ahead proposes nothing
			b.in[aidant].Get(path).WantStatus(200).WantSound().Want("anonyme").WantNot("Le blocage est-il résolu")
		}
		if got := b.one(`SELECT CAST(count(*) AS TEXT) FROM casework_demands WHERE number = $1 AND surveyed`, n); got != "0" {
			t.Error("opening the page noted that the survey was proposed")
		}
		b.in[referent].PostForm(path, keyed(url.Values{})).WantStatus(404)
		f := b.in[aidant].Get(path).Press("Donner mon avis").WantStatus(200).WantSound().Want("anonyme", "Le blocage est-il résolu").Form("Envoyer mon avis")
		p := f.Submit().WantStatus(422).WantSound().Want("Répondez à une question au moins")
		p.Form("Envoyer mon avis").Check("Oui").Submit().WantStatus(200).WantSound().Want("Rien ne le relie")
		b.in[aidant].Get(path).WantPath("/demandes/" + n).Want("déjà été proposée")
		b.in[aidant].PostForm(path, keyed(url.Values{})).WantPath("/demandes/" + n)
		if got := b.one(`SELECT CAST(sum(n) AS TEXT) FROM casework_survey`); got != "1" {
			t.Errorf("%s answers are counted", got)
		}
		b.in[aidant].PostForm("/avis", url.Values{"bulletin": {"forgé"}, "solved": {"yes"}}).WantStatus(422).WantSound().Want("n'est plus ouverte")
	})
}

// helper is the aidant as a use case meets them, with the grants of today.
func (b *builder) helper() access.Actor {
	b.t.Helper()
	a := access.Actor{Name: aidant, Key: id.New(), Act: "POST /town", Body: "x", At: b.d.Clock.Now()}
	a.ID = b.one(`SELECT id FROM account_accounts WHERE email = $1`, addressOf(aidant))
	b.ok(b.d.View(b.t.Context(), func(tx *db.Tx) (err error) {
		a.Grants, err = access.GrantsOf(b.t.Context(), tx, a.ID, tx.Now())
		return err
	}))
	return a
}
