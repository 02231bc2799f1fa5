package member

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/workflow"
	"preau/internal/offers/msg"
	"preau/internal/offers/structure"
)

// JoinState is where a request to join a structure is.
type JoinState string

// The states of a request.
const (
	JoinAsked    JoinState = "asked"
	JoinAccepted JoinState = "accepted" // an invitation went out
	JoinRefused  JoinState = "refused"
)

// JoinStates are all of them.
func JoinStates() []JoinState { return []JoinState{JoinAsked, JoinAccepted, JoinRefused} }

// Refuse answers no to a request; Accept answers it by an invitation.
const Refuse Act = "refuse"

var deciders = by{structure.AsAdmin, structure.AsModerator, structure.AsOperator}

// Joins is the whole of who may do what to a request to join.
var Joins = workflow.Table[JoinState, Act, structure.Role, Case]{
	Object: "offers-join",
	States: JoinStates(),
	Roles:  by{structure.AsReader, structure.AsManager, structure.AsAdmin, structure.AsApprover, structure.AsModerator, structure.AsOperator},
	Rows: []workflow.Row[JoinState, Act, structure.Role, Case]{
		{Do: Accept, From: []JoinState{JoinAsked}, To: JoinAccepted, By: deciders},
		{Do: Refuse, From: []JoinState{JoinAsked}, To: JoinRefused, By: deciders},
	},
	NotYours: func(Act, Case) apperr.Reason { return structure.WhyNotAdmin },
	NotNow:   func(Act, JoinState, Case) apperr.Reason { return apperr.Reason{} },
}

// Names of the fields of the forms, in faults, and the most characters of what one says.
const (
	FieldWords  = "message"
	FieldMotive = "motif"
	MaxWords    = 2000
)

// Join is a request to join a structure (O17).
type Join struct {
	ID     string
	Number int64
	OrgID  string
	State  JoinState
	structure.Applicant
	Words     string
	AskedAt   time.Time
	MovedAt   time.Time
	MovedBy   string
	MovedByID string
	Motive    string
	Version   int64
}

// JoinKind is the kind of a request in the history, and among the objects of mails.
const JoinKind = "offers.join"

// Joinable is the structure of a number that one may ask to join; one that is not active is not there.
func (s *Service) Joinable(ctx context.Context, number int64) (structure.Structure, error) {
	var x structure.Structure
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		x, err = joinable(ctx, tx, number)
		return err
	})
	return x, err
}

func joinable(ctx context.Context, tx *db.Tx, number int64) (structure.Structure, error) {
	x, err := structure.ByNumber(ctx, tx, number)
	if err == nil && !structure.Moves.May(structure.DecideJoins, x.State, []structure.Role{structure.AsAdmin}, x) {
		err = apperr.NotFoundErr()
	}
	return x, err
}

// AskJoin asks to join a structure. Who asks again while their request waits is answered alike, and nobody is written to twice.
func (s *Service) AskJoin(ctx context.Context, who access.Actor, number int64, in structure.Applicant, words, from string) error {
	if err := s.o.Limit(ctx, who.At, from); err != nil {
		return err
	}
	a, err := s.o.Structures.Applicant(in)
	words = strings.TrimSpace(words)
	var fault error
	if n := utf8.RuneCountInString(words); n > MaxWords {
		fault = apperr.InvalidField(FieldWords, i18n.M(msg.FaultLong, "n", n, "max", MaxWords))
	}
	if err := both(err, fault); err != nil {
		return err
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		x, err := joinable(ctx, tx, number)
		if err != nil {
			return err
		}
		j := Join{OrgID: x.OrgID, Applicant: a, Words: words}
		isNew, err := insertJoin(ctx, tx, &j)
		if err != nil || !isNew {
			return err
		}
		who.Name = a.Name()
		if err := noteJoin(ctx, tx, who, x, j, "ask"); err != nil {
			return err
		}
		many, err := manyAsked(ctx, tx, x.OrgID)
		if err != nil || many {
			return err // they wait in the list, where the others are looked at
		}
		return s.tellJoinAsked(ctx, tx, x, j)
	})
}

// mostJoinMails is how many requests of an hour are mailed one by one.
const mostJoinMails = 5

