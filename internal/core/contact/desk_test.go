package contact_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/access"
	"preau/internal/core/contact"
	"preau/internal/core/inbox"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

func TestAnswerAndClose(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		n := h.mustReceive(t, visitor, typed())
		d.Clock.Advance(time.Hour)
		for i, text := range []string{"Voici\nle groupement.", "Encore un mot."} {
			if err := h.Answer(t.Context(), desk, n, "  "+text+" ", int64(i+1)); err != nil {
				t.Fatal(err)
			}
		}
		if err := h.Close(t.Context(), desk, n, 3); err != nil {
			t.Fatal(err)
		}
		f := h.mustShow(t, n)
		if f.Message.State != contact.Closed || f.Message.MovedName != "Ada Minis" || !f.Message.MovedAt.Equal(dbtest.Start.Add(time.Hour)) {
			t.Errorf("%+v", f.Message)
		}
		if len(f.Answers) != 2 || f.Answers[0].Text != "Voici\nle groupement." || f.Answers[1].Name != "Ada Minis" {
			t.Errorf("%+v", f.Answers)
		}
		var life []string
		for _, l := range f.Lines {
			life = append(life, l.Act+" "+l.From+">"+l.To)
		}
		want := []string{"close answered>closed", "answer answered>answered", "answer received>answered", "receive >received"}
		if diff := cmp.Diff(want, life); diff != "" {
			t.Error(diff)
		}

		got := h.deliver(t, "jean@ecole.test")
		if len(got) != 3 { // the acknowledgement too
			t.Fatalf("%d mails", len(got))
		}
		for _, part := range []string{"Voici\nle groupement.", "je ne trouve pas le groupement", "2026-000001"} {
			if !strings.Contains(got[1].Text, part) && !strings.Contains(got[2].Text, part) {
				t.Errorf("no mail says %q: %s", part, got[1].Text)
			}
		}
	})
}

func TestOffersAndReasons(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		silent := member
		silent.Address = ""
		open, mute := h.mustReceive(t, visitor, typed()), h.mustReceive(t, silent, typed())
		closed := h.mustReceive(t, member, typed())
		if err := h.Close(t.Context(), desk, closed, 1); err != nil {
			t.Fatal(err)
		}
		for n, want := range map[string]string{
			open:   "see answer close reopen:contact.open",
			mute:   "see answer:contact.no_address close reopen:contact.open",
			closed: "see answer:contact.closed close:contact.closed reopen",
		} {
			var said []string
			for _, o := range h.mustShow(t, n).Offers {
				word := string(o.Do)
				if !o.OK() {
					word += ":" + o.Reasons[0].Code
				}
				said = append(said, word)
			}
			if got := strings.Join(said, " "); got != want {
				t.Errorf("%s offers %q, want %q", n, got, want)
			}
		}
		for what, err := range map[string]error{
			"answer without address": h.Answer(t.Context(), desk, mute, "x", 1),
			"answer when closed":     h.Answer(t.Context(), desk, closed, "x", 2),
			"close again":            h.Close(t.Context(), desk, closed, 2),
			"reopen what is open":    h.Reopen(t.Context(), desk, open, 1),
		} {
			if !apperr.Is(err, apperr.Forbidden) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if err := h.Reopen(t.Context(), desk, closed, 2); err != nil {
			t.Error(err)
		}
		if s := h.mustShow(t, closed).Message.State; s != contact.Received {
			t.Errorf("reopened: %s", s)
		}
	})
}

func TestColleagueWasFaster(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		n := h.mustReceive(t, visitor, typed())
		if err := h.Answer(t.Context(), desk, n, "Première réponse", 1); err != nil {
			t.Fatal(err)
		}
		for what, err := range map[string]error{
			"answer": h.Answer(t.Context(), desk, n, "Seconde réponse", 1),
			"close":  h.Close(t.Context(), desk, n, 1),
		} {
			if !apperr.Is(err, apperr.Conflict) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if f := h.mustShow(t, n); len(f.Answers) != 1 || f.Message.State != contact.Answered {
			t.Errorf("%+v", f)
		}
	})
}

func TestRepeatedAnswerIsSentOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		n := h.mustReceive(t, visitor, typed())
		who := desk
		who.Key, who.Act = "k", "POST /administration/messages/{n}"
		for range 2 {
			if err := h.Answer(t.Context(), who, n, "Réponse", 1); err != nil {
				t.Fatal(err)
			}
		}
		if f := h.mustShow(t, n); len(f.Answers) != 1 {
			t.Errorf("%d answers", len(f.Answers))
		}
	})
}

