package mandate

import (
	"slices"
	"strings"

	"preau/internal/core/registers"
)

// Answer is what a usager's SMS says.
type Answer string

// The answers. Whatever is neither is kept, shown, and asked about once more.
const (
	Yes     Answer = "yes"
	No      Answer = "no"
	Unclear Answer = "unclear"
)

// The words that are an answer by themselves, folded. Nothing that could be said otherwise is guessed at: a mandate is a
// person's signature.
var answers = map[string]Answer{
	"oui": Yes, "ouii": Yes, "ouiii": Yes,
	"non": No, "nonn": No, "stop": No, "arret": No,
}

// Stops says whether an SMS asks for no more of it: that is no answer to one question, but ends all that its number gave or is asked (C062).
func Stops(text string) bool {
	return Read(text) == No && slices.ContainsFunc(said(text), func(w string) bool { return w == "stop" || w == "arret" })
}

// polite are words that say nothing beside an answer.
var polite = map[string]bool{"merci": true, "bonjour": true, "bonsoir": true, "cordialement": true, "madame": true, "monsieur": true, "svp": true}

// Read tells what an SMS answers: one of the words, in any case, with any accents, spaces and signs around it or between
// its letters (« O U I »), perhaps with a word of politeness. Both at once, or more words, is unclear.
func Read(text string) Answer {
	words := said(text)
	if len(words) == 0 {
		return Unclear
	}
	var out Answer
	for _, w := range words {
		a := answers[w]
		if a == "" || out != "" && a != out {
			return Unclear
		}
		out = a
	}
	return out
}

// said are the words of an SMS that say something, one that is spelled letter by letter put together.
func said(text string) []string {
	var out []string
	for w := range strings.FieldsSeq(registers.Fold(text)) {
		if !polite[w] {
			out = append(out, w)
		}
	}
	if spelled := strings.Join(out, ""); len(out) > 0 && len(spelled) == len(out) {
		return []string{spelled}
	}
	return out
}

// inDoubt is what an answer counts as that may be the delivery, once more, of one to an older question (decision 40): a no is a no, and a yes is
// asked for again, since nobody is bound by a word that they may have said of something else.
func (a Answer) inDoubt() Answer {
	if a == Yes {
		return Unclear
	}
	return a
}
