package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"

	"preau/internal/casework/seal/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
)

// Place is where a value stands. What is sealed for one place opens in no other, so that nobody who writes in the
// database can show one person's words as another's.
type Place struct{ Table, Column, Row string }

// bytes are the place, unlike any other's.
func (p Place) bytes() []byte {
	var out []byte
	for _, s := range []string{p.Table, p.Column, p.Row} {
		out = binary.BigEndian.AppendUint32(out, uint32(len(s))) //nolint:gosec // names of tables and ids
		out = append(out, s...)
	}
	return out
}

// Key is the opened key of one demand. It never prints itself. The zero key is that of a demand that was wiped: it
// opens nothing.
type Key struct {
	id   string
	data []byte
}

// ID names the key, for the demand's row.
func (k Key) ID() string { return k.id }

// Gone says that the demand's key was destroyed.
func (k Key) Gone() bool { return k.data == nil }

// String keeps the key out of logs.
func (k Key) String() string { return "(key " + k.id + ")" }

// GoString keeps the key out of logs.
func (k Key) GoString() string { return k.String() }

// LogValue keeps the key out of logs.
func (k Key) LogValue() slog.Value { return slog.StringValue(k.String()) }

// ErrGone is the answer when the demand was wiped.
var ErrGone = errors.New("the demand's key was destroyed")

func gone() error {
	return &apperr.Error{Kind: apperr.NotFound, Msg: i18n.M(msg.Gone), Err: ErrGone}
}

// version is the first byte of what is sealed, so that another way of sealing can come later.
const version = 1

// Seal makes a text unreadable (AES-256-GCM, a random nonce before it), bound to its place.
func (k Key) Seal(p Place, plain string) ([]byte, error) {
	if k.Gone() {
		return nil, gone()
	}
	return sealed(derive(k.data, "values"), p, []byte(plain))
}

// Open makes a sealed text readable. Nothing sealed is an empty text.
func (k Key) Open(p Place, from []byte) (string, error) {
	if len(from) == 0 {
		return "", nil
	}
	if k.Gone() {
		return "", gone()
	}
	plain, err := opened(derive(k.data, "values"), p, from)
	return string(plain), err
}

// hashBytes are enough that a word is never taken for another of the same demand: one of 2⁶⁴.
const hashBytes = 8

// hasher makes the words of one demand into the forms by which it is found: the first bytes of HMAC-SHA256 by a key derived from the demand's. It is
// the key in the two blocks that HMAC begins with (RFC 2104), since thousands of them are asked for one word each.
type hasher struct{ inner, outer [sha256.BlockSize]byte }

func (k Key) hasher() *hasher {
	var h hasher
	key := derive(k.data, "words")
	copy(h.inner[:], key)
	copy(h.outer[:], key)
	for i := range h.inner {
		h.inner[i] ^= 0x36
		h.outer[i] ^= 0x5c
	}
	return &h
}

// of is the form of a word by which it is found, for the readers of one circle.
func (h *hasher) of(c Circle, word string) uint64 {
	var room [4 * sha256.BlockSize]byte // longer words take more
	text := append(append(append(append(room[:0], h.inner[:]...), c...), 0), word...)
	inner := sha256.Sum256(text)
	outer := sha256.Sum256(append(append(text[:0], h.outer[:]...), inner[:]...))
	return binary.BigEndian.Uint64(outer[:hashBytes])
}

func gcm(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

func plainGCM(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

func sealed(key []byte, p Place, plain []byte) ([]byte, error) {
	a, err := gcm(key)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return a.Seal([]byte{version}, nil, plain, p.bytes()), nil //nolint:gosec // the nonce is drawn within
}

func opened(key []byte, p Place, from []byte) ([]byte, error) {
	a, err := gcm(key)
	if err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	if from[0] != version {
		return nil, fmt.Errorf("open %s.%s of %s: sealed in a way that this program does not know", p.Table, p.Column, p.Row)
	}
	plain, err := a.Open(nil, nil, from[1:], p.bytes())
	if err != nil {
		return nil, fmt.Errorf("open %s.%s of %s: it was not sealed by this key for this place", p.Table, p.Column, p.Row)
	}
	return plain, nil
}

// wrapping is the key that wraps a demand's: of the ring's key and the demand's secret, neither of which is enough.
func wrapping(r ringKey, secret []byte) []byte {
	return derive(append(append(make([]byte, 0, 2*keyBytes), r.secret...), secret...), "wrapping")
}

func wrappedAt(keyID string) Place { return Place{"casework_keys", "wrapped", keyID} }
