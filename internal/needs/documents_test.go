package needs_test

import (
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"preau/internal/core/access"
	files "preau/internal/core/document"
	"preau/internal/core/history"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/needs/document"
	"preau/internal/needs/group"
)

// paper stages a file and gives its form.
func (h *house) paper(who access.Actor, title, content string, public bool) document.Input {
	h.t.Helper()
	f, err := h.files.Stage(h.t.Context(), who, document.Paper, title+".pdf", strings.NewReader("%PDF-1.7\n"+content))
	h.ok(err)
	return document.Input{Kind: document.Convention, Title: title, Public: public, FileID: f.ID}
}

// shelf is a group with two members, a convention for them and a public notice.
type shelf struct {
	*house
	n                                       int64
	support                                 org.Organisation
	coco, sam, lea, passer, visitor, waiter access.Actor
}

func newShelf(t *testing.T, d *dbtest.DB) *shelf {
	t.Helper()
	h := newHouse(t, d)
	s := &shelf{house: h, support: h.org("Lycée Support")}
	s.coco = h.coordinator("Coco", s.support)
	s.n = h.group(s.coco, s.support)
	s.sam = h.joined("Sam", h.org("Collège Un"), s.coco, s.n)
	s.lea = h.joined("Léa", h.org("Collège Deux"), s.coco, s.n)
	s.passer = h.member("Un Passant", h.org("École du Port"))
	s.waiter = h.member("Wanda", h.org("Collège Attente"))
	h.ok(h.s.Join(t.Context(), s.waiter, s.n))
	for _, in := range []document.Input{h.paper(s.coco, "Convention", "convention 1", false), h.paper(s.coco, "Notice", "notice", true)} {
		_, err := h.s.AddDocument(t.Context(), h.now(s.coco), s.n, in)
		h.ok(err)
	}
	return s
}

func (s *shelf) fresh(who access.Actor) access.Actor {
	if who.ID == "" {
		return access.Actor{At: s.d.Clock.Now()}
	}
	return s.now(who)
}

func (s *shelf) titles(who access.Actor) (string, document.Documents) {
	s.t.Helper()
	v, err := s.s.ShowDocuments(s.t.Context(), s.fresh(who), s.n)
	s.ok(err)
	var out []string
	for _, d := range v.List {
		out = append(out, d.Title)
	}
	return strings.Join(out, ", "), v
}

func (s *shelf) take(who access.Actor, doc, version int64) (string, error) {
	s.t.Helper()
	c, err := s.s.DownloadDocument(s.t.Context(), s.fresh(who), document.Taking{Group: s.n, Document: doc, Version: version})
	if err != nil {
		return "", err
	}
	defer c.Close()
	b, err := io.ReadAll(c)
	s.ok(err)
	return strings.TrimPrefix(string(b), "%PDF-1.7\n"), nil
}

func (s *shelf) shown(doc int64) document.View {
	s.t.Helper()
	v, err := s.s.ShowDocument(s.t.Context(), s.now(s.coco), s.n, doc)
	s.ok(err)
	return v
}

func (s *shelf) lines(who access.Actor, act string) int {
	s.t.Helper()
	n := 0
	s.ok(s.d.View(s.t.Context(), func(tx *db.Tx) error {
		all, err := history.By(s.t.Context(), tx, who.ID, 100)
		for _, l := range all {
			if l.Act == act {
				n++
			}
		}
		return err
	}))
	return n
}

func (s *shelf) withdraw(who access.Actor, version int64) error {
	_, err := s.s.WithdrawDocument(s.t.Context(), s.now(who), s.n, 1, version)
	return err
}

