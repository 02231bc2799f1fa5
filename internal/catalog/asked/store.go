package asked

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// columns are those of a request r.
const columns = `r.id, r.number, r.state, r.title, r.reference, r.brand, COALESCE(r.article, 0), r.answer, r.created_at, r.moved_by, r.moved_name, r.moved_at, r.version,
	(SELECT count(*) FROM catalog_request_votes v JOIN org_organisations o ON o.id = v.org_id WHERE v.request_id = r.id AND o.kind = 'school') AS votes,
	(SELECT count(*) FROM catalog_request_votes v WHERE v.request_id = r.id) AS voices,
	(SELECT CAST(COALESCE(sum(v.quantity), 0) AS BIGINT) FROM catalog_request_votes v WHERE v.request_id = r.id) AS quantity`

func into(r *Request) []any {
	return []any{
		&r.ID, &r.Number, &r.State, &r.Title, &r.Reference, &r.Brand, &r.Article, &r.Answer, &r.CreatedAt, &r.MovedBy, &r.MovedName, &r.MovedAt, &r.Version,
		&r.Votes, &r.Voices, &r.Quantity,
	}
}

func byNumber(ctx context.Context, tx *db.Tx, number int64) (Request, error) {
	r, err := db.One(ctx, tx, into, `SELECT `+columns+` FROM catalog_requests r WHERE r.number = $1`, number)
	if errors.Is(err, db.ErrNone) {
		return r, apperr.NotFoundErr()
	}
	if err != nil {
		return r, fmt.Errorf("request %d for an article: %w", number, err)
	}
	return r, nil
}

// caseOf is a request with the vote of one voter, if any is named.
func caseOf(ctx context.Context, tx *db.Tx, number int64, voter string) (Case, error) {
	r, err := byNumber(ctx, tx, number)
	if err != nil || voter == "" {
		return Case{Request: r}, err
	}
	votes, err := votesOf(ctx, tx, []Request{r}, []any{voter})
	c := Case{Request: r}
	if all := votes[r.ID]; len(all) > 0 {
		c.Mine = all[0]
	}
	return c, err
}

// touch waits for whoever else is changing a request, and keeps others waiting until the transaction ends.
func touch(ctx context.Context, tx *db.Tx, number int64) error {
	if _, err := tx.Exec(ctx, `UPDATE catalog_requests SET version = version WHERE number = $1`, number); err != nil {
		return fmt.Errorf("hold request %d for an article: %w", number, err)
	}
	return nil
}

func insertRequest(ctx context.Context, tx *db.Tx, who access.Actor, r *Request) error {
	n, err := db.Value[int64](ctx, tx, `UPDATE catalog_counters SET n = n + 1 WHERE name = 'request' RETURNING n`)
	if err != nil {
		return fmt.Errorf("number of a request for an article: %w", err)
	}
	r.Number, r.CreatedAt, r.MovedAt, r.MovedBy, r.MovedName, r.Version = n, tx.Now(), tx.Now(), who.ID, who.Name, 1
	_, err = tx.Exec(ctx, `INSERT INTO catalog_requests (id, number, state, title, reference, reference_key, words, brand, answer, created_at, moved_by, moved_name, moved_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', $9, $10, $11, $9, 1)`,
		r.ID, r.Number, r.State, r.Title, r.Reference, keyOf(r.Reference), stored(wordsOf(r.Title)), r.Brand, r.CreatedAt, r.MovedBy, r.MovedName)
	if err != nil {
		return fmt.Errorf("insert a request for an article: %w", err)
	}
	return nil
}

// insertVote says whether it is the voter's first for the request.
func insertVote(ctx context.Context, tx *db.Tx, r Request, v Vote) (bool, error) {
	var org *string
	if v.Org.ID != "" {
		org = &v.Org.ID
	}
	n, err := tx.Exec(ctx, `INSERT INTO catalog_request_votes (request_id, voter, org_id, account_id, name, asked, quantity, reason, voted_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (request_id, voter) DO NOTHING`,
		r.ID, v.Voter, org, v.AccountID, v.Name, v.Asked, v.Quantity, v.Reason, tx.Now())
	if err != nil {
		return false, fmt.Errorf("vote for request %d: %w", r.Number, err)
	}
	return n == 1, nil
}

