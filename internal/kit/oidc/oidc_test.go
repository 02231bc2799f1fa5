package oidc_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"preau/internal/kit/clock"
	"preau/internal/kit/oidc"
	"preau/internal/kit/oidc/oidctest"
)

const (
	site = "https://preau.test"
	back = site + "/back"
)

// desk is a client of a running provider, under a clock of its own.
type desk struct {
	*testing.T
	op    *oidctest.Provider
	p     *oidc.Provider
	clock *clock.Manual
}

func newDesk(t *testing.T, change func(*oidc.Settings)) *desk {
	t.Helper()
	op := oidctest.Start(t, site,
		oidctest.User{Name: "claire", Email: "claire@ecole.test", Verified: true, FirstName: "Claire", LastName: "Dubois", Siret: "19350030300014"},
		oidctest.User{Name: "zoe", Email: "zoe@ecole.test", FirstName: "Zoé", LastName: "Roux"})
	s := oidc.Settings{Key: "rectorat", Name: "le rectorat", Issuer: op.Issuer, ClientID: oidctest.ClientID, Secret: oidctest.ClientSecret}
	if change != nil {
		change(&s)
	}
	d := &desk{T: t, op: op, clock: clock.NewManual(time.Now())}
	d.p = oidc.New(s, d.clock.Now)
	return d
}

// code goes to the provider, signs in there and brings the code back.
func (d *desk) code(trip oidc.Trip, user string) string {
	d.Helper()
	begun, err := d.p.Begin(d.Context(), trip, back)
	if err != nil {
		d.Fatal(err)
	}
	u, err := url.Parse(d.op.Answer(begun, user))
	if err != nil {
		d.Fatal(err)
	}
	if got := u.Query().Get("state"); got != trip.State {
		d.Errorf("state %q, sent %q", got, trip.State)
	}
	return u.Query().Get("code")
}

func (d *desk) come(user string) (oidc.Person, error) {
	d.Helper()
	trip := oidc.NewTrip()
	return d.p.Finish(d.Context(), trip, d.code(trip, user), back)
}

func (d *desk) want(why oidc.Why, err error) {
	d.Helper()
	if got := oidc.WhyOf(err); got != why {
		d.Errorf("%q, want %q: %v", got, why, err)
	}
}

func TestSomebodyComes(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	who, err := d.come("claire")
	if err != nil {
		t.Fatal(err)
	}
	if who.Issuer != d.op.Issuer || who.Subject != "id-claire" || who.Email != "claire@ecole.test" || who.FirstName != "Claire" || who.LastName != "Dubois" || who.IDToken == "" {
		t.Errorf("got %+v", who)
	}
	if who, err = d.come("zoe"); err != nil || who.Email != "" {
		t.Errorf("an address that the provider does not vouch for: %q, %v", who.Email, err)
	}
	if n := d.op.Calls("/.well-known/openid-configuration"); n != 1 {
		t.Errorf("asked %d times what it is", n)
	}
	d.clock.Advance(61 * time.Minute)
	if _, err := d.p.Begin(t.Context(), oidc.NewTrip(), back); err != nil || d.op.Calls("/.well-known/openid-configuration") != 2 {
		t.Errorf("an hour later it is asked again: %v", err)
	}
}

