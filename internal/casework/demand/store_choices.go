package demand

import (
	"context"
	"fmt"

	"preau/internal/casework/team"
	"preau/internal/kit/db"
)

// option is a territory, or a theme with one of its usual organismes.
type option struct {
	theme    bool
	land     team.Territory
	agencyID string
	rank     int
	fold     string
}

// placesToChoose are the open territories, larger ones first, and the open themes with the ids of their usual organismes: what the form of
// a draft offers is one statement.
func placesToChoose(ctx context.Context, tx *db.Tx) ([]team.Territory, []team.Theme, error) {
	all, err := db.All(ctx, tx, func(o *option) []any {
		y := &o.land
		return []any{&o.theme, &y.ID, &y.Number, &y.Name, &y.State, &y.Version, &y.Kind, &y.Code, &y.Region, &y.Department, &o.agencyID, &o.rank, &o.fold}
	}, `SELECT FALSE AS theme, y.id, y.number, y.name, y.state, y.version, y.kind, y.code, y.region, y.department, '' AS agency,
			CASE y.kind WHEN 'country' THEN 1 WHEN 'region' THEN 2 WHEN 'department' THEN 3 ELSE 4 END AS large, y.name_fold AS fold
		FROM casework_territories y WHERE y.state = 'open'
		UNION ALL SELECT TRUE, t.id, t.number, t.name, t.state, t.version, '', '', '', '', coalesce(x.agency_id, ''), 0, t.name_fold
		FROM casework_themes t LEFT JOIN casework_theme_agencies x ON x.theme_id = t.id WHERE t.state = 'open' ORDER BY 12, 13, 2`)
	if err != nil {
		return nil, nil, fmt.Errorf("territories and themes: %w", err)
	}
	var lands []team.Territory
	var themes []team.Theme
	for _, o := range all {
		if !o.theme {
			lands = append(lands, o.land)
			continue
		}
		if len(themes) == 0 || themes[len(themes)-1].ID != o.land.ID {
			themes = append(themes, team.Theme{Thing: o.land.Thing})
		}
		if last := &themes[len(themes)-1]; o.agencyID != "" {
			last.Agencies = append(last.Agencies, team.Thing{ID: o.agencyID})
		}
	}
	return lands, themes, nil
}
