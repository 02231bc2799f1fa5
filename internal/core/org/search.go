package org

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"preau/internal/kit/db"
)

const (
	// defaultLimit is how many are found when the query does not say.
	defaultLimit = 20
	// manyHits is where counting hits ends: what leads the search matters no more.
	manyHits = 2000
	// maxHits is how many hits are put in order. Who gets more sees a part of them, and has to type another word.
	maxHits = 300
)

// Query says which organisations are looked for. The zero value finds the first of all by name.
type Query struct {
	Text   string // words in any order, their beginnings suffice: name, commune, postal code, UAI, FASE, SIREN, SIRET, BCE
	Kinds  []Kind // any when empty
	Under  string // the id of an organisation: only itself and those below it
	Closed bool   // closed ones too
	Limit  int    // 20 when 0; ask for one more than shown to know whether there are others
}

// Search finds organisations by name; when one word or number was typed, those that have it whole come first. Each word
// of the text must begin a word of the organisation or of one of its sites; accents, capitals and punctuation do not matter.
//
// It is quick because the rarest word, kind or branch leads, and the rest is only looked up for its hits. Past three
// hundred hits of a leading word the list is a part of them: those that the index gives first.
func Search(ctx context.Context, tx *db.Tx, q Query) ([]Organisation, error) {
	words := terms(q.Text)
	if len(words) == 0 && strings.TrimSpace(q.Text) != "" {
		return nil, nil // nothing but punctuation
	}
	hits, err := q.count(ctx, tx, words)
	if err != nil || slices.Contains(hits, 0) {
		return nil, err
	}
	find := q.listed(words, hits)
	if len(words) > 0 {
		if rarest := slices.Index(hits, slices.Min(hits)); rarest < len(words) {
			find = q.led(words[rarest], slices.Concat(words[:rarest], words[rarest+1:]))
		}
	}
	ids, err := find.ids(ctx, tx)
	if err != nil {
		return nil, err
	}
	found, err := ByIDs(ctx, tx, ids)
	out := make([]Organisation, 0, len(ids))
	for _, id := range ids {
		out = append(out, found[id])
	}
	return out, err
}

// clause is a piece of SQL with a ? for each argument.
type clause struct {
	text string
	args []any
}

func (c *clause) and(d clause) {
	c.text += " AND " + d.text
	c.args = append(c.args, d.args...)
}

// ids runs the clause, a whole statement that gives ids.
func (c clause) ids(ctx context.Context, tx *db.Tx) ([]string, error) {
	ids, err := db.All(ctx, tx, func(id *string) []any { return []any{id} }, numbered(c.text, 0), c.args...)
	if err != nil {
		return nil, fmt.Errorf("search organisations: %w", err)
	}
	return ids, nil
}

// numbered writes $n for each ?, after the first so many.
func numbered(text string, n int) string {
	var b strings.Builder
	for i, part := range strings.Split(text, "?") {
		if i > 0 {
			fmt.Fprintf(&b, "$%d", n+i)
		}
		b.WriteString(part)
	}
	return b.String()
}

// led reads the hits of one word in the order of the index, keeps those that have the other words and meet the
// filters, stops at maxHits, and puts them in order. CROSS JOIN keeps SQLite from beginning with the organisations.
func (q Query) led(word term, others []term) clause {
	c := clause{"l.word >= ? AND l.word < ? AND o.num = l.num", word.bounds()}
	for _, other := range others {
		c.and(has("l", other))
	}
	c.and(q.filters())
	part := clause{text: "0"}
	if len(others) == 0 {
		part = clause{"CASE WHEN l.word = ? THEN 0 ELSE 1 END", []any{word.word}}
	}
	return clause{
		fmt.Sprintf(`SELECT h.id FROM (
				SELECT o.id, o.name_fold, %s AS part FROM org_words l CROSS JOIN org_organisations o
				WHERE %s ORDER BY l.word, l.num LIMIT %d) AS h
			GROUP BY h.id, h.name_fold ORDER BY min(h.part), h.name_fold, h.id LIMIT ?`, part.text, c.text, maxHits),
		slices.Concat(part.args, c.args, []any{q.limit()}),
	}
}

// listed goes through the organisations of the kinds or of the branch, or through all by name, and keeps those that have the words.
func (q Query) listed(words []term, hits []int64) clause {
	small := q.Under != "" && hits[len(hits)-1] < manyHits
	c := q.filters()
	if small {
		c.and(clause{"o.id IN (SELECT b.descendant FROM org_closure b WHERE b.ancestor = ?)", []any{q.Under}})
	}
	for _, word := range words {
		c.and(has("o", word))
	}
	return clause{
		"SELECT o.id FROM org_organisations o WHERE " + c.text + " ORDER BY o.name_fold, o.id LIMIT ?",
		append(c.args, q.limit()),
	}
}

func (q Query) limit() int { return cmp.Or(q.Limit, defaultLimit) }

// once keeps PostgreSQL from turning EXISTS into a join that reads all rows first, when a few hundred are wanted.
const once = " LIMIT 1 OFFSET 0)"

// has is met by what has a word that begins so.
func has(alias string, word term) clause {
	return clause{
		"EXISTS (SELECT 1 FROM org_words e WHERE e.num = " + alias + ".num AND e.word >= ? AND e.word < ?" + once,
		word.bounds(),
	}
}

// filters are the conditions beside the text, on org_organisations o.
func (q Query) filters() clause {
	c := clause{text: "1 = 1"}
	if !q.Closed {
		c.and(clause{text: "o.closed_at IS NULL"})
	}
	if len(q.Kinds) > 0 {
		c.and(clause{"o.kind IN (?" + strings.Repeat(", ?", len(q.Kinds)-1) + ")", db.Any(q.Kinds)})
	}
	if q.Under != "" {
		c.and(clause{"EXISTS (SELECT 1 FROM org_closure u WHERE u.descendant = o.id AND u.ancestor = ?" + once, []any{q.Under}})
	}
	return c
}

// count tells how many hits each word has, and then the kinds and the branch where the query names some; manyHits means
// that many or more.
func (q Query) count(ctx context.Context, tx *db.Tx, words []term) ([]int64, error) {
	var sets []clause
	for _, word := range words {
		sets = append(sets, clause{"org_words WHERE word >= ? AND word < ?", word.bounds()})
	}
	if len(q.Kinds) > 0 {
		sets = append(sets, clause{"org_organisations WHERE kind IN (?" + strings.Repeat(", ?", len(q.Kinds)-1) + ")", db.Any(q.Kinds)})
	}
	if q.Under != "" {
		sets = append(sets, clause{"org_closure WHERE ancestor = ?", []any{q.Under}})
	}
	if len(sets) == 0 {
		return nil, nil
	}
	var columns []string
	var args []any
	for _, s := range sets {
		columns = append(columns, fmt.Sprintf("(SELECT count(*) FROM (SELECT 1 AS hit FROM %s LIMIT %d) AS c)", numbered(s.text, len(args)), manyHits))
		args = append(args, s.args...)
	}
	counts := make([]int64, len(sets))
	_, err := db.One(ctx, tx, func(*struct{}) []any {
		to := make([]any, len(counts))
		for i := range counts {
			to[i] = &counts[i]
		}
		return to
	}, "SELECT "+strings.Join(columns, ", "), args...)
	if err != nil {
		return nil, fmt.Errorf("count hits: %w", err)
	}
	return counts, nil
}
