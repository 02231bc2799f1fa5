package web

import (
	"net/http"
	"net/netip"
	"strings"
)

// ClientIP is the client's address: the connection's, or what the trusted proxies say. "" when it cannot be told.
func ClientIP(r *http.Request) string {
	if ip := clientAddr(r); ip.IsValid() {
		return ip.String()
	}
	return ""
}

// ClientNet is the key by which to limit a client: its address, or its /64 in IPv6, where a household has as many addresses as it likes.
func ClientNet(r *http.Request) string {
	ip := clientAddr(r)
	if !ip.IsValid() {
		return ""
	}
	if ip.Is6() {
		if net, err := ip.Prefix(64); err == nil {
			return net.String()
		}
	}
	return ip.String()
}

// clientAddr walks X-Forwarded-For from our end: each trusted proxy vouches for the one before it, and anyone may have
// written what stands further left.
func clientAddr(r *http.Request) netip.Addr {
	ip := remote(r)
	c := callOf(r.Context())
	if c == nil {
		return ip
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && c.app.trusted(ip); i-- {
		before, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		ip = plain(before)
	}
	return ip
}

// remote is the address at the other end of the connection.
func remote(r *http.Request) netip.Addr {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return plain(ap.Addr())
}

// plain writes IPv4 addresses in one way, and drops the zone, which only means something on its own machine.
func plain(ip netip.Addr) netip.Addr { return ip.Unmap().WithZone("") }
