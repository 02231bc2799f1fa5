package account

import (
	"context"
	"fmt"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account/identifier"
	"preau/internal/core/account/letter"
	"preau/internal/core/account/msg"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
)

// Identity is what an identifier is built of (R100).
type Identity struct {
	FirstName, LastName string
	Born                string // the day of birth: as typed, or as stored
}

// Naming is how an account that waits for its first password gets its name.
type Naming string

// The ways of naming.
const (
	Named    Naming = ""         // it has its identifier
	Choosing Naming = "choosing" // the person chooses a user name
	Building Naming = "building" // of the person's name and day of birth, which are asked
)

func namingOf(set instance.Settings, a Account) Naming {
	switch {
	case a.Born != "":
		return Named
	case set.Identifiers == instance.BuiltIdentifiers:
		return Building
	}
	return Choosing
}

// unnamed begins the user name of an account whose identifier was not made yet. Nobody can type it: no user name holds a colon.
const unnamed = "attente:"

// given is what somebody typed to be called by.
type given struct {
	userName string
	Identity
}

// identity checks what an identifier is built of.
func (f *faults) identity(in Identity, today time.Time) Identity {
	in.FirstName, in.LastName = f.text(FieldFirstName, in.FirstName, MaxName), f.text(FieldLastName, in.LastName, MaxName)
	if in.FirstName == "" {
		f.Add(FieldFirstName, msg.FaultFirstNameMissing)
	}
	if in.LastName == "" {
		f.Add(FieldLastName, msg.FaultLastNameMissing)
	}
	born, wrong := identifier.Birthday(in.Born, today)
	if wrong.Key != "" {
		f.Say(FieldBorn, wrong)
	}
	in.Born = born
	return in
}

// given checks what was typed to name an account, and gives the account as it would be called, for its password to be held against.
func (f *faults) given(n Naming, in given, a Account, today time.Time) Account {
	switch n {
	case Choosing:
		a.UserName = f.userName(in.userName)
	case Building:
		who := f.identity(in.Identity, today)
		a.FirstName, a.LastName = who.FirstName, who.LastName
		if who.Born != "" {
			a.UserName = identifier.Of(who.FirstName, who.LastName, who.Born)
		}
	case Named:
	}
	return a
}

// name gives an account the name that its owner typed, or the identifier that is built of what they typed.
func (s *Service) name(ctx context.Context, tx *db.Tx, who access.Actor, set instance.Settings, a *Account, in given) (Naming, error) {
	n := namingOf(set, *a)
	switch n {
	case Choosing:
		return n, rename(ctx, tx, a, in.userName)
	case Building:
		var f faults
		in.Identity = f.identity(in.Identity, instant(tx, who).In(set.Location()))
		if err := f.Err(); err != nil {
			return n, err
		}
		return n, identify(ctx, tx, a, in.Identity)
	case Named:
	}
	return n, nil
}

// identify gives an account its identifier, with the number of a namesake of the same day when there is one already (R102). Who is
// called alike is named one after the other: the counter of accounts is their turn.
func identify(ctx context.Context, tx *db.Tx, a *Account, in Identity) error {
	if _, err := tx.Exec(ctx, `UPDATE account_counters SET n = n WHERE name = 'account'`); err != nil {
		return fmt.Errorf("wait for one's turn: %w", err)
	}
	first := identifier.Of(in.FirstName, in.LastName, in.Born)
	for n := 1; n <= 10000; n++ {
		name := identifier.Nth(first, n)
		taken, err := db.Value[int64](ctx, tx, `SELECT (SELECT count(*) FROM account_accounts WHERE user_name_fold = $1 AND id <> $2)
			+ (SELECT count(*) FROM account_name_holds WHERE user_name_fold = $1 AND until > $3)`, name, a.ID, tx.Now())
		if err != nil {
			return fmt.Errorf("whose identifier: %w", err)
		}
		if taken == 0 {
			a.FirstName, a.LastName, a.Born, a.UserName = in.FirstName, in.LastName, in.Born, name
			return nil
		}
	}
	return fmt.Errorf("ten thousand people are called like account %d", a.Number)
}

// proposed is the name of an account that is made for somebody: the identifier when all that it is built of is known, else
// none yet; where names are free, one like the address.
func (s *Service) proposed(ctx context.Context, tx *db.Tx, who access.Actor, a *Account, born string) error {
	set, err := s.o.Settings(ctx)
	if err != nil {
		return err
	}
	if namingOf(set, *a) != Building {
		a.UserName, err = freeName(ctx, tx, a.Email)
		return err
	}
	a.UserName = unnamed + a.ID
	if strings.TrimSpace(born) == "" {
		return nil
	}
	var f faults
	in := f.identity(Identity{FirstName: a.FirstName, LastName: a.LastName, Born: born}, instant(tx, who).In(set.Location()))
	if err := f.Err(); err != nil {
		return err
	}
	return identify(ctx, tx, a, in)
}

// correctBirth replaces a wrong day of birth by what was typed, and the identifier that was built of it: it is everybody's right
// that what is kept of them is true. Who has no such identifier has no day of birth here.
func (s *Service) correctBirth(ctx context.Context, tx *db.Tx, who access.Actor, set instance.Settings, a *Account, born string) error {
	if a.Born == "" || born == "" {
		return nil
	}
	today := instant(tx, who).In(set.Location())
	if same, wrong := identifier.Birthday(born, today); wrong.Key == "" && same == a.Born {
		return nil
	}
	var f faults
	in := f.identity(Identity{FirstName: a.FirstName, LastName: a.LastName, Born: born}, today)
	if err := f.Err(); err != nil {
		return err
	}
	if err := identify(ctx, tx, a, in); err != nil {
		return err
	}
	return s.tell(ctx, tx, *a, letter.IdentifierChanged, id.New())
}

// tellIdentifier mails a new identifier to whose it is.
func (s *Service) tellIdentifier(ctx context.Context, tx *db.Tx, a Account) error {
	return s.tell(ctx, tx, a, letter.Identifier, id.New())
}

// loginMissing asks for what was not typed at all.
func loginMissing(set instance.Settings) i18n.Key {
	if set.Identifiers == instance.BuiltIdentifiers {
		return msg.FaultIdentifierMissing
	}
	return msg.FaultLoginMissing
}

// unknownLogin is the answer to a wrong password and to an unknown name alike. Where identifiers are built it says how (R103).
func unknownLogin(set instance.Settings) error {
	m := i18n.M(msg.ErrorSignIn)
	if set.Identifiers == instance.BuiltIdentifiers {
		m = i18n.M(msg.ErrorSignInBuilt, "form", identifier.Form, "example", identifier.Example)
	}
	return &apperr.Error{Kind: apperr.Invalid, Msg: m}
}
