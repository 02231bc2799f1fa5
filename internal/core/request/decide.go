package request

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"

	"preau/internal/core/request/msg"
)

// FieldReason is the reason of a refusal in its form.
const FieldReason = "motif"

// maxReason is the longest reason, in characters.
const maxReason = 1000

// Decision is what somebody decides on a request.
type Decision struct {
	Do     Act
	Reason string   // of a refusal
	Limits []string // ids of what the role that is given is limited to
	Seen   string   // the print of the consequences that were shown
}

// Decide gives the role or refuses it with a reason, and tells who asked. The first decision stands. It answers Unseen while what
// follows from giving it was not shown.
func (s *Service) Decide(ctx context.Context, who access.Actor, number int64, d Decision) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		r, to, err := s.next(ctx, tx, who, d.Do, number)
		if err != nil {
			return err
		}
		if r.Reason = strings.TrimSpace(d.Reason); d.Do == Refuse && (r.Reason == "" || len([]rune(r.Reason)) > maxReason) {
			return apperr.InvalidField(FieldReason, i18n.M(msg.FaultReason, "max", maxReason))
		}
		if err := save(ctx, tx, who, &r, d.Do, to); err != nil {
			return err
		}
		return s.consequences(ctx, tx, who, r, d)
	})
}

func (s *Service) consequences(ctx context.Context, tx *db.Tx, who access.Actor, r Request, d Decision) error {
	asker := access.Holder{AccountID: r.AccountID, Name: r.Name, Address: r.Address, Lang: r.Lang}
	switch d.Do {
	case Give:
		if _, ours := s.chain.Roles.ByKey(r.Role); ours { // which tells the person, too
			return s.give(ctx, tx, who, r, d)
		}
		if _, err := access.Give(ctx, tx, who, access.Gift{AccountID: r.AccountID, Role: r.Role, Place: r.Place}); err != nil {
			return err
		}
		if err := s.send(ctx, tx, "request.given", asker, r); err != nil {
			return err
		}
		return s.chain.Reclaim(ctx, tx, who, r.AccountID) // whose invitation is the last mail
	case Refuse:
		return s.send(ctx, tx, "request.refused", asker, r)
	case Withdraw, See, AskAgain:
	}
	return nil
}

// give gives a role of the chain, or one thing more of it. A fault of what it is limited to is told at this room's field.
func (s *Service) give(ctx context.Context, tx *db.Tx, who access.Actor, r Request, d Decision) error {
	var err error
	if r.More.ID != "" {
		err = s.chain.Add(ctx, tx, who, r.AccountID, r.Role, r.Place.ID, r.More.ID)
	} else {
		err = s.chain.Give(ctx, tx, who, Gift{AccountID: r.AccountID, Role: r.Role, OrgID: r.Place.ID, Limits: d.Limits, Seen: d.Seen})
	}
	if e, ok := apperr.As(err); ok && e.Kind == apperr.Invalid && len(e.Fields) > 0 {
		return apperr.InvalidField(FieldLimit, e.Fields[0].Msg)
	}
	return err
}

// visible is a request that who may see, and what they are to it; to others it does not exist.
func (s *Service) visible(ctx context.Context, tx *db.Tx, who access.Actor, number int64) (Request, []Relation, error) {
	r, err := byNumber(ctx, tx, number)
	if err != nil {
		return r, nil, err
	}
	as, err := s.relations(ctx, tx, who, r)
	if err == nil && !Moves.May(See, r.State, as, r) {
		err = apperr.NotFoundErr()
	}
	r.Has = who.ID == r.AccountID && has(who, r)
	if err == nil && r.More.ID != "" {
		r.Holds, err = holds(ctx, tx, r)
	}
	return r, as, err
}

// has says whether who asks has what they ask for: the role, or the one thing more of it.
func has(who access.Actor, r Request) bool {
	return slices.ContainsFunc(who.Grants, func(g access.Grant) bool {
		return g.Role == r.Role && g.Place == r.Place && (r.More.ID == "" || slices.ContainsFunc(g.Limits, func(l access.Limit) bool { return l.Ref == r.More.ID }))
	})
}

