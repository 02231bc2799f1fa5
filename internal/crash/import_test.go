package crash_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/core/imports"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/exetest"
	"preau/internal/kit/web"
)

const (
	sheetLines    = 1500
	sheetFaults   = 20 // of these, without a name
	leastInImport = 25 // kills during the work on an import
	leastUploads  = 5  // kills while a sheet was sent
	leastSheets   = 3
	mostSheets    = 12
)

// leastStruckIn are how many of them must strike in each of its states.
var leastStruckIn = map[imports.State]int{imports.Reading: 4, imports.Comparing: 6, imports.Applying: 15}

// TestCrashInAnImport kills the program again and again while it takes in, reads, compares and writes sheets of
// organisations, and then looks whether each line is there exactly once.
func TestCrashInAnImport(t *testing.T) {
	soak := soakFor(t)
	t.Parallel()
	binary := exetest.Build(t, "preau/cmd/preau")
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			x := &importing{site: newSite(t, e, binary, dbtest.URL(t, e)), struck: map[imports.State]int{}, acts: map[int64][]string{}}
			x.prepare()
			x.soak = time.Now().Add(soak)
			for n := int64(1); x.more(n); n++ {
				x.sheet(n)
			}
			x.judge()
		})
	}
}

// importing is an administrator who sends sheets to a program that is killed.
type importing struct {
	*site
	d       *db.DB // beside the program
	admin   *browser
	before  int64 // organisations that no sheet made
	sheets  int64
	running bool
	soak    time.Time // until when it goes on whatever was proved
	kills   int
	uploads int // kills that cut a sheet's way in
	struck  map[imports.State]int
	acts    map[int64][]string // of each import, as its history must tell them
}

func (x *importing) prepare() {
	x.t.Helper()
	h := x.house(clock.System{})
	p := &preparation{site: x.site, house: h, town: &town{}}
	p.settings()
	who := p.person("administratrice", p.school("Lycée"))
	p.tx(func(tx *db.Tx) error {
		_, err := access.Give(x.t.Context(), tx, program(), access.Gift{AccountID: who.ID, Role: access.Admin, Place: access.Everywhere})
		return err
	})
	p.drain()
	x.ok(h.d.Close())
	var err error
	x.d, err = db.Open(x.t.Context(), db.Options{URL: x.url, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler), MaxConns: 2})
	x.ok(err)
	x.before = x.count(`SELECT count(*) FROM org_organisations`)
	x.up()
	x.admin = x.signedIn("administratrice", "10.4.0.1")
}

func (x *importing) count(q string, args ...any) int64 {
	x.t.Helper()
	var n int64
	x.ok(x.d.View(x.t.Context(), func(tx *db.Tx) (err error) {
		n, err = db.Value[int64](x.t.Context(), tx, q, args...)
		return err
	}))
	return n
}

// more says whether there is to be an n-th sheet.
func (x *importing) more(n int64) bool {
	_, enough := x.allStruck()
	return n <= leastSheets || time.Now().Before(x.soak) || n <= mostSheets && !enough
}

// enough says whether another kill in a state would prove nothing more.
func (x *importing) enough(in imports.State) bool {
	return x.struck[in] >= leastStruckIn[in] && !time.Now().Before(x.soak)
}

// allStruck counts the kills that struck, and says whether they are enough.
func (x *importing) allStruck() (all int, enough bool) {
	enough = x.uploads >= leastUploads && x.sheets >= leastSheets
	for s := range leastStruckIn {
		all, enough = all+x.struck[s], enough && x.enough(s)
	}
	return all, enough && all >= leastInImport
}

// up lets the program run, and finds it with nothing to wait for: what a killed one worked on is free again at once.
func (x *importing) up() {
	x.t.Helper()
	if x.running {
		return
	}
	x.ok(x.d.InTx(x.t.Context(), func(tx *db.Tx) error {
		for _, q := range []string{
			`DELETE FROM jobs_queue WHERE state = 'running' AND EXISTS (SELECT 1 FROM jobs_queue w WHERE w.kind = jobs_queue.kind
				AND w.unique_key = jobs_queue.unique_key AND w.state = 'waiting')`,
			`UPDATE jobs_queue SET state = 'waiting', attempt = 0, lease_until = NULL WHERE state = 'running'`,
		} {
			if _, err := tx.Exec(x.t.Context(), q); err != nil {
				return err
			}
		}
		return nil
	}))
	if ready, _ := x.start(30 * time.Second); !ready {
		x.t.Fatalf("the program does not start again:\n%s", x.said())
	}
	x.running = true
}

