package seal

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"testing"

	"preau/internal/kit/covers"
)

// What words are found by is HMAC-SHA256 to the letter, for short words and long ones: what was indexed before is found.
func TestWordsAreHashedByHMAC(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C081")
	k := Key{"k", draw()}
	for _, word := range []string{"", "loyer", strings.Repeat("é", 60), strings.Repeat("anticonstitutionnel", 40)} {
		for _, c := range []Circle{Identity, Thread, Operators} {
			m := hmac.New(sha256.New, derive(k.data, "words"))
			_, _ = m.Write([]byte(string(c) + "\x00" + word)) // a hash takes all
			if got, want := k.hasher().of(c, word), binary.BigEndian.Uint64(m.Sum(nil)); got != want {
				t.Errorf("%s in %s: %x, want %x", word, c, got, want)
			}
		}
	}
}
