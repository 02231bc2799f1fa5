// Package outbound makes HTTP clients for addresses that people typed: they reach the public internet alone, and whatever else the operator
// named. What an address is, is asked when the connection is made, after its name was looked up, so that no name leads inside.
package outbound

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"syscall"
	"time"
)

// ErrInside says that an address is none of the public internet's.
var ErrInside = errors.New("not an address of the public internet")

// ErrPlain says that something would have gone over the public internet for everybody on the way to read and to change.
var ErrPlain = errors.New("not encrypted on the public internet")

// inside are networks that no function of the library names: of shared address space, of documentation and tests, of translation, and such
// as stand for others.
var inside = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"), netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("100::/64"), netip.MustParsePrefix("2001::/23"),
	netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("fec0::/10"),
}

// Public says whether an address is one of the public internet. An IPv4 address in an IPv6 one is what it is.
func Public(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsValid() || !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() || a.IsMulticast() || a.IsLinkLocalUnicast() {
		return false
	}
	return !slices.ContainsFunc(inside, func(p netip.Prefix) bool { return p.Contains(a.WithZone("")) })
}

// Client is a client that reaches public addresses and those of the allowed networks. It follows no redirection, uses no proxy, and gives up
// after a time.
func Client(allowed []netip.Prefix, patience time.Duration) *http.Client {
	return client(patience, func(a netip.Addr) error {
		if Public(a) || within(allowed, a) {
			return nil
		}
		return ErrInside
	})
}

func within(networks []netip.Prefix, a netip.Addr) bool {
	return slices.ContainsFunc(networks, func(p netip.Prefix) bool { return p.Contains(a.WithZone("")) })
}

// client is one whose connections are judged when they are made, by the address that was found.
func client(patience time.Duration, judge func(netip.Addr) error) *http.Client {
	d := &net.Dialer{Timeout: patience, Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil {
			return fmt.Errorf("%w: %s", ErrInside, address)
		}
		return judge(at.Addr().Unmap())
	}}
	return &http.Client{
		Timeout: patience, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: d.DialContext, TLSHandshakeTimeout: patience, ResponseHeaderTimeout: patience, MaxResponseHeaderBytes: 16 << 10, DisableKeepAlives: true, ForceAttemptHTTP2: true,
		},
	}
}

// longestAnswer is how much of an answer is read; nothing of it is kept.
const longestAnswer = 16 << 10

// Poster posts what nobody waits for an answer to.
type Poster struct{ encrypted, plain *http.Client }

// NewPoster makes a poster of Client. What is not encrypted reaches the allowed networks alone.
func NewPoster(allowed []netip.Prefix, patience time.Duration) Poster {
	return Poster{Client(allowed, patience), client(patience, plainly(allowed))}
}

// plainly judges addresses for what is not encrypted.
func plainly(allowed []netip.Prefix) func(netip.Addr) error {
	return func(a netip.Addr) error {
		switch {
		case within(allowed, a):
			return nil
		case Public(a):
			return ErrPlain
		}
		return ErrInside
	}
}

// Post posts JSON, and gives the answer's status; 0 where there was no answer.
func (p Poster) Post(ctx context.Context, address string, headers map[string]string, body []byte) (status int, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Content-Type", "application/json")
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	by := p.encrypted
	if r.URL.Scheme != "https" {
		by = p.plain
	}
	answer, err := by.Do(r)
	if err != nil {
		return 0, err
	}
	defer func() { _ = answer.Body.Close() }() // it was only read
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, longestAnswer))
	return answer.StatusCode, nil
}
