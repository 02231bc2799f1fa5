package basket

import (
	"context"
	"slices"

	"preau/internal/catalog"
	"preau/internal/catalog/article"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering"
	"preau/internal/ordering/msg"
)

// Confirming is a basket as it is about to be confirmed.
type Confirming struct {
	Version int64
	Agreed  map[string]int64 // of lines that changed: the edition of the version that was shown and agreed to
	Rest    bool             // leave out what is not allowed, and confirm the rest (R193)
	Out     []string         // what the page said would be left out, by line; anything else is a Conflict. nil: nothing was said
}

// barring are the reasons for which a line's market is not allowed (R185).
var barring = []string{ordering.CodeMarketNotGiven, ordering.CodeMarketAsked}

// Barred says whether a line is not allowed for one of these reasons: its market was not given.
func Barred(why []apperr.Reason) bool {
	return slices.ContainsFunc(why, func(r apperr.Reason) bool { return slices.Contains(barring, r.Code) })
}

// Confirm hands a basket to the validateurs, all or nothing: where the market of a line is not allowed, that line is « Non autorisé »,
// all others « Article annulé », and nothing else happens (R185-R188). The page warns before, and offers Rest (R193). It gives the
// state that the basket is in.
func (s *Service) Confirm(ctx context.Context, who access.Actor, number int64, in Confirming) (State, error) {
	return db.OnceValue(ctx, s.o.DB, who, func(tx *db.Tx) (State, error) {
		c, err := mine(ctx, tx, who, number, in.Version, Confirm)
		if err != nil {
			return "", err
		}
		is, err := s.stands(ctx, tx, who, c)
		if err != nil {
			return "", err
		}
		isBarred := func(l Line) bool { return Barred(is.why[l.Article.Number]) }
		switch {
		case in.Rest:
			if in.Out != nil && slices.ContainsFunc(c.Lines, func(l Line) bool { return is.keeps(l) != slices.Contains(in.Out, l.ID) }) {
				return "", conflict()
			}
			if err := c.leaveOut(ctx, tx, is.keeps); err != nil {
				return "", err
			}
		case slices.ContainsFunc(c.Lines, isBarred):
			return NotAllowed, c.bar(ctx, tx, who, isBarred)
		}
		return Confirmed, s.confirm(ctx, tx, who, &c, in, is)
	})
}

// standing is what a basket that is open asks for, as it stands today.
type standing struct {
	now     map[int64]article.Article
	why     map[int64][]apperr.Reason // why articles cannot be ordered
	sites   []Site                    // to choose from
	markets []catalog.Market          // of the articles
}

// keeps says whether a line keeps the basket from being confirmed: its article cannot be ordered, or no market has it any more, since
// the edition that brought it was undone.
func (is standing) keeps(l Line) bool {
	_, there := is.now[l.Article.Number]
	return !there || len(is.why[l.Article.Number]) > 0
}

func (s *Service) stands(ctx context.Context, tx *db.Tx, who access.Actor, c Case) (standing, error) {
	var is standing
	var err error
	if is.now, err = live(ctx, tx, c.Lines); err != nil {
		return is, err
	}
	if is.sites, err = sites(ctx, tx, c.Org.ID); err != nil {
		return is, err
	}
	if is.markets, err = s.o.Rules.MarketsOf(ctx, tx, articles(c.Lines)); err != nil {
		return is, err
	}
	site := is.site(c.Site)
	to := ordering.Delivery{Chosen: site.ID != "" || len(is.sites) <= 1, SiteID: site.ID}
	is.why, err = s.o.Rules.Sale(ctx, tx, who, c.Org, to, is.markets, list(c.Lines, is.now))
	return is, err
}

// site is where a basket goes that was filled for another: there is no choice where the establishment has one site by now, or none.
func (is standing) site(chosen Site) Site {
	switch len(is.sites) {
	case 0:
		return Site{}
	case 1:
		return is.sites[0]
	}
	return chosen
}

// articles are those of lines, as they were agreed to.
func articles(lines []Line) []article.Article {
	out := make([]article.Article, len(lines))
	for i, l := range lines {
		out[i] = l.Article
	}
	return out
}

// list are the articles of lines as they are now.
func list(lines []Line, now map[int64]article.Article) []article.Article {
	out := make([]article.Article, 0, len(lines))
	for _, l := range lines {
		if a, ok := now[l.Article.Number]; ok {
			out = append(out, a)
		}
	}
	return out
}

