// Package shared is the accounts that several people of a structure use together: the inspection's « compte générique » (O74, O78). Whoever
// uses one says who they are before they write, once a session and a working day; what they do is told under that name.
package shared

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/offers/role"
	"preau/internal/offers/shared/msg"
)

// Path is the page that asks « Qui saisit ? ».
const Path = "/offreur/qui-saisit"

// Names of the fields of the form, in faults.
const (
	FieldName = "qui_saisit"
	FieldSite = "qui_lieu"
)

// MaxName is how long a name may be, in characters.
const MaxName = 100

// Speaker is who uses an account. The zero Speaker is the one person whose account it is.
type Speaker struct {
	Shared bool // the account is shared
	Name   string
	SiteID string
	Said   string // as others read it; empty: not said yet
}

// Unnamed says whether it has to be said who writes.
func (s Speaker) Unnamed() bool { return s.Shared && s.Said == "" }

// As is somebody under the name that they said.
func (s Speaker) As(who access.Actor) access.Actor {
	if s.Said != "" {
		who.Name = s.Said
	}
	return who
}

// saidFor is how long it counts who uses an account: a working day. A device that is remembered for a month is used by others the next.
const saidFor = 8 * time.Hour

// Of is who uses an account in a structure now. Only an account that manages offers there can be shared: of all others nothing is read.
func Of(ctx context.Context, tx *db.Tx, who access.Actor, orgID string) (Speaker, error) {
	if !role.Holds(who, orgID, role.Manager) {
		return Speaker{}, nil
	}
	s, err := db.One(ctx, tx, func(s *Speaker) []any { return []any{&s.Name, &s.SiteID, &s.Said} },
		`SELECT coalesce(s.name, ''), coalesce(s.site_id, ''), coalesce(s.said, '') FROM offers_shared h
			LEFT JOIN offers_speakers s ON s.session_id = $3 AND s.account_id = h.account_id AND s.org_id = h.org_id AND s.said_at > $4 WHERE h.org_id = $1 AND h.account_id = $2`, orgID, who.ID, who.Session, tx.Now().Add(-saidFor))
	if errors.Is(err, db.ErrNone) {
		return Speaker{}, nil
	}
	if err != nil {
		return s, fmt.Errorf("who uses a shared account: %w", err)
	}
	s.Shared = true
	if !role.Manages(who, orgID, s.SiteID) { // it was said before the account was limited, or for a school that is not theirs any more
		s.SiteID, s.Said = "", ""
	}
	return s, nil
}

// Marked says which of some accounts are shared in a structure.
func Marked(ctx context.Context, tx *db.Tx, orgID string, accounts ...string) (map[string]bool, error) {
	out := map[string]bool{}
	var w db.Where
	w.And("h.org_id = ?", orgID)
	w.In("h.account_id", db.Any(accounts)...)
	where, args := w.SQL(1)
	all, err := db.All(ctx, tx, func(id *string) []any { return []any{id} }, `SELECT h.account_id FROM offers_shared h WHERE `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("shared accounts: %w", err)
	}
	for _, id := range all {
		out[id] = true
	}
	return out, nil
}

