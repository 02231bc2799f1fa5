package order

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/ordering/amount"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/sight"
)

// SupplierPath begins the addresses of the pages that a supplier opens by a link.
const SupplierPath = "/fournisseur"

// LinkPath is the page that a supplier's link opens. Its secret is made from the link's id when the mail is rendered, and kept nowhere.
func LinkPath(l notify.Links, linkID string) string {
	return SupplierPath + "/" + l.Secret(linkSecret+linkID)
}

// LinkHash is what is kept of a link's secret.
func LinkHash(l notify.Links, linkID string) string {
	return notify.HashSecret(l.Secret(linkSecret + linkID))
}

const linkSecret = "ordering.link/"

// Deal is what supplier and acheteur agree on for a line, beside what was ordered.
type Deal struct {
	Quantity         int64  // units; 0: it does not come
	Price            int64  // of a unit without VAT
	Reference, Title string // of what comes instead; empty: what was ordered
	PromisedOn       string
	Note             string // why, of the supplier
}

// OfSupplier is an order as its rules see it for who comes by a link to it; NotFound while the supplier has nothing to see of it.
func OfSupplier(ctx context.Context, tx *db.Tx, orderID string) (Case, error) {
	o, err := one(ctx, tx, "d.id = $1", orderID)
	c := Case{Order: o, At: tx.Now()}
	if err == nil && !Moves.May(See, o.State, suppliers, c) {
		err = apperr.NotFoundErr()
	}
	return c, err
}

// SupplierMay are the acts that a supplier may do now.
func SupplierMay(c Case) []Act {
	var out []Act
	for _, o := range Moves.Offers(c.State, suppliers, c) {
		if o.OK() {
			out = append(out, o.Do)
		}
	}
	return out
}

// ForAct is an order for an act of another room, if the form was made from it as it is.
func ForAct(ctx context.Context, tx *db.Tx, who access.Actor, number string, version int64) (Case, []Relation, error) {
	c, as, err := byNumber(ctx, tx, who, number)
	if err == nil && c.Version != version {
		err = conflict()
	}
	return c, as, err
}

// MayAct refuses who may not do an act, with the reasons; nil: they may.
func MayAct(ctx context.Context, tx *db.Tx, do Act, c Case, as []Relation) error {
	_, err := next(ctx, tx, do, c, as)
	return err
}

// Lines are an order's lines.
func Lines(ctx context.Context, tx *db.Tx, orderID string) ([]Line, error) {
	return linesOf(ctx, tx, orderID)
}

// Answer moves an order by an act of its supplier, with what the supplier says to it.
func Answer(ctx context.Context, tx *db.Tx, who access.Actor, c *Case, do Act, says string) error {
	to, err := next(ctx, tx, do, *c, suppliers)
	if err != nil {
		return err
	}
	c.AnsweredAt, c.Reason = tx.Now(), says
	return save(ctx, tx, who, &c.Order, do, to, note(says))
}

// Step moves an order by an act of who buys, with what they say to it.
func Step(ctx context.Context, tx *db.Tx, who access.Actor, c *Case, as []Relation, do Act, says string) error {
	to, err := next(ctx, tx, do, *c, as)
	if err != nil {
		return err
	}
	c.Reason = says
	return save(ctx, tx, who, &c.Order, do, to, note(says))
}

// End is how a supplier ends an order: it declines it, or agrees to cancel it. What of baskets was in it is « Article annulé », and can be
// duplicated (R229). Whoever reads of a cancellation reads why it was asked for, and what the supplier says to it; the history has them say
// their own words alone.
func (s *Service) End(ctx context.Context, tx *db.Tx, who access.Actor, c *Case, do Act, says string) error {
	to, err := next(ctx, tx, do, *c, suppliers)
	if err != nil {
		return err
	}
	reason := says
	if do == LetGo {
		reason = strings.Join(slices.DeleteFunc([]string{c.Reason, says}, func(s string) bool { return s == "" }), " – ")
	}
	c.AnsweredAt = tx.Now()
	return s.end(ctx, tx, who, c.Order, do, to, reason, says)
}

// Agree writes what was agreed on for some lines, by id, and has the order cost what they cost: do is AgreeTo where it is all that the
// supplier proposed, else Dispute. What does not come is « Article annulé » for the demandeurs. It gives the baskets that have a share in
// those lines.
func Agree(ctx context.Context, tx *db.Tx, who access.Actor, c *Case, as []Relation, do Act, deals map[string]Deal, says string) (map[string]basket.Case, error) {
	lines, err := linesOf(ctx, tx, c.ID)
	if err != nil {
		return nil, err
	}
	c.Delivery = bringing(c.Order, lines, with(lines, deals))
	lines = with(lines, deals)
	sum := total(lines, c.Delivery)
	c.Proposed = sum
	to, err := next(ctx, tx, do, *c, as)
	if err != nil {
		return nil, err
	}
	if err := Exceeding(ctx, tx, &c.Order, amount.Total{Net: c.Net, Gross: c.Gross}, sum); err != nil {
		return nil, err
	}
	c.Net, c.Gross, c.Reason = sum.Net, sum.Gross, says
	if err := save(ctx, tx, who, &c.Order, do, to, note(says)); err != nil {
		return nil, err
	}
	if _, err := tx.Exec(ctx, `UPDATE ordering_orders SET delivery = $1 WHERE id = $2`, c.Delivery.Net, c.ID); err != nil {
		return nil, fmt.Errorf("delivery of order %s: %w", c.Number, err)
	}
	for _, l := range lines {
		if _, some := deals[l.ID]; !some {
			continue
		}
		if _, err := tx.Exec(ctx, `UPDATE ordering_order_lines SET agreed = $1, agreed_price = $2, agreed_reference = $3, agreed_title = $4, promised_on = $5 WHERE id = $6`,
			l.Agreed, l.AgreedPrice, l.AgreedReference, l.AgreedTitle, l.PromisedOn, l.ID); err != nil {
			return nil, fmt.Errorf("agree on a line of order %s: %w", c.Number, err)
		}
	}
	return agreedShares(ctx, tx, who, c.Order, deals)
}

