package outbound_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"preau/internal/kit/outbound"
)

func TestPublic(t *testing.T) {
	t.Parallel()
	for _, a := range []string{"8.8.8.8", "193.48.0.1", "2001:4860:4860::8888", "::ffff:8.8.8.8"} {
		if !outbound.Public(netip.MustParseAddr(a)) {
			t.Errorf("%s is public", a)
		}
	}
	for _, a := range []string{
		"127.0.0.1", "127.9.9.9", "::1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "0.1.2.3", "::", "224.0.0.1", "255.255.255.255", "240.0.0.1",
		"fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:100.64.0.1", "::ffff:198.18.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001::1", "2001:db8::1", "198.18.0.1", "192.0.0.8", "fec0::1",
	} {
		if outbound.Public(netip.MustParseAddr(a)) {
			t.Errorf("%s is not public", a)
		}
	}
	if outbound.Public(netip.Addr{}) {
		t.Error("no address at all is public")
	}
}

// The guard stands where the connection is made: a name that leads inside, an address in another spelling, and what a redirection names are
// never reached.
func TestClient(t *testing.T) {
	t.Parallel()
	asked := 0
	var to string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		if to != "" {
			http.Redirect(w, r, to, http.StatusFound)
		}
	}))
	t.Cleanup(server.Close)
	port := server.URL[strings.LastIndex(server.URL, ":"):]
	guarded := outbound.Client(nil, 5*time.Second)
	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "[::1]"} {
		res, err := guarded.Get("http://" + host + port)
		if err == nil {
			_ = res.Body.Close()
		}
		if !errors.Is(err, outbound.ErrInside) {
			t.Errorf("%s: %v", host, err)
		}
	}
	if asked != 0 {
		t.Errorf("reached %d times", asked)
	}
	open := outbound.Client([]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, 5*time.Second)
	to = server.URL + "/elsewhere"
	res, err := open.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusFound || asked != 1 {
		t.Errorf("status %d after %d requests", res.StatusCode, asked)
	}
}
