package notify

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// Links makes the addresses that mails lead to.
type Links struct {
	base string
	key  string
}

// NewLinks takes the instance's public address ("https://preau.example") and its key.
func NewLinks(baseURL string, key []byte) Links {
	return Links{base: strings.TrimRight(baseURL, "/"), key: string(key)}
}

// URL is the whole address of a path of the instance.
func (l Links) URL(path string) string { return l.base + "/" + strings.TrimLeft(path, "/") }

// Secret is the secret of a one-time link: HMAC-SHA256 of the token's id, 43 characters. It is computed when a mail is
// rendered and kept nowhere; without the instance's key no id leads to it.
func (l Links) Secret(tokenID string) string {
	return base64.RawURLEncoding.EncodeToString(l.sum(tokenID))
}

func (l Links) sum(tokenID string) []byte {
	h := hmac.New(sha256.New, []byte(l.key))
	h.Write([]byte(tokenID)) // never fails
	return h.Sum(nil)
}

// host is what the right side of a Message-ID is made of: the instance's name without its port.
func (l Links) host() string {
	_, h, found := strings.Cut(l.base, "://")
	if !found {
		h = l.base
	}
	h, _, _ = strings.Cut(h, "/")
	h, _, _ = strings.Cut(h, ":")
	if h == "" || strings.ContainsAny(h, "[]") {
		return "localhost"
	}
	return h
}

// HashSecret is what is stored of a secret, and what a link's secret is looked up by.
func HashSecret(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
