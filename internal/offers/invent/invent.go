// Package invent writes invented structures and published offers by the hundred thousand, to measure the service on: through the use cases
// they would take hours. Nobody is told of anything.
package invent

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"preau/internal/core/org"
	"preau/internal/core/registers"
	"preau/internal/core/registers/communes"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
	"preau/internal/offers/offer"
	"preau/internal/offers/vocabulary"
)

// World is where offers are invented: all over the country, by structures of invented names.
type World struct {
	db         *db.DB
	now        time.Time
	towns      []communes.Found
	words      map[vocabulary.List][]string // ids
	structures []string                     // their organisations
}

// New begins a world, on a database that is migrated.
func New(ctx context.Context, d *db.DB, now time.Time) (*World, error) {
	w := &World{db: d, now: now, words: map[vocabulary.List][]string{}}
	var r communes.Register
	for _, dep := range r.Departments() {
		const each = 40
		for _, f := range r.Search(dep.Code, each) {
			if f.Department.Code == dep.Code && len(f.PostalCodes) > 0 {
				f.PostalCode = f.PostalCodes[0]
				w.towns = append(w.towns, f)
			}
		}
	}
	err := d.View(ctx, func(tx *db.Tx) error {
		all, err := vocabulary.Read(ctx, tx)
		for _, t := range all {
			w.words[t.List] = append(w.words[t.List], t.ID)
		}
		return err
	})
	return w, err
}

// Structures makes structures that work, numbered from a number on, and gives their organisations.
func (w *World) Structures(ctx context.Context, from, n int) ([]string, error) {
	var out []string
	err := w.db.InTx(ctx, func(tx *db.Tx) error {
		rows := db.NewRows(`INSERT INTO offers_structures (id, number, org_id, state, version, name, name_fold, siren, uai, address, complement, postal_code, commune, commune_code, type_id,
			signatory, signatory_role, about, first_name, last_name, function, email, email_fold, phone, lang, asked_at, moved_at, moved_by, motive, turn, approved) VALUES`, 31)
		for i := range n {
			at := w.towns[(from+i)*13%len(w.towns)]
			name := pick(bodies, from+i) + " " + at.Name
			o, err := org.Insert(ctx, tx, org.Organisation{Kind: org.Provider, Name: name, Ref: fmt.Sprintf("offreur-invente-%06d", from+i)})
			if err != nil {
				return err
			}
			rows.Add(id.New(), from+i, o.ID, "active", 1, name, registers.Fold(name), "", "", "1 place de la Mairie", "", at.PostalCode, at.Name, string(at.Code), "type-association",
				"Madame Inventée", "Présidente", pick(abouts, i), "Camille", "Inventée", "Présidente", fmt.Sprintf("structure%06d@preau.test", from+i), fmt.Sprintf("structure%06d@preau.test", from+i), "", "fr",
				w.now, w.now, "Banc d'essai", "", 0, "{}")
			out = append(out, o.ID)
		}
		return rows.Write(ctx, tx)
	})
	w.structures = append(w.structures, out...)
	return out, err
}

