package letter

import (
	"context"

	"preau/internal/core/account/limits"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/mail"
)

// Stranger tells an address that has no account whom to ask for one, once a day at most (C006). Only who reads that mailbox
// learns it; the page said the same as to everybody. What was typed may be a user name: that has no mailbox.
func Stranger(ctx context.Context, tx *db.Tx, mails *notify.Service, most *limits.Limits, typed, client, occasion string) error {
	address, err := mail.Address(typed)
	if err != nil {
		return nil //nolint:nilerr // it is no address
	}
	if ok, err := most.MayTellStranger(ctx, tx, address, client); err != nil || !ok {
		return err
	}
	return send(ctx, tx, mails, To{Recipient: notify.Recipient{Address: address}}, UnknownAddress, stateMail{}, occasion)
}
