package basket

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"preau/internal/catalog/article"
	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering"
	"preau/internal/ordering/msg"
)

// columns are those of a basket b with its establishment o and its site s.
const columns = `b.id, b.number, o.id, o.ref, o.name, o.commune, o.kind, CASE WHEN o.closed_at IS NULL THEN FALSE ELSE TRUE END, COALESCE(s.id, ''), COALESCE(s.ref, ''), COALESCE(s.name, ''), b.account_id, b.owner_name,
	b.title, b.remark, b.label, b.state, COALESCE(b.copied_from, 0), b.opened_at, b.confirmed_at, b.moved_at, b.version`

const tables = `ordering_baskets b JOIN org_organisations o ON o.id = b.org_id LEFT JOIN org_sites s ON s.id = b.site_id`

func into(b *Basket) []any {
	return []any{
		&b.ID, &b.Number, &b.Org.ID, &b.Org.Ref, &b.Org.Name, &b.Org.Commune, &b.Org.Kind, &b.Closed, &b.Site.ID, &b.Site.Ref, &b.Site.Name, &b.OwnerID, &b.Owner,
		&b.Title, &b.Remark, &b.Label, &b.State, &b.CopiedFrom, &b.OpenedAt, &b.ConfirmedAt, &b.MovedAt, &b.Version,
	}
}

// byNumber is the basket of a public number, with its lines; NotFound, too, if who may not see it.
func byNumber(ctx context.Context, tx *db.Tx, who access.Actor, number int64) (Case, []Relation, error) {
	if !who.SignedIn() {
		return Case{}, nil, apperr.UnauthenticatedErr()
	}
	b, err := db.One(ctx, tx, into, `SELECT `+columns+` FROM `+tables+` WHERE b.number = $1`, number)
	if errors.Is(err, db.ErrNone) {
		return Case{}, nil, apperr.NotFoundErr()
	}
	if err != nil {
		return Case{}, nil, fmt.Errorf("basket %d: %w", number, err)
	}
	as := relationsOf(who, b)
	if !Moves.May(See, b.State, as, Case{Basket: b}) {
		return Case{}, nil, unseen(ctx, tx, who, b)
	}
	c := Case{Basket: b, Another: who.ID != b.OwnerID}
	c.Lines, err = linesOf(ctx, tx, b.ID)
	return c, as, err
}

// lineColumns are those of a line l with the version v that it agreed to, its article a and its market m.
const lineColumns = `l.id, l.basket_id, l.article, a.reference, l.market, m.title, l.edition, v.to_edition, v.category_id, v.title, v.description, v.brand, v.unit, v.pack,
	v.multiple, COALESCE(v.price, -1), v.vat, v.ean, v.cpv, v.green, v.special, v.withdrawn, v.equivalents, l.asked, l.granted, l.arrived, l.state, l.reason,
	l.moved_by, l.moved_name, l.moved_at, COALESCE(l.order_line_id, ''), l.added_at`

const lineTables = `ordering_basket_lines l JOIN catalog_versions v ON v.article = l.article AND v.from_edition = l.edition
	JOIN catalog_articles a ON a.number = l.article JOIN catalog_markets m ON m.number = l.market`

func intoLine(l *Line) []any {
	a := &l.Article
	return []any{
		&l.ID, &l.Basket, &a.Number, &a.Reference, &a.Market, &l.Market, &a.From, &a.Until, &a.Category, &a.Title, &a.Description, &a.Brand, &a.Unit, &a.Pack,
		&a.Multiple, &a.Price, &a.VAT, &a.EAN, &a.CPV, &a.Green, &a.Special, &a.Withdrawn, &a.Equivalents, &l.Asked, &l.Granted, &l.Arrived, &l.State, &l.Reason,
		&l.MovedBy, &l.MovedName, &l.MovedAt, &l.OrderLine, &l.AddedAt,
	}
}

// linesOf are a basket's lines as they were added.
func linesOf(ctx context.Context, tx *db.Tx, basketID string) ([]Line, error) {
	lines, err := db.All(ctx, tx, intoLine, `SELECT `+lineColumns+` FROM `+lineTables+` WHERE l.basket_id = $1 ORDER BY l.added_at, l.id`, basketID)
	if err != nil {
		return nil, fmt.Errorf("lines of basket %s: %w", basketID, err)
	}
	for i := range lines {
		lines[i].Article.Article = lines[i].Article.Number
	}
	return lines, nil
}

