package outbound

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"
)

type refused struct{ error }

func (r refused) RoundTrip(*http.Request) (*http.Response, error) { return nil, r.error }

// What is not encrypted goes to the networks that the operator named, and to no others. No public address is asked for here, whatever breaks.
func TestPlain(t *testing.T) {
	t.Parallel()
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))
	t.Cleanup(server.Close)
	local := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	judge := plainly(local)
	for address, want := range map[string]error{"127.0.0.1": nil, "8.8.8.8": ErrPlain, "2001:4860:4860::8888": ErrPlain, "10.0.0.1": ErrInside, "::1": ErrInside} {
		if err := judge(netip.MustParseAddr(address)); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", address, err, want)
		}
	}
	p := NewPoster(local, 5*time.Second)
	other := errors.New("the other client")
	p.encrypted.Transport = refused{other}
	if _, err := p.Post(t.Context(), server.URL, nil, nil); err != nil || asked != 1 {
		t.Errorf("http: %v, %d arrived", err, asked)
	}
	if _, err := p.Post(t.Context(), "https://127.0.0.1/", nil, nil); !errors.Is(err, other) {
		t.Errorf("https: %v", err)
	}
}
