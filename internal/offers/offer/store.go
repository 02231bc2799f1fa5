package offer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// columns are those of an offer o with its structure and its working copy.
const columns = `o.id, o.year, o.seq, o.org_id, g.name, coalesce(o.site_id, ''), coalesce(p.name, ''), o.state, o.version, o.content,
	o.referent_name, o.referent_role, o.referent_phone, o.referent_email, o.contact_phone, o.contact_email, o.places_closed, o.publish_from, o.publish_until,
	o.changed, o.submitted_once, o.published_once, o.author_id, o.moved_at, o.moved_by, o.motive, o.created_at,
	coalesce(s.state = 'active', FALSE), coalesce(s.state = 'closed', FALSE), EXISTS (SELECT 1 FROM offers_options x WHERE x.name = 'four_eyes'), p.closed_at IS NOT NULL,
	c.state, c.version, c.content, c.referent_name, c.referent_role, c.referent_phone, c.referent_email, c.author_id, c.motive, c.moved_at`

const from = ` FROM offers_offers o JOIN org_organisations g ON g.id = o.org_id LEFT JOIN org_sites p ON p.id = o.site_id
	LEFT JOIN offers_structures s ON s.org_id = o.org_id LEFT JOIN offers_copies c ON c.offer_id = o.id`

// facts are what the rules ask beside the offer.
type facts struct{ active, closed, fourEyes, shut bool }

// row is an offer as it is read.
type row struct {
	Offer
	facts
	content                                                                     string
	copyState, copyContent, copyName, copyRole, copyPhone, copyEmail, author, m *string
	copyVersion                                                                 *int64
	copy                                                                        Copy
}

func (r *row) into() []any {
	return []any{
		&r.ID, &r.Number.Year, &r.Number.Seq, &r.OrgID, &r.OrgName, &r.SiteID, &r.Site, &r.State, &r.Version, &r.content,
		&r.Referent.Name, &r.Referent.Role, &r.Referent.Phone, &r.Referent.Email, &r.Contact.Phone, &r.Contact.Email, &r.PlacesClosed, &r.PublishFrom, &r.PublishUntil,
		&r.Changed, &r.SubmittedOnce, &r.PublishedOnce, &r.AuthorID, &r.MovedAt, &r.MovedBy, &r.Motive, &r.CreatedAt,
		&r.active, &r.closed, &r.fourEyes, &r.shut,
		&r.copyState, &r.copyVersion, &r.copyContent, &r.copyName, &r.copyRole, &r.copyPhone, &r.copyEmail, &r.author, &r.m, &r.copy.MovedAt,
	}
}

func (r *row) offer() (Offer, error) {
	o := r.Offer
	o.Silent = !r.active
	if err := json.Unmarshal([]byte(r.content), &o.Content); err != nil {
		return o, fmt.Errorf("content of offer %s: %w", o.Number, err)
	}
	if r.copyState == nil {
		return o, nil
	}
	c := r.copy
	c.State, c.Version, c.AuthorID, c.Motive = CopyState(*r.copyState), *r.copyVersion, *r.author, *r.m
	c.Referent = Referent{Name: *r.copyName, Role: *r.copyRole, Phone: *r.copyPhone, Email: *r.copyEmail}
	if err := json.Unmarshal([]byte(*r.copyContent), &c.Content); err != nil {
		return o, fmt.Errorf("copy of offer %s: %w", o.Number, err)
	}
	o.Copy = &c
	return o, nil
}

func byNumber(ctx context.Context, tx *db.Tx, n Number) (Offer, facts, error) {
	return one(ctx, tx, `o.year = $1 AND o.seq = $2`, n.Year, n.Seq)
}

func one(ctx context.Context, tx *db.Tx, cond string, args ...any) (Offer, facts, error) {
	r, err := db.One(ctx, tx, (*row).into, `SELECT `+columns+from+` WHERE `+cond, args...)
	if errors.Is(err, db.ErrNone) {
		return Offer{}, facts{}, apperr.NotFoundErr()
	}
	if err != nil {
		return Offer{}, facts{}, fmt.Errorf("offer: %w", err)
	}
	o, err := r.offer()
	return o, r.facts, err
}

// structureFacts are those of a structure without any offer yet.
func structureFacts(ctx context.Context, tx *db.Tx, orgID string) (facts, error) {
	f, err := db.One(ctx, tx, func(f *facts) []any { return []any{&f.active, &f.fourEyes} },
		`SELECT EXISTS (SELECT 1 FROM offers_structures s WHERE s.org_id = $1 AND s.state = 'active'), EXISTS (SELECT 1 FROM offers_options x WHERE x.name = 'four_eyes')`, orgID)
	if err != nil {
		return f, fmt.Errorf("structure of an offer: %w", err)
	}
	return f, nil
}

