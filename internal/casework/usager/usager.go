// Package usager is who a demand is about, as an aidant types it (C023), and what tells that two demands are about one person (C030).
package usager

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode"

	"preau/internal/casework/msg"
	"preau/internal/core/registers"
	"preau/internal/kit/i18n"
)

// Identity says who the usager is. All of it is free text: « uniquement une année » is a birth date (C023).
type Identity struct {
	First string `json:"first,omitempty"`
	Last  string `json:"last,omitempty"`
	Born  string `json:"born,omitempty"`
	More  []More `json:"more,omitempty"`
}

// More is one element of the menu « autres ».
type More struct {
	Kind  Element `json:"kind"`
	Value string  `json:"value"`
}

// Element is what an element of the menu « autres » is.
type Element string

// The elements of the menu.
const (
	NIR       Element = "nir"
	Claimant  Element = "allocataire"
	Tax       Element = "fiscal"
	Address   Element = "adresse"
	Phone     Element = "telephone"
	BirthName Element = "nom_naissance"
	File      Element = "dossier"
	Free      Element = "libre"
)

// Elements are all elements of the menu, in its order.
func Elements() []Element {
	return []Element{NIR, Claimant, Tax, Address, Phone, BirthName, File, Free}
}

// Label is the element in words.
func (e Element) Label() i18n.Key {
	return map[Element]i18n.Key{
		NIR: msg.ElementNir, Claimant: msg.ElementClaimant, Tax: msg.ElementTax, Address: msg.ElementAddress,
		Phone: msg.ElementPhone, BirthName: msg.ElementBirthName, File: msg.ElementFile, Free: msg.ElementFree,
	}[e]
}

// Name is the usager's name, as one says it.
func (i Identity) Name() string { return strings.TrimSpace(i.First + " " + i.Last) }

// Names are the usager's names, the one of birth included.
func (i Identity) Names() []string {
	out := []string{i.First, i.Last}
	for _, m := range i.More {
		if m.Kind == BirthName {
			out = append(out, m.Value)
		}
	}
	return out
}

// Text is the identity as it is sealed.
func (i Identity) Text() (string, error) {
	raw, err := json.Marshal(i)
	if err != nil {
		return "", fmt.Errorf("identity: %w", err)
	}
	return string(raw), nil
}

// Of reads an identity that was sealed.
func Of(text string) (Identity, error) {
	var i Identity
	if text == "" {
		return i, nil
	}
	if err := json.Unmarshal([]byte(text), &i); err != nil {
		return i, fmt.Errorf("identity: %w", err)
	}
	return i, nil
}

// Found are the words by which the identity is found by those who may read it.
func (i Identity) Found() []string {
	out := []string{i.First, i.Last, i.Born}
	for _, m := range i.More {
		out = append(out, m.Value)
	}
	return out
}

// Person is what makes two demands speak of the same person: name and birth, whatever their case, accents and signs; empty
// where one of them is missing.
func (i Identity) Person() string {
	name, born := registers.Fold(i.First+" "+i.Last), digits(i.Born)
	if strings.TrimSpace(i.Last) == "" || born == "" {
		return ""
	}
	return "person " + name + " " + born
}

// Number is the usager's NIR without its key, empty where none was given.
func (i Identity) Number() string {
	for _, m := range i.More {
		if n := strings.ToUpper(compact(m.Value)); m.Kind == NIR && len(n) >= 13 {
			return "nir " + n[:13]
		}
	}
	return ""
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

func compact(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) || r > unicode.MaxASCII {
			return -1
		}
		return r
	}, s)
}
