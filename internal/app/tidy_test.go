package app_test

import (
	"testing"
	"time"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// A file whose message was refused is kept for a day, and then let go of by itself, row, name and content.
func TestWaitingFilesGo(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C027", "C081")
		b := inhabited(t, e)
		at, c := "/demandes/"+b.demand("Loyers bloqués"), b.in[aidant]
		c.Get(at).Form("Envoyer le message").Attach("Joindre des fichiers", "bail.pdf", []byte("%PDF-1.4 bail")).Submit().WantStatus(422).Want("bail.pdf")
		waiting := func(want string) {
			t.Helper()
			if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM casework_files WHERE waits`); n != want {
				t.Errorf("%s files wait, want %s", n, want)
			}
		}
		key := b.one(`SELECT f.blob_key FROM document_files f JOIN casework_files c ON c.id = f.id WHERE c.waits`)
		b.d.Clock.Advance(23 * time.Hour)
		b.drain()
		waiting("1")
		if b.stored(b.store)[key] == nil {
			t.Error("its content went too early")
		}
		b.d.Clock.Advance(2 * time.Hour)
		b.drain()
		waiting("0")
		if b.stored(b.store)[key] != nil {
			t.Error("its content is still there")
		}
	})
}

// A draft from before drafts were found is found once the program has looked at it, by what it says, and by its author alone.
func TestOldDraftsAreFound(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C047")
		b := inhabited(t, e)
		n := b.begins()
		f := draftForm("Chantournage égaré", "1")
		f.Set("acte", "enregistrer")
		b.post(aidant, "/demandes/"+n+"/brouillon", f, 303)
		b.run(`UPDATE casework_demands SET to_index = TRUE WHERE state = 'draft'`)
		b.run(`DELETE FROM casework_tokens WHERE key_id = (SELECT key_id FROM casework_demands WHERE number = $1)`, n)
		found := func(role string, want bool) {
			t.Helper()
			if got := b.in[role].Get("/demandes?q=chantournages").WantStatus(200).Has(n); got != want {
				t.Errorf("found by %s: %v", role, got)
			}
		}
		found(aidant, false)
		b.d.Clock.Advance(61 * time.Minute)
		b.drain()
		found(aidant, true)
		found(colleague, false)
		if left := b.one(`SELECT CAST(count(*) AS TEXT) FROM casework_demands WHERE to_index`); left != "0" {
			t.Errorf("%s drafts are looked at again", left)
		}
	})
}
