package crash_test

import (
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"
)

// wire lies between a program and its database, and can be cut, slowed, or held.
type wire struct {
	url string // the database, by this wire

	mu    sync.Mutex
	to    string
	cut   bool
	each  time.Duration // that each packet takes
	held  chan struct{} // closed when it is let go; nil: it is not held
	ends  map[net.Conn]bool
	slept int // packets that waited
}

func layWire(t *testing.T, database string) *wire {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{to: u.Host, ends: map[net.Conn]bool{}}
	u.Host = ln.Addr().String()
	w.url = u.String()
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			w.join(c)
		}
	}()
	t.Cleanup(func() { _ = ln.Close(); w.set(func() { w.cut = true }) })
	return w
}

// join connects a caller, unless the wire is cut.
func (w *wire) join(c net.Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cut {
		_ = c.Close() // nobody is told why
		return
	}
	s, err := (&net.Dialer{Timeout: 5 * time.Second}).Dial("tcp", w.to)
	if err != nil {
		_ = c.Close() // as a database that is away
		return
	}
	w.ends[c], w.ends[s] = true, true
	go w.carry(c, s)
	go w.carry(s, c)
}

func (w *wire) carry(from, to net.Conn) {
	b := make([]byte, 32<<10)
	for {
		n, err := from.Read(b)
		if n > 0 {
			w.wait()
			if _, failed := to.Write(b[:n]); failed != nil {
				err = failed
			}
		}
		if err != nil {
			w.drop(from, to)
			return
		}
	}
}

// wait is how long a packet is under way.
func (w *wire) wait() {
	w.mu.Lock()
	each, held := w.each, w.held
	w.slept += one(each > 0 || held != nil)
	w.mu.Unlock()
	if held != nil {
		<-held
	}
	if each > 0 {
		<-time.After(each)
	}
}

func (w *wire) drop(ends ...io.Closer) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range ends {
		_ = c.Close() // it is gone
		if c, ok := c.(net.Conn); ok {
			delete(w.ends, c)
		}
	}
}

// set changes the wire; cutting it ends all that runs over it.
func (w *wire) set(change func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.held != nil {
		close(w.held)
	}
	w.cut, w.each, w.held = false, 0, nil
	change()
	if w.cut {
		for c := range w.ends {
			_ = c.Close() // with what is under way
		}
	}
}

func (w *wire) mend() { w.set(func() {}) }