func insertBasket(ctx context.Context, tx *db.Tx, b *Basket) error {
	n, err := db.Value[int64](ctx, tx, `UPDATE ordering_counters SET n = n + 1 WHERE name = 'basket' RETURNING n`)
	if err != nil {
		return fmt.Errorf("basket number: %w", err)
	}
	b.Number, b.State, b.OpenedAt, b.MovedAt, b.Version = n, Open, tx.Now(), tx.Now(), 1
	var from *int64
	if b.CopiedFrom != 0 {
		from = &b.CopiedFrom
	}
	_, err = tx.Exec(ctx, `INSERT INTO ordering_baskets (id, number, org_id, site_id, account_id, owner_name, title, remark, label, state, copied_from, opened_at, moved_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1)`,
		b.ID, b.Number, b.Org.ID, optional(b.Site.ID), b.OwnerID, b.Owner, b.Title, b.Remark, b.Label, b.State, from, b.OpenedAt, b.MovedAt)
	if err != nil {
		return fmt.Errorf("insert basket: %w", err)
	}
	return nil
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// saveBasket writes what is said of a basket and the state that its lines make of it, if nobody changed it since it was read.
func saveBasket(ctx context.Context, tx *db.Tx, c *Case) error {
	states := make([]LineState, len(c.Lines))
	for i, l := range c.Lines {
		states[i] = l.State
	}
	is := StateOf(states)
	if len(c.Lines) == 0 {
		is = c.State // without lines it is open, or abandoned
	}
	if is != c.State {
		c.MovedAt = tx.Now()
	}
	n, err := tx.Exec(ctx, `UPDATE ordering_baskets SET site_id = $1, title = $2, remark = $3, label = $4, state = $5, confirmed_at = $6, moved_at = $7, version = version + 1
		WHERE id = $8 AND version = $9`, optional(c.Site.ID), c.Title, c.Remark, c.Label, is, c.ConfirmedAt, c.MovedAt, c.ID, c.Version)
	if err != nil {
		return fmt.Errorf("save basket %d: %w", c.Number, err)
	}
	if n == 0 {
		return conflict()
	}
	c.State, c.Version = is, c.Version+1
	return saveWaiting(ctx, tx, *c)
}

// saveWaiting writes what of a basket « Commandes à créer » shows: each market of which lines wait.
func saveWaiting(ctx context.Context, tx *db.Tx, c Case) error {
	if c.ConfirmedAt.IsZero() { // never was there
		return nil
	}
	if _, err := tx.Exec(ctx, `DELETE FROM ordering_waiting WHERE basket_id = $1`, c.ID); err != nil {
		return fmt.Errorf("what waits of basket %d: %w", c.Number, err)
	}
	var markets []int64
	for _, l := range c.Lines {
		if l.State == LineConfirmed && !slices.Contains(markets, l.Article.Market) {
			markets = append(markets, l.Article.Market)
		}
	}
	for _, m := range markets {
		if _, err := tx.Exec(ctx, `INSERT INTO ordering_waiting (basket_id, market, org_id, site_id, confirmed_at) VALUES ($1, $2, $3, $4, $5)`,
			c.ID, m, c.Org.ID, optional(c.Site.ID), c.ConfirmedAt); err != nil {
			return fmt.Errorf("what waits of basket %d: %w", c.Number, err)
		}
	}
	return nil
}

// conflict says that somebody, or another window, changed the basket meanwhile.
func conflict() error { return apperr.ConflictErr(i18n.M(msg.ConflictBasket)) }

// toSend are those of a basket's lines whose order waits to be sent, or to be sent again, by id: true where it exceeds its establishment's
// maximum amount. going are those whose order's mail is under way.
func toSend(ctx context.Context, tx *db.Tx, c Case) (wait, going map[string]bool, err error) {
	if !slices.ContainsFunc(c.Lines, func(l Line) bool { return l.State == LineInOrder || l.State == LineOrdered }) {
		return nil, nil, nil
	}
	type row struct {
		id          string
		over, going bool
	}
	rows, err := db.All(ctx, tx, func(r *row) []any { return []any{&r.id, &r.over, &r.going} }, `SELECT x.id, COALESCE(`+ordering.Exceeds("d", "m")+`, FALSE),
		CASE WHEN d.state = 'sending' THEN TRUE ELSE FALSE END
		FROM ordering_basket_lines x JOIN ordering_order_lines l ON l.id = x.order_line_id JOIN ordering_orders d ON d.id = l.order_id
		LEFT JOIN ordering_limits m ON m.org_id = d.org_id
		WHERE x.basket_id = $1 AND x.state IN ('in_order', 'ordered') AND d.state IN ('created', 'sending', 'to_resend')`, c.ID)
	if err != nil {
		return nil, nil, fmt.Errorf("what of basket %d is to be sent: %w", c.Number, err)
	}
	wait, going = map[string]bool{}, map[string]bool{}
	for _, r := range rows {
		if r.going {
			going[r.id] = true
		} else {
			wait[r.id] = r.over
		}
	}
	return wait, going, nil
}

// insertLine adds a line. Whoever added the same article at the same time was first: Conflict.
func insertLine(ctx context.Context, tx *db.Tx, l Line) error {
	n, err := tx.Exec(ctx, `INSERT INTO ordering_basket_lines (id, basket_id, article, edition, market, asked, granted, state, reason, moved_by, moved_name, moved_at, added_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', $9, $10, $11, $12) ON CONFLICT (basket_id, article) DO NOTHING`,
		l.ID, l.Basket, l.Article.Number, l.Article.From, l.Article.Market, l.Asked, l.Granted, l.State, l.MovedBy, l.MovedName, l.MovedAt, l.AddedAt)
	if err != nil {
		return fmt.Errorf("insert basket line: %w", err)
	}
	if n == 0 {
		return conflict()
	}
	return nil
}

// saveLine writes a line that is still in its basket: its quantity and the version that it agrees to.
func saveLine(ctx context.Context, tx *db.Tx, l Line) error {
	_, err := tx.Exec(ctx, `UPDATE ordering_basket_lines SET edition = $1, asked = $2, granted = $3 WHERE id = $4 AND state = 'in_basket'`,
		l.Article.From, l.Asked, l.Granted, l.ID)
	if err != nil {
		return fmt.Errorf("save basket line: %w", err)
	}
	return nil
}

func deleteLine(ctx context.Context, tx *db.Tx, lineID string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM ordering_basket_lines WHERE id = $1 AND state = 'in_basket'`, lineID); err != nil {
		return fmt.Errorf("delete basket line: %w", err)
	}
	return nil
}

// moveLine moves a line, unless somebody was faster (R213).
func moveLine(ctx context.Context, tx *db.Tx, who access.Actor, l *Line, do LineAct, reason string) error {
	to, err := l.next(do)
	if apperr.Is(err, apperr.Conflict) {
		return conflict()
	}
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE ordering_basket_lines SET state = $1, reason = $2, moved_by = $3, moved_name = $4, moved_at = $5, granted = $6, arrived = $7, order_line_id = $8
		WHERE id = $9 AND state = $10`, to, reason, who.ID, who.Name, tx.Now(), l.Granted, l.Arrived, optional(l.OrderLine), l.ID, l.State)
	if err != nil {
		return fmt.Errorf("move basket line: %w", err)
	}
	if n == 0 {
		return conflict()
	}
	l.State, l.Reason, l.MovedBy, l.MovedName, l.MovedAt = to, reason, who.ID, who.Name, tx.Now()
	return nil
}

