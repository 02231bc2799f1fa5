package directory_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/directory"
	"preau/internal/core/document"
	"preau/internal/kit/apperr"
	"preau/internal/kit/blob/blobtest"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/id"
	"preau/internal/kit/jobs"
)

// gallery is the service with a real store of files, and an administrator who has an account.
type gallery struct {
	*directory.Service
	t     *testing.T
	d     *dbtest.DB
	q     *jobs.Queue
	files *document.Service
	boss  string
}

func newGallery(t *testing.T, d *dbtest.DB) *gallery {
	t.Helper()
	store := blobtest.Folder(t)
	g := &gallery{t: t, d: d, q: jobs.New(d.DB, d.Clock, slog.New(slog.DiscardHandler)), boss: id.New()}
	g.files = document.New(document.Options{DB: d.DB, Jobs: g.q, Store: store})
	g.Service = directory.New(d.DB, g.files)
	ok(t, d.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `INSERT INTO account_accounts (id, number, user_name, user_name_fold, email, email_fold, password_hash,
			first_name, last_name, display_name, function, phone, lang, state, state_at, state_by, state_reason, created_at, sort_fold, search_fold, version)
			VALUES ($1, 1, 'ada', 'ada', 'ada@preau.test', 'ada@preau.test', '', '', '', 'Ada Min', '', '', 'fr', 'active', 0, '', '', 0, 'ada', 'ada', 1)`, g.boss)
		return err
	}))
	return g
}

func (g *gallery) admin() access.Actor {
	a := admin()
	a.ID = g.boss
	return a
}

// logo is a picture of one colour, 960 pixels wide.
func logo(t *testing.T, c color.Color) string {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, 960, 480))
	for i := range 960 * 480 {
		m.Set(i%960, i/960, c)
	}
	var b bytes.Buffer
	ok(t, png.Encode(&b, m))
	return b.String()
}

func (g *gallery) stage(content string) string {
	g.t.Helper()
	f, err := g.files.Stage(g.t.Context(), g.admin(), directory.Picture, "logo.png", strings.NewReader(content))
	ok(g.t, err)
	return f.ID
}

// shown is the address of the organisation's picture and how wide it is; nothing when it has none.
func (g *gallery) shown(ref string) (string, int) {
	g.t.Helper()
	rec, err := g.Show(g.t.Context(), g.admin(), ref)
	ok(g.t, err)
	c, err := g.OpenPicture(g.t.Context(), ref)
	if rec.Picture == "" {
		wantKind(g.t, err, apperr.NotFound)
		return "", 0
	}
	ok(g.t, err)
	defer func() { _ = c.Close() }()
	raw, err := io.ReadAll(c)
	ok(g.t, err)
	drawn, err := png.DecodeConfig(bytes.NewReader(raw))
	ok(g.t, err)
	return rec.Picture, drawn.Width
}

// A picture is made small, changed, and removed; each former one is deleted a day later.
func TestPictureOfAnOrganisation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		g := newGallery(t, d)
		ref, err := g.Add(t.Context(), g.admin(), school("Lycée Jean-Moulin", "0350001L"))
		ok(t, err)
		if at, _ := g.shown(ref); at != "" {
			t.Errorf("a picture from nowhere: %s", at)
		}
		who := g.admin()
		red := g.stage(logo(t, color.NRGBA{200, 0, 0, 255}))
		ok(t, g.SetPicture(t.Context(), who, ref, 1, red))
		ok(t, g.SetPicture(t.Context(), who, ref, 1, red)) // a double click
		first, wide := g.shown(ref)
		if wide != directory.Picture.Side || !strings.HasPrefix(first, "/organisations/0350001l/image?v=") {
			t.Errorf("the picture is %d wide, at %s", wide, first)
		}
		wantKind(t, g.SetPicture(t.Context(), g.admin(), ref, 1, g.stage(logo(t, color.NRGBA{0, 200, 0, 255}))), apperr.Conflict)
		if at, _ := g.shown(ref); at != first {
			t.Errorf("who was slower won: %s", at)
		}
		ok(t, g.SetPicture(t.Context(), g.admin(), ref, 2, g.stage(logo(t, color.NRGBA{0, 0, 200, 255}))))
		if at, _ := g.shown(ref); at == first {
			t.Errorf("another picture has the same address: %s", at)
		}
		ok(t, g.RemovePicture(t.Context(), g.admin(), ref, 3))
		if at, _ := g.shown(ref); at != "" {
			t.Errorf("a removed picture is still shown: %s", at)
		}
		wantKind(t, g.RemovePicture(t.Context(), g.admin(), ref, 4), apperr.Conflict) // there is none
		rec, err := g.Show(t.Context(), g.admin(), ref)
		ok(t, err)
		if len(rec.Lines) != 4 || rec.Lines[0].Act != "org.picture_gone" {
			t.Errorf("the history is %+v", rec.Lines)
		}
		d.Clock.Advance(document.KeptFor + time.Hour)
		_, err = g.q.Drain(t.Context())
		ok(t, err)
		ok(t, d.View(t.Context(), func(tx *db.Tx) error {
			n, err := db.Value[int](t.Context(), tx, `SELECT count(*) FROM document_files WHERE state <> 'deleted'`)
			if n != 0 { // the one that came too late was swept
				t.Errorf("%d files are kept", n)
			}
			return err
		}))
	})
}

func TestWhoMayGiveAPicture(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		g := newGallery(t, d)
		ref, err := g.Add(t.Context(), g.admin(), school("Lycée Jean-Moulin", "0350001L"))
		ok(t, err)
		wantKind(t, g.SetPicture(t.Context(), access.Actor{}, ref, 1, ""), apperr.Unauthenticated)
		wantKind(t, g.SetPicture(t.Context(), access.Actor{ID: "other", Key: id.New()}, ref, 1, "x"), apperr.NotFound)
		wantKind(t, g.RemovePicture(t.Context(), access.Actor{ID: "other", Key: id.New()}, ref, 1), apperr.NotFound)
		wantKind(t, g.SetPicture(t.Context(), g.admin(), ref, 1, ""), apperr.Invalid)
		wantKind(t, g.SetPicture(t.Context(), g.admin(), ref, 1, "no such file"), apperr.Invalid)
		wantKind(t, g.SetPicture(t.Context(), g.admin(), "aucune", 1, "x"), apperr.NotFound)
		_, err = g.OpenPicture(t.Context(), "aucune")
		wantKind(t, err, apperr.NotFound)
	})
}
