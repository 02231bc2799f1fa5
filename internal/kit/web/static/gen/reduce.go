package main

import (
	"regexp"
	"strings"
)

// reducer takes away from a sheet what no page uses.
type reducer struct {
	classes map[string]bool // the kit's classes that the components write
	never   []string        // parts of selectors that no page has
}

var (
	classOf   = regexp.MustCompile(`\.(ds-[a-z_-]+)`)
	elementOf = regexp.MustCompile(`(^|[\s>+~(,])((?:ds|u)-[a-z-]+)`)
)

// rules keeps the rules that may match something, and the blocks around them.
func (r reducer) rules(nodes []node) []node {
	var out []node
	for _, n := range nodes {
		switch {
		case !n.block:
			out = append(out, n)
		case strings.HasPrefix(n.text, "@layer"), strings.HasPrefix(n.text, "@media"), strings.HasPrefix(n.text, "@supports"):
			if n.body = r.rules(n.body); len(n.body) > 0 {
				out = append(out, n)
			}
		case strings.HasPrefix(n.text, "@"):
			out = append(out, n)
		default:
			if n.text = r.selectors(n.text); n.text != "" {
				n.body = r.nested(n.body)
				out = append(out, n)
			}
		}
	}
	return out
}

// nested are the declarations of a rule and the rules inside it.
func (r reducer) nested(nodes []node) []node {
	var out []node
	for _, n := range nodes {
		if n.block {
			out = append(out, r.rules([]node{n})...)
		} else {
			out = append(out, n)
		}
	}
	return out
}

// selectors keeps those of a list that may match.
func (r reducer) selectors(list string) string {
	var kept []string
	for _, s := range split(list) {
		if s = r.selector(s); s != "" {
			kept = append(kept, s)
		}
	}
	return strings.Join(kept, ",")
}

// selector reduces the alternatives inside :is(…), :where(…) and :has(…); it is empty when nothing can match.
// What stands in :not(…) is left alone: not being something that is never there changes nothing.
func (r reducer) selector(s string) string {
	var b, plain strings.Builder
	for s != "" {
		i := strings.IndexByte(s, '(')
		if i < 0 {
			b.WriteString(s)
			plain.WriteString(s)
			break
		}
		end := closing(s, i)
		head, inner := s[:i], s[i+1:end]
		plain.WriteString(head)
		if strings.HasSuffix(head, ":is") || strings.HasSuffix(head, ":where") || strings.HasSuffix(head, ":has") {
			if inner = r.selectors(inner); inner == "" {
				return ""
			}
		}
		b.WriteString(head + "(" + inner + ")")
		s = s[end+1:]
	}
	if !r.mayMatch(plain.String()) {
		return ""
	}
	return strings.TrimSpace(b.String())
}

func (r reducer) mayMatch(s string) bool {
	for _, m := range classOf.FindAllStringSubmatch(s, -1) {
		if !r.classes[m[1]] {
			return false
		}
	}
	for _, part := range r.never {
		if strings.Contains(s, part) {
			return false
		}
	}
	return !elementOf.MatchString(s)
}

// split cuts a list at its commas, but for those inside parentheses, brackets and strings.
func split(list string) []string {
	var out []string
	depth, start := 0, 0
	var quote byte
	for i := 0; i < len(list); i++ {
		c := list[i]
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '(' || c == '[':
			depth++
		case c == ')' || c == ']':
			depth--
		case c == ',' && depth == 0:
			out = append(out, strings.TrimSpace(list[start:i]))
			start = i + 1
		}
	}
	return append(out, strings.TrimSpace(list[start:]))
}

// closing is where the parenthesis opened at i is closed.
func closing(s string, i int) int {
	depth := 0
	for ; i < len(s); i++ {
		switch s[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return len(s) - 1
}

var (
	usedVar     = regexp.MustCompile(`var\(\s*(--[A-Za-z0-9_-]+)`)
	declaredVar = regexp.MustCompile(`^(--[A-Za-z0-9_-]+)\s*:`)
)

// variables keeps the custom properties that some sheet reads, directly or by way of others, and all plain declarations.
func variables(nodes []node, sheets ...[]node) []node {
	used := map[string]bool{}
	for _, s := range sheets {
		readBy(s, used)
	}
	for before := -1; before != len(used); {
		before = len(used)
		readBy(keepRead(nodes, used), used)
	}
	return keepRead(nodes, used)
}

func readBy(nodes []node, used map[string]bool) {
	for _, n := range nodes {
		for _, m := range usedVar.FindAllStringSubmatch(n.text, -1) {
			used[m[1]] = true
		}
		readBy(n.body, used)
	}
}

func keepRead(nodes []node, used map[string]bool) []node {
	var out []node
	for _, n := range nodes {
		m := declaredVar.FindStringSubmatch(n.text)
		switch {
		case n.block:
			if n.body = keepRead(n.body, used); len(n.body) > 0 {
				out = append(out, n)
			}
		case m == nil || used[m[1]]:
			out = append(out, n)
		}
	}
	return out
}

var wordOf = regexp.MustCompile(`[A-Za-z_-]+`)

// named keeps the animations that some declaration names.
func named(nodes []node) []node {
	used := map[string]bool{}
	animations(nodes, used)
	return keepNamed(nodes, used)
}

func animations(nodes []node, used map[string]bool) {
	for _, n := range nodes {
		if strings.HasPrefix(n.text, "animation") {
			for _, w := range wordOf.FindAllString(n.text, -1) {
				used[w] = true
			}
		}
		animations(n.body, used)
	}
}

func keepNamed(nodes []node, used map[string]bool) []node {
	var out []node
	for _, n := range nodes {
		if name, ok := strings.CutPrefix(n.text, "@keyframes "); ok && !used[name] {
			continue
		}
		if strings.HasPrefix(n.text, "@layer") {
			n.body = keepNamed(n.body, used)
		}
		out = append(out, n)
	}
	return out
}
