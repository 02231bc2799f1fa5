package silence_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/delegation/silence"
	"preau/internal/core/notify"
	notifymsg "preau/internal/core/notify/msg"
	"preau/internal/core/org"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/jobs"
	"preau/internal/kit/mail"
)

const (
	head   access.RoleKey = "test.head"
	keeper access.RoleKey = "test.keeper"
	worker access.RoleKey = "test.worker"
)

// chain is a chain of three: the head of an authority names keepers of schools, who name workers.
var chain = access.Roles{
	{Key: head, Kinds: []access.PlaceKind{access.Organisation}, GivenBy: []access.RoleKey{access.Admin}, ReachesDown: true, Single: true},
	{Key: keeper, Kinds: []access.PlaceKind{access.Organisation}, GivenBy: []access.RoleKey{head}},
	{Key: worker, Kinds: []access.PlaceKind{access.Organisation}, GivenBy: []access.RoleKey{keeper}, Needed: true},
}

// bodies are an authority with two schools.
func bodies(t *testing.T, d *dbtest.DB) map[string]org.Organisation {
	t.Helper()
	out := map[string]org.Organisation{}
	err := d.InTx(t.Context(), func(tx *db.Tx) error {
		above, err := org.Insert(t.Context(), tx, org.Organisation{Kind: org.Authority, Country: "BE", Name: "Autorité"})
		if err != nil {
			return err
		}
		out["Autorité"] = above
		for _, name := range []string{"École une", "École deux"} {
			if out[name], err = org.Insert(t.Context(), tx, org.Organisation{Kind: org.School, Country: "BE", Name: name, ParentID: above.ID}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Who is mailed about a step that waits for a role: its holders whom mails reach, whatever they have switched off of other
// kinds; else, and for nobody at all, those who give it; else who gives these, up to the administrators.
func TestMailed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R272")
		all := slices.Concat(access.Base(), chain)
		q := jobs.New(d.DB, d.Clock, slog.New(slog.DiscardHandler))
		cat, err := i18n.Load(notifymsg.Source())
		if err != nil {
			t.Fatal(err)
		}
		step := func(name string) notify.Kind {
			return notify.KindOf(name, notify.KindOptions{AfterFirstSignIn: true}, func(*i18n.T, string, notify.Links) notify.Content { return notify.Content{} })
		}
		n := notify.New(d.DB, q, d.Clock, mail.NewMemory(), notify.Options{
			BaseURL: "https://preau.test", Catalogue: cat, EverSignedIn: account.EverSignedIn,
			Letterhead: func(context.Context, string) (notify.Letterhead, error) {
				return notify.Letterhead{Zone: time.UTC}, nil
			},
		}, []byte("a key of tests, thirty-two bytes"), step("test.step"), step("test.other"))
		s := silence.New(silence.Options{DB: d.DB, Mail: n, Jobs: q, Roles: all, Chain: chain})
		orgs := bodies(t, d)
		do := func(fn func(tx *db.Tx) error) {
			t.Helper()
			if err := d.InTx(t.Context(), fn); err != nil {
				t.Fatal(err)
			}
		}
		// person holds a role, and has come or not, or wants no mails of a kind.
		person := func(name string, role access.RoleKey, place access.Place, came bool, off ...string) {
			t.Helper()
			a := id.New()
			do(func(tx *db.Tx) error {
				at := any(nil)
				if came {
					at = tx.Now()
				}
				if _, err := tx.Exec(t.Context(), `INSERT INTO account_accounts (id, number, user_name, user_name_fold, email, email_fold, password_hash, first_name, last_name,
					display_name, function, phone, lang, state, state_at, state_by, state_reason, created_at, first_signed_in_at, sort_fold, search_fold, version)
					VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM account_accounts), $1, $1, $2, $2, '', '', '', $3, '', '', 'fr', 'active', 0, '', '', 0, $4, $3, $3, 1)`,
					a, name+"@preau.test", name, at); err != nil {
					return err
				}
				for _, kind := range off {
					if _, err := tx.Exec(t.Context(), `INSERT INTO notify_choices (account_id, kind, off, chosen_at) VALUES ($1, $2, TRUE, 0)`, a, kind); err != nil {
						return err
					}
				}
				_, err := access.Give(t.Context(), tx, access.ByProgram("test", tx.Now()), access.Gift{AccountID: a, Role: role, Place: place})
				return err
			})
		}
		at := func(name string) access.Place { return access.Place{Kind: access.Organisation, ID: orgs[name].ID} }
		want := func(place string, instead bool, names ...string) {
			t.Helper()
			do(func(tx *db.Tx) error {
				got, rather, err := s.Mailed(t.Context(), tx, "test.step", worker, orgs[place].ID, "")
				var found []string
				for _, h := range got {
					found = append(found, h.Name)
				}
				if diff := cmp.Diff(names, found); diff != "" || rather != instead {
					t.Errorf("%s, instead %t: %s", place, rather, diff)
				}
				return err
			})
		}
		person("admin", access.Admin, access.Everywhere, true)
		want("École une", true, "admin")
		person("head", head, at("Autorité"), true)
		want("École une", true, "head")
		person("keeper", keeper, at("École une"), true)
		want("École une", true, "keeper")
		want("École deux", true, "head")
		for i, c := range []struct {
			came    bool
			off     []string
			reached bool
		}{
			{false, nil, false},
			{false, []string{""}, false},
			{true, []string{""}, false},
			{true, []string{"test.step"}, false},
			{true, []string{"test.other"}, true},
			{true, nil, true},
		} {
			place := []string{"École une", "École deux"}[i%2]
			name := fmt.Sprint("worker", i)
			person(name, worker, at(place), c.came, c.off...)
			giver := map[string]string{"École une": "keeper", "École deux": "head"}[place]
			if !c.reached {
				want(place, true, giver)
				continue
			}
			want(place, false, name)
		}
	})
}
