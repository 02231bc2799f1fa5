package told_test

import (
	"testing"

	"preau/internal/core/account"
	"preau/internal/core/delegation/told"
)

// A name in another order or otherwise written is the same; who has told no name yet is nobody else.
func TestOthers(t *testing.T) {
	t.Parallel()
	anne := account.Account{FirstName: "Anne-Marie", LastName: "D’Haëne"}
	for _, typed := range []string{"Anne-Marie D'Haëne", "D'HAENE Anne Marie", " anne-marie  d’haëne "} {
		if told.Others(anne, typed) {
			t.Errorf("%q is taken for another", typed)
		}
	}
	for _, typed := range []string{"Anne D'Haëne", "Stan Chaîne", ""} {
		if !told.Others(anne, typed) {
			t.Errorf("%q is taken for the same", typed)
		}
	}
	if told.Others(account.Account{UserName: "anne"}, "Anne-Marie D'Haëne") {
		t.Error("who has no name yet is taken for another")
	}
}
