package sending

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

const partyColumns = `%[1]s.id, %[1]s.name, %[1]s.country, %[1]s.bce, %[1]s.siren, %[1]s.siret, %[1]s.uai, %[1]s.fase, %[1]s.address, %[1]s.complement,
	%[1]s.postal_code, %[1]s.commune, %[1]s.phone, %[1]s.email`

func intoParty(p *Party) []any {
	return []any{
		&p.ID, &p.Name, &p.Country, &p.BCE, &p.SIREN, &p.SIRET, &p.UAI, &p.FASE, &p.Address, &p.Complement, &p.PostalCode, &p.Commune, &p.Phone, &p.Email,
	}
}

// sheetOf reads what an order says, as it stands. The rest of the sheet is the instance's.
func sheetOf(ctx context.Context, tx *db.Tx, orderID string) (Sheet, error) {
	var place string
	into := func(s *Sheet) []any {
		out := []any{
			&s.Number, &s.Label, &s.Free, &s.Remark, &s.Freight.Net, &s.Freight.Rate, &place, &s.Market.Title, &s.Market.Reference, &s.Details,
			&s.Contact.Name, &s.Contact.Email, &s.Contact.Phone,
		}
		for _, p := range []*Party{&s.Head, &s.Org, &s.Supplier} {
			out = append(out, intoParty(p)...)
		}
		return out
	}
	s, err := db.One(ctx, tx, into, `SELECT d.number, d.label, d.free, d.remark, d.delivery, d.delivery_vat, d.deliver_to, m.title, m.reference, m.details_after,
		d.sent_name, COALESCE(a.email, ''), COALESCE(a.phone, ''), `+fmt.Sprintf(partyColumns, "h")+`, `+fmt.Sprintf(partyColumns, "o")+`, `+fmt.Sprintf(partyColumns, "u")+`
		FROM ordering_orders d JOIN catalog_markets m ON m.number = d.market JOIN org_organisations h ON h.id = d.head_id JOIN org_organisations o ON o.id = d.org_id
		JOIN org_organisations u ON u.id = d.supplier_id LEFT JOIN account_accounts a ON a.id = d.sent_by WHERE d.id = $1`, orderID)
	if err != nil {
		return s, fmt.Errorf("order %s: %w", orderID, err)
	}
	if err := json.Unmarshal([]byte(place), &s.Delivery); err != nil {
		return s, fmt.Errorf("place of delivery of order %s: %w", s.Number, err)
	}
	if s.Lines, err = linesOf(ctx, tx, orderID); err != nil {
		return s, err
	}
	s.Requester, err = requesterOf(ctx, tx, orderID)
	return s, err
}

func linesOf(ctx context.Context, tx *db.Tx, orderID string) ([]Line, error) {
	lines, err := db.All(ctx, tx, func(l *Line) []any {
		return []any{&l.Position, &l.Reference, &l.Title, &l.Brand, &l.Unit, &l.EAN, &l.CPV, &l.Quantity, &l.Price, &l.VAT}
	}, `SELECT l.position, a.reference, v.title, v.brand, v.unit, v.ean, v.cpv, l.quantity, COALESCE(v.price, 0), v.vat FROM ordering_order_lines l
		JOIN catalog_versions v ON v.article = l.article AND v.from_edition = l.edition JOIN catalog_articles a ON a.number = l.article
		WHERE l.order_id = $1 ORDER BY l.position`, orderID)
	if err != nil {
		return nil, fmt.Errorf("lines of order %s: %w", orderID, err)
	}
	return lines, nil
}

// requesterOf is the demandeur whose basket an order is of; empty where several are mixed in it.
func requesterOf(ctx context.Context, tx *db.Tx, orderID string) (string, error) {
	names, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, `SELECT owner_name FROM ordering_baskets WHERE id IN (SELECT x.basket_id FROM ordering_basket_lines x
		JOIN ordering_order_lines l ON l.id = x.order_line_id WHERE l.order_id = $1) ORDER BY number LIMIT 2`, orderID)
	if err != nil {
		return "", fmt.Errorf("baskets of order %s: %w", orderID, err)
	}
	if len(names) != 1 {
		return "", nil
	}
	return names[0], nil
}

// insert writes down a sheet; false when this sending was written down before.
func insert(ctx context.Context, tx *db.Tx, orderID string, n int64, s Sheet) (bool, error) {
	text, err := json.Marshal(s)
	if err != nil {
		return false, fmt.Errorf("sheet of order %s: %w", s.Number, err)
	}
	added, err := tx.Exec(ctx, `INSERT INTO ordering_dispatches (order_id, n, sheet, at) VALUES ($1, $2, $3, $4) ON CONFLICT (order_id, n) DO NOTHING`,
		orderID, n, string(text), tx.Now())
	if err != nil {
		return false, fmt.Errorf("sheet of order %s: %w", s.Number, err)
	}
	return added == 1, nil
}

// last tells the last sending of an order; 0: there is none any more.
func last(ctx context.Context, tx *db.Tx, orderID string) (int64, error) {
	n, err := db.Value[int64](ctx, tx, `SELECT COALESCE(max(n), 0) FROM ordering_dispatches WHERE order_id = $1`, orderID)
	if err != nil {
		return 0, fmt.Errorf("last sending of order %s: %w", orderID, err)
	}
	return n, nil
}

// kept is a sending as it is stored.
type kept struct {
	n     int64
	order string // its number
	state string // of the order
	heard bool   // its supplier said something of it, or goods came
	last  bool   // no other sending came after it
	sheet []byte
	files Files
}

// Files are the two of a sending; empty until they are made.
type Files struct{ PDF, UBL []byte }

func intoKept(k *kept) []any {
	return []any{&k.n, &k.order, &k.state, &k.heard, &k.last, &k.sheet, &k.files.PDF, &k.files.UBL}
}

const keptColumns = `x.n, d.number, d.state, d.answered_at IS NOT NULL, NOT EXISTS (SELECT 1 FROM ordering_dispatches y WHERE y.order_id = x.order_id AND y.n > x.n), x.sheet, x.pdf, x.ubl FROM ordering_dispatches x JOIN ordering_orders d ON d.id = x.order_id`

// dispatch is one sending of an order; ErrNone when there is none, or when its time was over.
func dispatch(ctx context.Context, tx *db.Tx, orderID string, n int64) (kept, error) {
	return db.One(ctx, tx, intoKept, `SELECT `+keptColumns+` WHERE x.order_id = $1 AND x.n = $2`, orderID, n)
}

// newest is the last sending of an order; NotFound while it was never sent.
func newest(ctx context.Context, tx *db.Tx, orderID string) (kept, error) {
	k, err := db.One(ctx, tx, intoKept, `SELECT `+keptColumns+` WHERE x.order_id = $1 ORDER BY x.n DESC LIMIT 1`, orderID)
	if errors.Is(err, db.ErrNone) {
		return k, apperr.NotFoundErr()
	}
	if err != nil {
		return k, fmt.Errorf("sending of order %s: %w", orderID, err)
	}
	return k, nil
}

// keep stores the files of a sending; false when there were some already, or when its time was over.
func keep(ctx context.Context, tx *db.Tx, orderID string, n int64, f Files) (bool, error) {
	first, err := tx.Exec(ctx, `UPDATE ordering_dispatches SET pdf = $1, ubl = $2, made_at = $3 WHERE order_id = $4 AND n = $5 AND made_at IS NULL`,
		f.PDF, f.UBL, tx.Now(), orderID, n)
	if err != nil {
		return false, fmt.Errorf("files of order %s: %w", orderID, err)
	}
	return first == 1, nil
}
