package temporary

import (
	"strings"
	"testing"

	"preau/internal/core/notify"
)

// Whoever holds the database alone cannot try words against it, and the bearer of the mail is known however it was copied.
func TestMailedPasswordsAreHashedWithTheKey(t *testing.T) {
	t.Parallel()
	ls := notify.NewLinks("https://preau.test", []byte("a key of tests, thirty-two bytes"))
	word := Word(ls, "name")
	kept := Temporary{ID: "1", Hash: hashMailed(ls, word)}
	for _, pw := range []string{word, plain(word), notify.HashSecret(plain(word))} {
		if kept.Hash == notify.HashSecret(pw) {
			t.Errorf("%q alone gives what is kept", pw)
		}
	}
	mine := &Passwords{Options{Links: ls}}
	for _, pw := range []string{word, strings.ToUpper(word), strings.ReplaceAll(word, "-", " ")} {
		if !mine.IsMailed(kept, pw) {
			t.Errorf("%q is not known", pw)
		}
	}
	other := &Passwords{Options{Links: notify.NewLinks("https://preau.test", []byte("another key of tests, 32 bytes.."))}}
	if other.IsMailed(kept, word) || mine.IsMailed(kept, word+"x") || mine.IsMailed(Temporary{}, word) {
		t.Error("another password, or another instance's, is taken")
	}
}
