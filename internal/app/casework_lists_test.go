package app_test

import (
	"net/url"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// An administrator has a list of what was sent, without a word of it; a modérateur finds a closed demand again, to open it; to others the list is
// not there. Until when an answer is awaited is a day, not a midnight.
func TestListsOfWhoDoesNotRead(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C010", "C042", "C047")
		b := inhabited(t, e)
		b.moderates(neighbour)
		n := b.demand("Loyers bloqués")
		b.in[aidant].Get("/demandes/" + n).WantSound().Want("Réponse attendue au plus tard : ").WantNot("0 h 00")

		p := b.in[admin].Get("/demandes/toutes").WantSound().Want("jamais ce qui est écrit", "Demande masquée", n).WantNot("Loyers bloqués")
		p.Row(n).Want("Envoyée")
		b.in[admin].Get("/demandes/toutes?q=" + n).WantSound().Want(n).WantNot("Loyers")
		b.in[admin].Get("/demandes/toutes?q=loyers").WantSound().WantNot(n)
		b.in[aidant].Get("/demandes/toutes").WantStatus(404)
		b.in[aidant].Get("/demandes?q=" + n).WantSound().Want("Loyers bloqués")

		b.post(aidant, "/demandes/"+n+"/invitations", url.Values{"invite": {"moderateur:" + b.one(`SELECT id FROM account_accounts WHERE email = $1`, addressIn(neighbour))}}, 303)
		b.in[moderator].Get("/demandes/a-traiter").WantSound().Want("Loyers bloqués")
		b.in[moderator].Get("/demandes/closes").WantSound().WantNot(n)
		b.in[moderator].Get("/demandes/" + n).Press("Clore la demande")
		b.in[moderator].Get("/demandes/closes").WantSound().Want("Demande masquée", n).WantNot("Loyers bloqués").Click(n).WantSound().Press("Rouvrir").WantStatus(200)
		b.in[moderator].Get("/demandes/a-traiter").Want("Loyers bloqués")
	})
}
