// Package sealed is what a browser keeps for the program: sealed with the instance's key, so that nobody can read or make it, and worth
// something at its place and in its time alone.
package sealed

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Box seals and opens.
type Box struct{ aead cipher.AEAD }

// New makes a box of a key of 32 bytes, made of the instance's.
func New(key []byte) (Box, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return Box{}, fmt.Errorf("seal: %w", err)
	}
	a, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return Box{}, fmt.Errorf("seal: %w", err)
	}
	return Box{a}, nil
}

// kept is a value with the instant from which on it is worth nothing; zero: never.
type kept struct {
	Until time.Time
	Value json.RawMessage
}

// most is what browsers take in one cookie, its name and attributes aside.
const most = 3900

var errTooLong = errors.New("too long for a cookie")

// Put seals a value for a place, until an instant; zero: for good.
func (b Box) Put(place string, until time.Time, v any) (string, error) {
	value, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("seal: %w", err)
	}
	plain, err := json.Marshal(kept{until, value})
	if err != nil {
		return "", fmt.Errorf("seal: %w", err)
	}
	out := base64.RawURLEncoding.EncodeToString(b.aead.Seal(nil, nil, plain, []byte(place))) //nolint:gosec // the nonce is drawn within
	if len(out) > most {
		return "", errTooLong
	}
	return out, nil
}

// Get opens what was sealed for a place, into v: false when it was not, or its time is over.
func (b Box) Get(place, text string, now time.Time, v any) bool {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || text == "" || len(text) > most {
		return false
	}
	plain, err := b.aead.Open(nil, nil, raw, []byte(place))
	if err != nil {
		return false
	}
	var x kept
	if json.Unmarshal(plain, &x) != nil || !x.Until.IsZero() && !now.Before(x.Until) {
		return false
	}
	return json.Unmarshal(x.Value, v) == nil
}
