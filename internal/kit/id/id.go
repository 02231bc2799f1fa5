// Package id makes identifiers and secrets; it is the only room that draws random numbers for them.
package id

import (
	"crypto/rand"
	"encoding/base64"

	"github.com/google/uuid"
)

// New is a fresh UUID version 7 (RFC 9562): unique, and growing with time, so that indexes stay compact.
func New() string { return uuid.Must(uuid.NewV7()).String() }

// Secret is 32 random bytes in base64url (43 characters), for sessions and keys.
func Secret() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails since Go 1.24: the program stops instead
	return base64.RawURLEncoding.EncodeToString(b)
}
