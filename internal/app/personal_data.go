package app

import (
	"fmt"
	"strings"
	"time"

	"preau/internal/core/retention"
	"preau/internal/core/retention/keeper"
	"preau/internal/core/retention/msg"
	"preau/internal/kit/i18n"
)

// personalData is the document of what is known of people, in one language: a section a table.
func personalData(t *i18n.T) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n\n%s\n", t.S(msg.DocTitle), t.S(msg.DocLead), t.S(msg.DocNone))
	for _, h := range Holdings() {
		fmt.Fprintf(&b, "\n## `%s`\n\n%s.\n\n", h.Table, t.S(h.What))
		item(&b, t.S(msg.DocColumns), "`"+strings.Join(h.Personal, "`, `")+"`")
		item(&b, t.S(msg.DocWhy), t.S(h.Why))
		for _, r := range h.Rules {
			text := t.M(keeper.Said(t, r))
			if r.Adjustable() {
				text += " " + t.S(msg.DocBounds, "min", t.M(retention.Term{N: r.Min, Unit: r.Term.Unit}.Said()), "max", t.M(retention.Term{N: r.Max, Unit: r.Term.Unit}.Said()))
			}
			item(&b, t.S(msg.DocKept)+" (`"+r.Key+"`)", text)
		}
		if h.Stays != "" {
			item(&b, t.S(msg.DocStays), t.S(h.Stays))
		}
		item(&b, t.S(msg.DocExport), files(t, h))
		item(&b, t.S(msg.DocClosing), whenClosed(t, h))
	}
	return b.String()
}

func item(b *strings.Builder, label, text string) { fmt.Fprintf(b, "- **%s** %s\n", label, text) }

// files are what an export gives of a table.
func files(t *i18n.T, h retention.Holding) string {
	if len(h.Shares) == 0 {
		return t.S(msg.DocNotShared)
	}
	var out []string
	for _, s := range h.Shares {
		out = append(out, "`"+s.File+"`")
	}
	return strings.Join(out, ", ")
}

// whenClosed is what becomes of a table when an account is closed.
func whenClosed(t *i18n.T, h retention.Holding) string {
	var deleted bool
	var named, empty []string
	for _, x := range h.Traces {
		deleted = deleted || x.Gone
		named, empty = append(named, x.Named...), append(empty, x.Empty...)
		if x.Do != nil {
			named = append(named, "data")
		}
	}
	var out []string
	if deleted {
		out = append(out, t.S(msg.DocRowsDeleted))
	}
	if len(named) > 0 {
		out = append(out, t.S(msg.DocNamed, "columns", "`"+strings.Join(named, "`, `")+"`"))
	}
	if len(empty) > 0 {
		out = append(out, t.S(msg.DocEmptied, "columns", "`"+strings.Join(empty, "`, `")+"`"))
	}
	if h.Table == "account_accounts" {
		out = append([]string{t.S(msg.DocAccountClosed)}, out...)
	}
	if len(out) == 0 {
		return t.S(msg.DocUntouched)
	}
	return strings.Join(out, " ; ")
}

// personalDocuments are the document in both languages, by file name.
func personalDocuments() (map[string]string, error) {
	messages, err := ownMessages()
	if err != nil {
		return nil, fmt.Errorf("documents: %w", err)
	}
	return map[string]string{
		"personal-data.md":        personalData(messages.For(i18n.English, time.UTC)),
		"donnees-personnelles.md": personalData(messages.For(i18n.French, time.UTC)),
	}, nil
}
