package basket

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering"
	"preau/internal/ordering/msg"
)

// Hold keeps others from changing some baskets until the transaction ends, in an order in which two that hold several never wait for
// each other. Their lines are read after.
func Hold(ctx context.Context, tx *db.Tx, ids []string) error {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		if _, err := tx.Exec(ctx, `UPDATE ordering_baskets SET version = version + 1 WHERE id = $1`, id); err != nil {
			return fmt.Errorf("hold basket %s: %w", id, err)
		}
	}
	return nil
}

// ByIDs are some baskets without their lines, by id.
func ByIDs(ctx context.Context, tx *db.Tx, ids []string) (map[string]Basket, error) {
	out := make(map[string]Basket, len(ids))
	for part := range slices.Chunk(ids, 500) {
		var w db.Where
		w.In("b.id", db.Any(part)...)
		where, args := w.SQL(1)
		bs, err := db.All(ctx, tx, into, `SELECT `+columns+` FROM `+tables+` WHERE `+where, args...)
		if err != nil {
			return nil, fmt.Errorf("baskets: %w", err)
		}
		for _, b := range bs {
			out[b.ID] = b
		}
	}
	return out, nil
}

// Cases are some baskets with their lines, by id.
func Cases(ctx context.Context, tx *db.Tx, ids []string) (map[string]Case, error) {
	bs, err := ByIDs(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	out := make(map[string]Case, len(bs))
	for id, b := range bs {
		out[id] = Case{Basket: b}
	}
	lines, err := linesIn(ctx, tx, "l.basket_id", ids)
	if err != nil {
		return nil, err
	}
	for _, l := range lines {
		c := out[l.Basket]
		c.Lines = append(c.Lines, l)
		out[l.Basket] = c
	}
	return out, nil
}

// Lines are the lines of some ids, with those of their baskets that Cases gives.
func Lines(ctx context.Context, tx *db.Tx, ids []string) ([]Line, error) {
	return linesIn(ctx, tx, "l.id", ids)
}

// InOrderLines are the lines that some order lines came from.
func InOrderLines(ctx context.Context, tx *db.Tx, orderLines []string) ([]Line, error) {
	return linesIn(ctx, tx, "l.order_line_id", orderLines)
}

// Step is a line that moves, and into which order line it goes.
type Step struct {
	Line      string // id
	OrderLine string // id; empty where it leaves one
}

// MoveLines moves lines of baskets that are held, and has each basket follow from its lines. A line that somebody else moved meanwhile
// is a Conflict, and nothing is done (R213).
func MoveLines(ctx context.Context, tx *db.Tx, who access.Actor, cases map[string]Case, steps []Step, do LineAct, reason string) error {
	touched := map[string]bool{}
	for _, step := range steps {
		c, l := find(cases, step.Line)
		if l == nil {
			return conflict()
		}
		l.OrderLine = step.OrderLine
		if err := moveLine(ctx, tx, who, l, do, reason); err != nil {
			return err
		}
		touched[c.ID] = true
	}
	for id := range touched {
		c := cases[id]
		from := c.State
		if err := saveBasket(ctx, tx, &c); err != nil {
			return err
		}
		cases[id] = c
		if err := write(ctx, tx, who, c, Act(do), from, note(reason)); err != nil {
			return err
		}
	}
	return nil
}

func note(reason string) map[string]string {
	if reason == "" {
		return nil
	}
	return map[string]string{"reason": reason}
}

// find is a line among some baskets.
func find(cases map[string]Case, lineID string) (Case, *Line) {
	for _, c := range cases {
		for i := range c.Lines {
			if c.Lines[i].ID == lineID {
				return c, &c.Lines[i]
			}
		}
	}
	return Case{}, nil
}

// MayValidate says why who may not validate a basket: no role (R215), or nothing of it waits. At another's site
// it does not exist.
func MayValidate(ctx context.Context, tx *db.Tx, who access.Actor, c Case) error {
	if !who.SignedIn() {
		return apperr.UnauthenticatedErr()
	}
	as := relationsOf(who, c.Basket)
	if !Moves.May(See, c.State, as, c) {
		return unseen(ctx, tx, who, c.Basket)
	}
	return next(ctx, tx, Validate, c, as)
}

// Refuse has a validateur refuse lines that wait, with a reason that their demandeurs are told (R212). All lines, or none.
func (s *Service) Refuse(ctx context.Context, who access.Actor, lineIDs []string, reason string) error {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return apperr.InvalidField(FieldReason, i18n.M(msg.FaultReason))
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		cases, lines, err := s.held(ctx, tx, who, lineIDs)
		if err != nil {
			return err
		}
		steps := make([]Step, len(lineIDs))
		for i, id := range lineIDs {
			steps[i].Line = id
		}
		if err := MoveLines(ctx, tx, who, cases, steps, LineRefuse, reason); err != nil {
			return ordering.Faster(ctx, tx, err, shown(taken(lines), ""))
		}
		return s.o.Refused(ctx, tx, who, cases, lineIDs, reason)
	})
}

