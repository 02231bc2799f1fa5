// Package oidctest runs a real OpenID Connect provider in the process, over HTTP: that of zitadel's examples, with the moods of real ones.
package oidctest

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// The client that the provider knows, and everybody's password there.
const (
	ClientID     = "preau"
	ClientSecret = "the secret of tests"
	Password     = "verysecure"
)

// User is somebody whom the provider knows.
type User struct {
	Name, Email, FirstName, LastName string
	Verified                         bool
	Siret                            string
}

const (
	discovery = "/.well-known/openid-configuration"
	moved     = "moved=1"
)

// Mood is what a test changes of the provider while it runs.
type Mood struct {
	Down     bool     // every answer is 503
	NoTokens bool     // the answers to codes alone are 503
	Audience []string // of its tokens, instead of the client
	Party    string   // azp of the tokens of an Audience: for whom they were made; empty: the client
	Nonce    string   // of its tokens, instead of the trip's
	Level    string   // acr of its tokens
	Signed   bool     // user info is a signed token, as ProConnect's
	Other    string   // subject of user info, instead of the person's
	Moved    string   // a path that leads elsewhere, where it is answered
	Plain    string   // the name of an address that discovery gives as http, of another machine
	Forge    string   // the ID token is signed by nobody ("none"), by the client's secret ("HS256"), or by a key that is not published ("key")
}

// Provider is a running provider.
type Provider struct {
	Issuer string

	*storage.Storage
	t     testing.TB
	inner http.Handler
	back  string // the site that it leads back to

	mu    sync.Mutex
	mood  Mood
	keys  []key // the last signs
	calls map[string]int
	users map[string]*storage.User
	sites map[string]string // SIRET by user
}

type key struct {
	id  string
	own *rsa.PrivateKey
}

// Start runs a provider that leads back to a site, and to no other.
func Start(t testing.TB, site string, users ...User) *Provider {
	t.Helper()
	p := &Provider{t: t, back: site, calls: map[string]int{}, users: map[string]*storage.User{}, sites: map[string]string{}}
	for _, u := range users {
		p.users[u.Name] = &storage.User{
			ID: "id-" + u.Name, Username: u.Name, Password: Password, FirstName: u.FirstName, LastName: u.LastName, Email: u.Email, EmailVerified: u.Verified,
		}
		p.sites["id-"+u.Name] = u.Siret
	}
	server := httptest.NewServer(http.HandlerFunc(p.serve))
	t.Cleanup(server.Close)
	p.Issuer = server.URL
	p.Storage = storage.NewStorageWithClients(store{p}, nil)
	p.Rotate()
	p.inner = exampleop.SetupServer(p.Issuer, p, slog.New(slog.DiscardHandler), false)
	return p
}

// Set changes the mood.
func (p *Provider) Set(m Mood) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.mood = m
}

