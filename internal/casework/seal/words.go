package seal

import (
	"slices"
	"strings"

	"preau/internal/core/registers"
	"preau/internal/kit/french"
)

// Circle is who may find a demand by a word: those who may read where it stands.
type Circle string

// The circles of readers. Whoever may read messages between operators may read the thread.
const (
	Identity  Circle = "identity"
	Thread    Circle = "thread"
	Operators Circle = "operators"
)

const (
	// shortestNumber is as many digits as make a number of its own, however they are spaced: telephones, files, dates.
	shortestNumber = 6
	// mostAsked bounds what a search may ask for.
	mostAsked = 8
)

// words are the different words of a text as they are found: folded, without endings. Digits that are written in groups
// are also one word.
func words(text string) []string {
	var out []string
	there := map[string]bool{}
	add := func(w string) {
		if !there[w] {
			there[w] = true
			out = append(out, w)
		}
	}
	var digits strings.Builder
	groups := 0
	number := func() {
		if groups > 1 && digits.Len() >= shortestNumber {
			add(digits.String())
		}
		digits.Reset()
		groups = 0
	}
	roots := map[string]bool{} // of which the root was taken: that costs more than all the rest
	for w := range strings.FieldsSeq(registers.Fold(text)) {
		if !roots[w] {
			roots[w] = true
			add(french.Root(w))
		}
		if strings.Trim(w, "0123456789") != "" {
			number()
			continue
		}
		digits.WriteString(w)
		groups++
	}
	number()
	return out
}

// asked are the words of a search, in one way or two: digits that are typed in groups are one number that was written so (06 12 34 56 78), or several that
// stand side by side (1984 35000). Of many words the first count, as they were typed.
func asked(query string) [][]string {
	whole, joined := wordsAsked(query, true)
	if len(whole) == 0 {
		return nil
	}
	first := func(all []string) []string { return all[:min(len(all), mostAsked)] }
	if !joined {
		return [][]string{first(whole)}
	}
	apart, _ := wordsAsked(query, false)
	return [][]string{first(whole), first(apart)}
}

// AllAsked says whether all words of a search count.
func AllAsked(query string) bool {
	all, _ := wordsAsked(query, true)
	return len(all) <= mostAsked
}

// asNumber leaves out what stands before a number as pages write it: « n° 2026-000206 ».
var asNumber = strings.NewReplacer("n°", " ", "N°", " ", "nº", " ", "Nº", " ")

// wordsAsked are the words of a search, and whether digits in groups were put together.
func wordsAsked(query string, join bool) (out []string, joined bool) {
	var run []string
	add := func(w string) {
		if !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	number := func() {
		if all := strings.Join(run, ""); join && len(run) > 1 && len(all) >= shortestNumber {
			run, joined = []string{all}, true
		}
		for _, w := range run {
			add(w)
		}
		run = nil
	}
	for w := range strings.FieldsSeq(registers.Fold(asNumber.Replace(query))) {
		if strings.Trim(w, "0123456789") == "" {
			run = append(run, w)
			continue
		}
		number()
		add(french.Root(w))
	}
	number()
	return out, joined
}
