package app_test

import (
	"net/url"
	"testing"

	"preau/internal/kit/db"
)

// The secret of an address is shown once. Who clicks twice reads that, and what to do.
func TestSecretIsShownOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		c := b.in[admin]
		made := keyed(url.Values{"url": {"https://logiciel.test/deux"}, "faits": {"order.sent"}})
		const shown, again = "Le secret de cette adresse", "changez-le"
		c.PostForm("/administration/webhooks/nouveau", made).WantStatus(201).WantSound().Want(shown).WantNot(again)
		c.PostForm("/administration/webhooks/nouveau", made).WantStatus(201).WantSound().Want(again).WantNot(shown)
		at := "/administration/webhooks/" + b.one(`SELECT CAST(max(number) AS TEXT) FROM webhook_endpoints`)
		c.Get(at).WantStatus(200).WantNot(shown, again)
		renewed := keyed(url.Values{"acte": {"renew"}})
		c.PostForm(at+"/acte", renewed).WantStatus(200).WantSound().Want(shown).WantNot(again)
		c.PostForm(at+"/acte", renewed).WantStatus(200).WantSound().Want(again).WantNot(shown)
	})
}