// holds says whether who asks holds the role that they want one thing more of.
func holds(ctx context.Context, tx *db.Tx, r Request) (bool, error) {
	gs, err := access.GrantsOf(ctx, tx, r.AccountID, tx.Now())
	return slices.ContainsFunc(gs, func(g access.Grant) bool { return g.Role == r.Role && g.Place == r.Place }), err
}

// Why is nil when who may do an act on a request; else it says why not.
func (s *Service) Why(ctx context.Context, tx *db.Tx, who access.Actor, do Act, number int64) error {
	_, _, err := s.next(ctx, tx, who, do, number)
	return err
}

// next is a request that who may see, and where an act leads it.
func (s *Service) next(ctx context.Context, tx *db.Tx, who access.Actor, do Act, number int64) (Request, State, error) {
	r, as, err := s.visible(ctx, tx, who, number)
	if err != nil {
		return r, "", err
	}
	to, err := Moves.Next(do, r.State, as, r)
	if e, ok := apperr.As(err); ok {
		if fault := s.explain(ctx, tx, who, r, e.Reasons); fault != nil {
			return r, to, fault
		}
	}
	return r, to, err
}

// explain completes reasons: who may decide, and where to ask.
func (s *Service) explain(ctx context.Context, tx *db.Tx, who access.Actor, r Request, reasons []apperr.Reason) error {
	for i := range reasons {
		var err error
		switch why := &reasons[i]; why.Code {
		case codeNotLifter:
			why.Ask = access.Ask(why.Code, Path(r.Number))
			err = access.Explain(ctx, tx, s.roles, who, why, r.Role, r.Place)
		case codeNotHeld:
			why.Ask = &apperr.Ask{Label: i18n.M(msg.AskAccesses), Path: "/acces/" + r.PlaceRef}
			if who.ID == r.AccountID {
				why.Ask = &apperr.Ask{Label: i18n.M(msg.AskRole), Path: AskPath(r.PlaceRef, r.Role)}
			}
			why.Lifters, err = access.Lifters(ctx, tx, s.roles, r.Role, r.Place)
		case codeWaits:
			why.Lifters, err = access.Lifters(ctx, tx, s.roles, r.Role, r.Place)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// View is a request with what who may do to it.
type View struct {
	Request
	Acts    workflow.Offers[Act]
	Lifters []apperr.Lifter // who can decide, while it waits
	Of      access.Role     // the role, as it is declared
	Choices []Choice        // what the role may be limited to, for who decides
	Wishes  []Choice        // what it should be limited to, of these
	Names   bool            // the reader names who decides: nobody is there yet
}

// Show is one request.
func (s *Service) Show(ctx context.Context, who access.Actor, number int64) (View, error) {
	var v View
	err := s.db.View(ctx, func(tx *db.Tx) error {
		r, as, err := s.visible(ctx, tx, who, number)
		if err != nil {
			return err
		}
		v = View{Request: r, Acts: Moves.Offers(r.State, as, r), Names: r.State == Open && slices.Contains(as, AsNamer)}
		v.Of, _ = s.roles.ByKey(r.Role)
		for _, o := range v.Acts {
			if err := s.explain(ctx, tx, who, r, o.Reasons); err != nil {
				return err
			}
		}
		if _, ours := s.chain.Roles.ByKey(r.Role); ours && r.More.ID == "" && v.Acts.May(Give) {
			if v.Choices, err = s.chain.Choices(ctx, tx, r.Role, r.Place.ID); err != nil {
				return err
			}
		}
		if v.Wishes, err = s.wanted(ctx, tx, r); err != nil {
			return err
		}
		if r.State == Open {
			v.Lifters, err = access.Lifters(ctx, tx, s.roles, r.Role, r.Place)
		}
		return err
	})
	return v, err
}

// Lists are the requests that who may decide, the oldest first, and those that who made.
func (s *Service) Lists(ctx context.Context, who access.Actor) (toDecide, own []Request, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if toDecide, err = s.toDecide(ctx, tx, who); err != nil {
			return err
		}
		own, err = db.All(ctx, tx, into, `SELECT `+columns+` FROM `+tables+` WHERE q.account_id = $1 ORDER BY q.number DESC LIMIT 50`, who.ID)
		return err
	})
	return toDecide, own, err
}

func (s *Service) toDecide(ctx context.Context, tx *db.Tx, who access.Actor) ([]Request, error) {
	w, may := s.open(who, tx.Now())
	if !may {
		return nil, nil
	}
	where, args := w.SQL(1)
	rs, err := db.All(ctx, tx, into, `SELECT `+columns+` FROM `+tables+` WHERE `+where+` ORDER BY q.number LIMIT `+strconv.Itoa(mostDecided), args...)
	if err != nil {
		return nil, fmt.Errorf("requests to decide: %w", err)
	}
	return rs, nil
}

// mostDecided is how many requests a person is shown to decide, the oldest.
const mostDecided = 200

// open narrows to the open requests that who may decide; false: none is theirs.
func (s *Service) open(who access.Actor, now time.Time) (db.Where, bool) {
	var w db.Where
	if !who.SignedIn() || len(who.Grants) == 0 {
		return w, false
	}
	w.And("q.state = 'open'") // written out, as the index of the open ones has it
	w.And("q.account_id <> ?", who.ID)
	s.forLifter(&w, who, now)
	return w, true
}

// Waiting are the requests that who may decide.
func (s *Service) Waiting(who access.Actor, now time.Time) []inbox.Query {
	w, may := s.open(who, now)
	if !may {
		return nil
	}
	return []inbox.Query{{
		Number: "q.number", Name: "a.display_name", Place: "coalesce(o.name, '')", Detail: "q.role || ' ' || a.email || ' ' || q.more_label", Since: "q.asked_at",
		From: tables, Where: w, Most: mostDecided,
		Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{
				Service: "access", Count: 1, Since: r.Since, Path: Path(r.Number), Act: i18n.M(msg.WaitAct),
				Title: s.waitTitle(r), Detail: i18n.M(msg.WaitDetail, "address", address(r)),
			}
		},
	}}
}