// saveMove writes a decision, if nobody else decided since the request was read.
func saveMove(ctx context.Context, tx *db.Tx, who access.Actor, r *Request, to State) error {
	var article *int64
	if r.Article != 0 {
		article = &r.Article
	}
	n, err := tx.Exec(ctx, `UPDATE catalog_requests SET state = $1, article = $2, answer = $3, moved_by = $4, moved_name = $5, moved_at = $6, version = version + 1
		WHERE id = $7 AND version = $8`, to, article, r.Answer, who.ID, who.Name, tx.Now(), r.ID, r.Version)
	if err != nil {
		return fmt.Errorf("decide on request %d: %w", r.Number, err)
	}
	if n == 0 {
		return conflict()
	}
	r.State, r.MovedAt, r.MovedBy, r.MovedName, r.Version = to, tx.Now(), who.ID, who.Name, r.Version+1
	return nil
}

func count(ctx context.Context, tx *db.Tx, where string, args []any) (int, error) {
	n, err := db.Value[int](ctx, tx, `SELECT count(*) FROM catalog_requests r WHERE `+where, args...)
	if err != nil {
		return 0, fmt.Errorf("count requests for articles: %w", err)
	}
	return n, nil
}

func page(ctx context.Context, tx *db.Tx, where string, args []any, size, from int) ([]Request, error) {
	n := len(args)
	out, err := db.All(ctx, tx, into, fmt.Sprintf(`SELECT `+columns+` FROM catalog_requests r WHERE `+where+`
		ORDER BY CASE WHEN r.state IN ('received', 'studied') THEN 0 ELSE 1 END, votes DESC, r.number DESC LIMIT $%d OFFSET $%d`, n+1, n+2), append(args, size, from)...)
	if err != nil {
		return nil, fmt.Errorf("requests for articles: %w", err)
	}
	return out, nil
}

// mostAlike is how many requests that look alike are shown.
const mostAlike = 5

// mostCompared is how many requests are read that have a word of a draft, those that the most need first.
const mostCompared = 500

// alike are the open requests that have a draft's reference, then those of which the words are alike, the nearest first.
func alike(ctx context.Context, tx *db.Tx, d Draft) ([]Request, error) {
	words, keys := wordsOf(d.Title+" "+d.Brand), d.keys()
	if len(wordsOf(d.Title)) == 0 && len(keys) == 0 {
		return nil, nil
	}
	var w db.Where
	var conds []string
	var args []any
	for _, key := range keys {
		conds, args = append(conds, "r.reference_key = ?"), append(args, key)
	}
	for _, word := range words[:min(len(words), mostWords)] {
		conds, args = append(conds, `r.words LIKE ? ESCAPE '\'`), append(args, db.Contains(" "+word+" "))
	}
	w.And("r.state IN ('received', 'studied')")
	w.And(strings.Join(conds, " OR "), args...)
	where, args := w.SQL(1)
	found, err := page(ctx, tx, where, args, mostCompared, 0)
	if err != nil {
		return nil, err
	}
	near := func(r Request) int {
		if key := keyOf(r.Reference); key != "" && slices.Contains(keys, key) {
			return 100 + 1
		}
		return likeness(d.Title, d.Brand, r.Title, r.Brand)
	}
	found = slices.DeleteFunc(found, func(r Request) bool { return near(r) < leastAlike })
	slices.SortStableFunc(found, func(a, b Request) int { return near(b) - near(a) })
	return found[:min(len(found), mostAlike)], nil
}

// mostWords is how many words of a text are compared.
const mostWords = 20

// like is for requests that have a reference, or all of some words.
func like(w *db.Where, words []string, key string) {
	var cond string
	var args []any
	for _, word := range words[:min(len(words), mostWords)] {
		if cond != "" {
			cond += " AND "
		}
		cond, args = cond+`r.words LIKE ? ESCAPE '\'`, append(args, db.Contains(" "+word+" "))
	}
	switch {
	case key != "" && cond != "":
		cond, args = "r.reference_key = ? OR "+cond, append([]any{key}, args...)
	case key != "":
		cond, args = "r.reference_key = ?", []any{key}
	}
	w.And(cond, args...)
}