// What begins a trip is as RFC 7636 and ProConnect's documentation want it.
func TestWhereATripBegins(t *testing.T) {
	t.Parallel()
	d := newDesk(t, func(s *oidc.Settings) { s.Kind, s.Levels = oidc.ProConnect, []string{"eidas1", "eidas2"} })
	trip := oidc.NewTrip()
	trip.Since = d.clock.Now()
	begun, err := d.p.Begin(t.Context(), trip, back)
	if err != nil {
		t.Fatal(err)
	}
	u, _ := url.Parse(begun)
	q := u.Query()
	for name, want := range map[string]string{
		"response_type": "code", "code_challenge_method": "S256", "state": trip.State, "nonce": trip.Nonce, "redirect_uri": back, "acr_values": "eidas1 eidas2",
		"claims": `{"id_token":{"acr":{"essential":true,"values":["eidas1","eidas2"]},"auth_time":{"essential":true}}}`, "prompt": "login", "max_age": "0", "scope": "openid given_name usual_name email uid siret idp_id",
	} {
		if got := q.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if c := q.Get("code_challenge"); len(c) != 43 || strings.Contains(begun, trip.Verifier) {
		t.Errorf("challenge %q of %s", c, begun)
	}
	if len(trip.State) < 32 || len(trip.Nonce) < 32 || trip.State == trip.Nonce || trip.State == oidc.NewTrip().State {
		t.Errorf("a poor trip: %+v", trip)
	}
}

func TestProConnect(t *testing.T) {
	t.Parallel()
	d := newDesk(t, func(s *oidc.Settings) { s.Kind, s.Levels = oidc.ProConnect, []string{"eidas1", "eidas2"} })
	d.op.Set(oidctest.Mood{Signed: true, Level: "eidas1"})
	who, err := d.come("claire")
	if err != nil {
		t.Fatal(err)
	}
	if who.Siret != "19350030300014" || who.LastName != "Dubois" || who.Email != "claire@ecole.test" || who.Level != "eidas1" {
		t.Errorf("got %+v", who)
	}
	d.op.Set(oidctest.Mood{Level: "eidas1"})
	_, err = d.come("claire")
	d.want(oidc.Broken, err) // not signed
	d.op.Set(oidctest.Mood{Signed: true, Level: "eidas1", Other: "id-zoe"})
	_, err = d.come("claire")
	d.want(oidc.Broken, err) // somebody else's
	d.op.Set(oidctest.Mood{Signed: true, Level: "eidas0"})
	_, err = d.come("claire")
	d.want(oidc.Low, err)
	d.op.Set(oidctest.Mood{Signed: true})
	_, err = d.come("claire")
	d.want(oidc.Low, err)
}

func TestWhatIsNotBelieved(t *testing.T) {
	t.Parallel()
	t.Run("a code twice", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, nil)
		trip := oidc.NewTrip()
		code := d.code(trip, "claire")
		if _, err := d.p.Finish(t.Context(), trip, code, back); err != nil {
			t.Fatal(err)
		}
		_, err := d.p.Finish(t.Context(), trip, code, back)
		d.want(oidc.Stale, err)
	})
	t.Run("a code without its trip", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, nil)
		code := d.code(oidc.NewTrip(), "claire")
		_, err := d.p.Finish(t.Context(), oidc.NewTrip(), code, back)
		d.want(oidc.Stale, err) // PKCE: the provider refuses
	})
	t.Run("nonce", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, nil)
		d.op.Set(oidctest.Mood{Nonce: "another"})
		_, err := d.come("claire")
		d.want(oidc.Broken, err)
	})
	t.Run("audience", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, nil)
		for _, others := range [][]string{{"elsewhere"}, {"elsewhere", oidctest.ClientID}} {
			d.op.Set(oidctest.Mood{Audience: others})
			_, err := d.come("claire")
			if len(others) == 1 {
				d.want(oidc.Broken, err)
			} else if err != nil { // the authorised party is this client
				t.Error(err)
			}
		}
		d.op.Set(oidctest.Mood{Audience: []string{"elsewhere", oidctest.ClientID}, Party: "elsewhere"})
		_, err := d.come("claire")
		d.want(oidc.Broken, err)
	})
	t.Run("clocks", func(t *testing.T) {
		t.Parallel()
		for _, x := range []struct {
			by  time.Duration
			why oidc.Why
		}{
			{-time.Minute, ""}, {-3 * time.Minute, oidc.Broken}, // issued later than now
			{61 * time.Minute, ""}, {63 * time.Minute, oidc.Stale}, // the provider's tokens live an hour
		} {
			d := newDesk(t, nil)
			d.clock.Advance(x.by)
			_, err := d.come("claire")
			d.want(x.why, err)
		}
	})
	t.Run("secret", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, func(s *oidc.Settings) { s.Secret = "another" })
		_, err := d.come("claire")
		d.want(oidc.Broken, err)
	})
	t.Run("issuer", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, func(s *oidc.Settings) { s.Issuer += "/" })
		_, err := d.p.Begin(t.Context(), oidc.NewTrip(), back)
		d.want(oidc.Down, err)
	})
}

// A provider that signs with a new key is asked for its keys again, and for nothing else.
func TestRotatedKeys(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	for range 3 {
		if _, err := d.come("claire"); err != nil {
			t.Fatal(err)
		}
	}
	before := d.op.Calls("/keys")
	d.op.Rotate()
	if _, err := d.come("claire"); err != nil {
		t.Fatal(err)
	}
	if before != 1 || d.op.Calls("/keys") != 2 {
		t.Errorf("keys were fetched %d times, then %d", before, d.op.Calls("/keys"))
	}
}

