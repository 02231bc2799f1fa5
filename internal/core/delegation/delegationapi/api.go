// Package delegationapi is the API of « Gestion des accès »: the places where who asks gives roles, who holds which role there and
// limited to what, and the requests for one. It calls the use cases that the pages call.
//
// People are named by their public numbers, places by their references, what a role is limited to by what names it in addresses. Nobody
// is given another's birth date, nor the identifier that holds it (R104).
package delegationapi

import (
	"net/http"

	"preau/internal/core/delegation"
	"preau/internal/core/delegation/delegationapi/msg"
	"preau/internal/core/request"
	"preau/internal/core/rest"
	"preau/internal/core/token"
	"preau/internal/kit/i18n"
)

// The scopes.
const (
	Read  = "access:read"
	Write = "access:write"
)

// Scopes are what a token may be given here.
func Scopes() []token.Scope {
	return []token.Scope{
		{Key: Read, Label: msg.ScopeRead, Hint: msg.ScopeReadHint},
		{Key: Write, Label: msg.ScopeWrite, Hint: msg.ScopeWriteHint},
	}
}

// Options are what the operations call.
type Options struct {
	Accesses *delegation.Service
	Requests *request.Service
}

type api struct{ Options }

// Mount adds the operations.
func Mount(a *rest.API, o Options) {
	h := api{o}
	h.mountPlaces(a)
	h.mountPeople(a)
	h.mountRequests(a)
}

// notFound is among the answers of what names something.
var notFound = []int{http.StatusNotFound}

// versioned are the answers of what replaces something.
var versioned = []int{http.StatusNotFound, http.StatusPreconditionFailed, http.StatusPreconditionRequired}

// OfPlace names a place.
type OfPlace struct {
	Ref string `path:"ref" maxLength:"100"`
}

// OfPerson names somebody at a place.
type OfPerson struct {
	OfPlace
	Person int64 `path:"person" minimum:"1"`
}

// Glossary says what the properties and parameters of these resources are.
func Glossary() map[string]i18n.Key {
	out := map[string]i18n.Key{
		"parameter.person": msg.ParameterPerson, "parameter.request": msg.ParameterRequest, "parameter.name": msg.ParameterName,
		"parameter.role": msg.ParameterRole, "parameter.of": msg.ParameterOf,
		"Limit.ref": msg.LimitRef, "Limit.name": msg.LimitName, "Limit.note": msg.LimitNote,
		"ChainRole.role": msg.Role, "ChainRole.name": msg.RoleName, "ChainRole.hint": msg.RoleHint, "ChainRole.given": msg.RoleGiven,
		"ChainRole.holders": msg.RoleHolders, "ChainRole.givers": msg.RoleGivers, "ChainRole.limited_to": msg.RoleLimitedTo, "ChainRole.choices": msg.RoleChoices,
		"HeldRole.role": msg.Role, "HeldRole.from": msg.HeldFrom, "HeldRole.until": msg.HeldUntil, "HeldRole.given_by": msg.HeldBy,
		"HeldRole.limits": msg.HeldLimits, "HeldRole.limits_gone": msg.HeldGone,
		"RoleIn.role": msg.Role, "RoleIn.limits": msg.InLimits,
		"GiveIn.email": msg.PersonEmail, "GiveIn.first_name": msg.FirstName, "GiveIn.last_name": msg.LastName, "GiveIn.function": msg.Function,
		"GiveIn.roles": msg.InRoles, "GiveIn.from": msg.InFrom, "GiveIn.to": msg.InTo, "GiveIn.confirm": msg.InConfirm,
		"RolesIn.roles": msg.InAllRoles, "RolesIn.end": msg.InEnd, "RolesIn.keep": msg.InKeep, "RolesIn.confirm": msg.InConfirm,
		"AskIn.place": msg.PlaceRef, "AskIn.role": msg.Role, "AskIn.limits": msg.AskLimits, "AskIn.message": msg.AskMessage,
		"AcceptIn.limits": msg.AcceptLimits, "AcceptIn.confirm": msg.InConfirm, "RejectIn.reason": msg.RejectReason,
	}
	for _, of := range []string{"AccessPlace", "AccessPlaceDetail"} {
		for name, key := range map[string]i18n.Key{
			"ref": msg.PlaceRef, "name": msg.PlaceName, "commune": msg.PlaceCommune, "kind": msg.PlaceKind, "above": msg.PlaceAbove, "people": msg.PlacePeople,
			"missing": msg.PlaceMissing, "roles": msg.PlaceRoles,
		} {
			out[of+"."+name] = key
		}
	}
	for name, key := range map[string]i18n.Key{
		"number": msg.PersonNumber, "name": msg.PersonName, "user_name": msg.PersonUser, "email": msg.PersonEmail, "function": msg.Function, "state": msg.PersonState,
		"never_signed_in": msg.PersonNever, "activated_at": msg.PersonActivated, "invitation_sent_at": msg.PersonSent, "address_refused": msg.PersonRefused,
		"roles": msg.PersonRoles, "version": msg.PersonVersion,
	} {
		out["AccessPerson."+name] = key
	}
	for name, key := range map[string]i18n.Key{
		"number": msg.AskNumber, "name": msg.AskName, "email": msg.AskEmail, "role": msg.Role, "place": msg.AskPlace, "place_name": msg.PlaceName, "more": msg.AskMore,
		"limits": msg.AskLimits, "message": msg.AskMessage, "state": msg.AskState, "asked_at": msg.AskAt, "decided_at": msg.AskDecidedAt, "decided_by": msg.AskDecidedBy,
		"reason": msg.RejectReason, "acts": msg.AskActs, "choices": msg.RoleChoices, "deciders": msg.AskDeciders,
	} {
		out["AccessRequest."+name], out["AccessRequestDetail."+name] = key, key
	}
	return out
}
