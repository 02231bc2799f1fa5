// Package needsapi is the API of purchasing groups: the groups, the memberships and sheets of the establishment that who
// asks acts for, and what coordinators follow and decide. It calls the use cases that the pages call.
//
// Things are named by their public numbers and references; quantities are decimal texts, instants are in UTC.
package needsapi

import (
	"net/http"

	"preau/internal/core/rest"
	"preau/internal/core/token"
	"preau/internal/needs"
	"preau/internal/needs/needsapi/msg"
)

// The scopes.
const (
	Read  = "needs:read"
	Write = "needs:write"
)

// Scopes are what a token may be given here.
func Scopes() []token.Scope {
	return []token.Scope{
		{Key: Read, Label: msg.ScopeRead, Hint: msg.ScopeReadHint},
		{Key: Write, Label: msg.ScopeWrite, Hint: msg.ScopeWriteHint},
	}
}

type api struct{ needs *needs.Service }

// Mount adds the operations.
func Mount(a *rest.API, s *needs.Service) {
	h := api{s}
	h.mountGroups(a)
	h.mountMemberships(a)
	h.mountSheets(a)
	h.mountDemands(a)
	h.mountBoard(a)
}

// notFound is among the answers of what names something.
var notFound = []int{http.StatusNotFound}

// versioned are the answers of what replaces something.
var versioned = []int{http.StatusNotFound, http.StatusPreconditionFailed, http.StatusPreconditionRequired}

// OfGroup names a group.
type OfGroup struct {
	Number int64 `path:"number" minimum:"1"`
}

// OfLot names a lot of a group.
type OfLot struct {
	OfGroup
	Lot int64 `path:"lot" minimum:"1"`
}
