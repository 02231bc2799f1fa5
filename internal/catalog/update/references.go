package update

import (
	"hash/maphash"
	"unicode"
	"unicode/utf8"
)

// references knows those of a market and of a sheet, a million of them in some tens of megabytes: by hashes of 64 bits that
// leave out dots, spaces, dashes and capitals, so that it knows those too that differ by nothing else. Among a million, two
// share a hash in one of forty million sheets.
type references struct {
	seed  maphash.Seed
	first map[uint64]mark  // by what is left of the reference
	more  map[uint64]int64 // where, by the whole reference: another one has left the same
	buf   []byte
}

// mark is where a reference was met: at a line of the sheet or, below 0, an article's number instead.
type mark struct {
	at    int64
	exact uint32 // half of the hash of the whole reference
}

func newReferences() *references {
	return &references{seed: maphash.MakeSeed(), first: map[uint64]mark{}, more: map[uint64]int64{}}
}

// market adds one that the market has.
func (r *references) market(reference string, article int64) {
	left, whole := r.hashes(reference)
	if _, there := r.first[left]; there {
		r.more[whole] = -article
		return
	}
	r.first[left] = mark{-article, half(whole)}
}

// sighting is what was known of a line's reference.
type sighting struct {
	twin  int64 // an earlier line of the sheet has it
	known bool  // the market has it
	alike int64 // another one that differs by dots and the like alone: of a line or, below 0, an article
}

// line adds the one of a line.
func (r *references) line(reference string, n int64) sighting {
	left, whole := r.hashes(reference)
	m, there := r.first[left]
	if !there || m.exact == half(whole) {
		if m.at > 0 {
			return sighting{twin: m.at}
		}
		r.first[left] = mark{n, half(whole)}
		return sighting{known: there}
	}
	at, there := r.more[whole]
	if at > 0 {
		return sighting{twin: at}
	}
	r.more[whole] = n
	if there {
		return sighting{known: true}
	}
	return sighting{alike: m.at}
}

// inSheet says whether a line has it.
func (r *references) inSheet(reference string) bool {
	left, whole := r.hashes(reference)
	if m := r.first[left]; m.exact == half(whole) {
		return m.at > 0
	}
	return r.more[whole] > 0
}

func half(hash uint64) uint32 { return uint32(hash) } //nolint:gosec // half of it is what is wanted

// hashes are those of what is left of a reference, and of the whole.
func (r *references) hashes(reference string) (left, whole uint64) {
	r.buf = r.buf[:0]
	for _, c := range reference {
		switch {
		case c >= '0' && c <= '9', c >= 'a' && c <= 'z':
			r.buf = append(r.buf, byte(c))
		case c >= 'A' && c <= 'Z':
			r.buf = append(r.buf, byte(c)+'a'-'A')
		case c >= utf8.RuneSelf && (unicode.IsLetter(c) || unicode.IsDigit(c)):
			r.buf = utf8.AppendRune(r.buf, unicode.ToLower(c))
		}
	}
	if len(r.buf) == 0 { // signs alone
		r.buf = append(r.buf, reference...)
	}
	return maphash.Bytes(r.seed, r.buf), maphash.String(r.seed, reference)
}
