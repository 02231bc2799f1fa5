package rig

import (
	"slices"
	"time"
)

// Asked is a request that is made again and again.
type Asked struct {
	Method, Route string
	Times         float64       // each time
	P50           time.Duration // of the server
	Statements    int64         // at the median
	Bytes         int64         // of the answer, at the median, as sent
}

// Askeds are the requests of a log, in the order in which they come up first.
func Steps(log []Request, cycles int) []Asked {
	type key struct{ method, route string }
	var order []key
	of := map[key][]Request{}
	for _, r := range log {
		k := key{r.Method, r.Route}
		if of[k] == nil {
			order = append(order, k)
		}
		of[k] = append(of[k], r)
	}
	out := make([]Asked, len(order))
	for i, k := range order {
		all := of[k]
		median := func(of func(Request) int64) int64 {
			v := make([]int64, len(all))
			for j, r := range all {
				v[j] = of(r)
			}
			slices.Sort(v)
			return At(v, 50)
		}
		out[i] = Asked{
			Method: k.method, Route: k.route, Times: float64(len(all)) / float64(cycles), P50: time.Duration(median(func(r Request) int64 { return int64(r.Took) })),
			Statements: median(func(r Request) int64 { return r.Statements }), Bytes: median(func(r Request) int64 { return r.Bytes }),
		}
	}
	return out
}
