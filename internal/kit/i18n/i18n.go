// Package i18n holds the sentences of the program in French and English, and writes numbers, dates and quantities as people of each language do.
//
// Each room keeps its catalogue in msg/fr.json and msg/en.json: a flat object from key to text. Texts know named
// places, {name}, and CLDR plurals, {n, plural, =0 {no lot} one {# lot} other {# lots}} (a part of ICU MessageFormat).
// French is typed with plain quotes and spaces; Load sets ’ and the no-break spaces.
package i18n

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"sort"
	"strings"
	"time"
)

// Lang is a language of the interface.
type Lang string

// The languages of the interface. French is the one that every text is first written in.
const (
	French  Lang = "fr"
	English Lang = "en"
)

// Langs are all languages, the default first.
var Langs = []Lang{French, English}

// Key names a sentence; the constants are generated from the catalogues.
type Key string

// Msg is a sentence to be said later, in the language of whoever reads it. Args are name, value pairs.
type Msg struct {
	Key  Key
	Args []any
}

// M makes a sentence to be said later.
func M(k Key, args ...any) Msg { return Msg{Key: k, Args: args} }

// Source is one room's catalogue.
type Source struct {
	Prefix string // of its keys: "needs"
	FS     fs.FS  // holds fr.json and en.json
}

// Catalogue is all rooms' sentences, parsed once at start.
type Catalogue struct {
	texts map[Lang]map[Key]text
	*dialect
}

// Load reads the catalogues of all rooms. A fault in one of them is a programmer's and names its file and key.
func Load(sources ...Source) (*Catalogue, error) {
	c := &Catalogue{texts: map[Lang]map[Key]text{}}
	for _, lang := range Langs {
		c.texts[lang] = map[Key]text{}
		for _, s := range sources {
			if err := c.add(lang, s); err != nil {
				return nil, err
			}
		}
	}
	return c, nil
}

func (c *Catalogue) add(lang Lang, s Source) error {
	raw, err := fs.ReadFile(s.FS, string(lang)+".json")
	if err != nil {
		return fmt.Errorf("catalogue %s: %w", s.Prefix, err)
	}
	var flat map[string]string
	if err := json.Unmarshal(raw, &flat); err != nil {
		return fmt.Errorf("catalogue %s/%s.json: %w", s.Prefix, lang, err)
	}
	for k, v := range flat {
		if lang == French {
			v = frenchSpaces(v)
		} else {
			v = strings.ReplaceAll(v, "'", "’")
		}
		t, err := parse(v)
		if err != nil {
			return fmt.Errorf("catalogue %s/%s.json: %s: %w", s.Prefix, lang, k, err)
		}
		c.texts[lang][Key(s.Prefix+"."+k)] = t
	}
	return nil
}

// Faults compares the languages: a key or a named place that one has and another lacks.
func (c *Catalogue) Faults() []string {
	var out []string
	for k, fr := range c.texts[French] {
		en, ok := c.texts[English][k]
		switch {
		case !ok:
			out = append(out, fmt.Sprintf("%s: no English text", k))
		case strings.Join(fr.names(), ",") != strings.Join(en.names(), ","):
			out = append(out, fmt.Sprintf("%s: places %v in French, %v in English", k, fr.names(), en.names()))
		}
	}
	for k := range c.texts[English] {
		if _, ok := c.texts[French][k]; !ok {
			out = append(out, fmt.Sprintf("%s: no French text", k))
		}
	}
	sort.Strings(out)
	return out
}

// Keys are all keys, sorted.
func (c *Catalogue) Keys() []Key {
	out := make([]Key, 0, len(c.texts[French]))
	for k := range c.texts[French] {
		out = append(out, k)
	}
	sort.Slice(out, func(i, j int) bool { return out[i] < out[j] })
	return out
}

// For gives the translator for a language and a time zone. An unknown language is French.
func (c *Catalogue) For(lang Lang, zone *time.Location) *T {
	if _, ok := c.texts[lang]; !ok {
		lang = French
	}
	return &T{cat: c, lang: lang, zone: zone, local: c.spoken()}
}

// T says sentences in one language, and writes instants in one time zone. It is safe for concurrent use.
type T struct {
	cat   *Catalogue
	lang  Lang
	zone  *time.Location
	local *dialect // in whose words sentences are said; nil: in their own
}

// Lang is the language spoken.
func (t *T) Lang() Lang { return t.lang }

// Zone is the time zone in which instants are written.
func (t *T) Zone() *time.Location { return t.zone }

// S says a sentence. args are name, value pairs; int and int64 values are written with the language's thousands, Msg values are said too.
func (t *T) S(k Key, args ...any) string {
	txt, ok := t.local.text(t.lang, k)
	if !ok {
		txt, ok = t.cat.texts[t.lang][k]
	}
	if !ok {
		if txt, ok = t.cat.texts[French][k]; !ok {
			return string(k)
		}
	}
	return txt.say(t, args)
}

// M says a sentence that was made earlier.
func (t *T) M(m Msg) string {
	if m.Key == "" {
		return ""
	}
	return t.S(m.Key, m.Args...)
}

// When is an instant as an argument of a sentence: written with its zone, in the reader's language.
type When time.Time

// Day is the day of an instant as an argument of a sentence: « 21 novembre 2026 ».
type Day time.Time

// Amount is an amount in euros, held in cents, as an argument of a sentence: « 1 234,50 € ».
type Amount int64

// Price is the price of one unit, in ten-thousandths of a euro, as an argument of a sentence: « 0,4150 € »; a dash where it is negative, for there is none.
type Price int64

// Keys are sentences as one argument: said one after the other, « a, b et c ».
type Keys []Key

func (t *T) list(keys Keys) string {
	words := make([]string, len(keys))
	for i, k := range keys {
		words[i] = t.S(k)
	}
	return t.And(words)
}

// And joins words as people do: « a, b et c ».
func (t *T) And(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + t.pick(" et ", " and ") + words[last]
}
