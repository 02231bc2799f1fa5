package survey

import (
	"context"
	"maps"
	"slices"

	"preau/internal/kit/db"
)

// Count is how often an answer was given of an organisme.
type Count struct {
	AgencyID string
	Question Question
	Answer   string
	N        int64
}

// Counts are the answers since a month, by organisme, as far as they may be shown: those of months that are over.
func (s *Service) Counts(ctx context.Context, since string) ([]Count, error) {
	var all []monthly
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		all, err = before(ctx, tx, s.o.Clock.Now().Add(-lifetime).In(s.zone()).Format("2006-01")) // a ticket of the last day may still be answered
		return err
	})
	return shown(all, since), err
}

// shown are the answers that may be shown. A number that grew by one when somebody closed their demand would tell what they answered: so whole
// months appear alone, put together until Shown people have answered the question, and disappear together too when the window moves on. What is
// seen of two days differs by nothing, or by Shown people at least. Of these, an answer that fewer than Shown gave is left out.
func shown(all []monthly, since string) []Count {
	var out []Count
	for len(all) > 0 {
		of := all[0]
		n := slices.IndexFunc(all, func(m monthly) bool { return m.AgencyID != of.AgencyID || m.Question != of.Question })
		if n < 0 {
			n = len(all)
		}
		sums := batches(all[:n], since)
		for _, answer := range slices.Sorted(maps.Keys(sums)) {
			if sums[answer] >= Shown {
				out = append(out, Count{of.AgencyID, of.Question, answer, sums[answer]})
			}
		}
		all = all[n:]
	}
	return out
}

// batches adds up the answers to one question by months that are put together, from the first on, until enough have answered; of batches that reach
// into the window.
func batches(all []monthly, since string) map[string]int64 {
	sums, batch, n := map[string]int64{}, map[string]int64{}, int64(0)
	for i, m := range all {
		batch[m.Answer] += m.N
		n += m.N
		if over := i == len(all)-1 || all[i+1].month != m.month; !over || n < Shown {
			continue
		}
		if m.month >= since {
			for answer, k := range batch {
				sums[answer] += k
			}
		}
		batch, n = map[string]int64{}, 0
	}
	return sums
}
