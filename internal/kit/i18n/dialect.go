package i18n

import (
	"maps"
	"slices"
	"strings"
)

// dialect is how some sentences are said where words are called otherwise.
type dialect struct {
	texts map[Lang]map[Key]text // those that differ
	now   func() bool
}

// In is the catalogue with some words called otherwise as long as now says so: words are pairs, what stands in the sentences and what is said
// instead. The rooms of some prefixes, which speak of these words themselves, keep them.
func (c *Catalogue) In(now func() bool, words []string, but ...string) *Catalogue {
	d, replacer := &dialect{map[Lang]map[Key]text{}, now}, strings.NewReplacer(words...)
	for lang, all := range c.texts {
		d.texts[lang] = map[Key]text{}
		for k, t := range all {
			if room, _, _ := strings.Cut(string(k), "."); t.has(words) && !slices.Contains(but, room) {
				d.texts[lang][k] = t.replaced(replacer)
			}
		}
	}
	return &Catalogue{texts: c.texts, dialect: d}
}

// spoken is the dialect in which sentences are said now; nil: none.
func (d *dialect) spoken() *dialect {
	if d == nil || !d.now() {
		return nil
	}
	return d
}

// text is how a sentence is said, if it differs.
func (d *dialect) text(lang Lang, k Key) (text, bool) {
	if d == nil {
		return nil, false
	}
	t, ok := d.texts[lang][k]
	return t, ok
}

// has says whether one of the words that are called otherwise stands in the sentence.
func (t text) has(words []string) bool {
	return slices.ContainsFunc(t, func(p part) bool {
		for i := 0; i < len(words); i += 2 {
			if strings.Contains(p.literal, words[i]) {
				return true
			}
		}
		for _, form := range p.forms {
			if form.has(words) {
				return true
			}
		}
		return false
	})
}

// replaced is the sentence with other words.
func (t text) replaced(r *strings.Replacer) text {
	out := slices.Clone(t)
	for i := range out {
		p := &out[i]
		p.literal, p.forms = r.Replace(p.literal), maps.Clone(p.forms)
		for name, form := range p.forms {
			p.forms[name] = form.replaced(r)
		}
	}
	return out
}
