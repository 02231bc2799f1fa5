package access

import "preau/internal/core/access/msg"

// Base are the roles of the platform itself; each module adds its own.
func Base() Roles {
	return Roles{
		{Key: Admin, Label: msg.RoleAdmin, Kinds: []PlaceKind{Platform}, GivenBy: []RoleKey{Admin}},
		{Key: Helper, Label: msg.RoleHelper, Hint: msg.RoleHelperHint, Kinds: []PlaceKind{Platform}, GivenBy: []RoleKey{Admin}},
		{Key: Member, Label: msg.RoleMember, Kinds: []PlaceKind{Organisation}, GivenBy: []RoleKey{Member, Admin}},
	}
}
