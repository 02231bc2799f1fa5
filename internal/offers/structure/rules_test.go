package structure_test

import (
	"slices"
	"testing"

	"preau/internal/core/access"
	"preau/internal/kit/covers"
	"preau/internal/offers/role"
	"preau/internal/offers/structure"
)

// The cells of the specification's table of permissions that speak of a structure (1.3), in a structure that works: consultation,
// gestionnaire, administrateur offreur, valideur, modérateur, administrateur of the platform, and anybody.
func TestCellsOfPermissions(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "O92", "O32", "O64")
	at := structure.Structure{OrgID: "o", State: structure.Active}
	waiting := structure.Structure{State: structure.Requested}
	person := func(keys ...access.RoleKey) access.Actor {
		var a access.Actor
		for _, k := range keys {
			p := role.At("o")
			if k == role.Moderator || k == access.Admin {
				p = access.Everywhere
			}
			a.Grants = append(a.Grants, access.Grant{Role: k, Place: p})
		}
		return a
	}
	columns := []access.Actor{person(role.Reader), person(role.Manager), person(role.Admin), person(role.Approver), person(role.Moderator), person(access.Admin), person()}
	for _, c := range []struct {
		do    structure.Act
		of    structure.Structure
		cells string
	}{
		{structure.See, at, "●●●●●●–"},
		{structure.ReadHistory, at, "●●●●●●–"},
		{structure.Publish, at, "–––●–●–"},
		{structure.Edit, at, "––●––●–"},
		{structure.ManagePeople, at, "––●––●–"},
		{structure.ManageSites, at, "––●––●–"},
		{structure.DecideJoins, at, "––●–●●–"},
		{structure.Accept, waiting, "––––●●–"},
		{structure.AskCorrection, waiting, "––––●●–"},
		{structure.Refuse, waiting, "––––●●–"},
		{structure.Suspend, at, "––––●●–"},
		{structure.Correct, waiting, "–––––––"},
	} {
		for i, cell := range []rune(c.cells) {
			may := structure.Moves.May(c.do, c.of.State, structure.RolesOf(columns[i], c.of), c.of)
			if may != (cell == '●') {
				t.Errorf("%s by column %d: %t, want %c", c.do, i, may, cell)
			}
		}
	}
	if got := structure.RolesOf(person(role.Manager, role.Approver), at); !slices.Contains(got, structure.AsReader) || len(got) != 3 {
		t.Errorf("permissions add up, each with reading: %v", got)
	}
}

// Each transition of 1.2 leads where it should, and no other one is there.
func TestLifeOfAStructure(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "O92", "O24")
	mod, asked := []structure.Role{structure.AsModerator}, []structure.Role{structure.AsApplicant}
	allowed := map[structure.State]map[structure.Act]structure.State{
		structure.Requested: {structure.Accept: structure.Active, structure.AskCorrection: structure.ToCorrect, structure.Refuse: structure.Refused},
		structure.ToCorrect: {structure.Correct: structure.Requested},
		structure.Active:    {structure.Suspend: structure.Suspended},
		structure.Suspended: {structure.Reopen: structure.Active, structure.Close: structure.Closed},
	}
	for _, s := range structure.States() {
		for _, do := range []structure.Act{structure.Accept, structure.AskCorrection, structure.Refuse, structure.Correct, structure.Suspend, structure.Reopen, structure.Close} {
			by := mod
			if do == structure.Correct {
				by = asked
			}
			to, err := structure.Moves.Next(do, s, by, structure.Structure{State: s})
			want, may := allowed[s][do]
			if may != (err == nil) || may && to != want {
				t.Errorf("%s from %s: to %s, %v", do, s, to, err)
			}
		}
	}
	for _, s := range structure.States() {
		for _, do := range []structure.Act{structure.Edit, structure.ManagePeople, structure.Publish} {
			if may := structure.Moves.May(do, s, []structure.Role{structure.AsAdmin, structure.AsApprover}, structure.Structure{State: s}); may != (s == structure.Active) {
				t.Errorf("%s while %s: %t", do, s, may)
			}
		}
	}
}
