package temporary

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account/limits"
	"preau/internal/core/account/links"
	"preau/internal/core/account/msg"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
)

// Options are what it stands on.
type Options struct {
	DB     *db.DB
	Links  notify.Links
	Limits *limits.Limits
	Fold   func(string) string // of an address, as accounts are compared by
	// Account makes the account of a temporary password, where it is not there, and gives the id of the link to one of its owner's own.
	Account func(ctx context.Context, tx *db.Tx, who access.Actor, t Temporary) (tokenID string, err error)
}

// Passwords gives temporary passwords, and lets in who has one.
type Passwords struct{ o Options }

// New makes it.
func New(o Options) *Passwords { return &Passwords{o} }

// ErrReplaced says that there is another one by now, or none.
var ErrReplaced = errors.New("temporary password: replaced")

// GiveTyped has a typed password, hashed, open the page where the owner of an address chooses another. It does nothing for an address that
// has an account: who typed it must not come into what others gave that account, so its owner comes by the mailed link alone.
func (p *Passwords) GiveTyped(ctx context.Context, tx *db.Tx, address, hash, ref string) error {
	address = p.o.Fold(address)
	there, err := hasAccount(ctx, tx, address)
	if err != nil || there {
		return err
	}
	return p.give(ctx, tx, Temporary{ID: id.New(), Address: address, Typed: true, Hash: hash, Ref: ref})
}

// give keeps one in the place of another, whose link is worthless then.
func (p *Passwords) give(ctx context.Context, tx *db.Tx, t Temporary) error {
	was, err := Of(ctx, tx, t.Address)
	if err == nil && was.TokenID != "" {
		err = links.Kill(ctx, tx, was.TokenID)
	}
	t.Known = strings.Join(was.KnownHashes(), " ")
	if err != nil {
		return err
	}
	return Give(ctx, tx, t)
}

func hasAccount(ctx context.Context, tx *db.Tx, address string) (bool, error) {
	return db.Value[bool](ctx, tx, `SELECT EXISTS (SELECT 1 FROM account_accounts WHERE email_fold = $1)`, address)
}

// Claim makes a typed password of an address worthless, with the link that it opened: somebody else gives that account something, and who
// typed it has not shown that the mailbox is theirs. It is kept until its owner chose one, which must not be that one.
func (p *Passwords) Claim(ctx context.Context, tx *db.Tx, address string) error {
	t, err := Of(ctx, tx, p.o.Fold(address))
	if err != nil || !t.Typed {
		return err
	}
	if t.TokenID != "" {
		if err := links.Kill(ctx, tx, t.TokenID); err != nil {
			return err
		}
	}
	return claimed(ctx, tx, t.ID)
}

// GiveMailed has the password that the mail of a name carries do the same; false, and none, for an address whose account is open.
func (p *Passwords) GiveMailed(ctx context.Context, tx *db.Tx, address, name, ref string) (bool, error) {
	address = p.o.Fold(address)
	open, err := db.Value[bool](ctx, tx, `SELECT EXISTS (SELECT 1 FROM account_accounts WHERE email_fold = $1 AND state NOT IN ('created', 'invited'))`, address)
	if err != nil || open {
		return false, err
	}
	return true, p.give(ctx, tx, Temporary{ID: id.New(), Address: address, Hash: hashMailed(p.o.Links, Word(p.o.Links, name)), Ref: ref})
}

// Enter leads whoever signed in with a temporary password to the page where they choose their own (O26): it gives its path. No browser is
// signed in by it, so there is no other page.
func (p *Passwords) Enter(ctx context.Context, who access.Actor, was Temporary) (string, error) {
	var (
		tokenID string
		late    error
	)
	err := p.o.DB.InTx(ctx, func(tx *db.Tx) error {
		t, err := Of(ctx, tx, was.Address)
		if err == nil && t.ID != was.ID {
			err = ErrReplaced
		}
		if err != nil {
			return err
		}
		if t.Typed && t.Ref != "" { // its first use
			there, err := hasAccount(ctx, tx, t.Address)
			if err == nil && there { // somebody else made the account since
				err = ErrReplaced
			}
			if err != nil {
				return err
			}
		}
		if err := p.o.Limits.Forgive(ctx, tx, t.Address, t.Address); err != nil {
			return err
		}
		if t.Late(asked(tx, who)) {
			late = apperr.ForbiddenErr(t.whyLate())
			return nil // the try stays forgiven
		}
		if tokenID, err = p.o.Account(ctx, tx, who, t); err != nil {
			return err
		}
		return opened(ctx, tx, t, tokenID)
	})
	if err == nil {
		err = late
	}
	if err != nil {
		return "", err
	}
	return links.ForInvitation.Path(p.o.Links.Secret(tokenID)), nil
}

func asked(tx *db.Tx, who access.Actor) time.Time {
	if who.At.IsZero() {
		return tx.Now()
	}
	return who.At
}

// CodeLate is the reason of a temporary password that served its time.
const CodeLate = "account.temporary_late"

const pathResend = "/activation/renvoi"

// whyLate leads to where another link is asked for, where there is an account to send one to.
func (t Temporary) whyLate() apperr.Reason {
	r := apperr.Reason{Code: CodeLate, Kind: apperr.Act, Since: t.ExpiresAt, Text: i18n.M(msg.WhyTemporaryLate), Lifters: access.You()}
	if t.Ref == "" {
		r.Ask = &apperr.Ask{Label: i18n.M(msg.AskActivation), Path: pathResend}
	}
	return r
}

// End forgets the one of an address, since its owner has a password of their own. It says whether they came by a typed one: then nobody has
// shown yet that the mailbox is theirs, which is noted.
func (p *Passwords) End(ctx context.Context, tx *db.Tx, accountID, address, tokenID string) (typed bool, err error) {
	t, err := Of(ctx, tx, p.o.Fold(address))
	if err != nil || t.ID == "" {
		return false, err
	}
	if err := forget(ctx, tx, t.ID); err != nil {
		return false, err
	}
	if !t.Typed || t.TokenID != tokenID {
		return false, nil
	}
	if _, err := tx.Exec(ctx, `UPDATE account_accounts SET unproven_at = $1 WHERE id = $2`, tx.Now(), accountID); err != nil {
		return false, fmt.Errorf("open by a typed password: %w", err)
	}
	return true, nil
}

// Proven notes that a mailed link was used: the mailbox is its user's.
func Proven(ctx context.Context, tx *db.Tx, accountID string) error {
	if _, err := tx.Exec(ctx, `UPDATE account_accounts SET unproven_at = NULL WHERE id = $1 AND unproven_at IS NOT NULL`, accountID); err != nil {
		return fmt.Errorf("prove an address: %w", err)
	}
	return nil
}

// Unproven says whether an account is open whose owner has not shown that its mailbox is theirs.
func Unproven(ctx context.Context, tx *db.Tx, accountID string) (bool, error) {
	return db.Value[bool](ctx, tx, `SELECT EXISTS (SELECT 1 FROM account_accounts WHERE id = $1 AND unproven_at IS NOT NULL)`, accountID)
}