func (x *importing) down() {
	x.t.Helper()
	x.kill()
	x.kills++
	x.running = false
}

// sheet is one sheet's whole way: all lines but some are the same organisations as in the one before, under another name.
func (x *importing) sheet(n int64) {
	x.t.Helper()
	x.sheets = n
	x.send(n)
	x.acts[n] = []string{"start", "read", "compare"}
	x.until(n, imports.Ready)
	if n%2 == 1 { // a second look
		x.press(n, "/comparaison")
		x.acts[n] = append(x.acts[n], "compare again", "compare")
		x.until(n, imports.Ready)
	}
	x.press(n, "/ecriture")
	x.acts[n] = append(x.acts[n], "apply", "finish")
	x.until(n, imports.Done)
}

// content is the n-th sheet. Some of its lines say nothing new: they are as in the first.
func content(n int64) string {
	var b strings.Builder
	b.WriteString("Nom;Type;UAI;Adresse;Commune\r\n")
	for i := range sheetLines {
		name := fmt.Sprintf("École %d du n° %d", i, n)
		switch {
		case i < sheetFaults:
			name = ""
		case i%10 == 0:
			name = fmt.Sprintf("École %d", i)
		}
		fmt.Fprintf(&b, "%s;école;%s;%d rue du Puits;Rennes\r\n", name, uai(i), i)
	}
	return b.String()
}

// uai is a made-up number with its letter.
func uai(i int) string {
	n := 9900000 + i
	return fmt.Sprintf("%07d%c", n, "ABCDEFGHJKLMNPRSTUVWXYZ"[n%23])
}

// send sends a sheet, again after each kill that cuts it off, until it is acknowledged.
func (x *importing) send(n int64) {
	x.t.Helper()
	path := imports.Path + "/nouveau"
	x.up()
	a, err := x.admin.page(x.t.Context(), path)
	x.ok(err)
	f := x.sheetForm(a)
	for {
		x.up()
		cut := x.uploads < leastUploads || rand.IntN(4) == 0
		got := make(chan error, 1)
		go func() {
			var err error
			a, err = x.admin.upload(x.t.Context(), path, f.fields, fmt.Sprintf("n%d.csv", n), content(n))
			got <- err
		}()
		if cut {
			<-time.After(time.Duration(rand.Int64N(int64(15 * time.Millisecond))))
			x.down()
		}
		err := <-got
		switch {
		case errors.Is(err, errCut):
			x.uploads++
			continue
		case err != nil || a.status != http.StatusSeeOther || a.to != fmt.Sprint(imports.Path, "/", n):
			x.t.Fatalf("the sheet %d: %d to %q, %v\n%s", n, a.status, a.to, err, excerpt(a.body))
		}
		return
	}
}

// sheetForm is the form that sends a sheet, without its file.
func (x *importing) sheetForm(a answer) form {
	x.t.Helper()
	f, ok := a.formWith(imports.Path+"/nouveau", imports.FieldFile, "")
	if !ok {
		x.t.Fatalf("no form for a sheet\n%s", excerpt(a.body))
	}
	f.fields.Del(imports.FieldFile)
	f.fields.Set(imports.FieldKind, "organisations")
	return f
}

// upload sends a form with a file, which stands last.
func (b *browser) upload(ctx context.Context, path string, fields url.Values, name, content string) (answer, error) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, k := range slices.Sorted(maps.Keys(fields)) {
		if err := w.WriteField(k, fields.Get(k)); err != nil {
			return answer{}, err
		}
	}
	file, err := w.CreateFormFile(imports.FieldFile, name)
	if err == nil {
		_, err = file.Write([]byte(content))
	}
	if err = errors.Join(err, w.Close()); err != nil {
		return answer{}, err
	}
	half := body.Len() / 2
	slow := io.MultiReader(io.LimitReader(&body, int64(half)), pause(10*time.Millisecond), &body)
	return b.sendAs(ctx, http.MethodPost, path, w.FormDataContentType(), slow)
}

// pause is a reader that holds nothing, and takes its time to say so.
type pause time.Duration

