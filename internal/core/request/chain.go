package request

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"

	"preau/internal/core/request/msg"
)

// Choice is one thing that a role may be limited to. Ref names it to programs, as it is named in addresses.
type Choice struct {
	ID, Ref, Label, Note string
}

// Chain are the roles that people ask for by themselves, and how they are given: the room that gives them says it.
type Chain struct {
	Roles access.Roles
	// Holdable are those of the roles that can be held at an organisation.
	Holdable func(ctx context.Context, tx *db.Tx, orgID string) (access.Roles, error)
	// Choices are what a role may be limited to there.
	Choices func(ctx context.Context, tx *db.Tx, role access.RoleKey, orgID string) ([]Choice, error)
	// Give gives the role, and tells the person. It answers Unseen while what follows was not shown to who gives it.
	Give func(ctx context.Context, tx *db.Tx, who access.Actor, g Gift) error
	// Add gives who holds the role one thing more of it, and tells the person.
	Add func(ctx context.Context, tx *db.Tx, who access.Actor, accountID string, role access.RoleKey, orgID, limit string) error
	// Reclaim takes an account whose mailbox nobody has proven from whoever opened it, before a role comes to it.
	Reclaim func(ctx context.Context, tx *db.Tx, who access.Actor, accountID string) error
}

// Gift is a role that is given to who asked for it.
type Gift struct {
	AccountID string
	Role      access.RoleKey
	OrgID     string
	Limits    []string // ids of choices
	Seen      string   // the print of the consequences that were shown
}

// Consequence is what follows from a decision, told before it is taken.
type Consequence struct {
	Text    i18n.Msg
	Lifters []apperr.Lifter // who can do something about it; none: nothing is to be done
}

// Unseen is the answer to a decision whose consequences its maker has not been shown: nothing was decided. The same form with
// the print decides, as long as the same follows.
type Unseen struct {
	Consequences []Consequence
	Print        string
}

// Error is for the log.
func (Unseen) Error() string { return "what follows from the decision was not shown yet" }

// Open lets people ask for the roles of a chain; without it only a membership is asked for. It is called before anybody asks.
func (s *Service) Open(c Chain) { s.chain = c }

// The names of the fields of « Demander un accès ».
const (
	FieldRole  = "role"
	FieldPlace = "lieu"
	FieldLimit = "limite"
	FieldSaid  = "mot"
)

// FieldLimitOf is the field of what a role that is asked for should be limited to.
func FieldLimitOf(role access.RoleKey) string { return FieldLimit + "." + string(role) }

// MaxSaid is the most that an asker writes to who decides, in characters.
const MaxSaid = 500

// maxPlaces is how many organisations a search offers.
const maxPlaces = 12

// Asking is what the page « Demander un accès » shows.
type Asking struct {
	Place org.Organisation // zero: none is chosen
	Roles access.Roles     // that can be held there, and are not
	Held  access.Roles     // that who asks holds there already
	Gives access.Roles     // of Roles, those that who asks gives there: nobody has to be asked
	// Choices are what each of them may be limited to there, for who holds something there: to others the place's markets are nobody's matter.
	Choices map[access.RoleKey][]Choice
	Found   []org.Organisation
}

// Form is the page's: for a place, or with what a search for one finds.
func (s *Service) Form(ctx context.Context, who access.Actor, ref, text string) (Asking, error) {
	var a Asking
	if !who.SignedIn() {
		return a, apperr.UnauthenticatedErr()
	}
	err := s.db.View(ctx, func(tx *db.Tx) error {
		var err error
		if ref != "" {
			a.Place, a.Roles, a.Held, err = s.askable(ctx, tx, who, ref)
		}
		a.Choices = map[access.RoleKey][]Choice{}
		for _, r := range a.Roles {
			if err == nil && r.Limit != "" && inside(who, a.Place.ID) {
				a.Choices[r.Key], err = s.chain.Choices(ctx, tx, r.Key, a.Place.ID)
			}
		}
		if err == nil {
			a.Gives, err = s.gives(ctx, tx, who, a)
		}
		if err == nil && text != "" {
			a.Found, err = org.Search(ctx, tx, org.Query{Text: text, Kinds: s.bodies(), Limit: maxPlaces})
		}
		return err
	})
	return a, err
}

func (s *Service) gives(ctx context.Context, tx *db.Tx, who access.Actor, a Asking) (access.Roles, error) {
	var out access.Roles
	for _, r := range a.Roles {
		may, err := access.MayGive(ctx, tx, s.roles, who, r.Key, access.Place{Kind: access.Organisation, ID: a.Place.ID})
		if err != nil {
			return nil, err
		}
		if may {
			out = append(out, r)
		}
	}
	return out, nil
}

// bodies are the kinds of organisation in which a role of the chain is held.
func (s *Service) bodies() []org.Kind {
	var out []org.Kind
	for _, k := range org.Kinds() {
		if slices.ContainsFunc(s.chain.Roles, func(r access.Role) bool { return slices.Contains(r.Bodies, string(k)) }) {
			out = append(out, k)
		}
	}
	return out
}

