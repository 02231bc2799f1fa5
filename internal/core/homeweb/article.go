package homeweb

import (
	"preau/internal/core/instance"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web/ui"
)

// chapter is a part of the help or of a page of the footer, with its anchor.
type chapter struct {
	id    string
	title i18n.Key
	items []article
	shown func(instance.Settings) bool // nil: always
}

// article is a question and its answer, or a paragraph with its title. Its parts are shown in the order of the fields.
type article struct {
	id    string
	title i18n.Key
	text  []i18n.Key
	steps []i18n.Key // to be done one after the other
	facts []fact
	more  []i18n.Key
	links []link
	shown func(instance.Settings) bool // nil: always
}

// fact is a term and what there is to know about it.
type fact struct {
	term, value i18n.Key
	shown       func(instance.Settings) bool // nil: always
}

type link struct {
	label i18n.Key
	path  string
}

// booklet is chapters as one instance shows them: what it has not switched on is left out.
type booklet struct {
	T        *i18n.T
	settings instance.Settings
	chapters []chapter
}

func newBooklet(t *i18n.T, s instance.Settings, all []chapter) booklet {
	b := booklet{T: t, settings: s}
	for _, c := range all {
		if !b.has(c.shown) {
			continue
		}
		var items []article
		for _, a := range c.items {
			if b.has(a.shown) {
				items = append(items, a)
			}
		}
		c.items = items
		b.chapters = append(b.chapters, c)
	}
	return b
}

func (b booklet) has(shown func(instance.Settings) bool) bool {
	return shown == nil || shown(b.settings)
}

// say fills the places that a text of the booklet may have.
func (b booklet) say(k i18n.Key) string {
	return b.T.S(k, "title", b.settings.Title, "zone", b.T.ZoneName())
}

func (b booklet) facts(a article) ui.Summary {
	var out ui.Summary
	for _, f := range a.facts {
		if b.has(f.shown) {
			out = append(out, ui.Fact{Term: b.say(f.term), Value: ui.Text(b.say(f.value))})
		}
	}
	return out
}

func (b booklet) links(a article) ui.Acts {
	out := make(ui.Acts, len(a.links))
	for i, l := range a.links {
		out[i] = ui.Button{Label: b.say(l.label), Href: l.path, Small: true}
	}
	return out
}

// contents are the questions of a chapter, as links to them.
func (b booklet) contents(c chapter) ui.Bullets {
	out := make(ui.Bullets, len(c.items))
	for i, a := range c.items {
		out[i] = ui.Link{Label: b.say(a.title), Href: "#" + a.id}
	}
	return out
}

// contentsOf are the questions of a chapter of the general help, as links to them there.
func (b booklet) contentsOf(id string) ui.Bullets {
	var out ui.Bullets
	for _, c := range newBooklet(b.T, b.settings, helpChapters).chapters {
		if c.id != id {
			continue
		}
		for _, a := range c.items {
			out = append(out, ui.Link{Label: b.say(a.title), Href: pathHelp + "#" + a.id})
		}
	}
	return out
}
