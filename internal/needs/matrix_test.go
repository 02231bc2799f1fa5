package needs_test

import (
	"io"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
	"preau/internal/needs/matrix"
	needs "preau/internal/needs/sheet"
)

// take gives the workbook's sheets by name, each as its rows.
func (c *campaign) take(who access.Actor) map[string][][]string {
	c.t.Helper()
	content, err := c.s.TakeMatrix(c.t.Context(), c.now(who), c.n)
	c.ok(err)
	defer content.Close()
	size, err := content.Seek(0, io.SeekEnd)
	c.ok(err)
	out := map[string][][]string{}
	first, err := sheet.Open(sheet.ReaderAt(content), size, sheet.Options{})
	c.ok(err)
	for _, name := range first.Sheets() {
		f, err := sheet.Open(sheet.ReaderAt(content), size, sheet.Options{Sheet: name})
		c.ok(err)
		for row, err := range f.Rows() {
			c.ok(err)
			out[name] = append(out[name], append([]string(nil), row.Cells...))
		}
	}
	return out
}

func (c *campaign) matrix() matrix.Matrix {
	c.t.Helper()
	v, err := c.s.ShowMatrix(c.t.Context(), c.now(c.c), c.n)
	c.ok(err)
	return v.Matrix
}

// The whole group in one workbook: a job makes it once however often it is asked for, coordinators take it for 48 hours,
// then it is gone; nobody else ever does, who coordinated when they asked included.
func TestMatrix(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R054", "R055")
		c := newCampaign(t, d)
		c.ok(c.validate(1, 0, needs.Quantities{1: 5_000, 2: 2_500}))
		c.ok(c.save(2, 0, needs.Quantities{1: 9_000}))
		second := c.joined("Marc Dupont", c.org("École B"), c.c, c.n)
		c.ok(c.s.ValidateSheet(t.Context(), c.now(second), c.n, 1, needs.Input{Quantities: needs.Quantities{1: 7_000}}))
		c.wantReason(c.s.AskMatrix(t.Context(), c.now(c.m), c.n, i18n.French), "needs.not_coordinator")
		c.drain()
		c.mails.Reset()

		for range 3 {
			c.ok(c.s.AskMatrix(t.Context(), c.now(c.c), c.n, i18n.French))
		}
		if m := c.matrix(); m.State != matrix.Asked || m.Lots != 2 {
			t.Errorf("it is asked for: %+v", m)
		}
		_, err := c.s.TakeMatrix(t.Context(), c.now(c.c), c.n)
		c.wantKind(err, apperr.NotFound)
		c.drain()
		if m := c.matrix(); m.State != matrix.Ready || m.Done != 2 || m.Excluded != 2 || m.Size == 0 {
			t.Errorf("it is ready: %+v", m)
		}
		if n := c.kept(); n != 1 {
			t.Errorf("%d files are kept", n)
		}
		if n := len(c.mails.To(c.c.Address)); n != 1 {
			t.Errorf("%d mails say that it is ready", n)
		}
		got := c.take(c.c)
		if len(got) != 3 || len(got["1. Sciences"]) != 4 {
			t.Fatalf("the workbook is %q", got)
		}
		last := got["1. Sciences"][3]
		if last[0] != "Total" || last[3] != "12" || last[4] != "2,5" && last[4] != "2.5" {
			t.Errorf("the totals are %q", last)
		}
		if row := got["2. Papier"][1]; len(row) > 3 && row[3] != "" {
			t.Errorf("a sheet that is not validated has %q", row)
		}
		_, err = c.s.TakeMatrix(t.Context(), c.now(c.m), c.n)
		c.wantReason(err, "needs.not_coordinator")
		c.run(`UPDATE access_grants SET taken_at = $1 WHERE account_id = $2 AND role = 'needs.coordinator'`, d.Clock.Now(), c.c.ID)
		_, err = c.s.TakeMatrix(t.Context(), c.now(c.c), c.n)
		c.wantReason(err, "needs.not_coordinator")
	})
}

// Its time is over after 48 hours: it is neither shown nor given, and its file is deleted.
func TestMatrixExpires(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R054")
		c := newCampaign(t, d)
		c.ok(c.s.AskMatrix(t.Context(), c.now(c.c), c.n, i18n.English))
		c.drain()
		d.Clock.Advance(matrix.Life - time.Minute)
		c.drain()
		if m := c.matrix(); m.State != matrix.Ready || c.kept() != 1 {
			t.Errorf("within 48 hours it is %+v", m)
		}
		d.Clock.Advance(2 * time.Minute)
		_, err := c.s.TakeMatrix(t.Context(), c.now(c.c), c.n)
		c.wantKind(err, apperr.NotFound)
		c.drain()
		if m := c.matrix(); m.State != matrix.None || c.kept() != 0 {
			t.Errorf("after 48 hours it is %+v, and %d files are kept", m, c.kept())
		}
	})
}

// A new one takes the place of what is ready, and of what nobody finished for an hour; the old file is deleted.
func TestMatrixAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		c := newCampaign(t, d)
		c.ok(c.s.AskMatrix(t.Context(), c.now(c.c), c.n, i18n.French))
		first := c.matrix().ID
		d.Clock.Advance(time.Hour + time.Minute)
		c.ok(c.s.AskMatrix(t.Context(), c.now(c.c), c.n, i18n.French))
		if c.matrix().ID == first {
			t.Error("what hangs for an hour cannot be asked for again")
		}
		c.drain() // both jobs: the first finds that it is over
		c.ok(c.s.AskMatrix(t.Context(), c.now(c.c), c.n, i18n.French))
		c.drain()
		if m := c.matrix(); m.State != matrix.Ready || c.kept() != 1 {
			t.Errorf("it is %+v, and %d files are kept", m, c.kept())
		}
	})
}

// kept counts the files that can be read.
func (c *campaign) kept() int {
	c.t.Helper()
	n := 0
	c.ok(c.d.View(c.t.Context(), func(tx *db.Tx) error {
		var err error
		n, err = db.Value[int](c.t.Context(), tx, `SELECT count(*) FROM document_files WHERE use_key = 'needs.matrix' AND state NOT IN ('deleted', 'unbound')`)
		return err
	}))
	return n
}

func (c *campaign) run(q string, args ...any) {
	c.t.Helper()
	c.ok(c.d.InTx(c.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(c.t.Context(), q, args...)
		return err
	}))
}
