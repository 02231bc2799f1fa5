package offers_test

import (
	"strings"
	"testing"

	"preau/internal/core/access"
	"preau/internal/kit/covers"
	"preau/internal/offers/lieu"
	"preau/internal/offers/member"
	"preau/internal/offers/offer"
	"preau/internal/offers/role"
	"preau/internal/offers/structure"
)

// permissions is table 1.3 of the specification, in its order and with its signs: ● allowed, ○ for one's own lieux alone, – no. Columns: C
// reads, G manages (limited to a lieu here), A administers, V validates, M moderates, P administers the platform, E of a training
// institution, X nobody. Rows of what the program does not do yet are not here: bookings, conventions. Three are about whole pages, and are
// tried on them (TestPermissionsOfPages of internal/app): published offers, the export of the list, the operator's lists, documents and mails.
const permissions = `
| See own structure's offers, all states            | ● | ● | ● | ● | ● | ● | – | – |
| Create, edit, duplicate, delete a draft           | – | ○ | – | – | – | – | – | – |
| Submit / withdraw a submission                    | – | ○ | – | – | – | – | – | – |
| Validate, ask correction, refuse                  | – | – | – | ● | – | – | – | – |
| Publish / unpublish / change publication dates    | – | – | – | ● | – | ● | – | – |
| Withdraw a published offer, lift it               | – | – | – | – | ● | ● | – | – |
| Archive / restore                                 | – | ○ | – | ● | – | ● | – | – |
| Edit « Mon compte offreur », logo                 | – | – | ● | – | – | ● | – | – |
| Create/edit/deactivate users, set permissions     | – | – | ● | – | – | ● | – | – |
| Manage lieux/écoles, scope rights                 | – | – | ● | – | – | ● | – | – |
| Accept/refuse a membership request                | – | – | ● | – | ● | ● | – | – |
| Validate/refuse/suspend a structure               | – | – | – | – | ● | ● | – | – |
| Read the history                                  | ● | ● | ● | ● | ● | ● | – | – |`

const (
	ownOrg   = "org"
	ownLieu  = "lieu"
	another  = "other lieu"
	aDay     = "2026-11-30"
	elsewhen = "2027-01-01"
)

// actors are the table's columns.
func actors() map[string]access.Actor {
	one := func(r access.RoleKey, p access.Place, limits ...access.Limit) access.Actor {
		return access.Actor{ID: string(r), Grants: []access.Grant{{Role: r, Place: p, Limited: len(limits) > 0, Limits: limits}}}
	}
	at := role.At(ownOrg)
	return map[string]access.Actor{
		"C": one(role.Reader, at), "G": one(role.Manager, at, access.Limit{Kind: access.Site, Ref: ownLieu}), "A": one(role.Admin, at), "V": one(role.Approver, at),
		"M": one(role.Moderator, access.Everywhere), "P": one(access.Admin, access.Everywhere), "E": one(role.Approver, role.At("another org")), "X": {},
	}
}

// may says whether somebody may do something in a lieu.
type may func(who access.Actor, site string) bool

// onOffer is an act on an offer, wherever in its life the act has its place.
func onOffer(do offer.Act) may {
	return func(who access.Actor, site string) bool {
		for _, s := range offer.States() {
			for _, c := range []offer.Case{
				{Active: true, Today: aDay},
				{Active: true, Today: aDay, Offer: offer.Offer{Window: offer.Window{PublishFrom: elsewhen}}},
				{Active: true, Today: aDay, Offer: offer.Offer{Changed: true, SubmittedOnce: true, PublishedOnce: true, Window: offer.Window{PublishFrom: elsewhen}}},
			} {
				c.State, c.OrgID, c.SiteID = s, ownOrg, site
				if offer.Moves.May(do, s, offer.RolesOf(who, c.Offer), c) {
					return true
				}
			}
		}
		return false
	}
}