// take has a line be what was agreed on.
func (l *Line) take(d Deal) {
	l.Agreed, l.AgreedPrice, l.AgreedReference, l.AgreedTitle = &d.Quantity, &d.Price, d.Reference, d.Title
	if d.PromisedOn != "" {
		l.PromisedOn = d.PromisedOn
	}
}

// Costs is what an order would cost with some deals.
func Costs(o Order, lines []Line, deals map[string]Deal) amount.Total {
	all := with(lines, deals)
	return total(all, bringing(o, lines, all))
}

// with are lines as some deals have them.
func with(lines []Line, deals map[string]Deal) []Line {
	all := slices.Clone(lines)
	for i := range all {
		if d, some := deals[all[i].ID]; some {
			all[i].take(d)
		}
	}
	return all
}

// bringing is what bringing an order costs once its lines are others: anew where that takes it over the franco or under it, and as it was
// where it does not, whatever the market says by now.
func bringing(o Order, before, after []Line) amount.PerRate {
	was, is := charged(o.Market.Terms, total(before, amount.PerRate{}).Net), charged(o.Market.Terms, total(after, amount.PerRate{}).Net)
	if was == is {
		return o.Delivery
	}
	return amount.PerRate{Rate: o.Delivery.Rate, Net: is}
}

// agreedShares are the baskets that have a share in lines that were agreed on; shares of what does not come are cancelled.
func agreedShares(ctx context.Context, tx *db.Tx, who access.Actor, o Order, deals map[string]Deal) (map[string]basket.Case, error) {
	cases, steps, err := inOrder(ctx, tx, o)
	if err != nil {
		return nil, err
	}
	for _, step := range steps {
		if d, some := deals[step.OrderLine]; some && d.Quantity == 0 && !cancelled(cases, step.Line) {
			if err := basket.MoveLines(ctx, tx, who, cases, []basket.Step{step}, basket.LineCancel, d.Note); err != nil {
				return nil, err
			}
		}
	}
	return cases, nil
}

// Promise keeps the day for which the supplier promises all of an order, with the act that is about to be written.
func (c *Case) Promise(ctx context.Context, tx *db.Tx, day string) error {
	if day == "" {
		return nil
	}
	c.PromisedOn = day
	if _, err := tx.Exec(ctx, `UPDATE ordering_order_lines SET promised_on = $1 WHERE order_id = $2`, day, c.ID); err != nil {
		return fmt.Errorf("promise order %s: %w", c.Number, err)
	}
	return nil
}

// Reminded notes that who has the supplier of an order reminded; once a day (R236).
func Reminded(ctx context.Context, tx *db.Tx, who access.Actor, c *Case, as []Relation) error {
	if _, err := next(ctx, tx, Remind, *c, as); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE ordering_orders SET reminded_at = $1, version = version + 1 WHERE id = $2 AND version = $3`, tx.Now(), c.ID, c.Version)
	if err != nil {
		return fmt.Errorf("remind the supplier of %s: %w", c.Number, err)
	}
	if n == 0 {
		return conflict()
	}
	c.RemindedAt, c.Version = tx.Now(), c.Version+1
	return Note(ctx, tx, who, c.Order, Remind, nil)
}

// Note adds a line to an order's history that moves nothing.
func Note(ctx context.Context, tx *db.Tx, who access.Actor, o Order, do Act, data map[string]string) error {
	return history.Write(ctx, tx, who, history.Line{Object: history.Object{Kind: object, ID: o.ID}, Act: object + "." + string(do), Data: data})
}

// Buys is the condition on orders d of establishments o that who sends: those of the establishments where they buy, and those below where
// they are superbuyer; false: none.
func Buys(who access.Actor, states ...State) (*db.Where, bool) {
	return Filter{States: states}.where(sight.Sendable(who))
}

// MaySupplier refuses what a supplier may not do now, with the reasons; nil: they may.
func MaySupplier(do Act, c Case) error {
	_, err := Moves.Next(do, c.State, suppliers, c)
	if apperr.Is(err, apperr.Conflict) {
		return conflict()
	}
	return err
}

// Plain are the lines without who asked for them.
func (v View) Plain() []Line {
	out := make([]Line, len(v.Lines))
	for i, l := range v.Lines {
		out[i] = l.Line
	}
	return out
}