func TestBadAnswersLeaveEverythingAsItWas(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		n := h.mustReceive(t, visitor, typed())
		before := h.mustShow(t, n)
		for _, text := range []string{"", " \n ", strings.Repeat("é", 5001)} {
			if got := fields(h.Answer(t.Context(), desk, n, text, 1)); !cmp.Equal(got, []string{"reponse"}) {
				t.Errorf("%.10q: %v", text, got)
			}
		}
		if diff := cmp.Diff(before.Message, h.mustShow(t, n).Message); diff != "" {
			t.Error(diff)
		}
	})
}

func TestOnlyTheDeskSeesMessages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		n := h.mustReceive(t, member, typed())
		elsewhere := member
		elsewhere.Grants = []access.Grant{{Role: access.Admin, Place: access.Place{Kind: access.Organisation, ID: "o"}}}
		for who, want := range map[*access.Actor]apperr.Kind{{}: apperr.Unauthenticated, &member: apperr.NotFound, &elsewhere: apperr.NotFound} {
			_, list := h.List(t.Context(), *who, contact.Filter{})
			_, show := h.Show(t.Context(), *who, n)
			for what, err := range map[string]error{
				"list": list, "show": show,
				"answer": h.Answer(t.Context(), *who, n, "x", 1),
				"close":  h.Close(t.Context(), *who, n, 1),
				"reopen": h.Reopen(t.Context(), *who, n, 1),
			} {
				if !apperr.Is(err, want) {
					t.Errorf("%s by %q: %v", what, who.ID, err)
				}
			}
			h.view(t, func(tx *db.Tx) error {
				if items, err := inbox.New(h).Waiting(t.Context(), tx, *who); err != nil || len(items) > 0 {
					t.Errorf("%v, %v", err, items)
				}
				return nil
			})
		}
		if _, err := h.Show(t.Context(), desk, "2026-999999"); !apperr.Is(err, apperr.NotFound) {
			t.Errorf("a number not given: %v", err)
		}
	})
}

func TestListAndWaiting(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		var numbers []string
		for i := range 25 {
			who := member
			who.ID = string(rune('a' + i))
			numbers = append(numbers, h.mustReceive(t, who, typed()))
			d.Clock.Advance(time.Minute)
		}
		if err := h.Answer(t.Context(), desk, numbers[0], "x", 1); err != nil {
			t.Fatal(err)
		}
		for what, c := range map[string]struct {
			f           contact.Filter
			first       string
			n, total    int
			page, pages int
		}{
			"first page":  {contact.Filter{}, numbers[24], 20, 25, 1, 2},
			"last page":   {contact.Filter{Page: 2}, numbers[4], 5, 25, 2, 2},
			"beyond":      {contact.Filter{Page: 99}, numbers[4], 5, 25, 2, 2},
			"before":      {contact.Filter{Page: -1}, numbers[24], 20, 25, 1, 2},
			"waiting":     {contact.Filter{State: contact.Received, Size: 50}, numbers[24], 24, 24, 1, 1},
			"answered":    {contact.Filter{State: contact.Answered}, numbers[0], 1, 1, 1, 1},
			"closed":      {contact.Filter{State: contact.Closed}, "", 0, 0, 1, 1},
			"too many":    {contact.Filter{Size: 1000}, numbers[24], 20, 25, 1, 2},
			"small pages": {contact.Filter{Size: 10, Page: 3}, numbers[4], 5, 25, 3, 3},
		} {
			l, err := h.List(t.Context(), desk, c.f)
			if err != nil {
				t.Fatal(err)
			}
			first := ""
			if len(l.Messages) > 0 {
				first = l.Messages[0].Number
			}
			if first != c.first || len(l.Messages) != c.n || l.Total != c.total || l.Page != c.page || l.Pages != c.pages {
				t.Errorf("%s: first %s of %d, total %d, page %d/%d", what, first, len(l.Messages), l.Total, l.Page, l.Pages)
			}
		}
		h.view(t, func(tx *db.Tx) error {
			items, err := inbox.New(h).Waiting(t.Context(), tx, desk)
			if err != nil || len(items) != 1 || items[0].Count != 24 || !items[0].Since.Equal(dbtest.Start.Add(time.Minute)) {
				t.Fatalf("%v %+v", err, items)
			}
			if said := plain(h.t.M(items[0].Title)); said != "24 messages reçus par « Nous contacter » attendent une réponse" {
				t.Error(said)
			}
			return err
		})
	})
}
