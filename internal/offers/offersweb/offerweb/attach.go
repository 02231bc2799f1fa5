package offerweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"preau/internal/core/document"
	"preau/internal/core/frame/upload"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/offers/offer"
	"preau/internal/offers/offersweb/offerweb/msg"
	"preau/internal/offers/role"
)

// The form's parts about attachments that are there already: those that stay, and those that it was drawn with. A piece that came since
// then, from somebody else, stays too.
const (
	fieldKept = "pieces_gardees"
	fieldSeen = "pieces_vues"
)

// files takes the attachments that come with the form (O91).
func (h *Handler) files() upload.Several {
	return upload.Several{Field: upload.Field{Files: h.o.Files, Use: offer.Paper, Name: offer.FieldFiles}, Most: offer.MostFiles}
}

// received is the form of an offer with its files. Without a form, there is nothing to show again.
func (h *Handler) received(r *http.Request) (upload.ReceivedAll, error) {
	in, err := h.files().Receive(r)
	if err == nil && in.Form != nil {
		err = in.Form.Err()
	}
	return in, err
}

// refusedFiles is the fault of a form that is only drawn again, where a file of it was refused: it would not be there, and nobody would know.
func refusedFiles(f *web.Form) error {
	for _, x := range f.Faults() {
		if x.Name == offer.FieldFiles {
			return apperr.InvalidField(x.Name, x.Msg)
		}
	}
	return nil
}

// numbers reads the numbers of attachments; a forged one is that of none.
func numbers(all []string) []int64 {
	var out []int64
	for _, s := range all {
		n, _ := strconv.ParseInt(s, 10, 64)
		out = append(out, n)
	}
	return out
}

// stands are the attachments of what the form changes, those that came since the form was drawn among the kept.
func (p *formPage) stands(files []offer.Attachment, f *web.Form) {
	p.Files = files
	if f == nil {
		return
	}
	seen := numbers(f.Values(fieldSeen))
	for _, a := range files {
		if !slices.Contains(seen, a.N) && !slices.Contains(p.In.Kept, a.N) {
			p.In.Kept = append(p.In.Kept, a.N)
		}
	}
}

// keptOf are those of some attachments that stay.
func keptOf(all []offer.Attachment, kept []int64) []offer.Attachment {
	var out []offer.Attachment
	for _, a := range all {
		if slices.Contains(kept, a.N) {
			out = append(out, a)
		}
	}
	return out
}

// hidden are what the form carries unseen.
func (p formPage) hidden() []ui.Hidden {
	out := []ui.Hidden{{Name: fieldVersion, Value: p.Version}}
	if p.New {
		out = append(out, ui.Hidden{Name: role.FieldFor, Value: p.For})
	}
	for _, a := range p.Files {
		out = append(out, ui.Hidden{Name: fieldSeen, Value: strconv.FormatInt(a.N, 10)})
	}
	return out
}

func (p formPage) kept() []string {
	var out []string
	for _, n := range p.In.Kept {
		out = append(out, strconv.FormatInt(n, 10))
	}
	return out
}

func (p formPage) keptOptions() []ui.Option {
	var out []ui.Option
	for _, a := range p.Files {
		out = append(out, ui.Option{Value: strconv.FormatInt(a.N, 10), Label: AttachmentText(p.T, a)})
	}
	return out
}

// AttachmentText names an attachment with its type and its weight.
func AttachmentText(t *i18n.T, a offer.Attachment) string {
	return t.S(msg.FileText, "name", a.Name, "type", t.S(a.File().Label()), "size", document.Weight(t, a.Size))
}

func filesText(t *i18n.T, all []offer.Attachment) string {
	var out []string
	for _, a := range all {
		out = append(out, AttachmentText(t, a))
	}
	return strings.Join(out, "\n")
}

// Attachments lead to the files of an offer; path is the offer's, for its structure or for everybody.
func Attachments(t *i18n.T, path string, all []offer.Attachment) ui.Files {
	var out ui.Files
	for _, a := range all {
		out = append(out, ui.File{Label: AttachmentText(t, a), Href: path + "/pieces/" + strconv.FormatInt(a.N, 10)})
	}
	return out
}

// attachment gives a file of an offer, of whichever of its versions, to who may see the offer.
func (h *Handler) attachment(w http.ResponseWriter, r *http.Request) error {
	who, n, err := numbered(r)
	if err != nil {
		return err
	}
	k, err := web.Number(r, "k")
	if err != nil {
		return err
	}
	c, err := h.o.Offers.Open(r.Context(), who, n, k)
	if err != nil {
		return err
	}
	return upload.Send(w, r, c, false)
}
