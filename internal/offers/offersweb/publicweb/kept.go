package publicweb

import (
	"bytes"
	"context"
	"sync"

	"github.com/a-h/templ"

	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui/showcase"
)

// kept are lists as they were drawn, while what is public is the same: most people ask for the same few, and drawing one costs more than
// finding it. What stands around a list is drawn each time.
type kept struct {
	mu   sync.Mutex
	tag  string
	list map[string]drawn
}

// drawn is a list, with what its page says of itself.
type drawn struct {
	body   *web.Packed
	narrow bool // there are boxes to narrow it
	wrong  bool // something in its address was refused
}

const (
	mostKept    = 500  // of some 60 KB each, and 13 compressed
	longestKept = 1000 // of an address
)

// get gives the list of an address in a language, or draws it.
func (k *kept) get(tag, lang, query string, draw func() (drawn, error)) (drawn, error) {
	key := lang + "?" + query
	k.mu.Lock()
	d, ok := k.list[key]
	if ok = ok && k.tag == tag; !ok && k.tag != tag {
		k.tag, k.list = tag, map[string]drawn{}
	}
	k.mu.Unlock()
	if ok {
		return d, nil
	}
	d, err := draw()
	if err != nil || len(query) > longestKept {
		return d, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.tag != tag {
		return d, nil // something else may be found by now
	}
	if len(k.list) >= mostKept {
		clear(k.list)
	}
	k.list[key] = d
	return d, nil
}

// render draws a component.
func render(ctx context.Context, c templ.Component) (string, error) {
	b, _ := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	err := c.Render(ctx, b)
	return b.String(), err
}

// buffers are as large as the largest list that was drawn in them.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// cards are offers of lists as they were drawn, while each is the same, and so is what stands around all of them: of what anybody publishes,
// the next list draws that one anew.
type cards struct {
	mu     sync.Mutex
	around string
	drawn  map[cardKey]string
}

type cardKey struct {
	version any
	lang    i18n.Lang
}

// mostCards is how many are kept, of some 1.2 KB each.
const mostCards = 5000

// of draws the offers of a page.
func (k *cards) of(ctx context.Context, p listPage) (showcase.List, error) {
	out := make(showcase.List, len(p.Cards))
	for i := range p.Cards {
		c := &p.Cards[i]
		key := cardKey{c.Version(), p.T.Lang()}
		html, known := k.get(p.Around, key)
		if !known {
			var err error
			if html, err = render(ctx, p.offer(c)); err != nil {
				return nil, err
			}
			k.keep(p.Around, key, html)
		}
		out[i] = templ.Raw(html)
	}
	return out, nil
}

func (k *cards) get(around string, key cardKey) (string, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.around != around {
		return "", false
	}
	html, known := k.drawn[key]
	return html, known
}

func (k *cards) keep(around string, key cardKey, html string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.around != around || k.drawn == nil || len(k.drawn) >= mostCards {
		k.around, k.drawn = around, map[cardKey]string{}
	}
	k.drawn[key] = html
}
