package member

import (
	"context"
	"fmt"
	"slices"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/kit/db"
	"preau/internal/offers/role"
	"preau/internal/offers/structure"
)

// Held is for what an address manages offers of a structure, or is invited to. The zero Held is for nothing.
type Held struct {
	whole   bool
	sites   []string
	person  Person     // who has, or had, a permission in the structure; zero: nobody
	invited Invitation // that waits; zero: none
	dead    bool       // its link opens nothing any more: it is over, or who sent it may not invite now
}

// For says whether offers of a lieu are theirs to write, or will be.
func (h Held) For(siteID string) bool { return h.whole || slices.Contains(h.sites, siteID) }

// Known says whether the address has a permission in the structure already.
func (h Held) Known() bool { return len(h.person.Roles) > 0 }

// ManagersAmong are some addresses' Held in a structure, by the folded address.
func ManagersAmong(ctx context.Context, tx *db.Tx, orgID string, addresses []string) (map[string]Held, error) {
	folds := make([]string, len(addresses))
	for i, a := range addresses {
		folds[i] = account.Fold(a)
	}
	out := map[string]Held{}
	var had, asked db.Where
	had.And(`EXISTS (SELECT 1 FROM access_grants g WHERE g.account_id = a.id AND g.place_kind = 'organisation' AND g.place_id = ? AND g.role LIKE 'offers.%')`, orgID)
	had.In("a.email_fold", db.Any(folds)...)
	where, args := had.SQL(1)
	people, err := db.All(ctx, tx, (*Person).into, `SELECT `+personColumns+` FROM account_accounts a WHERE `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("users by address: %w", err)
	}
	rows := make([]personRow, len(people))
	for i, p := range people {
		rows[i].Person = p
	}
	held, err := heldBy(ctx, tx, orgID, rows)
	if err != nil {
		return nil, err
	}
	sites, err := limitedTo(ctx, tx, orgID, rows)
	if err != nil {
		return nil, err
	}
	for _, p := range people {
		p.Roles, p.Sites = held[p.AccountID], sites[p.AccountID]
		h := Held{person: p}
		h.add(p.Roles, p.Sites)
		out[account.Fold(p.Email)] = h
	}
	asked.And("i.org_id = ? AND i.state = 'waiting'", orgID)
	asked.In("i.email_fold", db.Any(folds)...)
	where, args = asked.SQL(2)
	type line struct {
		invitationRow
		holds bool
	}
	waiting, err := db.All(ctx, tx, func(l *line) []any { return append(l.into(), &l.holds) },
		`SELECT `+invitationColumns+`, `+senderHolds("$1")+` FROM offers_invitations i WHERE `+where, append([]any{tx.Now()}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("invitations by address: %w", err)
	}
	for _, r := range waiting {
		i := r.invitation()
		h := out[account.Fold(i.Email)]
		h.invited, h.dead = i, !r.holds || i.expired(tx.Now())
		if !h.dead {
			h.add(i.Roles, i.Sites)
		}
		out[account.Fold(i.Email)] = h
	}
	return out, nil
}

// add notes what one may do by some permissions, limited to some lieux.
func (h *Held) add(roles []access.RoleKey, sites []string) {
	if slices.Contains(roles, role.Manager) {
		h.whole = h.whole || len(sites) == 0
		h.sites = append(h.sites, sites...)
	}
}

// invitedFor says whether the invitation that waits is for offers of a lieu, among others.
func (h Held) invitedFor(siteID string) bool {
	return h.invited.Holds(role.Manager) && (len(h.invited.Sites) == 0 || slices.Contains(h.invited.Sites, siteID))
}

// Entrust lets the owner of an address manage the offers of a lieu, in the caller's transaction: who is in the structure from now on, others
// by an invitation, which is one for all lieux of an address; one that opens nothing any more goes out again in the name of who. Whether who may do that is asked before.
func (s *Service) Entrust(ctx context.Context, tx *db.Tx, who access.Actor, x structure.Structure, a structure.Applicant, siteID string) error {
	all, err := ManagersAmong(ctx, tx, x.OrgID, []string{a.Email})
	if err != nil {
		return err
	}
	h := all[account.Fold(a.Email)]
	switch {
	case h.For(siteID):
		return nil
	case slices.Contains(h.person.Roles, role.Manager):
		return rescope(ctx, tx, who, x, h.person, with(h.person.Sites, siteID))
	case h.Known():
		return change(ctx, tx, who, x, h.person, role.Manager, Give, []string{siteID})
	case h.invited.ID != "":
		i := h.invited
		if !i.Holds(role.Manager) {
			i.Roles = append(slices.Clone(i.Roles), role.Manager)
		}
		if !h.dead {
			i.Sites = with(i.Sites, siteID)
			return s.kept(ctx, tx, who, x, i, Rectify, false, memberMail{})
		}
		if !h.invitedFor(siteID) {
			i.Sites = with(i.Sites, siteID)
		}
		return s.kept(ctx, tx, who, x, i, SendAgain, true, memberMail{})
	}
	i := Invitation{OrgID: x.OrgID, Applicant: a, Roles: []access.RoleKey{role.Manager}, Sites: []string{siteID}, SentBy: who.ID, SentName: who.Name}
	isNew, err := insertInvitation(ctx, tx, &i)
	if err != nil {
		return err
	}
	if !isNew {
		return conflict()
	}
	if err := noteInvitation(ctx, tx, who, x, i, "invite"); err != nil {
		return err
	}
	return s.tellInvited(ctx, tx, x, i, memberMail{})
}

// with is a list of lieux with one more, sorted.
func with(sites []string, more string) []string {
	return slices.Compact(slices.Sorted(slices.Values(append(slices.Clone(sites), more))))
}