// Members see and take all documents; others what is public, and how to get at the rest.
func TestWhoSeesDocuments(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R033")
		s := newShelf(t, d)
		admin := s.grant(s.person("Ada Min"), access.Admin, access.Everywhere)
		unconfirmed := s.person("Una")
		unconfirmed.OrgID = s.sam.OrgID
		orgless := s.person("Olga")
		for name, c := range map[string]struct {
			who    access.Actor
			titles string
			hidden int
			code   string
			ask    string
		}{
			"visitor":     {s.visitor, "Notice", 1, "needs.sign_in", "/connexion?suite=%2Fgroupements%2F1%2Fdocuments"},
			"stranger":    {s.passer, "Notice", 1, "needs.members_only", "/groupements/1"},
			"waiting":     {s.waiter, "Notice", 1, "needs.membership_waits", "/groupements/1/contact"},
			"unconfirmed": {unconfirmed, "Notice", 1, "needs.not_confirmed", "/contact?motif=needs.not_confirmed&page=%2Fgroupements%2F1"},
			"no school":   {orgless, "Notice", 1, "needs.no_establishment", "/compte/profil?suite=/groupements/1"},
			"admin":       {admin, "Notice", 1, "needs.no_establishment", "/compte/profil?suite=/groupements/1"},
			"member":      {s.sam, "Convention, Notice", 0, "", ""},
			"coordinator": {s.coco, "Convention, Notice", 0, "", ""},
		} {
			titles, v := s.titles(c.who)
			if titles != c.titles || v.Hidden != c.hidden || (len(v.HowTo) > 0) != (c.code != "") {
				t.Errorf("%s sees %q and %d hidden: %+v", name, titles, v.Hidden, v.HowTo)
			}
			content, err := s.take(c.who, 2, 1)
			if err != nil || content != "notice" {
				t.Errorf("%s takes the notice: %v", name, err)
			}
			content, err = s.take(c.who, 1, 1)
			switch {
			case c.code == "" && (err != nil || content != "convention 1"):
				t.Errorf("%s takes the convention: %q %v", name, content, err)
			case name == "visitor" && !apperr.Is(err, apperr.Unauthenticated):
				t.Errorf("%s: %v", name, err)
			case c.code != "" && name != "visitor":
				s.wantReason(err, c.code)
			}
			if c.code != "" && (v.HowTo[0].Code != c.code || v.HowTo[0].Ask == nil || v.HowTo[0].Ask.Path != c.ask) {
				t.Errorf("%s is told %+v, ask %+v", name, v.HowTo[0], v.HowTo[0].Ask)
			}
		}
		d.Clock.Advance(6 * 24 * time.Hour) // joining is closed
		if _, v := s.titles(s.passer); v.HowTo[0].Ask.Path != "/groupements/1/contact" {
			t.Errorf("told %+v", v.HowTo[0])
		}
		_, err := s.take(s.passer, 9, 1)
		s.wantKind(err, apperr.NotFound)
		_, err = s.take(s.sam, 1, 9)
		s.wantKind(err, apperr.NotFound)
	})
}

