package instance

import (
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"fmt"
)

// The places in the settings to which what is sealed is bound.
const (
	sealPassword = "smtp_password"
	sealHook     = "returns_secret"
)

// aead is the authenticated encryption of settings (AES-256-GCM, a random nonce before each text).
func (k Key) aead() (cipher.AEAD, error) {
	block, err := aes.NewCipher(k.Derive("sealed settings"))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

func (k Key) seal(place, plain string) ([]byte, error) {
	a, err := k.aead()
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return a.Seal(nil, nil, []byte(plain), []byte(place)), nil //nolint:gosec // the nonce is drawn within
}

func (k Key) open(place string, sealed []byte) (string, error) {
	a, err := k.aead()
	if err != nil {
		return "", fmt.Errorf("open: %w", err)
	}
	plain, err := a.Open(nil, nil, sealed, []byte(place))
	if err != nil {
		return "", errors.New("sealed setting does not open with this instance key")
	}
	return string(plain), nil
}

// opened is the way out for mail, its password included.
func (k kept) opened(key Key) (SMTP, error) {
	m := k.SMTP
	if len(k.Sealed) == 0 {
		return m, nil
	}
	var err error
	m.Password, err = key.open(sealPassword, k.Sealed)
	return m, err
}
