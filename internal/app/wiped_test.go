package app_test

import (
	"bufio"
	"bytes"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"preau/internal/app"
	"preau/internal/casework/closing"
	"preau/internal/casework/demand"
	casedraft "preau/internal/casework/draft"
	"preau/internal/core/account/password"
	"preau/internal/core/instance"
	"preau/internal/kit/blob"
	"preau/internal/kit/clock"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/mail"
	"preau/internal/kit/sms"
	"preau/internal/kit/web/webtest"
)

// rowsOf counts, in each table that has a column for it, the rows of a demand: those with its id, and those with its key's.
func (h *house) rowsOf(demandID, keyID string) map[string]string {
	h.t.Helper()
	out := map[string]string{}
	for table, columns := range columnsOf(h.t.(*testing.T), h.d) {
		for column, of := range map[string]string{"demand_id": demandID, "key_id": keyID} {
			if slices.Contains(columns, column) {
				out[table+"."+column] = h.one(`SELECT CAST(count(*) AS TEXT) FROM `+table+` WHERE `+column+` = $1`, of)
			}
		}
	}
	return out
}

// A wiped demand that had all that a demand can have leaves no row in any table that names demands or their keys, whatever table that is; its id, and
// that of whatever belonged to it, stands nowhere in the database but in the row that says that its key is gone; and the stores have what
// they had before it.
func TestWipedLeavesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C080", "C063")
		w := watch(t, e)
		files, secrets := w.stored(w.store), w.stored(w.vault)
		n := w.lives()
		demandID := w.one(`SELECT id FROM casework_demands WHERE number = $1`, n)
		keyID := w.one(`SELECT key_id FROM casework_demands WHERE id = $1`, demandID)
		if added(files, w.stored(w.store)) < 2 || added(secrets, w.stored(w.vault)) != 1 {
			t.Fatal("it has no file, scan or secret of its own")
		}
		for where, rows := range w.rowsOf(demandID, keyID) {
			if rows == "0" {
				t.Errorf("nothing of %s is there to be wiped: let the demand of this test have some", where)
			}
		}
		ids := []string{demandID}
		for table, columns := range columnsOf(t, w.d) {
			if slices.Contains(columns, "id") && slices.Contains(columns, "demand_id") {
				ids = append(ids, strings.Fields(w.one(`SELECT coalesce(string_agg(id, ' '), '') FROM `+table+` WHERE demand_id = $1`, demandID))...)
			}
		}
		w.d.Clock.Advance(190 * 24 * time.Hour)
		w.ok(w.a.Keeper.Night(t.Context(), w.d.Clock.Now()))
		w.drain()
		for where, rows := range w.rowsOf(demandID, keyID) {
			if rows != "0" {
				t.Errorf("%s rows of %s are left", rows, where)
			}
		}
		for where, text := range w.everyColumn() {
			for _, id := range ids {
				file := strings.HasPrefix(where, "document_files.") // the row of a deleted file stays, without a name
				if strings.Contains(text, id) && !file && !(id == demandID && where == "casework_keys.object_id") {
					t.Errorf("an id of the demand is left in %s", where)
				}
			}
		}
		if k := w.one(`SELECT CAST(count(*) AS TEXT) FROM document_files WHERE (object_id = $1 OR id = $2) AND (state <> 'deleted' OR name <> '')`, demandID, ids[1]); k != "0" {
			t.Errorf("%s files of it are not deleted, or say their name", k)
		}
		if k := w.one(`SELECT CAST(count(*) AS TEXT) FROM casework_keys WHERE id = $1 AND wrapped IS NULL AND gone_at IS NOT NULL`, keyID); k != "1" {
			t.Error("its key is not said to be gone")
		}
		for what, sets := range map[string][2]map[string][]byte{"files": {files, w.stored(w.store)}, "secrets": {secrets, w.stored(w.vault)}} {
			if n := added(sets[0], sets[1]); n != 0 {
				t.Errorf("the store of %s still has %d of it", what, n)
			}
		}
		if got := w.one(`SELECT CAST(count(*) AS TEXT) FROM casework_past WHERE number = $1`, n); got != "1" {
			t.Errorf("%s rows say that it was", got)
		}
	})
}

