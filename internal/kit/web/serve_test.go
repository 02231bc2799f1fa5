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
func start(t *testing.T, h http.Handler, wait time.Duration) (url string, closed chan bool, stop func() error) {
	t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(context.Background())
	done, told := make(chan error, 1), &closing{Listener: ln, closed: make(chan bool)}
	go func() { done <- serve(ctx, told, h, slog.New(slog.DiscardHandler), wait) }()
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
	}), graceful)
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

func TestServeCutsWhatDoesNotEnd(t *testing.T) {
	t.Parallel()
	running, cut := make(chan bool), make(chan bool)
	url, _, stop := start(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		running <- true
		<-r.Context().Done()
		close(cut)
	}), time.Millisecond)
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
	if err := Serve(t.Context(), ln, http.NotFoundHandler(), slog.New(slog.DiscardHandler)); err == nil {
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
