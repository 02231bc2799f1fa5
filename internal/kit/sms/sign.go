package sms

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"
	"time"
)

// The headers by which both sides sign what they say.
const (
	TimestampHeader = "X-Preau-Timestamp" // seconds since 1970
	SignatureHeader = "X-Preau-Signature" // v1= and the hex of HMAC-SHA256(secret, timestamp "." body)
)

const (
	scheme = "v1="
	// window is how old, or how far ahead, what is signed may be. Whatever comes again within it is known by its id.
	window = 5 * time.Minute
)

// ErrSignature is the fault of what was not signed by this secret, or too long ago. It does not say which: who signs needs
// no help, and who does not gets none.
var ErrSignature = errors.New("sms: not signed by this secret, or not just now")

func sign(secret string, at time.Time, body []byte) (timestamp, signature string) {
	timestamp = strconv.FormatInt(at.Unix(), 10)
	return timestamp, scheme + hex.EncodeToString(mac(secret, timestamp, body))
}

func mac(secret, timestamp string, body []byte) []byte {
	m := hmac.New(sha256.New, []byte(secret))
	_, _ = m.Write([]byte(timestamp + ".")) // a hash takes all
	_, _ = m.Write(body)
	return m.Sum(nil)
}

// verify checks a signature; several may stand there, separated by commas, while a secret is changed.
func verify(secret, timestamp, signatures string, body []byte, now time.Time) error {
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil || secret == "" || now.Sub(time.Unix(seconds, 0)).Abs() > window {
		return ErrSignature
	}
	want := mac(secret, timestamp, body)
	for s := range strings.SplitSeq(signatures, ",") {
		got, err := hex.DecodeString(strings.TrimPrefix(strings.TrimSpace(s), scheme))
		if err == nil && strings.HasPrefix(strings.TrimSpace(s), scheme) && hmac.Equal(got, want) {
			return nil
		}
	}
	return ErrSignature
}