// Each download by somebody who is signed in is one line, by version; the coordinator sees which members have it.
func TestDownloadsAreLogged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R033")
		s := newShelf(t, d)
		const act = "needs.document.download"
		for range 2 {
			_, err := s.take(s.sam, 1, 1)
			s.ok(err)
		}
		for _, x := range []document.Taking{{Part: true}, {Look: true}, {Part: true}} {
			x.Group, x.Document, x.Version = s.n, 1, 1
			c, err := s.s.DownloadDocument(t.Context(), s.now(s.sam), x)
			s.ok(err)
			_ = c.Close()
		}
		if got := s.lines(s.sam, act); got != 2 {
			t.Errorf("%d lines of two downloads", got)
		}
		c, err := s.s.DownloadDocument(t.Context(), s.now(s.lea), document.Taking{Group: s.n, Document: 2, Version: 1, Part: true})
		s.ok(err)
		_ = c.Close()
		if got := s.lines(s.lea, act); got != 1 {
			t.Errorf("%d lines of a first part", got)
		}
		_, err = s.take(s.visitor, 2, 1)
		s.ok(err)
		_, err = s.take(s.coco, 1, 1) // she is no member
		s.ok(err)
		_, v := s.titles(s.coco)
		if v.Members != 2 || v.List[0].Taken != (document.Taken{Any: 1, Current: 1}) {
			t.Errorf("%d members, taken %+v", v.Members, v.List[0].Taken)
		}
		s.ok(s.s.EditDocument(t.Context(), s.now(s.coco), s.n, 1, 1, s.paper(s.coco, "Convention", "convention 2", false)))
		d.Clock.Advance(time.Minute)
		_, err = s.take(s.lea, 1, 2)
		s.ok(err)
		view := s.shown(1)
		if view.Taken != (document.Taken{Any: 2, Current: 1}) || len(view.Members) != 2 || view.Members[0].Name != "Sam" || view.Members[0].Version != 1 ||
			view.Members[1].Name != "Léa" || view.Members[1].Version != 2 || !view.Members[1].At.Equal(d.Clock.Now()) {
			t.Errorf("taken %+v by %+v", view.Taken, view.Members)
		}
		if l := view.History[0]; l.Act != act || l.Name != "Léa" || l.Data["version"] != "2" || l.Data["document_title"] != "Convention" {
			t.Errorf("the last line is %+v", l)
		}
		_, err = s.s.ShowDocument(t.Context(), s.now(s.sam), s.n, 1)
		s.wantReason(err, "needs.not_coordinator")
		if _, v := s.titles(s.sam); v.Members != 0 || v.List[0].Taken != (document.Taken{}) || v.MayAdd {
			t.Errorf("a member sees who has what: %+v", v)
		}
	})
}

// A new version is given from then on; the older ones stay with the coordinator, and are never changed.
func TestReplaceDocument(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		s := newShelf(t, d)
		old := s.shown(1).Document.Current
		in := s.paper(s.coco, "Convention 2027", "convention 2", true)
		in.Kind = document.GroupRules
		s.ok(s.s.EditDocument(t.Context(), s.now(s.coco), s.n, 1, 1, in))
		again := s.paper(s.coco, "Autre", "x", false)
		s.wantKind(s.s.EditDocument(t.Context(), s.now(s.coco), s.n, 1, 1, again), apperr.Conflict)
		v := s.shown(1)
		if v.Document.Title != "Convention 2027" || v.Document.Kind != document.GroupRules || !v.Document.Public || v.Document.Current.Number != 2 || len(v.Versions) != 2 || v.Versions[1] != old {
			t.Fatalf("%+v", v)
		}
		for _, who := range []access.Actor{s.sam, s.visitor} {
			if got, err := s.take(who, 1, 2); err != nil || got != "convention 2" {
				t.Errorf("the new version: %q %v", got, err)
			}
			_, err := s.take(who, 1, 1)
			s.wantReason(err, "needs.version_replaced")
		}
		if got, err := s.take(s.coco, 1, 1); err != nil || got != "convention 1" {
			t.Errorf("the old version: %q %v", got, err)
		}
		s.ok(s.s.EditDocument(t.Context(), s.now(s.coco), s.n, 1, 2, document.Input{Kind: document.Notice, Title: "Rien que le titre"}))
		if v := s.shown(1); v.Document.Current.Number != 2 || v.Document.Public || v.Document.Title != "Rien que le titre" {
			t.Errorf("%+v", v.Document)
		}
		_, err := s.take(s.visitor, 1, 2)
		s.wantKind(err, apperr.Unauthenticated)
	})
}

