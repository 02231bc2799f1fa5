package contact_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/access"
	"preau/internal/core/contact"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
)

func TestVisitorsMessage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.operator(t, "contact@nord.test")
		in := typed()
		in.Page, in.Reason, in.Query = "/groupements/2026-0001?page=2#lots", "needs.deadline_passed", "  crayon\nHB "
		n := h.mustReceive(t, visitor, in)
		if n != "2026-000001" {
			t.Errorf("number %s", n)
		}
		got := h.mustShow(t, n).Message
		want := contact.Message{
			ID: got.ID, Number: n, State: contact.Received, Version: 1, Name: "Jean Dupont", Address: "jean@ecole.test", Lang: i18n.French,
			Service: instance.Needs, Page: "/groupements/2026-0001", Reason: "needs.deadline_passed", Query: "crayon HB",
			Text: "Bonjour, je ne trouve pas le groupement.", ReceivedAt: dbtest.Start, MovedAt: dbtest.Start, MovedName: "Jean Dupont",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestMembersMessage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		in := typed() // a name and an address that somebody signed in cannot give
		n, err := h.Receive(t.Context(), member, i18n.English, in)
		if err != nil {
			t.Fatal(err)
		}
		got := h.mustShow(t, n).Message
		want := contact.Message{
			ID: got.ID, Number: n, State: contact.Received, Version: 1, AccountID: "member", Name: "Éloïse Marchand",
			Address: "eloise@lycee.test", Lang: i18n.English, Roles: []access.RoleKey{access.Member}, OrgName: "Lycée Jean-Macé",
			Text: in.Text, ReceivedAt: dbtest.Start, MovedAt: dbtest.Start, MovedName: "Éloïse Marchand",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestMailsAboutAMessage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.operator(t, "contact@nord.test")
		in := typed()
		in.Name, in.Text, in.Page, in.Query = "Gagnez 1000 € sur spam.test", "Achetez sur spam.test", "/catalogue", "ardoise"
		h.mustReceive(t, visitor, in)

		told := h.deliver(t, "contact@nord.test")
		if len(told) != 1 {
			t.Fatalf("the operator got %d mails", len(told))
		}
		for _, part := range []string{"2026-000001", "Gagnez 1000 €", "jean@ecole.test", "Achetez sur spam.test", "/catalogue", "ardoise", "https://nord.test/administration/messages/2026-000001"} {
			if !strings.Contains(plain(told[0].Text), part) {
				t.Errorf("the operator's mail lacks %q:\n%s", part, told[0].Text)
			}
		}
		ack := h.deliver(t, "jean@ecole.test")
		if len(ack) != 1 || !strings.Contains(ack[0].Text, "2026-000001") {
			t.Fatalf("acknowledged: %v", ack)
		}
		if strings.Contains(ack[0].Text+ack[0].HTML+ack[0].Subject+ack[0].ToName, "spam") {
			t.Error("a stranger's words are mailed to whomever they name")
		}
	})
}

func TestMessageWithoutOperatorOrAddressIsKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		who := member
		who.Address = ""
		n := h.mustReceive(t, who, typed())
		if h.deliver(t, ""); len(h.mails.Sent()) != 0 {
			t.Errorf("sent %v", h.mails.Sent())
		}
		l, err := h.List(t.Context(), desk, contact.Filter{State: contact.Received})
		if err != nil || l.Total != 1 || l.Messages[0].Number != n {
			t.Errorf("%v, %+v", err, l)
		}
	})
}

func TestFaultsOfAMessage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		for name, c := range map[string]struct {
			who  access.Actor
			in   contact.Draft
			want []string
		}{
			"all empty":      {visitor, contact.Draft{Text: " \n"}, []string{"nom", "adresse", "message"}},
			"member's empty": {member, contact.Draft{}, []string{"message"}},
			"bad address":    {visitor, contact.Draft{Name: "J", Address: "jean", Text: "x"}, []string{"adresse"}},
			"two addresses":  {visitor, contact.Draft{Name: "J", Address: "a@b.test, c@d.test", Text: "x"}, []string{"adresse"}},
			"long":           {visitor, contact.Draft{Name: strings.Repeat("é", 101), Address: "a@b.test", Text: strings.Repeat("é", 5001)}, []string{"nom", "message"}},
		} {
			_, err := h.Receive(t.Context(), c.who, i18n.French, c.in)
			if diff := cmp.Diff(c.want, fields(err)); diff != "" {
				t.Errorf("%s: %v\n%s", name, err, diff)
			}
		}
		long := typed()
		long.Name, long.Text = strings.Repeat("é", 100), strings.Repeat("é", 5000)
		if n := h.mustReceive(t, visitor, long); n != "2026-000001" {
			t.Errorf("refused messages took numbers: %s", n)
		}
	})
}

