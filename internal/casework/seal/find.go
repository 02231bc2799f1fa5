package seal

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"

	"preau/internal/kit/db"
)

// Index adds the words of texts to those by which a demand is found in a circle.
func (s *Service) Index(ctx context.Context, tx *db.Tx, k Key, c Circle, texts ...string) error {
	return s.index(ctx, tx, k, c, true, texts)
}

// Reindex is Index in the place of all that the circle had: a text was corrected.
func (s *Service) Reindex(ctx context.Context, tx *db.Tx, k Key, c Circle, texts ...string) error {
	return s.index(ctx, tx, k, c, false, texts)
}

func (s *Service) index(ctx context.Context, tx *db.Tx, k Key, c Circle, keep bool, texts []string) error {
	if k.Gone() {
		return gone()
	}
	was, err := wordsLocked(ctx, tx, k.id, c)
	if err != nil {
		return fmt.Errorf("words of a demand: %w", err)
	}
	var all set
	if keep {
		all = slices.Clone(was)
	}
	h := k.hasher()
	for _, w := range words(strings.Join(texts, "\n")) {
		all = append(all, h.of(c, w)...)
	}
	if all = all.sorted(); bytes.Equal(all, was) {
		return nil
	}
	return saveWords(ctx, tx, k.id, c, all)
}

// set are hashes of hashBytes each, one after the other; sorted where it is kept.
type set []byte

func (s set) sorted() set {
	all := slices.SortedFunc(slices.Chunk(s, hashBytes), slices.Compare)
	return slices.Concat(slices.CompactFunc(all, slices.Equal)...)
}

func (s set) has(hash []byte) bool {
	_, found := sort.Find(len(s)/hashBytes, func(i int) int { return bytes.Compare(hash, s[i*hashBytes:(i+1)*hashBytes]) })
	return found
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
	ws := asked(query)
	if len(ws) == 0 || len(among) == 0 {
		return nil, nil
	}
	slices.SortStableFunc(ws, func(a, b string) int { return cmp.Compare(len(b), len(a)) }) // long words are rare: fewer are asked for the others
	kept, err := s.wordsOf(ctx, among)
	if err != nil {
		return nil, fmt.Errorf("find demands: %w", err)
	}
	keys, err := s.toFind(ctx, kept)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, c := range among {
		if k := keys[c.KeyID]; !k.Gone() && kept[c.KeyID].have(k.hasher(), c.Circles, ws) {
			out = append(out, c.KeyID)
		}
	}
	return out, nil
}

// wordsOf are the words of some demands, by the ids of their keys. What is remembered of the very version serves: it is as keyed as in the
// database, and worth nothing without the demand's key.
func (s *Service) wordsOf(ctx context.Context, among []Candidate) (map[string]circles, error) {
	out := make(map[string]circles, len(among))
	others := s.words.get(among, out)
	if len(others) == 0 {
		return out, nil
	}
	var read map[string]circles
	err := s.db.View(ctx, func(tx *db.Tx) error {
		var err error
		read, err = wordsOf(ctx, tx, others)
		return err
	})
	if err != nil {
		return nil, err
	}
	maps.Copy(out, read)
	s.words.put(others, read)
	return out, nil
}

// toFind are the keys of demands whose words are there: those of a demand that was wiped are not, so what is remembered serves.
func (s *Service) toFind(ctx context.Context, kept map[string]circles) (Keys, error) {
	out := make(Keys, len(kept))
	var others []string
	for keyID := range kept {
		if data, ok := s.memory.get(keyID); ok {
			out[keyID] = Key{keyID, data}
		} else {
			others = append(others, keyID)
		}
	}
	if len(others) == 0 {
		return out, nil
	}
	opened, err := s.Open(ctx, others...)
	for keyID, k := range opened {
		out[keyID] = k
	}
	return out, err
}

// circles are the words of one demand, by who may find by them.
type circles map[Circle]set

func (all circles) have(h hasher, open []Circle, ws []string) bool {
	for _, w := range ws {
		if !slices.ContainsFunc(open, func(c Circle) bool { return len(all[c]) > 0 && all[c].has(h.of(c, w)) }) {
			return false
		}
	}
	return true
}
