package member

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/mail"
	"preau/internal/offers/msg"
	"preau/internal/offers/role"
	"preau/internal/offers/structure"
)

// CorrectAddress gives an account that nobody opened the address that was meant, and invites its owner there: that of a structure's first person,
// whose request was mistyped, and of who accepted an invitation and never came. The links that went to the other one serve no more. An account
// that somebody uses, or that has rights elsewhere, keeps its own (O69).
func (s *Service) CorrectAddress(ctx context.Context, who access.Actor, of, number int64, typed string) error {
	address, fault := mail.Address(strings.ToLower(strings.TrimSpace(typed)))
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		x, err := managed(ctx, tx, who, of)
		if err != nil {
			return err
		}
		p, err := personByNumber(ctx, tx, x.OrgID, number)
		if err != nil {
			return err
		}
		a, err := account.ByPublicNumber(ctx, tx, number)
		if err != nil {
			return err
		}
		c, err := ownedBy(ctx, tx, x, a)
		if err != nil {
			return err
		}
		if _, err := Moves.Next(Correct, p.State(), structure.RolesOf(who, x), c); err != nil {
			return err
		}
		if fault != nil {
			return apperr.InvalidField(structure.FieldEmail, i18n.M(msg.FaultEmail))
		}
		if err := s.o.Readdress(ctx, tx, who, &a, address); err != nil {
			return err
		}
		i, err := s.o.Structures.Invite(ctx, tx, who, account.Invitation{Email: a.Email, FirstName: a.FirstName, LastName: a.LastName, Lang: a.Lang})
		if err != nil {
			return err
		}
		if err := s.o.Structures.TellAccount(ctx, tx, x, i); err != nil {
			return err
		}
		return history.Write(ctx, tx, who, history.Line{
			Object: history.Object{Kind: "account", ID: a.ID}, Act: "offers.member.correct",
			Data: map[string]string{"place": x.Name, "structure": strconv.FormatInt(x.Number, 10), "name": p.Name()},
		})
	})
}

// ownedBy is whether somebody came to an account, and whether others than the structure have to do with it: it was made in the transaction that gave
// it its first right there, and has none elsewhere, nor had.
func ownedBy(ctx context.Context, tx *db.Tx, x structure.Structure, a account.Account) (Case, error) {
	type row struct{ made, others bool }
	r, err := db.One(ctx, tx, func(r *row) []any { return []any{&r.made, &r.others} }, `SELECT
		EXISTS (SELECT 1 FROM access_grants g WHERE g.account_id = $1 AND g.place_kind = $2 AND g.place_id = $3 AND g.given_at = $4),
		EXISTS (SELECT 1 FROM access_grants g WHERE g.account_id = $1 AND NOT (g.place_kind = $2 AND g.place_id = $3))`, a.ID, role.At(x.OrgID).Kind, x.OrgID, a.CreatedAt)
	if err != nil {
		return Case{}, fmt.Errorf("whose an account is: %w", err)
	}
	return Case{Used: !a.Never(), Others: !r.made || r.others}, nil
}