// inside says whether who holds anything at an organisation.
func inside(who access.Actor, orgID string) bool {
	return slices.ContainsFunc(who.Grants, func(g access.Grant) bool { return g.Place == access.Place{Kind: access.Organisation, ID: orgID} })
}

// askable is a place and what who may ask for there, of what somebody may be given at all: what they do not hold, and what they do.
func (s *Service) askable(ctx context.Context, tx *db.Tx, who access.Actor, ref string) (o org.Organisation, roles, held access.Roles, err error) {
	if o, err = org.ByRef(ctx, tx, ref); err != nil {
		return o, nil, nil, err
	}
	if o.Closed() || s.chain.Holdable == nil {
		return o, nil, nil, apperr.NotFoundErr()
	}
	all, err := s.chain.Holdable(ctx, tx, o.ID)
	for _, r := range all {
		if who.Holds(r.Key, access.Place{Kind: access.Organisation, ID: o.ID}) {
			held = append(held, r)
		} else {
			roles = append(roles, r)
		}
	}
	return o, roles, held, err
}

// Wish is a role that somebody asks for.
type Wish struct {
	Role   access.RoleKey
	Wanted []string // ids of what it should be limited to; whoever decides may choose others
	Said   string   // why, for who decides; may be empty
}

// AskFor asks for a role at an establishment, once: it goes to those who may give it there; where there is nobody, to those
// who may name one of them, and in the end to the operator (R131). The number is the request's.
func (s *Service) AskFor(ctx context.Context, who access.Actor, ref string, in Wish) (int64, error) {
	if !who.SignedIn() {
		return 0, apperr.UnauthenticatedErr()
	}
	return db.OnceValue(ctx, s.db, who, func(tx *db.Tx) (int64, error) {
		o, roles, held, err := s.askable(ctx, tx, who, ref)
		if err != nil {
			return 0, err
		}
		if r, has := held.ByKey(in.Role); has {
			return 0, apperr.InvalidField(FieldRole, i18n.M(msg.FaultHeld, "role", r.Label, "place", o.Name))
		}
		role, ok := roles.ByKey(in.Role)
		if !ok {
			return 0, apperr.InvalidField(FieldRole, i18n.M(msg.FaultRole))
		}
		x := wish{Role: role.Key, Place: access.Place{Kind: access.Organisation, ID: o.ID}}
		if x.Wanted, err = s.sound(ctx, tx, who, role, o.ID, in.Wanted); err != nil {
			return 0, err
		}
		if x.Said, err = said(in.Said); err != nil {
			return 0, err
		}
		if err := oneByOne(ctx, tx); err != nil {
			return 0, err
		}
		if err := fewOpen(ctx, tx, who); err != nil {
			return 0, err
		}
		return s.ask(ctx, tx, who, who.ID, x)
	})
}

// mostOpen is how many requests one person may have open: who leaves, or closes their account, withdraws them all at once.
const mostOpen = 100

// fewOpen refuses one more to who has too many open.
func fewOpen(ctx context.Context, tx *db.Tx, who access.Actor) error {
	n, err := db.Value[int](ctx, tx, `SELECT count(*) FROM request_asks WHERE account_id = $1 AND state = 'open'`, who.ID)
	if err != nil {
		return fmt.Errorf("open requests: %w", err)
	}
	if n >= mostOpen {
		return apperr.InvalidField(FieldSaid, i18n.M(msg.FaultMany, "max", mostOpen))
	}
	return nil
}

// sound are the things that a role may be limited to at an organisation, of those that somebody wishes, each once.
func (s *Service) sound(ctx context.Context, tx *db.Tx, who access.Actor, role access.Role, orgID string, wanted []string) ([]string, error) {
	if len(wanted) == 0 {
		return nil, nil
	}
	var choices []Choice
	if inside(who, orgID) {
		var err error
		if choices, err = s.chain.Choices(ctx, tx, role.Key, orgID); err != nil {
			return nil, err
		}
	}
	var out []string
	for _, ref := range wanted {
		if !slices.ContainsFunc(choices, func(c Choice) bool { return c.ID == ref }) {
			return nil, apperr.InvalidField(FieldLimitOf(role.Key), i18n.M(msg.FaultLimit))
		}
		if !slices.Contains(out, ref) {
			out = append(out, ref)
		}
	}
	return out, nil
}

// said is what an asker writes, if it is not too long.
func said(text string) (string, error) {
	text = strings.TrimSpace(text)
	if utf8.RuneCountInString(text) > MaxSaid {
		return "", apperr.InvalidField(FieldSaid, i18n.M(msg.FaultSaid, "max", MaxSaid))
	}
	return text, nil
}

