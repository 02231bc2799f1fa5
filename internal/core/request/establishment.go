package request

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"

	"preau/internal/core/request/msg"
)

// NameEstablishment makes an account a member of the establishment that it named in its profile, and of no other.
// Where somebody is a member already, a request waits for one of them, and they are mailed; when none of them can sign
// in, the administrators are.
func (s *Service) NameEstablishment(ctx context.Context, tx *db.Tx, who access.Actor, accountID, orgID string) error {
	if err := oneByOne(ctx, tx); err != nil {
		return err
	}
	if err := leaveOthers(ctx, tx, who, accountID, orgID); err != nil {
		return err
	}
	if orgID == "" {
		return nil
	}
	p := access.Place{Kind: access.Organisation, ID: orgID}
	members, err := membersOf(ctx, tx, p)
	if err != nil || slices.Contains(members, accountID) {
		return err
	}
	if len(members) == 0 {
		_, err = access.Give(ctx, tx, who, access.Gift{AccountID: accountID, Role: access.Member, Place: p})
		return err
	}
	_, err = s.ask(ctx, tx, who, accountID, wish{Role: access.Member, Place: p})
	return err
}

// oneByOne lets only one transaction at a time look whether somebody is a member: of two who name the same empty
// establishment at once, one is believed and the other asks.
func oneByOne(ctx context.Context, tx *db.Tx) error {
	if _, err := tx.Exec(ctx, `UPDATE request_counters SET n = n WHERE name = 'ask'`); err != nil {
		return fmt.Errorf("wait for one's turn: %w", err)
	}
	return nil
}

// membersOf are the accounts that are members of an establishment, those that cannot sign in now among them: a suspended
// member leaves no empty house to whoever names it next.
func membersOf(ctx context.Context, tx *db.Tx, p access.Place) ([]string, error) {
	ids, err := db.All(ctx, tx, func(id *string) []any { return []any{id} }, `SELECT account_id FROM access_grants
		WHERE place_kind = $1 AND place_id = $2 AND role = $3 AND taken_at IS NULL AND starts_at <= $4 AND (ends_at IS NULL OR ends_at > $4)
		ORDER BY starts_at, id`, p.Kind, p.ID, access.Member, tx.Now())
	if err != nil {
		return nil, fmt.Errorf("members: %w", err)
	}
	return ids, nil
}

// leaveOthers ends the membership of other establishments, and the requests for them.
func leaveOthers(ctx context.Context, tx *db.Tx, who access.Actor, accountID, orgID string) error {
	grants, err := access.GrantsOf(ctx, tx, accountID, tx.Now())
	if err != nil {
		return err
	}
	for _, g := range grants {
		if g.Role != access.Member || g.Place.Kind != access.Organisation || g.Place.ID == orgID {
			continue
		}
		if _, err := access.TakeBack(ctx, tx, who, accountID, g.Role, g.Place); err != nil {
			return err
		}
	}
	open, err := db.All(ctx, tx, into, `SELECT `+columns+` FROM `+tables+` WHERE q.account_id = $1 AND q.role = $2
		AND q.place_kind = 'organisation' AND q.place_id <> $3 AND q.state = 'open' ORDER BY q.number`, accountID, access.Member, orgID)
	if err != nil {
		return fmt.Errorf("open requests: %w", err)
	}
	for i := range open {
		to, err := Moves.Next(Withdraw, open[i].State, []Relation{AsAsker}, open[i])
		if err != nil {
			return err
		}
		if err := save(ctx, tx, who, &open[i], Withdraw, to); err != nil {
			return err
		}
	}
	return nil
}

// wish is what is asked for: a role at a place, or one thing more for it.
type wish struct {
	Role   access.RoleKey
	Place  access.Place
	More   Choice
	Wanted []string
	Said   string
}

// ask stores a request once and tells those who may decide, three times a day at most; asked again while it is open, it stays where it
// was. It gives the request's number.
func (s *Service) ask(ctx context.Context, tx *db.Tx, who access.Actor, accountID string, x wish) (int64, error) {
	open, err := db.Value[int64](ctx, tx, `SELECT coalesce(max(number), 0) FROM request_asks
		WHERE account_id = $1 AND role = $2 AND place_kind = $3 AND place_id = $4 AND more_ref = $5 AND state = 'open'`,
		accountID, x.Role, x.Place.Kind, x.Place.ID, x.More.ID)
	if err != nil {
		return 0, err
	}
	if open > 0 {
		return open, reword(ctx, tx, who, open, x)
	}
	n, err := insert(ctx, tx, accountID, x)
	if err != nil {
		return 0, err
	}
	r, err := byNumber(ctx, tx, n)
	if err != nil {
		return 0, err
	}
	if err := write(ctx, tx, who, r, "ask", ""); err != nil || r.Quiet() {
		return n, err
	}
	return n, s.mailAsked(ctx, tx, r)
}

