package mandate

import (
	"context"
	"errors"
	"fmt"
	"time"

	"preau/internal/casework/mandate/msg"
	"preau/internal/casework/seal"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

const columns = `m.id, m.demand_id, m.key_id, m.n, m.kind, m.state, m.number, m.number_hash, m.signed_on, m.file_id, m.asked_at, m.asked_by, m.asked_name,
	m.given_at, m.ended_at, m.ended_name, m.reminded, m.again, m.version, m.signer, m.named, m.mistaken_at, m.mistaken_name, m.mistaken_why`

func into(m *Mandate) []any {
	return []any{
		&m.ID, &m.DemandID, &m.KeyID, &m.N, &m.Kind, &m.State, &m.sealed, &m.Number, &m.On, &m.FileID, &m.AskedAt, &m.AskedBy, &m.AskedName,
		&m.GivenAt, &m.EndedAt, &m.EndedName, &m.Reminded, &m.Again, &m.version, &m.signer, &m.named, &m.MistakenAt, &m.MistakenName, &m.why,
	}
}

// naming is a mandate with one of the organismes that it names.
type naming struct {
	Mandate
	agency Agency
}

func intoNaming(x *naming) []any {
	return append(into(&x.Mandate), &x.agency.ID, &x.agency.Name, &x.agency.Number)
}

const namingTables = `casework_mandates m LEFT JOIN casework_mandate_agencies z ON z.mandate_id = m.id LEFT JOIN casework_agencies a ON a.id = z.agency_id`

// ofDemand are the mandates of a demand, the newest first, with the organismes that they name.
func ofDemand(ctx context.Context, tx *db.Tx, demandID string) ([]Mandate, error) {
	all, err := db.All(ctx, tx, intoNaming, `SELECT `+columns+`, coalesce(a.id, ''), coalesce(a.name, ''), coalesce(a.number, 0) FROM `+namingTables+`
		WHERE m.demand_id = $1 ORDER BY m.n DESC, a.name_fold`, demandID)
	if err != nil {
		return nil, fmt.Errorf("mandates: %w", err)
	}
	return gathered(all), nil
}

// gathered puts the organismes that a mandate names together.
func gathered(all []naming) []Mandate {
	var out []Mandate
	for _, x := range all {
		if len(out) == 0 || out[len(out)-1].ID != x.ID {
			x.dated()
			out = append(out, x.Mandate)
		}
		if last := &out[len(out)-1]; x.agency.ID != "" {
			last.Agencies = append(last.Agencies, x.agency)
		}
	}
	return out
}

// openAgencies are the organismes that a mandate may name.
func openAgencies(ctx context.Context, tx *db.Tx) ([]Agency, error) {
	out, err := db.All(ctx, tx, func(a *Agency) []any { return []any{&a.ID, &a.Name, &a.Number} }, `SELECT a.id, a.name, a.number FROM casework_agencies a WHERE a.state = 'open' ORDER BY a.name_fold`)
	if err != nil {
		return nil, fmt.Errorf("organismes to name: %w", err)
	}
	return out, nil
}

// byHash are the mandates that were asked for by a number.
func byHash(ctx context.Context, tx *db.Tx, hash string) ([]Mandate, error) {
	if hash == "" {
		return nil, nil
	}
	out, err := db.All(ctx, tx, into, `SELECT `+columns+` FROM casework_mandates m WHERE m.number_hash = $1 AND m.number_hash <> '' ORDER BY m.asked_at DESC, m.id DESC LIMIT 500`, hash)
	if err != nil {
		return nil, fmt.Errorf("mandates of a number: %w", err)
	}
	return out, nil
}

func byID(ctx context.Context, tx *db.Tx, id string) (Mandate, error) {
	all, err := db.All(ctx, tx, intoNaming, `SELECT `+columns+`, coalesce(a.id, ''), coalesce(a.name, ''), coalesce(a.number, 0) FROM `+namingTables+`
		WHERE m.id = $1 ORDER BY a.name_fold`, id)
	if err == nil && len(all) == 0 {
		err = db.ErrNone
	}
	if err != nil {
		return Mandate{}, err
	}
	return gathered(all)[0], nil
}

// dated gives a sheet the instant from which it counts.
func (m *Mandate) dated() {
	if at, err := time.Parse(time.DateOnly, m.On); err == nil {
		m.GivenAt = at
	}
}

func insert(ctx context.Context, tx *db.Tx, m Mandate) error {
	_, err := tx.Exec(ctx, `INSERT INTO casework_mandates (id, demand_id, key_id, n, kind, state, number, number_hash, signed_on, file_id, asked_at, asked_by, asked_name,
		given_at, signer, named, ended_name, reminded, again, version)
		VALUES ($1, $2, $3, (SELECT coalesce(max(n), 0) + 1 FROM casework_mandates WHERE demand_id = $2), $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, '', FALSE, FALSE, 1)`,
		m.ID, m.DemandID, m.KeyID, m.Kind, m.State, sealedOr(m.sealed), m.Number, m.On, m.FileID, tx.Now(), m.AskedBy, m.AskedName, m.GivenAt, m.signer, sealedOr(m.named))
	if db.IsUnique(err) {
		return stale()
	}
	if err != nil {
		return fmt.Errorf("insert mandate: %w", err)
	}
	for _, a := range m.Agencies {
		if _, err := tx.Exec(ctx, `INSERT INTO casework_mandate_agencies (mandate_id, agency_id) VALUES ($1, $2)`, m.ID, a.ID); err != nil {
			return fmt.Errorf("organisme of a mandate: %w", err)
		}
	}
	return nil
}

// save writes what changes of a mandate, if nobody else did since it was read.
func save(ctx context.Context, tx *db.Tx, m Mandate) error {
	var given any = m.GivenAt
	if m.Kind != BySMS { // its day says when
		given = time.Time{}
	}
	state := m.State
	if state == Cancelled {
		state = Revoked
	}
	n, err := tx.Exec(ctx, `UPDATE casework_mandates SET state = $1, given_at = $2, ended_at = $3, ended_name = $4, reminded = $5, again = $6,
		mistaken_at = $7, mistaken_name = $8, mistaken_why = $9, version = version + 1
		WHERE id = $10 AND version = $11`, state, given, m.EndedAt, m.EndedName, m.Reminded, m.Again, m.MistakenAt, m.MistakenName, sealedOr(m.why), m.ID, m.version)
	if err != nil {
		return fmt.Errorf("save mandate: %w", err)
	}
	if n == 0 {
		return stale()
	}
	return nil
}

func stale() error { return apperr.ConflictErr(i18n.M(msg.Stale)) }

func sealedOr(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// askedLately counts how often a number was asked since an instant, whatever became of it.
func askedLately(ctx context.Context, tx *db.Tx, hash, teamID string, since time.Time) (own, all int64, err error) {
	type counts struct{ own, all int64 }
	c, err := db.One(ctx, tx, func(c *counts) []any { return []any{&c.own, &c.all} }, `SELECT count(CASE WHEN d.team_id = $3 THEN 1 END), count(*) FROM casework_mandates m
		JOIN casework_demands d ON d.id = m.demand_id WHERE m.number_hash = $1 AND m.number_hash <> '' AND m.asked_at > $2`, hash, since, teamID)
	return c.own, c.all, err
}

func insertSaid(ctx context.Context, tx *db.Tx, a Reply) error {
	_, err := tx.Exec(ctx, `INSERT INTO casework_mandate_answers (id, mandate_id, answer, text, event_id, said_at, came_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		a.ID, a.MandateID, a.Answer, a.sealed, a.EventID, a.At, tx.Now())
	if err != nil {
		return fmt.Errorf("insert answer: %w", err)
	}
	return nil
}

// saidOf are the answers about mandates, in the order in which they were written.
func saidOf(ctx context.Context, tx *db.Tx, demandID string) ([]Reply, error) {
	out, err := db.All(ctx, tx, func(a *Reply) []any {
		return []any{&a.ID, &a.MandateID, &a.Answer, &a.sealed, &a.EventID, &a.At, &a.CameAt}
	},
		`SELECT a.id, a.mandate_id, a.answer, a.text, a.event_id, a.said_at, a.came_at FROM casework_mandate_answers a
		JOIN casework_mandates m ON m.id = a.mandate_id WHERE m.demand_id = $1 ORDER BY a.said_at, a.id`, demandID)
	if err != nil {
		return nil, fmt.Errorf("answers: %w", err)
	}
	return out, nil
}

// The places of what is sealed.
func numberAt(id string) seal.Place {
	return seal.Place{Table: "casework_mandates", Column: "number", Row: id}
}

func namedAt(id string) seal.Place {
	return seal.Place{Table: "casework_mandates", Column: "named", Row: id}
}

func whyAt(id string) seal.Place {
	return seal.Place{Table: "casework_mandates", Column: "mistaken_why", Row: id}
}

func textAt(id string) seal.Place {
	return seal.Place{Table: "casework_texts", Column: "text", Row: id}
}

func saidAt(id string) seal.Place {
	return seal.Place{Table: "casework_mandate_answers", Column: "text", Row: id}
}

func scanAt(fileID string) seal.Place {
	return seal.Place{Table: "document_files", Column: "content", Row: fileID}
}

// notThere says that nothing was found.
func notThere(err error) bool { return errors.Is(err, db.ErrNone) }

// Answerable is how many mandates by SMS stand, or wait for their answer: a STOP to one of them is to be heard (C062, C064).
func Answerable(ctx context.Context, tx *db.Tx) (int64, error) {
	n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM casework_mandates WHERE kind = 'sms' AND (state = 'given' AND given_at > $1 OR state = 'asked' AND asked_at > $2)`,
		tx.Now().AddDate(-ValidYears, 0, 0), tx.Now().Add(-PendingFor))
	if err != nil {
		return 0, fmt.Errorf("mandates that can be answered: %w", err)
	}
	return n, nil
}
