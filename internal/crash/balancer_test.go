package crash_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"
)

// balancer is a reverse proxy as operators run it: it asks each machine whether it is ready, sends a request to the next one that is,
// and tries another one only where that does no harm: when nothing was sent, or when the request only reads.
type balancer struct {
	t       *testing.T
	base    string
	nodes   []*behind
	next    atomic.Int64
	retried atomic.Int64
	lost    atomic.Int64 // requests that were answered 502
	strict  atomic.Bool  // nothing is tried again: what a machine does that leaves is seen
}

// behind is a machine behind the balancer.
type behind struct {
	*site
	wire  *http.Transport
	ready atomic.Bool
	busy  atomic.Int64 // requests
}

// askEvery is how often a machine is asked whether it is ready; two answers bring it in, one takes it out.
const askEvery = 100 * time.Millisecond

func balance(t *testing.T, sites ...*site) *balancer {
	t.Helper()
	b := &balancer{t: t}
	for _, s := range sites {
		n := &behind{site: s, wire: &http.Transport{MaxIdleConnsPerHost: 50}}
		t.Cleanup(n.wire.CloseIdleConnections)
		b.nodes = append(b.nodes, n)
	}
	srv := httptest.NewServer(b)
	t.Cleanup(srv.Close)
	b.base = srv.URL
	return b
}

// watch asks the machines until the test ends.
func (b *balancer) watch(ctx context.Context) {
	for _, n := range b.nodes {
		go func() {
			tick := time.NewTicker(askEvery)
			defer tick.Stop()
			for well := 0; ; {
				if well++; !n.says(ctx) {
					well = 0
				}
				n.ready.Store(well > 1)
				select {
				case <-ctx.Done():
					return
				case <-tick.C:
				}
			}
		}()
	}
}

// says is its answer of the moment.
func (n *behind) says(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	res, err := n.round(ctx, http.MethodGet, "/readyz", http.Header{}, nil)
	if err != nil {
		return false
	}
	_ = res.Body.Close()
	return res.StatusCode == http.StatusOK
}

func (n *behind) round(ctx context.Context, method, uri string, h http.Header, body []byte) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, method, "http://"+n.listen+uri, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header = h.Clone()
	return n.wire.RoundTrip(r)
}

// ServeHTTP passes a request on.
func (b *balancer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the client has gone
	}
	asked := 0
	first := int(b.next.Add(1))
	for i := range b.nodes {
		n := b.nodes[(first+i)%len(b.nodes)]
		if n.busy.Add(1); !n.ready.Load() {
			n.busy.Add(-1)
			continue
		}
		asked++
		if asked > 1 {
			b.retried.Add(1)
		}
		a, err := n.pass(r, body)
		n.busy.Add(-1)
		if err == nil {
			maps.Copy(w.Header(), a.header)
			w.Header().Del("Connection")
			w.WriteHeader(a.status)
			_, _ = w.Write(a.body) // the client may have gone
			return
		}
		if b.strict.Load() || !harmless(r.Method, err) {
			break
		}
	}
	b.lost.Add(1)
	http.Error(w, "bad gateway", http.StatusBadGateway)
}

// passed is an answer that came whole.
type passed struct {
	status int
	header http.Header
	body   []byte
}

func (n *behind) pass(r *http.Request, body []byte) (passed, error) {
	res, err := n.round(r.Context(), r.Method, r.URL.RequestURI(), r.Header, body)
	if err != nil {
		return passed{}, err
	}
	whole, err := io.ReadAll(res.Body)
	return passed{res.StatusCode, res.Header, whole}, errors.Join(err, res.Body.Close())
}

// harmless says whether a request that failed may be sent to another machine: it only reads, or never left.
func harmless(method string, err error) bool {
	var op *net.OpError
	return method == http.MethodGet || method == http.MethodHead || errors.As(err, &op) && op.Op == "dial"
}

// settled waits until so many machines are ready, and the others have nothing under way.
func (b *balancer) settled(n int) {
	b.t.Helper()
	for end := time.Now().Add(soon); ; <-time.After(5 * time.Millisecond) {
		ready, left := 0, int64(0)
		for _, x := range b.nodes {
			if x.ready.Load() {
				ready++
			} else {
				left += x.busy.Load()
			}
		}
		if ready == n && left == 0 {
			return
		}
		if time.Now().After(end) {
			b.t.Fatalf("%d machines are ready, not %d\n%s\n%s", ready, n, b.nodes[0].said(), b.nodes[1].said())
		}
	}
}
