package public

import (
	"context"
	"encoding/json"
	"fmt"

	"preau/internal/core/registers"
	"preau/internal/core/registers/communes"
	"preau/internal/kit/db"
	"preau/internal/offers/offer"
)

// readState tells whether anything changed, in one statement that looks at small indexes alone.
func readState(ctx context.Context, tx *db.Tx) (state, error) {
	st, err := db.One(ctx, tx, func(s *state) []any {
		return []any{&s.clock, &s.structures, &s.works, &s.versions, &s.terms, &s.retired, &s.termVersions}
	}, `SELECT (SELECT n FROM offers_clock), s.n, s.works, s.versions, t.n, t.retired, t.versions
		FROM (SELECT count(*) AS n, count(*) FILTER (WHERE state = 'active') AS works, CAST(coalesce(sum(version), 0) AS BIGINT) AS versions FROM offers_structures WHERE org_id IS NOT NULL) s,
			(SELECT count(*) AS n, count(*) FILTER (WHERE retired) AS retired, CAST(coalesce(sum(version), 0) AS BIGINT) AS versions FROM offers_terms) t`)
	if err != nil {
		return state{}, fmt.Errorf("state of what is public: %w", err)
	}
	return st, nil
}

// readStructures reads who offers.
func (k *known) readStructures(ctx context.Context, tx *db.Tx, stems stemmer) error {
	k.structures, k.orgOf, k.orgWords = map[string]structure{}, map[int64]string{}, map[string][]string{}
	type line struct {
		org   string
		state string
		Structure
	}
	err := db.Each(ctx, tx, func(l *line) []any { return []any{&l.org, &l.Number, &l.Name, &l.state} },
		`SELECT org_id, number, name, state FROM offers_structures WHERE org_id IS NOT NULL`, nil, func(l line) error {
			k.structures[l.org] = structure{l.Structure, l.state == "active"}
			k.orgOf[l.Number] = l.org
			stems.each(registers.Fold(l.Name), func(stem string) { k.orgWords[stem] = append(k.orgWords[stem], l.org) })
			return nil
		})
	if err != nil {
		return fmt.Errorf("structures of public offers: %w", err)
	}
	return nil
}

// row is a public row, with the text that it is found by.
type row struct {
	card *Card
	text string
}

// stored is a row as it is read.
type stored struct {
	Card
	text, content string
}

// shown is the part of a version's document that lists show.
type shown struct {
	Summary    string   `json:"summary"`
	Setting    string   `json:"setting"`
	Topics     []string `json:"topics"`
	Audiences  []string `json:"audiences"`
	Programmes []string `json:"programmes"`
	AskUntil   string   `json:"ask_until"`
	Periods    []days   `json:"periods"`
}

// days are those of a period.
type days struct {
	From  string `json:"from"`
	Until string `json:"until"`
}

// inOrder are the ids of what is public, in the order in which it was published.
func inOrder(ctx context.Context, tx *db.Tx) ([]string, error) {
	out, err := db.All(ctx, tx, func(id *string) []any { return []any{id} }, `SELECT offer_id FROM offers_published WHERE visibility = 'public' ORDER BY published_at, seq_feed`)
	if err != nil {
		return nil, fmt.Errorf("order of public offers: %w", err)
	}
	return out, nil
}

// rowsAfter gives the public rows that the feed tells behind a number, in its order; 0: all. Those that only some may read are left out.
func (s *Service) rowsAfter(ctx context.Context, tx *db.Tx, after int64, fn func(row)) error {
	same := map[string]string{}
	once := func(s string) string { // a word's id, a commune's name: one string however many offers have it
		if x, ok := same[s]; ok {
			return x
		}
		same[s] = s
		return s
	}
	err := db.Each(ctx, tx, func(r *stored) []any {
		return []any{
			&r.ID, &r.Number.Year, &r.Number.Seq, &r.OrgID, &r.Site, &r.Name, &r.text, &r.Place.CommuneCode, &r.Place.Commune, &r.Place.PostalCode,
			&r.Places, &r.Closed, &r.content, &r.Window.PublishFrom, &r.Window.PublishUntil, &r.Since, &r.Changed,
		}
	}, `SELECT p.offer_id, p.year, p.seq, p.org_id, p.site_name, p.name, p.text_fold, p.commune_code, p.commune, p.postal_code,
			p.places, p.places_closed, p.content, p.publish_from, p.publish_until, p.published_at, p.changed_at
		FROM offers_published p WHERE p.seq_feed > $1 AND p.visibility = 'public' ORDER BY p.seq_feed`, []any{after}, func(r stored) error {
		var c shown
		if err := json.Unmarshal([]byte(r.content), &c); err != nil {
			return fmt.Errorf("content of %s: %w", r.Number, err)
		}
		card := r.Card
		card.Summary, card.Setting, card.Topics, card.Audiences, card.Programmes = c.Summary, c.Setting, c.Topics, c.Audiences, c.Programmes
		card.Periods = make([]offer.Period, len(c.Periods))
		for i, p := range c.Periods {
			card.Periods[i] = offer.Period{From: once(p.From), Until: once(p.Until)}
		}
		card.Setting, card.AskUntil = once(card.Setting), once(c.AskUntil)
		for _, ids := range [][]string{card.Topics, card.Audiences, card.Programmes} {
			for i := range ids {
				ids[i] = once(ids[i])
			}
		}
		card.Place.Commune, card.Place.CommuneCode, card.Place.PostalCode, card.OrgID = once(card.Place.Commune), once(card.Place.CommuneCode), once(card.Place.PostalCode), once(card.OrgID)
		if at, known := s.communes.ByCode(communes.Code(card.Place.CommuneCode)); known {
			card.Department = once(at.Department.Code)
		}
		card.fold = registers.Fold(card.Name)
		fn(row{&card, r.text})
		return nil
	})
	if err != nil {
		return fmt.Errorf("public offers behind %d: %w", after, err)
	}
	return nil
}

// goneAfter are the offers that are public no longer, or to some alone, since a number of the feed.
func goneAfter(ctx context.Context, tx *db.Tx, after int64) ([]string, error) {
	out, err := db.All(ctx, tx, func(id *string) []any { return []any{id} },
		`SELECT offer_id FROM offers_gone WHERE seq_feed > $1 UNION ALL SELECT offer_id FROM offers_published WHERE seq_feed > $1 AND visibility <> 'public'`, after)
	if err != nil {
		return nil, fmt.Errorf("offers gone behind %d: %w", after, err)
	}
	return out, nil
}
