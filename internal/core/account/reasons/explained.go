// Package reasons is what the reasons of the rooms of accounts are in words, as data: each code's sentence, and the help's answer.
package reasons

import (
	"preau/internal/core/access"
	"preau/internal/core/account/msg"
	"preau/internal/core/help"
	"preau/internal/kit/apperr"
)

// Explained are the help's answers to this room's reasons, by code.
func Explained() help.Entries {
	return help.Entries{
		"account.sign_up_closed": {Kind: apperr.Never, For: []help.Reader{help.Everyone}, Text: msg.HelpSignUpClosed},
		"account.way_closed":     {Kind: apperr.Never, For: []help.Reader{help.Everyone}, Text: msg.HelpWayClosed},
		"account.not_yours":      {Kind: apperr.Never, For: []help.Reader{help.Everyone}, Text: msg.HelpNotYours},
		"account.own":            {Kind: apperr.Never, For: help.Roles(access.Admin), Text: msg.HelpOwn},
		"account.not_activated":  {Kind: apperr.Act, For: []help.Reader{help.Everyone}, Lift: []help.Reader{help.You}, Text: msg.HelpNotActivated},
		"account.invited":        {Kind: apperr.Act, For: []help.Reader{help.Everyone}, Lift: []help.Reader{help.You}, Text: msg.HelpInvited},
		"account.suspended":      {Kind: apperr.Act, For: []help.Reader{help.Everyone}, Lift: help.Roles(access.Admin), Text: msg.HelpSuspended},
		"account.active":         {Kind: apperr.Never, For: []help.Reader{help.Everyone}, Text: msg.HelpActive},
		"account.closed":         {Kind: apperr.Never, For: []help.Reader{help.Everyone}, Text: msg.HelpClosed},
		"account.last_admin":     {Kind: apperr.Never, For: help.Roles(access.Admin), Text: msg.HelpLastAdmin},
		"account.only_admin":     {Kind: apperr.Act, For: help.Roles(access.Admin), Lift: []help.Reader{help.Operator}, Text: msg.HelpOnlyAdmin},
		"account.last_holder":    {Kind: apperr.Act, For: []help.Reader{help.Everyone}, Lift: []help.Reader{help.Givers}, Text: msg.HelpLastHolder},
		"account.move_own":       {Kind: apperr.Never, For: help.Roles(access.Admin), Text: msg.HelpMoveOwn},
		"account.move_unused":    {Kind: apperr.Never, For: help.Roles(access.Admin), Text: msg.HelpMoveUnused},
		"account.move_late":      {Kind: apperr.Date, For: []help.Reader{help.Everyone}, Text: msg.HelpMoveLate},
		"account.move_early":     {Kind: apperr.Date, For: help.Roles(access.Admin), Text: msg.HelpMoveEarly},
		"account.move_taken":     {Kind: apperr.Never, For: []help.Reader{help.Everyone}, Text: msg.HelpMoveTaken},
		"account.no_mailbox":     {Kind: apperr.Act, For: []help.Reader{help.Everyone}, Lift: help.Roles(access.Admin), Text: msg.HelpNoMailbox},
		"account.move_objected":  {Kind: apperr.Act, For: []help.Reader{help.Everyone}, Lift: help.Roles(access.Admin), Text: msg.HelpMoveObjected},
		"account.came":           {Kind: apperr.Never, For: help.Roles(access.Helper, access.Admin), Text: msg.HelpCame},
		"account.temporary_late": {Kind: apperr.Act, For: []help.Reader{help.Everyone}, Lift: []help.Reader{help.You}, Text: msg.HelpTemporaryLate},
		"account.phone_there":    {Kind: apperr.Never, For: help.Roles(access.Helper, access.Admin), Text: msg.HelpPhoneThere},
	}
}