// manyAsked says whether more people asked to join a structure within the hour than are mailed.
func manyAsked(ctx context.Context, tx *db.Tx, orgID string) (bool, error) {
	n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM offers_joins j WHERE j.org_id = $1 AND j.asked_at > $2`, orgID, tx.Now().Add(-time.Hour))
	if err != nil {
		return false, fmt.Errorf("requests of the hour: %w", err)
	}
	return n > mostJoinMails, nil
}

// JoinsOf are the requests that wait in a structure, the oldest first, for who decides them.
func (s *Service) JoinsOf(ctx context.Context, who access.Actor, of int64) (structure.Structure, []Join, error) {
	var x structure.Structure
	var out []Join
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		if x, err = decided(ctx, tx, who, of); err != nil {
			return err
		}
		out, err = db.All(ctx, tx, joinInto, `SELECT `+joinColumns+` FROM offers_joins j WHERE j.org_id = $1 AND j.state = 'asked' ORDER BY j.asked_at, j.number LIMIT 200`, x.OrgID)
		return err
	})
	return x, out, err
}

// JoinOf is one of them.
func (s *Service) JoinOf(ctx context.Context, who access.Actor, of, number int64) (structure.Structure, Join, error) {
	var x structure.Structure
	var j Join
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		x, j, err = joinOf(ctx, tx, who, of, number)
		return err
	})
	return x, j, err
}

func joinOf(ctx context.Context, tx *db.Tx, who access.Actor, of, number int64) (structure.Structure, Join, error) {
	x, err := decided(ctx, tx, who, of)
	if err != nil {
		return x, Join{}, err
	}
	j, err := db.One(ctx, tx, joinInto, `SELECT `+joinColumns+` FROM offers_joins j WHERE j.number = $1 AND j.org_id = $2`, number, x.OrgID)
	if errors.Is(err, db.ErrNone) {
		err = apperr.NotFoundErr()
	}
	return x, j, err
}

// decided is the structure whose requests who decides: of a number, or Mine.
func decided(ctx context.Context, tx *db.Tx, who access.Actor, of int64) (structure.Structure, error) {
	var x structure.Structure
	var err error
	if of == Mine {
		x, err = structure.OfActor(ctx, tx, who)
	} else {
		x, err = structure.ByNumber(ctx, tx, of)
	}
	if err != nil {
		return x, err
	}
	_, err = structure.Next(ctx, tx, who, structure.DecideJoins, x)
	return x, err
}

// AcceptJoin answers a request, as of its version, by an invitation with permissions: whoever wrote the address has to own it.
func (s *Service) AcceptJoin(ctx context.Context, who access.Actor, of, number, version int64, roles []access.RoleKey) error {
	wanted, err := Input{Roles: roles, Active: true}.roles()
	if err != nil {
		return err
	}
	return s.answer(ctx, who, of, number, version, Accept, func(tx *db.Tx, x structure.Structure, j *Join) error {
		return s.inviteAsker(ctx, tx, who, x, *j, wanted, memberMail{Asked: true})
	})
}

// inviteAsker invites who asked to join, or to found, a structure.
func (s *Service) inviteAsker(ctx context.Context, tx *db.Tx, who access.Actor, x structure.Structure, j Join, wanted []access.RoleKey, m memberMail) error {
	i := Invitation{OrgID: x.OrgID, Applicant: j.Applicant, Roles: wanted, SentBy: who.ID, SentName: who.Name}
	isNew, err := insertInvitation(ctx, tx, &i)
	if err != nil {
		return err
	}
	if !isNew {
		return s.takenOver(ctx, tx, who, x, i)
	}
	if err := noteInvitation(ctx, tx, who, x, i, "invite"); err != nil {
		return err
	}
	return s.tellInvited(ctx, tx, x, i, m)
}

// Founder invites who asked for a structure that was just accepted, and has an account already. Their request is one to join it, too, which
// the moderator said yes to: their invitation stands by that (O17, O65).
func (s *Service) Founder(ctx context.Context, tx *db.Tx, who access.Actor, x structure.Structure, roles []access.RoleKey) error {
	j := Join{OrgID: x.OrgID, Applicant: x.Applicant}
	if _, err := insertJoin(ctx, tx, &j); err != nil {
		return err
	}
	var err error
	if j.State, err = Joins.Next(Accept, j.State, []structure.Role{structure.AsModerator}, Case{}); err != nil {
		return err
	}
	j.MovedAt, j.MovedBy, j.MovedByID = tx.Now(), who.Name, who.ID
	if err := saveJoin(ctx, tx, j); err != nil {
		return err
	}
	if err := noteJoin(ctx, tx, who, x, j, string(Accept)); err != nil {
		return err
	}
	return s.inviteAsker(ctx, tx, who, x, j, roles, memberMail{})
}

// takenOver is the answer where the address was invited meanwhile: that invitation waits, and goes out again in the name of who answers, who
// was told nothing of it. What it was for is kept where it is good still; the permissions that were just chosen are added (O17).
func (s *Service) takenOver(ctx context.Context, tx *db.Tx, who access.Actor, x structure.Structure, wanted Invitation) error {
	i, err := invitation(ctx, tx, `i.org_id = $1 AND i.email_fold = $2 AND i.state = 'waiting'`, x.OrgID, account.Fold(wanted.Email))
	if err != nil {
		return err
	}
	good, err := upheld(ctx, tx, x, i)
	if err != nil {
		return err
	}
	if good && !i.expired(tx.Now()) {
		wanted.Roles = rolesOf(rolesText(append(wanted.Roles, i.Roles...)))
	}
	if i.Shared && decides(wanted.Roles) { // as whoever accepts it would be told
		return apperr.InvalidField(FieldRoles, i18n.M(msg.FaultShared))
	}
	i.Roles = wanted.Roles
	return s.kept(ctx, tx, who, x, i, SendAgain, true, memberMail{Asked: true})
}

// RefuseJoin answers no, with a motive that is mailed.
func (s *Service) RefuseJoin(ctx context.Context, who access.Actor, of, number, version int64, motive string) error {
	motive = strings.TrimSpace(motive)
	switch n := utf8.RuneCountInString(motive); {
	case n == 0:
		return apperr.InvalidField(FieldMotive, i18n.M(msg.FaultJoinMotive))
	case n > MaxWords:
		return apperr.InvalidField(FieldMotive, i18n.M(msg.FaultLong, "n", n, "max", MaxWords))
	}
	return s.answer(ctx, who, of, number, version, Refuse, func(tx *db.Tx, x structure.Structure, j *Join) error {
		j.Motive = motive
		return s.tellJoinRefused(ctx, tx, x, *j)
	})
}

func (s *Service) answer(ctx context.Context, who access.Actor, of, number, version int64, do Act, then func(*db.Tx, structure.Structure, *Join) error) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		x, j, err := joinOf(ctx, tx, who, of, number)
		if err != nil {
			return err
		}
		if j.State, err = Joins.Next(do, j.State, structure.RolesOf(who, x), Case{}); err != nil {
			return err
		}
		if j.Version != version {
			return conflict()
		}
		j.MovedAt, j.MovedBy, j.MovedByID = tx.Now(), who.Name, who.ID
		if err := then(tx, x, &j); err != nil {
			return err
		}
		if err := saveJoin(ctx, tx, j); err != nil {
			return err
		}
		return noteJoin(ctx, tx, who, x, j, string(do))
	})
}

// noteJoin writes what was done to a request. It names nobody beside who did it.
func noteJoin(ctx context.Context, tx *db.Tx, who access.Actor, x structure.Structure, j Join, act string) error {
	return history.Write(ctx, tx, who, history.Line{
		Object: history.Object{Kind: JoinKind, ID: j.ID}, Act: JoinKind + "." + act,
		Data: map[string]string{"n": strconv.FormatInt(j.Number, 10), "structure": strconv.FormatInt(x.Number, 10)},
	})
}

const joinColumns = `j.id, j.number, j.org_id, j.state, j.version, j.first_name, j.last_name, j.function, j.email, j.phone, j.lang, j.words, j.asked_at, j.moved_at, j.moved_by, j.moved_by_id, j.motive`

func joinInto(j *Join) []any {
	return []any{&j.ID, &j.Number, &j.OrgID, &j.State, &j.Version, &j.FirstName, &j.LastName, &j.Function, &j.Email, &j.Phone, &j.Lang, &j.Words, &j.AskedAt, &j.MovedAt, &j.MovedBy, &j.MovedByID, &j.Motive}
}

// insertJoin writes a new request; false where one of the same address waits.
func insertJoin(ctx context.Context, tx *db.Tx, j *Join) (bool, error) {
	var err error
	if j.Number, err = db.Value[int64](ctx, tx, `UPDATE offers_counters SET n = n + 1 WHERE name = 'join' RETURNING n`); err != nil {
		return false, fmt.Errorf("number of a request to join: %w", err)
	}
	j.ID, j.State, j.Version, j.AskedAt, j.MovedAt, j.MovedBy = id.New(), JoinAsked, 1, tx.Now(), tx.Now(), j.Name()
	n, err := tx.Exec(ctx, `INSERT INTO offers_joins (id, number, org_id, state, version, first_name, last_name, function, email, email_fold, phone, lang, words, asked_at, moved_at, moved_by, moved_by_id, motive, sort_fold, search_fold)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, $15, '', '', $16, $17) ON CONFLICT (org_id, email_fold) WHERE state = 'asked' DO NOTHING`,
		j.ID, j.Number, j.OrgID, j.State, j.Version, j.FirstName, j.LastName, j.Function, j.Email, account.Fold(j.Email), j.Phone, j.Lang, j.Words, j.AskedAt, j.MovedBy, sortFold(j.Applicant), searchFold(j.Applicant))
	if err != nil {
		return false, fmt.Errorf("insert request to join: %w", err)
	}
	return n == 1, nil
}

func saveJoin(ctx context.Context, tx *db.Tx, j Join) error {
	n, err := tx.Exec(ctx, `UPDATE offers_joins SET state = $1, moved_at = $2, moved_by = $3, moved_by_id = $4, motive = $5, version = version + 1 WHERE id = $6 AND version = $7`,
		j.State, j.MovedAt, j.MovedBy, j.MovedByID, j.Motive, j.ID, j.Version)
	if err != nil {
		return fmt.Errorf("save request to join %d: %w", j.Number, err)
	}
	if n == 0 {
		return conflict()
	}
	return nil
}
