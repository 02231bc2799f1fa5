package demand

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"preau/internal/casework/team"
	"preau/internal/casework/told"
	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
)

// orphaned says that nobody of the creator's team is in a demand any more: who created it has left, and no colleague who is still there was invited.
func (d Demand) orphaned(people []party) bool {
	return !slices.ContainsFunc(people, func(p party) bool {
		return p.side == Helpers && (p.AccountID == d.CreatorID || p.of([]string{d.Team.ID}))
	})
}

// TellLeads tells the responsables of the creator's team that something happens in a demand which has nobody there any more, once for an occasion: its
// number, and where it is handed to a colleague (C046). They never read what it says. Where the team has no responsable, administrators are told.
func (s *Service) TellLeads(ctx context.Context, tx *db.Tx, d Demand, author, occasion string) error {
	return TellLeads(ctx, tx, s.o.Notify, d, author, occasion)
}

// TellLeads is the same for the rooms that this one stands on.
func TellLeads(ctx context.Context, tx *db.Tx, mails *notify.Service, d Demand, author, occasion string) error {
	data := told.Orphan{Number: d.Number, Team: d.Structure + " · " + d.Team.Name, Path: "/equipes/" + strconv.FormatInt(d.Team.Number, 10) + "/passages"}
	return tellLeadsOf(ctx, tx, mails, d, d.Place(), told.Orphaned, data, author, occasion)
}

// tellUnheard tells the responsables of each team that has nobody to read what the aidants say to it, no référent who knows of the demand and no shared
// mailbox, that a demand waits there, and whether there are référents to take it over (C043): once, until another référent has left. Officers are those who are told.
func (s *Service) tellUnheard(ctx context.Context, tx *db.Tx, d Demand, officers []party, author string) error {
	for _, a := range d.Teams {
		if !a.LeftAt.IsZero() || slices.ContainsFunc(officers, func(o party) bool { return o.team == a.Team.ID }) {
			continue
		}
		now, left, err := team.OfficersLeft(ctx, tx, a.Team.ID)
		if err != nil {
			return err
		}
		data := told.Orphan{Number: d.Number, Team: a.Title(), Path: "/equipes/" + strconv.FormatInt(a.Team.Number, 10), Untaken: now > 0}
		occasion := fmt.Sprint(a.Team.ID, "/", left, "/", data.Untaken)
		if err := tellLeadsOf(ctx, tx, s.o.Notify, d, place(a.Team.ID), told.Unheard, data, author, occasion); err != nil {
			return err
		}
	}
	return nil
}

// tellLeadsOf mails the responsables of a team; where it has none, administrators.
func tellLeadsOf(ctx context.Context, tx *db.Tx, mails *notify.Service, d Demand, at access.Place, kind string, data told.Orphan, author, occasion string) error {
	hs, err := access.Holders(ctx, tx, team.Lead, at)
	if err == nil && len(hs) == 0 {
		hs, err = access.Holders(ctx, tx, access.Admin, access.Everywhere)
	}
	if err != nil {
		return err
	}
	for _, h := range hs {
		if h.Address == author {
			continue
		}
		if err := mails.Send(ctx, tx, notify.Mail{
			Kind: kind, To: notify.Recipient{AccountID: h.AccountID, Address: h.Address, Name: h.Name, Lang: h.Lang}, Data: data,
			Object: notify.Object{Kind: "casework.demand", ID: d.ID}, Occasion: occasion,
		}); err != nil {
			return err
		}
	}
	return nil
}

// Orphaned says whether nobody of the creator's team is in a demand any more.
func Orphaned(ctx context.Context, tx *db.Tx, d Demand) (bool, error) {
	people, err := peopleOf(ctx, tx, d)
	return err == nil && d.orphaned(people), err
}
