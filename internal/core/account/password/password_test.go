package password_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"preau/internal/core/account/password"
)

// cheap is a cost for tests alone.
func cheap() password.Options {
	return password.Options{Cost: password.Cost{MemoryKiB: 8, Passes: 1, Lanes: 1}}
}

func TestHashAndVerify(t *testing.T) {
	h := password.New(cheap())
	phc, err := h.Hash(t.Context(), "une phrase bien à moi")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(phc, "phrase") || !strings.HasPrefix(phc, "$argon2id$v=19$m=8,t=1,p=1$") {
		t.Fatalf("PHC string %q", phc)
	}
	again, err := h.Hash(t.Context(), "une phrase bien à moi")
	if err != nil || again == phc {
		t.Fatalf("two hashes share their salt: %q (%v)", again, err)
	}
	for pw, want := range map[string]bool{
		"une phrase bien à moi":       true,
		"une phrase bien a\u0300 moi": true, // the accent typed apart (NFD)
		"Une phrase bien à moi":       false,
		"une phrase bien à moi ":      false,
		"":                            false,
	} {
		if got, err := h.Verify(t.Context(), phc, pw); err != nil || got != want {
			t.Errorf("Verify(%q) = %v, %v", pw, got, err)
		}
	}
}

func TestVerifyWithoutAccountDoesTheWorkAndSaysNo(t *testing.T) {
	h := password.New(cheap())
	ok, err := h.Verify(t.Context(), "", "")
	if err != nil || ok {
		t.Fatalf("Verify of nobody = %v, %v", ok, err)
	}
}

func TestStaleAndForeignStrings(t *testing.T) {
	h := password.New(cheap())
	phc, err := h.Hash(t.Context(), "une phrase bien à moi")
	if err != nil {
		t.Fatal(err)
	}
	if h.Stale(phc) {
		t.Error("a fresh hash is stale")
	}
	dearer := password.New(password.Options{Cost: password.Cost{MemoryKiB: 16, Passes: 1, Lanes: 1}})
	if !dearer.Stale(phc) {
		t.Error("a hash of a lower cost is not stale")
	}
	if ok, err := dearer.Verify(t.Context(), phc, "une phrase bien à moi"); err != nil || !ok {
		t.Errorf("a hash of another cost is not verified: %v, %v", ok, err)
	}
	for _, s := range []string{"x", "$argon2i$v=19$m=8,t=1,p=1$AAAA$AAAA", "$argon2id$v=19$m=8,t=0,p=0$AAAAAAAAAAAAAAAA$AAAA", "$argon2id$v=16$m=8,t=1,p=1$AAAAAAAAAAAAAAAA$AAAA"} {
		if _, err := h.Verify(t.Context(), s, "x"); err == nil {
			t.Errorf("Verify read %q", s)
		}
	}
}

func TestTooManyAtOnce(t *testing.T) {
	o := cheap()
	o.AtOnce, o.Waiting, o.Cost.MemoryKiB, o.Cost.Passes = 1, 1, 64*1024, 3
	h := password.New(o)
	answers := make(chan error, 12)
	for range 12 {
		go func() {
			_, err := h.Hash(t.Context(), "une phrase bien à moi")
			answers <- err
		}()
	}
	done, busy := 0, 0
	for range 12 {
		switch err := <-answers; {
		case err == nil:
			done++
		case errors.Is(err, password.ErrBusy):
			busy++
		default:
			t.Fatal(err)
		}
	}
	if done == 0 || busy == 0 {
		t.Fatalf("%d hashed, %d sent away", done, busy)
	}
}

func TestWaitingEndsWithTheRequest(t *testing.T) {
	h := password.New(cheap())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 50 { // either way out of the select may be taken; one in fifty must see the end
		if _, err := h.Hash(ctx, "une phrase bien à moi"); errors.Is(err, context.Canceled) {
			return
		}
	}
	t.Error("a request that ended still hashes")
}

func TestCheck(t *testing.T) {
	c := password.NewChecker(nil, slog.New(slog.DiscardHandler))
	about := []string{"marie.dupont", "marie.dupont@lycee-hugo.exemple.fr", "Plateforme de collecte des besoins"}
	for pw, want := range map[string]password.Weakness{
		"":                           password.TooShort,
		"onze signes":                password.TooShort,
		strings.Repeat("e\u0301", 8): password.TooShort, // eight characters in sixteen runes typed apart
		"cheval agrafe tuba":         password.OK,
		"trois petits tours":         password.OK,
		"🐟🐠🐡🦈🐙🐚🦀🦞🦐🦑🐬🐳": password.OK,
		"k3#vQ9!zLp2@":                  password.OK,
		"482915736048":                  password.OK, // no composition rules
		strings.Repeat("x1y2z3w", 29):   password.TooLong,
		"aaaaaaaaaaaa":                  password.Pattern,
		"ababababababab":                password.Pattern,
		"111222333444":                  password.Pattern,
		"123456789012":                  password.Pattern,
		"azertyuiop123":                 password.Pattern,
		"AZERTYUIOPqsdf":                password.Pattern,
		"qwertyuiop[]":                  password.Pattern,
		"abcdefghijkl":                  password.Pattern,
		"ponmlkjihgfe":                  password.Pattern,
		"azerty1azerty1":                password.Pattern,
		"motdepasse123":                 password.Common,
		"MotDePasse2026!":               password.Common,
		"mot de passe !":                password.Common,
		"M0td3p@sse2026":                password.Common,
		"Bonjour2026!!":                 password.Common,
		"bonjourbonjour":                password.Common,
		"SoleilSoleil12":                password.Common,
		"Ecole-Primaire-2026":           password.Common,
		"école.primaire.26":             password.Common,
		"administrateur":                password.Common,
		"correct horse battery staple":  password.Common,
		"Demande-Aidant-26":             password.Common, // words of the house
		"mandatusager2026":              password.Common,
		"offres.offreurs!":              password.Common,
		"marie.dupont2026":              password.Personal,
		"MarieDupont!2026":              password.Personal,
		"dupont.marie.1":                password.Personal,
		"lycee-hugo-2026":               password.Common,
		"marie aime les tulipes bleues": password.OK,
		"collecte des besoins 26":       password.Personal,
	} {
		if got := c.Check(pw, about...); got != want {
			t.Errorf("Check(%q) = %q, want %q", pw, got, want)
		}
	}
}
