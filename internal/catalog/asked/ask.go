package asked

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"preau/internal/catalog"
	"preau/internal/catalog/article"
	"preau/internal/catalog/msg"
	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
)

// One person may report so many articles in so long: each is mailed to the whole purchasing body.
const (
	mostFromOne = 20
	mostIn      = time.Hour
)

// Ask reports a missing article, and tells the request's number. Where the catalogue has the reference, or open requests look alike,
// and who asks has not said that theirs is another, it is Invalid: InCatalogue and Alike give them.
func (s *Service) Ask(ctx context.Context, who access.Actor, d Draft) (int64, error) {
	if err := may(who, Ask); err != nil {
		return 0, err
	}
	return db.OnceValue(ctx, s.o.DB, who, func(tx *db.Tx) (int64, error) {
		at, err := placeOf(ctx, tx, who, d.OrgRef)
		if err != nil {
			return 0, err
		}
		if err := d.check(); err != nil {
			return 0, err
		}
		if err := notTooMany(ctx, tx, who); err != nil {
			return 0, err
		}
		if !d.Differs {
			there, err := s.inCatalogue(ctx, tx, who, d)
			if err != nil {
				return 0, err
			}
			if len(there) > 0 {
				return 0, apperr.InvalidField(FieldDiffers, i18n.M(msg.FaultRequestThere, "n", len(there)))
			}
			like, err := alike(ctx, tx, d)
			if err != nil {
				return 0, err
			}
			if len(like) > 0 {
				return 0, apperr.InvalidField(FieldDiffers, i18n.M(msg.FaultRequestAlike, "n", len(like)))
			}
		}
		return s.ask(ctx, tx, who, at, d)
	})
}

func (s *Service) ask(ctx context.Context, tx *db.Tx, who access.Actor, at Body, d Draft) (int64, error) {
	r := Request{ID: id.New(), State: Received, Title: d.Title, Reference: d.Reference, Brand: d.Brand}
	if err := insertRequest(ctx, tx, who, &r); err != nil {
		return 0, err
	}
	if _, err := insertVote(ctx, tx, r, d.vote(who, at, true)); err != nil {
		return 0, err
	}
	line := history.Line{Object: object(r), Act: actAsked, To: string(Received)}
	if err := history.Write(ctx, tx, who, line); err != nil {
		return 0, err
	}
	return r.Number, s.tellCentral(ctx, tx, who, r)
}

// vote is the need as a vote of the establishment, or of the person where there is none.
func (n Need) vote(who access.Actor, at Body, asked bool) Vote {
	v := Vote{Voter: at.ID, Org: at, AccountID: who.ID, Name: who.Name, Asked: asked, Quantity: n.Quantity, Reason: n.Reason}
	if at.ID == "" {
		v.Voter = who.ID
	}
	return v
}

func (d *Draft) check() error {
	var f apperr.Faults
	d.Title, d.Reference, d.Brand = strings.TrimSpace(d.Title), strings.TrimSpace(d.Reference), strings.TrimSpace(d.Brand)
	if len(wordsOf(d.Title)) == 0 && keyOf(d.Reference) == "" {
		f.Add(FieldTitle, msg.FaultRequestWhat)
	}
	long(&f, FieldTitle, d.Title, MaxTitle)
	long(&f, FieldReference, d.Reference, MaxReference)
	long(&f, FieldBrand, d.Brand, MaxBrand)
	d.Need.check(&f)
	return f.Err()
}

func (n *Need) check(f *apperr.Faults) {
	n.Reason = strings.TrimSpace(n.Reason)
	long(f, FieldReason, n.Reason, MaxText)
	if n.Quantity < 0 || n.Quantity > MostAYear {
		f.Add(FieldQuantity, msg.FaultRequestQuantity, "max", MostAYear)
	}
}

func long(f *apperr.Faults, field, text string, most int) {
	if n := utf8.RuneCountInString(text); n > most {
		f.Add(field, msg.FaultLong, "n", n, "max", most)
	}
}

func notTooMany(ctx context.Context, tx *db.Tx, who access.Actor) error {
	n, oldest, err := recentFrom(ctx, tx, who, tx.Now().Add(-mostIn))
	if err != nil || n < mostFromOne {
		return err
	}
	wait := oldest.Add(mostIn).Sub(tx.Now())
	return &apperr.Error{
		Kind: apperr.TooMany, RetryAfter: wait, Msg: i18n.M(msg.FaultRequestTooMany, "n", mostFromOne, "minutes", int((wait+time.Minute-1)/time.Minute)),
	}
}

// placeOf is the establishment for which who asks: one of theirs; that for which they act where none is named; none for who works for
// none.
func placeOf(ctx context.Context, tx *db.Tx, who access.Actor, ref string) (Body, error) {
	who, err := catalog.Working(ctx, tx, who)
	if err != nil {
		return Body{}, err
	}
	w := who.Acting
	if ref != "" {
		i := slices.IndexFunc(who.Works, func(w access.Work) bool { return w.Ref == ref })
		if i < 0 {
			return Body{}, apperr.InvalidField(FieldOrg, i18n.M(msg.FaultRequestOrg))
		}
		w = who.Works[i]
	}
	return Body{ID: w.ID, Ref: w.Ref, Name: w.Name}, nil
}

// InCatalogue are the articles that who asks sees and that have the reference they ask for, however it is written.
func (s *Service) InCatalogue(ctx context.Context, who access.Actor, d Draft) ([]article.Article, error) {
	if err := may(who, Ask); err != nil {
		return nil, err
	}
	var out []article.Article
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		out, err = s.inCatalogue(ctx, tx, who, d)
		return err
	})
	return out, err
}

func (s *Service) inCatalogue(ctx context.Context, tx *db.Tx, who access.Actor, d Draft) ([]article.Article, error) {
	var out []article.Article
	for _, key := range d.keys() {
		found, err := s.referred(ctx, tx, who, key)
		if apperr.Is(err, apperr.Unavailable) { // while the search is filled, nobody is kept from asking
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out[:min(len(out), mostAlike)], nil
}

// Alike are the open requests that look like one: they have its reference, however it is written, or most of its words.
func (s *Service) Alike(ctx context.Context, who access.Actor, d Draft) ([]Row, error) {
	if err := may(who, Ask); err != nil {
		return nil, err
	}
	var out []Row
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		found, err := alike(ctx, tx, d)
		if err != nil {
			return err
		}
		out, err = rowsFor(ctx, tx, who, found)
		return err
	})
	return out, err
}