// leaveOut takes lines out of an open basket.
func (c *Case) leaveOut(ctx context.Context, tx *db.Tx, which func(Line) bool) error {
	var kept []Line
	for _, l := range c.Lines {
		if !which(l) {
			kept = append(kept, l)
			continue
		}
		if err := deleteLine(ctx, tx, l.ID); err != nil {
			return err
		}
	}
	c.Lines = kept
	if r := hasLines.Why(*c); r != nil {
		return apperr.ForbiddenErr(*r)
	}
	return nil
}

// bar ends a basket that is not allowed.
func (c *Case) bar(ctx context.Context, tx *db.Tx, who access.Actor, barred func(Line) bool) error {
	from := c.State
	for i := range c.Lines {
		do := LineBarWith
		if barred(c.Lines[i]) {
			do = LineBar
		}
		if err := moveLine(ctx, tx, who, &c.Lines[i], do, ""); err != nil {
			return err
		}
	}
	if err := saveBasket(ctx, tx, c); err != nil {
		return err
	}
	return write(ctx, tx, who, *c, Bar, from, nil)
}

func (s *Service) confirm(ctx context.Context, tx *db.Tx, who access.Actor, c *Case, in Confirming, is standing) error {
	if err := c.ready(in, is); err != nil {
		return err
	}
	for i := range c.Lines {
		l := &c.Lines[i]
		if a := is.now[l.Article.Number]; a.From != l.Article.From {
			l.Article = a
			if err := saveLine(ctx, tx, *l); err != nil {
				return err
			}
		}
	}
	from := c.State
	if err := c.move(ctx, tx, who, LineConfirm, ""); err != nil {
		return err
	}
	c.ConfirmedAt, c.Site = tx.Now(), is.site(c.Site)
	if err := saveBasket(ctx, tx, c); err != nil {
		return err
	}
	if err := write(ctx, tx, who, *c, Confirm, from, nil); err != nil {
		return err
	}
	return s.o.Tell(ctx, tx, who, c.Basket)
}

// ready is what keeps a basket from being confirmed as it is, each thing next to its cause.
func (c *Case) ready(in Confirming, is standing) error {
	var f apperr.Faults
	for _, l := range c.Lines {
		a, there := is.now[l.Article.Number]
		switch reasons := is.why[l.Article.Number]; {
		case !there:
			f.Add(LineField(l.ID), msg.FaultGone)
		case len(reasons) > 0:
			f.Say(LineField(l.ID), reasons[0].Text)
		case Changed(l.Article, a) && in.Agreed[l.ID] != a.From:
			f.Say(FieldAgreed, i18n.M(msg.FaultAgree))
		default:
			if bad := QuantityFault(a, l.Asked); bad.Key != "" {
				f.Say(LineField(l.ID), bad)
			}
		}
	}
	if len(is.sites) > 1 && !slices.ContainsFunc(is.sites, func(x Site) bool { return x.ID == c.Site.ID }) {
		f.Add(FieldSite, msg.FaultSite)
	}
	return f.Err()
}

// Withdraw takes a confirmed basket back, while no validateur has put any of it in an order. What was refused stays so (R194).
func (s *Service) Withdraw(ctx context.Context, who access.Actor, number, version int64) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		c, err := mine(ctx, tx, who, number, version, Withdraw)
		if err != nil {
			return err
		}
		from := c.State
		for i := range c.Lines {
			if c.Lines[i].State != LineConfirmed {
				continue
			}
			if err := moveLine(ctx, tx, who, &c.Lines[i], LineWithdraw, ""); err != nil {
				return err
			}
		}
		if err := saveBasket(ctx, tx, &c); err != nil {
			return err
		}
		return write(ctx, tx, who, c, Withdraw, from, nil)
	})
}

// Remind mails who has the lines of a basket now: its validateurs, or the acheteurs; the same day again it does nothing (R198).
func (s *Service) Remind(ctx context.Context, who access.Actor, number int64) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		c, as, err := byNumber(ctx, tx, who, number)
		if err == nil {
			c.ToSend, c.Going, err = toSend(ctx, tx, c)
		}
		if err == nil {
			err = next(ctx, tx, Remind, c, as)
		}
		if err != nil {
			return err
		}
		return s.o.Reminded(ctx, tx, c)
	})
}
