package moving

import (
	"cmp"
	"context"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/msg"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/jobs"
	"preau/internal/kit/mail"
)

// The names of the fields.
const (
	FieldAddress = "nouvelle_adresse"
	FieldProof   = "preuve"
	FieldMessage = "message"
)

// Request is what an administrator fills in.
type Request struct {
	Address string
	Reason  string
	Proof   string // what was seen that tells it is the same person
	Message string // number of the message that asked for it; empty: it came another way
}

// Ask begins a change (R014): it is logged with its reason and its proof, both mailboxes are told, sessions and links end.
func (s *Service) Ask(ctx context.Context, who access.Actor, number int64, in Request) error {
	in, err := in.clean()
	if err != nil {
		return err
	}
	return s.o.Accounts.ByAdmin(ctx, who, number, func(tx *db.Tx, a account.Account) error {
		m, err := openMove(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		to, err := next(Ask, matter{Account: a, move: m, who: who, at: who.At}, rolesOf(who)...)
		if err != nil {
			return err
		}
		if err := s.fits(ctx, tx, a, in); err != nil {
			return err
		}
		return s.begin(ctx, tx, who, a, in, to)
	})
}

func (s *Service) begin(ctx context.Context, tx *db.Tx, who access.Actor, a account.Account, in Request, to State) error {
	m := Move{
		ID: id.New(), AccountID: a.ID, State: None, Old: a.Email, New: in.Address, Reason: in.Reason, Proof: in.Proof, Message: in.Message,
		AskedBy: who.ID, AskedName: who.Name, AskedAt: tx.Now(), Until: tx.Now().Add(objectIn), LapsesAt: tx.Now().Add(lapseIn), Version: 1,
	}
	secret := s.o.Mail.Links().Secret
	if err := insertMove(ctx, tx, m, notify.HashSecret(secret(confirmName(m.ID))), notify.HashSecret(secret(objectName(m.ID)))); err != nil {
		return err
	}
	if err := s.move(ctx, tx, who, a, &m, Ask, to, m.Reason); err != nil {
		return err
	}
	if err := s.o.Accounts.EndSecrets(ctx, tx, who, a, account.Move); err != nil {
		return err
	}
	for _, j := range []jobs.Options{{RunAt: m.Until}, {RunAt: m.LapsesAt}} {
		if err := s.o.Jobs.Add(ctx, tx, dueKind, dueMove{MoveID: m.ID}, j); err != nil {
			return err
		}
	}
	return s.tellAsked(ctx, tx, a, m)
}

func (in Request) clean() (Request, error) {
	var faults []apperr.Field
	fail := func(name string, k i18n.Key, args ...any) {
		faults = append(faults, apperr.Field{Name: name, Msg: i18n.M(k, args...)})
	}
	address, err := mail.Address(in.Address)
	if err != nil {
		fail(FieldAddress, msg.FaultEmail)
	}
	in.Address = address
	for _, x := range []struct {
		field string
		text  *string
		fault i18n.Key
	}{{account.FieldReason, &in.Reason, msg.FaultReason}, {FieldProof, &in.Proof, msg.FaultProof}} {
		clean, err := account.CleanReason(*x.text)
		if *x.text = clean; err == nil {
			continue
		}
		if clean == "" {
			fail(x.field, x.fault)
			continue
		}
		fail(x.field, msg.FaultTooLong, "max", account.MaxReason)
	}
	in.Message = strings.TrimSpace(in.Message)
	if len(faults) > 0 {
		return in, &apperr.Error{Kind: apperr.Invalid, Fields: faults}
	}
	return in, nil
}

// refuses are the domains by which an address is not one of somebody's who works where they do; empty: it may be.
func (s *Service) refuses(ctx context.Context, tx *db.Tx, accountID, address string) (string, error) {
	if s.o.Accepts == nil {
		return "", nil
	}
	return s.o.Accepts(ctx, tx, accountID, address)
}

// fits says what only the database can know of a request. An administrator may know who has an account.
func (s *Service) fits(ctx context.Context, tx *db.Tx, a account.Account, in Request) error {
	taken, err := Taken(ctx, tx, in.Address)
	switch {
	case err != nil:
		return err
	case account.Fold(in.Address) == account.Fold(a.Email):
		return apperr.InvalidField(FieldAddress, i18n.M(msg.FaultEmailSame))
	case taken:
		return apperr.InvalidField(FieldAddress, i18n.M(msg.FaultEmailTaken))
	}
	if domains, err := s.refuses(ctx, tx, a.ID, in.Address); err != nil || domains != "" {
		return cmp.Or(err, apperr.InvalidField(FieldAddress, i18n.M(msg.FaultEmailDomain, "domains", domains)))
	}
	if in.Message == "" {
		return nil
	}
	there, err := s.o.Desk.Exists(ctx, tx, in.Message)
	if err == nil && !there {
		err = apperr.InvalidField(FieldMessage, i18n.M(msg.FaultMessage))
	}
	return err
}
