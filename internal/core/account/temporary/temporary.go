// Package temporary keeps the passwords that a person did not choose: one that a mail carries, where the operator wants it so, or one that
// an administrator typed. Either opens nothing but the page where its bearer chooses a password of their own (O26), for 72 hours.
//
// An address has one at most, and it counts only while no account of the address is open. A mailed one is made of the instance's key when
// the mail is rendered, as a link's secret is: nowhere is it kept in clear, and a newer mail makes it worthless.
package temporary

import (
	"crypto/subtle"
	"encoding/base64"
	"strings"
	"time"

	"preau/internal/core/notify"
)

// PageLife is how long the page serves that a temporary password opened; the password opens it again.
const PageLife = time.Hour

// Life is how long a temporary password serves.
const Life = 72 * time.Hour

// Temporary is one as it is kept.
type Temporary struct {
	ID        string
	Address   string // folded
	Typed     bool   // by an administrator: who knows it has not shown that the mailbox is theirs
	Hash      string // of a typed one, as of any password; of a mailed one, with the instance's key
	Ref       string // what makes the account at its first use; empty: the account is there, invited
	TokenID   string // of the link that it opened last
	ExpiresAt time.Time
	Known     string // hashes of those that were typed before it, a space between, the newest first: their owner chooses none of them
	Claimed   bool   // worthless, see [Passwords.Claim]: signing in by it is answered as any wrong password is
}

// Late says whether it serves no more.
func (t Temporary) Late(at time.Time) bool { return t.ID != "" && !at.Before(t.ExpiresAt) }

// alphabet has no letter that could be read as another one: 32 of them, five bits each.
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"

const wordLetters, wordGroup = 16, 4 // 80 bits

// Word is the password that the mail of a name carries, such as « k7qm-3xrd-w9hf-t2nb ».
func Word(ls notify.Links, name string) string {
	raw, err := base64.RawURLEncoding.DecodeString(ls.Secret("account.temporary " + name))
	if err != nil {
		panic(err) // a secret is always that
	}
	var b strings.Builder
	for i := range wordLetters {
		if i > 0 && i%wordGroup == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(alphabet[raw[i]%32])
	}
	return b.String()
}

// plain is a mailed password however it was copied.
func plain(pw string) string {
	return strings.NewReplacer(" ", "", "-", "", "o", "0", "i", "1", "l", "1").Replace(strings.ToLower(strings.TrimSpace(pw)))
}

// hashMailed is how a mailed password is kept: it is shorter than a link's secret, so it is hashed with the instance's key, without which
// nobody can try words against the table.
func hashMailed(ls notify.Links, pw string) string {
	return notify.HashSecret(ls.Secret("account.temporary.kept " + plain(pw)))
}

// IsMailed says whether pw is the mailed one.
func (p *Passwords) IsMailed(t Temporary, pw string) bool {
	return t.ID != "" && !t.Typed && subtle.ConstantTimeCompare([]byte(t.Hash), []byte(hashMailed(p.o.Links, pw))) == 1
}

// mostKnown is how many of those that were typed before are kept: comparing with each costs as much as signing in.
const mostKnown = 8

// KnownHashes are those of passwords that others typed for an address, this one's first.
func (t Temporary) KnownHashes() []string {
	all := strings.Fields(t.TypedHash() + " " + t.Known)
	return all[:min(len(all), mostKnown)]
}

// TypedHash is what a typed password is compared with; empty where there is none, which is never right.
func (t Temporary) TypedHash() string {
	if t.Typed {
		return t.Hash
	}
	return ""
}
