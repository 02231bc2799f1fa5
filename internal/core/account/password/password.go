// Package password hashes passwords (Argon2id, RFC 9106) and refuses those that an attacker tries first.
//
// There are no composition rules, after NIST SP 800-63B: length counts, and not being guessed from lists, from the keyboard
// or from what the account shows of itself. Passwords are compared in Unicode's form NFC, so that a phone and a laptop
// that compose « é » differently type the same one.
package password

import "golang.org/x/text/unicode/norm"

// The bounds of a password, in characters.
const (
	MinLength = 12
	MaxLength = 200
)

// normal is what is hashed and measured.
func normal(pw string) string { return norm.NFC.String(pw) }