// What somebody took is kept for the coordinator when it is withdrawn; what nobody took is erased.
func TestWithdrawDocument(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		s := newShelf(t, d)
		_, err := s.take(s.sam, 1, 1)
		s.ok(err)
		s.ok(s.s.EditDocument(t.Context(), s.now(s.coco), s.n, 1, 1, s.paper(s.coco, "Convention", "jamais lue", false)))
		s.wantKind(s.withdraw(s.coco, 1), apperr.Conflict)
		s.ok(s.withdraw(s.coco, 2))
		s.wantReason(s.withdraw(s.coco, 3), "needs.document_withdrawn")
		s.wantReason(s.s.EditDocument(t.Context(), s.now(s.coco), s.n, 1, 3, document.Input{}), "needs.document_withdrawn")
		for _, who := range []access.Actor{s.sam, s.passer, s.visitor} {
			_, err := s.take(who, 1, 2)
			if r := s.wantReason(err, "needs.document_withdrawn"); r.By != "Coco" {
				t.Errorf("withdrawn by %q", r.By)
			}
			if titles, v := s.titles(who); titles != "Notice" || v.Hidden != 0 || len(v.Gone) > 0 {
				t.Errorf("still sees %q, %d hidden", titles, v.Hidden)
			}
		}
		if titles, v := s.titles(s.coco); titles != "Notice" || len(v.Gone) != 1 || v.Gone[0].Taken.Any != 1 {
			t.Errorf("the coordinator sees %q and %+v", titles, v.Gone)
		}
		if got, err := s.take(s.coco, 1, 1); err != nil || got != "convention 1" {
			t.Errorf("what was agreed to: %q %v", got, err)
		}
		_, err = s.take(s.coco, 1, 2)
		s.wantReason(err, "needs.file_erased")
		d.Clock.Advance(files.KeptFor + time.Hour)
		s.drain()
		if v := s.shown(1); v.Versions[0].File.State != files.Deleted || v.Versions[1].File.State != files.Bound {
			t.Errorf("files %+v", v.Versions)
		}
		n, err := s.s.AddDocument(t.Context(), s.now(s.coco), s.n, s.paper(s.coco, "Autre", "x", false))
		if s.ok(err); n != 3 {
			t.Errorf("the number of a withdrawn document is given again: %d", n)
		}
	})
}

// Only coordinators of a group that lives change its documents; a draft's are theirs alone.
func TestWhoChangesDocuments(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		s := newShelf(t, d)
		try := func(who access.Actor, code string) {
			in := s.paper(who, "Titre", "x", true)
			_, err := s.s.AddDocument(t.Context(), s.now(who), s.n, in)
			s.wantReason(err, code)
			s.wantReason(s.s.EditDocument(t.Context(), s.now(who), s.n, 1, 1, in), code)
			in.FileID = ""
			s.wantReason(s.s.EditDocument(t.Context(), s.now(who), s.n, 1, 1, in), code)
			s.wantReason(s.withdraw(who, 1), code)
			for _, do := range []document.Act{document.EditDocument, document.ReplaceDocument, document.WithdrawDocument} {
				_, err := s.s.MayDocument(t.Context(), s.now(who), s.n, 1, do)
				s.wantReason(err, code)
			}
		}
		for _, who := range []access.Actor{s.sam, s.passer, s.coordinator("Else", s.org("Ailleurs"))} {
			try(who, "needs.not_coordinator")
		}
		s.ok(s.s.AbandonGroup(t.Context(), s.now(s.coco), s.n))
		try(s.coco, "needs.group_abandoned")
		if got, err := s.take(s.sam, 1, 1); err != nil || got != "convention 1" {
			t.Errorf("an abandoned group's documents: %v", err)
		}
		draft := s.draft(s.coco, s.support)
		_, err := s.s.AddDocument(t.Context(), s.now(s.coco), draft, s.paper(s.coco, "Projet", "x", true))
		s.ok(err)
		_, err = s.s.ShowDocuments(t.Context(), s.now(s.sam), draft)
		s.wantKind(err, apperr.NotFound)
		_, err = s.s.DownloadDocument(t.Context(), s.now(s.sam), document.Taking{Group: draft, Document: 1, Version: 1})
		s.wantKind(err, apperr.NotFound)
	})
}

