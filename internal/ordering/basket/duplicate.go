package basket

import (
	"context"
	"strconv"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/ordering/msg"
)

// Copying is a basket that is duplicated.
type Copying struct {
	Into    int64 // number of an open basket of the same establishment; 0: a new one
	Replace bool  // what is in there goes; otherwise quantities are added
	Version int64 // of what goes, as it was shown
	All     bool  // lines that are on their way, too
}

// Copied are the lines that a duplicate of a basket takes: all, those that were not allowed and those cancelled beside them, too
// (R191); of one whose rest was given up, what did not come. Lines that are on their way are left out unless who asks wants them: ordering them again would have them twice (R237). A
// basket that has arrived, all of it, is taken whole.
func Copied(lines []Line, all bool) []Line {
	var rest []Line
	whole := true
	for _, l := range lines {
		short := l.State == LineReceived && l.Arrived < l.Granted
		if whole = whole && l.State == LineReceived && !short; short {
			l.Asked = l.Granted - l.Arrived
		}
		if short || !l.State.Goes() {
			rest = append(rest, l)
		}
	}
	if all || whole {
		return lines
	}
	return rest
}

// Copy duplicates a basket (« Dupliquer ») and gives the number of the one that the lines are in. The old one stays as it was. The
// lines keep the version that was agreed to then: what is otherwise today is shown, and agreed to before it is confirmed (R192).
func (s *Service) Copy(ctx context.Context, who access.Actor, number int64, in Copying) (int64, error) {
	return db.OnceValue(ctx, s.o.DB, who, func(tx *db.Tx) (int64, error) {
		src, as, err := byNumber(ctx, tx, who, number)
		if err == nil {
			err = next(ctx, tx, Duplicate, src, as)
		}
		if err != nil {
			return 0, err
		}
		lines := Copied(src.Lines, in.All)
		if len(lines) == 0 && len(src.Lines) > 0 {
			return 0, apperr.InvalidField(FieldAll, i18n.M(msg.FaultAllGoes))
		}
		to, err := s.target(ctx, tx, who, src, in)
		if err != nil {
			return 0, err
		}
		for _, l := range lines {
			if err := to.take(ctx, tx, who, l); err != nil {
				return 0, err
			}
		}
		if err := saveBasket(ctx, tx, &to); err != nil {
			return 0, err
		}
		return to.Number, write(ctx, tx, who, to, Duplicate, to.State, map[string]string{"from": strconv.FormatInt(src.Number, 10)})
	})
}

// WhyCopy is nil when who may duplicate a basket; else it says why not, as Copy would.
func (s *Service) WhyCopy(ctx context.Context, who access.Actor, number int64) error {
	return s.o.DB.View(ctx, func(tx *db.Tx) error {
		src, as, err := byNumber(ctx, tx, who, number)
		if err == nil {
			err = next(ctx, tx, Duplicate, src, as)
		}
		return err
	})
}

// target is the open basket that a duplicate goes into.
func (s *Service) target(ctx context.Context, tx *db.Tx, who access.Actor, src Case, in Copying) (Case, error) {
	if in.Into == 0 {
		return s.open(ctx, tx, who, Basket{Org: src.Org, Site: src.Site, Title: src.Title, Remark: src.Remark, Label: src.Label, CopiedFrom: src.Number})
	}
	if in.Into == src.Number { // the old one stays as it was
		return Case{}, apperr.InvalidField(FieldInto, i18n.M(msg.FaultInto))
	}
	to, err := s.into(ctx, tx, who, src.Org, in.Into)
	if apperr.Is(err, apperr.NotFound) || apperr.Is(err, apperr.Forbidden) {
		return to, apperr.InvalidField(FieldInto, i18n.M(msg.FaultInto))
	}
	if err != nil || !in.Replace {
		return to, err
	}
	if to.Version != in.Version { // what would go is not what was seen
		return to, apperr.ConflictErr(i18n.M(msg.ConflictReplace, "n", len(to.Lines)))
	}
	for _, l := range to.Lines {
		if err := deleteLine(ctx, tx, l.ID); err != nil {
			return to, err
		}
	}
	to.Lines = nil
	return to, nil
}

// take adds a line of another basket.
func (c *Case) take(ctx context.Context, tx *db.Tx, who access.Actor, l Line) error {
	for i := range c.Lines {
		if has := &c.Lines[i]; has.Article.Number == l.Article.Number {
			has.Asked += l.Asked
			has.Granted = has.Asked
			return saveLine(ctx, tx, *has)
		}
	}
	if len(c.Lines) >= MaxLines {
		return apperr.InvalidField(FieldInto, i18n.M(msg.FaultManyLines, "max", MaxLines))
	}
	copied := Line{
		ID: id.New(), Basket: c.ID, Article: l.Article, Asked: l.Asked, Granted: l.Asked, State: LineOpen,
		MovedBy: who.ID, MovedName: who.Name, MovedAt: tx.Now(), AddedAt: tx.Now(),
	}
	c.Lines = append(c.Lines, copied)
	return insertLine(ctx, tx, copied)
}
