package demoweb

import (
	"net/http"

	"preau/internal/core/frame"
	"preau/internal/core/registers"
	"preau/internal/demo"
	"preau/internal/demo/demoweb/msg"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

const (
	textsShown  = 300
	fieldPhone  = "telephone"
	fieldAnswer = "reponse"
	fieldOther  = "autre"
	longestText = 500
)

type textsPage struct {
	T      *i18n.T
	Key    string
	Phones []phone
}

// phone is a telephone with what it has, the oldest first.
type phone struct {
	Number, Shown string
	Lines         ui.Timeline
}

// texts shows the telephones, the one that was written to last first.
func (h *Handler) texts(w http.ResponseWriter, r *http.Request) error {
	all, err := h.o.Box.Texts(r.Context(), textsShown)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := textsPage{T: t, Key: id.New(), Phones: phones(t, all)}
	head := &ui.Head{T: t, Crumbs: crumbs(t, ui.Link{Label: t.S(msg.Box), Href: BoxPath}, ui.Link{Label: t.S(msg.Texts)}), Title: t.S(msg.Texts), Lead: t.S(msg.TextsLead), Tags: demoTag(t)}
	return h.o.Frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Bare: true}, textsHTML(p))
}

// phones gathers texts, the newest first, by telephone.
func phones(t *i18n.T, all []demo.Texted) []phone {
	var out []phone
	at := map[string]int{}
	for _, m := range all {
		i, ok := at[m.Phone]
		if !ok {
			i = len(out)
			at[m.Phone] = i
			out = append(out, phone{Number: m.Phone, Shown: registers.Phone(m.Phone).Shown(registers.France)})
		}
		what := msg.SentText
		if m.Answer {
			what = msg.GivenAnswer
		}
		out[i].Lines = append(ui.Timeline{{What: t.S(what), Text: m.Text, When: t.DateTime(m.At), Done: m.Answer}}, out[i].Lines...)
	}
	return out
}

// answer answers in the usager's place.
func (h *Handler) answer(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	text := f.Value(fieldAnswer)
	if text == "" {
		text = f.Line(fieldOther, longestText)
	}
	if err := f.Err(); err != nil {
		return err
	}
	if err := h.o.Box.Answer(r.Context(), f.Value(fieldPhone), text); err != nil {
		return err
	}
	return web.SeeOther(w, r, TextsPath, i18n.M(msg.Answered))
}
