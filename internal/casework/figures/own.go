package figures

import (
	"context"

	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// Own are the figures of groupes, as far as they concern somebody: an aidant's and a référent's are those of their own demands, a
// responsable's those of their groupes, a modérateur's those of the demands that they were called into.
func (s *Service) Own(ctx context.Context, who access.Actor) ([]Own, error) {
	roles := RolesOf(who)
	may := func(do Act) bool { return Moves.May(do, Open, roles, struct{}{}) }
	if !may(SeeMine) && !may(SeeTeams) && !may(SeeAll) {
		return nil, nil
	}
	var all db.Where
	var conds []string
	var args []any
	either := func(cond string, more ...any) { conds, args = append(conds, cond), append(args, more...) }
	if may(SeeMine) {
		either("u.creator = ? OR u.taker = ?", who.ID, who.ID)
	}
	if may(SeeTeams) {
		for _, id := range team.TeamsOf(who, team.Lead) {
			either("t.id = ?", id)
		}
		either("EXISTS (SELECT 1 FROM casework_demand_people p WHERE p.demand_id = u.demand AND p.account_id = ? AND p.side = 'moderator')", who.ID)
	}
	if may(SeeAll) {
		either("1 = 1")
	}
	all.And(joined(conds), args...)
	var out []Own
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		out, err = own(ctx, tx, all)
		return err
	})
	return out, err
}
