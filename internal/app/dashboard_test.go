package app_test

import (
	"testing"
	"time"

	"preau/internal/catalog"
	"preau/internal/core/access"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/ordering"
)

// « Mon compte » names one's establishments with their managers, the roles held there and their markets; who has none reads what
// to do first.
func TestDashboardNamesEstablishments(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R134")
		b := inhabited(t, e)
		id := func(role string) string {
			return b.one(`SELECT id FROM account_accounts WHERE user_name = $1`, userOf(role))
		}
		me := id(stranger)
		school := b.one(`SELECT org_id FROM account_accounts WHERE id = $1`, me)
		name := b.one(`SELECT name FROM org_organisations WHERE id = $1`, school)
		b.in[schoolless].Get("/compte").WantSound().Want("Mes établissements", "Aucun établissement", "Choisissez d'abord votre établissement dans « Mon profil »")
		b.in[stranger].Get("/compte").WantSound().Want("Mes établissements", name).WantNot("Managers", "Vos marchés")

		give := func(account string, role access.RoleKey, limits ...access.Limit) {
			t.Helper()
			b.ok(b.d.InTx(t.Context(), func(tx *db.Tx) error {
				_, err := access.Give(t.Context(), tx, access.ByProgram("Préau", tx.Now()), access.Gift{
					AccountID: account, Role: role, Place: access.Place{Kind: access.Organisation, ID: school}, Limits: limits,
				})
				return err
			}))
		}
		manager := b.one(`SELECT display_name FROM account_accounts WHERE id = $1`, id(neighbour))

		centre := access.Actor{ID: id(central), Name: "Central", At: b.d.Clock.Now(), Grants: []access.Grant{{Role: catalog.Central, Place: access.Everywhere}}}
		day := func(n int) string { return b.d.Clock.Now().AddDate(0, 0, n).Format(time.DateOnly) }
		supplier := b.one(`SELECT o.ref FROM org_organisations o WHERE o.kind = 'supplier' ORDER BY o.id LIMIT 1`)
		n, err := b.a.Catalog.Create(t.Context(), centre, catalog.Input{Title: "Fournitures de bureau", SupplierRef: supplier, StartsOn: day(-1), EndsOn: day(30)})
		b.ok(err)
		ref := b.one(`SELECT ref FROM org_organisations WHERE id = $1`, school)
		b.ok(b.a.Catalog.AddAdherent(t.Context(), centre, n, catalog.AdherentInput{OrgRef: ref, StartsOn: day(0)}))
		market := b.one(`SELECT id FROM catalog_markets WHERE number = $1`, n)
		give(me, ordering.Requester, access.Limit{Kind: access.Market, Ref: market})
		b.in[stranger].Get("/compte").WantSound().Want("aucun manager n'est nommé", "Vos marchés : Fournitures de bureau")
		give(id(neighbour), ordering.Manager)
		give(id(neighbour), ordering.Requester)

		b.in[stranger].Get("/compte").WantSound().Want(name, "Demandeur", "Vos marchés : Fournitures de bureau", "Managers", manager, "depuis le").WantNot("aucun manager")
		if n, _ := b.statements(b.town, "/compte", stranger); n > mostStatements {
			t.Errorf("%d statements", n)
		}
		b.in[neighbour].Get("/compte").WantSound().Want(manager, "Aucun marché : vous pouvez consulter")
		b.in[coordinator].Get("/compte").WantSound().Want("Coordonnateur") // another service's role at an establishment
		b.in[central].Get("/compte").WantSound().Want("Mes rôles")         // and one on the whole platform
		b.in[stranger].Get("/compte/profil").Form("Enregistrer mon profil").Choose("Langue", "English").Submit()
		b.in[stranger].Get("/compte").WantSound().Want("My establishments", "Your markets: Fournitures de bureau", "since")
	})
}
