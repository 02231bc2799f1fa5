package asked_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"preau/internal/catalog/asked"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// A request has a number and is received; the purchasing body is mailed, and it waits for it; who asked awaits it.
func TestAsk(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R156", "R157")
		first := h.asks(h.ada, asked.Draft{Title: "Ardoise blanche effaçable", Reference: "AR 10.20", Need: asked.Need{Quantity: 30, Reason: "Pour les CP"}})
		second := h.asks(h.chloe, asked.Draft{Reference: "X-7"})
		if second != first+1 {
			h.Errorf("numbers %d, %d", first, second)
		}
		v := h.show(h.ada, first)
		if v.State != asked.Received || v.Votes != 1 || v.Quantity != 30 || v.Needs[0].Org.Name != "École du Port" || !v.Needs[0].Asked {
			h.Errorf("got %+v", v)
		}
		if h.sent(h.paule) != 2 || h.sent(h.pierre) != 2 || h.sent(h.ada) != 0 {
			h.Errorf("mails: %d to Paule, %d to Pierre, %d to Ada", h.sent(h.paule), h.sent(h.pierre), h.sent(h.ada))
		}
		if q := h.s.Waiting(h.paule, h.d.Clock.Now()); len(q) != 1 {
			h.Errorf("%d queries of what waits", len(q))
		}
		if q := h.s.Waiting(h.ada, h.d.Clock.Now()); len(q) != 0 {
			h.Error("requests wait for a demandeur")
		}
		if _, err := h.s.Ask(h.Context(), access.Actor{}, asked.Draft{Title: "Colle"}); !apperr.Is(err, apperr.Unauthenticated) {
			h.Errorf("a visitor asked: %v", err)
		}
		again := h.now(h.ada)
		for range 2 { // the same form twice
			_, err := h.s.Ask(h.Context(), again, asked.Draft{Title: "Colle à paillettes"})
			h.ok(err)
		}
		if l, err := h.s.List(h.Context(), h.now(h.paule), asked.Filter{Size: 20}); err != nil || l.Total != 3 {
			h.Errorf("%d requests, %v", l.Total, err)
		}
	})
}

// Requests that look alike are met before another is made: by the reference however it is written, by the words in any order, number and
// accent. Who says that theirs is another is believed; what was answered is no match.
func TestAlike(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R157")
		n := h.asks(h.ada, asked.Draft{Title: "Ardoises blanches effaçables", Reference: "AR 10.20"})
		for _, d := range []asked.Draft{
			{Reference: "ar-1020"},
			{Title: "effacable ARDOISE blanche"},
			{Title: "une ardoise blanche"},
			{Title: "Autre chose", Reference: "AR1020"},
			{Title: "AR 1020"},
			{Title: "Ardoises effaçables"},
			{Title: "ardoises blanches effacables A4"},
			{Title: "Ardoises blanches effaçables Velléon"},
		} {
			_, err := h.s.Ask(h.Context(), h.now(h.chloe), d)
			h.fault(err, asked.FieldDiffers)
			like, err := h.s.Alike(h.Context(), h.chloe, d)
			h.ok(err)
			if len(like) != 1 || like[0].Number != n || like[0].Ours || !like[0].Offers.May(asked.Support) {
				h.Errorf("%+v looks like %+v", d, like)
			}
		}
		for _, d := range []asked.Draft{{Title: "Ardoise noire"}, {Title: "blanche ardoise", Differs: true}} {
			h.asks(h.chloe, d)
		}
		h.ok(h.s.Refuse(h.Context(), h.now(h.paule), n, asked.Decision{Answer: "Non", Version: 1}))
		h.asks(h.chloe, asked.Draft{Reference: "AR1020"})

		h.asks(h.ada, asked.Draft{Title: "Compas effaçables A4", Brand: "Velléon"})
		for title, want := range map[string]int{
			"compas blancs effaçables A4": 1, "Compas effaçables A4 Velléon": 1, "compas effacables format A4": 1, "grands compas blancs effaçables format A4": 1, "Compas magnétique A4": 0, "Velléon": 0,
		} {
			like, err := h.s.Alike(h.Context(), h.chloe, asked.Draft{Title: title})
			h.ok(err)
			if len(like) != want {
				h.Errorf("%s: %d alike, want %d", title, len(like), want)
			}
		}
	})
}

