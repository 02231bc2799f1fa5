package i18n

import (
	"errors"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// text is a parsed sentence: its parts in order.
type text []part

// part is literal text, a named place, a plural, or (inside a plural) the number itself.
type part struct {
	literal string
	name    string
	forms   map[string]text // "=0", "one", "many", "other"
	exact   bool            // some form is of a number itself: "=0"
	number  bool
}

var errBrace = errors.New("unbalanced braces")

func parse(s string) (text, error) {
	t, rest, err := parseUntil(s, false)
	if err != nil {
		return nil, err
	}
	if rest != "" {
		return nil, errBrace
	}
	return t, nil
}

// parseUntil reads up to the end, or up to the closing brace of a plural's form.
func parseUntil(s string, inForm bool) (text, string, error) {
	var t text
	for s != "" {
		stops := "{}"
		if inForm {
			stops = "{}#"
		}
		i := strings.IndexAny(s, stops)
		if i < 0 {
			t, s = append(t, part{literal: s}), ""
			break
		}
		if i > 0 {
			t = append(t, part{literal: s[:i]})
		}
		switch s[i] {
		case '#':
			t, s = append(t, part{number: true}), s[i+1:]
		case '}':
			return t, s[i:], nil
		default:
			p, rest, err := parsePlace(s[i+1:])
			if err != nil {
				return nil, "", err
			}
			t, s = append(t, p), rest
		}
	}
	return t, s, nil
}

// parsePlace reads what follows an opening brace: "name}" or "name, plural, one {…} other {…}}".
func parsePlace(s string) (part, string, error) {
	i := strings.IndexAny(s, ",}")
	if i < 0 {
		return part{}, "", errBrace
	}
	p := part{name: strings.TrimSpace(s[:i])}
	if s[i] == '}' {
		return p, s[i+1:], nil
	}
	kind, s, ok := strings.Cut(s[i+1:], ",")
	if !ok || strings.TrimSpace(kind) != "plural" {
		return part{}, "", fmt.Errorf("place %q: only plural is known, not %q", p.name, kind)
	}
	p.forms = map[string]text{}
	for {
		s = strings.TrimLeft(s, " ")
		if strings.HasPrefix(s, "}") {
			break
		}
		form, rest, ok := strings.Cut(s, "{")
		if !ok {
			return part{}, "", errBrace
		}
		t, after, err := parseUntil(rest, true)
		if err != nil || !strings.HasPrefix(after, "}") {
			return part{}, "", errors.Join(errBrace, err)
		}
		form = strings.TrimSpace(form)
		p.exact = p.exact || strings.HasPrefix(form, "=")
		p.forms[form], s = t, after[1:]
	}
	if _, ok := p.forms["other"]; !ok {
		return part{}, "", fmt.Errorf("plural %q has no form other", p.name)
	}
	return p, s[1:], nil
}

func (t text) say(tr *T, args []any) string {
	if len(t) == 1 && t[0].name == "" {
		return t[0].literal
	}
	var b strings.Builder
	t.write(&b, tr, args, 0)
	return b.String()
}

func (t text) write(b *strings.Builder, tr *T, args []any, n int64) {
	for _, p := range t {
		switch {
		case p.number:
			b.WriteString(tr.Number(n))
		case p.forms != nil:
			m, _ := integer(arg(args, p.name))
			p.form(tr.lang, m).write(b, tr, args, m)
		case p.name != "":
			b.WriteString(tr.value(arg(args, p.name), p.name))
		default:
			b.WriteString(p.literal)
		}
	}
}

// forms are the names of plurals, and tags the languages as their rules know them: read once, for a page says hundreds.
var (
	forms = map[plural.Form]string{plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many"}
	tags  = map[Lang]language.Tag{French: language.Make(string(French)), English: language.Make(string(English))}
)

func (p part) form(lang Lang, n int64) text {
	if p.exact {
		if t, ok := p.forms["="+strconv.FormatInt(n, 10)]; ok {
			return t
		}
	}
	if n = max(n, -n); n < 0 {
		n = 0 // the least integer has no opposite
	}
	if t, ok := p.forms[forms[plural.Cardinal.MatchPlural(tags[lang], int(n), 0, 0, 0, 0)]]; ok {
		return t
	}
	return p.forms["other"]
}

func arg(args []any, name string) any {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == name {
			return args[i+1]
		}
	}
	return nil
}

func integer(v any) (int64, bool) {
	switch n := v.(type) {
	case int:
		return int64(n), true
	case int64:
		return n, true
	case int32:
		return int64(n), true
	case float64: // a number that went through JSON
		return int64(n), true
	}
	return 0, false
}

// value writes an argument; a missing one shows its place, so that it is seen.
func (t *T) value(v any, name string) string {
	if n, ok := integer(v); ok {
		return t.Number(n)
	}
	switch s := v.(type) {
	case nil:
		return "{" + name + "}"
	case string:
		return s
	case Msg:
		return t.M(s)
	case Key:
		return t.S(s)
	case When:
		return t.DateTimeZone(time.Time(s))
	case Day:
		return t.Date(time.Time(s))
	case Amount:
		return t.Cents(int64(s))
	case Price:
		if s < 0 {
			return "–"
		}
		return t.UnitPrice(int64(s))
	case Keys:
		return t.list(s)
	case fmt.Stringer:
		return s.String()
	}
	return fmt.Sprint(v)
}

// names are the places of a text, sorted, each once.
func (t text) names() []string {
	seen := map[string]bool{}
	t.collect(seen)
	out := make([]string, 0, len(seen))
	for n := range seen {
		out = append(out, n)
	}
	sort.Strings(out)
	return out
}

func (t text) collect(seen map[string]bool) {
	for _, p := range t {
		if p.name != "" {
			seen[p.name] = true
		}
		for _, f := range p.forms {
			f.collect(seen)
		}
	}
}
