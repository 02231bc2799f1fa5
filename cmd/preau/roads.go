package main

import (
	"log/slog"
	"net"
	"net/url"

	"preau/internal/kit/db"
)

// road is a way to or from this program on which others may read or pretend: what is wrong, and what to do.
type road struct{ what, do string }

// roads are those that the settings leave open (ASVS 12.2, 12.3, 15.3.4). They are told and not refused: a test on a closed network needs no
// certificates.
func (c *serveCmd) roads() []road {
	var out []road
	add := func(open bool, what, do string) {
		if open {
			out = append(out, road{what, do})
		}
	}
	add(plainElsewhere(c.URL), "people come by http: passwords and sessions can be read on the way, and cookies are not for https alone",
		"put a reverse proxy with TLS before the program, and give its address: -url https://…")
	host, _, err := net.SplitHostPort(c.Listen)
	add(err == nil && !thisMachine(host) && len(c.Proxies) == 0, "other machines can reach the program by http, and all who come by a reverse proxy count as one network for the limits on passwords",
		"listen on this machine alone (-listen localhost:8080), or name the networks of the proxies: -proxies 10.0.0.0/24")
	add(db.Unverified(c.database()), "the database is on another machine, and who answers there is not verified, or nothing is encrypted",
		"add to the address of -db: sslmode=verify-full&sslrootcert=FILE")
	add(plainElsewhere(c.S3Endpoint), "files go to the S3 server by http: they can be read and changed on the way", "give it a certificate: -s3-endpoint https://…")
	return out
}

// warn tells each in the log, once at start.
func (c *serveCmd) warn(log *slog.Logger) {
	for _, r := range c.roads() {
		log.Warn(r.what, "do", r.do)
	}
}

// plainElsewhere says whether an address is http on another machine.
func plainElsewhere(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "http" && !thisMachine(u.Hostname())
}

func thisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
