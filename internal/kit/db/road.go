package db

import (
	"crypto/tls"
	"net"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Unverified says whether what goes to a PostgreSQL server may be read or answered by somebody on the way: it is on another machine, and
// the address asks for no TLS whose certificate is checked (sslmode=verify-full, or verify-ca). False for SQLite, a socket and this machine.
func Unverified(address string) bool {
	if !strings.HasPrefix(address, "postgres://") && !strings.HasPrefix(address, "postgresql://") {
		return false
	}
	cfg, err := pgx.ParseConfig(address)
	if err != nil {
		return false // opening it tells
	}
	if open(cfg.Host, cfg.TLSConfig) {
		return true
	}
	for _, f := range cfg.Fallbacks { // the next hosts, and other ways to the first
		if open(f.Host, f.TLSConfig) {
			return true
		}
	}
	return false
}

func open(host string, t *tls.Config) bool {
	ip := net.ParseIP(host)
	if strings.HasPrefix(host, "/") || host == "localhost" || ip != nil && ip.IsLoopback() {
		return false
	}
	return t == nil || t.InsecureSkipVerify && t.VerifyPeerCertificate == nil && t.VerifyConnection == nil
}
