package app_test

import (
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// caseworkPeople are the columns of the matrices of « Demandes »: those of a groupe, and those of the platform.
var caseworkPeople = []string{responsable, aidant, colleague, referent, moderator, observer}

// caseworkTown is the town with a modérateur, who was called into the demand that was sent, and an observateur.
func caseworkTown(t *testing.T) *town {
	t.Helper()
	b := inhabited(t, db.SQLite)
	b.moderates(neighbour)
	b.observes(stranger)
	b.post(aidant, sentDemand+"/invitations", url.Values{"invite": {"moderateur:" + b.one(`SELECT id FROM account_accounts WHERE email = $1`, addressIn(neighbour))}}, 303)
	b.in[moderator].Get(sentDemand).WantStatus(http.StatusOK) // as the others of the town have within the hour
	b.drain()
	w := *b.town
	w.secrets = maps.Clone(w.secrets)
	w.secrets[moderator], w.secrets[observer] = w.secrets[neighbour], w.secrets[stranger]
	b.ok(b.d.Close())
	var err error
	w.file, err = os.ReadFile(b.d.URL)
	b.ok(err)
	return &w
}

// Who may do what and see what in « Demandes », by the people of the service, modérateur and observateur among them: the matrices of all routes have
// the town's people alone.
func TestEveryCaseworkRouteByItsPeople(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C010", "C012")
	w := caseworkTown(t)
	s, posts, gets := w.stage(t), matrix{people: caseworkPeople}, matrix{people: caseworkPeople}
	for _, x := range append(w.caseworkPosts(), w.mandatePosts()...) {
		for _, role := range caseworkPeople {
			p := w.as(s.house, role).PostForm(x.path, x.body(role))
			done := slices.DeleteFunc(s.undo(), unbound)
			wantProof(t, x, done)
			posts.add(x, role, answerOf(t, x, role, p, done))
		}
	}
	for _, x := range append(w.caseworkGets(), w.mandateGets()...) {
		for _, role := range caseworkPeople {
			p := w.as(s.house, role).Get(x.path)
			if len(p.Hops) == 0 && strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") {
				p.WantSound()
			}
			noted := s.undo()
			if read := []string{"casework_seen", "history_lines"}; slices.ContainsFunc(noted, func(table string) bool { return !slices.Contains(read, table) }) {
				t.Errorf("%s by %s: looking changed %q", x.name(), role, noted)
			}
			if len(p.Hops) == 0 && p.Status == http.StatusOK && len(noted) > 0 {
				gets.add(x, role, "200, noted")
				continue
			}
			gets.add(x, role, answerOf(t, x, role, p, noted))
		}
	}
	posts.golden(t, "post_matrix_casework.md", "# Who may do what in « Demandes »\n\nEach act tried by the people of the service, through the pages.\n")
	gets.golden(t, "get_matrix_casework.md", "# Who may see what in « Demandes »\n\nEach page opened by the people of the service. What is noted is that they have seen a demand (C082).\n")
}

// unbound says of a table that it has keys that no demand took: a refused beginning leaves one, which the night destroys.
func unbound(table string) bool { return table == "casework_keys" }
