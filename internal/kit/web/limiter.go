package web

import (
	"container/list"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"preau/internal/kit/apperr"
	"preau/internal/kit/clock"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web/msg"
)

// Limiter lets each key (a client's network, an account) act so many times in so long. It lives in one process's memory:
// what must hold across several is counted in the database.
type Limiter struct {
	clock clock.Clock
	every rate.Limit
	burst int
	most  int

	mu    sync.Mutex
	byKey map[string]*list.Element
	used  *list.List // of *limited, the last used in front
}

type limited struct {
	key string
	lim *rate.Limiter
}

// limiterKeys bounds the memory of a Limiter: some 2 MB. Beyond it, the key unused for longest is forgotten.
const limiterKeys = 10_000

// NewLimiter allows n acts at once to each key, then n in every period.
func NewLimiter(c clock.Clock, n int, period time.Duration) *Limiter {
	return &Limiter{clock: c, every: rate.Limit(float64(n) / period.Seconds()), burst: n, most: limiterKeys, byKey: map[string]*list.Element{}, used: list.New()}
}

// Take counts one act of key, or refuses it (TooMany) and counts nothing.
func (l *Limiter) Take(key string) error { return l.ask(key, 1) }

// Check refuses as Take would, and counts nothing: for limits on failures, known only afterwards.
func (l *Limiter) Check(key string) error { return l.ask(key, 0) }

// Left is how many acts a key has left now, and how long until it has all of them again.
func (l *Limiter) Left(key string) (int, time.Duration) {
	now := l.clock.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	tokens := l.of(key).TokensAt(now)
	return max(0, int(tokens)), time.Duration((float64(l.burst) - tokens) / float64(l.every) * float64(time.Second))
}

func (l *Limiter) ask(key string, n int) error {
	now := l.clock.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	lim := l.of(key)
	if tokens := lim.TokensAt(now); tokens < 1 {
		wait := time.Duration((1 - tokens) / float64(l.every) * float64(time.Second))
		return &apperr.Error{Kind: apperr.TooMany, Msg: i18n.M(msg.LimitTooMany, "minutes", int(wait.Round(time.Minute)/time.Minute)), RetryAfter: wait}
	}
	lim.AllowN(now, n)
	return nil
}

func (l *Limiter) of(key string) *rate.Limiter {
	if e, ok := l.byKey[key]; ok {
		l.used.MoveToFront(e)
		return valueOf(e).lim
	}
	if l.used.Len() >= l.most {
		last := l.used.Back()
		delete(l.byKey, valueOf(last).key)
		l.used.Remove(last)
	}
	v := &limited{key: key, lim: rate.NewLimiter(l.every, l.burst)}
	l.byKey[key] = l.used.PushFront(v)
	return v.lim
}

func valueOf(e *list.Element) *limited {
	v, _ := e.Value.(*limited) // nothing else is ever put in
	return v
}
