package seal

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"preau/internal/kit/db"
)

// Words are the words of texts as a demand is found by them in a circle.
type Words struct {
	circle Circle
	all    set
}

// Words makes the words of texts ready to be kept. That takes its time with long texts: it is called before the transaction that keeps
// them, in which others wait.
func (k Key) Words(c Circle, texts ...string) Words {
	out := Words{circle: c}
	if k.Gone() {
		return out
	}
	h := k.hasher()
	for _, w := range words(strings.Join(texts, "\n")) {
		out.all = binary.BigEndian.AppendUint64(out.all, h.of(c, w))
	}
	return out
}

// Index adds words to those by which a demand is found in their circle.
func (s *Service) Index(ctx context.Context, tx *db.Tx, k Key, ws Words) error {
	return s.index(ctx, tx, k, ws, true)
}

// Reindex is Index in the place of all that the circle had: a text was corrected.
func (s *Service) Reindex(ctx context.Context, tx *db.Tx, k Key, ws Words) error {
	return s.index(ctx, tx, k, ws, false)
}

func (s *Service) index(ctx context.Context, tx *db.Tx, k Key, ws Words, keep bool) error {
	if k.Gone() {
		return gone()
	}
	was, err := wordsLocked(ctx, tx, k.id, ws.circle)
	if err != nil {
		return fmt.Errorf("words of a demand: %w", err)
	}
	all := ws.all
	if keep {
		all = slices.Concat(was, ws.all)
	}
	if all = all.sorted(); bytes.Equal(all, was) {
		return nil
	}
	return saveWords(ctx, tx, k.id, ws.circle, all)
}

// set are hashes of hashBytes each, one after the other; sorted where it is kept.
type set []byte

func (s set) sorted() set {
	all := slices.SortedFunc(slices.Chunk(s, hashBytes), slices.Compare)
	return append(set{}, slices.Concat(slices.CompactFunc(all, slices.Equal)...)...) // of no words an empty one, and not none
}

func (s set) has(hash uint64) bool {
	at := func(i int) uint64 { return binary.BigEndian.Uint64(s[i*hashBytes:]) }
	low, high := 0, len(s)/hashBytes
	for low < high {
		if middle := (low + high) / 2; at(middle) < hash {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low*hashBytes < len(s) && at(low) == hash
}

// Candidate is a demand that the searcher may read, by the id of its key, and as which circles. What they may not read is
// no candidate.
type Candidate struct {
	KeyID   string
	Circles []Circle
	// Version is the demand's: whatever changes its words changes it, in one transaction. 0: not known, its words are read.
	Version int64
}

// Find gives the ids of the keys of those candidates that have all the words asked for, each in any circle open to the
// searcher, in their order. Without words nothing is found. It is called with no transaction open: of candidates whose keys are
// not remembered, the store of secrets is asked.
func (s *Service) Find(ctx context.Context, query string, among []Candidate) ([]string, error) {
	ways := asked(query)
	if len(ways) == 0 || len(among) == 0 {
		return nil, nil
	}
	for _, ws := range ways {
		slices.SortStableFunc(ws, func(a, b string) int { return cmp.Compare(len(b), len(a)) }) // long words are rare: fewer are asked for the others
	}
	kept, err := s.wordsOf(ctx, among)
	if err != nil {
		return nil, fmt.Errorf("find demands: %w", err)
	}
	by, err := s.hashers(ctx, among, kept)
	if err != nil {
		return nil, err
	}
	var out []string
	for i, c := range among {
		if by[i] != nil && slices.ContainsFunc(ways, func(ws []string) bool { return kept[i].have(by[i], c.Circles, ws) }) {
			out = append(out, c.KeyID)
		}
	}
	return out, nil
}

// wordsOf are the words of some demands, nil for one that has none. What is remembered of the very version serves: it is as keyed as in the
// database, and worth nothing without the demand's key.
func (s *Service) wordsOf(ctx context.Context, among []Candidate) ([]*circles, error) {
	out := make([]*circles, len(among))
	others := s.words.get(among, out)
	if len(others) == 0 {
		return out, nil
	}
	var read map[string]*circles
	err := s.db.View(ctx, func(tx *db.Tx) error {
		var err error
		read, err = wordsOf(ctx, tx, among, others)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, i := range others {
		out[i] = read[among[i].KeyID]
	}
	s.words.put(among, others, read)
	return out, nil
}

// hashers hash the words looked for as those of each demand are that has some; nil for one that has none, or no key any more. The words of a demand
// that was wiped are not there, so what is remembered of keys serves.
func (s *Service) hashers(ctx context.Context, among []Candidate, kept []*circles) ([]*hasher, error) {
	out := make([]*hasher, len(among))
	others := s.memory.hashers(among, kept, out)
	if len(others) == 0 {
		return out, nil
	}
	ids := make([]string, len(others))
	for n, i := range others {
		ids[n] = among[i].KeyID
	}
	opened, err := s.Open(ctx, ids...)
	if err != nil {
		return nil, err
	}
	for _, i := range others {
		if k := opened[among[i].KeyID]; !k.Gone() {
			out[i] = k.hasher()
			s.memory.learn(k.id, out[i])
		}
	}
	return out, nil
}

// circles are the words of one demand, by who may find by them.
type circles struct{ identity, thread, operators set }

// of is the set of one circle.
func (all *circles) of(c Circle) *set {
	switch c {
	case Identity:
		return &all.identity
	case Operators:
		return &all.operators
	case Thread:
	}
	return &all.thread
}

// have says whether all words are there, each in a circle that is open.
func (all *circles) have(h *hasher, open []Circle, ws []string) bool {
	for _, w := range ws {
		if !slices.ContainsFunc(open, func(c Circle) bool { s := *all.of(c); return len(s) > 0 && s.has(h.of(c, w)) }) {
			return false
		}
	}
	return true
}
