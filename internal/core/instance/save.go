package instance

import (
	"context"
	"slices"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/instance/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// object is what the history calls the settings.
var object = history.Object{Kind: "instance.settings", ID: "1"}

// Allow says whether who may see and change the settings: who may not is told that they do not exist.
func Allow(who access.Actor) error {
	switch {
	case !who.SignedIn():
		return apperr.UnauthenticatedErr()
	case !who.IsAdmin():
		return apperr.NotFoundErr()
	}
	return nil
}

// Save replaces the settings of the version that the administrator saw. They act at once on this node.
func (s *Service) Save(ctx context.Context, who access.Actor, next Settings, seen int64) error {
	if err := Allow(who); err != nil {
		return err
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error { return s.SaveTx(ctx, tx, who, next, seen) })
}

// SaveTx is Save for the program itself (the demonstration, the command line): it asks for no right.
func (s *Service) SaveTx(ctx context.Context, tx *db.Tx, who access.Actor, next Settings, seen int64) error {
	k, err := load(ctx, tx)
	if err != nil {
		return err
	}
	if k.Version != seen {
		return apperr.ConflictErr(i18n.M(msg.SaveStale))
	}
	next = next.tidy()
	f := s.check(k.Settings, next)
	if next.AdminKeys && !k.AdminKeys && who.Session != "" && !who.Strong { // who asks it of all would be the first who has no rights
		f.Add(FieldAdminKeys, msg.FaultAdminKeysWeak)
	}
	if err := s.ajar(ctx, tx, &f, who, k.Settings, next); err != nil {
		return err
	}
	if err := f.Err(); err != nil {
		return err
	}
	if err := s.heard(ctx, tx, k.SMS, next.SMS); err != nil {
		return err
	}
	sealed, err := s.sealed(k, next.SMTP)
	if err != nil {
		return err
	}
	hook, err := s.hook(k, next.Returns)
	if err != nil {
		return err
	}
	textsPassword, textsSecret, err := s.sealedTexts(k, next.SMS)
	if err != nil {
		return err
	}
	changed := Changes(k.Settings, next)
	if err := store(ctx, tx, who, kept{Settings: next, Sealed: sealed, Hook: hook, TextsPassword: textsPassword, TextsSecret: textsSecret}, seen); err != nil {
		return err
	}
	tx.After(s.saved)
	return history.Write(ctx, tx, who, history.Line{Object: object, Act: "save", Data: historyData(changed)})
}

// ajar keeps open, for who leaves nothing but passkeys and others' identities, a way in of their own: they are the ones who can open the others again.
// What takes no way in away asks for nothing more; the program itself has no way in.
func (s *Service) ajar(ctx context.Context, tx *db.Tx, f *faults, who access.Actor, was, next Settings) error {
	lost := was.Mailed() || slices.ContainsFunc(was.SignIn, func(w Way) bool { return !next.Allows(w) }) // a link that goes out on is asked for nothing below
	if s.o.Enters == nil || who.ID == "" || !lost || len(next.SignIn) == 0 || next.Allows(Password) || next.Mailed() {
		return nil
	}
	enters, err := s.o.Enters(ctx, tx, next, who.ID)
	if err == nil && !enters {
		f.Add(FieldSignIn, msg.FaultSignInYours)
	}
	return err
}

// sealed is the password to keep: a new one, none, or the one there is.
func (s *Service) sealed(k kept, m SMTP) ([]byte, error) {
	switch {
	case m.NoPassword, m.User == "":
		return nil, nil
	case m.Password != "":
		return s.o.Key.seal(sealPassword, m.Password)
	}
	return k.Sealed, nil
}

// hook is the secret of events to keep: a new one, none, or the one there is.
func (s *Service) hook(k kept, r Returns) ([]byte, error) {
	switch {
	case r.NoSecret:
		return nil, nil
	case r.Secret != "":
		return s.o.Key.seal(sealHook, r.Secret)
	}
	return k.Hook, nil
}

// historyData names what changed, and to what. The password is only named.
func historyData(changed []Change) map[string]string {
	out := map[string]string{}
	for _, c := range changed {
		out[c.Field] = strings.TrimSpace(c.To)
	}
	return out
}
