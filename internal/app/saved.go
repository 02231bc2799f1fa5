package app

import (
	"context"
	"errors"
	"fmt"
	"path"

	"preau/internal/casework/demand"
	"preau/internal/casework/seal"
	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/backup"
	"preau/internal/core/document"
	"preau/internal/core/instance"
	"preau/internal/kit/db"
	"preau/internal/migrations"
	"preau/internal/needs/group"
	"preau/internal/offers/offer"
	"preau/internal/ordering/leap"
)

// Saved says what belongs to a database, for its backup.
func Saved() backup.Contents {
	return backup.Contents{
		Files: func(ctx context.Context, tx *db.Tx) ([]backup.File, error) {
			kept, err := document.Kept(ctx, tx)
			out := make([]backup.File, len(kept))
			for i, f := range kept {
				out[i] = backup.File{Key: f.BlobKey(), Size: f.Size, SHA256: f.SHA256}
			}
			return out, err
		},
		Secrets: seal.Needed,
		Bound:   document.BoundOf,
		Needed:  seal.NeededOf,
		Schema: func(ctx context.Context, d *db.DB) (int64, error) {
			has, _, err := migrations.Version(ctx, d)
			return has, err
		},
	}
}

// KeyFiles are the files of the data folder without which nothing sealed can be opened: the instance's key, and the keyring of demands.
func KeyFiles() []string { return []string{instance.KeyFile, seal.RingFile} }

// Proof is what a restored platform was tried by.
type Proof struct {
	Opened int // demands whose key opens
	Gone   int // demands whose secret is gone: wiped since the copy, or lost
}

// ErrNoAdmin says that nobody could look after the platform.
var ErrNoAdmin = errors.New("no administrator has an open account")

// Prove opens each demand's key, where the secrets are there, and signs an administrator in by a link, as they would: for a copy that is thrown away afterwards.
func (a *App) Prove(ctx context.Context, demands bool) (p Proof, err error) {
	if demands {
		if p.Opened, p.Gone, err = a.Seal.Try(ctx); err != nil {
			return p, fmt.Errorf("the keys of demands: %w", err)
		}
	}
	var admins []access.Holder
	err = a.db.View(ctx, func(tx *db.Tx) error {
		admins, err = access.Holders(ctx, tx, access.Admin, access.Everywhere)
		return err
	})
	if err != nil {
		return p, err
	}
	if len(admins) == 0 {
		return p, ErrNoAdmin
	}
	link, err := a.Accounts.AdminCreate(ctx, access.ByProgram("preau restore -check", a.clock.Now()), admins[0].Address)
	if err != nil {
		return p, fmt.Errorf("a link to sign in by: %w", err)
	}
	s, err := a.Accounts.SignInByLink(ctx, access.Actor{}, path.Base(link), account.Browser{})
	if err != nil {
		return p, fmt.Errorf("sign in: %w", err)
	}
	who, ok, err := a.Accounts.Identify(ctx, s.Secret)
	if err != nil {
		return p, err
	}
	if !ok || who.ID != admins[0].AccountID || !who.IsAdmin() {
		return p, errors.New("sign in: the session is not the administrator's")
	}
	return p, nil
}

// leap leaves out the numbers of this year's orders, demands and offers, and those of groups, that were given since the copy.
func (a *App) leap(ctx context.Context) error {
	set, err := a.Instance.Get(ctx)
	if err != nil {
		return err
	}
	return a.db.InTx(ctx, func(tx *db.Tx) error {
		year := tx.Now().In(set.Location()).Year()
		if err := leap.Orders(ctx, tx, access.ByProgram("preau restore", tx.Now()), year); err != nil {
			return err
		}
		if err := demand.Leap(ctx, tx, tx.Now().Year()); err != nil { // theirs is that of UTC
			return err
		}
		if err := offer.Leap(ctx, tx, year); err != nil {
			return err
		}
		return group.Leap(ctx, tx)
	})
}

// Held is how much a restored copy held back.
type Held struct{ Mails, Texts, Posts int }

// HoldBack keeps what waited to be sent when the database was copied from being sent again: somebody decides, one by one. Everybody signs
// in anew: the copy has sessions and links that were ended or used since.
func (a *App) HoldBack(ctx context.Context, detail string) (h Held, err error) {
	if err = a.Accounts.Shut(ctx); err != nil {
		return h, err
	}
	if err = a.leap(ctx); err != nil {
		return h, err
	}
	if h.Mails, err = a.Notify.HoldBack(ctx, detail); err != nil {
		return h, err
	}
	if h.Texts, err = a.Casework.Mandates.HoldBack(ctx, detail); err != nil {
		return h, err
	}
	h.Posts, err = a.Webhooks.HoldBack(ctx)
	return h, err
}
