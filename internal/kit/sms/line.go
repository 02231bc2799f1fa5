package sms

import (
	"context"
	"sync"
	"time"
)

// Line is a message centre as the settings name it: Run keeps one bound, and changes to another when they change.
type Line struct {
	mu  sync.Mutex
	key string
	now *SMPP
}

// lineLooks is how often the settings are looked at.
const lineLooks = 5 * time.Second

// Run keeps the line up until ctx ends. wanted says which centre; false: none. failed is told why a centre cannot be reached.
func (l *Line) Run(ctx context.Context, wanted func(context.Context) (SMPPOptions, bool), failed func(error)) {
	var ends sync.WaitGroup
	defer ends.Wait()
	stop := func() {}
	defer func() { stop() }()
	for {
		o, on := wanted(ctx)
		if key := o.key(on); key != l.keyNow() {
			stop()
			stop = func() {}
			var next *SMPP
			if on {
				next = NewSMPP(o)
				running, end := context.WithCancel(ctx)
				stop = end
				ends.Go(func() { next.Run(running, failed) })
			}
			l.set(key, next)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(lineLooks):
		}
	}
}

// Send sends by the centre that is bound now; without one the text waits.
func (l *Line) Send(ctx context.Context, m Message) (Sent, error) {
	l.mu.Lock()
	now := l.now
	l.mu.Unlock()
	if now == nil {
		return fault(Deferred, "not bound")
	}
	return now.Send(ctx, m)
}

// Serves says whether texts go by this very centre now, and no longer by one that was named before.
func (l *Line) Serves(o SMPPOptions) bool { return l.keyNow() == o.key(true) }

func (l *Line) keyNow() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.key
}

func (l *Line) set(key string, now *SMPP) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.key, l.now = key, now
}

// key tells centres apart; it never leaves this file.
func (o SMPPOptions) key(on bool) string {
	if !on {
		return ""
	}
	tls := ""
	if o.TLS {
		tls = "tls"
	}
	return o.Address + "\x00" + tls + "\x00" + o.SystemID + "\x00" + o.Password + "\x00" + o.SystemType
}
