package update

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"preau/internal/catalog/msg"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// columns are those of an update u with its market m.
const columns = `u.number, m.number, m.title, m.state, m.edition, u.mode, u.state, u.edition, u.before_edition, u.highest, COALESCE(u.file_id, ''), u.file_name,
	u.usual_category, u.usual_vat, u.live_on, u.started_by, u.started_name, u.started_at, u.moved_by, u.moved_name, u.moved_at, u.header, u.fault,
	u.done, u.total, u.at_line, u.at_reference, u.at_article, u.line_count, u.new_count, u.changed_count, u.priced_count, u.withdrawn_count,
	u.same_count, u.refused_count, u.warned_count, u.emptied_at, u.version`

const tables = `catalog_updates u JOIN catalog_markets m ON m.number = u.market`

type updateRow struct {
	Update
	header, fault string
}

func into(r *updateRow) []any {
	return []any{
		&r.Number, &r.Market.Number, &r.Market.Title, &r.Market.State, &r.Market.Edition, &r.Mode, &r.State, &r.Edition, &r.Before, &r.highest, &r.fileID, &r.FileName,
		&r.UsualCategory, &r.UsualVAT, &r.LiveOn, &r.StartedBy, &r.StartedName, &r.StartedAt, &r.MovedBy, &r.MovedName, &r.MovedAt, &r.header, &r.fault,
		&r.Done, &r.Total, &r.at.line, &r.at.reference, &r.at.article, &r.Lines, &r.New, &r.Changed, &r.Priced, &r.Withdrawn,
		&r.Same, &r.Counts.Refused, &r.Warned, &r.EmptiedAt, &r.Version,
	}
}

func (r updateRow) whole() Update {
	_ = json.Unmarshal([]byte(r.header), &r.Unknown) // nothing while it is not read
	r.Fault = readSayings(r.fault)
	return r.Update
}

// isOpen says in SQL what the index catalog_updates_open says: one such update in a market.
const isOpen = `u.state IN ('reading', 'ready', 'scheduled', 'undoing', 'dropping')`

func updates(ctx context.Context, tx *db.Tx, rest string, args ...any) ([]Update, error) {
	rows, err := db.All(ctx, tx, into, `SELECT `+columns+` FROM `+tables+` `+rest, args...)
	if err != nil {
		return nil, fmt.Errorf("updates of catalogues: %w", err)
	}
	out := make([]Update, len(rows))
	for i, r := range rows {
		out[i] = r.whole()
	}
	return out, nil
}

// byNumber is an update, for the program.
func byNumber(ctx context.Context, tx *db.Tx, n int64) (Update, error) {
	r, err := db.One(ctx, tx, into, `SELECT `+columns+` FROM `+tables+` WHERE u.number = $1`, n)
	if errors.Is(err, db.ErrNone) {
		return Update{}, apperr.NotFoundErr()
	}
	if err != nil {
		return Update{}, fmt.Errorf("update %d: %w", n, err)
	}
	return r.whole(), nil
}

// visible hides updates from whom no rule lets see them.
func visible(who access.Actor) error {
	if !who.SignedIn() {
		return apperr.UnauthenticatedErr()
	}
	if !Moves().May(See, Ready, relationsOf(who), Update{}) {
		return apperr.NotFoundErr()
	}
	return nil
}

// ofMarket is an update of a market with what its rules look at; NotFound, too, if who may not see it.
func ofMarket(ctx context.Context, tx *db.Tx, who access.Actor, market, n int64) (Update, error) {
	if err := visible(who); err != nil {
		return Update{}, err
	}
	u, err := byNumber(ctx, tx, n)
	if err == nil && u.Market.Number != market {
		err = apperr.NotFoundErr()
	}
	if err != nil {
		return Update{}, err
	}
	u.Busy, err = busy(ctx, tx, market, n)
	return u, err
}

// busy is the open update of a market but for one.
func busy(ctx context.Context, tx *db.Tx, market, but int64) (*Update, error) {
	open, err := updates(ctx, tx, `WHERE u.market = $1 AND u.number <> $2 AND `+isOpen, market, but)
	if err != nil || len(open) == 0 {
		return nil, err
	}
	return &open[0], nil
}

// nextNumber also keeps others waiting who begin or undo an update, until the transaction ends.
func nextNumber(ctx context.Context, tx *db.Tx) (int64, error) {
	n, err := db.Value[int64](ctx, tx, `UPDATE catalog_counters SET n = n + 1 WHERE name = 'update' RETURNING n`)
	if err != nil {
		return 0, fmt.Errorf("number of an update: %w", err)
	}
	return n, nil
}

