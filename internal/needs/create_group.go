package needs

import (
	"context"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/needs/msg"
)

// GroupInput is what a coordinator says of a group in its form. Field names of faults are those of the form.
type GroupInput struct {
	SupportID   string // one of the establishments that the coordinator is named for
	Title       string
	Description string
	JoinUntil   time.Time
	EntryFrom   time.Time
	EntryUntil  time.Time
}

// Names of the fields in the group's form, in faults.
const (
	FieldSupport     = "support"
	FieldTitle       = "titre"
	FieldDescription = "description"
	FieldJoinUntil   = "adhesions_jusqu_au"
	FieldEntryFrom   = "saisie_du"
	FieldEntryUntil  = "saisie_jusqu_au"
)

// Limits of texts, in characters.
const (
	MaxTitle       = 120
	MaxDescription = 4000
)

// CreateGroup makes a draft group of a support establishment that who coordinates, and gives its number (R061).
func (s *Service) CreateGroup(ctx context.Context, who access.Actor, in GroupInput) (int64, error) {
	return db.OnceValue(ctx, s.db, who, func(tx *db.Tx) (int64, error) {
		support, err := supportOf(ctx, tx, who, in.SupportID)
		if err != nil {
			return 0, err
		}
		if err := in.check(who.At).err(); err != nil {
			return 0, err
		}
		g := Group{ID: id.New(), Support: support, State: GroupDraft}
		in.fill(&g)
		if err := insertGroup(ctx, tx, who, &g); err != nil {
			return 0, err
		}
		return g.Number, writeGroupLine(ctx, tx, who, g, "create", "")
	})
}

// supportOf is the establishment, if who is named coordinator for it.
func supportOf(ctx context.Context, tx *db.Tx, who access.Actor, orgID string) (Org, error) {
	places := who.Places(Coordinator, access.Organisation)
	if len(places) == 0 {
		return Org{}, explained(ctx, tx, who, Group{}, apperr.ForbiddenErr(notCoordinator))
	}
	if !who.Holds(Coordinator, access.Place{Kind: access.Organisation, ID: orgID}) {
		return Org{}, apperr.InvalidField(FieldSupport, i18n.M(msg.FaultSupport))
	}
	return orgByID(ctx, tx, orgID)
}

// Supports are the establishments that who may create groups for; who may for none is told why.
func (s *Service) Supports(ctx context.Context, who access.Actor) ([]Org, error) {
	places := who.Places(Coordinator, access.Organisation)
	var out []Org
	err := s.db.View(ctx, func(tx *db.Tx) error {
		if len(places) == 0 {
			return explained(ctx, tx, who, Group{}, apperr.ForbiddenErr(notCoordinator))
		}
		for _, orgID := range places {
			o, err := orgByID(ctx, tx, orgID)
			if err != nil {
				return err
			}
			out = append(out, o)
		}
		return nil
	})
	return out, err
}

func (in GroupInput) fill(g *Group) {
	g.Title, g.Description = in.Title, in.Description
	g.JoinUntil, g.EntryFrom, g.EntryUntil = in.JoinUntil, in.EntryFrom, in.EntryUntil
}

// faults collects what is wrong with a form.
type faults []apperr.Field

func (f *faults) add(name string, k i18n.Key, args ...any) {
	*f = append(*f, apperr.Field{Name: name, Msg: i18n.M(k, args...)})
}

func (f faults) err() error {
	if len(f) == 0 {
		return nil
	}
	return &apperr.Error{Kind: apperr.Invalid, Fields: f}
}

func (in GroupInput) check(now time.Time) faults {
	var f faults
	in.checkTexts(&f)
	for _, d := range []struct {
		name    string
		at      time.Time
		missing i18n.Key
	}{
		{FieldJoinUntil, in.JoinUntil, msg.FaultJoinUntil},
		{FieldEntryFrom, in.EntryFrom, msg.FaultEntryFrom},
		{FieldEntryUntil, in.EntryUntil, msg.FaultEntryUntil},
	} {
		if d.at.IsZero() {
			f.add(d.name, d.missing)
		}
	}
	if len(f) > 0 {
		return f
	}
	if !in.EntryUntil.After(in.EntryFrom) {
		f.add(FieldEntryUntil, msg.FaultEntryOrder)
	}
	if in.JoinUntil.After(in.EntryUntil) {
		f.add(FieldJoinUntil, msg.FaultJoinOrder)
	}
	if passed(in.EntryUntil, now) {
		f.add(FieldEntryUntil, msg.FaultEntryPast)
	}
	return f
}

func (in GroupInput) checkTexts(f *faults) {
	checkText(f, FieldTitle, in.Title, MaxTitle, msg.FaultTitle)
	checkText(f, FieldDescription, in.Description, MaxDescription, "")
}

// checkText says what is missing when there is no text; without such a sentence the text may be left out.
func checkText(f *faults, name, s string, limit int, missing i18n.Key, args ...any) {
	switch n := utf8.RuneCountInString(s); {
	case missing != "" && strings.TrimSpace(s) == "":
		f.add(name, missing, args...)
	case n > limit:
		f.add(name, msg.FaultLong, "max", limit, "n", n)
	}
}

func writeGroupLine(ctx context.Context, tx *db.Tx, who access.Actor, g Group, do GroupAct, from GroupState) error {
	return history.Write(ctx, tx, who, history.Line{
		Object: groupObject(g), Act: "needs.group." + string(do), From: string(from), To: string(g.State),
		Data: g.trace(),
	})
}

// trace is what the history keeps of a group beside its id: how it is found and named.
func (g Group) trace() map[string]string {
	return map[string]string{"group": strconv.FormatInt(g.Number, 10), "title": g.Title}
}

func groupObject(g Group) history.Object { return history.Object{Kind: "needs.group", ID: g.ID} }
