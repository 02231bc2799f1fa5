package catalog

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"preau/internal/catalog/msg"
	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
)

// columns are those of a market m with its supplier o and the market above it p.
const columns = `m.id, m.number, m.title, m.reference, m.summary, o.id, o.ref, o.name, o.commune, o.kind, m.starts_on, m.ends_on,
	m.state, m.created_at, m.version, coalesce(p.id, ''), coalesce(p.number, 0), coalesce(p.title, ''), coalesce(m.franco, 0), m.franco IS NOT NULL,
	coalesce(m.costs, 0), m.costs IS NOT NULL, m.delivery_days, m.green, m.details_after, m.special, m.special_text, m.area, m.reserved`

const tables = `catalog_markets m JOIN org_organisations o ON o.id = m.supplier_id LEFT JOIN catalog_markets p ON p.id = m.parent_id`

func into(m *Market) []any {
	return []any{
		&m.ID, &m.Number, &m.Title, &m.Reference, &m.Summary, &m.Supplier.ID, &m.Supplier.Ref, &m.Supplier.Name, &m.Supplier.Commune,
		&m.Supplier.Kind, &m.StartsOn, &m.EndsOn, &m.State, &m.CreatedAt, &m.Version, &m.Above.ID, &m.Above.Number, &m.Above.Title,
		&m.Franco.Cents, &m.Franco.Said, &m.Costs.Cents, &m.Costs.Said, &m.Days, &m.Green, &m.Details, &m.Special, &m.Procedure, &m.Area, &m.Reserved,
	}
}

// visible hides markets from whom no rule lets see them.
func visible(who access.Actor, m Market) error {
	if !who.SignedIn() {
		return apperr.UnauthenticatedErr()
	}
	if !Moves.May(See, m.State, relationsOf(who), m) {
		return apperr.NotFoundErr()
	}
	return nil
}

// byNumber is the market of a public number; NotFound, too, if who may not see it.
func byNumber(ctx context.Context, tx *db.Tx, who access.Actor, number int64) (Market, error) {
	m, err := db.One(ctx, tx, into, `SELECT `+columns+` FROM `+tables+` WHERE m.number = $1`, number)
	if errors.Is(err, db.ErrNone) {
		err = apperr.NotFoundErr()
	}
	if seen := visible(who, m); seen != nil {
		return Market{}, seen
	}
	if err != nil {
		return Market{}, fmt.Errorf("market %d: %w", number, err)
	}
	return m, nil
}

// ByNumber is the market of a public number; NotFound, too, if who may not see it.
func ByNumber(ctx context.Context, tx *db.Tx, who access.Actor, number int64) (Market, error) {
	return byNumber(ctx, tx, who, number)
}

// byID is the market of an id, as byNumber gives it.
func byID(ctx context.Context, tx *db.Tx, who access.Actor, id string) (Market, error) {
	n, err := numberOf(ctx, tx, id)
	if err != nil {
		return Market{}, err
	}
	return byNumber(ctx, tx, who, n)
}

