package team

import (
	"context"
	"slices"

	"preau/internal/casework/msg"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// ThemeInput is what an administrator says of a theme: its name, and the numbers of its usual agencies.
type ThemeInput struct {
	Name     string
	Agencies []int64
}

// SaveTheme makes a theme (number 0), or changes it as of a version, and gives its number.
func (s *Service) SaveTheme(ctx context.Context, who access.Actor, number, version int64, in ThemeInput) (int64, error) {
	return db.OnceValue(ctx, s.db, who, func(tx *db.Tx) (int64, error) { return s.WriteTheme(ctx, tx, who, number, version, in) })
}

// WriteTheme is SaveTheme within a transaction.
func (s *Service) WriteTheme(ctx context.Context, tx *db.Tx, who access.Actor, number, version int64, in ThemeInput) (int64, error) {
	var t Theme
	if err := s.begin(ctx, tx, who, number, version, func() (Thing, error) {
		var err error
		t, err = themeByNumber(ctx, tx, number)
		return t.Thing, err
	}); err != nil {
		return 0, err
	}
	var f apperr.Faults
	checkName(&f, in.Name)
	ids, err := agencyIDs(ctx, tx, &f, in.Agencies)
	if err != nil || f.Err() != nil {
		return 0, orElse(err, f.Err())
	}
	t.Name = in.Name
	act := "edit"
	if number == 0 {
		act, err = "create", insertTheme(ctx, tx, &t)
	} else {
		err = updateTheme(ctx, tx, t)
	}
	if err != nil {
		return 0, err
	}
	if err := replacePairs(ctx, tx, "casework_theme_agencies", "theme_id", "agency_id", t.ID, ids); err != nil {
		return 0, err
	}
	return t.Number, note(ctx, tx, who, Themes, t.Thing, act, "")
}

// agencyIDs are the ids of agencies by their numbers, each once; one that is not there is a fault.
func agencyIDs(ctx context.Context, tx *db.Tx, f *apperr.Faults, numbers []int64) ([]string, error) {
	all, err := allAgencies(ctx, tx)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, n := range numbers {
		i := slices.IndexFunc(all, func(a Agency) bool { return a.Number == n })
		if i < 0 {
			f.Add(FieldAgencies, msg.FaultAgency)
		} else if !slices.Contains(ids, all[i].ID) {
			ids = append(ids, all[i].ID)
		}
	}
	return ids, nil
}

func orElse(err, other error) error {
	if err != nil {
		return err
	}
	return other
}
