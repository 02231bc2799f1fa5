package figures

import (
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/workflow"
)

// State is that of the figures, which have but one.
type State string

// Open is the only state.
const Open State = "open"

// Act is a way to look at the figures.
type Act string

// The acts: the last row of table 1.2, and what everybody may see.
const (
	SeePublic Act = "see what organismes do together"
	SeeMine   Act = "see the demands of one's own"
	SeeTeams  Act = "see those of one's own groupes"
	SeeAll    Act = "see those of all groupes"
)

// Role is what somebody is to the figures.
type Role string

// The relations.
const (
	AsAnybody   Role = "anybody"
	AsWorker    Role = "aidant or référent"
	AsModerator Role = "modérateur"
	AsLead      Role = "responsable"
	AsObserver  Role = "observateur"
	AsAdmin     Role = "administrator"
)

// Moves says who sees what.
var Moves = workflow.Table[State, Act, Role, struct{}]{
	Object: "casework-figures",
	States: []State{Open},
	Roles:  []Role{AsAnybody, AsWorker, AsModerator, AsLead, AsObserver, AsAdmin},
	Rows: []workflow.Row[State, Act, Role, struct{}]{
		{Do: SeePublic, By: []Role{AsAnybody, AsWorker, AsModerator, AsLead, AsObserver, AsAdmin}},
		{Do: SeeMine, By: []Role{AsWorker}},
		{Do: SeeTeams, By: []Role{AsModerator, AsLead}},
		{Do: SeeAll, By: []Role{AsObserver, AsAdmin}},
	},
	NotYours: func(Act, struct{}) apperr.Reason { return apperr.Reason{} },
	NotNow:   func(Act, State, struct{}) apperr.Reason { return apperr.Reason{} },
}

// RolesOf says what somebody is to the figures.
func RolesOf(who access.Actor) []Role {
	out := []Role{AsAnybody}
	if len(team.TeamsOf(who, team.Helper, team.Officer)) > 0 {
		out = append(out, AsWorker)
	}
	if who.Holds(team.Moderator, access.Everywhere) {
		out = append(out, AsModerator)
	}
	if len(team.TeamsOf(who, team.Lead)) > 0 {
		out = append(out, AsLead)
	}
	if who.Holds(team.Observer, access.Everywhere) {
		out = append(out, AsObserver)
	}
	if who.IsAdmin() {
		out = append(out, AsAdmin)
	}
	return out
}
