package helping

import (
	"context"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/msg"
	"preau/internal/core/history"
	"preau/internal/core/org"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// EnterPhone enters the telephone of a person who has none (R140). One that is there is theirs to change.
func (s *Service) EnterPhone(ctx context.Context, who access.Actor, number int64, typed string) error {
	if err := allow(who); err != nil {
		return err
	}
	set, err := s.o.Settings(ctx)
	if err != nil {
		return err
	}
	if strings.TrimSpace(typed) == "" {
		return missing()
	}
	phone, fault := registers.ParsePhone(typed, account.Home(set))
	if !fault.OK() {
		return apperr.InvalidField(account.FieldPhone, fault.Msg())
	}
	return s.act(ctx, who, number, Phone, func(tx *db.Tx, a account.Account) error {
		if err := savePhone(ctx, tx, a, string(phone)); err != nil {
			return err
		}
		return history.Write(ctx, tx, who, history.Line{Object: object(a), Act: string(Phone), Data: a.Trace(who)})
	})
}

// EnterOrgPhone enters the telephone of an establishment that has none, or of its site of a reference. One that has keeps it:
// that is its own people's, and the administrators', to change.
func (s *Service) EnterOrgPhone(ctx context.Context, who access.Actor, ref, site, typed string) error {
	if err := allow(who); err != nil {
		return err
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		o, err := org.ByRef(ctx, tx, ref)
		if err != nil {
			return err
		}
		if site != "" {
			return enterSitePhone(ctx, tx, who, o, site, typed)
		}
		if err := enterable(o.Phone, o.Closed(), typed); err != nil {
			return err
		}
		o.Phone = typed
		if o, err = org.Update(ctx, tx, o); err != nil {
			return phoneFault(err)
		}
		return history.Write(ctx, tx, who, orgLine(o, ActPhone))
	})
}

func enterSitePhone(ctx context.Context, tx *db.Tx, who access.Actor, o org.Organisation, site, typed string) error {
	at, err := org.SiteByRef(ctx, tx, o.ID, site)
	if err != nil {
		return err
	}
	if err := enterable(at.Phone, at.Closed(), typed); err != nil {
		return err
	}
	at.Phone = typed
	if at, err = org.UpdateSite(ctx, tx, at); err != nil {
		return phoneFault(err)
	}
	line := orgLine(o, ActSitePhone)
	line.Data["site"] = at.Name
	return history.Write(ctx, tx, who, line)
}

// enterable says whether a telephone is still missing where something works, and one was typed.
func enterable(has string, closed bool, typed string) error {
	switch {
	case has != "" || closed:
		return apperr.ConflictErr(i18n.M(msg.ErrorPhoneThere))
	case strings.TrimSpace(typed) == "":
		return missing()
	}
	return nil
}

func missing() error { return apperr.InvalidField(account.FieldPhone, i18n.M(msg.FaultPhoneMissing)) }

// phoneFault gives what is wrong with the number the name of this form's field.
func phoneFault(err error) error {
	if e, ok := apperr.As(err); ok && e.Kind == apperr.Invalid && len(e.Fields) > 0 {
		return apperr.InvalidField(account.FieldPhone, e.Fields[0].Msg)
	}
	return err
}
