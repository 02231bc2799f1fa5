// Package silence keeps steps of work from waiting in silence (R272): it says who is mailed about a step, reminds once who got a
// role and never came, and tells those who give a role that no mail reaches who holds it.
package silence

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/letter"
	"preau/internal/core/delegation"
	"preau/internal/core/delegation/silence/msg"
	"preau/internal/core/inbox"
	"preau/internal/core/notify"
	"preau/internal/core/org"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/jobs"
)

// Options are what the room needs from outside.
type Options struct {
	DB       *db.DB
	Accounts *account.Service
	Mail     *notify.Service
	Jobs     *jobs.Queue
	Gives    func(who access.Actor) bool // something in « Gestion des accès »
	Roles    access.Roles                // all of the instance
	Chain    access.Roles                // those that « Gestion des accès » gives
	// Remind gives what somebody holds at some places, and notes that they are reminded of it.
	Remind func(ctx context.Context, tx *db.Tx, a account.Account, at []string) ([]delegation.Reminded, error)
}

// Service is the use cases.
type Service struct{ o Options }

// New makes the service and declares its jobs, and has who gave an access told when its mail does not arrive (R110).
func New(o Options) *Service {
	s := &Service{o}
	o.Mail.WhenLost(letter.Invitation, s.invitationLost)
	o.Jobs.Every("delegation.remind", lookEvery, func(ctx context.Context, _ time.Time) error { return s.Remind(ctx) })
	o.Jobs.Every("delegation.silences", lookEvery, func(ctx context.Context, _ time.Time) error { return s.TellSilences(ctx) })
	return s
}

// Mailed are who is mailed about a step that waits for a role at an organisation, at one of its sites where that is said: those who hold it
// there and whom mails of this kind reach. Where there are none it is those who give the role instead, else those who give these, in the end the
// administrators: no step waits in silence (R272).
func (s *Service) Mailed(ctx context.Context, tx *db.Tx, kind string, role access.RoleKey, orgID, siteID string) (to []access.Holder, instead bool, err error) {
	above, err := org.Ancestors(ctx, tx, orgID)
	if err != nil {
		return nil, false, err
	}
	p := access.Place{Kind: access.Organisation, ID: orgID}
	holders, err := s.holdersAt(ctx, tx, []access.RoleKey{role}, p, above)
	if err != nil {
		return nil, false, err
	}
	if r, _ := s.o.Roles.At(role, access.Organisation); siteID != "" && r.Limit == access.Site {
		if holders, err = access.Within(ctx, tx, holders, role, p, access.Site, siteID); err != nil {
			return nil, false, err
		}
	}
	if to, err = s.reached(ctx, tx, kind, holders); err != nil || len(to) > 0 {
		return to, false, err
	}
	to, err = s.giversAt(ctx, tx, role, p, above)
	return to, true, err
}

// reached are those of some whom mails of a kind reach, at addresses that take them.
func (s *Service) reached(ctx context.Context, tx *db.Tx, kind string, holders []access.Holder) ([]access.Holder, error) {
	var out []access.Holder
	for _, h := range holders {
		why, err := s.o.Mail.Reaches(ctx, tx, kind, h.AccountID)
		if err != nil {
			return nil, err
		}
		refused, err := notify.AddressRefused(ctx, tx, h.Address)
		if err != nil {
			return nil, err
		}
		if why == notify.Sent && !refused {
			out = append(out, h)
		}
	}
	return out, nil
}

// giversAt are who gives a role at a place, or the nearest above them.
func (s *Service) giversAt(ctx context.Context, tx *db.Tx, role access.RoleKey, p access.Place, above []org.Organisation) ([]access.Holder, error) {
	seen := map[access.RoleKey]bool{role: true}
	for level := []access.RoleKey{role}; len(level) > 0; {
		var next []access.RoleKey
		for _, key := range level {
			r, _ := s.o.Roles.At(key, access.Organisation)
			for _, giver := range r.GivenBy {
				if !seen[giver] {
					seen[giver] = true
					next = append(next, giver)
				}
			}
		}
		if found, err := s.holdersAt(ctx, tx, next, p, above); err != nil || len(found) > 0 {
			return found, err
		}
		level = next
	}
	return access.Holders(ctx, tx, access.Admin, access.Everywhere)
}

