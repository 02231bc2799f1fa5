package moving

import (
	"context"
	"unicode/utf8"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/msg"
	"preau/internal/core/contact"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// FieldOrg is the name of the establishment's field of « Je n'ai plus accès à cette boîte ».
const FieldOrg = "etablissement"

// The codes that tell the desk why somebody writes.
const (
	codeNoMailbox = "account.no_mailbox"
	codeObjected  = "account.move_objected"
)

// Lost is what « Je n'ai plus accès à cette boîte » asks (R015).
type Lost struct {
	contact.Draft // name, new address, message
	Lang          i18n.Lang
	From          string // the client's network, see web.ClientNet; empty for the program itself
}

// Lost hands the request to the desk, as a message with a number. It looks for no account, so it tells nothing; who is signed
// in writes as a visitor does, since it is the new address that the answer must go to.
func (s *Service) Lost(ctx context.Context, who access.Actor, in Lost) (string, error) {
	if n := utf8.RuneCountInString(in.Org); n == 0 || n > account.MaxName*2 {
		return "", apperr.InvalidField(FieldOrg, i18n.M(msg.FaultOrgName, "max", account.MaxName*2))
	}
	if err := s.o.Accounts.CountAsk(ctx, who.At, in.From); err != nil {
		return "", err
	}
	in.Draft.Page, in.Draft.Reason, in.Draft.Query = "/mot-de-passe/sans-boite", codeNoMailbox, ""
	visitor := access.Actor{Key: who.Key, Act: who.Act, Body: who.Body, At: who.At}
	return db.OnceValue(ctx, s.o.DB, visitor, func(tx *db.Tx) (string, error) {
		m, err := s.o.Desk.ReceiveTx(ctx, tx, visitor, in.Lang, in.Draft)
		return m.Number, err
	})
}