// write adds a line to the basket's history.
func write(ctx context.Context, tx *db.Tx, who access.Actor, c Case, do Act, from State, data map[string]string) error {
	return history.Write(ctx, tx, who, history.Line{Object: history.Object{Kind: object, ID: c.ID}, Act: object + "." + string(do), From: string(from), To: string(c.State), Data: data})
}

// openOf are somebody's open baskets in an establishment, the newest first.
func openOf(ctx context.Context, tx *db.Tx, accountID, orgID string) ([]Basket, error) {
	bs, err := db.All(ctx, tx, into, `SELECT `+columns+` FROM `+tables+` WHERE b.account_id = $1 AND b.org_id = $2 AND b.state = 'open' ORDER BY b.opened_at DESC, b.id DESC`, accountID, orgID)
	if err != nil {
		return nil, fmt.Errorf("open baskets: %w", err)
	}
	return bs, nil
}

const copies = `SELECT ` + columns + ` FROM ` + tables + ` WHERE b.copied_from = $1 AND b.state NOT IN ($2, $3) ORDER BY b.opened_at DESC, b.id DESC LIMIT $4`

// copiesOf are the baskets that were duplicated from one, by who had it before as well, and not put away, the newest first.
func copiesOf(ctx context.Context, tx *db.Tx, b Basket) ([]Basket, error) {
	bs, err := db.All(ctx, tx, into, copies, b.Number, Abandoned, Withdrawn, mostCopies)
	if err != nil {
		return nil, fmt.Errorf("duplicates of a basket: %w", err)
	}
	return bs, nil
}

// mostCopies is how many duplicates are told.
const mostCopies = 10

// usualSite is where somebody has the articles of an establishment delivered: its one site, else that of their latest basket there (R196).
func usualSite(ctx context.Context, tx *db.Tx, accountID, orgID string, all []Site) (Site, error) {
	switch len(all) {
	case 0:
		return Site{}, nil
	case 1:
		return all[0], nil
	}
	last, err := db.All(ctx, tx, func(id *string) []any { return []any{id} },
		`SELECT site_id FROM ordering_baskets WHERE account_id = $1 AND org_id = $2 AND site_id IS NOT NULL ORDER BY opened_at DESC, id DESC LIMIT 1`, accountID, orgID)
	if err != nil {
		return Site{}, fmt.Errorf("usual site: %w", err)
	}
	for _, x := range all {
		if slices.Contains(last, x.ID) {
			return x, nil
		}
	}
	return Site{}, nil
}

// live are the versions that markets show of the articles of some lines.
func live(ctx context.Context, tx *db.Tx, lines []Line) (map[int64]article.Article, error) {
	numbers := make([]int64, 0, len(lines))
	for _, l := range lines {
		if !slices.Contains(numbers, l.Article.Number) {
			numbers = append(numbers, l.Article.Number)
		}
	}
	return article.Live(ctx, tx, numbers)
}
