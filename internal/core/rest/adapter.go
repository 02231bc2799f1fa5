package rest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"math"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"preau/internal/core/access"
	"preau/internal/core/rest/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
)

const (
	jsonType    = "application/json"
	problemType = "application/problem+json"
	keyHeader   = "Idempotency-Key"
	longestKey  = 200
)

// adapter puts huma's operations into the program's one list of routes.
type adapter struct{ a *API }

// Handle adds an operation's route.
func (x adapter) Handle(op *huma.Operation, next func(huma.Context)) {
	x.a.o.Mux.Handle(op.Method, Prefix+op.Path, func(w http.ResponseWriter, r *http.Request) error {
		who, err := x.a.enter(w, r, op)
		if err != nil {
			return err
		}
		c := newCall(op, w, r, who)
		next(c)
		return c.failed
	})
}

// ServeHTTP is never called: the mux serves.
func (x adapter) ServeHTTP(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) }

// enter lets a request in: it says who asks, counts it, and reads what was sent.
func (a *API) enter(w http.ResponseWriter, r *http.Request, op *huma.Operation) (access.Actor, error) {
	w.Header().Add("Vary", "Accept-Language, Authorization")
	who, t := asked(r)
	if !who.SignedIn() {
		return who, apperr.UnauthenticatedErr()
	}
	if err := a.count(w, t.ID); err != nil {
		return who, err
	}
	if a.o.Owed != nil {
		if owed := a.o.Owed(who); len(owed) > 0 {
			return who, apperr.ForbiddenErr(owed...)
		}
	}
	scope, _ := op.Metadata[scopeKey].(string)
	if err := a.o.Tokens.WhyScope(who, t, scope); err != nil {
		return who, insufficient(err, scope)
	}
	if err := soundQuery(r.URL.RawQuery); err != nil {
		return who, err
	}
	body, err := readBody(r, op)
	if err != nil {
		return who, err
	}
	return keyed(who, r, body)
}

// count counts a request of a token, and says in the answer how many are left (draft-ietf-httpapi-ratelimit-headers).
func (a *API) count(w http.ResponseWriter, tokenID string) error {
	err := a.limiter.Take(tokenID)
	left, full := a.limiter.Left(tokenID)
	w.Header().Set("RateLimit-Policy", fmt.Sprintf(`"token";q=%d;w=%d`, quota, int(window.Seconds())))
	w.Header().Set("RateLimit", fmt.Sprintf(`"token";r=%d;t=%d`, left, int(math.Ceil(full.Seconds()))))
	if e, ok := apperr.As(err); ok {
		e.Msg = i18n.M(msg.TooMany, "n", quota)
	}
	return err
}

// soundQuery refuses what no database would take back as it was given.
func soundQuery(raw string) error {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return brokenErr(msg.BrokenQuery)
	}
	for name, all := range values {
		for _, v := range append(all, name) {
			if !utf8.ValidString(v) || strings.ContainsRune(v, 0) {
				return brokenErr(msg.BrokenQuery)
			}
		}
	}
	return nil
}

// readBody reads the whole body, which kit/web bounds, and leaves it to be read again.
func readBody(r *http.Request, op *huma.Operation) ([]byte, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, fmt.Errorf("read body: %w", err)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if len(body) == 0 {
		return nil, nil
	}
	mt, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	charset := params["charset"]
	if err != nil || mt != jsonType || (charset != "" && !strings.EqualFold(charset, "utf-8")) {
		return nil, web.MediaErr()
	}
	if op.RequestBody == nil && string(bytes.TrimSpace(body)) != "{}" {
		return nil, apperr.InvalidField("body", i18n.M(msg.FaultNoBody))
	}
	return body, nil
}

// keyed is who asks with what db.Once needs: the key that the program chose, and a hash of what it asked for.
func keyed(who access.Actor, r *http.Request, body []byte) (access.Actor, error) {
	who.Act, who.At = r.Method+" "+web.Pattern(r), web.At(r)
	keys := r.Header.Values(keyHeader)
	if len(keys) == 0 || r.Method == http.MethodGet || r.Method == http.MethodHead {
		return who, nil
	}
	key := keys[0]
	if len(keys) > 1 || key == "" || len(key) > longestKey || strings.ContainsFunc(key, func(r rune) bool { return r < ' ' || r > '~' }) {
		return who, apperr.InvalidField("header."+keyHeader, i18n.M(msg.FaultKey, "max", longestKey))
	}
	h := sha256.New()
	for _, part := range []string{r.URL.RequestURI(), r.Header.Get("If-Match"), string(body)} {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	who.Key, who.Body = key, hex.EncodeToString(h.Sum(nil))
	return who, nil
}
