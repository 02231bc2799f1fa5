package main

import (
	"errors"
	"strings"
	"unicode"
)

// node is a statement, a declaration, or a block with what it holds. text is what stands before the brace or semicolon.
type node struct {
	text  string
	block bool
	body  []node
}

var errUnclosed = errors.New("a block, comment or string is not closed, or a block is closed twice")

// parse reads a style sheet. It knows blocks, strings, comments and parentheses, which is enough to cut a sheet safely.
func parse(css string) ([]node, error) {
	css, err := withoutComments(css)
	if err != nil {
		return nil, err
	}
	nodes, _, err := parseBody(css, false)
	return nodes, err
}

// parseBody reads up to the end or, inside a block, to the brace that closes it, and gives what follows.
func parseBody(css string, inBlock bool) ([]node, string, error) {
	var out []node
	for {
		end, err := stop(css)
		if err != nil {
			return nil, "", err
		}
		text := squeeze(css[:end])
		if end == len(css) && inBlock {
			return nil, "", errUnclosed
		}
		if end == len(css) {
			return appendText(out, text), "", nil
		}
		sign := css[end]
		css = css[end+1:]
		switch sign {
		case ';':
			out = appendText(out, text)
		case '}':
			if !inBlock {
				return nil, "", errUnclosed
			}
			return appendText(out, text), css, nil
		default:
			body, rest, err := parseBody(css, true)
			if err != nil {
				return nil, "", err
			}
			out, css = append(out, node{text: text, block: true, body: body}), rest
		}
	}
}

func appendText(out []node, text string) []node {
	if text == "" {
		return out
	}
	return append(out, node{text: text})
}

// stop finds the next brace or semicolon outside strings and parentheses.
func stop(css string) (int, error) {
	depth := 0
	for i := 0; i < len(css); i++ {
		switch css[i] {
		case '"', '\'':
			n := strings.IndexByte(css[i+1:], css[i])
			if n < 0 {
				return 0, errUnclosed
			}
			i += n + 1
		case '(':
			depth++
		case ')':
			depth--
		case ';', '{', '}':
			if depth == 0 {
				return i, nil
			}
		}
	}
	return len(css), nil
}

func withoutComments(css string) (string, error) {
	var b strings.Builder
	for {
		before, after, ok := strings.Cut(css, "/*")
		b.WriteString(before)
		if !ok {
			return b.String(), nil
		}
		if _, css, ok = strings.Cut(after, "*/"); !ok {
			return "", errUnclosed
		}
	}
}

// squeeze makes every run of white space outside strings one space.
func squeeze(s string) string {
	var b strings.Builder
	var quote, last rune
	for _, r := range strings.TrimSpace(s) {
		switch {
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case r == '"' || r == '\'':
			quote = r
		case unicode.IsSpace(r):
			if last == ' ' {
				continue
			}
			r = ' '
		}
		b.WriteRune(r)
		last = r
	}
	return b.String()
}

// write gives the sheet back in as few bytes as is safe.
func write(nodes []node) string {
	var b strings.Builder
	writeTo(&b, nodes, false)
	return b.String() + "\n"
}

func writeTo(b *strings.Builder, nodes []node, inRule bool) {
	for i, n := range nodes {
		if !n.block {
			b.WriteString(tightDeclaration(n.text, inRule))
			if i < len(nodes)-1 || !inRule {
				b.WriteByte(';')
			}
			continue
		}
		rule := !strings.HasPrefix(n.text, "@")
		if rule {
			b.WriteString(tightSelector(n.text))
		} else {
			b.WriteString(n.text)
		}
		b.WriteByte('{')
		writeTo(b, n.body, true)
		b.WriteByte('}')
	}
}

func tightSelector(s string) string {
	return outsideStrings(s, strings.NewReplacer(", ", ",", " > ", ">", "> ", ">", " >", ">", "( ", "(", " )", ")").Replace)
}

// tightDeclaration leaves the spaces inside values alone but for those after commas: calc() needs its own.
func tightDeclaration(s string, inRule bool) string {
	name, value, ok := strings.Cut(s, ":")
	if !inRule || !ok || strings.HasPrefix(s, "@") {
		return s
	}
	value = outsideStrings(strings.TrimSpace(value), strings.NewReplacer(", ", ",", "( ", "(", " )", ")").Replace)
	return strings.TrimSpace(name) + ":" + value
}

// outsideStrings applies f to the parts of s that are no strings.
func outsideStrings(s string, f func(string) string) string {
	var b strings.Builder
	for {
		i := strings.IndexAny(s, `"'`)
		if i < 0 {
			b.WriteString(f(s))
			return b.String()
		}
		end := i + 1 + strings.IndexByte(s[i+1:], s[i]) + 1
		b.WriteString(f(s[:i]) + s[i:end])
		s = s[end:]
	}
}
