package basket

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering"
	"preau/internal/ordering/msg"
)

// Leaver is somebody who leaves a place, as baskets see it (R132).
type Leaver struct {
	AccountID        string
	Place            access.Place
	Roles            []access.RoleKey // that end there
	At               time.Time        // when; zero: now
	HeirID, HeirName string
	Handed           []access.RoleKey // of Roles, those that the heir goes on with
}

// hands says that the leaver's baskets go to somebody at once. What ends later is filled until then: nobody knows what it will be.
func (l Leaver) hands() bool {
	return l.At.IsZero() && l.HeirID != "" && slices.Contains(l.Handed, ordering.Requester)
}

// MostLeft is how many baskets the page of those that are left shows, and how many somebody who leaves hands over.
const MostLeft = 200

// leftBy are somebody's baskets at a place that nobody has ordered anything of.
func leftBy(ctx context.Context, tx *db.Tx, l Leaver) ([]Basket, error) {
	if !slices.Contains(l.Roles, ordering.Requester) {
		return nil, nil
	}
	bs, err := db.All(ctx, tx, into, `SELECT `+columns+` FROM `+tables+` WHERE b.account_id = $1 AND b.org_id = $2 AND b.state IN ('open', 'confirmed')
		ORDER BY b.number LIMIT $3`, l.AccountID, l.Place.ID, MostLeft)
	if err != nil {
		return nil, fmt.Errorf("baskets of a leaver: %w", err)
	}
	return bs, nil
}

// ThenLeaves says what becomes of somebody's baskets when they leave a place.
func (s *Service) ThenLeaves(ctx context.Context, tx *db.Tx, l Leaver) ([]i18n.Msg, error) {
	bs, err := leftBy(ctx, tx, l)
	if err != nil || len(bs) == 0 {
		return nil, err
	}
	open := 0
	for _, b := range bs {
		if b.State == Open {
			open++
		}
	}
	out := []i18n.Msg{i18n.M(msg.ThenBaskets, "open", open, "confirmed", len(bs)-open)}
	if l.hands() {
		return append(out, i18n.M(msg.ThenBasketsGo, "name", l.HeirName)), nil
	}
	return append(out, i18n.M(msg.ThenBasketsStay)), nil
}

// HandOver gives the baskets of somebody who leaves to who takes over their role.
func (s *Service) HandOver(ctx context.Context, tx *db.Tx, who access.Actor, l Leaver) error {
	if !l.hands() {
		return nil
	}
	bs, err := leftBy(ctx, tx, l)
	if err != nil || len(bs) == 0 {
		return err
	}
	return s.hand(ctx, tx, who, bs, l.HeirID)
}

// hand makes baskets another's, who is told once of all of them.
func (s *Service) hand(ctx context.Context, tx *db.Tx, who access.Actor, bs []Basket, heirID string) error {
	heir, err := account.ByID(ctx, tx, heirID)
	if err != nil {
		return err
	}
	name := heir.DisplayName()
	for i := range bs {
		b := &bs[i]
		n, err := tx.Exec(ctx, `UPDATE ordering_baskets SET account_id = $1, owner_name = $2, version = version + 1 WHERE id = $3 AND version = $4`, heirID, name, b.ID, b.Version)
		if err != nil {
			return fmt.Errorf("hand basket %d over: %w", b.Number, err)
		}
		if n == 0 {
			return conflict()
		}
		was := b.Owner
		b.OwnerID, b.Owner, b.Version = heirID, name, b.Version+1
		if err := write(ctx, tx, who, Case{Basket: *b}, Reassign, b.State, map[string]string{"from": was, "to": name}); err != nil {
			return err
		}
	}
	return s.o.Handed(ctx, tx, who, bs)
}

// Left is a basket whose demandeur may order no more, without what it costs: who manages accesses sees no amounts (1.12).
type Left struct {
	Basket
	Lines int
	Heirs []access.Holder // the demandeurs of the place who may order from the markets of all that is still asked for
}

