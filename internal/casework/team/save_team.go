package team

import (
	"context"
	"slices"

	"preau/internal/casework/msg"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/mail"
)

// TeamInput is what an administrator says of a team. Its organisme is chosen once: demands name both.
type TeamInput struct {
	Agency      int64 // number; of a new team alone
	Name, Note  string
	Mailbox     string
	Territories []int64 // numbers
}

// SaveTeam makes a team (number 0), or changes it as of a version, and gives its number.
func (s *Service) SaveTeam(ctx context.Context, who access.Actor, number, version int64, in TeamInput) (int64, error) {
	return db.OnceValue(ctx, s.db, who, func(tx *db.Tx) (int64, error) { return s.WriteTeam(ctx, tx, who, number, version, in) })
}

// WriteTeam is SaveTeam within a transaction.
func (s *Service) WriteTeam(ctx context.Context, tx *db.Tx, who access.Actor, number, version int64, in TeamInput) (int64, error) {
	var t Team
	if err := s.begin(ctx, tx, who, number, version, func() (Thing, error) {
		var err error
		t, err = ByNumber(ctx, tx, number)
		return t.Thing, err
	}); err != nil {
		return 0, err
	}
	ids, err := in.into(ctx, tx, &t)
	if err != nil {
		return 0, err
	}
	act := "edit"
	if number == 0 {
		act, err = "create", insertTeam(ctx, tx, &t)
	} else {
		err = updateTeam(ctx, tx, t)
	}
	if err != nil {
		return 0, err
	}
	if err := replacePairs(ctx, tx, "casework_team_territories", "team_id", "territory_id", t.ID, ids); err != nil {
		return 0, err
	}
	return t.Number, note(ctx, tx, who, Teams, t.Thing, act, "")
}

// into puts what was typed into a team, and gives the ids of its territories; or says what is wrong.
func (in TeamInput) into(ctx context.Context, tx *db.Tx, t *Team) ([]string, error) {
	var f apperr.Faults
	if t.ID == "" {
		a, err := agencyByNumber(ctx, tx, in.Agency)
		switch {
		case apperr.Is(err, apperr.NotFound) || err == nil && a.State == Closed:
			f.Add(FieldAgency, msg.FaultAgency)
		case err != nil:
			return nil, err
		}
		t.Agency = a.Thing
	}
	checkName(&f, in.Name)
	checkLength(&f, FieldNote, in.Note, MaxText)
	if in.Mailbox != "" {
		if _, err := mail.Address(in.Mailbox); err != nil {
			f.Add(FieldMailbox, msg.FaultMailbox)
		}
	}
	ids, err := territoryIDs(ctx, tx, &f, *t, in.Territories)
	t.Name, t.Note, t.Mailbox = in.Name, in.Note, in.Mailbox
	return ids, orElse(err, f.Err())
}

// territoryIDs are the ids of territories by their numbers, at least one: open ones, or such as the team had.
func territoryIDs(ctx context.Context, tx *db.Tx, f *apperr.Faults, t Team, numbers []int64) ([]string, error) {
	if len(numbers) == 0 {
		f.Add(FieldTerritories, msg.FaultTerritories)
		return nil, nil
	}
	all, err := allTerritories(ctx, tx)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, n := range numbers {
		i := slices.IndexFunc(all, func(y Territory) bool { return y.Number == n })
		had := slices.ContainsFunc(t.Territories, func(y Territory) bool { return y.Number == n })
		switch {
		case i < 0 || all[i].State == Closed && !had:
			f.Say(FieldTerritories, msgTerritory())
		case !slices.Contains(ids, all[i].ID):
			ids = append(ids, all[i].ID)
		}
	}
	return ids, nil
}
