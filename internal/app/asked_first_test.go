package app_test

import (
	"net/url"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// What nobody can take back in a demand or a team is asked first, in words, on a page or in a fold: one button more, and nothing is done by the first.
func TestWhatCannotBeUndoneIsAskedFirst(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C043", "C046", "C062")
		b := inhabited(t, e)
		ended := func() string { return b.one(`SELECT CAST(count(*) AS TEXT) FROM access_grants WHERE taken_by <> ''`) }
		before := ended()
		team := b.in[responsable].Get(teamAt(aidantsTeam, "")).WantSound().WantNot("mettre fin à ce rôle")
		asked := team.Row("Alix "+colleague).Click("Mettre fin").WantSound().Want("Alix "+colleague+" : mettre fin à ce rôle ?", "Celles qu'elle a créées attendront", "prévenue par mail")
		if n := ended(); n != before {
			t.Errorf("%s roles have ended, %s before the question", n, before)
		}
		asked.FormAt("#fin").Submit().WantStatus(200).Want("Le rôle a pris fin").WantNot("Alix "+colleague, "mettre fin à ce rôle")
		team.Row("Alix " + responsable).Click("Mettre fin").WantSound().Want("C'est votre propre rôle")
		b.in[aidant].Get(asked.Path).WantSound().WantNot("mettre fin à ce rôle")

		answers := b.in[referent].Get(teamAt(cafTeam, "/reponses")).WantSound().Want("Elle sera perdue pour tout le groupe")
		answers.Press("Retirer").WantStatus(200).Want("La réponse type est retirée")

		b.in[aidant].Get("/mandats/" + b.ids["drafted demand"]).WantSound().Want("Si la personne répond OUI ensuite, sa réponse ne comptera pas")

		sure := b.in[referent].Get("/demandes/"+b.ids["sent demand"]).WantNot("est-elle traitée").Click("Marquer comme traitée").WantSound().Want("Cette demande est-elle traitée ?", "seul un message de l'aidant")
		if n := b.one(`SELECT state FROM casework_demands WHERE number = $1`, b.ids["sent demand"]); n != "sent" {
			t.Errorf("the question made it %s", n)
		}
		b.in[aidant].Get(sure.Path).WantStatus(200).WantSound().WantNot("est-elle traitée")

		b.joinsTeam(admin, mate, emptyTeam, "casework.officer")
		at := "/demandes/" + b.ids["sent demand"]
		b.in[referent].Get(at+"/autre-groupe").Form("Se retirer").Choose("Le bon groupe", "Caf · Redon").Submit().WantStatus(200)
		p := b.in[aidant].Get(at).WantSound().Click("Inviter Caf · Redon").WantStatus(200).WantSound().WantPath(at + "/invitations").Want("Une invitation ne se reprend pas")
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM casework_demand_teams t JOIN casework_demands d ON d.id = t.demand_id WHERE t.left_at IS NULL AND d.number = $1`, b.ids["sent demand"]); n != "0" {
			t.Errorf("%s teams invited by the question", n)
		}
		p.FormAt("#invitation").Submit().WantStatus(200).WantPath(at).Want("Caf · Redon")
		b.in[aidant].Get(at + "/invitations?" + url.Values{"invite": {"groupe:nulle"}}.Encode()).WantSound()
	})
}