// onStructure is an act on the structure, wherever in its life.
func onStructure(do structure.Act) may {
	return func(who access.Actor, _ string) bool {
		x := structure.Structure{OrgID: ownOrg}
		for _, s := range structure.States() {
			if structure.Moves.May(do, s, structure.RolesOf(who, x), x) {
				return true
			}
		}
		return false
	}
}

func onLieu(do lieu.Act) may {
	return func(who access.Actor, _ string) bool {
		for _, s := range lieu.States() {
			if lieu.Moves.May(do, s, structure.RolesOf(who, structure.Structure{OrgID: ownOrg}), lieu.Case{Active: true}) {
				return true
			}
		}
		return false
	}
}

func onMember(do member.Act) may {
	return func(who access.Actor, _ string) bool {
		return member.Moves.May(do, member.Active, structure.RolesOf(who, structure.Structure{OrgID: ownOrg}), member.Case{})
	}
}

// acts are what each row of the table speaks of.
var acts = map[string][]may{
	"See own structure's offers, all states":         {onOffer(offer.See)},
	"Create, edit, duplicate, delete a draft":        {onOffer(offer.Edit), onOffer(offer.EditCopy), onOffer(offer.Duplicate), onOffer(offer.Renew), onOffer(offer.Delete)},
	"Submit / withdraw a submission":                 {onOffer(offer.Submit), onOffer(offer.Retract)},
	"Validate, ask correction, refuse":               {onOffer(offer.Approve), onOffer(offer.ApprovePublish), onOffer(offer.AskCorrection), onOffer(offer.Refuse)},
	"Publish / unpublish / change publication dates": {onOffer(offer.Publish), onOffer(offer.Unpublish), onOffer(offer.Schedule), onOffer(offer.SetDates)},
	"Withdraw a published offer, lift it":            {onOffer(offer.Withdraw), onOffer(offer.Lift)},
	"Archive / restore":                              {onOffer(offer.Archive), onOffer(offer.Restore)},
	"Edit « Mon compte offreur », logo":              {onStructure(structure.Edit)},
	"Create/edit/deactivate users, set permissions":  {onStructure(structure.ManagePeople), onMember(member.Give), onMember(member.TakeBack)},
	"Manage lieux/écoles, scope rights":              {onStructure(structure.ManageSites), onLieu(lieu.Edit), onLieu(lieu.Withdraw), onLieu(lieu.Restore), onMember(member.Give)},
	"Accept/refuse a membership request":             {onStructure(structure.DecideJoins)},
	"Validate/refuse/suspend a structure":            {onStructure(structure.Accept), onStructure(structure.Refuse), onStructure(structure.Suspend)},
	"Read the history":                               {onOffer(offer.ReadHistory), onStructure(structure.ReadHistory)},
}

// cell is the sign that the rules would have in the table.
func (do may) cell(who access.Actor) string {
	switch own, other := do(who, ownLieu), do(who, another); {
	case own && other:
		return "●"
	case own:
		return "○"
	}
	return "–"
}

// The rules are the specification's table, cell by cell, those for one's own lieux alone included.
func TestPermissions(t *testing.T) {
	covers.Statement(t, "O72", "O78")
	people, seen := actors(), 0
	for row := range strings.Lines(strings.TrimSpace(permissions)) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(row), "|"), "|")
		name := strings.TrimSpace(cells[0])
		if len(acts[name]) == 0 {
			t.Fatalf("no acts of the row %q", name)
		}
		for i, column := range []string{"C", "G", "A", "V", "M", "P", "E", "X"} {
			t.Run(name+"/"+column, func(t *testing.T) {
				for n, do := range acts[name] {
					if got, want := do.cell(people[column]), strings.TrimSpace(cells[i+1]); got != want {
						t.Errorf("act %d: %s, want %s", n, got, want)
					}
				}
			})
		}
		seen++
	}
	if seen != len(acts) {
		t.Errorf("%d rows of %d", seen, len(acts))
	}
}