// Anywhere says whether an account is shared in some structure: whoever knows its password comes into all that it has. One that closed is
// no more: see Until.
func Anywhere(ctx context.Context, tx *db.Tx, accountID string) (bool, error) {
	n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM offers_shared h JOIN offers_structures s ON s.org_id = h.org_id WHERE h.account_id = $1 AND s.state <> 'closed'`, accountID)
	if err != nil {
		return false, fmt.Errorf("shared accounts: %w", err)
	}
	return n > 0, nil
}

// Until is when the last structure closed in which an account was shared; zero: none did. Its password is known until another is chosen.
func Until(ctx context.Context, tx *db.Tx, accountID string) (time.Time, error) {
	at, err := db.Value[time.Time](ctx, tx, `SELECT s.moved_at FROM offers_shared h JOIN offers_structures s ON s.org_id = h.org_id WHERE h.account_id = $1 AND s.state = 'closed' ORDER BY s.moved_at DESC LIMIT 1`, accountID)
	if errors.Is(err, db.ErrNone) {
		return time.Time{}, nil
	}
	if err != nil {
		return at, fmt.Errorf("when an account was shared last: %w", err)
	}
	return at, nil
}

// Mark makes an account a shared one, or no longer one; who may do that is asked before.
func Mark(ctx context.Context, tx *db.Tx, orgID, accountID string, on bool) error {
	q, args := `INSERT INTO offers_shared (org_id, account_id, marked_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, []any{orgID, accountID, tx.Now()}
	if !on {
		q, args = `DELETE FROM offers_shared WHERE org_id = $1 AND account_id = $2`, args[:2]
	}
	if _, err := tx.Exec(ctx, q, args...); err != nil {
		return fmt.Errorf("mark a shared account: %w", err)
	}
	return nil
}

// Service holds the use cases.
type Service struct{ db *db.DB }

// New makes the service.
func New(d *db.DB) *Service { return &Service{d} }

// View is what the page asks with.
type View struct {
	Speaker
	Sites []org.Site // for which the account writes
	Whole bool       // it writes for the structure itself, too
}

// Show is who uses the account now in a structure; empty is that for which they act. To who has no shared one there, the page is not there.
func (s *Service) Show(ctx context.Context, who access.Actor, orgID string) (View, error) {
	var v View
	err := s.db.View(ctx, func(tx *db.Tx) error {
		var err error
		v, err = view(ctx, tx, who, in(who, orgID))
		return err
	})
	return v, err
}

// in is the structure that is meant.
func in(who access.Actor, orgID string) string {
	if orgID == "" {
		return role.Structure(who)
	}
	return orgID
}

func view(ctx context.Context, tx *db.Tx, who access.Actor, orgID string) (View, error) {
	sp, err := Of(ctx, tx, who, orgID)
	if err == nil && !sp.Shared {
		err = apperr.NotFoundErr()
	}
	if err != nil {
		return View{}, err
	}
	v := View{Speaker: sp, Whole: role.Manages(who, orgID, "")}
	all, err := org.AllSitesOf(ctx, tx, []string{orgID})
	var closed []org.Site
	for _, x := range all[orgID] {
		switch {
		case !role.Manages(who, orgID, x.ID):
		case x.Closed():
			closed = append(closed, x)
		default:
			v.Sites = append(v.Sites, x)
		}
	}
	if len(v.Sites) == 0 && !v.Whole { // who is left with schools that closed still corrects their offers
		v.Sites = closed
	}
	return v, err
}

// Input is what was typed, and of which structure; empty is that for which one acts. Said makes of a name and a lieu, empty for the structure itself, what others read.
type Input struct {
	OrgID        string
	Name, SiteID string
	Said         func(name, site string) string
}

// Declare notes who uses the account in this session from now on.
func (s *Service) Declare(ctx context.Context, who access.Actor, typed Input) error {
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		orgID := in(who, typed.OrgID)
		v, err := view(ctx, tx, who, orgID)
		if err != nil {
			return err
		}
		var f apperr.Faults
		name := strings.Join(strings.Fields(typed.Name), " ")
		switch n := utf8.RuneCountInString(name); {
		case n > MaxName:
			f.Say(FieldName, i18n.M(msg.LongName, "n", n, "max", MaxName))
		case !strings.Contains(name, " "): // a first name alone is several people's
			f.Say(FieldName, i18n.M(msg.NeedName))
		}
		site, known := "", typed.SiteID == "" && v.Whole
		for _, x := range v.Sites {
			if x.ID == typed.SiteID {
				site, known = x.Name, true
			}
		}
		switch {
		case known:
		case typed.SiteID == "": // who is limited to schools writes for one of them
			f.Say(FieldSite, i18n.M(msg.NeedSite))
		default:
			f.Say(FieldSite, i18n.M(msg.FaultSite))
		}
		if err := f.Err(); err != nil {
			return err
		}
		var siteID any
		if typed.SiteID != "" {
			siteID = typed.SiteID
		}
		_, err = tx.Exec(ctx, `INSERT INTO offers_speakers (session_id, org_id, account_id, name, site_id, said, said_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (session_id) DO UPDATE SET org_id = excluded.org_id, account_id = excluded.account_id, name = excluded.name, site_id = excluded.site_id, said = excluded.said, said_at = excluded.said_at`,
			who.Session, orgID, who.ID, name, siteID, typed.Said(name, site), tx.Now())
		if err != nil {
			return fmt.Errorf("who uses a shared account: %w", err)
		}
		return nil
	})
}
