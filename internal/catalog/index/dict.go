package index

import (
	"math"
	"slices"
	"sync"
)

// dict gives small numbers to what articles are counted by, the same in all segments. It only grows.
type dict struct {
	markets, categories *table[int64]
	brands              *table[string]
	vats                *table[int32]
}

// names are what the small numbers stand for, at one moment.
type names struct {
	markets, categories []int64
	brands              []string
	vats                []int32
}

func newDict() *dict {
	return &dict{newTable[int64](), newTable[int64](), newTable[string](), newTable[int32]()}
}

// names are safe to read while the dictionary grows: it only adds behind them.
func (d *dict) names() names {
	return names{d.markets.names(), d.categories.names(), d.brands.names(), d.vats.names()}
}

// table numbers keys. Several builders may ask at a time.
type table[K comparable] struct {
	mu     sync.Mutex
	of     []K
	number map[K]uint16
}

func (t *table[K]) names() []K {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clip(t.of)
}

func newTable[K comparable]() *table[K] { return &table[K]{number: map[K]uint16{}} }

// get is the number of a key. Past 65,535 of them the last stands for all others: no catalogue has so many brands.
func (t *table[K]) get(k K) uint16 {
	t.mu.Lock()
	defer t.mu.Unlock()
	if n, ok := t.number[k]; ok {
		return n
	}
	if len(t.of) > math.MaxUint16 {
		return math.MaxUint16
	}
	n := uint16(len(t.of))
	t.of = append(t.of, k)
	t.number[k] = n
	return n
}
