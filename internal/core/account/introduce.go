package account

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/account/msg"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Introduction is who somebody is, which an instance with general conditions asks before anything else (C005).
type Introduction struct {
	FirstName string
	LastName  string
	Function  string
}

// Clean names every fault at once: nothing of it may be missing.
func (in Introduction) Clean() (Introduction, []apperr.Field) {
	var f faults
	for _, x := range []struct {
		name  string
		value *string
		limit int
		none  i18n.Key
	}{
		{FieldFirstName, &in.FirstName, MaxName, msg.FaultNoFirstName},
		{FieldLastName, &in.LastName, MaxName, msg.FaultNoLastName},
		{FieldFunction, &in.Function, MaxFunction, msg.FaultNoFunction},
	} {
		if *x.value = f.text(x.name, *x.value, x.limit); *x.value == "" {
			f.Add(x.name, x.none)
		}
	}
	return in, f.Faults
}

// Introduce keeps who somebody is, of an introduction that is clean. The rest of the profile stays as it is.
func Introduce(ctx context.Context, tx *db.Tx, who access.Actor, in Introduction) error {
	a, err := ByID(ctx, tx, who.ID)
	if err != nil {
		return err
	}
	if _, err := a.next(SaveProfile, who); err != nil {
		return err
	}
	was := a
	a.FirstName, a.LastName, a.Function = in.FirstName, in.LastName, in.Function
	fields := changed(was, a)
	if fields == "" {
		return nil
	}
	if err := saveAccount(ctx, tx, &a); err != nil {
		return err
	}
	return history.Write(ctx, tx, who, history.Line{Object: a.object(), Act: string(SaveProfile), Data: map[string]string{"fields": fields}})
}