// hold waits until nobody else begins or moves an update.
func hold(ctx context.Context, tx *db.Tx) error {
	if _, err := tx.Exec(ctx, `UPDATE catalog_counters SET n = n WHERE name = 'update'`); err != nil {
		return fmt.Errorf("hold the updates: %w", err)
	}
	return nil
}

func insertUpdate(ctx context.Context, tx *db.Tx, u Update, sha string) error {
	var file *string
	if u.fileID != "" {
		file = &u.fileID
	}
	_, err := tx.Exec(ctx, `INSERT INTO catalog_updates (number, market, mode, state, edition, before_edition, highest, file_id, file_name, sha256, usual_category, usual_vat, live_on,
			started_by, started_name, started_at, moved_by, moved_name, moved_at, header, fault, done, total, at_line, at_reference, at_article,
			line_count, new_count, changed_count, priced_count, withdrawn_count, same_count, refused_count, warned_count, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '', $13, $14, $15, $13, $14, $15, '', '', 0, $16, 0, '', 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)`,
		u.Number, u.Market.Number, u.Mode, u.State, u.Edition, u.Before, u.highest, file, u.FileName, sha, u.UsualCategory, u.UsualVAT,
		u.StartedBy, u.StartedName, u.StartedAt, u.Total)
	if err != nil {
		return fmt.Errorf("insert update: %w", err)
	}
	return nil
}

// saveMove writes where an update stands now, if nobody moved it since it was read.
func saveMove(ctx context.Context, tx *db.Tx, u Update) error {
	n, err := tx.Exec(ctx, `UPDATE catalog_updates SET state = $1, live_on = $2, moved_by = $3, moved_name = $4, moved_at = $5, fault = $6, version = version + 1
		WHERE number = $7 AND version = $8`, u.State, u.LiveOn, u.MovedBy, u.MovedName, u.MovedAt, written(u.Fault...), u.Number, u.Version)
	if err != nil {
		return fmt.Errorf("move update %d: %w", u.Number, err)
	}
	if n == 0 {
		return apperr.ConflictErr(i18n.M(msg.UpdateStale))
	}
	return nil
}

// saveProgress notes how far the job is, if nobody moved the update and no other node went further.
func saveProgress(ctx context.Context, tx *db.Tx, was, now Update) error {
	n, err := tx.Exec(ctx, `UPDATE catalog_updates SET done = $1, total = $2, at_line = $3, at_reference = $4, at_article = $5, line_count = $6, new_count = $7,
			changed_count = $8, priced_count = $9, withdrawn_count = $10, same_count = $11, refused_count = $12, warned_count = $13
		WHERE number = $14 AND version = $15 AND at_line = $16 AND at_reference = $17 AND at_article = $18`,
		now.Done, now.Total, now.at.line, now.at.reference, now.at.article, now.Lines, now.New,
		now.Changed, now.Priced, now.Withdrawn, now.Same, now.Counts.Refused, now.Warned,
		was.Number, was.Version, was.at.line, was.at.reference, was.at.article)
	if err != nil {
		return fmt.Errorf("progress of update %d: %w", was.Number, err)
	}
	if n == 0 {
		return errMoved
	}
	return nil
}

func saveHeader(ctx context.Context, tx *db.Tx, n int64, unknown []Title) error {
	return change(ctx, tx, n, `header = $1`, text(unknown))
}

// change sets columns of an update.
func change(ctx context.Context, tx *db.Tx, n int64, set string, args ...any) error {
	args = append(args, n)
	if _, err := tx.Exec(ctx, `UPDATE catalog_updates SET `+set+fmt.Sprintf(` WHERE number = $%d`, len(args)), args...); err != nil {
		return fmt.Errorf("change update %d: %w", n, err)
	}
	return nil
}

// tooOld are updates whose sheet has been kept long enough. One that waits for its day keeps it until then.
func tooOld(ctx context.Context, tx *db.Tx, before time.Time) ([]Update, error) {
	return updates(ctx, tx, `WHERE u.emptied_at IS NULL AND u.started_at < $1 AND u.state <> 'scheduled' ORDER BY u.number LIMIT 20`, before)
}

func marketID(ctx context.Context, tx *db.Tx, number int64) (string, error) {
	id, err := db.Value[string](ctx, tx, `SELECT id FROM catalog_markets WHERE number = $1`, number)
	if err != nil {
		return "", fmt.Errorf("market %d: %w", number, err)
	}
	return id, nil
}
