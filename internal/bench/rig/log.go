package rig

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Request is a line of the server's log.
type Request struct {
	Route, Method string
	Took          time.Duration
	Bytes         int64 // of the answer, as sent
	Statements    int64

	status int
}

// Log keeps what the server says: requests, and the rest.
type Log struct {
	mu       sync.Mutex
	requests []Request
	others   []string
}

func (l *Log) add(line string) {
	r, ok := parseRequest(line)
	l.mu.Lock()
	defer l.mu.Unlock()
	if ok {
		l.requests = append(l.requests, r)
	} else {
		l.others = append(l.others, line)
	}
}

// parseRequest reads « … msg=request route=/ method=GET status=200 ms=1.5 bytes=12 statements=3 … ».
func parseRequest(line string) (Request, bool) {
	_, after, found := strings.Cut(line, " msg=request ")
	if !found {
		return Request{}, false
	}
	v := map[string]string{}
	for _, pair := range strings.Fields(after) {
		name, value, _ := strings.Cut(pair, "=")
		v[name] = value
	}
	status, err1 := strconv.Atoi(v["status"])
	ms, err2 := strconv.ParseFloat(v["ms"], 64)
	bytes, err3 := strconv.ParseInt(v["bytes"], 10, 64)
	statements, err4 := strconv.ParseInt(v["statements"], 10, 64)
	return Request{
		Route: v["route"], Method: v["method"], status: status, Took: time.Duration(ms * float64(time.Millisecond)),
		Bytes: bytes, Statements: statements,
	}, errors.Join(err1, err2, err3, err4) == nil
}

// Mark is how many requests the log holds.
func (l *Log) Mark() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.requests)
}

// Since gives the requests behind a mark once there are so many: a line is written a moment after its answer.
func (l *Log) Since(ctx context.Context, mark, n int) ([]Request, error) {
	poll := time.NewTicker(time.Millisecond)
	defer poll.Stop()
	limit := time.After(10 * time.Second)
	for {
		l.mu.Lock()
		got := append([]Request(nil), l.requests[mark:]...)
		l.mu.Unlock()
		if len(got) >= n {
			return got, nil
		}
		select {
		case <-poll.C:
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-limit:
			return nil, fmt.Errorf("the server's log has %d of %d requests", len(got), n)
		}
	}
}

// Said is the end of what is no request.
func (l *Log) Said() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.others[max(0, len(l.others)-20):], "\n")
}

// Holds counts the transactions that held SQLite's writer too long.
func (l *Log) Holds() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := 0
	for _, line := range l.others {
		if strings.Contains(line, "the writer was held too long") {
			n++
		}
	}
	return n
}