// added is how many things of a store were not there before.
func added(before, after map[string][]byte) (n int) {
	for key := range after {
		if _, was := before[key]; !was {
			n++
		}
	}
	return n
}

const (
	killedDemands  = 80 // that are to be wiped
	leastKilled    = 3  // kills in the middle of it, of each engine
	enoughKilled   = 14
	mostKilled     = 80
	wipeChild      = "PREAU_TEST_WIPE"
	wipeChildBegan = "begun"
)

// TestWipeChild is the process that TestKilledInAWipe kills: the program on a database, in the night that wipes.
func TestWipeChild(t *testing.T) {
	where := strings.Split(os.Getenv(wipeChild), "|")
	if len(where) != 3 {
		t.Skip("it is started by TestKilledInAWipe")
	}
	at, err := time.Parse(time.RFC3339, where[2])
	if err != nil {
		t.Fatal(err)
	}
	quiet := slog.New(slog.DiscardHandler)
	now := clock.NewManual(at)
	d, err := db.Open(t.Context(), db.Options{URL: where[0], Clock: now, Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	a, err := program(d, now, where[1])
	if err != nil {
		t.Fatal(err)
	}
	_, err = os.Stdout.WriteString(wipeChildBegan + "\n")
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Keeper.Night(t.Context(), at); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Queue.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// program is the whole of it, with its files and secrets in a folder.
func program(d *db.DB, c clock.Clock, dir string) (*app.App, error) {
	key, err := instance.ParseKey(strings.Repeat("A", 43))
	if err != nil {
		return nil, err
	}
	files, err := blob.NewFolder(filepath.Join(dir, "files"))
	if err != nil {
		return nil, err
	}
	secrets, err := blob.NewFolder(filepath.Join(dir, "secrets"))
	if err != nil {
		return nil, err
	}
	return app.New(app.Options{
		DB: d, Clock: c, Log: slog.New(slog.DiscardHandler), Key: key, Files: files, Secrets: secrets, PublicURL: webtest.Base, Version: "test",
		Transport: mail.NewMemory(), Texts: sms.NewMailbox(d), Hashing: password.Cost{MemoryKiB: 8, Passes: 1, Lanes: 1},
	})
}

// siege is a database whose demands are wiped by processes that are killed.
type siege struct {
	*builder
	dir     string
	demands map[string]string // ids by number
	at      time.Time         // of the night
}

// besieged is the town with closed demands of half a year ago, each with a file and what was said of it.
func besieged(t *testing.T, e db.Engine) *siege {
	t.Helper()
	s := &siege{builder: inhabited(t, e), dir: t.TempDir(), demands: map[string]string{}}
	d := s.d
	for name, content := range map[string]map[string][]byte{"files": s.files, "secrets": s.keys} {
		f, err := blob.NewFolder(filepath.Join(s.dir, name))
		s.ok(err)
		for key, b := range content {
			s.ok(f.Put(t.Context(), key, bytes.NewReader(b)))
		}
	}
	var err error
	s.a, err = program(d.DB, d.Clock, s.dir)
	s.ok(err)
	for role := range s.in {
		s.in[role] = s.as(s.house, role)
	}
	for range killedDemands {
		who := s.helperOf()
		n, err := s.a.Casework.Drafts.Begin(t.Context(), who, aidantsTeam)
		s.ok(err)
		s.ok(s.a.Casework.Drafts.Send(t.Context(), s.helperOf(), n, 1, casedraft.Input{
			Words: demand.Words{Title: "Aide suspendue", Text: "Rien depuis juin.", Identity: demand.Identity{First: "Zélie", Last: "Quintrec", Born: "1984"}}, Teams: []int64{cafTeam}, MandateOn: "2026-11-02", Known: true,
		}))
		s.demands[n] = s.one(`SELECT id FROM casework_demands WHERE number = $1`, n)
	}
	for i, n := range slices.Sorted(maps.Keys(s.demands)) {
		if i%4 == 0 { // files take their time
			s.uploadIn(aidant, "/demandes/"+n, "fichiers", keyed(url.Values{"message": {"Voici."}}), "bail.pdf", samplePDF)
		}
		s.ok(s.a.Casework.Demands.Do(t.Context(), s.helperOf(), n, demand.Close))
	}
	s.drain()
	d.Clock.Advance(190 * 24 * time.Hour)
	s.at = d.Clock.Now()
	return s
}

// night runs a night in a process of its own, which is killed so long after it began to wipe; zero: never. It says whether it came to its end.
func (s *siege) night(after time.Duration) bool {
	s.t.Helper()
	s.at = s.at.Add(2 * time.Hour) // what a killed one was working on is free again
	cmd := exec.CommandContext(s.t.Context(), os.Args[0], "-test.run=^TestWipeChild$", "-test.count=1")
	cmd.Env = append(os.Environ(), wipeChild+"="+strings.Join([]string{s.d.URL, s.dir, s.at.Format(time.RFC3339)}, "|"))
	out, err := cmd.StdoutPipe()
	s.ok(err)
	s.ok(cmd.Start())
	lines := bufio.NewScanner(out)
	for lines.Scan() && !strings.Contains(lines.Text(), wipeChildBegan) {
	}
	if after > 0 {
		kill := time.AfterFunc(after, func() { _ = cmd.Process.Kill() }) // it may have ended
		defer kill.Stop()
	}
	var said []string
	for lines.Scan() {
		said = append(said, lines.Text())
	}
	if err = cmd.Wait(); err != nil && after == 0 {
		s.t.Fatalf("%v: %s", err, strings.Join(said, "\n"))
	}
	return err == nil
}

// standing is how many demands are whole, and how many are wiped; each must be one of them.
func (s *siege) standing() (whole, wiped int) {
	s.t.Helper()
	for n, id := range s.demands {
		got := s.one(`SELECT CAST((SELECT count(*) FROM casework_demands WHERE id = $1) AS TEXT) || CAST((SELECT count(*) FROM casework_demand_teams WHERE demand_id = $1) AS TEXT) ||
			CAST((SELECT count(*) FROM casework_keys WHERE object_id = $1 AND wrapped IS NOT NULL) AS TEXT) || CAST((SELECT count(*) FROM casework_tokens x JOIN casework_keys k ON k.id = x.key_id WHERE k.object_id = $1) > 0 AS TEXT) ||
			CAST((SELECT count(*) FROM history_lines WHERE object_id = $1) > 0 AS TEXT) || CAST((SELECT count(*) FROM casework_past WHERE number = $2) AS TEXT)`, id, n)
		got = strings.NewReplacer("true", "1", "false", "0").Replace(got)
		switch got {
		case "111110":
			whole++
		case "000001":
			wiped++
		default:
			s.t.Fatalf("%s is half wiped: %s (demand, teams, key, tokens, history, past)", n, got)
		}
	}
	return whole, wiped
}

// done says how far the wipes and what follows them have come.
func (s *siege) done() string {
	s.t.Helper()
	return s.one(`SELECT CAST((SELECT count(*) FROM casework_past) AS TEXT) || ' ' || CAST((SELECT count(*) FROM casework_keys WHERE gone_at IS NOT NULL) AS TEXT) || ' ' ||
		CAST((SELECT count(*) FROM document_files WHERE state = 'deleted') AS TEXT)`)
}

// A process that wipes is killed at any instant, again and again: each time every demand is either whole or wiped, what is counted in the
// report is what is wiped, and in the end no row, key, secret or file is left.
func TestKilledInAWipe(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C080")
		s := besieged(t, e)
		chance := rand.New(rand.NewPCG(7, 8))
		struck, kills, last := 0, 0, s.done()
		for span := 10 * time.Millisecond; kills < mostKilled && struck < enoughKilled; kills++ {
			if s.night(time.Duration(1 + chance.Int64N(int64(span)))) {
				break
			}
			whole, wiped := s.standing()
			counted := s.one(`SELECT CAST(coalesce(sum(wiped), 0) AS TEXT) FROM retention_runs WHERE rule = $1`, closing.RuleDemands)
			if whole+wiped != killedDemands || counted != fmt.Sprint(wiped) {
				t.Fatalf("%d whole, %d wiped, %s counted", whole, wiped, counted)
			}
			if done := s.done(); done != last { // it was in the middle of it
				struck, last, span = struck+1, done, max(span*4/5, time.Millisecond)
			} else {
				span = span * 5 / 4
			}
		}
		s.night(0)
		if whole, wiped := s.standing(); whole != 0 || wiped != killedDemands {
			t.Errorf("in the end %d are whole and %d wiped", whole, wiped)
		}
		for store, before := range map[string]map[string][]byte{"files": s.files, "secrets": s.keys} {
			f, err := blob.NewFolder(filepath.Join(s.dir, store))
			s.ok(err)
			if n := added(before, s.stored(f)); n > 0 {
				t.Errorf("%d of the %s are left", n, store)
			}
		}
		if got := s.one(`SELECT CAST(count(*) AS TEXT) FROM casework_keys WHERE gone_at IS NULL AND wrapped IS NULL`); got != "0" {
			t.Errorf("%s secrets are not said to be gone", got)
		}
		if struck < leastKilled {
			t.Errorf("only %d of %d kills struck", struck, kills)
		}
		t.Logf("%d kills, %d of them in a wipe", kills, struck)
	})
}

// What who left a team was writing goes to nobody, since its usager authorised nothing yet: it is wiped thirty days later, unless they came back.
func TestDraftsOfALeaver(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C046", "C080")
		b := inhabited(t, e)
		n := b.begins()
		b.run(`UPDATE casework_demands SET state = 'closed', closed_at = moved_at WHERE state = 'draft' AND number <> $1`, n) // the town's
		id := b.one(`SELECT id FROM casework_demands WHERE number = $1`, n)
		leaver := b.one(`SELECT account_id FROM access_grants WHERE role = 'casework.helper' AND account_id = (SELECT creator_id FROM casework_demands WHERE id = $1)`, id)
		end := url.Values{"compte": {leaver}, "role": {"casework.helper"}}
		night := func(days int, want string) {
			t.Helper()
			b.d.Clock.Advance(time.Duration(days) * 24 * time.Hour)
			b.ok(b.a.Keeper.Night(t.Context(), b.d.Clock.Now()))
			b.drain()
			if got := b.one(`SELECT CAST(count(*) AS TEXT) FROM casework_demands WHERE id = $1`, id); got != want {
				t.Errorf("%d days later there are %s drafts, want %s", days, got, want)
			}
		}
		b.run(`UPDATE account_sessions SET remembered = TRUE, expires_at = expires_at + 100000000000000`)
		b.post(responsable, teamAt(aidantsTeam, "/membres/fin"), end, 303)
		night(29, "1")
		b.post(responsable, teamAt(aidantsTeam, "/membres"), memberForm(aidant, "casework.helper"), 303)
		night(40, "1")
		b.post(responsable, teamAt(aidantsTeam, "/membres/fin"), end, 303)
		night(29, "1")
		night(2, "0")
		if got := b.one(`SELECT CAST(sum(wiped) AS TEXT) FROM retention_runs WHERE rule = 'casework.left'`); got != "1" {
			t.Errorf("the report counts %s", got)
		}
	})
}
