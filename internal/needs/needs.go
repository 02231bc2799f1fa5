// Package needs is the service « Groupements »: establishments join a purchasing group, enter and validate what they
// need lot by lot before the deadline, and the coordinator consolidates.
//
// Words: a Group (groupement d'achat) of a support establishment holds Lots of Lines; an establishment's Membership
// (adhésion) is asked, then accepted or refused by a coordinator; a Sheet (fiche de besoins) is what one member wants
// of one lot, saved, validated and versioned as a whole. Silence is not zero: a lot of which nothing is wanted is
// validated too (R042). What a group gives to read (convention, rules …) is a Document with versions; its coordinators
// follow the sheets on a Board.
//
// Each object has its folder, with its states and rules: membership → group; sheet and document → membership; board →
// sheet. What speaks of several of them is here: a group's page, the lists, what waits.
package needs

import (
	"slices"

	files "preau/internal/core/document"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/needs/board"
	"preau/internal/needs/document"
	"preau/internal/needs/group"
	"preau/internal/needs/membership"
	"preau/internal/needs/sheet"
)

// The use cases of each object, under a name of its own.
type (
	groups      = group.Service
	memberships = membership.Service
	sheets      = sheet.Service
	documents   = document.Service
	boards      = board.Service
)

// Service holds the use cases of all objects, and those that speak of several.
type Service struct {
	*groups
	*memberships
	*sheets
	*documents
	*boards
	db *db.DB
}

// New makes the service.
func New(d *db.DB, n *notify.Service, f *files.Service, people group.People, profiles membership.Profiles, o membership.Operator) *Service {
	return &Service{
		groups: group.New(d, n, people), memberships: membership.New(d, n, profiles, o), sheets: sheet.New(d),
		documents: document.New(d, f), boards: board.New(d), db: d,
	}
}

// Kinds are the mails that this service sends.
func Kinds() []notify.Kind { return slices.Concat(membership.Kinds(), group.Kinds()) }