// Published makes offers that the public reads, the n-th of the world from a place on; the earlier ones are the older ones. Of a hundred,
// three are complete.
func (w *World) Published(ctx context.Context, from, n int) error {
	return w.db.InTx(ctx, func(tx *db.Tx) error {
		end, err := db.Value[int64](ctx, tx, `UPDATE offers_clock SET n = n + $1 RETURNING n`, n)
		if err != nil {
			return fmt.Errorf("clock of offers: %w", err)
		}
		offers := db.NewRows(`INSERT INTO offers_offers (id, year, seq, org_id, state, version, name, name_fold, setting_id, content, referent_name, referent_role, referent_phone, referent_email,
			contact_phone, contact_email, places_closed, publish_from, publish_until, changed, submitted_once, published_once, author_id, moved_at, moved_by, motive, created_at) VALUES`, 27)
		public := db.NewRows(`INSERT INTO offers_published (offer_id, year, seq, org_id, site_name, name, text_fold, setting_id, commune_code, commune, postal_code, visibility, institution,
			places, places_closed, contact_phone, contact_email, content, publish_from, publish_until, published_at, changed_at, seq_feed) VALUES`, 23)
		terms := db.NewRows(`INSERT INTO offers_published_terms (offer_id, term_id) VALUES`, 2)
		periods := db.NewRows(`INSERT INTO offers_published_periods (offer_id, n, from_day, to_day) VALUES`, 4)
		for i := from; i < from+n; i++ {
			c, key, org := w.content(i), id.New(), w.structures[i*7%len(w.structures)]
			raw, err := json.Marshal(c)
			if err != nil {
				return err
			}
			since := w.now.Add(time.Duration(i-1_000_000) * time.Second)
			fold := registers.Fold(strings.Join([]string{c.Name, c.Summary, c.Description, c.Goals, c.Place.Commune}, " "))
			const year, first = 2026, 10_000 // behind the numbers that the service gives
			offers.Add(key, year, first+i, org, offer.Published, 1, c.Name, registers.Fold(c.Name), c.Setting, string(raw), "Zoé Inventée", "Directrice", "", "zoe@preau.test",
				"", "accueil@preau.test", i%33 == 0, w.day(-30), w.day(300), false, true, true, "", since, "Banc d'essai", "", since)
			public.Add(key, year, first+i, org, "", c.Name, fold, c.Setting, c.Place.CommuneCode, c.Place.Commune, c.Place.PostalCode, offer.ForAll, "",
				c.Places, i%33 == 0, "", "accueil@preau.test", string(raw), w.day(-30), w.day(300), since, since, end-int64(from+n-1-i))
			all := slices.Sorted(slices.Values(slices.Concat([]string{c.Setting}, c.Topics, c.Audiences, c.Programmes)))
			for _, t := range slices.Compact(all) {
				terms.Add(key, t)
			}
			for k, p := range c.Periods {
				periods.Add(key, k+1, p.From, p.Until)
			}
		}
		for _, rows := range []*db.Rows{offers, public, terms, periods} {
			if err := rows.Write(ctx, tx); err != nil {
				return fmt.Errorf("invented offers: %w", err)
			}
		}
		return nil
	})
}

// content is an offer's public part.
func (w *World) content(i int) offer.Content {
	at := w.towns[i*31%len(w.towns)]
	topics := some(w.words[vocabulary.Topics], i, 1+i%3)
	from := (i * 17) % 250
	c := offer.Content{
		Name:        pick(actions, i) + " " + pick(subjects, i/3) + " " + pick(frames, i/7),
		Summary:     "Une matinée " + pick(frames, i/5) + ", par deux étudiants et leur formatrice, le matériel est fourni.",
		Description: strings.Join([]string{pick(sentences, i), pick(sentences, i/2+3), pick(sentences, i/5+1), pick(sentences, i/11+2)}, " "),
		Goals:       "Comprendre " + pick(subjects, i/3) + " et en parler chez soi.",
		Setting:     pick(w.words[vocabulary.Settings], i*i%17),
		Place:       offer.Place{Address: fmt.Sprintf("%d rue de l'École", 1+i%90), PostalCode: at.PostalCode, Commune: at.Name, CommuneCode: string(at.Code)},
		Topics:      topics,
		Audiences:   some(w.words[vocabulary.Audiences], i/2, 1+i%2),
		Programmes:  some(w.words[vocabulary.Programmes], i/3, 1+i%4),
		Headcount:   20 + i%80, Places: 2 + i%30, GroupMin: 2, GroupMax: 6, Groups: 1 + i%5, Sessions: 1 + i%3,
		Periods:    []offer.Period{{From: w.day(from), Until: w.day(from + 20 + i%60), Weekdays: []int{1 + i%5}, Halves: []offer.Half{offer.Morning}}},
		Modes:      []offer.Mode{offer.OnSite},
		Visibility: offer.ForAll,
	}
	if i%3 == 0 {
		c.Periods = append(c.Periods, offer.Period{From: w.day(from + 100), Until: w.day(from + 120)})
	}
	return c
}

func (w *World) day(n int) string { return w.now.UTC().AddDate(0, 0, n).Format(time.DateOnly) }

// pick is the one of a place, round and round.
func pick(of []string, i int) string { return of[i%len(of)] }

// some are n of them, from a place on.
func some(of []string, i, n int) []string {
	var out []string
	for k := range n {
		out = append(out, of[(i+k*3)%len(of)])
	}
	slices.Sort(out)
	return slices.Compact(out)
}