// LeftView are the baskets that are left at an establishment.
type LeftView struct {
	Org ordering.Body
	All []Left
}

// LeftAt are the baskets of an establishment whose demandeur is one no more and of which something is still to be done, for its managers alone.
func (s *Service) LeftAt(ctx context.Context, who access.Actor, ref string) (LeftView, error) {
	var v LeftView
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		if v.Org, err = manages(ctx, tx, who, ref); err != nil {
			return err
		}
		v.All, err = left(ctx, tx, v.Org, 0)
		return err
	})
	return v, err
}

// WhyManage is nil when who may hand baskets of an establishment over.
func (s *Service) WhyManage(ctx context.Context, tx *db.Tx, who access.Actor, ref string) error {
	_, err := manages(ctx, tx, who, ref)
	return err
}

// manages is an establishment of which who is a manager; to others there is nothing.
func manages(ctx context.Context, tx *db.Tx, who access.Actor, ref string) (ordering.Body, error) {
	if !who.SignedIn() {
		return ordering.Body{}, apperr.UnauthenticatedErr()
	}
	o, err := org.ByRef(ctx, tx, ref)
	if err != nil {
		return ordering.Body{}, err
	}
	b := ordering.Body{ID: o.ID, Ref: o.Ref, Name: o.Name, Commune: o.Commune, Kind: o.Kind}
	if !who.Holds(ordering.Manager, b.Place()) {
		return b, apperr.NotFoundErr()
	}
	return b, nil
}

// someday is that somebody was a demandeur of a basket's establishment at an instant: the role is an argument, l the line that moved then.
const someday = `SELECT 1 FROM access_grants g WHERE g.account_id = b.account_id AND g.role = ? AND g.place_kind = 'organisation' AND g.place_id = b.org_id
	AND g.starts_at <= l.moved_at AND (g.taken_at IS NULL OR g.taken_at > l.moved_at) AND (g.ends_at IS NULL OR g.ends_at > l.moved_at)`

// left are the baskets that are left, or the one of a number, with who can go on: those of which nobody has ordered anything, and those of
// which something came back when their demandeur was gone already, as long as nobody duplicated them since (R227, R237).
func left(ctx context.Context, tx *db.Tx, at ordering.Body, number int64) ([]Left, error) {
	var w db.Where
	w.And("b.org_id = ?", at.ID)
	w.And(`(b.state IN ('open', 'confirmed') OR b.state IN ('partly', 'ordered', 'closed', 'cancelled')
		AND EXISTS (SELECT 1 FROM ordering_basket_lines l WHERE l.basket_id = b.id AND l.state = 'cancelled'
			AND (NOT EXISTS (`+someday+`) OR NOT EXISTS (SELECT 1 FROM account_accounts a WHERE a.id = b.account_id AND a.state = 'active'))
			AND NOT EXISTS (SELECT 1 FROM ordering_baskets x WHERE x.copied_from = b.number AND x.opened_at >= l.moved_at)))`, ordering.Requester)
	w.And(`NOT EXISTS (SELECT 1 FROM access_grants g JOIN account_accounts a ON a.id = g.account_id AND a.state = 'active' WHERE g.account_id = b.account_id AND g.role = ?
		AND g.place_kind = 'organisation' AND g.place_id = b.org_id AND g.taken_at IS NULL AND g.starts_at <= ? AND (g.ends_at IS NULL OR g.ends_at > ?))`, ordering.Requester, tx.Now(), tx.Now())
	if number > 0 {
		w.And("b.number = ?", number)
	}
	where, args := w.SQL(1)
	bs, err := db.All(ctx, tx, into, fmt.Sprintf(`SELECT `+columns+` FROM `+tables+` WHERE `+where+` ORDER BY b.number LIMIT %d`, MostLeft), args...)
	if err != nil || len(bs) == 0 {
		return nil, err
	}
	ids := make([]string, len(bs))
	for i, b := range bs {
		ids[i] = b.ID
	}
	lines, err := linesIn(ctx, tx, "l.basket_id", ids)
	if err != nil {
		return nil, err
	}
	all, err := access.Holders(ctx, tx, ordering.Requester, at.Place())
	if err != nil {
		return nil, err
	}
	may, err := usable(ctx, tx, at.ID)
	if err != nil {
		return nil, err
	}
	out := make([]Left, len(bs))
	for i, b := range bs {
		out[i] = Left{Basket: b, Heirs: slices.Clone(all)}
		for _, l := range lines {
			if l.Basket == b.ID {
				out[i].Lines++
			}
			if l.Basket == b.ID && asksFor(b, l) {
				out[i].Heirs = slices.DeleteFunc(out[i].Heirs, func(h access.Holder) bool { return !may[use{h.AccountID, l.Article.Market}] })
			}
		}
	}
	return out, nil
}