// recentFrom counts what one person asked since an instant, and tells when the oldest of it was.
func recentFrom(ctx context.Context, tx *db.Tx, who access.Actor, since time.Time) (int, time.Time, error) {
	type row struct {
		n      int
		oldest time.Time
	}
	r, err := db.One(ctx, tx, func(r *row) []any { return []any{&r.n, &r.oldest} },
		`SELECT count(*), COALESCE(min(voted_at), 0) FROM catalog_request_votes WHERE account_id = $1 AND asked = $2 AND voted_at > $3`, who.ID, true, since)
	if err != nil {
		return 0, time.Time{}, fmt.Errorf("recent requests for articles: %w", err)
	}
	return r.n, r.oldest, nil
}

// votesOf are the votes for some requests, by the request's id, the first asker's first; of some voters, or of all where none is named.
func votesOf(ctx context.Context, tx *db.Tx, of []Request, voters []any) (map[string][]Vote, error) {
	out := map[string][]Vote{}
	type row struct {
		request string
		Vote
	}
	for part := range slices.Chunk(of, atOnce) {
		ids := make([]any, len(part))
		for i, r := range part {
			ids[i] = r.ID
		}
		var w db.Where
		w.In("v.request_id", ids...)
		if len(voters) > 0 {
			w.In("v.voter", voters...)
		}
		where, args := w.SQL(1)
		rows, err := db.All(ctx, tx, func(r *row) []any {
			return []any{&r.request, &r.Voter, &r.Org.ID, &r.Org.Ref, &r.Org.Name, &r.Org.Commune, &r.Org.Kind, &r.AccountID, &r.Name, &r.Asked, &r.Quantity, &r.Reason, &r.At}
		}, `SELECT v.request_id, v.voter, COALESCE(o.id, ''), COALESCE(o.ref, ''), COALESCE(o.name, ''), COALESCE(o.commune, ''), COALESCE(o.kind, ''), v.account_id, v.name, v.asked, v.quantity, v.reason, v.voted_at
			FROM catalog_request_votes v LEFT JOIN org_organisations o ON o.id = v.org_id WHERE `+where+` ORDER BY v.voted_at, v.voter`, args...)
		if err != nil {
			return nil, fmt.Errorf("votes for requests: %w", err)
		}
		for _, r := range rows {
			out[r.request] = append(out[r.request], r.Vote)
		}
	}
	return out, nil
}

// atOnce is how many requests one statement asks for.
const atOnce = 400

// votesAmong are all votes for the requests of some rows, by the request's number.
func votesAmong(ctx context.Context, tx *db.Tx, rows []Row) (map[int64][]Vote, error) {
	all := make([]Request, len(rows))
	for i, r := range rows {
		all[i] = r.Request
	}
	byID, err := votesOf(ctx, tx, all, nil)
	out := map[int64][]Vote{}
	for _, r := range all {
		out[r.Number] = byID[r.ID]
	}
	return out, err
}

// readers are those who need an article, as mails reach them.
func readers(ctx context.Context, tx *db.Tx, r Request) ([]access.Holder, error) {
	out, err := db.All(ctx, tx, func(h *access.Holder) []any { return []any{&h.AccountID, &h.Name, &h.Address, &h.Lang} },
		`SELECT a.id, a.display_name, a.email, a.lang FROM account_accounts a WHERE a.state = 'active' AND a.id IN (SELECT v.account_id FROM catalog_request_votes v WHERE v.request_id = $1) ORDER BY a.id`, r.ID)
	if err != nil {
		return nil, fmt.Errorf("who needs request %d: %w", r.Number, err)
	}
	return out, nil
}

// waited are the open requests that somebody made themselves, the oldest first.
func waited(ctx context.Context, tx *db.Tx, accountID string, most int) ([]Request, error) {
	out, err := db.All(ctx, tx, into, `SELECT `+columns+` FROM catalog_requests r JOIN catalog_request_votes mine ON mine.request_id = r.id
		WHERE mine.account_id = $1 AND mine.asked = $2 AND r.state IN ('received', 'studied') ORDER BY r.number LIMIT $3`, accountID, true, most)
	if err != nil {
		return nil, fmt.Errorf("awaited requests for articles: %w", err)
	}
	return out, nil
}
