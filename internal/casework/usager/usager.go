// Package usager is who a demand is about, as an aidant types it (C023), and what tells that two demands are about one person (C030).
package usager

import (
	"encoding/json"
	"fmt"
	"strconv"
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
	name, born := registers.Fold(i.First+" "+i.Last), birth(i.Born)
	if strings.TrimSpace(i.Last) == "" || born == "" {
		return ""
	}
	return "person " + name + " " + born
}

// PersonOfYear is what Person says of this person where the year of their birth is all that is known; empty where it is, or is not known. Two demands of
// which one knows a whole date and the other its year may speak of one person: it is a hint, and proves nothing (C030).
func (i Identity) PersonOfYear() string {
	born := birth(i.Born)
	if len(born) <= len("1984") {
		return ""
	}
	year, _ := strconv.Atoi(born[len(born)-len("1984"):]) // digits
	if year < firstYear || year > lastYear {
		return ""
	}
	i.Born = strconv.Itoa(year)
	return i.Person()
}

// firstYear and lastYear are those in which usagers may be born.
const firstYear, lastYear = 1850, 2200

// Signer is what makes a mandate the one of this person: name and birth, as far as they are known, whatever their case, accents and signs; empty where
// nobody is named.
func (i Identity) Signer() string {
	if i.Name() == "" {
		return ""
	}
	return "signer " + registers.Fold(i.Name()) + " " + birth(i.Born)
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

// months are as people write them, folded, French first.
var months = map[string]int{
	"janvier": 1, "fevrier": 2, "mars": 3, "avril": 4, "mai": 5, "juin": 6, "juillet": 7, "aout": 8, "septembre": 9, "octobre": 10, "novembre": 11, "decembre": 12,
	"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9, "october": 10, "november": 11, "december": 12,
}

// birth is a birth date as day, month and year in digits, however it was written: « 3 mai 1984 », 3/5/1984, 1984-05-03. What is no whole date, a year
// alone (C023), is what digits it has.
func birth(s string) string {
	words := strings.Fields(registers.Fold(s))
	for i := range max(len(words)-2, 0) {
		if d, ok := dateOf(words[i : i+3]); ok {
			return d
		}
	}
	return digits(s)
}

// dateOf reads three words as a day, a month and a year, or the other way round.
func dateOf(words []string) (string, bool) {
	var n [3]int
	for i, w := range words {
		if n[i] = months[w]; n[i] == 0 {
			n[i], _ = strconv.Atoi(strings.TrimSuffix(w, "er")) // 0 is neither
		}
	}
	day, month, year := n[0], n[1], n[2]
	switch {
	case n[0] > 31:
		day, year = n[2], n[0]
	case months[words[0]] > 0:
		day, month = n[1], n[0]
	}
	if day < 1 || day > 31 || month < 1 || month > 12 || year < firstYear || year > lastYear {
		return "", false
	}
	return fmt.Sprintf("%02d%02d%d", day, month, year), true
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