// What the catalogue has is shown before it is asked for, and asked for all the same by who says that it is not that one; what was
// withdrawn is asked for at once.
func TestAskedInCatalogue(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R156", "R157")
		for _, d := range []asked.Draft{{Reference: "103 299"}, {Title: "103 299"}} {
			_, err := h.s.Ask(h.Context(), h.now(h.ada), d)
			h.fault(err, asked.FieldDiffers)
			if there, err := h.s.InCatalogue(h.Context(), h.ada, d); err != nil || len(there) != 2 {
				h.Errorf("%+v: %d articles, %v", d, len(there), err)
			}
		}
		h.asks(h.ada, asked.Draft{Reference: "103.299", Differs: true})
		h.asks(h.ada, asked.Draft{Reference: "600"})
	})
}

// Each establishment has one vote, whoever of it gives it; a person who works for none has one too. What was answered takes none.
func TestVote(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R157")
		n := h.asks(h.ada, asked.Draft{Title: "Ardoise blanche"})
		h.wants(h.votes(h.ada, n), apperr.Forbidden, asked.CodeVoted)
		h.wants(h.votes(h.ben, n), apperr.Forbidden, asked.CodeVoted)
		h.ok(h.votes(h.chloe, n))
		h.wants(h.votes(h.chloe, n), apperr.Forbidden, asked.CodeVoted)
		h.ok(h.votes(h.dan, n))
		h.wants(h.votes(h.dan, n), apperr.Forbidden, asked.CodeVoted)
		both := h.works(h.person("Eva Lindt"), h.other, h.school)
		h.fault(h.s.Vote(h.Context(), h.now(both), n, asked.Need{OrgRef: "ailleurs"}), asked.FieldOrg)
		h.wants(h.s.Vote(h.Context(), h.now(both), n, asked.Need{OrgRef: h.school.Ref}), apperr.Forbidden, asked.CodeVoted)
		if v := h.show(both, n); v.Votes != 2 || v.Voices != 3 || v.MaySupport {
			h.Errorf("%d votes, %d voices", v.Votes, v.Voices)
		}
		h.ok(h.s.Study(h.Context(), h.now(h.paule), n, asked.Decision{Version: 1}))
		third := h.works(h.person("Fay Noor"), h.org("school", "École du Lac"))
		h.ok(h.votes(third, n)) // being studied, it still counts
		h.ok(h.s.Refuse(h.Context(), h.now(h.paule), n, asked.Decision{Answer: "Non", Version: 2}))
		fourth := h.works(h.person("Gus Obam"), h.org("school", "École du Bois"))
		h.wants(h.votes(fourth, n), apperr.Forbidden, asked.CodeAnswered)
		h.wants(h.votes(fourth, 99), apperr.NotFound, "")
	})
}

