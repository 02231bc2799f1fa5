package casework

import (
	"preau/internal/casework/mandate"
	"preau/internal/casework/msg"
	"preau/internal/core/retention"
)

// Holdings are what this service knows of people. Agencies, themes and territories speak of nobody; a team may have a
// shared mailbox.
func Holdings() []retention.Holding {
	return append(mandate.Holdings(), []retention.Holding{
		{Table: "casework_teams", What: msg.DataTeam, Why: msg.DataWhy, Stays: msg.DataTeamStays, Personal: []string{"mailbox"}},
		{Table: "casework_demands", What: msg.DataDemand, Why: msg.DataWhy, Stays: msg.DataDemandStays, Personal: []string{"title", "text", "urgent_why", "identity", "person", "nir", "creator_id", "creator_name"}},
		{Table: "casework_demand_teams", What: msg.DataPeople, Why: msg.DataWhy, Stays: msg.DataDemandStays, Personal: []string{"added_by", "added_name", "taken_by", "taken_name", "left_name"}},
		{Table: "casework_demand_people", What: msg.DataPeople, Why: msg.DataWhy, Stays: msg.DataDemandStays, Personal: []string{"account_id", "name", "added_by", "added_name"}},
		{Table: "casework_messages", What: msg.DataMessage, Why: msg.DataWhy, Stays: msg.DataDemandStays, Personal: []string{"account_id", "name", "text"}},
		{Table: "casework_seen", What: msg.DataPeople, Why: msg.DataWhy, Stays: msg.DataDemandStays, Personal: []string{"account_id", "name"}},
	}...)
}