// taken are those of some lines that did not wait any more: with them somebody was faster, whatever was begun with the others.
func taken(lines []Line) []Line {
	return slices.DeleteFunc(slices.Clone(lines), func(l Line) bool { return l.State == LineConfirmed })
}

// shown are some lines, of one basket where it is said, to ask who was faster with them.
func shown(lines []Line, basketID string) map[string]int64 {
	out := map[string]int64{}
	for _, l := range lines {
		if basketID == "" || l.Basket == basketID {
			out[l.ID] = 0
		}
	}
	return out
}

// held are the baskets of some lines, held for who validates them, and these lines as they were before. Where nothing of a basket waits any
// more, it says who was faster (R213).
func (s *Service) held(ctx context.Context, tx *db.Tx, who access.Actor, lineIDs []string) (map[string]Case, []Line, error) {
	lines, err := Lines(ctx, tx, lineIDs)
	if err != nil {
		return nil, nil, err
	}
	if !who.SignedIn() {
		return nil, nil, apperr.UnauthenticatedErr()
	}
	if len(lines) != len(lineIDs) || len(lines) == 0 {
		return nil, nil, apperr.NotFoundErr()
	}
	var ids []string
	for _, l := range lines {
		if !slices.Contains(ids, l.Basket) {
			ids = append(ids, l.Basket)
		}
	}
	if err := Hold(ctx, tx, ids); err != nil {
		return nil, nil, err
	}
	cases, err := Cases(ctx, tx, ids)
	if err != nil {
		return nil, nil, err
	}
	for _, id := range ids {
		if err := MayValidate(ctx, tx, who, cases[id]); err != nil {
			return nil, nil, ordering.Faster(ctx, tx, err, shown(lines, id))
		}
	}
	return cases, lines, nil
}

// Lower has a validateur lower what a line orders, never below one and never up; what was asked stays (R212).
func (s *Service) Lower(ctx context.Context, who access.Actor, lineID string, was, to int64, reason string) error {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return apperr.InvalidField(FieldReason, i18n.M(msg.FaultReason))
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		cases, _, err := s.held(ctx, tx, who, []string{lineID})
		if err != nil {
			return err
		}
		c, l := find(cases, lineID)
		if l.State != LineConfirmed || l.Granted != was {
			return ordering.Faster(ctx, tx, conflict(), map[string]int64{lineID: was})
		}
		if to >= was {
			return apperr.InvalidField(FieldQuantity, i18n.M(msg.FaultRaise, "was", was))
		}
		now, err := live(ctx, tx, []Line{*l})
		if err != nil {
			return err
		}
		if why := QuantityFault(now[l.Article.Number], to); why.Key != "" { // as it is ordered today
			return apperr.InvalidField(FieldQuantity, why)
		}
		l.Granted, l.Reason = to, reason
		if _, err := tx.Exec(ctx, `UPDATE ordering_basket_lines SET granted = $1, reason = $2, moved_by = $3, moved_name = $4 WHERE id = $5`,
			to, reason, who.ID, who.Name, l.ID); err != nil {
			return fmt.Errorf("lower basket line: %w", err)
		}
		data := map[string]string{"article": l.Article.Reference, "was": strconv.FormatInt(was, 10), "to": strconv.FormatInt(to, 10), "reason": reason}
		if err := history.Write(ctx, tx, who, history.Line{Object: history.Object{Kind: object, ID: c.ID}, Act: object + ".lower", Data: data}); err != nil {
			return err
		}
		return s.o.Lowered(ctx, tx, who, c, *l, was)
	})
}

// IDs are the ids of the baskets of some numbers; one that is not is left out.
func IDs(ctx context.Context, tx *db.Tx, numbers []int64) ([]string, error) {
	var out []string
	for part := range slices.Chunk(numbers, 500) {
		var w db.Where
		w.In("number", db.Any(part)...)
		where, args := w.SQL(1)
		ids, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, `SELECT id FROM ordering_baskets WHERE `+where+` ORDER BY number`, args...)
		if err != nil {
			return nil, fmt.Errorf("baskets by number: %w", err)
		}
		out = append(out, ids...)
	}
	return out, nil
}

// Validating is a basket that waits for who validates it, with its lines; NotFound to who may not see it, a Conflict when nothing of it
// waits any more.
func Validating(ctx context.Context, tx *db.Tx, who access.Actor, number int64) (Case, error) {
	c, as, err := byNumber(ctx, tx, who, number)
	if err != nil {
		return c, err
	}
	return c, next(ctx, tx, Validate, c, as)
}
