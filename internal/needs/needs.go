// Package needs is the service « Groupements »: establishments join a purchasing group, enter and validate what they
// need lot by lot before the deadline, and the coordinator consolidates.
//
// Words: a Group (groupement d'achat) of a support establishment holds Lots of Lines; an establishment's Membership
// (adhésion) is asked, then accepted or refused by a coordinator; a Sheet (fiche de besoins) is what one member wants
// of one lot, saved, validated and versioned as a whole. Silence is not zero: a lot of which nothing is wanted is
// validated too (R042). What a group gives to read (convention, rules …) is a Document with versions; its coordinators
// follow the sheets on a Board, and take the whole as one workbook, a Matrix.
//
// Each object has its folder, with its states and rules: membership → group; sheet and document → membership; board and
// matrix → sheet. What speaks of several of them is here: a group's page, the lists, what waits.
package needs

import (
	"slices"

	files "preau/internal/core/document"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/jobs"
	"preau/internal/needs/board"
	"preau/internal/needs/document"
	"preau/internal/needs/group"
	"preau/internal/needs/matrix"
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
	matrices    = matrix.Service
)

// Service holds the use cases of all objects, and those that speak of several.
type Service struct {
	*groups
	*memberships
	*sheets
	*documents
	*boards
	*matrices
	db *db.DB
}

// Options are what the service stands on.
type Options struct {
	DB       *db.DB
	Jobs     *jobs.Queue
	Notify   *notify.Service
	Files    *files.Service
	Speak    func(i18n.Lang) *i18n.T // the words and the zone of files that jobs make
	People   group.People
	Profiles membership.Profiles
	Operator membership.Operator
}

// New makes the service, and declares its jobs.
func New(o Options) *Service {
	return &Service{
		groups: group.New(o.DB, o.Notify, o.People), memberships: membership.New(o.DB, o.Notify, o.Profiles, o.Operator), sheets: sheet.New(o.DB),
		documents: document.New(o.DB, o.Files), boards: board.New(o.DB), db: o.DB,
		matrices: matrix.New(matrix.Options{DB: o.DB, Jobs: o.Jobs, Files: o.Files, Notify: o.Notify, Speak: o.Speak}),
	}
}

// Kinds are the mails that this service sends.
func Kinds() []notify.Kind { return slices.Concat(membership.Kinds(), group.Kinds(), matrix.Kinds()) }
