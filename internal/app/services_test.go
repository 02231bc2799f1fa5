package app_test

import (
	"net/http"
	"testing"

	"preau/internal/kit/db"
)

// A service that is switched off is not there: no page, no act, no operation, no door; what it holds comes back with it.
func TestServiceThatIsOff(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		only := func(service string) {
			t.Helper()
			b.post(admin, "/administration/reglages", with(settings(b.one(`SELECT CAST(version AS TEXT) FROM instance_settings`)), "services", service), 303)
		}
		operation := func() int { return b.call(http.MethodGet, "/groups", b.tokens[member], "").Code }
		b.in[coordinator].Get("/").Want("à traiter")
		only("ordering")
		for _, path := range []string{"/groupements", "/groupements/1", "/groupements/1/besoins/1", "/adhesions", "/groupements/1/imports", "/administration/coordonnateurs"} {
			b.in[coordinator].Get(path).WantStatus(http.StatusNotFound).WantSound()
		}
		b.in[member].PostForm("/groupements/1/besoins/1", keyed(sheetForm("enregistrer", "1", "q.1", "8"))).WantStatus(http.StatusNotFound)
		if code := operation(); code != http.StatusNotFound {
			t.Errorf("the operation answers %d", code)
		}
		b.in[coordinator].Get("/").WantSound().WantNot("à traiter")
		b.in[member].Get("/compte").WantSound().WantNot("Mes adhésions")
		b.in[admin].Get("/administration").WantSound().WantNot("Coordonnateurs")
		b.in[central].Get("/marches").WantStatus(http.StatusOK).Want("Fournitures scolaires")
		only("needs")
		b.in[central].Get("/marches").WantStatus(http.StatusNotFound)
		b.in[central].PostForm("/marches/1/retirer", keyed(nil)).WantStatus(http.StatusNotFound)
		b.in[member].Get("/commandes").WantStatus(http.StatusNotFound)
		b.in[member].Get("/groupements/1/besoins").WantStatus(http.StatusOK).Want("Sciences")
		if code := operation(); code != http.StatusOK {
			t.Errorf("the operation answers %d", code)
		}
	})
}
