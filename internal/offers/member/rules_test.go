package member

import (
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/offers/structure"
)

// Who was invited without a name is called by their address.
func TestNameOfAPerson(t *testing.T) {
	t.Parallel()
	for want, p := range map[string]Person{"a@ecole.test": {Email: "a@ecole.test"}, "Zoé": {FirstName: "Zoé", Email: "a@ecole.test"}, "Zoé Petit": {FirstName: "Zoé", LastName: "Petit"}} {
		if got := p.Name(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Who does what to an access, to an invitation and to a request to join, cell by cell: consultation, gestionnaire, administrateur offreur,
// valideur, modérateur, administrateur of the platform, and who has the link of an invitation (1.3).
func TestCellsOfPeople(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "O92", "O72")
	columns := []structure.Role{structure.AsReader, structure.AsManager, structure.AsAdmin, structure.AsApprover, structure.AsModerator, structure.AsOperator, AsInvited}
	for name, x := range map[string]struct {
		may   func(r structure.Role) bool
		cells string
	}{
		"give":       {func(r structure.Role) bool { return Moves.May(Give, Inactive, []structure.Role{r}, Case{}) }, "––●––●–"},
		"take back":  {func(r structure.Role) bool { return Moves.May(TakeBack, Active, []structure.Role{r}, Case{}) }, "––●––●–"},
		"link":       {func(r structure.Role) bool { return Moves.May(SendLink, Active, []structure.Role{r}, Case{}) }, "––●––●–"},
		"rectify":    {func(r structure.Role) bool { return Invitations.May(Rectify, Waiting, []structure.Role{r}, Case{}) }, "––●––●–"},
		"send again": {func(r structure.Role) bool { return Invitations.May(SendAgain, Waiting, []structure.Role{r}, Case{}) }, "––●––●–"},
		"withdraw":   {func(r structure.Role) bool { return Invitations.May(Withdraw, Waiting, []structure.Role{r}, Case{}) }, "––●––●–"},
		"accept":     {func(r structure.Role) bool { return Invitations.May(Accept, Waiting, []structure.Role{r}, Case{}) }, "––––––●"},
		"join: yes":  {func(r structure.Role) bool { return Joins.May(Accept, JoinAsked, []structure.Role{r}, Case{}) }, "––●–●●–"},
		"join: no":   {func(r structure.Role) bool { return Joins.May(Refuse, JoinAsked, []structure.Role{r}, Case{}) }, "––●–●●–"},
	} {
		for i, cell := range []rune(x.cells) {
			if x.may(columns[i]) != (cell == '●') {
				t.Errorf("%s by %s: want %c", name, columns[i], cell)
			}
		}
	}
}

// What keeps an act from being done, with its reason: the last administrator stays, and an invitation is its sender's (O70, O71).
func TestWhyNotOfPeople(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "O70", "O71")
	if why := Moves.Why(TakeBack, Active, keepers, Case{LastAdmin: true}); len(why) != 1 || why[0].Code != WhyLastAdmin.Code {
		t.Error(why)
	}
	for _, s := range Moves.States { // of a suspended account, which is inactive, too: it would have all of it again when it is reactivated
		if !Moves.May(TakeBack, s, keepers, Case{}) {
			t.Errorf("nothing is taken back while %s", s)
		}
	}
	if why := Invitations.Why(Accept, Waiting, by{AsInvited}, Case{Void: true}); len(why) != 1 || why[0].Code != WhyVoid.Code {
		t.Error(why)
	}
	for _, s := range []InvitationState{Accepted, Withdrawn} {
		for _, do := range []Act{Rectify, SendAgain, Withdraw, Accept} {
			if Invitations.May(do, s, append(by{AsInvited}, keepers...), Case{}) {
				t.Errorf("%s of an invitation that is %s", do, s)
			}
		}
	}
	for _, s := range []JoinState{JoinAccepted, JoinRefused} {
		if Joins.May(Accept, s, deciders, Case{}) || Joins.May(Refuse, s, deciders, Case{}) {
			t.Errorf("answered, and answered again: %s", s)
		}
	}
}
