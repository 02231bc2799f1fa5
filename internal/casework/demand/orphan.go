package demand

import (
	"context"
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
	hs, err := access.Holders(ctx, tx, team.Lead, d.Place())
	if err == nil && len(hs) == 0 {
		hs, err = access.Holders(ctx, tx, access.Admin, access.Everywhere)
	}
	if err != nil {
		return err
	}
	data := told.Orphan{Number: d.Number, Team: d.Structure + " · " + d.Team.Name, Path: "/equipes/" + strconv.FormatInt(d.Team.Number, 10) + "/passages"}
	for _, h := range hs {
		if h.Address == author {
			continue
		}
		if err := mails.Send(ctx, tx, notify.Mail{
			Kind: told.Orphaned, To: notify.Recipient{AccountID: h.AccountID, Address: h.Address, Name: h.Name, Lang: h.Lang}, Data: data,
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
