package frame

import (
	"net/http"

	"preau/internal/core/instance"
	"preau/internal/kit/i18n"
	"preau/internal/kit/pdf"
	"preau/internal/kit/web"
)

// Paper is what stands around every PDF of a service: whose it is, who has it made and when.
func (f *Frame) Paper(r *http.Request, service instance.ServiceKey, title string) (pdf.Options, error) {
	return f.PaperIn(r, web.T(r), service, title)
}

// PaperIn is Paper in the language of who is given it, which is not always that of the page.
func (f *Frame) PaperIn(r *http.Request, t *i18n.T, service instance.ServiceKey, title string) (pdf.Options, error) {
	s, err := f.o.Settings(r.Context())
	if err != nil {
		return pdf.Options{}, err
	}
	i := f.instance(t, s, Page{Service: service})
	out := pdf.Options{T: t, Title: title, Issuer: i.Name, Line: i.Operator, Maker: Actor(r).Name, Made: web.At(r)}
	if i.Line != "" && i.Line != i.Name {
		out.Issuer += " · " + i.Line
	}
	return out, nil
}
