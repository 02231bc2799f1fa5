package member

import (
	"context"
	"crypto/subtle"
	"fmt"
	"slices"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/offers/role"
	"preau/internal/offers/structure"
)

// InvitationState is where an invitation is.
type InvitationState string

// The states of an invitation.
const (
	Waiting   InvitationState = "waiting"
	Accepted  InvitationState = "accepted"
	Withdrawn InvitationState = "withdrawn"
)

// InvitationStates are all of them.
func InvitationStates() []InvitationState { return []InvitationState{Waiting, Accepted, Withdrawn} }

// linkServes is how long the link of an invitation serves; who is late asks for another on its page.
const linkServes = 30 * 24 * time.Hour

// Invitation is permissions in a structure that wait until the owner of an address accepts them. Nobody learns before whether the address
// has an account (O65).
type Invitation struct {
	ID     string
	Number int64 // public
	OrgID  string
	State  InvitationState
	structure.Applicant
	Roles     []access.RoleKey
	Shared    bool     // the account will be a shared one
	Sites     []string // see Person
	Whole     bool     // « Toute la structure » was chosen: it lifts a limit that one has already
	SentBy    string   // an account
	SentName  string
	InvitedAt time.Time
	SentAt    time.Time
	Sends     int // how many links were sent
	Reminded  int
	AccountID string // of who accepted
	Version   int64
}

// token names the link of the mail that was sent last: a newer one makes it worthless.
func (i Invitation) token() string {
	return fmt.Sprintf("offers.invitation %s %d", i.ID, i.Sends)
}

// sentAgain has a fresh link go out.
func (i *Invitation) sentAgain(at time.Time) { i.SentAt, i.Sends = at, i.Sends+1 }

// expired says whether the link serves no more.
func (i Invitation) expired(now time.Time) bool { return now.Sub(i.SentAt) > linkServes }

// opens says whether a secret is that of a link that was sent, and of the last one.
func (s *Service) opens(i Invitation, secret string) (sent, last bool) {
	for of := i; of.Sends > 0; of.Sends-- {
		right := s.o.Notify.Links().Secret(of.token())
		if subtle.ConstantTimeCompare([]byte(right), []byte(secret)) == 1 {
			return true, of.Sends == i.Sends
		}
	}
	return false, false
}

// sender is who sent an invitation, with what they hold now.
func sender(ctx context.Context, tx *db.Tx, i Invitation) (access.Actor, error) {
	var who access.Actor
	active, err := db.Value[bool](ctx, tx, `SELECT EXISTS (SELECT 1 FROM account_accounts WHERE id = $1 AND state = 'active')`, i.SentBy)
	if err != nil || !active {
		return who, err
	}
	who.ID, who.Name, who.At = i.SentBy, i.SentName, tx.Now()
	who.Grants, err = access.GrantsOf(ctx, tx, i.SentBy, tx.Now())
	return who, err
}

// upheld says whether who sent an invitation may still invite into the structure (O71); where it answers a request to join, whether they
// may still decide those (O17).
func upheld(ctx context.Context, tx *db.Tx, x structure.Structure, i Invitation) (bool, error) {
	who, err := sender(ctx, tx, i)
	if err != nil {
		return false, err
	}
	roles := structure.RolesOf(who, x)
	if structure.Moves.May(structure.ManagePeople, x.State, roles, x) {
		return true, nil
	}
	if !structure.Moves.May(structure.DecideJoins, x.State, roles, x) {
		return false, nil
	}
	return db.Value[bool](ctx, tx, `SELECT `+answersJoin+` FROM offers_invitations i WHERE i.id = $1`, i.ID)
}

// answersJoin is the condition for an invitation i whose sender said yes to a request of that address, by it or while it waited.
const answersJoin = `EXISTS (SELECT 1 FROM offers_joins j WHERE j.org_id = i.org_id AND j.email_fold = i.email_fold AND j.state = 'accepted' AND j.moved_by_id = i.sent_by AND j.moved_at >= i.invited_at)`

// Holds says whether the invitation is for a role.
func (i Invitation) Holds(k access.RoleKey) bool { return slices.Contains(i.Roles, k) }

// wholeStructure stands in the column of the lieux where the whole structure was chosen; an empty one says that nothing was asked.
const wholeStructure = "*"

func (i Invitation) sitesText() string {
	if i.Whole && len(i.Sites) == 0 {
		return wholeStructure
	}
	return strings.Join(i.Sites, " ")
}

// sitesOf reads it.
func sitesOf(text string) (sites []string, whole bool) {
	if text == wholeStructure {
		return nil, true
	}
	return strings.Fields(text), false
}

func rolesText(all []access.RoleKey) string {
	out := make([]string, len(all))
	for i, k := range all {
		out[i] = string(k)
	}
	return strings.Join(out, " ")
}

// rolesOf reads it, in the order of the form.
func rolesOf(text string) []access.RoleKey {
	var out []access.RoleKey
	for _, k := range role.InStructure() {
		if slices.Contains(strings.Fields(text), string(k)) {
			out = append(out, k)
		}
	}
	return out
}

// labels are the permissions in words, for mails.
func labels(all []access.RoleKey) i18n.Keys {
	var out i18n.Keys
	for _, k := range all {
		declared, _ := role.All.ByKey(k)
		out = append(out, declared.Label)
	}
	return out
}
