package casework

import (
	"preau/internal/casework/msg"
	"preau/internal/core/retention"
)

// Holdings are what this service knows of people. Agencies, themes and territories speak of nobody; a team may have a
// shared mailbox.
func Holdings() []retention.Holding {
	return []retention.Holding{
		{Table: "casework_teams", What: msg.DataTeam, Why: msg.DataWhy, Stays: msg.DataTeamStays, Personal: []string{"mailbox"}},
	}
}