func TestDocumentFormFaults(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		s := newShelf(t, d)
		good := func() document.Input { return s.paper(s.coco, "Titre", "x", false) }
		foreign := s.paper(s.sam, "De Sam", "x", false).FileID
		for field, change := range map[string]func(*document.Input){
			group.FieldTitle:   func(in *document.Input) { in.Title = " " },
			document.FieldKind: func(in *document.Input) { in.Kind = "poem" },
			document.FieldFile: func(in *document.Input) { in.FileID = "" },
			"fichier 2":        func(in *document.Input) { in.FileID = "none" },
			"fichier 3":        func(in *document.Input) { in.FileID = foreign },
		} {
			in := good()
			change(&in)
			_, err := s.s.AddDocument(t.Context(), s.now(s.coco), s.n, in)
			e, ok := apperr.As(err)
			if want, _, _ := strings.Cut(field, " "); !ok || e.Kind != apperr.Invalid || len(e.Fields) != 1 || e.Fields[0].Name != want {
				t.Errorf("%s: %v", field, err)
			}
		}
		for range document.MaxDocuments - 2 {
			_, err := s.s.AddDocument(t.Context(), s.now(s.coco), s.n, good())
			s.ok(err)
		}
		_, err := s.s.AddDocument(t.Context(), s.now(s.coco), s.n, good())
		s.wantKind(err, apperr.Invalid)
	})
}

// The same form sent twice, at once even, is one document.
func TestAddDocumentOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		s := newShelf(t, d)
		who := s.now(s.coco)
		var all sync.WaitGroup
		var mu sync.Mutex
		got := map[int64]bool{}
		for range 4 {
			in := s.paper(s.coco, "Deux fois", "x", false) // each sending stages its file
			all.Go(func() {
				n, err := s.s.AddDocument(t.Context(), who, s.n, in)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				got[n] = true
				mu.Unlock()
			})
		}
		all.Wait()
		if titles, _ := s.titles(s.coco); len(got) != 1 || !got[3] || strings.Count(titles, "Deux fois") != 1 {
			t.Errorf("numbers %v, documents %q", got, titles)
		}
	})
}

// A file that the store has lost is never said to have been taken.
func TestLostFile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		s := newShelf(t, d)
		s.ok(d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE document_files SET blob_key = $1 WHERE size = (SELECT max(size) FROM document_files)`, strings.Repeat("0", 64))
			return err
		}))
		if _, err := s.take(s.sam, 1, 1); err == nil || apperr.KindOf(err) != apperr.Internal || errors.Is(err, io.EOF) {
			t.Errorf("got %v", err)
		}
		if got := s.lines(s.sam, "needs.document.download"); got != 0 {
			t.Errorf("%d lines", got)
		}
	})
}

// Of a download and a withdrawal that meet, one comes first: what was taken is kept, what is gone is refused.
func TestTakenWhileWithdrawn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		s := newShelf(t, d)
		other := s.now(s.sam)
		errs := d.Behind(t, func(tx *db.Tx) error { // somebody's download that is not committed yet
			_, err := tx.Exec(t.Context(), `INSERT INTO needs_document_downloads (version_id, account_id, org_id, name, first_at, last_at, times)
				SELECT v.id, $1, '', 'Sam', 1, 1, 1 FROM needs_document_versions v JOIN needs_documents d ON d.id = v.document_id WHERE d.title = 'Convention'`, other.ID)
			if err == nil {
				err = tx.Hold(t.Context(), `SELECT id FROM needs_documents WHERE title = 'Convention'`)
			}
			return err
		}, func() error { return s.withdraw(s.coco, 1) })
		s.ok(errs[0])
		d.Clock.Advance(files.KeptFor + time.Hour)
		s.drain()
		if got, err := s.take(s.coco, 1, 1); err != nil || got != "convention 1" {
			t.Errorf("what was taken is erased: %q %v", got, err)
		}
	})
}

// Documents that are added at once have numbers of their own.
func TestAddedAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		s := newShelf(t, d)
		var all sync.WaitGroup
		for range 5 {
			who, in := s.now(s.coco), s.paper(s.coco, "Ensemble", "x", false)
			all.Go(func() {
				if _, err := s.s.AddDocument(t.Context(), who, s.n, in); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if titles, _ := s.titles(s.coco); strings.Count(titles, "Ensemble") != 5 {
			t.Errorf("documents %q", titles)
		}
	})
}
