package silence

import (
	"context"
	"fmt"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/delegation"
	"preau/internal/core/delegation/silence/msg"
	"preau/internal/core/inbox"
	"preau/internal/core/notify"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// mostRefused is how many refused addresses wait by name.
const mostRefused = 20

// given is a role at a place that somebody got who has never come.
type given struct {
	role    access.RoleKey
	placeID string
	by      string // the account of who gave it
	lostMail
}

// invitationLost tells who gave an access that its mail did not arrive (R110); where they do not give it any more, those who do.
func (s *Service) invitationLost(ctx context.Context, tx *db.Tx, e notify.Entry) error {
	var w db.Where
	w.And("g.account_id = ? AND g.taken_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > ?)", e.To.AccountID, tx.Now())
	w.And("a.first_signed_in_at IS NULL AND g.place_kind = 'organisation'")
	w.In("g.role", db.Any(s.o.Chain.Keys())...)
	where, args := w.SQL(1)
	all, err := db.All(ctx, tx, func(x *given) []any { return []any{&x.role, &x.placeID, &x.by, &x.Name, &x.Number, &x.Place, &x.Ref} },
		`SELECT g.role, g.place_id, g.given_by, a.display_name, a.number, o.name, o.ref FROM access_grants g
		JOIN account_accounts a ON a.id = g.account_id JOIN org_organisations o ON o.id = g.place_id WHERE `+where+` ORDER BY o.ref, g.starts_at, g.id`, args...)
	if err != nil {
		return fmt.Errorf("who gave an access: %w", err)
	}
	told := map[string]bool{}
	for _, x := range all {
		to, err := s.answering(ctx, tx, x)
		if err != nil {
			return err
		}
		x.Address = e.To.Address
		for _, h := range to {
			once := h.AccountID + " " + x.Ref
			if told[once] {
				continue
			}
			told[once] = true
			err := s.o.Mail.Send(ctx, tx, notify.Mail{
				Kind: lost, To: notify.Recipient{AccountID: h.AccountID, Address: h.Address, Name: h.Name, Lang: h.Lang}, Data: x.lostMail,
				Object: notify.Object{Kind: delegation.ObjectAccount, ID: e.To.AccountID}, Occasion: e.ID + " " + x.Ref,
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// answering are those who answer for what was given: who gave it, as long as they would still; else who gives it now.
func (s *Service) answering(ctx context.Context, tx *db.Tx, x given) ([]access.Holder, error) {
	p := access.Place{Kind: access.Organisation, ID: x.placeID}
	by, err := account.ByID(ctx, tx, x.by)
	if err != nil && !apperr.Is(err, apperr.NotFound) {
		return nil, err
	}
	if by.State == account.Active {
		who := access.Actor{ID: by.ID}
		if who.Grants, err = access.GrantsOf(ctx, tx, by.ID, tx.Now()); err != nil {
			return nil, err
		}
		may, err := access.MayGive(ctx, tx, s.o.Roles, who, x.role, p)
		if err != nil || may {
			return []access.Holder{{AccountID: by.ID, Name: by.DisplayName(), Address: by.Email, Lang: by.Lang}}, err
		}
	}
	above, err := org.Ancestors(ctx, tx, x.placeID)
	if err != nil {
		return nil, err
	}
	return s.giversAt(ctx, tx, x.role, p, above)
}

// orphaned narrows to the grants g, of those whom who may give, whose giver would not give them any more.
func (s *Service) orphaned(w *db.Where, who access.Actor, now time.Time) {
	conds, args := []string{"1 = 0"}, []any(nil)
	for _, r := range s.o.Chain {
		for _, giver := range r.GivenBy {
			at := who.Places(giver, access.Organisation)
			if len(at) == 0 {
				continue
			}
			declared, _ := s.o.Roles.At(giver, access.Organisation)
			in := "(?" + strings.Repeat(", ?", len(at)-1) + ")"
			where := "g.place_id IN " + in
			if declared.ReachesDown {
				where = "g.place_id IN (SELECT c.descendant FROM org_closure c WHERE c.ancestor IN " + in + ")"
			}
			conds = append(conds, `g.role = ? AND `+where+` AND NOT EXISTS (SELECT 1 FROM access_grants x JOIN account_accounts y ON y.id = x.account_id
				WHERE x.account_id = g.given_by AND y.state = 'active' AND x.taken_at IS NULL AND x.starts_at <= ? AND (x.ends_at IS NULL OR x.ends_at > ?)
				AND x.role IN (?`+strings.Repeat(", ?", len(r.GivenBy)-1)+`) AND (x.place_kind = 'platform' OR x.place_id IN (SELECT u.ancestor FROM org_closure u WHERE u.descendant = g.place_id)))`)
			args = append(append(append(append(args, r.Key), db.Any(at)...), now, now), db.Any(r.GivenBy)...)
		}
	}
	w.And("("+strings.Join(conds, ") OR (")+")", args...)
}

// refused asks for those who got an access and whose address refuses the mail that would open it: of who gave it and, where they would
// not give it any more, of who gives it now.
func (s *Service) refused(who access.Actor, now time.Time) []inbox.Query {
	var own, left db.Where
	own.And("g.given_by = ? AND g.taken_at IS NULL", who.ID) // written out, as the index has it
	left.And("g.taken_at IS NULL AND g.given_by <> ?", who.ID)
	s.orphaned(&left, who, now)
	return []inbox.Query{s.refusedOf(own, now), s.refusedOf(left, now)}
}

func (s *Service) refusedOf(w db.Where, now time.Time) inbox.Query {
	w.And("(g.ends_at IS NULL OR g.ends_at > ?) AND g.place_kind = 'organisation' AND a.state = 'invited'", now)
	w.In("g.role", db.Any(s.o.Chain.Keys())...)
	w.And(notify.RefusesSQL("a.email_fold"))
	return inbox.Query{
		Number: "a.number", Name: "a.display_name", Place: "o.ref", Detail: "a.email", Since: "max(g.given_at)",
		From:  "access_grants g JOIN account_accounts a ON a.id = g.account_id JOIN org_organisations o ON o.id = g.place_id",
		Where: w, GroupBy: "a.number, a.display_name, o.ref, a.email", Most: mostRefused,
		Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{
				Service: "access", Count: 1, Since: r.Since, Path: delegation.PersonPath(r.Place, r.Number), Act: i18n.M(msg.WaitAct),
				Title: i18n.M(msg.WaitTitle, "name", r.Name), Detail: i18n.M(msg.WaitDetail, "address", r.Detail),
			}
		},
	}
}
