package instance

import (
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"fmt"
)

// sealFor binds what is sealed to its place in the settings.
var sealFor = []byte("smtp_password")

// aead is the authenticated encryption of settings (AES-256-GCM, a random nonce before each text).
func (k Key) aead() (cipher.AEAD, error) {
	block, err := aes.NewCipher(k.Derive("sealed settings"))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

func (k Key) seal(plain string) ([]byte, error) {
	a, err := k.aead()
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return a.Seal(nil, nil, []byte(plain), sealFor), nil //nolint:gosec // the nonce is drawn within
}

func (k Key) open(sealed []byte) (string, error) {
	a, err := k.aead()
	if err != nil {
		return "", fmt.Errorf("open: %w", err)
	}
	plain, err := a.Open(nil, nil, sealed, sealFor)
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
	m.Password, err = key.open(k.Sealed)
	return m, err
}
