package web

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// closing is a listener that tells when it is closed.
type closing struct {
	net.Listener
	closed chan bool
	once   sync.Once
}

func (c *closing) Close() error {
	c.once.Do(func() { close(c.closed) })
	return c.Listener.Close()
}

// start serves h until stop is called, which gives Serve's error. closed ends when no new connection is taken any more.
func start(t *testing.T, h http.Handler, drain, wait time.Duration) (url string, closed chan bool, stop func() error) {
	t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(context.Background())
	done, told := make(chan error, 1), &closing{Listener: ln, closed: make(chan bool)}
	go func() { done <- serve(ctx, told, h, slog.New(slog.DiscardHandler), drain, wait) }()
	t.Cleanup(end)
	return "http://" + ln.Addr().String(), told.closed, func() error { end(); return <-done }
}

func TestServeLetsRequestsFinish(t *testing.T) {
	t.Parallel()
	running, finish := make(chan bool), make(chan bool)
	url, closed, stop := start(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		running <- true
		<-finish
		_, _ = io.WriteString(w, "whole")
	}), 0, graceful)
	got := make(chan string, 1)
	go func() {
		res, err := http.Get(url)
		if err != nil {
			got <- err.Error()
			return
		}
		b, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		got <- string(b)
	}()
	<-running
	stopped := make(chan error, 1)
	go func() { stopped <- stop() }()
	<-closed
	close(finish)
	if s := <-got; s != "whole" {
		t.Errorf("the running request got %q", s)
	}
	if err := <-stopped; err != nil {
		t.Errorf("stop: %v", err)
	}
}

// One machine of several leaves: for a while it answers all but who asks whether it is ready, each time on a connection that ends with
// the answer; then it takes none.
func TestServeLeaves(t *testing.T) {
	t.Parallel()
	hold := make(chan bool)
	url, closed, stop := start(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "whole") }), 300*time.Millisecond, graceful)
	get := func(path string) (int, string, bool) {
		t.Helper()
		res, err := http.Get(url + path)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(res.Body)
		if err != nil || res.Body.Close() != nil {
			t.Error(err)
		}
		return res.StatusCode, string(b), res.Close
	}
	if code, _, ends := get("/readyz"); code != http.StatusOK || ends {
		t.Fatalf("before: %d, ends %t", code, ends)
	}
	stopped := make(chan error, 1)
	go func() { close(hold); stopped <- stop() }()
	<-hold
	for code := 0; code != http.StatusServiceUnavailable; { // it is asked to stop at this moment
		var body string
		if code, body, _ = get("/readyz"); code == http.StatusServiceUnavailable && body != "unavailable: stopping\n" {
			t.Errorf("it says %q", body)
		}
	}
	if code, body, ends := get("/"); code != http.StatusOK || body != "whole" || !ends {
		t.Errorf("leaving, it answers %d %q, ends %t", code, body, ends)
	}
	<-closed
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

func TestServeCutsWhatDoesNotEnd(t *testing.T) {
	t.Parallel()
	running, cut := make(chan bool), make(chan bool)
	url, _, stop := start(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		running <- true
		<-r.Context().Done()
		close(cut)
	}), 0, time.Millisecond)
	go func() {
		if res, err := http.Get(url); err == nil {
			_ = res.Body.Close()
		}
	}()
	<-running
	if err := stop(); err == nil || !strings.Contains(err.Error(), "still running") {
		t.Errorf("stop: %v", err)
	}
	<-cut
}

func TestServeTellsThatItCannot(t *testing.T) {
	t.Parallel()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := ln.Close(); err != nil {
		t.Fatal(err)
	}
	if err := Serve(t.Context(), ln, http.NotFoundHandler(), 0, slog.New(slog.DiscardHandler)); err == nil {
		t.Error("a closed listener is served")
	}
}

func TestServersLogNamesNoClient(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	l := slog.NewLogLogger(nameless{slog.NewTextHandler(&b, nil)}, slog.LevelWarn)
	for _, client := range []string{"198.51.100.7:4242", "[2001:db8::7%eth0]:4242"} {
		l.Print("http: TLS handshake error from " + client + ": EOF")
	}
	if s := b.String(); strings.Contains(s, "198.51") || strings.Contains(s, "2001") || strings.Count(s, "(address)") != 2 {
		t.Errorf("log: %s", s)
	}
}
