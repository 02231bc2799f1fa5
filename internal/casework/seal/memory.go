package seal

import (
	"sync"
	"time"

	"preau/internal/kit/clock"
)

const (
	// remembered is how long an opened key is kept, so that a list does not ask the store of secrets for each line anew.
	// Whether a demand was wiped is asked of the database each time.
	remembered = 15 * time.Minute
	// mostRemembered bounds the memory: some 20 MB.
	mostRemembered = 100_000
)

// memory keeps keys that were opened lately.
type memory struct {
	clock clock.Clock
	mu    sync.Mutex
	keys  map[string]kept
}

type kept struct {
	data  []byte
	find  *hasher // nil until words are looked for
	until time.Time
}

func newMemory(c clock.Clock) *memory { return &memory{clock: c, keys: map[string]kept{}} }

func (m *memory) get(id string) ([]byte, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k, ok := m.keys[id]
	if !ok || !m.clock.Now().Before(k.until) {
		return nil, false
	}
	return k.data, true
}

func (m *memory) put(id string, data []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.clock.Now()
	if len(m.keys) >= mostRemembered {
		for i, k := range m.keys { // first what is over, then whatever comes
			if !now.Before(k.until) || len(m.keys) >= mostRemembered {
				delete(m.keys, i)
			}
		}
	}
	m.keys[id] = kept{data: data, until: now.Add(remembered)}
}

func (m *memory) forget(id string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.keys, id)
}

// hashers puts those of candidates that have words into out, at their places, and gives the places of those whose keys have to be opened.
func (m *memory) hashers(among []Candidate, words []*circles, out []*hasher) (others []int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.clock.Now()
	for i, c := range among {
		if words[i] == nil {
			continue
		}
		k, ok := m.keys[c.KeyID]
		switch {
		case !ok || !now.Before(k.until):
			others = append(others, i)
			continue
		case k.find == nil:
			k.find = Key{c.KeyID, k.data}.hasher()
			m.keys[c.KeyID] = k
		}
		out[i] = k.find
	}
	return others
}

// learn keeps with a key that is remembered what words are hashed by.
func (m *memory) learn(id string, h *hasher) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if k, ok := m.keys[id]; ok {
		k.find = h
		m.keys[id] = k
	}
}
