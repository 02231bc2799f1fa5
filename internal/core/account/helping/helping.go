// Package helping is the helpdesk (R140): somebody who is asked « pourquoi est-ce que je ne peux pas … ? » finds the person,
// sees in which state the account is, what became of its mails, which roles it holds and what stands in its way, and helps an
// account that still waits for its owner. It finds establishments and their sites, and enters a telephone where there is none.
//
// It shows no sheet, document or message, and acts as nobody but itself (R141): the reasons are those of the person's
// own pages, asked for them. Each look at a person is a line of their history, which they read in « Sécurité ».
package helping

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/msg"
	"preau/internal/core/instance"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
)

// Answer is what stands between a person and an act; nothing: they may.
type Answer struct {
	Question i18n.Msg
	Reasons  []apperr.Reason
}

// Topic is what somebody is asked about.
type Topic string

// The topics: a purchasing group, by its number, and ordering at all or, by its number, in a market.
const (
	OfGroups Topic = "groups"
	OfOrders Topic = "orders"
)

// Asks asks a service what a person may do with the object of a number, as their own pages would say it; NotFound when the person
// cannot see it. The actor carries no session: it can be asked about, not acted as.
type Asks func(ctx context.Context, tx *db.Tx, about Subject, number int64) (title string, answers []Answer, err error)

// Subject is whom reasons are asked about.
type Subject struct {
	access.Actor
	Missing []i18n.Key // empty fields of their profile
}

// Options are what the helpdesk needs from outside.
type Options struct {
	DB       *db.DB
	Accounts *account.Service
	Mail     *notify.Service
	Roles    access.Roles
	Settings func(context.Context) (instance.Settings, error)
	Why      map[Topic]Asks
	// Givers are the roles by which accesses are given at an organisation, and who holds them; nil: nobody knows of any.
	Givers func(ctx context.Context, tx *db.Tx, orgID string) ([]Giver, error)
	// Named are what a role at an organisation may be limited to today, by id; nil: roles are told without.
	Named func(ctx context.Context, tx *db.Tx, kind access.LimitKind, orgID string) (map[string]string, error)
	// Appointed tells others, within the transaction, that who acts gave themselves a role of the whole platform; nil tells nobody.
	Appointed func(ctx context.Context, tx *db.Tx, who access.Actor, role access.RoleKey) error
	// Accepts are the domains that some place where somebody works takes, and this address is none of, as account/moving asks it (C006); nil asks nobody.
	Accepts func(ctx context.Context, tx *db.Tx, accountID, address string) (string, error)
}

// Giver is a role by which accesses are given at an organisation.
type Giver struct {
	Role    i18n.Key
	Holders []apperr.Lifter // with their place, where that is above
	Lifters []apperr.Lifter // of one that nobody holds: who can name somebody
}

// Service is the helpdesk.
type Service struct{ o Options }

// New makes the service.
func New(o Options) *Service { return &Service{o: o} }

// Act is what the helpdesk may do with somebody's account.
type Act string

// The acts.
const (
	Look    Act = "look"
	Resend  Act = "resend"
	Correct Act = "correct_address"
	Phone   Act = "enter_phone"
)

// Role is what somebody is to an account here.
type Role string

// The roles. Administrators see and do what the helpdesk does, and are noted alike.
const (
	Helper        Role = "helpdesk"
	Administrator Role = "administrator"
)

type by = []Role

// moves is the whole of what the helpdesk may do.
var moves = workflow.Table[account.State, Act, Role, account.Account]{
	Object: "account-helpdesk",
	States: account.States(),
	Roles:  by{Helper, Administrator},
	Rows: []workflow.Row[account.State, Act, Role, account.Account]{
		{Do: Look, By: by{Helper, Administrator}},
		{Do: Resend, From: []account.State{account.Created, account.Invited}, By: by{Helper, Administrator}},
		// Before anybody came: afterwards the address is changed as account/moving does (R013, R109).
		{
			Do: Phone, From: []account.State{account.Created, account.Invited, account.Active, account.Suspended}, By: by{Helper, Administrator},
			If: []workflow.Guard[account.Account]{phoneMissing},
		},
		{Do: Correct, From: []account.State{account.Invited}, By: by{Helper, Administrator}, If: []workflow.Guard[account.Account]{neverCame}},
	},
	NotYours: func(Act, account.Account) apperr.Reason {
		return apperr.Reason{Code: "account.not_yours", Kind: apperr.Never, Text: i18n.M(msg.WhyNotYours)}
	},
	NotNow: func(Act, account.State, account.Account) apperr.Reason { return apperr.Reason{} },
}

var neverCame = workflow.Guard[account.Account]{Name: "never signed in", Why: func(a account.Account) *apperr.Reason {
	if a.Never() {
		return nil
	}
	return &apperr.Reason{Code: "account.came", Kind: apperr.Never, Text: i18n.M(msg.WhyCame)}
}}

// phoneMissing: what is there is the person's to change (R140).
var phoneMissing = workflow.Guard[account.Account]{Name: "no telephone yet", Why: func(a account.Account) *apperr.Reason {
	if a.Phone == "" {
		return nil
	}
	return &apperr.Reason{Code: "account.phone_there", Kind: apperr.Never, Text: i18n.M(msg.ErrorPhoneThere)}
}}

// Said are the sentences of this room's reasons, by code.
func Said() map[string]i18n.Key {
	return map[string]i18n.Key{"account.came": msg.WhyCame, "account.phone_there": msg.ErrorPhoneThere}
}

// Rules give the table to the documentation.
func Rules() (matrix, diagram string) { return moves.Matrix(), moves.Diagram() }

func rolesOf(who access.Actor) []Role {
	var out []Role
	if who.IsHelper() {
		out = append(out, Helper)
	}
	if who.IsAdmin() {
		out = append(out, Administrator)
	}
	return out
}

// allow says whether who is of the helpdesk; who is not is told that there is no such page.
func allow(who access.Actor) error {
	switch {
	case !who.SignedIn():
		return apperr.UnauthenticatedErr()
	case len(rolesOf(who)) == 0:
		return apperr.NotFoundErr()
	}
	return nil
}
