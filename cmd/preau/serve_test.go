package main

import "testing"

// The command that an operator is told finds the data and the address that serve was started with.
func TestAdminCommand(t *testing.T) {
	for want, c := range map[string]serveCmd{
		"preau admin create -email name@example.org": {store: store{Data: dataFolder}, network: network{URL: defaultURL}},
		"preau admin create -data /srv/preau -db … -key … -url https://preau.example.org -email name@example.org": {
			store: store{Data: "/srv/preau", DB: "postgres://secret", Key: "secret"}, network: network{URL: "https://preau.example.org"},
		},
		`preau admin create -data '/srv/l'\''école de Rennes' -email name@example.org`: {store: store{Data: "/srv/l'école de Rennes"}, network: network{URL: defaultURL}},
	} {
		if got := c.adminCommand(); got != want {
			t.Errorf("%s\nnot %s", got, want)
		}
	}
}