func (p pause) Read([]byte) (int, error) {
	<-time.After(time.Duration(p))
	return 0, io.EOF
}

// press presses a button of the import's page, again after each kill, until that is acknowledged.
func (x *importing) press(n int64, tail string) {
	x.t.Helper()
	path := fmt.Sprint(imports.Path, "/", n)
	x.up()
	a, err := x.admin.page(x.t.Context(), path)
	x.ok(err)
	f, ok := a.formAt(path + tail)
	if !ok || f.fields.Get(web.KeyField) == "" {
		x.t.Fatalf("no button %s\n%s", tail, excerpt(a.body))
	}
	for {
		x.up()
		got := make(chan error, 1)
		go func() {
			var err error
			a, err = x.admin.post(x.t.Context(), f.action, f.fields)
			got <- err
		}()
		if rand.IntN(3) == 0 {
			<-time.After(time.Duration(rand.Int64N(int64(5 * time.Millisecond))))
			x.down()
		}
		err := <-got
		switch {
		case errors.Is(err, errCut):
			continue
		case err != nil || a.status != http.StatusSeeOther || a.to != path:
			x.t.Fatalf("%s of import %d: %d to %q, %v\n%s", tail, n, a.status, a.to, err, excerpt(a.body))
		}
		return
	}
}

// mark is how far an import is.
type mark struct {
	state                       imports.State
	version, done, line, counts int64
}

func (x *importing) at(n int64) mark {
	x.t.Helper()
	var m mark
	x.ok(x.d.View(x.t.Context(), func(tx *db.Tx) (err error) {
		m, err = db.One(x.t.Context(), tx, func(m *mark) []any { return []any{&m.state, &m.version, &m.done, &m.line, &m.counts} },
			`SELECT state, version, done, at_line, line_count + absent_count + written_count FROM imports_imports WHERE number = $1`, n)
		return err
	}))
	return m
}

func (m mark) working() bool {
	return m.state == imports.Reading || m.state == imports.Comparing || m.state == imports.Applying
}

// until lets an import come to a state through as many lives as it takes. A kill counts that struck while the program was
// at it: it had done some of the work in this life, and some is left.
func (x *importing) until(n int64, s imports.State) {
	x.t.Helper()
	for end := time.Now().Add(2 * time.Minute); ; {
		x.up()
		was := x.at(n)
		for x.at(n) == was && was.working() {
			if time.Now().After(end) {
				x.t.Fatalf("import %d gets nowhere: %+v\n%s", n, was, x.said())
			}
			<-time.After(time.Millisecond)
		}
		<-time.After(time.Duration(rand.Int64N(int64(25 * time.Millisecond))))
		now := x.at(n)
		if !now.working() {
			if now.state != s {
				x.t.Fatalf("import %d is %s, want %s", n, now.state, s)
			}
			return
		}
		if x.enough(now.state) {
			continue
		}
		x.down()
		if left := x.at(n); left.working() && left != was {
			x.struck[left.state]++
		}
	}
}

// judge: each line is there once, each import counted what it did, each history tells it once, and of what was sent nothing
// stays longer than it may.
func (x *importing) judge() {
	x.t.Helper()
	x.up()
	x.end()
	x.organisations()
	x.numbers()
	x.leftovers()
	x.ok(x.d.Close())
	x.t.Logf("%d sheets, %d kills: %v in the work, %d while a sheet was sent", x.sheets, x.kills, x.struck, x.uploads)
	if all, enough := x.allStruck(); !enough {
		x.t.Errorf("only %d kills struck: too few to prove anything", all)
	}
}

