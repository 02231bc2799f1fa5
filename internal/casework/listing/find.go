package listing

import (
	"cmp"
	"context"
	"errors"
	"regexp"
	"slices"

	"preau/internal/casework/demand"
	"preau/internal/casework/seal"
	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// MostFound bounds what a search brings: the latest of more are given, and it is told, for another word narrows them.
const MostFound = 400

// wholeNumber is a demand's number, as it is told on the telephone.
var wholeNumber = regexp.MustCompile(`^[0-9]{4}-[0-9]{6,9}$`)

// numbered is the id of the demand of a whole number, which may be another's; empty for whatever else is looked for.
func numbered(ctx context.Context, tx *db.Tx, query string) (string, error) {
	if !wholeNumber.MatchString(query) {
		return "", nil
	}
	demandID, err := db.Value[string](ctx, tx, `SELECT id FROM casework_demands WHERE number = $1`, query)
	if errors.Is(err, db.ErrNone) {
		return "", nil
	}
	return demandID, err
}

// sought are those of a list that fit and are looked for. A whole number leads to its demand alone, also where nothing else of it may be read;
// where the list has no such demand, the number is a word. cut says that there were more.
func (s *Service) sought(ctx context.Context, who access.Actor, f Filter, all desk, numberOf string) (found []narrow, cut bool, err error) {
	those := all.of(f.List)
	if f.Query == "" {
		return those, false, nil
	}
	if numberOf != "" {
		if i := slices.IndexFunc(those, func(n narrow) bool { return n.id == numberOf }); i >= 0 {
			return those[i : i+1], false, nil
		}
		err := s.db.View(ctx, func(tx *db.Tx) error {
			var err error
			all, err = readDesk(ctx, tx, who, f, true)
			return err
		})
		if err != nil {
			return nil, false, err
		}
		those = all.of(f.List)
	}
	return s.find(ctx, f.Query, those)
}

// find are those that have all the words looked for, each in a circle of the reader, the latest first. What the reader may not read is no
// candidate.
func (s *Service) find(ctx context.Context, query string, among []narrow) (found []narrow, cut bool, err error) {
	slices.SortFunc(among, func(a, b narrow) int { return cmp.Compare(b.key, a.key) })
	read := slices.DeleteFunc(among, func(n narrow) bool { return n.masked })
	with := make([]seal.Candidate, len(read))
	for i, n := range read {
		with[i] = seal.Candidate{KeyID: n.keyID, Version: n.version, Circles: open}
		if n.on(demand.Officers) {
			with[i].Circles = openToOfficers
		}
	}
	met, err := s.keys.Find(ctx, query, with)
	cut = len(met) > s.most
	met = met[:min(len(met), s.most)]
	out := make([]narrow, 0, len(met))
	for i, n := range read { // in their order
		if len(out) < len(met) && met[len(out)] == with[i].KeyID {
			out = append(out, n)
		}
	}
	return out, cut, err
}

// The circles of who reads the thread, and of who also reads what is between operators.
var (
	open           = []seal.Circle{seal.Thread, seal.Identity}
	openToOfficers = []seal.Circle{seal.Thread, seal.Identity, seal.Operators}
)
