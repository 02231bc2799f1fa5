// Package needs is the service « Groupements »: establishments join a purchasing group, enter and validate what they
// need lot by lot before the deadline, and the coordinator consolidates.
//
// Words: a Group (groupement d'achat) of a support establishment holds Lots of Lines; an establishment's Membership
// (adhésion) is asked, then accepted or refused by a coordinator; a Sheet (fiche de besoins) is what one member wants
// of one lot, saved, validated and versioned as a whole. Silence is not zero: a lot of which nothing is wanted is
// validated too (R042). What a group gives to read (convention, rules …) is a Document with versions.
//
// States: a group is draft → open → abandoned, and its phases (joining, entry) follow from its dates; a membership is
// asked → accepted | refused | withdrawn; a sheet is none → entry → validated, and back before the deadline.
// Who may do what is in rules.go.
package needs

import (
	"context"

	"preau/internal/core/document"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Profiles tells what a person has still to say of themselves before acting for an establishment.
type Profiles interface {
	// Missing names the empty fields of the profile; none means that it is complete (R009).
	Missing(ctx context.Context, tx *db.Tx, accountID string) ([]i18n.Key, error)
}

// Operator tells where the operator reads mail, for what no coordinator can be told (R030).
type Operator interface {
	// Contact is the operator's address, empty when none is set.
	Contact(ctx context.Context) string
}

// Service holds the use cases.
type Service struct {
	db       *db.DB
	notify   *notify.Service
	people   People
	profiles Profiles
	operator Operator
	files    *document.Service
}

// New makes the service, which is told of the mails to coordinators that are lost.
func New(d *db.DB, n *notify.Service, files *document.Service, people People, profiles Profiles, o Operator) *Service {
	s := &Service{db: d, notify: n, files: files, people: people, profiles: profiles, operator: o}
	n.WhenLost(kindAsked, s.demandLost)
	return s
}
