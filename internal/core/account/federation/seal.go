package federation

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// box seals what a browser keeps for this room, so that nobody can read or make it, and it serves at its place and in its time alone.
type box struct{ cipher.AEAD }

func newBox(key []byte) (box, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return box{}, fmt.Errorf("seal: %w", err)
	}
	a, err := cipher.NewGCMWithRandomNonce(block)
	return box{a}, err
}

// The places of what is sealed.
const (
	placeTrip  = "trip"
	placeWaits = "waits"
	placeEnds  = "ends"
	placeOut   = "out"
)

// sealed is a value with the instant from which on it is worth nothing; zero: never.
type sealed struct {
	Until time.Time
	Value json.RawMessage
}

// mostSealed is what browsers take in one cookie, its name and attributes aside.
const mostSealed = 3900

var errTooLong = errors.New("too long for a cookie")

func (b box) put(place string, until time.Time, v any) (string, error) {
	value, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("seal: %w", err)
	}
	plain, err := json.Marshal(sealed{until, value})
	if err != nil {
		return "", fmt.Errorf("seal: %w", err)
	}
	out := base64.RawURLEncoding.EncodeToString(b.Seal(nil, nil, plain, []byte(place))) //nolint:gosec // the nonce is drawn within
	if len(out) > mostSealed {
		return "", errTooLong
	}
	return out, nil
}

// get opens what was sealed for a place, into v: false when it was not, or its time is over.
func (b box) get(place, text string, now time.Time, v any) bool {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || text == "" || len(text) > mostSealed {
		return false
	}
	plain, err := b.Open(nil, nil, raw, []byte(place))
	if err != nil {
		return false
	}
	var x sealed
	if json.Unmarshal(plain, &x) != nil || !x.Until.IsZero() && !now.Before(x.Until) {
		return false
	}
	return json.Unmarshal(x.Value, v) == nil
}