func (x *importing) organisations() {
	x.t.Helper()
	type row struct {
		uai, name             string
		version, added, edits int64
	}
	var got, want []row
	x.ok(x.d.View(x.t.Context(), func(tx *db.Tx) (err error) {
		got, err = db.All(x.t.Context(), tx, func(r *row) []any { return []any{&r.uai, &r.name, &r.version, &r.added, &r.edits} },
			`SELECT o.uai, o.name, o.version, count(*) FILTER (WHERE h.act = 'org.add'), count(*) FILTER (WHERE h.act = 'org.edit')
			FROM org_organisations o LEFT JOIN history_lines h ON h.object_kind = 'org' AND h.object_id = o.id
			WHERE o.uai <> '' GROUP BY o.id, o.uai, o.name, o.version ORDER BY o.uai`)
		return err
	}))
	for i := sheetFaults; i < sheetLines; i++ {
		r := row{uai: uai(i), name: fmt.Sprintf("École %d du n° %d", i, x.sheets), version: x.sheets, added: 1, edits: x.sheets - 1}
		if i%10 == 0 {
			r.name, r.version, r.edits = fmt.Sprintf("École %d", i), 1, 0
		}
		want = append(want, r)
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(row{})); diff != "" {
		x.t.Errorf("organisations (-sent +there):\n%s", diff)
	}
	if n := x.count(`SELECT count(*) FROM org_organisations`); n != x.before+int64(len(want)) {
		x.t.Errorf("%d organisations, want %d and %d", n, x.before, len(want))
	}
}

// numbers are those of each import, and its history.
func (x *importing) numbers() {
	x.t.Helper()
	const good = sheetLines - sheetFaults
	const same = (sheetLines - sheetFaults) / 10
	var got []string
	x.ok(x.d.View(x.t.Context(), func(tx *db.Tx) (err error) {
		got, err = db.All(x.t.Context(), tx, func(s *string) []any { return []any{s} },
			`SELECT i.state || ' ' || i.line_count || ' ' || i.new_count || ' ' || i.changed_count || ' ' || i.same_count || ' ' || i.refused_count || ' ' ||
			i.written_count || ' ' || i.overtaken_count || ' ' || (SELECT count(*) FROM imports_rows r WHERE r.import = i.number) || ' ' ||
			(SELECT count(*) FROM imports_faults f WHERE f.import = i.number) FROM imports_imports i ORDER BY i.number`)
		return err
	}))
	var want []string
	for n := range x.sheets {
		fresh, changed, alike := good, 0, 0
		if n > 0 {
			fresh, changed, alike = 0, good-same, same
		}
		want = append(want, fmt.Sprintf("done %d %d %d %d %d %d 0 %d %d", sheetLines, fresh, changed, alike, sheetFaults, fresh+changed, sheetLines, sheetFaults))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		x.t.Errorf("imports (-sent +there):\n%s", diff)
	}
	for n, acts := range x.acts {
		var told []string
		x.ok(x.d.View(x.t.Context(), func(tx *db.Tx) (err error) {
			told, err = db.All(x.t.Context(), tx, func(s *string) []any { return []any{s} },
				`SELECT substr(act, 9) FROM history_lines WHERE object_kind = 'import' AND object_id = $1 ORDER BY id`, number(n))
			return err
		}))
		if diff := cmp.Diff(acts, told); diff != "" {
			x.t.Errorf("history of import %d (-done +told):\n%s", n, diff)
		}
	}
}

// leftovers: sheets that were cut off, or sent twice, go after a day, and those of imports after thirty, with all that was
// read of them.
func (x *importing) leftovers() {
	x.t.Helper()
	c := clock.NewManual(clock.System{}.Now())
	h := x.house(c)
	pass := func(d time.Duration) (files int64, onDisk int) {
		c.Advance(d)
		for range 2 { // the second lets go of what the first unbound
			_, err := h.Queue.Drain(x.t.Context())
			x.ok(err)
			c.Advance(document.KeptFor + time.Hour)
		}
		_, err := h.Queue.Drain(x.t.Context())
		x.ok(err)
		x.ok(filepath.WalkDir(filepath.Join(x.dir, "files"), func(_ string, f os.DirEntry, err error) error {
			if err == nil && !f.IsDir() {
				onDisk++
			}
			return err
		}))
		return x.count(`SELECT count(*) FROM document_files WHERE state <> 'deleted'`), onDisk
	}
	if files, onDisk := pass(document.StagedFor); files != x.sheets || onDisk != int(x.sheets) {
		x.t.Errorf("after a day: %d files and %d on the disk, of %d imports", files, onDisk, x.sheets)
	}
	if files, onDisk := pass(imports.KeptFor); files != 0 || onDisk != 0 {
		x.t.Errorf("after thirty days: %d files and %d on the disk", files, onDisk)
	}
	if n := x.count(`SELECT (SELECT count(*) FROM imports_rows) + (SELECT count(*) FROM imports_absents)`); n != 0 {
		x.t.Errorf("after thirty days: %d lines", n)
	}
	x.ok(h.d.Close())
}