func numberOf(ctx context.Context, tx *db.Tx, id string) (int64, error) {
	n, err := db.Value[int64](ctx, tx, `SELECT number FROM catalog_markets WHERE id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return 0, apperr.NotFoundErr()
	}
	if err != nil {
		return 0, fmt.Errorf("market %s: %w", id, err)
	}
	return n, nil
}

// touch waits for whoever else is changing a market, and keeps others waiting until the transaction ends.
func touch(ctx context.Context, tx *db.Tx, id string) error {
	if _, err := tx.Exec(ctx, `UPDATE catalog_markets SET version = version WHERE id = $1`, id); err != nil {
		return fmt.Errorf("hold market %s: %w", id, err)
	}
	return nil
}

func page(ctx context.Context, tx *db.Tx, where string, args []any, l Listing) ([]Market, error) {
	n := len(args)
	rows, err := db.All(ctx, tx, func(m *Market) []any { return append(into(m), &m.Adherents) }, fmt.Sprintf(`SELECT `+columns+`,
		(SELECT count(DISTINCT a.org_id) FROM catalog_adherents a WHERE a.market_id IN (m.id, m.parent_id) AND a.taken_at IS NULL AND a.starts_on <= $%[1]d AND (a.ends_on = '' OR a.ends_on >= $%[1]d))
		FROM `+tables+` WHERE `+where+`
		ORDER BY CASE WHEN m.state = 'live' AND m.starts_on <= $%[1]d AND m.ends_on >= $%[1]d THEN 0 ELSE 1 END, m.title_fold, m.id LIMIT $%[2]d OFFSET $%[3]d`,
		n+1, n+2, n+3), append(args, l.Today, l.Size, (l.Page-1)*l.Size)...)
	if err != nil {
		return nil, fmt.Errorf("list markets: %w", err)
	}
	return rows, nil
}

// folded is what a search of the list looks in.
func (m Market) folded() string { return registers.Fold(m.Title + " " + m.Reference) }

func insertMarket(ctx context.Context, tx *db.Tx, m *Market) error {
	n, err := db.Value[int64](ctx, tx, `UPDATE catalog_counters SET n = n + 1 WHERE name = 'market' RETURNING n`)
	if err != nil {
		return fmt.Errorf("market number: %w", err)
	}
	m.Number, m.CreatedAt, m.Version = n, tx.Now(), 1
	_, err = tx.Exec(ctx, `INSERT INTO catalog_markets (id, number, title, title_fold, reference, summary, supplier_id, starts_on, ends_on, state, created_at, version,
		parent_id, franco, costs, delivery_days, green, details_after, special, special_text, area, reserved)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)`,
		append([]any{m.ID, m.Number, m.Title, m.folded(), m.Reference, m.Summary, m.Supplier.ID, m.StartsOn, m.EndsOn, m.State, m.CreatedAt}, m.terms()...)...)
	if err != nil {
		return fmt.Errorf("insert market: %w", err)
	}
	return nil
}

// terms are the stored values of the terms, the market above first.
func (m Market) terms() []any {
	var above any
	if m.Above.ID != "" {
		above = m.Above.ID
	}
	return []any{
		above, m.Franco.stored(), m.Costs.stored(), m.Days, m.Green, m.Details, m.Special, m.Procedure, string(m.Area), m.Reserved,
	}
}

func (s Sum) stored() any {
	if !s.Said {
		return nil
	}
	return int64(s.Cents)
}

// save writes a market as a whole, if nobody else did since it was read, with its line in the history.
func save(ctx context.Context, tx *db.Tx, who access.Actor, m *Market, do Act, to State, data map[string]string) error {
	from := m.State
	n, err := tx.Exec(ctx, `UPDATE catalog_markets SET title = $1, title_fold = $2, reference = $3, summary = $4, supplier_id = $5,
		starts_on = $6, ends_on = $7, state = $8, version = version + 1, parent_id = $11, franco = $12, costs = $13, delivery_days = $14,
		green = $15, details_after = $16, special = $17, special_text = $18, area = $19, reserved = $20 WHERE id = $9 AND version = $10`,
		append([]any{m.Title, m.folded(), m.Reference, m.Summary, m.Supplier.ID, m.StartsOn, m.EndsOn, to, m.ID, m.Version}, m.terms()...)...)
	if err != nil {
		return fmt.Errorf("save market %d: %w", m.Number, err)
	}
	if n == 0 {
		return conflict()
	}
	m.State, m.Version = to, m.Version+1
	return history.Write(ctx, tx, who, history.Line{Object: object(*m), Act: "catalog.market." + string(do), From: string(from), To: string(to), Data: data})
}

// conflict says that somebody else changed the market meanwhile.
func conflict() error { return apperr.ConflictErr(i18n.M(msg.Conflict)) }

func object(m Market) history.Object { return history.Object{Kind: "catalog.market", ID: m.ID} }

func writeHistory(ctx context.Context, tx *db.Tx, who access.Actor, m Market, act string, data map[string]string) error {
	return history.Write(ctx, tx, who, history.Line{Object: object(m), Act: "catalog.market." + act, Data: data})
}

// adherentsOf are the organisations that adhere to a market on a day, or will, by name.
func adherentsOf(ctx context.Context, tx *db.Tx, m Market, today string) ([]Adherent, error) {
	out, err := db.All(ctx, tx, func(a *Adherent) []any {
		return []any{&a.ID, &a.Org.ID, &a.Org.Ref, &a.Org.Name, &a.Org.Commune, &a.Org.Kind, &a.StartsOn, &a.EndsOn}
	}, `SELECT a.id, o.id, o.ref, o.name, o.commune, o.kind, a.starts_on, a.ends_on
		FROM catalog_adherents a JOIN org_organisations o ON o.id = a.org_id
		WHERE a.market_id = $1 AND a.taken_at IS NULL AND (a.ends_on = '' OR a.ends_on >= $2) ORDER BY o.name_fold, o.id, a.starts_on`, m.ID, today)
	if err != nil {
		return nil, fmt.Errorf("adherents of market %d: %w", m.Number, err)
	}
	return out, nil
}

// closeEnded makes room for an adhesion where an earlier one has ended by itself.
func closeEnded(ctx context.Context, tx *db.Tx, m Market, orgID, today string) error {
	_, err := tx.Exec(ctx, `UPDATE catalog_adherents SET taken_at = $1 WHERE market_id = $2 AND org_id = $3 AND taken_at IS NULL AND ends_on <> '' AND ends_on < $4`,
		tx.Now(), m.ID, orgID, today)
	if err != nil {
		return fmt.Errorf("close ended adhesion: %w", err)
	}
	return nil
}

func insertAdherent(ctx context.Context, tx *db.Tx, m Market, orgID string, in AdherentInput) error {
	_, err := tx.Exec(ctx, `INSERT INTO catalog_adherents (id, market_id, org_id, starts_on, ends_on) VALUES ($1, $2, $3, $4, $5)`,
		id.New(), m.ID, orgID, in.StartsOn, in.EndsOn)
	if err != nil {
		return fmt.Errorf("insert adherent: %w", err)
	}
	return nil
}

// adhesionsAt are the adhesions of an organisation that nobody ended, by their first day.
func adhesionsAt(ctx context.Context, tx *db.Tx, m Market, orgID string) ([]Adherent, error) {
	out, err := db.All(ctx, tx, func(a *Adherent) []any { return []any{&a.ID, &a.StartsOn, &a.EndsOn} },
		`SELECT id, starts_on, ends_on FROM catalog_adherents WHERE market_id = $1 AND org_id = $2 AND taken_at IS NULL ORDER BY starts_on`, m.ID, orgID)
	if err != nil {
		return nil, fmt.Errorf("adhesions to market %d: %w", m.Number, err)
	}
	return out, nil
}

// takeAdherent ends an adhesion that nobody ended before; else it is a conflict.
func takeAdherent(ctx context.Context, tx *db.Tx, m Market, adhesion string) (Adherent, error) {
	a, err := db.One(ctx, tx, func(a *Adherent) []any { return []any{&a.ID, &a.Org.ID, &a.Org.Name, &a.StartsOn, &a.EndsOn} },
		`SELECT a.id, o.id, o.name, a.starts_on, a.ends_on FROM catalog_adherents a JOIN org_organisations o ON o.id = a.org_id
		WHERE a.market_id = $1 AND a.id = $2 AND a.taken_at IS NULL`, m.ID, adhesion)
	if errors.Is(err, db.ErrNone) {
		return a, apperr.ConflictErr(i18n.M(msg.ConflictEnded))
	}
	if err == nil {
		_, err = tx.Exec(ctx, `UPDATE catalog_adherents SET taken_at = $1 WHERE id = $2`, tx.Now(), a.ID)
	}
	if err != nil {
		return a, fmt.Errorf("end adherent: %w", err)
	}
	return a, nil
}

// daysOf is a market with nothing but its days.
func daysOf(ctx context.Context, tx *db.Tx, marketID string) (Market, error) {
	m, err := db.One(ctx, tx, func(m *Market) []any { return []any{&m.ID, &m.StartsOn, &m.EndsOn} },
		`SELECT id, starts_on, ends_on FROM catalog_markets WHERE id = $1`, marketID)
	if err != nil {
		return m, fmt.Errorf("days of market %s: %w", marketID, err)
	}
	return m, nil
}

// daysAmong asks for some hundreds at a time, as org.ByIDs does.
func daysAmong(ctx context.Context, tx *db.Tx, marketID string, orgIDs []string) (map[string]Days, error) {
	out := make(map[string]Days, len(orgIDs))
	for part := range slices.Chunk(orgIDs, 500) {
		var w db.Where
		w.And("market_id = ? AND taken_at IS NULL", marketID)
		w.In("org_id", db.Any(part)...)
		where, args := w.SQL(1)
		type row struct {
			org string
			Days
		}
		rows, err := db.All(ctx, tx, func(r *row) []any { return []any{&r.org, &r.StartsOn, &r.EndsOn} },
			`SELECT org_id, starts_on, ends_on FROM catalog_adherents WHERE `+where+` ORDER BY starts_on`, args...)
		if err != nil {
			return nil, fmt.Errorf("days of adherents: %w", err)
		}
		for _, r := range rows {
			out[r.org] = r.Days
		}
	}
	return out, nil
}

// adheredBy are the markets that run on a day and to which an organisation adheres, by itself or below an adherent, or to the market
// above.
func adheredBy(ctx context.Context, tx *db.Tx, orgID, day string) ([]Market, error) {
	out, err := db.All(ctx, tx, into, `SELECT `+columns+` FROM `+tables+`
		WHERE m.state = 'live' AND m.starts_on <= $2 AND m.ends_on >= $2 AND EXISTS (SELECT 1 FROM catalog_adherents a
			JOIN org_closure c ON c.ancestor = a.org_id AND c.descendant = $1
			WHERE a.market_id IN (m.id, m.parent_id) AND a.taken_at IS NULL AND a.starts_on <= $2 AND (a.ends_on = '' OR a.ends_on >= $2))
		ORDER BY m.title_fold, m.id`, orgID, day)
	if err != nil {
		return nil, fmt.Errorf("markets of organisation %s: %w", orgID, err)
	}
	return out, nil
}

// adheredAmong is adheredBy for several organisations, in one statement.
func adheredAmong(ctx context.Context, tx *db.Tx, orgIDs []string, day string) (map[string][]Market, error) {
	out := map[string][]Market{}
	if len(orgIDs) == 0 {
		return out, nil
	}
	var w db.Where
	w.In("c.descendant", db.Any(orgIDs)...)
	w.And("a.taken_at IS NULL AND a.starts_on <= ? AND (a.ends_on = '' OR a.ends_on >= ?) AND m.state = 'live' AND m.starts_on <= ? AND m.ends_on >= ?", day, day, day, day)
	where, args := w.SQL(1)
	type row struct {
		Market
		at string
	}
	rows, err := db.All(ctx, tx, func(r *row) []any { return append([]any{&r.at}, into(&r.Market)...) }, `SELECT at.at, `+columns+` FROM `+tables+`
		JOIN (SELECT DISTINCT c.descendant AS at, m.id AS market FROM catalog_adherents a JOIN catalog_markets m ON a.market_id IN (m.id, m.parent_id)
			JOIN org_closure c ON c.ancestor = a.org_id WHERE `+where+`) at ON at.market = m.id
		ORDER BY m.title_fold, m.id`, args...)
	if err != nil {
		return nil, fmt.Errorf("markets of %d organisations: %w", len(orgIDs), err)
	}
	for _, r := range rows {
		out[r.at] = append(out[r.at], r.Market)
	}
	return out, nil
}

// Explain completes the module's reasons with who can lift them.
func Explain(ctx context.Context, tx *db.Tx, who access.Actor, reasons []apperr.Reason) error {
	return explain(ctx, tx, who, reasons)
}

// Centrals are the purchasing body's people, as those who lift a reason.
func Centrals(ctx context.Context, tx *db.Tx) ([]apperr.Lifter, error) {
	return access.Actors(ctx, tx, delegation, Central, access.Everywhere)
}

// explained is a refusal with its reasons completed; any other answer as it is.
func explained(ctx context.Context, tx *db.Tx, who access.Actor, err error) error {
	e, ok := apperr.As(err)
	if !ok {
		return err
	}
	if fault := explain(ctx, tx, who, e.Reasons); fault != nil {
		return fault
	}
	return err
}

// explain completes reasons with who can lift them.
func explain(ctx context.Context, tx *db.Tx, who access.Actor, reasons []apperr.Reason) error {
	for i := range reasons {
		r := &reasons[i]
		switch r.Code {
		case codeNotCentral:
			r.Ask = access.Ask(r.Code, "/marches")
			if err := access.Explain(ctx, tx, delegation, who, r, Central, access.Everywhere); err != nil {
				return err
			}
		case "catalog.market_withdrawn":
			var err error
			if r.Lifters, err = Centrals(ctx, tx); err != nil {
				return err
			}
		}
	}
	return nil
}

// delegation are the roles that the module's reasons speak of.
var delegation = append(access.Base(), Roles...)
