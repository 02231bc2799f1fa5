// Package demo makes the demonstration's data, and keeps its databases apart from real ones.
//
// The data is a story (data/story.tsv): who did what, so many days ago. Each line is told through the use cases, as the
// person would have done it, under a clock set back; mails go out and their links are read in the mailbox. What is told
// is relative to the day on which it is told, so that a deadline is always near. Establishments are real (org/sample);
// people are invented, their addresses and telephone numbers are of those that are kept for fiction.
package demo

import "slices"

// Password opens every account of the demonstration.
const Password = "marelle et billes" //nolint:gosec // everybody is meant to read it

// Role is what an account is there to show.
type Role string

// The roles, in the order in which one would try them.
const (
	Admin           Role = "admin"
	Helper          Role = "helpdesk"
	Coordinator     Role = "coordinator"  // of the group whose deadline is near
	Coordinator2    Role = "coordinator2" // of the group that may be joined
	Coordinator3    Role = "coordinator3" // of the group of two hundred
	Begun           Role = "begun"        // has lots to validate before the deadline
	Done            Role = "done"
	Nothing         Role = "nothing" // member, nothing entered
	Waiting         Role = "waiting" // membership asked
	Refused         Role = "refused"
	Outsider        Role = "outsider"   // may join
	Newcomer        Role = "newcomer"   // signs in for the first time: has not accepted the conditions
	Incomplete      Role = "incomplete" // has just come, without establishment and telephone
	Unconfirmed     Role = "unconfirmed"
	Long            Role = "long"      // a name of 60 letters
	Central         Role = "central"   // of the purchasing body
	President       Role = "president" // of an authority with two schools
	Manager         Role = "manager"
	Requester       Role = "requester"
	Buyer           Role = "buyer" // and validator
	Receiver        Role = "receiver"
	Aide            Role = "aide"      // an aidant of « Demandes »
	Officer         Role = "officer"   // a référent
	TeamLead        Role = "team-lead" // leads a groupe
	Moderator       Role = "moderator" // called in where a dialogue breaks down
	Observer        Role = "observer"  // sees figures
	Provider        Role = "provider"  // an association of one person, of « Offres »
	Inspector       Role = "inspector" // of a district with twelve schools
	OffersModerator Role = "offers-moderator"
)

// Roles are all roles.
func Roles() []Role {
	return []Role{Admin, Helper, Coordinator, Coordinator2, Coordinator3, Begun, Done, Nothing, Waiting, Refused, Outsider, Newcomer, Incomplete, Unconfirmed, Long, Central, President, Manager, Requester, Buyer, Receiver, Aide, Officer, TeamLead, Moderator, Observer, Provider, Inspector, OffersModerator}
}

// Account is one that a visitor may try. Its password is Password.
type Account struct {
	Role     Role
	Name     string
	UserName string
	Email    string
}

// Accounts are those that a visitor may try, in the order of Roles.
func (s *Story) Accounts() []Account {
	var out []Account
	for _, p := range s.people {
		if p.role != "" {
			out = append(out, Account{Role: p.role, Name: p.name(), UserName: p.user, Email: p.address})
		}
	}
	slices.SortFunc(out, func(a, b Account) int { return slices.Index(Roles(), a.Role) - slices.Index(Roles(), b.Role) })
	return out
}

// Gone are the addresses that refuse mail, for NewPost.
func (s *Story) Gone() []string {
	var out []string
	for _, l := range s.lines {
		if l.do == doBounce {
			out = append(out, s.person(l.who).address)
		}
	}
	return out
}
