package passkey

import (
	"context"
	"unicode/utf8"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/passkey/msg"
	"preau/internal/core/history"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// ByID is one key of who, to be renamed; another's does not exist.
func (s *Service) ByID(ctx context.Context, who access.Actor, keyID string) (Key, error) {
	lines, err := s.Mine(ctx, who)
	for _, l := range lines {
		if l.ID == keyID {
			return l.Key, err
		}
	}
	if err == nil {
		err = apperr.NotFoundErr()
	}
	return Key{}, err
}

// Rename calls a key of who's otherwise, if it is still called as it was when the form was shown. It opens the account as before.
func (s *Service) Rename(ctx context.Context, who access.Actor, keyID, was, name string) error {
	if !who.SignedIn() {
		return apperr.UnauthenticatedErr()
	}
	if name = clean(name); name == "" || utf8.RuneCountInString(name) > MaxName {
		return apperr.InvalidField(FieldName, i18n.M(msg.FaultName, "max", MaxName))
	}
	who.Body = notify.HashSecret(keyID + "\x00" + was + "\x00" + name)
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		a, err := account.Hold(ctx, tx, who.ID)
		if err != nil {
			return err
		}
		keys, err := keysOf(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		for _, k := range keys {
			switch {
			case k.ID != keyID:
				continue
			case k.Name == name:
				return nil
			case k.Name != was:
				return apperr.ConflictErr(i18n.M(msg.ErrorRenamed, "name", k.Name))
			}
			if _, err := moves.Next(Rename, k.State, by{Owner}, matter{Key: k}); err != nil {
				return err
			}
			if err := saveName(ctx, tx, k, name); err != nil {
				return err
			}
			line := history.Line{Object: history.Object{Kind: account.ObjectKind, ID: a.ID}, Act: "rename_passkey", Data: a.Trace(who)}
			line.Data["passkey"] = name
			return history.Write(ctx, tx, who, line)
		}
		return apperr.NotFoundErr()
	})
}
