package casework

import (
	"preau/internal/casework/closing"
	"preau/internal/casework/mandate"
	"preau/internal/casework/msg"
	"preau/internal/core/retention"
)

// leftAt is when the creator of a demand was last an aidant of its team; NULL while they are.
const leftAt = `(SELECT CASE WHEN count(*) = count(coalesce(g.taken_at, g.ends_at)) THEN max(coalesce(g.taken_at, g.ends_at)) END FROM access_grants g
	WHERE g.account_id = casework_demands.creator_id AND g.role = 'casework.helper' AND g.place_kind = 'group' AND g.place_id = casework_demands.team_id)`

// Holdings are what this service knows of people. Agencies, themes and territories speak of nobody; a team may have a
// shared mailbox. What belongs to a demand ends with it, see package closing.
func Holdings() []retention.Holding {
	demandID := []string{"id"}
	named := func(of, name string, key ...string) retention.Trace {
		return retention.Trace{ID: key, Of: of + " = $1", Named: []string{name}}
	}
	return append(mandate.Holdings(), []retention.Holding{
		{Table: "casework_teams", What: msg.DataTeam, Why: msg.DataWhy, Stays: msg.DataTeamStays, Personal: []string{"mailbox"}},
		{
			Table: "casework_demands", What: msg.DataDemand, Why: msg.DataWhy, Personal: []string{"title", "text", "urgent_why", "identity", "person", "person_year", "nir", "signer", "creator_id", "creator_name"},
			Rules: []retention.Rule{
				{
					Key: closing.RuleDemands, Term: retention.Term{N: closing.KeptMonths, Unit: retention.Months}, From: msg.DataFromClosed, Then: retention.Deleted, Remains: msg.DataDemandRemains,
					ID: demandID, Event: "closed_at", If: "state = 'closed'", Own: true,
				},
				{
					Key: closing.RuleDrafts, Term: retention.Term{N: closing.IdleMonths, Unit: retention.Months}, From: msg.DataFromTouched, Then: retention.Deleted,
					ID: demandID, Event: "moved_at", If: "state = 'draft'", Own: true,
				},
				{
					Key: closing.RuleLeft, Term: retention.Term{N: closing.LeftDays, Unit: retention.Days}, From: msg.DataFromLeft, Then: retention.Deleted,
					ID: demandID, Event: leftAt, If: "state = 'draft'", Own: true,
				},
			},
			Traces: []retention.Trace{named("creator_id", "creator_name", "id")},
		},
		{
			Table: "casework_demand_teams", What: msg.DataPeople, Why: msg.DataWhy, Stays: msg.DataDemandStays, Personal: []string{"added_by", "added_name", "taken_by", "taken_name", "left_name"},
			Traces: []retention.Trace{named("added_by", "added_name", "demand_id", "team_id"), named("taken_by", "taken_name", "demand_id", "team_id")},
		},
		{
			Table: "casework_demand_people", What: msg.DataPeople, Why: msg.DataWhy, Stays: msg.DataDemandStays, Personal: []string{"account_id", "name", "added_by", "added_name"},
			Traces: []retention.Trace{named("account_id", "name", "demand_id", "account_id"), named("added_by", "added_name", "demand_id", "account_id")},
		},
		{
			Table: "casework_absences", What: msg.DataAbsence, Why: msg.DataWhy, Personal: []string{"account_id", "deputy_id"},
			Rules: []retention.Rule{{
				Key: "casework.absences", Term: retention.Term{N: 12, Unit: retention.Months}, From: msg.DataFromAbsence, Then: retention.Deleted, ID: demandID, Event: "to_at",
			}},
			Traces: []retention.Trace{{ID: demandID, Of: "account_id = $1 OR deputy_id = $1", Gone: true}},
		},
		{
			Table: "casework_takeovers", What: msg.DataTakeover, Why: msg.DataWhy, Stays: msg.DataTakeoverStays, Personal: []string{"account_id"},
			Traces: []retention.Trace{{ID: []string{"account_id", "team_id"}, Of: "account_id = $1", Gone: true}},
		},
		{
			Table: "casework_messages", What: msg.DataMessage, Why: msg.DataWhy, Stays: msg.DataDemandStays, Personal: []string{"account_id", "name", "text", "first"},
			Traces: []retention.Trace{named("account_id", "name", "id")},
		},
		{
			Table: "casework_seen", What: msg.DataPeople, Why: msg.DataWhy, Stays: msg.DataDemandStays, Personal: []string{"account_id", "name"},
			Traces: []retention.Trace{named("account_id", "name", "demand_id", "account_id")},
		},
		{
			Table: "casework_files", What: msg.DataFile, Why: msg.DataWhy, Stays: msg.DataDemandStays, Personal: []string{"account_id", "name"},
		},
	}...)
}