// address is that of who asks, after the role in the row's detail.
func address(r inbox.Row) string {
	_, rest, _ := strings.Cut(r.Detail, " ")
	address, _, _ := strings.Cut(rest, " ")
	return address
}

func (s *Service) waitTitle(r inbox.Row) i18n.Msg {
	role, rest, _ := strings.Cut(r.Detail, " ")
	_, more, _ := strings.Cut(rest, " ")
	if x, ours := s.chain.Roles.ByKey(access.RoleKey(role)); ours {
		if more != "" {
			return i18n.M(msg.WaitTitleMore, "name", r.Name, "place", r.Place, "thing", Thing(x.Limit, more))
		}
		return i18n.M(msg.WaitTitleRole, "name", r.Name, "place", r.Place, "role", x.Label)
	}
	return i18n.M(msg.WaitTitle, "name", r.Name, "place", r.Place)
}

func (s *Service) awaitTitle(r Request) i18n.Msg {
	if x, ours := s.chain.Roles.ByKey(r.Role); ours {
		if r.More.ID != "" {
			return i18n.M(msg.AwaitTitleMore, "place", r.PlaceName, "thing", Thing(x.Limit, r.More.Label))
		}
		return i18n.M(msg.AwaitTitleRole, "place", r.PlaceName, "role", x.Label)
	}
	return i18n.M(msg.AwaitTitle, "place", r.PlaceName)
}

// Awaited are the requests of who that nobody decided yet.
func (s *Service) Awaited(ctx context.Context, tx *db.Tx, who access.Actor) ([]inbox.Item, error) {
	rs, err := db.All(ctx, tx, into, `SELECT `+columns+` FROM `+tables+` WHERE q.account_id = $1 AND q.state = 'open' ORDER BY q.number`, who.ID)
	if err != nil {
		return nil, fmt.Errorf("awaited requests: %w", err)
	}
	out := make([]inbox.Item, len(rs))
	for i, r := range rs {
		detail := i18n.M(msg.AwaitDetail)
		if r.Role != access.Member {
			detail = i18n.M(msg.AwaitDetailRole)
		}
		if r.Quiet() {
			if detail = i18n.M(msg.AwaitQuiet, "n", mailedADay); r.Role != access.Member {
				detail = i18n.M(msg.AwaitQuietRole, "n", mailedADay)
			}
		}
		out[i] = inbox.Item{
			Service: "access", Count: 1, Since: r.AskedAt, Path: Path(r.Number),
			Title: s.awaitTitle(r), Detail: detail,
		}
	}
	return out, nil
}