// holdersAt are the active holders of some roles at a place or, of those that reach down, above it, each once.
func (s *Service) holdersAt(ctx context.Context, tx *db.Tx, roles []access.RoleKey, p access.Place, above []org.Organisation) ([]access.Holder, error) {
	var out []access.Holder
	seen := map[string]bool{}
	for _, key := range roles {
		r, ok := s.o.Roles.At(key, access.Organisation)
		if !ok {
			continue
		}
		var more []access.Place
		for _, o := range above {
			if r.ReachesDown {
				more = append(more, access.Place{Kind: access.Organisation, ID: o.ID})
			}
		}
		hs, err := access.Holders(ctx, tx, key, p, more...)
		if err != nil {
			return nil, err
		}
		for _, h := range hs {
			if !seen[h.AccountID] {
				seen[h.AccountID] = true
				out = append(out, h)
			}
		}
	}
	return out, nil
}

// needed are the roles of the chain that work stands on.
func (s *Service) needed() access.Roles {
	var out access.Roles
	for _, r := range s.o.Chain {
		if r.Needed {
			out = append(out, r)
		}
	}
	return out
}

// silent says in SQL, over the holders of a role at a place, that no mail will reach any of them: who has come has switched
// all mails off, and who has not has had the time to. g is a grant and a its account.
func silent(now time.Time) string {
	young := strconv.FormatInt(now.Add(-remindAfter).UnixMicro(), 10)
	return `max(CASE WHEN a.first_signed_in_at IS NULL AND g.starts_at > CAST(` + young + ` AS BIGINT) THEN 1
		WHEN a.first_signed_in_at IS NULL THEN 0
		WHEN EXISTS (SELECT 1 FROM notify_choices h WHERE h.account_id = a.id AND h.kind = '' AND h.off) THEN 0 ELSE 1 END) = 0`
}

// TellSilences tells those who give a role, once, that no mail reaches who holds it at a place; what is mended is forgotten,
// so that it is told again should it come back.
func (s *Service) TellSilences(ctx context.Context) error {
	var found []silence
	err := s.o.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		if found, err = s.silences(ctx, tx); err != nil {
			return err
		}
		return forgetSilences(ctx, tx, found)
	})
	if err != nil {
		return err
	}
	var errs []error
	for _, f := range found {
		errs = append(errs, s.o.DB.InTx(ctx, func(tx *db.Tx) error { return s.tellSilence(ctx, tx, f) }))
	}
	return errors.Join(errs...)
}

// silence is a role at a place whose holders no mail reaches.
type silence struct {
	placeID, place, ref string
	role                access.RoleKey
}

