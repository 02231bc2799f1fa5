package org

import (
	"strings"

	"preau/internal/core/registers"
)

// maxSlug keeps addresses short enough to be read out.
const maxSlug = 48

// refOf is what an organisation is called in addresses, before it is made unique.
func refOf(o Organisation) string {
	switch {
	case o.UAI != "":
		return strings.ToLower(o.UAI)
	case o.FASE != "" && o.Kind == Authority:
		return "po-" + o.FASE
	case o.FASE != "":
		return "fase-" + o.FASE
	}
	return slug(o.Name)
}

// siteRefOf is what a site is called within its organisation's addresses.
func siteRefOf(s Site) string {
	switch {
	case s.FASE != "":
		return s.FASE
	case s.UAI != "":
		return strings.ToLower(s.UAI)
	}
	return slug(s.Name)
}

// slug joins the first words of a name. It always holds a hyphen, so that it is never one of the program's own words in
// addresses (nouvelle, recherche).
func slug(name string) string {
	out := ""
	for _, w := range strings.Fields(registers.Fold(name)) {
		w = strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, w)
		if w == "" {
			continue
		}
		if out != "" && len(out)+1+len(w) > maxSlug {
			break
		}
		out += "-" + w[:min(len(w), maxSlug)]
	}
	out = strings.TrimPrefix(out, "-")
	if out == "" {
		out = "o"
	}
	if !strings.Contains(out, "-") {
		out += "-1"
	}
	return out
}