// wanted are the things that a request names, as far as they are still offered.
func (s *Service) wanted(ctx context.Context, tx *db.Tx, r Request) ([]Choice, error) {
	if len(r.Wanted) == 0 {
		return nil, nil
	}
	all, err := s.chain.Choices(ctx, tx, r.Role, r.Place.ID)
	return slices.DeleteFunc(all, func(c Choice) bool { return !slices.Contains(r.Wanted, c.ID) }), err
}

// levels are the roles that give a role, then those that give these, and so on up to the operator.
func (s *Service) levels(role access.RoleKey, kind access.PlaceKind) [][]access.Role {
	declared, _ := s.roles.At(role, kind)
	seen := map[access.RoleKey]bool{role: true}
	var out [][]access.Role
	for next := declared.GivenBy; len(next) > 0; {
		var level []access.Role
		var above []access.RoleKey
		for _, key := range next {
			r, ok := s.roles.At(key, kind)
			if seen[key] || !ok {
				continue
			}
			seen[key] = true
			level, above = append(level, r), append(above, r.GivenBy...)
		}
		if len(level) > 0 {
			out = append(out, level)
		}
		next = above
	}
	return out
}

// deciders are who a request goes to: who may give the role, else who may name somebody who may, else the administrators.
// near says that they may give it themselves.
func (s *Service) deciders(ctx context.Context, tx *db.Tx, role access.RoleKey, p access.Place) (found []access.Holder, near bool, err error) {
	above, err := org.Ancestors(ctx, tx, p.ID)
	if err != nil {
		return nil, false, err
	}
	for i, level := range s.levels(role, p.Kind) {
		seen := map[string]bool{}
		for _, r := range level {
			hs, err := access.Holders(ctx, tx, r.Key, p, reached(r, above)...)
			if err != nil {
				return nil, false, err
			}
			for _, h := range hs {
				if !seen[h.AccountID] {
					seen[h.AccountID] = true
					found = append(found, h)
				}
			}
		}
		if len(found) > 0 {
			return found, i == 0, nil
		}
	}
	found, err = access.Holders(ctx, tx, access.Admin, access.Everywhere)
	return found, false, err
}

// reached are the places above from which a role reaches down.
func reached(r access.Role, above []org.Organisation) []access.Place {
	var out []access.Place
	for _, o := range above {
		if r.ReachesDown {
			out = append(out, access.Place{Kind: access.Organisation, ID: o.ID})
		}
	}
	return out
}

// stands says whether who is one of those to whom a request goes although they may not give the role: they name who may.
func (s *Service) stands(ctx context.Context, tx *db.Tx, who access.Actor, r Request) (bool, error) {
	if _, ours := s.chain.Roles.ByKey(r.Role); !ours || r.Place.Kind != access.Organisation {
		return false, nil
	}
	found, near, err := s.deciders(ctx, tx, r.Role, r.Place)
	return !near && slices.ContainsFunc(found, func(h access.Holder) bool { return h.AccountID == who.ID }), err
}

// forAbove narrows to the requests that go to who because nobody nearer is there: it says in SQL what stands says in Go.
func (s *Service) forAbove(who access.Actor, now time.Time) (conds []string, args []any) {
	for _, role := range s.chain.Roles {
		levels := s.levels(role.Key, access.Organisation)
		for i := 1; i <= len(levels); i++ {
			nobody, with := unheld(slices.Concat(levels[:i]...), now, "")
			for _, key := range above(levels, i) {
				cond, at := s.within(who, key, access.Organisation)
				if cond == "" {
					continue
				}
				conds = append(conds, "q.role = ? AND q.place_kind = 'organisation' AND "+cond+nobody)
				args = append(append(append(args, role.Key), at...), with...)
			}
		}
	}
	return conds, args
}

// above are the roles of the level after some; after the last, the operator's.
func above(levels [][]access.Role, n int) []access.RoleKey {
	if n == len(levels) {
		return []access.RoleKey{access.Admin}
	}
	var out []access.RoleKey
	for _, r := range levels[n] {
		out = append(out, r.Key)
	}
	return out
}

// unheld is the condition that nobody, but for one account, holds any of some roles at the place of a request q, or above it.
func unheld(roles []access.Role, now time.Time, but string) (string, []any) {
	var cond strings.Builder
	var args []any
	for _, r := range roles {
		at := "x.place_id = q.place_id"
		if r.ReachesDown {
			at = "x.place_id IN (SELECT u.ancestor FROM org_closure u WHERE u.descendant = q.place_id)"
		}
		fmt.Fprintf(&cond, ` AND NOT EXISTS (SELECT 1 FROM access_grants x JOIN account_accounts y ON y.id = x.account_id WHERE x.role = ?
			AND x.account_id <> ? AND x.place_kind = 'organisation' AND x.taken_at IS NULL AND x.starts_at <= ? AND (x.ends_at IS NULL OR x.ends_at > ?) AND y.state = 'active' AND %s)`, at)
		args = append(args, r.Key, but, now, now)
	}
	return cond.String(), args
}