// wroteSince is the history h of an offer that somebody wrote some of since it was validated last.
const wroteSince = `h.object_kind = 'offers.offer' AND h.account_id = ? AND h.act IN ('offers.offer.edit', 'offers.offer.edit_copy', 'offers.offer.duplicate', 'offers.offer.renew', 'offers.offer.written_before')
	AND h.id > coalesce((SELECT max(v.id) FROM history_lines v WHERE v.object_kind = 'offers.offer' AND v.object_id = h.object_id
		AND v.act IN ('offers.offer.approve', 'offers.offer.approve_publish', 'offers.offer.approve_copy')), '')`

// AwaitsOther narrows offers o that wait for an approver to those that somebody may answer: where four eyes are, not what they wrote some of
// themselves, see Case (O85).
func AwaitsOther(w *db.Where, accountID string) {
	w.And(`NOT EXISTS (SELECT 1 FROM offers_options x WHERE x.name = 'four_eyes') OR NOT (
		o.state = 'submitted' AND o.author_id = ? OR o.state <> 'submitted' AND EXISTS (SELECT 1 FROM offers_copies y WHERE y.offer_id = o.id AND y.author_id = ?)
		OR EXISTS (SELECT 1 FROM history_lines h WHERE h.object_id = o.id AND `+wroteSince+`))`, accountID, accountID, accountID)
}

// WrittenBy are those of some offers, by their ids, that somebody wrote some of since they were validated last: the history knows, where the row
// has but the last author (O85).
func WrittenBy(ctx context.Context, tx *db.Tx, accountID string, ids []string) (map[string]bool, error) {
	out := map[string]bool{}
	if len(ids) == 0 {
		return out, nil
	}
	var w db.Where
	w.In("h.object_id", db.Any(ids)...)
	w.And(wroteSince, accountID)
	where, args := w.SQL(1)
	all, err := db.All(ctx, tx, func(id *string) []any { return []any{id} }, `SELECT DISTINCT h.object_id FROM history_lines h WHERE `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("who wrote offers: %w", err)
	}
	for _, id := range all {
		out[id] = true
	}
	return out, nil
}

// WrittenBefore is the line of the history of who wrote what another offer was made from, and nobody had validated: its text is theirs (O85).
const WrittenBefore = "written_before"

// writers are those who wrote some of an offer's own text since it was validated last.
func writers(ctx context.Context, tx *db.Tx, o Offer) ([]access.Actor, error) {
	all, err := db.All(ctx, tx, func(who *access.Actor) []any { return []any{&who.ID, &who.Name} }, `SELECT h.account_id, max(h.name) FROM history_lines h
		WHERE h.object_kind = 'offers.offer' AND h.object_id = $1 AND h.account_id <> '' AND h.act IN ('offers.offer.edit', 'offers.offer.duplicate', 'offers.offer.renew', 'offers.offer.written_before')
		AND h.id > coalesce((SELECT max(v.id) FROM history_lines v WHERE v.object_kind = 'offers.offer' AND v.object_id = h.object_id
			AND v.act IN ('offers.offer.approve', 'offers.offer.approve_publish', 'offers.offer.approve_copy')), '')
		GROUP BY h.account_id ORDER BY h.account_id`, o.ID)
	if err != nil {
		return nil, fmt.Errorf("who wrote offer %s: %w", o.Number, err)
	}
	return all, nil
}

// number gives the next number of a year. A number is never given back (O52).
func number(ctx context.Context, tx *db.Tx, year int) (Number, error) {
	n, err := db.Value[int64](ctx, tx, `INSERT INTO offers_counters (name, n) VALUES ($1, 1)
		ON CONFLICT (name) DO UPDATE SET n = offers_counters.n + 1 RETURNING n`, "offer-"+strconv.Itoa(year))
	if err != nil {
		return Number{}, fmt.Errorf("number of an offer: %w", err)
	}
	return Number{Year: int64(year), Seq: n}, nil
}