func (s *Service) tellSilence(ctx context.Context, tx *db.Tx, f silence) error {
	if first, err := markSilence(ctx, tx, f); err != nil || !first {
		return err
	}
	above, err := org.Ancestors(ctx, tx, f.placeID)
	if err != nil {
		return err
	}
	p := access.Place{Kind: access.Organisation, ID: f.placeID}
	to, err := s.giversAt(ctx, tx, f.role, p, above)
	if err != nil {
		return err
	}
	r, _ := s.o.Chain.ByKey(f.role)
	for _, h := range to {
		err := s.o.Mail.Send(ctx, tx, notify.Mail{
			Kind: silentMail, To: notify.Recipient{AccountID: h.AccountID, Address: h.Address, Name: h.Name, Lang: h.Lang},
			Data: silenceMail{Role: r.Label, Place: f.place, Ref: f.ref}, Object: notify.Object{Kind: delegation.ObjectPlace, ID: f.placeID},
			Occasion: fmt.Sprintf("%s %d", f.role, tx.Now().UnixMicro()),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Waiting is what waits for who gives roles: the needed ones that nobody holds where work has begun (R216), those whose holders no
// mail reaches (R272), the places where nobody is left to give what is needed (R132), and the accesses whose mail did not arrive (R110).
func (s *Service) Waiting(who access.Actor, now time.Time) []inbox.Query {
	if !s.o.Gives(who) {
		return nil
	}
	out := s.refused(who, now)
	for _, r := range s.needed() {
		var at []string
		for _, giver := range r.GivenBy {
			at = append(at, who.Places(giver, access.Organisation)...)
		}
		if len(at) > 0 {
			out = append(out, s.unheard(r, at, now), s.unheld(r, at, now))
		}
	}
	for _, r := range s.naming() {
		var at []string
		for _, giver := range r.GivenBy {
			at = append(at, who.Places(giver, access.Organisation)...)
		}
		if len(at) > 0 {
			out = append(out, s.ungiven(r, at, now))
		}
	}
	return out
}

// naming are the roles of the chain that give needed ones, and that others of the chain give in their turn.
func (s *Service) naming() access.Roles {
	var out access.Roles
	for _, r := range s.o.Chain {
		gives := slices.ContainsFunc(s.needed(), func(below access.Role) bool { return slices.Contains(below.GivenBy, r.Key) })
		if gives && slices.ContainsFunc(s.o.Chain, func(above access.Role) bool { return slices.Contains(r.GivenBy, above.Key) }) {
			out = append(out, r)
		}
	}
	return out
}

// unheard asks for the places where no mail reaches who holds a role.
func (s *Service) unheard(r access.Role, at []string, now time.Time) inbox.Query {
	var w db.Where
	s.countingAt(&w, now)
	w.And("g.role = ? AND o.closed_at IS NULL", r.Key)
	w.In("g.place_id", db.Any(at)...)
	return inbox.Query{
		N: "CASE WHEN " + silent(now) + " THEN 1 ELSE 0 END", Number: "o.num", Name: "o.name", Place: "o.ref", Since: "min(g.starts_at)",
		From:  "access_grants g JOIN account_accounts a ON a.id = g.account_id JOIN org_organisations o ON o.id = g.place_id",
		Where: w, GroupBy: "o.num, o.name, o.ref",
		Item: func(row inbox.Row) inbox.Item {
			return inbox.Item{
				Service: "access", Count: 1, Since: row.Since, Path: delegation.Path(row.Place) + "?role=" + string(r.Key), Act: i18n.M(msg.WaitSilentAct),
				Title: i18n.M(msg.WaitSilent, "role", r.Label, "place", row.Name), Detail: i18n.M(msg.WaitSilentDetail),
			}
		},
	}
}

// unheld asks for the places where somebody holds what the same people give, and nobody this.
func (s *Service) unheld(r access.Role, at []string, now time.Time) inbox.Query {
	var w db.Where
	w.In("o.id", db.Any(at)...)
	w.And("o.closed_at IS NULL")
	var beside []access.RoleKey
	for _, other := range s.o.Chain {
		if other.Key != r.Key && sharesGiver(other, r) {
			beside = append(beside, other.Key)
		}
	}
	held(&w, now, "NOT ", r.Key)
	held(&w, now, "", beside...)
	return inbox.Query{
		Number: "o.num", Name: "o.name", Place: "o.ref", From: "org_organisations o", Where: w,
		Item: func(row inbox.Row) inbox.Item {
			return inbox.Item{
				Service: "access", Count: 1, Path: delegation.Path(row.Place) + "/personnes/nouvelle", Act: i18n.M(msg.WaitNobodyAct),
				Title: i18n.M(msg.WaitNobody, "role", r.Label, "place", row.Name), Detail: i18n.M(msg.WaitNobodyDetail),
			}
		},
	}
}

// ungiven asks for the places, below those where who gives a role holds what gives it, where somebody holds what that role gives, and
// nobody the role: nobody there can name anybody any more.
func (s *Service) ungiven(r access.Role, at []string, now time.Time) inbox.Query {
	var w db.Where
	w.And("o.id IN (SELECT c.descendant FROM org_closure c WHERE c.ancestor IN (?"+strings.Repeat(", ?", len(at)-1)+"))", db.Any(at)...)
	w.And("o.closed_at IS NULL")
	var below []access.RoleKey
	for _, x := range s.o.Chain {
		if slices.Contains(x.GivenBy, r.Key) {
			below = append(below, x.Key)
		}
	}
	held(&w, now, "NOT ", r.Key)
	held(&w, now, "", below...)
	return inbox.Query{
		Number: "o.num", Name: "o.name", Place: "o.ref", From: "org_organisations o", Where: w,
		Item: func(row inbox.Row) inbox.Item {
			return inbox.Item{
				Service: "access", Count: 1, Path: delegation.Path(row.Place) + "/personnes/nouvelle", Act: i18n.M(msg.WaitNobodyAct),
				Title: i18n.M(msg.WaitNobody, "role", r.Label, "place", row.Name), Detail: i18n.M(msg.WaitUngivenDetail),
			}
		},
	}
}

// held narrows to the organisations o where somebody holds one of some roles, or, with « NOT », nobody any.
func held(w *db.Where, now time.Time, not string, roles ...access.RoleKey) {
	w.And(not+`EXISTS (SELECT 1 FROM access_grants g JOIN account_accounts a ON a.id = g.account_id WHERE g.place_kind = 'organisation' AND g.place_id = o.id
		AND g.taken_at IS NULL AND g.starts_at <= ? AND (g.ends_at IS NULL OR g.ends_at > ?) AND a.state IN ('created', 'invited', 'active')
		AND g.role IN (`+strings.TrimPrefix(strings.Repeat(", ?", len(roles)), ", ")+"))", append([]any{now, now}, db.Any(roles)...)...)
}

// sharesGiver says whether two roles are given by the same people.
func sharesGiver(a, b access.Role) bool {
	for _, x := range a.GivenBy {
		for _, y := range b.GivenBy {
			if x == y {
				return true
			}
		}
	}
	return false
}
