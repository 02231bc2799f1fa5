package db_test

import (
	"testing"

	"preau/internal/kit/db"
)

func TestUnverified(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"/srv/preau.db":                                                           false,
		"postgres://preau@localhost/preau":                                        false,
		"postgres://preau@127.0.0.1:5433/preau":                                   false,
		"postgres://preau@[::1]/preau":                                            false,
		"postgres:///preau?host=/var/run/postgresql":                              false,
		"postgres://preau@db.example.org/preau":                                   true, // TLS if offered, unchecked
		"postgresql://preau@db.example.org/preau":                                 true,
		"postgres://preau@10.0.0.4/p?sslmode=disable":                             true,
		"postgres://preau@10.0.0.4/p?sslmode=require":                             true, // encrypted, by whomever
		"postgres://preau@db.example.org/p?sslmode=verify-full":                   false,
		"postgres://preau@db.example.org/p?sslmode=verify-ca":                     false,
		"postgres://preau@localhost,db.example.org/p?sslmode=prefer":              true,
		"postgres://preau@a.example.org:5432,b.example.org/p?sslmode=verify-full": false,
	} {
		if got := db.Unverified(address); got != want {
			t.Errorf("%s: %v, want %v", address, got, want)
		}
	}
}
