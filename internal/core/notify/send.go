package notify

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"

	"preau/internal/core/notify/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/mail"
)

// Send queues a mail in the caller's transaction. A second one of the same kind, object, address and occasion is a silent
// no-op. A mail that the person does not want is recorded as withheld, one that they want once a day waits for the digest. Invalid: no mail can go to this address or name.
func (s *Service) Send(ctx context.Context, tx *db.Tx, m Mail) error {
	k, o, err := s.draft(m)
	if err != nil {
		return err
	}
	if m.Again != "" {
		if o.messageID, err = s.identity(ctx, tx, m); err != nil {
			return err
		}
	}
	_, err = s.enqueue(ctx, tx, k, o)
	return err
}

// identity is the Message-ID of the earlier mail that a mail is a copy of, also where that one's own is not written down, since it was held
// back before its first try; empty where the log has it no more.
func (s *Service) identity(ctx context.Context, tx *db.Tx, m Mail) (string, error) {
	found, err := db.All(ctx, tx, intoMail, `SELECT `+columns+` FROM notify_mails
		WHERE kind = $1 AND object_kind = $2 AND object_id = $3 AND occasion = $4 ORDER BY queued_at DESC LIMIT 1`, m.Kind, m.Object.Kind, m.Object.ID, m.Again)
	if err != nil || len(found) == 0 {
		return "", err
	}
	return s.messageID(found[0]), nil
}

// Remembers says whether the log still has the earlier mail that a mail is a copy of: without it the copy cannot say so by itself.
func (s *Service) Remembers(ctx context.Context, tx *db.Tx, m Mail) (bool, error) {
	messageID, err := s.identity(ctx, tx, m)
	return messageID != "", err
}

// enqueue says false when there already was such a mail.
func (s *Service) enqueue(ctx context.Context, tx *db.Tx, k Kind, o outgoing) (added bool, err error) {
	o.QueuedAt = tx.Now()
	var how How
	if o.Withheld, how, err = s.why(ctx, tx, k, o.To.AccountID); err != nil {
		return false, err
	}
	if o.Withheld == Sent && k.canBeSwitchedOff(o.To.AccountID) {
		if o.Withheld, err = holds(ctx, tx, o.To.Address); err != nil {
			return false, err
		}
	}
	switch {
	case o.Withheld != Sent:
		o.State, o.SettledAt, o.data, o.stopHash = Withheld, o.QueuedAt, nil, ""
	case how == Daily:
		o.State, o.stopHash = ForDigest, "" // its link is the digest's
	default:
		o.DueAt = o.QueuedAt
	}
	added, err = insertMail(ctx, tx, o)
	if err != nil || !added || o.State != Queued {
		return added, err
	}
	return true, s.schedule(ctx, tx, o)
}

// draft checks what it is given and makes the row of it.
func (s *Service) draft(m Mail) (Kind, outgoing, error) {
	k, ok := s.kinds[m.Kind]
	if !ok {
		return k, outgoing{}, fmt.Errorf("no kind of mail %q is declared", m.Kind)
	}
	if k.fits != nil && !k.fits(m.Data) {
		return k, outgoing{}, fmt.Errorf("mail %s is not made of a %T", m.Kind, m.Data)
	}
	address, err := mail.Address(m.To.Address)
	if err != nil {
		return k, outgoing{}, apperr.InvalidField("address", i18n.M(msg.FieldAddress))
	}
	if strings.ContainsFunc(m.To.Name, unicode.IsControl) {
		return k, outgoing{}, apperr.InvalidField("name", i18n.M(msg.FieldName))
	}
	data, err := json.Marshal(m.Data)
	if err != nil {
		return k, outgoing{}, fmt.Errorf("data of a mail %s: %w", m.Kind, err)
	}
	m.To.Address = address
	o := outgoing{Entry: Entry{ID: id.New(), Kind: m.Kind, To: m.To, Object: m.Object, Occasion: m.Occasion, State: Queued}, data: data}
	if k.canBeSwitchedOff(m.To.AccountID) {
		o.stopHash = HashSecret(s.stopSecret(o.ID))
	}
	return k, o, nil
}

func (k Kind) canBeSwitchedOff(accountID string) bool {
	return !k.Security && !k.Operator && accountID != ""
}

// stopSecret is the secret of a mail's unsubscribe link.
func (s *Service) stopSecret(mailID string) string { return s.links.Secret("notify.stop/" + mailID) }