// What is carried comes from an address that anybody may have written.
func TestCarriedFactsAreTidied(t *testing.T) {
	token := strings.Repeat("Ab3_", 10)
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		for in, want := range map[string]string{
			"/activation/" + token + "?a=b": "/activation/…", "/offres": "/offres", "https://evil.test/a": "", "//evil.test": "", `/\evil.test`: "",
			"/a\r\nb": "/a b", "/" + strings.Repeat("é", 400): "/" + strings.Repeat("é", 298) + "…", "": "",
		} {
			draft := typed()
			draft.Address = fmt.Sprintf("jean%d@ecole.test", len(in))
			draft.Page, draft.Reason, draft.Query = in, "<b>needs</b>", strings.Repeat("a", 300)
			got := h.mustShow(t, h.mustReceive(t, visitor, draft)).Message
			if got.Page != want || got.Reason != "" || len([]rune(got.Query)) != 200 {
				t.Errorf("%q: page %q, reason %q, query %q", in, got.Page, got.Reason, got.Query)
			}
		}
	})
}

func TestNumbersFollowEachOtherWithinAYear(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		var wg sync.WaitGroup
		var mu sync.Mutex
		seen := map[string]bool{}
		for i := range 12 {
			wg.Go(func() {
				in := typed()
				in.Address = fmt.Sprintf("jean%d@ecole.test", i)
				n, err := h.Receive(t.Context(), visitor, i18n.French, in)
				mu.Lock()
				defer mu.Unlock()
				if seen[n] = true; err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if len(seen) != 12 || !seen["2026-000001"] || !seen["2026-000012"] {
			t.Errorf("%v", seen)
		}
		d.Clock.Set(time.Date(2026, 12, 31, 23, 30, 0, 0, time.UTC)) // 2027 in Paris
		if n := h.mustReceive(t, member, typed()); n != "2027-000001" {
			t.Errorf("in the instance's new year: %s", n)
		}
	})
}

func TestRepeatedFormIsOneMessage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		who := visitor
		who.Key, who.Act, who.Body = "k", "POST /contact", "b"
		first, again := h.mustReceive(t, who, typed()), h.mustReceive(t, who, typed())
		if first != again {
			t.Errorf("%s, then %s", first, again)
		}
		if got := h.deliver(t, "jean@ecole.test"); len(got) != 1 {
			t.Errorf("%d acknowledgements", len(got))
		}
		who.Body = "c"
		if _, err := h.Receive(t.Context(), who, i18n.French, typed()); !apperr.Is(err, apperr.Conflict) {
			t.Errorf("same key, other text: %v", err)
		}
	})
}

func TestOneSenderCannotFloodTheDesk(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		for i := range 10 {
			for _, who := range []access.Actor{visitor, member} {
				h.mustReceive(t, who, typed())
			}
			if i == 0 {
				d.Clock.Advance(time.Minute)
			}
		}
		other := typed()
		other.Address = "JEAN@ecole.test"
		for _, who := range []access.Actor{visitor, member} {
			_, err := h.Receive(t.Context(), who, i18n.French, other)
			var e *apperr.Error
			if !errors.As(err, &e) || e.Kind != apperr.TooMany || e.RetryAfter != 59*time.Minute {
				t.Errorf("eleventh: %+v", err)
			}
		}
		other.Address = "paul@ecole.test"
		h.mustReceive(t, visitor, other)
		d.Clock.Advance(59 * time.Minute)
		h.mustReceive(t, visitor, typed())
	})
}

// fields are the fields that a refusal names.
func fields(err error) []string {
	var e *apperr.Error
	if !errors.As(err, &e) {
		return nil
	}
	var out []string
	for _, f := range e.Fields {
		out = append(out, f.Name)
	}
	return out
}
