package demoweb

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// paragraph is a part of a mail's text between empty lines, line by line.
type paragraph [][]piece

// piece is a part of a line. Href is empty for words.
type piece struct{ Text, Href string }

// wrapped is the width at which mails break their lines, notify's.
const wrapped = 72

// address finds what looks like an address of the web.
var address = regexp.MustCompile(`https?://[^\s<>"«»]+`)

// paragraphs reads a mail's text. Lines that were broken for their length are joined again, as a narrow screen breaks
// them elsewhere. Addresses of this platform become links to its pages; others stay words, since anybody may have
// written them.
func (h *Handler) paragraphs(text string) []paragraph {
	var out []paragraph
	for _, block := range strings.Split(strings.TrimSpace(text), "\n\n") {
		var p paragraph
		for _, line := range joined(strings.Split(block, "\n")) {
			p = append(p, h.pieces(line))
		}
		out = append(out, p)
	}
	return out
}

// lines reads the foot of a mail, whose lines are short and stay.
func (h *Handler) lines(text string) paragraph {
	var out paragraph
	for line := range strings.Lines(strings.TrimSpace(text)) {
		line = strings.TrimSuffix(line, "\n")
		out = append(out, h.pieces(line))
	}
	return out
}

// joined puts lines together that were one: the next word would not have fitted.
func joined(broken []string) []string {
	var out []string
	last := ""
	for i, line := range broken {
		first, _, _ := strings.Cut(line, " ")
		if i > 0 && utf8.RuneCountInString(last)+1+utf8.RuneCountInString(first) > wrapped && !address.MatchString(last) && !address.MatchString(first) {
			out[len(out)-1] += " " + strings.TrimPrefix(line, "> ")
		} else {
			out = append(out, line)
		}
		last = line
	}
	return out
}

func (h *Handler) pieces(line string) []piece {
	var out []piece
	words := func(s string) {
		if s != "" {
			out = append(out, piece{Text: s})
		}
	}
	end := 0
	for _, at := range address.FindAllStringIndex(line, -1) {
		whole := strings.TrimRight(line[at[0]:at[1]], ".,;:!?)")
		path, ours := h.local(whole)
		if !ours {
			continue
		}
		words(line[end:at[0]])
		out = append(out, piece{Text: shown(h.o.URL + path), Href: path})
		end = at[0] + len(whole)
	}
	words(line[end:])
	return out
}

// shown is an address without the end of a long one: the secret of a link says nothing, and would be wider than a telephone.
func shown(whole string) string {
	if r := []rune(whole); len(r) > 50 {
		return string(r[:40]) + "…"
	}
	return whole
}

// local is the path of an address of this platform, and whether it is one. Mails of an earlier run may have been
// written when it listened elsewhere on this machine.
func (h *Handler) local(whole string) (string, bool) {
	u, err := url.Parse(whole)
	if err != nil {
		return "", false
	}
	own, err := url.Parse(h.o.URL)
	if err != nil || u.Host != own.Host && !slices.Contains([]string{"localhost", "127.0.0.1", "::1"}, u.Hostname()) {
		return "", false
	}
	return (&url.URL{Path: "/" + strings.TrimLeft(u.Path, "/"), RawQuery: u.RawQuery, Fragment: u.Fragment}).String(), true
}

// links are the platform's own addresses in a text, each once, as they are now.
func (h *Handler) links(text string) []string {
	out := []string{}
	for _, p := range h.paragraphs(text) {
		for _, line := range p {
			for _, x := range line {
				if x.Href != "" && !slices.Contains(out, h.o.URL+x.Href) {
					out = append(out, h.o.URL+x.Href)
				}
			}
		}
	}
	return out
}

// boxOf is the list of the mails to an address.
func boxOf(address string) string {
	return BoxPath + "?" + url.Values{paramAddress: {address}}.Encode()
}
