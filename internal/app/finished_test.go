package app_test

import (
	"strings"
	"testing"

	"preau/internal/kit/db"
)

// Long work that is done waits for who asked for it, on their home page, until they have taken it or its time is over.
func TestFinishedWorkWaits(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		const export, matrix = "L'archive de vos données est prête", "La matrice que vous avez demandée est prête"
		c := b.in[coordinator]
		c.Get("/").WantNot(export, matrix)
		c.Get("/compte/donnees").Press("Préparer l'archive").WantStatus(200)
		b.post(coordinator, groupAt(running, "/consolidation/matrice"), nil, 303)
		c.Get("/").WantNot(export, matrix)
		b.drain()
		c.Get("/").WantSound().Want(export, matrix)
		b.in[member].Get("/").WantNot(export, matrix)
		c.Get("/compte/donnees/export").WantStatus(200)
		c.Get("/").Want(matrix).WantNot(export)
		c.Get(groupAt(running, "/consolidation/matrice.xlsx")).WantStatus(200)
		c.Get("/").WantNot(export, matrix)

		c.Get("/groupements/1/consolidation/matrice/avancement").WantPath("/groupements/1/consolidation/matrice")
		c.Get("/").Want("attendent votre accord", "Groupement « Groupement 2 »")
		b.run(`UPDATE imports_imports SET state = 'cancelled' WHERE state = 'ready' AND place <> ''`)
		c.Get("/").WantNot("attendent votre accord")

		home := b.in[admin].Get("/").WantSound()
		for _, ready := range []string{b.one(`SELECT coalesce(min(file_name), '') FROM imports_imports WHERE state = 'ready' AND place = ''`)} {
			if ready == "" || !strings.Contains(home.Text(), ready) {
				t.Errorf("the import of %q waits for nobody: %s", ready, home.Text())
			}
		}
		b.run(`UPDATE imports_imports SET state = 'cancelled' WHERE state = 'ready'`)
		b.in[admin].Get("/").WantNot("attend votre accord", "attendent votre accord")
	})
}
