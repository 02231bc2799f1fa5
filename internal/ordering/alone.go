package ordering

import (
	"context"
	"slices"

	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// ThenAlone says what follows, for the separation of duties, when somebody gets roles at an organisation and loses others
// there (R130): nothing where it stays as it is. Those that are coming they are about to have, beside those that they have.
func (s *Service) ThenAlone(ctx context.Context, tx *db.Tx, accountID, name string, place access.Place, coming, gets, loses []access.RoleKey) ([]i18n.Msg, error) {
	if place.Kind != access.Organisation {
		return nil, nil
	}
	had, err := postsOf(ctx, tx, accountID)
	if err != nil {
		return nil, err
	}
	schools, err := schoolsUnder(ctx, tx, place.ID, slices.Contains(gets, Superbuyer))
	if err != nil {
		return nil, err
	}
	var out []i18n.Msg
	told := map[i18n.Key]bool{}
	for _, at := range schools {
		before := rolesAt(had, at)
		if at == place.ID {
			before = append(before, coming...)
		}
		after := append(slices.Clone(before), gets...)
		if at == place.ID {
			after = slices.DeleteFunc(after, func(k access.RoleKey) bool { return slices.Contains(loses, k) })
		}
		was, is := AloneBy(before), AloneBy(after)
		if !is.more(was) {
			continue
		}
		d, err := dutiesAt(ctx, tx, at)
		if err != nil {
			return nil, err
		}
		if key := is.said(d.Mode); key != "" && !told[key] {
			told[key] = true
			out = append(out, i18n.M(key, "name", name))
		}
	}
	return out, nil
}

// rolesAt are somebody's roles at one establishment.
func rolesAt(posts []post, at string) []access.RoleKey {
	var out []access.RoleKey
	for _, p := range posts {
		if p.at == at {
			out = append(out, p.role)
		}
	}
	return out
}
