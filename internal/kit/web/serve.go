package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"regexp"
	"sync/atomic"
	"time"
)

// graceful is how long running requests may take once the program was asked to stop.
const graceful = 20 * time.Second

// Serve answers on ln until ctx ends, then takes no new connection, lets the running requests finish and returns nil.
// Those still running after 20 s are cut, which is an error.
//
// One machine of several leaves without an error that a client sees: for the time of drain after ctx's end it answers as before, but
// /readyz says « stopping », and each connection ends with its answer, so that the reverse proxy takes the others.
func Serve(ctx context.Context, ln net.Listener, h http.Handler, drain time.Duration, log *slog.Logger) error {
	return serve(ctx, ln, h, log, drain, graceful)
}

func serve(ctx context.Context, ln net.Listener, h http.Handler, log *slog.Logger, drain, wait time.Duration) error {
	l := &leaving{Handler: h}
	srv := &http.Server{
		Handler:           l,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       time.Minute, // 1 MB on a poor line
		WriteTimeout:      time.Minute, // Download moves it on as long as bytes are taken
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(nameless{log.Handler()}, slog.LevelWarn),
	}
	ended := make(chan error, 1)
	go func() { ended <- srv.Serve(ln) }()
	select {
	case err := <-ended:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	if l.now.Store(true); drain > 0 {
		log.Info("stopping", "drain", drain)
		<-time.After(drain)
	}
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), wait)
	defer cancel()
	err := srv.Shutdown(limit)
	if err != nil {
		err = errors.Join(fmt.Errorf("stop: requests still running: %w", err), srv.Close())
	}
	if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

// leaving is what is served, until its machine leaves: then each connection ends with its answer, and monitors are told.
type leaving struct {
	http.Handler
	now atomic.Bool
}

func (l *leaving) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !l.now.Load() {
		l.Handler.ServeHTTP(w, r)
		return
	}
	w.Header().Set("Connection", "close")
	if r.URL.Path == readyPath {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = fmt.Fprintln(w, "unavailable: stopping") // the monitor may have gone
		return
	}
	l.Handler.ServeHTTP(w, r)
}

// nameless takes clients' addresses out of what net/http says of bad connections.
type nameless struct{ slog.Handler }

var address = regexp.MustCompile(`\[[0-9a-fA-F:.%a-z]+\]:\d+|\d+\.\d+\.\d+\.\d+(:\d+)?`)

func (n nameless) Handle(ctx context.Context, r slog.Record) error {
	r.Message = address.ReplaceAllString(r.Message, "(address)")
	return n.Handler.Handle(ctx, r)
}
