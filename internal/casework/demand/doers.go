package demand

import (
	"slices"
	"strings"

	"preau/internal/casework/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
)

// mostDoers is how many groupes a refusal names; more are « … ».
const mostDoers = 3

// notParty is why an act is not of one's side, and who is of the side that it is of: the creator, the groupes, or a modérateur who is called. Who reads this
// sees the demand, and its page names them; to others it is not there.
func (d Demand) notParty(do Act) apperr.Reason {
	r, of := WhyNotParty, []string(nil)
	if mayAct(do, AsCreator) && d.CreatorName != "" {
		of = append(of, d.CreatorName+" ("+d.Structure+" · "+d.Team.Name+")")
	}
	if mayAct(do, AsOfficer) {
		n := 0
		for _, a := range d.Teams {
			if !a.LeftAt.IsZero() {
				continue
			}
			if n++; n > mostDoers {
				of = append(of, "…")
				break
			}
			of = append(of, a.Title())
		}
	}
	moderator := mayAct(do, AsModerator)
	switch names := strings.Join(of, ", "); {
	case moderator && len(of) > 0:
		r.Text = i18n.M(msg.WhyNotPartyOrModerator, "names", names)
	case moderator:
		r.Text = i18n.M(msg.WhyNotPartyModerator)
	case len(of) > 0:
		r.Text = i18n.M(msg.WhyNotPartyOf, "names", names)
	}
	return r
}

// mayAct says whether an act is one of a relation, in whatever state.
func mayAct(do Act, as Role) bool {
	return slices.ContainsFunc(rows, func(r row) bool { return r.Do == do && slices.Contains(r.By, as) })
}
