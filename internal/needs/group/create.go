package group

import (
	"context"
	"maps"
	"strconv"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/needs/msg"
)

// Input is what a coordinator says of a group in its form. Field names of faults are those of the form.
type Input struct {
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
func (s *Service) CreateGroup(ctx context.Context, who access.Actor, in Input) (int64, error) {
	return db.OnceValue(ctx, s.db, who, func(tx *db.Tx) (int64, error) {
		support, err := supportOf(ctx, tx, who, in.SupportID)
		if err != nil {
			return 0, err
		}
		if err := in.check(who.At).Err(); err != nil {
			return 0, err
		}
		g := Group{ID: id.New(), Support: support, State: Draft}
		in.fill(&g)
		if err := insert(ctx, tx, who, &g); err != nil {
			return 0, err
		}
		return g.Number, writeLine(ctx, tx, who, g, "create", "")
	})
}

// WhyCreate is nil when who may create groups for an establishment; else it says why not.
func WhyCreate(ctx context.Context, tx *db.Tx, who access.Actor) error {
	if len(who.Places(Coordinator, access.Organisation)) > 0 {
		return nil
	}
	return Explained(ctx, tx, who, Group{}, apperr.ForbiddenErr(WhyNotCoordinator))
}

// supportOf is the establishment, if who is named coordinator for it.
func supportOf(ctx context.Context, tx *db.Tx, who access.Actor, orgID string) (Org, error) {
	if err := WhyCreate(ctx, tx, who); err != nil {
		return Org{}, err
	}
	if !who.Holds(Coordinator, access.Place{Kind: access.Organisation, ID: orgID}) {
		return Org{}, apperr.InvalidField(FieldSupport, i18n.M(msg.FaultSupport))
	}
	return OrgByID(ctx, tx, orgID)
}

// Supports are the establishments that who may create groups for; who may for none is told why.
func (s *Service) Supports(ctx context.Context, who access.Actor) ([]Org, error) {
	var out []Org
	err := s.db.View(ctx, func(tx *db.Tx) error {
		if err := WhyCreate(ctx, tx, who); err != nil {
			return err
		}
		for _, orgID := range who.Places(Coordinator, access.Organisation) {
			o, err := OrgByID(ctx, tx, orgID)
			if err != nil {
				return err
			}
			out = append(out, o)
		}
		return nil
	})
	return out, err
}

func (in Input) fill(g *Group) {
	g.Title, g.Description = in.Title, in.Description
	g.JoinUntil, g.EntryFrom, g.EntryUntil = in.JoinUntil, in.EntryFrom, in.EntryUntil
}

func (in Input) check(now time.Time) Faults {
	var f Faults
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
			f.Add(d.name, d.missing)
		}
	}
	if len(f) > 0 {
		return f
	}
	if !in.EntryUntil.After(in.EntryFrom) {
		f.Add(FieldEntryUntil, msg.FaultEntryOrder)
	}
	if in.JoinUntil.After(in.EntryUntil) {
		f.Add(FieldJoinUntil, msg.FaultJoinOrder)
	}
	switch {
	case Passed(in.EntryUntil, now):
		f.Add(FieldEntryUntil, msg.FaultEntryPast)
	case Passed(in.JoinUntil, now): // once it is open nobody could ever join, and its dates stand (R032)
		f.Add(FieldJoinUntil, msg.FaultJoinPast)
	}
	return f
}

func (in Input) checkTexts(f *Faults) {
	CheckText(f, FieldTitle, in.Title, MaxTitle, msg.FaultTitle)
	CheckText(f, FieldDescription, in.Description, MaxDescription, "")
}

func writeLine(ctx context.Context, tx *db.Tx, who access.Actor, g Group, do Act, from State) error {
	return writeLineWith(ctx, tx, who, g, do, from, nil)
}

// writeLineWith is writeLine with what a reader needs beside.
func writeLineWith(ctx context.Context, tx *db.Tx, who access.Actor, g Group, do Act, from State, beside map[string]string) error {
	data := g.Trace()
	maps.Copy(data, beside)
	return history.Write(ctx, tx, who, history.Line{Object: object(g), Act: "needs.group." + string(do), From: string(from), To: string(g.State), Data: data})
}

// Trace is what the history keeps of a group beside its id: how it is found and named.
func (g Group) Trace() map[string]string {
	return map[string]string{"group": strconv.FormatInt(g.Number, 10), "title": g.Title}
}

func object(g Group) history.Object { return history.Object{Kind: "needs.group", ID: g.ID} }
