package helping

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/msg"
	"preau/internal/core/history"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Establishment shows an organisation to the helpdesk.
func (s *Service) Establishment(ctx context.Context, who access.Actor, ref string) (org.Organisation, error) {
	if err := allow(who); err != nil {
		return org.Organisation{}, err
	}
	var o org.Organisation
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		o, err = org.ByRef(ctx, tx, ref)
		return err
	})
	return o, err
}

// EnterPhone enters the telephone of an establishment that has none. One that has keeps it: that is its own people's, and the
// administrators', to change.
func (s *Service) EnterPhone(ctx context.Context, who access.Actor, ref, typed string) error {
	if err := allow(who); err != nil {
		return err
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		o, err := org.ByRef(ctx, tx, ref)
		switch {
		case err != nil:
			return err
		case o.Phone != "":
			return apperr.ConflictErr(i18n.M(msg.ErrorMoved))
		case typed == "":
			return apperr.InvalidField(account.FieldPhone, i18n.M(msg.FaultPhoneMissing))
		}
		o.Phone = typed
		if o, err = org.Update(ctx, tx, o); err != nil {
			return phoneFault(err)
		}
		return history.Write(ctx, tx, who, history.Line{Object: history.Object{Kind: "org", ID: o.ID}, Act: "org.edit", Data: map[string]string{"name": o.Name}})
	})
}

// phoneFault gives what is wrong with the number the name of this form's field.
func phoneFault(err error) error {
	if e, ok := apperr.As(err); ok && e.Kind == apperr.Invalid && len(e.Fields) > 0 {
		return apperr.InvalidField(account.FieldPhone, e.Fields[0].Msg)
	}
	return err
}