// Rotate signs with a new key from now on, and publishes no other.
func (p *Provider) Rotate() {
	own, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		p.t.Fatal(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.keys = append(p.keys, key{id: rand.Text(), own: own})
}

// Calls is how often a path of the provider was asked for.
func (p *Provider) Calls(path string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.calls[path]
}

func (p *Provider) serve(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.calls[r.URL.Path]++
	m := p.mood
	p.mu.Unlock()
	switch {
	case m.Down, m.NoTokens && r.URL.Path == "/oauth/token":
		http.Error(w, "away", http.StatusServiceUnavailable)
	case m.Moved == r.URL.Path && r.URL.RawQuery != moved:
		http.Redirect(w, r, m.Moved+"?"+moved, http.StatusTemporaryRedirect)
	case m.Plain != "" && r.URL.Path == discovery:
		p.rewrite(w, r, func(answer map[string]any) error {
			answer[m.Plain] = "http://id.elsewhere.test/x"
			return nil
		})
	case r.URL.Path == "/userinfo":
		p.userInfo(w, r, m)
	case r.URL.Path == "/oauth/token" && (len(m.Audience) > 0 || m.Forge != ""):
		p.forOthers(w, r, m)
	default:
		p.inner.ServeHTTP(w, r)
	}
}

// userInfo adds what ProConnect says, and signs it if it is to be.
func (p *Provider) userInfo(w http.ResponseWriter, r *http.Request, m Mood) {
	rec := httptest.NewRecorder()
	p.inner.ServeHTTP(rec, r)
	var said map[string]any
	if rec.Code != http.StatusOK || json.Unmarshal(rec.Body.Bytes(), &said) != nil {
		w.WriteHeader(rec.Code)
		_, _ = w.Write(rec.Body.Bytes())
		return
	}
	if sub, _ := said["sub"].(string); p.sites[sub] != "" {
		said["siret"], said["usual_name"] = p.sites[sub], p.users[strings.TrimPrefix(sub, "id-")].LastName
		said["email"], said["given_name"] = p.users[strings.TrimPrefix(sub, "id-")].Email, p.users[strings.TrimPrefix(sub, "id-")].FirstName
	}
	if m.Other != "" {
		said["sub"] = m.Other
	}
	body, err := json.Marshal(said)
	if err == nil && m.Signed {
		said["iss"], said["aud"] = p.Issuer, p.audience(m)
		w.Header().Set("Content-Type", "application/jwt")
		body, err = p.sign(said)
	} else {
		w.Header().Set("Content-Type", "application/json")
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	_, _ = w.Write(body)
}

// forOthers gives an ID token that was made for another client: this provider's own always names who asked.
func (p *Provider) forOthers(w http.ResponseWriter, r *http.Request, m Mood) {
	p.rewrite(w, r, func(answer map[string]any) error {
		token, _ := answer["id_token"].(string)
		payload, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
		var said map[string]any
		if err == nil {
			err = json.Unmarshal(payload, &said)
		}
		if len(m.Audience) > 0 {
			said["aud"] = m.Audience
		}
		if m.Party != "" {
			said["azp"] = m.Party
		}
		signed, signing := p.forge(said, m.Forge)
		answer["id_token"] = string(signed)
		return errors.Join(err, signing)
	})
}

// rewrite changes an answer of this provider.
func (p *Provider) rewrite(w http.ResponseWriter, r *http.Request, change func(answer map[string]any) error) {
	rec := httptest.NewRecorder()
	p.inner.ServeHTTP(rec, r)
	var answer map[string]any
	if rec.Code != http.StatusOK || json.Unmarshal(rec.Body.Bytes(), &answer) != nil {
		w.WriteHeader(rec.Code)
		_, _ = w.Write(rec.Body.Bytes())
		return
	}
	changing := change(answer)
	body, writing := json.Marshal(answer)
	if err := errors.Join(changing, writing); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(body)
}

func (p *Provider) audience(m Mood) []string {
	if len(m.Audience) > 0 {
		return m.Audience
	}
	return []string{ClientID}
}

func (p *Provider) sign(said map[string]any) ([]byte, error) { return signedBy(p.last(), said) }

// forge signs as nobody should believe; as this provider does when how is empty.
func (p *Provider) forge(said map[string]any, how string) ([]byte, error) {
	body, err := json.Marshal(said)
	if err != nil {
		return nil, err
	}
	unsigned := func(alg string) string {
		return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"`+alg+`","typ":"JWT"}`)) + "." + base64.RawURLEncoding.EncodeToString(body)
	}
	switch how {
	case "none":
		return []byte(unsigned("none") + "."), nil
	case "HS256":
		mac := hmac.New(sha256.New, []byte(ClientSecret))
		token := unsigned("HS256")
		mac.Write([]byte(token))
		return []byte(token + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))), nil
	case "key":
		own, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			return nil, err
		}
		return signedBy(key{id: p.last().id, own: own}, said) // under the name of one that is published
	}
	return p.sign(said)
}

func signedBy(k key, said map[string]any) ([]byte, error) {
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{KeyID: k.id, Key: k.own}}, nil)
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(said)
	if err != nil {
		return nil, err
	}
	signed, err := s.Sign(body)
	if err != nil {
		return nil, err
	}
	out, err := signed.CompactSerialize()
	return []byte(out), err
}

func (p *Provider) last() key {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.keys[len(p.keys)-1]
}

// Answer is the address of the site to which the provider leads back after a person signed in there.
func (p *Provider) Answer(begun, user string) string {
	p.t.Helper()
	jar, _ := cookiejar.New(nil) // it has no options that could fail
	c := &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), p.back) {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	form := p.get(c, begun)
	res, err := c.PostForm(p.Issuer+"/login/username", url.Values{"username": {user}, "password": {Password}, "id": {form.Query().Get("authRequestID")}})
	if err != nil {
		p.t.Fatal(err)
	}
	body, _ := io.ReadAll(res.Body)
	_ = res.Body.Close() // read
	to := res.Header.Get("Location")
	if !strings.HasPrefix(to, p.back) {
		p.t.Fatalf("the provider answers %s, and leads to %q: %s", res.Status, to, body)
	}
	return to
}

func (p *Provider) get(c *http.Client, address string) *url.URL {
	p.t.Helper()
	res, err := c.Get(address)
	if err != nil {
		p.t.Fatal(err)
	}
	body, _ := io.ReadAll(res.Body)
	_ = res.Body.Close() // read
	if res.StatusCode != http.StatusOK {
		p.t.Fatalf("the provider answers %s to %s: %s", res.Status, address, body)
	}
	return res.Request.URL
}

// store is the provider's users.
type store struct{ p *Provider }

// GetUserByID is a user, nil for none.
func (s store) GetUserByID(id string) *storage.User { return s.p.users[strings.TrimPrefix(id, "id-")] }

// GetUserByUsername is a user, nil for none.
func (s store) GetUserByUsername(name string) *storage.User { return s.p.users[name] }

// ExampleClientID is of the example.
func (s store) ExampleClientID() string { return storage.ServiceUserID }

// client is the one client.
type client struct {
	*storage.Client
	out []string
}

// PostLogoutRedirectURIs are the site's.
func (c client) PostLogoutRedirectURIs() []string { return c.out }

func (p *Provider) client() client {
	return client{
		Client: storage.WebClient(ClientID, ClientSecret, p.back+"/connexion/par/proconnect/retour", p.back+"/connexion/par/rectorat/retour", p.back+"/back"),
		out:    []string{p.back + "/deconnexion/fournisseur/retour", p.back + "/out"},
	}
}

// GetClientByClientID is the one client.
func (p *Provider) GetClientByClientID(ctx context.Context, clientID string) (op.Client, error) {
	if clientID != ClientID {
		return p.Storage.GetClientByClientID(ctx, clientID)
	}
	return p.client(), nil
}

// AuthorizeClientIDSecret compares the secret.
func (p *Provider) AuthorizeClientIDSecret(_ context.Context, clientID, secret string) error {
	if clientID != ClientID || secret != ClientSecret {
		return oidc.ErrInvalidClient()
	}
	return nil
}

// request is a person's trip, as the mood has it.
type request struct {
	op.AuthRequest
	m Mood
}

// GetACR is the level.
func (r request) GetACR() string { return r.m.Level }

// GetNonce is the trip's, or another.
func (r request) GetNonce() string {
	if r.m.Nonce != "" {
		return r.m.Nonce
	}
	return r.AuthRequest.GetNonce()
}

// AuthRequestByCode is the trip of a code.
func (p *Provider) AuthRequestByCode(ctx context.Context, code string) (op.AuthRequest, error) {
	r, err := p.Storage.AuthRequestByCode(ctx, code)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return request{r, p.mood}, nil
}

// SigningKey is the last key.
func (p *Provider) SigningKey(context.Context) (op.SigningKey, error) { return signing{p.last()}, nil }

// KeySet is the last key, in public.
func (p *Provider) KeySet(context.Context) ([]op.Key, error) { return []op.Key{public{p.last()}}, nil }

type signing struct{ key }

// SignatureAlgorithm is RS256.
func (signing) SignatureAlgorithm() jose.SignatureAlgorithm { return jose.RS256 }

// Key is the key itself.
func (s signing) Key() any { return s.own }

// ID names it.
func (s signing) ID() string { return s.id }

type public struct{ key }

// Algorithm is RS256.
func (public) Algorithm() jose.SignatureAlgorithm { return jose.RS256 }

// Use is signing.
func (public) Use() string { return "sig" }

// Key is the public half.
func (k public) Key() any { return &k.own.PublicKey }

// ID names it.
func (k public) ID() string { return k.id }
