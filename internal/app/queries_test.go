package app_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
)

// mostStatements is how many a page may ask of the database, the session, the grants and the frame included.
const mostStatements = 12

// What each page asks of the database, by everybody, where every list is long. A page that asks once a row shows here
// at once; one that asks a little more shows in the table, which a person reads.
func TestStatementsOfEveryPage(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	h, out := w.house(t), matrix{}
	h.crowd(w)
	tries := w.gets()
	routed(t, w, http.MethodGet, tries)
	h.statements(w, "/", visitor) // reads the settings, which are kept
	for _, x := range tries {
		for _, role := range townspeople {
			n, status := h.statements(w, x.path, role)
			if n > mostStatements {
				t.Errorf("%s by %s asks the database %d times", x.name(), role, n)
			}
			if status >= http.StatusInternalServerError {
				t.Errorf("%s by %s: %d", x.name(), role, status)
			}
			out.add(x, role, number(int(n)))
		}
	}
	out.golden(t, "get_statements.md", "# What a page asks of the database\n\nStatements of each page, opened by everybody, where every list is long. At most "+number(mostStatements)+".\n")
}

// The same for the people of « Demandes », who are no townspeople: every page keeps to the limit, and those of the service are in a table.
func TestStatementsOfCaseworkPages(t *testing.T) {
	t.Parallel()
	w := caseworkTown(t)
	h := w.house(t)
	h.crowd(w)
	h.crowdDemands(w)
	people := caseworkPeople
	own := append(w.caseworkGets(), w.mandateGets()...)
	ours := map[string]bool{}
	for _, x := range own {
		ours[x.name()] = true
	}
	out := matrix{people: people}
	h.statements(w, "/", visitor)
	for _, x := range w.gets() {
		for _, role := range people {
			n, status := h.statements(w, x.path, role)
			if n > mostStatements {
				t.Errorf("%s by %s asks the database %d times", x.name(), role, n)
			}
			if status >= http.StatusInternalServerError {
				t.Errorf("%s by %s: %d", x.name(), role, status)
			}
			if ours[x.name()] {
				out.add(x, role, number(int(n)))
			}
		}
	}
	const marks = 2 // of who reads it for the first time in an hour: written before it is shown (C082)
	for _, role := range []string{aidant, referent} {
		h.run(`DELETE FROM casework_seen`)
		if n, status := h.statements(w, sentDemand, role); n > mostStatements+marks || status != http.StatusOK {
			t.Errorf("a first look by %s: %d, asks the database %d times", role, status, n)
		}
	}
	out.golden(t, "get_statements_casework.md", "# What a page of « Demandes » asks of the database\n\nStatements of each page, opened by the people of the service, where every list is long. At most "+number(mostStatements)+".\n")
}

// crowdDemands sends two pages of demands to the Caf, and lets one of them be talked about at length.
func (h *house) crowdDemands(w *town) {
	h.t.Helper()
	helper, officer := w.as(h, aidant), w.as(h, referent)
	for i := range crowded {
		n := strings.Split(helper.PostForm("/demandes/nouvelle", keyed(url.Values{"groupe": {number(aidantsTeam)}})).WantStatus(http.StatusOK).Path, "/")[2]
		f := draftForm("Loyers bloqués, dossier "+number(i), "1")
		f.Set("naissance", number(1940+i)) // another person each time
		helper.PostForm("/demandes/"+n+"/brouillon", keyed(f)).WantStatus(http.StatusOK)
		who := []*webtest.Client{helper, officer}[i%2]
		who.PostForm(sentDemand, keyed(url.Values{"message": {"Message " + number(i)}})).WantStatus(http.StatusOK)
	}
	officer.Get(sentDemand).WantStatus(http.StatusOK).Want("Message 39")
	helper.Get("/demandes").WantStatus(http.StatusOK).Want("1–20 sur")
}

// statements opens a page, and counts what it asks of the database where something was written since the last one: nothing is kept then.
func (h *house) statements(w *town, path, role string) (int64, int) {
	h.t.Helper()
	err := h.d.InTx(h.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(h.t.Context(), `UPDATE account_sessions SET id = id WHERE id = (SELECT max(id) FROM account_sessions)`)
		if err == nil {
			_, err = tx.Exec(h.t.Context(), `UPDATE core_written SET n = n + 1`)
		}
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	ctx, counted := db.Tally(h.t.Context())
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, webtest.Base+path, nil)
	if s := w.secrets[role]; s != "" {
		r.AddCookie(&http.Cookie{Name: "__Host-session", Value: s})
	}
	rec := httptest.NewRecorder()
	h.a.Handler.ServeHTTP(rec, r)
	return counted(), rec.Code
}

// A coordinator decides all demands that wait on one page; those that were decided come by twenty.
func TestDecidedDemandsComeInPages(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	h := w.house(t)
	h.crowd(w)
	c := w.as(h, coordinator)
	first := c.Get(groupAt(running, "/adhesions")).WantSound().Want("Demandes traitées", "1–20 sur")
	second := c.Get(groupAt(running, "/adhesions?page=2")).WantSound().Want("21–")
	if a, b := first.Text(), second.Text(); a == b {
		t.Error("the second page is the first")
	}
	c.Get(groupAt(running, "/adhesions?page=99")).WantSound().Want("Demandes traitées") // the last one
	c.Get(groupAt(running, "/adhesions?parpage=100")).WantSound().WantNot("21–")
}
