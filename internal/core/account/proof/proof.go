// Package proof asks people again who they are before what a passer-by at an open screen must not do: change an address, give roles, add
// ways in or take them away. A session has proven it when it was opened, and again by its password, a passkey or an identity; by a mailed
// link, which opens another session.
package proof

import (
	"context"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/proof/msg"
	"preau/internal/core/account/session"
	"preau/internal/core/help"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Path is the page on which one proves it.
const Path = "/compte/confirmation"

const codeAgain = "account.prove_again"

// Owed are the reasons for which who must prove again who they are; none while their proof is fresh: of the last minutes. Programs act by
// tokens, not by sessions.
func Owed(who access.Actor, minutes int) []apperr.Reason {
	if who.Session == "" || who.At.Sub(who.Proved) <= time.Duration(minutes)*time.Minute {
		return nil
	}
	return []apperr.Reason{{
		Code: codeAgain, Kind: apperr.Act, Since: who.Proved, Text: i18n.M(msg.WhyAgain, "n", minutes), Lifters: []apperr.Lifter{{Name: who.Name}},
		Ask: &apperr.Ask{Label: i18n.M(msg.AskProve), Path: Path},
	}}
}

// Service takes proofs.
type Service struct {
	db       *db.DB
	accounts *account.Service
}

// New makes the service.
func New(d *db.DB, accounts *account.Service) *Service { return &Service{d, accounts} }

// ByPassword proves who it is by the password of the account. Wrong ones are counted as at sign-in; from is the client's network, see
// web.ClientNet.
func (s *Service) ByPassword(ctx context.Context, who access.Actor, pw, from string) error {
	if err := s.accounts.Confirm(ctx, who, pw, from); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *db.Tx) error { return s.accounts.Prove(ctx, tx, who, session.ByPassword) })
}

// Explained are the help's answers to this room's reasons, by code.
func Explained() help.Entries {
	admins := help.Roles(access.Admin)
	return help.Entries{
		codeAgain:    {Kind: apperr.Act, For: []help.Reader{help.Everyone}, Lift: []help.Reader{help.You}, Text: msg.HelpAgain},
		codeWeak:     {Kind: apperr.Act, For: admins, Lift: []help.Reader{help.You}, Text: msg.HelpWeak},
		codeStronger: {Kind: apperr.Act, For: admins, Lift: []help.Reader{help.You}, Text: msg.HelpStronger},
	}
}

// Said are the sentences of this room's reasons without their particulars, by code.
func Said() map[string]i18n.Key {
	return map[string]i18n.Key{codeAgain: msg.SaidAgain, codeWeak: msg.WhyWeak, codeStronger: msg.WhyStronger}
}