// The purchasing body answers once: with the article that was added, or with a reason, or an article that does instead. All who need it
// are mailed each time; two who decide at once do not decide both.
func TestAnswer(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R157")
		n := h.asks(h.ada, asked.Draft{Title: "Ardoise blanche"})
		h.ok(h.votes(h.chloe, n))
		h.wants(h.s.Study(h.Context(), h.now(h.ada), n, asked.Decision{Version: 1}), apperr.Forbidden, "catalog.not_central")
		h.ok(h.s.Study(h.Context(), h.now(h.paule), n, asked.Decision{Version: 1}))
		if h.sent(h.ada) != 1 || h.sent(h.chloe) != 1 || h.sent(h.ben) != 0 || !strings.Contains(h.lastTo(h.ada).Subject, "à l’étude") {
			h.Errorf("mails: %d to Ada, %d to Chloé, %d to Ben: %s", h.sent(h.ada), h.sent(h.chloe), h.sent(h.ben), h.lastTo(h.ada).Subject)
		}
		add := func(d asked.Decision) error { d.Version = 2; return h.s.Add(h.Context(), h.now(h.paule), n, d) }
		h.fault(add(asked.Decision{}), asked.FieldArticle)
		h.fault(add(asked.Decision{Answer: "Voilà"}), asked.FieldArticle)
		h.fault(add(asked.Decision{Reference: "404"}), asked.FieldArticle)
		h.fault(add(asked.Decision{Article: 404}), asked.FieldArticle)
		h.fault(add(asked.Decision{Reference: "600"}), asked.FieldArticle) // withdrawn
		h.fault(add(asked.Decision{Article: h.number("600")}), asked.FieldArticle)
		h.fault(add(asked.Decision{Reference: "103299"}), asked.FieldArticle) // two have it
		if all, err := h.s.Candidates(h.Context(), h.paule, "103299"); err != nil || len(all) != 2 {
			h.Errorf("%d candidates, %v", len(all), err)
		}
		h.wants(h.s.Add(h.Context(), h.now(h.pierre), n, asked.Decision{Reference: "500", Version: 1}), apperr.Conflict, "")
		h.fault(add(asked.Decision{Article: h.number("500"), Reference: "103299"}), asked.FieldArticle) // a number that was left in the form
		h.ok(add(asked.Decision{Article: h.number("103.299"), Reference: "103299", Answer: "Merci de l’idée"}))
		h.wants(h.s.Refuse(h.Context(), h.now(h.pierre), n, asked.Decision{Answer: "Non", Version: 2}), apperr.Conflict, "")
		v := h.show(h.chloe, n)
		if v.State != asked.Added || v.Shown == nil || v.Shown.Reference != "103.299" || !v.Shown.Open {
			h.Errorf("got %+v", v)
		}
		h.do(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE catalog_markets SET reserved = $1`, true)
			return err
		})
		if v := h.show(h.chloe, n); v.Shown == nil || v.Shown.Open {
			h.Errorf("of a market that is not theirs: %+v", v.Shown)
		}
		if m := h.lastOf(h.chloe, 2); !strings.Contains(m.Subject, "est au catalogue") || !strings.Contains(m.Text, "103.299") || !strings.Contains(m.Text, "Merci de l’idée") || !strings.Contains(m.Text, "/articles/demandes/1") {
			h.Errorf("%s: %s", m.Subject, m.Text)
		}
		h.ok(h.s.Reopen(h.Context(), h.now(h.pierre), n, asked.Decision{Version: 3}))
		if v := h.show(h.ada, n); v.State != asked.Studied || v.Shown != nil || v.Answer != "" {
			h.Errorf("got %+v", v)
		}
		if m := h.lastOf(h.ada, 3); !strings.Contains(m.Text, "de nouveau") {
			h.Errorf("%s: %s", m.Subject, m.Text)
		}
		refuse := func(d asked.Decision) error { d.Version = 4; return h.s.Refuse(h.Context(), h.now(h.paule), n, d) }
		h.fault(refuse(asked.Decision{Answer: "  "}), asked.FieldAnswer)
		h.fault(refuse(asked.Decision{Answer: strings.Repeat("é", 10_000)}), asked.FieldAnswer)
		h.ok(refuse(asked.Decision{Reference: "500", Article: h.number("103.299")})) // the reference is what they see
		if m := h.lastOf(h.ada, 4); !strings.Contains(m.Text, "Article 500") {
			h.Errorf("%s: %s", m.Subject, m.Text)
		}
	})
}

// lastOf is the last of so many mails to somebody.
func (h *house) lastOf(who access.Actor, n int) (m struct{ Subject, Text string }) {
	h.Helper()
	if got := h.sent(who); got != n {
		h.Errorf("%d mails to %s, want %d", got, who.Name, n)
	}
	last := h.lastTo(who)
	m.Subject, m.Text = last.Subject, last.Text
	return m
}

// People and establishments are named to the purchasing body, and to each establishment its own; a neighbour reads that somebody needs it.
func TestWhoIsNamed(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R157")
		n := h.asks(h.ada, asked.Draft{Title: "Ardoise blanche", Need: asked.Need{Reason: "Pour les CP"}})
		h.ok(h.votes(h.dan, n))
		for _, c := range []struct {
			who    access.Actor
			needs  int
			all    bool
			places int
		}{{h.ada, 1, false, 0}, {h.ben, 1, false, 0}, {h.chloe, 0, false, 1}, {h.dan, 1, false, 0}, {h.paule, 2, true, 0}} {
			v := h.show(c.who, n)
			if len(v.Needs) != c.needs || v.All != c.all || len(v.Places) != c.places || (len(v.History) > 0) != c.all || v.Votes != 1 || v.Voices != 2 {
				h.Errorf("%s: %d needs, all %t, %d places, %d lines", c.who.Name, len(v.Needs), v.All, len(v.Places), len(v.History))
			}
		}
		if v := h.show(h.chloe, n); !v.MaySupport || v.Ours {
			h.Errorf("a neighbour: %+v", v)
		}
		_, votes, err := h.s.Sheet(h.Context(), h.now(h.chloe), asked.Filter{})
		h.ok(err)
		if votes != nil {
			h.Errorf("the neighbour's sheet names %v", votes)
		}
		_, votes, err = h.s.Sheet(h.Context(), h.now(h.paule), asked.Filter{})
		h.ok(err)
		if len(votes[n]) != 2 {
			h.Errorf("the purchasing body's sheet names %v", votes)
		}
	})
}

// What waits comes first, then what the most need; the list is narrowed by whose it is, by state and by words.
func TestList(t *testing.T) {
	each(t, func(h *house) {
		slate := h.asks(h.ada, asked.Draft{Title: "Ardoise blanche", Reference: "AR 10.20"})
		glue := h.asks(h.chloe, asked.Draft{Title: "Colle à paillettes"})
		chalk := h.asks(h.dan, asked.Draft{Title: "Craies"})
		h.ok(h.votes(h.dan, glue))
		h.ok(h.s.Refuse(h.Context(), h.now(h.paule), slate, asked.Decision{Answer: "Non", Version: 1}))
		for _, c := range []struct {
			who  access.Actor
			f    asked.Filter
			want []int64
		}{
			{h.paule, asked.Filter{}, []int64{glue, chalk, slate}},
			{h.paule, asked.Filter{Open: true}, []int64{glue, chalk}},
			{h.paule, asked.Filter{State: asked.Refused}, []int64{slate}},
			{h.ben, asked.Filter{Ours: true}, []int64{slate}},
			{h.dan, asked.Filter{Ours: true}, []int64{glue, chalk}},
			{h.ada, asked.Filter{Text: "ar1020"}, []int64{slate}},
			{h.ada, asked.Filter{Text: "PAILLETTE colle"}, []int64{glue}},
			{h.ada, asked.Filter{Text: "%"}, nil},
			{h.ada, asked.Filter{Text: "_r1020"}, nil},
		} {
			c.f.Size = 20
			l, err := h.s.List(h.Context(), h.now(c.who), c.f)
			h.ok(err)
			var got []int64
			for _, r := range l.Rows {
				got = append(got, r.Number)
			}
			if len(got) != len(c.want) || l.Total != len(c.want) {
				h.Errorf("%s, %+v: %v, want %v", c.who.Name, c.f, got, c.want)
				continue
			}
			for i := range got {
				if got[i] != c.want[i] {
					h.Errorf("%s, %+v: %v, want %v", c.who.Name, c.f, got, c.want)
				}
			}
		}
	})
}

func TestBadDrafts(t *testing.T) {
	each(t, func(h *house) {
		long := strings.Repeat("é", 10_000)
		for _, c := range []struct {
			d     asked.Draft
			field string
		}{
			{asked.Draft{}, asked.FieldTitle},
			{asked.Draft{Title: " ?! ", Reference: ".-."}, asked.FieldTitle},
			{asked.Draft{Title: long}, asked.FieldTitle},
			{asked.Draft{Reference: long}, asked.FieldReference},
			{asked.Draft{Title: "Colle", Brand: long}, asked.FieldBrand},
			{asked.Draft{Title: "Colle", Need: asked.Need{Reason: long}}, asked.FieldReason},
			{asked.Draft{Title: "Colle", Need: asked.Need{Quantity: -1}}, asked.FieldQuantity},
			{asked.Draft{Title: "Colle", Need: asked.Need{Quantity: asked.MostAYear + 1}}, asked.FieldQuantity},
			{asked.Draft{Title: "Colle", Need: asked.Need{OrgRef: "ailleurs"}}, asked.FieldOrg},
		} {
			_, err := h.s.Ask(h.Context(), h.now(h.ada), c.d)
			h.fault(err, c.field)
		}
		for i := range 20 {
			h.asks(h.ada, asked.Draft{Reference: "R" + strings.Repeat("I", i)})
		}
		_, err := h.s.Ask(h.Context(), h.now(h.ada), asked.Draft{Reference: "S"})
		h.wants(err, apperr.TooMany, "")
		h.d.Clock.Advance(time.Hour + time.Second)
		h.asks(h.ada, asked.Draft{Reference: "S"})
	})
}

func TestGuess(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]asked.Draft{
		"103.299":                  {Reference: "103.299"},
		"AR 1020":                  {Reference: "AR 1020"},
		"ramette 80 g":             {Title: "ramette 80 g"},
		"ardoise blanche A4":       {Title: "ardoise blanche A4"},
		"ardoise":                  {Title: "ardoise"},
		strings.Repeat("a1", 40):   {Title: strings.Repeat("a1", 40)},
		strings.Repeat("mot ", 99): {Title: strings.Repeat("mot ", 50)},
		"":                         {},
	} {
		if got := asked.Guess(query); got != want {
			t.Errorf("%q: %+v", query, got)
		}
	}
}