// reword keeps what is said anew with an open request; what was said before stays in its history.
func reword(ctx context.Context, tx *db.Tx, who access.Actor, number int64, x wish) error {
	r, err := byNumber(ctx, tx, number)
	if err != nil {
		return err
	}
	said, wanted := cmp.Or(x.Said, r.Said), r.Wanted
	if len(x.Wanted) > 0 {
		wanted = x.Wanted
	}
	if said == r.Said && slices.Equal(wanted, r.Wanted) {
		return nil
	}
	n, err := tx.Exec(ctx, `UPDATE request_asks SET said = $1, wanted = $2, version = version + 1 WHERE id = $3 AND version = $4`, said, strings.Join(wanted, "\n"), r.ID, r.Version)
	if err != nil {
		return fmt.Errorf("reword request %d: %w", number, err)
	}
	if n == 0 {
		return apperr.ConflictErr(i18n.M(msg.Conflict))
	}
	return history.Write(ctx, tx, who, history.Line{
		Object: history.Object{Kind: "request", ID: r.ID}, Act: "request.reword", From: string(r.State), To: string(r.State),
		Data: map[string]string{"role": string(r.Role), "place": r.PlaceName, "name": r.Name, "more": r.More.Label, "said": r.Said},
	})
}

func insert(ctx context.Context, tx *db.Tx, accountID string, x wish) (int64, error) {
	n, err := db.Value[int64](ctx, tx, `UPDATE request_counters SET n = n + 1 WHERE name = 'ask' RETURNING n`)
	if err != nil {
		return 0, fmt.Errorf("request number: %w", err)
	}
	_, err = tx.Exec(ctx, `INSERT INTO request_asks (id, number, account_id, role, place_kind, place_id, state, asked_at, decided_by, decided_name, reason, version,
		more_ref, more_label, wanted, said) VALUES ($1, $2, $3, $4, $5, $6, 'open', $7, '', '', '', 1, $8, $9, $10, $11)`,
		id.New(), n, accountID, x.Role, x.Place.Kind, x.Place.ID, tx.Now(), x.More.ID, x.More.Label, strings.Join(x.Wanted, "\n"), x.Said)
	if err != nil {
		return 0, fmt.Errorf("ask for %s: %w", x.Role, err)
	}
	return n, nil
}

// mailAsked tells those who may decide, or who may name somebody who may.
func (s *Service) mailAsked(ctx context.Context, tx *db.Tx, r Request) error {
	to, near, err := s.to(ctx, tx, r.Role, r.Place)
	if err != nil {
		return err
	}
	wanted, err := s.wanted(ctx, tx, r)
	if err != nil {
		return err
	}
	kind := mailAsked
	if !near {
		kind = mailNamer
	}
	for _, h := range to {
		if err := s.send(ctx, tx, kind, h, r, wanted...); err != nil {
			return err
		}
	}
	return nil
}

// to are who a request goes to; near says that they may decide it.
func (s *Service) to(ctx context.Context, tx *db.Tx, role access.RoleKey, p access.Place) ([]access.Holder, bool, error) {
	if _, ours := s.chain.Roles.ByKey(role); ours {
		return s.deciders(ctx, tx, role, p)
	}
	hs, err := lifters(ctx, tx, role, p)
	return hs, true, err
}

// lifters are those who hold the role at the place already, or the administrators when none of them can sign in.
func lifters(ctx context.Context, tx *db.Tx, role access.RoleKey, p access.Place) ([]access.Holder, error) {
	hs, err := access.Holders(ctx, tx, role, p)
	if err != nil || len(hs) > 0 {
		return hs, err
	}
	return access.Holders(ctx, tx, access.Admin, access.Everywhere)
}

func write(ctx context.Context, tx *db.Tx, who access.Actor, r Request, do Act, from State) error {
	return history.Write(ctx, tx, who, history.Line{
		Object: history.Object{Kind: "request", ID: r.ID}, Act: "request." + string(do), From: string(from), To: string(r.State),
		Data: map[string]string{"role": string(r.Role), "place": r.PlaceName, "name": r.Name, "more": r.More.Label},
	})
}

// mailed is what mails say of a request; of a membership they name no role.
func (s *Service) mailed(r Request) mailData {
	d := mailData{Name: r.Name, Address: r.Address, Place: r.PlaceName, Ref: r.PlaceRef, Reason: r.Reason, By: r.DecidedName, Number: r.Number, More: r.More.Label, Said: r.Said}
	if role, ours := s.chain.Roles.ByKey(r.Role); ours {
		d.Role, d.Limit = role.Label, role.Limit
	}
	return d
}

func (s *Service) send(ctx context.Context, tx *db.Tx, kind string, to access.Holder, r Request, wanted ...Choice) error {
	d := s.mailed(r)
	for _, c := range wanted {
		d.Wanted = append(d.Wanted, c.Label)
	}
	return s.notify.Send(ctx, tx, notify.Mail{
		Kind: kind, To: notify.Recipient{AccountID: to.AccountID, Address: to.Address, Name: to.Name, Lang: to.Lang},
		Data:   d,
		Object: notify.Object{Kind: "request", ID: r.ID}, Occasion: strconv.FormatInt(r.Version, 10),
	})
}
