// Package role is the roles of « Offres »: what one may be in a structure, and who moderates. All rooms of the service may ask it.
package role

import (
	"slices"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/offers/msg"
)

// The roles of the service (O64). The first four are held in a structure and add up; the last on the whole platform.
const (
	Reader    access.RoleKey = "offers.reader"    // « Consultation d'offres »
	Manager   access.RoleKey = "offers.manager"   // « Gestionnaire d'offres »; may be limited to lieux
	Admin     access.RoleKey = "offers.admin"     // « Administrateur offreur »
	Approver  access.RoleKey = "offers.approver"  // « Valideur d'offres »
	Moderator access.RoleKey = "offers.moderator" // « Modérateur »
)

// All declares them. An « Administrateur offreur » gives the roles of their structure; administrators of the platform, too, and they name
// moderators. By accepting a structure a moderator makes its first account, and sets no permissions after that (1.3).
var All = access.Roles{
	{Key: Reader, Label: msg.RoleReader, Hint: msg.RoleReaderHint, Kinds: inStructure, Bodies: providers, GivenBy: byAdmin},
	{Key: Manager, Label: msg.RoleManager, Hint: msg.RoleManagerHint, Kinds: inStructure, Bodies: providers, GivenBy: byAdmin, Limit: access.Site, Unlimited: access.ReachAll},
	{Key: Admin, Label: msg.RoleAdmin, Hint: msg.RoleAdminHint, Kinds: inStructure, Bodies: providers, GivenBy: byAdmin},
	{Key: Approver, Label: msg.RoleApprover, Hint: msg.RoleApproverHint, Kinds: inStructure, Bodies: providers, GivenBy: byAdmin},
	{Key: Moderator, Label: msg.RoleModerator, Hint: msg.RoleModeratorHint, Kinds: []access.PlaceKind{access.Platform}, GivenBy: []access.RoleKey{access.Admin}},
}

var (
	inStructure = []access.PlaceKind{access.Organisation}
	providers   = []string{"provider"}
	byAdmin     = []access.RoleKey{Admin, access.Admin}
)

// Delegation is who gives whom what: the roles of the service, and the administrators above them.
var Delegation = slices.Concat(access.Base(), All)

// InStructure are the permissions of the form of a user, in its order (O64).
func InStructure() []access.RoleKey { return []access.RoleKey{Reader, Manager, Admin, Approver} }

// At is a structure's organisation as the place where its roles are held.
func At(orgID string) access.Place { return access.Place{Kind: access.Organisation, ID: orgID} }

// Holds says whether somebody holds one of some roles in a structure.
func Holds(who access.Actor, orgID string, roles ...access.RoleKey) bool {
	return orgID != "" && slices.ContainsFunc(roles, func(r access.RoleKey) bool { return who.Holds(r, At(orgID)) })
}

// Belongs says whether somebody holds any role in a structure. Each of them lets one read its offers.
func Belongs(who access.Actor, orgID string) bool { return Holds(who, orgID, InStructure()...) }

// Manages says whether somebody writes offers for a lieu of a structure; siteID is empty for the structure itself, where a
// « Gestionnaire » who is limited to lieux writes none.
func Manages(who access.Actor, orgID, siteID string) bool {
	declared, _ := All.ByKey(Manager)
	return who.Within(declared, At(orgID), access.Site, siteID)
}

// Lieux are those of a structure to which who is limited as « Gestionnaire »; whole says that they write for all of it. Neither, for who
// writes no offers there.
func Lieux(who access.Actor, orgID string) (whole bool, sites []string) {
	for _, g := range who.Grants {
		if g.Role != Manager || g.Place != At(orgID) {
			continue
		}
		if !g.Limited {
			return true, nil
		}
		for _, l := range g.Limits {
			if l.Kind == access.Site {
				sites = append(sites, l.Ref)
			}
		}
	}
	return false, sites
}

// Moderates says whether somebody moderates: as moderator, or as administrator of the platform.
func Moderates(who access.Actor) bool {
	return who.Holds(Moderator, access.Everywhere) || who.IsAdmin()
}

// Structures are the organisations in which somebody holds one of some roles; without roles, any of the service.
func Structures(who access.Actor, roles ...access.RoleKey) []string {
	if len(roles) == 0 {
		roles = InStructure()
	}
	var out []string
	for _, r := range roles {
		for _, id := range who.Places(r, access.Organisation) {
			if !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
	}
	return out
}

// Structure is the organisation for which somebody acts here: the one that they chose, if they hold a role of the service there, else
// the first. Empty: none.
func Structure(who access.Actor) string {
	all := Structures(who)
	switch {
	case slices.Contains(all, who.Acting.ID):
		return who.Acting.ID
	case len(all) > 0:
		return all[0]
	}
	return ""
}

// Name is how the structure for which somebody acts is called; empty: they act for none.
func Name(who access.Actor) string {
	id := Structure(who)
	for _, w := range who.Works {
		if w.ID == id {
			return w.Name
		}
	}
	return ""
}

// FieldFor is the hidden field of each form of one's own structure: the structure for which it was drawn.
const FieldFor = "structure_de"

// Still refuses a form that was drawn for another structure than the one for which who acts now: they chose another in another tab, lost
// their access to that one, or are somebody else in the same browser. What was typed is theirs to look at, and to send again. drawn is
// the value of FieldFor; a form without it says nothing.
func Still(who access.Actor, drawn string) error {
	if drawn == "" || drawn == Structure(who) {
		return nil
	}
	return &apperr.Error{Kind: apperr.Invalid, Msg: i18n.M(msg.FaultOtherStructure, "name", Name(who))}
}

// Beside is such a refusal with what else is wrong of the form: a file of it that was not taken is not there when it is sent again, and nobody
// would know.
func Beside(other, more error) error {
	x, is := apperr.As(other)
	y, too := apperr.As(more)
	if !is || !too {
		return other
	}
	out := *x
	out.Fields = append(slices.Clone(x.Fields), y.Fields...)
	return &out
}
