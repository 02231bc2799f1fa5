package rest

import (
	"context"
	"net/http"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/token"
)

// asker is who asks, and by which token.
type asker struct {
	who   access.Actor
	token token.Token
}

type askerKey struct{}

// Identify puts who asks into the request's context. Without a token it is a visitor; a token that does not count is
// refused everywhere, so that a program learns it at once. Cookies are not looked at.
func (a *API) Identify(r *http.Request) (*http.Request, error) {
	secret, given := bearer(r)
	if !given {
		return r, nil
	}
	who, t, err := a.o.Tokens.Identify(r.Context(), secret)
	if err != nil {
		return r, err
	}
	return r.WithContext(context.WithValue(r.Context(), askerKey{}, asker{who, t})), nil
}

// bearer is the token that a request shows (RFC 6750), in its header alone: addresses are logged and kept.
func bearer(r *http.Request) (secret string, given bool) {
	h := r.Header.Get("Authorization")
	if h == "" {
		return "", false
	}
	scheme, secret, _ := strings.Cut(h, " ")
	if !strings.EqualFold(scheme, "bearer") {
		return "", true
	}
	return strings.TrimSpace(secret), true
}

// Number is that of the account that a program acts for; 0 where nobody was identified.
func Number(r *http.Request) int64 {
	who, _ := asked(r)
	return who.Number
}

func asked(r *http.Request) (access.Actor, token.Token) {
	x, _ := r.Context().Value(askerKey{}).(asker)
	return x.who, x.token
}
