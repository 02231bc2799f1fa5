package browseweb

import (
	"net/http"
	"net/url"
	"strconv"

	"preau/internal/catalog/article"
	"preau/internal/catalog/catalogweb/msg"
	"preau/internal/core/frame"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering/browse"
)

type suggestPage struct {
	browse.Suggestions
	T  *i18n.T
	at string
}

// suggest is what is offered while somebody types, as a part of the page. Asked for as a page, it is the search itself.
func (h *Handler) suggest(w http.ResponseWriter, r *http.Request) error {
	q, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	a := read(q)
	if r.Header.Get("HX-Request") == "" {
		to := url.Values{}
		for name, v := range map[string]string{paramWords: a.words, paramFor: a.at} {
			if v != "" {
				to.Set(name, v)
			}
		}
		return web.SeeOther(w, r, Path+"?"+to.Encode())
	}
	found, err := h.browse.Suggest(r.Context(), frame.Actor(r), a.at, a.words)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, suggestHTML(suggestPage{found, web.T(r), a.at}))
}

// lines are the texts first, each a search, then the articles.
func (p suggestPage) lines() ui.Files {
	var out ui.Files
	for _, text := range p.Texts {
		q := url.Values{paramWords: {text}}
		if p.at != "" {
			q.Set(paramFor, p.at)
		}
		out = append(out, ui.File{Label: text, Href: Path + "?" + q.Encode()})
	}
	for _, l := range p.Lines {
		label := p.T.S(msg.Suggested, "title", l.Title, "ref", l.Reference)
		if l.Price != article.NoPrice {
			label = p.T.S(msg.SuggestedPrice, "title", l.Title, "ref", l.Reference, "price", p.T.UnitPrice(l.Price))
		}
		out = append(out, ui.File{Label: label, Href: articlePath(l.Number, p.at, p.at != "")})
	}
	return out
}

func num(n int64) string { return strconv.FormatInt(n, 10) }