// asksFor says whether who goes on with a basket orders a line of it: of one that was ordered, what came back alone.
func asksFor(b Basket, l Line) bool {
	return b.State == Open || b.State == Confirmed || !l.State.Goes()
}

// use is somebody's right to order from a market.
type use struct {
	accountID string
	market    int64
}

// usable are the markets that the demandeurs of an establishment were given, each with those below it.
func usable(ctx context.Context, tx *db.Tx, orgID string) (map[use]bool, error) {
	all, err := db.All(ctx, tx, func(u *use) []any { return []any{&u.accountID, &u.market} }, `SELECT DISTINCT g.account_id, m.number
		FROM access_grants g JOIN access_grant_limits l ON l.grant_id = g.id JOIN catalog_markets m ON m.id = l.ref OR m.parent_id = l.ref
		WHERE g.role = $1 AND g.place_kind = 'organisation' AND g.place_id = $2 AND g.taken_at IS NULL AND g.starts_at <= $3 AND (g.ends_at IS NULL OR g.ends_at > $3)
		AND l.kind = $4 AND l.taken_at IS NULL AND l.starts_at <= $3 AND (l.ends_at IS NULL OR l.ends_at > $3)`, ordering.Requester, orgID, tx.Now(), access.Market)
	if err != nil {
		return nil, fmt.Errorf("who may order from which market: %w", err)
	}
	out := make(map[use]bool, len(all))
	for _, u := range all {
		out[u] = true
	}
	return out, nil
}

// Reassigning is a basket that a manager hands to somebody else (« Réattribuer »).
type Reassigning struct {
	Number, Version int64
	Heir            string // account id
}

// Reassign hands a basket that is left to another demandeur of the place (R132).
func (s *Service) Reassign(ctx context.Context, who access.Actor, ref string, in Reassigning) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		at, err := manages(ctx, tx, who, ref)
		if err != nil {
			return err
		}
		if in.Number < 1 {
			return apperr.NotFoundErr()
		}
		all, err := left(ctx, tx, at, in.Number)
		if err != nil {
			return err
		}
		if len(all) == 0 || all[0].Version != in.Version {
			return conflict() // handed over, taken back or put in an order meanwhile
		}
		if _, err := Moves.Next(Reassign, all[0].State, []Relation{AsManager}, Case{Basket: all[0].Basket, Another: true}); err != nil {
			return err
		}
		if !slices.ContainsFunc(all[0].Heirs, func(h access.Holder) bool { return h.AccountID == in.Heir }) {
			return apperr.InvalidField(HeirField(in.Number), i18n.M(msg.FaultHeir))
		}
		return s.hand(ctx, tx, who, []Basket{all[0].Basket}, in.Heir)
	})
}

// HeirField names the field of who gets the basket of a number.
func HeirField(number int64) string { return FieldHeir + "." + strconv.FormatInt(number, 10) }
