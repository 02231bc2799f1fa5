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
	var out []Own
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		if may(SeeAll) {
			out, err = everybodys(ctx, tx)
			return err
		}
		var p parted
		if may(SeeMine) {
			p.mine(tx, who.ID)
		}
		if may(SeeTeams) {
			for _, id := range team.TeamsOf(who, team.Lead) {
				p.team(tx, id)
			}
			p.called(tx, who.ID)
		}
		out, err = p.own(ctx, tx)
		return err
	})
	return out, err
}
