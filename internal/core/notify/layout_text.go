package notify

import (
	"strings"
	"unicode/utf8"

	"preau/internal/core/notify/msg"
)

// width is where lines of text end, so that old mail programs and terminals need not break them.
const width = 72

// text is the mail as plain text. Its parts are paragraphs, an empty line between them.
func (l letter) text() string {
	parts := []string{"[" + l.Title + "]", wrap(l.Greeting, "")}
	for _, b := range l.Blocks {
		parts = append(parts, l.blockText(b))
	}
	if l.Repeat != "" {
		parts = append(parts, wrap(l.Repeat, ""))
	}
	foot := []string{wrap(l.Reason, "")}
	if l.StopURL != "" {
		foot = append(foot, l.t.S(msg.LayoutStopText, "url", l.StopURL))
	}
	if l.Operator != "" {
		foot = append(foot, wrap(l.Operator, ""))
	}
	return strings.Join(append(parts, "-- \n"+strings.Join(foot, "\n")), "\n\n") + "\n"
}

func (l letter) blockText(b Block) string {
	switch b.Kind {
	case FactsBlock:
		lines := make([]string, len(b.Facts))
		for i, f := range b.Facts {
			lines[i] = strings.TrimPrefix(wrap(l.fact(f), "  "), "  ")
		}
		return strings.Join(lines, "\n")
	case ButtonBlock:
		return l.t.S(msg.LayoutButtonText, "label", b.Text) + "\n" + l.buttonURL(b.Path)
	case QuoteBlock:
		return wrap(b.Text, "> ")
	case ListBlock:
		items := make([]string, len(b.Items))
		for i, x := range b.Items {
			items[i] = "- " + strings.TrimPrefix(wrap(x.Text, "  "), "  ")
			if x.Note != "" {
				items[i] += "\n" + wrap(x.Note, "  ")
			}
			if x.Path != "" {
				items[i] += "\n  " + l.buttonURL(x.Path)
			}
		}
		return strings.Join(items, "\n\n")
	case ParagraphBlock:
	}
	return wrap(b.Text, "")
}

func (l letter) fact(f Fact) string {
	return l.t.S(msg.LayoutFact, "label", f.Label, "value", f.Value)
}

// wrap breaks lines at ordinary spaces, never at no-break ones, and begins each with the prefix. A long word keeps its line.
func wrap(text, prefix string) string {
	var out []string
	for _, line := range lines(text) {
		words := strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == '\t' })
		current := ""
		for _, w := range words {
			if current != "" && utf8.RuneCountInString(prefix+current+" "+w) > width {
				out, current = append(out, prefix+current), ""
			}
			current = strings.TrimPrefix(current+" "+w, " ")
		}
		out = append(out, strings.TrimRight(prefix+current, " "))
	}
	return strings.Join(out, "\n")
}

// lines are the text's own, whichever system they were typed on.
func lines(text string) []string {
	return strings.Split(strings.ReplaceAll(strings.TrimSpace(text), "\r\n", "\n"), "\n")
}
