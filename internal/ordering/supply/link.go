package supply

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/ordering/msg"
	"preau/internal/ordering/order"
)

// LinkLife is how long a link serves.
const LinkLife = 60 * 24 * time.Hour

// Standing is what a link is worth. It is derived, never stored.
type Standing string

// The standings of a link.
const (
	Live    Standing = "live"
	Expired Standing = "expired"
	Revoked Standing = "revoked"
	Unknown Standing = "unknown" // forged, cut by a mail program, or wiped since
)

// Link is a supplier's way to one order.
type Link struct {
	ID        string
	OrderID   string
	Address   string
	MadeAt    time.Time
	ExpiresAt time.Time
	RevokedAt time.Time
}

// Standing is what the link is worth at an instant.
func (l Link) Standing(at time.Time) Standing {
	switch {
	case l.ID == "":
		return Unknown
	case !l.RevokedAt.IsZero():
		return Revoked
	case !at.Before(l.ExpiresAt):
		return Expired
	}
	return Live
}

// Issue makes a link to an order for a mail that goes to its supplier. It gives the id that the mail makes the address of.
func Issue(ctx context.Context, tx *db.Tx, links notify.Links, o order.Order) (string, error) {
	l := id.New()
	if _, err := tx.Exec(ctx, `INSERT INTO ordering_links (id, order_id, address, secret_hash, made_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		l, o.ID, o.SentTo, order.LinkHash(links, l), tx.Now(), tx.Now().Add(LinkLife)); err != nil {
		return "", fmt.Errorf("link to order %s: %w", o.Number, err)
	}
	return l, nil
}

// Reissue makes the link of an order that is sent, once more if it had come back: links to where it went before are worth nothing then.
func Reissue(ctx context.Context, tx *db.Tx, links notify.Links, o order.Order) (string, error) {
	if err := revoke(ctx, tx, o.ID, "AND address <> $3", o.SentTo); err != nil {
		return "", err
	}
	return Issue(ctx, tx, links, o)
}

func revoke(ctx context.Context, tx *db.Tx, orderID, cond string, args ...any) error {
	if _, err := tx.Exec(ctx, `UPDATE ordering_links SET revoked_at = $1 WHERE order_id = $2 AND revoked_at IS NULL `+cond,
		append([]any{tx.Now(), orderID}, args...)...); err != nil {
		return fmt.Errorf("revoke links: %w", err)
	}
	return nil
}

// bySecret finds a link; the zero link when there is none.
func bySecret(ctx context.Context, tx *db.Tx, secret string) (Link, error) {
	l, err := db.One(ctx, tx, func(l *Link) []any {
		return []any{&l.ID, &l.OrderID, &l.Address, &l.MadeAt, &l.ExpiresAt, &l.RevokedAt}
	}, `SELECT id, order_id, address, made_at, expires_at, revoked_at FROM ordering_links WHERE secret_hash = $1`, notify.HashSecret(secret))
	if errors.Is(err, db.ErrNone) {
		return Link{}, nil
	}
	if err != nil {
		return Link{}, fmt.Errorf("link of a supplier: %w", err)
	}
	return l, nil
}

// liveLinks is how many links to an order still serve.
func liveLinks(ctx context.Context, tx *db.Tx, orderID string) (int64, error) {
	n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM ordering_links WHERE order_id = $1 AND revoked_at IS NULL AND expires_at > $2`, orderID, tx.Now())
	if err != nil {
		return 0, fmt.Errorf("links that serve: %w", err)
	}
	return n, nil
}

// Dead is the refusal of what is sent by a link that is worth nothing; its page says the same.
func Dead(st Standing) error {
	return apperr.ConflictErr(i18n.M(st.Label()))
}

// ByLink is the order of a link that serves at the instant at which a request came; a Conflict with words for one that does not.
func ByLink(ctx context.Context, tx *db.Tx, at time.Time, secret string) (order.Case, error) {
	l, err := bySecret(ctx, tx, secret)
	if err != nil {
		return order.Case{}, err
	}
	if at.IsZero() {
		at = tx.Now()
	}
	if st := l.Standing(at); st != Live {
		return order.Case{}, Dead(st)
	}
	return order.OfSupplier(ctx, tx, l.OrderID)
}

// Renew has a new link sent for one that expired, to the order's address and nowhere else; once a day. It gives the beginning of that
// address, by which its owner recognises it.
func (s *Service) Renew(ctx context.Context, who access.Actor, secret string) (string, error) {
	by := access.Actor{Key: who.Key, Act: who.Act, Body: notify.HashSecret(secret), At: who.At}
	return db.OnceValue(ctx, s.o.DB, by, func(tx *db.Tx) (string, error) {
		l, err := bySecret(ctx, tx, secret)
		if err != nil {
			return "", err
		}
		if st := l.Standing(tx.Now()); st != Expired && st != Live {
			return "", Dead(st)
		}
		c, err := order.OfSupplier(ctx, tx, l.OrderID)
		if err != nil {
			return "", err
		}
		occasion := noteLink + " " + s.today(tx.Now())
		told, err := toldOf(ctx, tx, c.ID, occasion)
		if err != nil || told { // it has today's, whoever asks again: another link would be one more that nobody is told of
			return Short(c.SentTo), err
		}
		return Short(c.SentTo), s.tellSupplier(ctx, tx, c.Order, note{What: noteLink}, occasion)
	})
}

// toldOf says whether the supplier of an order was told of an occasion.
func toldOf(ctx context.Context, tx *db.Tx, orderID, occasion string) (bool, error) {
	n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM notify_mails WHERE kind = $1 AND object_kind = $2 AND object_id = $3 AND occasion = $4`, mailSupplier, order.Object, orderID, occasion)
	if err != nil {
		return false, fmt.Errorf("what the supplier was told: %w", err)
	}
	return n > 0, nil
}

// Short is an address of which its owner recognises the beginning, and a stranger learns nothing to write to.
func Short(address string) string {
	local, domain, _ := strings.Cut(address, "@")
	r := []rune(local)
	return string(r[:min(2, len(r))]) + "…@" + domain
}

// CutLinks has all links to an order be worth nothing: one went astray. The next mail to the supplier brings a new one.
func (s *Service) CutLinks(ctx context.Context, who access.Actor, number string, version int64) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		c, as, err := order.ForAct(ctx, tx, who, number, version)
		if err != nil {
			return err
		}
		if err := order.MayAct(ctx, tx, order.CutLinks, c, as); err != nil {
			return err
		}
		if err := revoke(ctx, tx, c.ID, ""); err != nil {
			return err
		}
		return order.Note(ctx, tx, who, c.Order, order.CutLinks, nil)
	})
}

// Label says in words why a link is worth nothing.
func (st Standing) Label() i18n.Key {
	switch st {
	case Expired:
		return msg.LinkExpired
	case Revoked:
		return msg.LinkRevoked
	case Live, Unknown:
	}
	return msg.LinkUnknown
}
