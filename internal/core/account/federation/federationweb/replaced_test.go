package federationweb_test

import (
	"strings"
	"testing"
)

// A provider of another issuer under the same key knows other people: whom it calls as the former called Claire is a stranger, and what was
// begun, waits or ends at the former is for nobody else. Her own identity says that it opens nothing any more, and so does the log at start.
func TestAnotherIssuerUnderTheSameKey(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		b := h.linked()
		h.come(b, "/connexion", "S'identifier avec ProConnect", "claire").WantPath("/")
		begun := h.browser()
		answer := h.answer(begun, "/connexion/par/proconnect", "claire")
		waits := h.browser()
		h.come(waits, "/connexion", "S'identifier avec ProConnect", "nadia").WantPath("/rattachement").Want("nadia@nulle-part.test")
		former := h.op.Issuer
		h.ok(h.a.Federation.WarnOfStrangers(h.Context()))
		if strings.Contains(h.log.String(), "open nothing any more") {
			h.Errorf("the log warns of an identity that opens: %s", h.log.String())
		}

		h.start()
		wantSound(begun.Get(answer.String()), 422, "n'a pas commencé dans ce navigateur", "Réessayer")
		if n := h.op.Calls("/oauth/token"); n != 0 {
			h.Errorf("the new provider was shown a code of the former, %d times", n)
		}
		wantSound(waits.Get("/rattachement"), 200, "Aucune identité à lier")
		stranger := h.browser()
		wantSound(h.come(stranger, "/connexion", "S'identifier avec ProConnect", "claire").WantPath("/rattachement"), 200, "Votre compte existe déjà")
		stranger.Get("/compte").WantPath("/connexion?suite=%2Fcompte")

		p := b.Get("/compte/securite").WantSound().Want("ProConnect (n'ouvre plus rien")
		b.Get("/compte/confirmation").WantNot("ProConnect")
		p = p.Form("Retirer").Submit().Want("L'identité est retirée").WantSound()
		p.WantNot("n'ouvre plus rien")
		if p = b.Get("/compte").Press("Se déconnecter"); p.Away != "" || strings.Contains(p.Path, "fournisseur") {
			h.Errorf("the new provider is shown a token of the former: %s %s", p.Path, p.Away)
		}
		h.linkedAgain(former)
	})
}

// linkedAgain is the log at start, of an identity of an issuer that is not there.
func (h *house) linkedAgain(issuer string) {
	h.Helper()
	h.run(`INSERT INTO account_identities (id, account_id, provider, issuer, subject, label, linked_at, last_used_at)
		SELECT id, id, 'proconnect', $1, 'id-claire', 'claire', created_at, NULL FROM account_accounts WHERE user_name = 'claire'`, issuer)
	h.ok(h.a.Federation.WarnOfStrangers(h.Context()))
	if said := h.log.String(); !strings.Contains(said, "open nothing any more") || !strings.Contains(said, issuer) || !strings.Contains(said, "identities=1") {
		h.Errorf("the log says %s", said)
	}
	if strings.Contains(h.log.String(), "id-claire") {
		h.Error("the log names a person")
	}
}
