package main

import (
	"bytes"
	"log/slog"
	"net/netip"
	"strings"
	"testing"
)

// What others could read or pretend on the way is told at start, with what to do; what stays on this machine is not.
func TestOpenRoadsAreTold(t *testing.T) {
	sound := func() *serveCmd {
		return &serveCmd{store: store{Data: "/srv/preau"}, network: network{Listen: "localhost:8080", URL: "https://preau.example.org"}}
	}
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/24")}
	for name, x := range map[string]struct {
		change func(*serveCmd)
		want   string // of what is to be done; empty: nothing is told
	}{
		"sound":                     {func(*serveCmd) {}, ""},
		"at a desk":                 {func(c *serveCmd) { c.URL = "http://localhost:8080" }, ""},
		"by number":                 {func(c *serveCmd) { c.URL = "http://127.0.0.1:8080" }, ""},
		"http":                      {func(c *serveCmd) { c.URL = "http://preau.example.org" }, "-url https://"},
		"all addresses":             {func(c *serveCmd) { c.Listen = ":8080" }, "-proxies"},
		"another address":           {func(c *serveCmd) { c.Listen = "10.0.0.3:8080" }, "-proxies"},
		"behind proxies":            {func(c *serveCmd) { c.Listen, c.Proxies = "10.0.0.3:8080", proxies }, ""},
		"IPv6 of this machine":      {func(c *serveCmd) { c.Listen = "[::1]:8080" }, ""},
		"database elsewhere":        {func(c *serveCmd) { c.DB = "postgres://preau:mot@db.example.org/preau" }, "sslmode=verify-full"},
		"database elsewhere, sound": {func(c *serveCmd) { c.DB = "postgres://preau:mot@db.example.org/preau?sslmode=verify-full" }, ""},
		"S3 by http":                {func(c *serveCmd) { c.S3Endpoint = "http://s3.example.org" }, "-s3-endpoint https://"},
		"S3 of this machine":        {func(c *serveCmd) { c.S3Endpoint = "http://localhost:9000" }, ""},
		"S3":                        {func(c *serveCmd) { c.S3Endpoint = "https://s3.example.org" }, ""},
	} {
		c := sound()
		x.change(c)
		var b bytes.Buffer
		c.warn(slog.New(slog.NewTextHandler(&b, nil)))
		told := b.String()
		if (told == "") != (x.want == "") || !strings.Contains(told, x.want) || strings.Count(told, "\n") > 1 || strings.Contains(told, "mot@") {
			t.Errorf("%s: %q", name, told)
		}
	}
}