// Leap has the numbers of a year's offers, of their files, of structures and of documents go on after a thousand that are left out: a restored
// platform must not give those again that the lost one gave since its copy. They are in mails, on other sites and, by webhook, in other programs.
func Leap(ctx context.Context, tx *db.Tx, year int) error {
	offers := "offer-" + strconv.Itoa(year)
	if _, err := tx.Exec(ctx, `INSERT INTO offers_counters (name, n) VALUES ($1, 0) ON CONFLICT (name) DO NOTHING`, offers); err != nil {
		return fmt.Errorf("numbers of offers: %w", err)
	}
	if _, err := tx.Exec(ctx, `UPDATE offers_counters SET n = `+db.Leap+` WHERE name IN ($1, 'file', 'structure', 'document')`, offers); err != nil {
		return fmt.Errorf("numbers of offers: %w", err)
	}
	return nil
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// insert writes a new draft; its id and its number are given already.
func insert(ctx context.Context, tx *db.Tx, o *Offer) error {
	content, err := json.Marshal(o.Content)
	if err != nil {
		return fmt.Errorf("content of offer: %w", err)
	}
	o.State, o.Version, o.CreatedAt, o.MovedAt = Draft, 1, tx.Now(), tx.Now()
	_, err = tx.Exec(ctx, `INSERT INTO offers_offers (id, year, seq, org_id, site_id, state, version, name, name_fold, setting_id, content,
			referent_name, referent_role, referent_phone, referent_email, contact_phone, contact_email, places_closed, publish_from, publish_until,
			changed, submitted_once, published_once, author_id, moved_at, moved_by, motive, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, FALSE, FALSE, FALSE, $21, $22, $23, '', $22)`,
		o.ID, o.Number.Year, o.Number.Seq, o.OrgID, orNull(o.SiteID), o.State, o.Version, o.Content.Name, registers.Fold(o.Content.Name), orNull(o.Setting), string(content),
		o.Referent.Name, o.Referent.Role, o.Referent.Phone, o.Referent.Email, o.Contact.Phone, o.Contact.Email, o.PlacesClosed, o.PublishFrom, o.PublishUntil,
		o.AuthorID, tx.Now(), o.MovedBy)
	if err != nil {
		return fmt.Errorf("insert offer: %w", err)
	}
	return nil
}

// save writes all of an offer but its number, its structure and its lieu, as of its version.
func save(ctx context.Context, tx *db.Tx, o *Offer) error {
	content, err := json.Marshal(o.Content)
	if err != nil {
		return fmt.Errorf("content of offer: %w", err)
	}
	n, err := tx.Exec(ctx, `UPDATE offers_offers SET state = $1, name = $2, name_fold = $3, setting_id = $4, content = $5, referent_name = $6, referent_role = $7,
			referent_phone = $8, referent_email = $9, contact_phone = $10, contact_email = $11, places_closed = $12, publish_from = $13, publish_until = $14,
			changed = $15, submitted_once = $16, published_once = $17, author_id = $18, moved_at = $19, moved_by = $20, motive = $21, version = version + 1
		WHERE id = $22 AND version = $23`,
		o.State, o.Content.Name, registers.Fold(o.Content.Name), orNull(o.Setting), string(content), o.Referent.Name, o.Referent.Role,
		o.Referent.Phone, o.Referent.Email, o.Contact.Phone, o.Contact.Email, o.PlacesClosed, o.PublishFrom, o.PublishUntil,
		o.Changed, o.SubmittedOnce, o.PublishedOnce, o.AuthorID, o.MovedAt, o.MovedBy, o.Motive, o.ID, o.Version)
	if err != nil {
		return fmt.Errorf("save offer %s: %w", o.Number, err)
	}
	if n == 0 {
		return conflict()
	}
	o.Version++
	return nil
}

// deleteDraft removes a draft that never was submitted.
func deleteDraft(ctx context.Context, tx *db.Tx, o Offer) error {
	n, err := tx.Exec(ctx, `DELETE FROM offers_offers WHERE id = $1 AND version = $2`, o.ID, o.Version)
	if err != nil {
		return fmt.Errorf("delete offer %s: %w", o.Number, err)
	}
	if n == 0 {
		return conflict()
	}
	return nil
}

// structureMoved is since when a structure is in its state, and by whom.
func structureMoved(ctx context.Context, tx *db.Tx, orgID string) (time.Time, string, error) {
	type moved struct {
		at time.Time
		by string
	}
	m, err := db.One(ctx, tx, func(m *moved) []any { return []any{&m.at, &m.by} }, `SELECT s.moved_at, s.moved_by FROM offers_structures s WHERE s.org_id = $1`, orgID)
	if err != nil {
		return m.at, "", fmt.Errorf("since when a structure does not work: %w", err)
	}
	return m.at, m.by, nil
}
