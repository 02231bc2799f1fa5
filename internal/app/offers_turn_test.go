package app_test

import (
	"net/url"
	"strconv"
	"testing"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	offersmember "preau/internal/offers/member"
	"preau/internal/offers/role"
)

// holding is somebody with what they hold now, as their request is read.
func (b *builder) holding(address string) access.Actor {
	b.t.Helper()
	who := access.Actor{ID: b.one(`SELECT id FROM account_accounts WHERE email = $1`, address), Name: address, At: b.d.Clock.Now()}
	b.ok(b.d.View(b.t.Context(), func(tx *db.Tx) (err error) {
		who.Grants, err = access.GrantsOf(b.t.Context(), tx, who.ID, tx.Now())
		return err
	}))
	return who
}

// Two administrators act at once: whose rights the other takes first changes nothing any more, though their request was read before (O66, O70).
func TestRightsAreReadInTurn(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O66", "O70")
		b := inhabited(t, e)
		b.post(offreur, "/offreur/utilisateurs/nouveau", userForm("second@fleurbleue.test", "offers.admin", "offers.reader"), 303)
		b.comesIn("second", "second@fleurbleue.test")
		own, err := strconv.ParseInt(b.userNumber(offreurAddress), 10, 64)
		b.ok(err)
		who := b.holding("second@fleurbleue.test")
		save := func() error { // as their request was read before
			return b.a.Offers.Members.Save(b.t.Context(), who, offersmember.Mine, own, "offers.admin offers.approver offers.manager", offersmember.Input{Roles: []access.RoleKey{role.Admin, role.Reader}, Active: true})
		}
		b.post(offreur, "/offreur/utilisateurs/"+b.userNumber("second@fleurbleue.test"), with(url.Values{"active": {"1"}, "permissions": {"offers.reader"}}, "version", "offers.admin offers.reader"), 303)
		if err := save(); !apperr.Is(err, apperr.Forbidden) {
			t.Errorf("who administers no more changes somebody's permissions: %v", err)
		}
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM access_grants WHERE role = 'offers.reader' AND taken_at IS NULL AND account_id = (SELECT id FROM account_accounts WHERE email = $1)`, offreurAddress); n != "0" {
			t.Errorf("%s permissions given", n)
		}
	})
}