func TestDown(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	d.op.Set(oidctest.Mood{Down: true})
	for range 3 {
		_, err := d.p.Begin(t.Context(), oidc.NewTrip(), back)
		d.want(oidc.Down, err)
	}
	if n := d.op.Calls("/.well-known/openid-configuration"); n != 1 {
		t.Errorf("one that is down was asked %d times at once", n)
	}
	d.op.Set(oidctest.Mood{})
	d.clock.Advance(11 * time.Second)
	trip := oidc.NewTrip()
	code := d.code(trip, "claire")
	d.op.Set(oidctest.Mood{NoTokens: true})
	_, err := d.p.Finish(t.Context(), trip, code, back)
	d.want(oidc.Down, err)
	d.op.Set(oidctest.Mood{Down: true})
	d.clock.Advance(2 * time.Hour) // what it said of itself is old, and still the best there is
	if _, err := d.p.Begin(t.Context(), oidc.NewTrip(), back); err != nil {
		t.Error(err)
	}
}

func TestEnd(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	who, err := d.come("claire")
	if err != nil {
		t.Fatal(err)
	}
	end, err := d.p.End(t.Context(), who.IDToken, "a state of more than thirty-two letters", site+"/out")
	if err != nil {
		t.Fatal(err)
	}
	u, _ := url.Parse(end)
	if q := u.Query(); u.Path != "/end_session" || q.Get("id_token_hint") != who.IDToken || q.Get("post_logout_redirect_uri") != site+"/out" || q.Get("state") == "" {
		t.Errorf("ends at %s", end)
	}
}

func TestEveryFaultOfTheSettings(t *testing.T) {
	t.Parallel()
	good := oidc.Settings{Key: "rectorat", Name: "le rectorat", Issuer: "https://id.example.org/realms/x", ClientID: "preau", Secret: "s"}
	if err := good.Check("oidc-"); err != nil || !good.Set() || (oidc.Settings{Key: "oidc"}).Set() {
		t.Errorf("good settings: %v", err)
	}
	bad := oidc.Settings{Key: "Mon rectorat", Issuer: "http://id.example.org", Levels: []string{"eidas1 eidas2"}}
	err := bad.Check("oidc-")
	for _, want := range []string{"--oidc-client-id", "--oidc-secret", "--oidc-name", "--oidc-key", "--oidc-issuer: must be https", "--oidc-levels"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s is not told: %v", want, err)
		}
	}
	for issuer, ok := range map[string]bool{
		"http://localhost:1": true, "http://127.0.0.1:9": true, "https://x.test/a": true, "x.test": false, "https://": false, "https://u:p@x.test": false,
		"https://x.test?a": false, "https://x.test#a": false, "http://10.0.0.1": false,
	} {
		s := good
		s.Issuer = issuer
		if err := s.Check("oidc-"); (err == nil) != ok {
			t.Errorf("issuer %s: %v", issuer, err)
		}
	}
}

// Tokens that a provider did not sign with a key that it publishes are worth nothing, whatever their header says (RFC 8725).
func TestForgedTokens(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"none", "HS256", "key"} {
		d := newDesk(t, nil)
		d.op.Set(oidctest.Mood{Forge: how})
		_, err := d.come("claire")
		d.want(oidc.Broken, err)
	}
}

// What is sent to a provider, the client's secret among it, goes to no other address than the one that was named.
func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	for path, why := range map[string]oidc.Why{
		"/.well-known/openid-configuration": oidc.Down, "/oauth/token": oidc.Broken, "/userinfo": oidc.Broken, "/keys": oidc.Down,
	} {
		d := newDesk(t, nil)
		d.op.Set(oidctest.Mood{Moved: path})
		if path == "/.well-known/openid-configuration" {
			_, err := d.p.Begin(t.Context(), oidc.NewTrip(), back)
			d.want(why, err)
			continue
		}
		_, err := d.come("claire")
		d.want(why, err)
	}
}

// A provider that would have codes, secrets or keys go in the clear is not spoken to.
func TestPlainAddressesOfAProvider(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint", "end_session_endpoint"} {
		d := newDesk(t, nil)
		d.op.Set(oidctest.Mood{Plain: name})
		_, err := d.p.Begin(t.Context(), oidc.NewTrip(), back)
		d.want(oidc.Down, err)
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s is not named: %v", name, err)
		}
	}
}
