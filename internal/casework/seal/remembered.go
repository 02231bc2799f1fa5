package seal

import "sync"

// mostWords bounds what is remembered of words, in bytes of hashes: those of some 40,000 demands.
const mostWords = 64 << 20

// rememberedWords are the words of demands that were searched lately, by the ids of their keys, each with the version of the demand that they
// are of. A search reads thousands of them; between two few have changed.
type rememberedWords struct {
	mu   sync.Mutex
	of   map[string]versionWords
	size int
}

type versionWords struct {
	version int64
	words   *circles
}

func (w versionWords) size() int {
	return 150 + len(w.words.identity) + len(w.words.thread) + len(w.words.operators) // with what the map takes
}

// get puts what is remembered of candidates into out, at their places, and gives the places of those whose words have to be read.
func (r *rememberedWords) get(among []Candidate, out []*circles) (others []int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, c := range among {
		if w, ok := r.of[c.KeyID]; ok && c.Version != 0 && w.version == c.Version {
			out[i] = w.words
		} else {
			others = append(others, i)
		}
	}
	return others
}

// put remembers what was read of some candidates after their versions were: their words, or newer ones.
func (r *rememberedWords) put(among []Candidate, some []int, read map[string]*circles) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.of == nil {
		r.of = map[string]versionWords{}
	}
	for _, i := range some {
		c := among[i]
		if words := read[c.KeyID]; words != nil && c.Version != 0 {
			r.drop(c.KeyID)
			w := versionWords{c.Version, words}
			r.of[c.KeyID], r.size = w, r.size+w.size()
		}
	}
	for id := range r.of { // whatever comes first
		if r.size <= mostWords {
			break
		}
		r.drop(id)
	}
}

func (r *rememberedWords) drop(keyID string) {
	if w, ok := r.of[keyID]; ok {
		delete(r.of, keyID)
		r.size -= w.size()
	}
}

func (r *rememberedWords) forget(keyID string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.drop(keyID)
}
