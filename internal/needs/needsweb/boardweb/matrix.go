package boardweb

import (
	"net/http"

	"preau/internal/core/frame/upload"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/needs/matrix"
	"preau/internal/needs/needsweb/groupweb"
	"preau/internal/needs/needsweb/msg"
)

// byAll is the way to all lots at once, a file that a job makes.
const byAll = "/matrice"

type matrixPage struct {
	groupweb.GroupPage
	matrix.MatrixView
}

// matrix tells where the workbook of the whole group stands.
func (h *Handler) matrix(w http.ResponseWriter, r *http.Request) error {
	who, err := groupweb.SignedIn(r)
	if err != nil {
		return err
	}
	p := matrixPage{}
	if p.GroupPage, err = h.groups.Headed(r, groupweb.TabConsolidation); err != nil {
		return err
	}
	if p.MatrixView, err = h.needs.ShowMatrix(r.Context(), who, p.GroupView.Group.Number); err != nil {
		return err
	}
	return h.frame.Render(w, r, http.StatusOK, p.Frame(), matrixHTML(p))
}

// matrixProgress is the part of the page that asks for itself again; once the file is made, the whole page is another.
func (h *Handler) matrixProgress(w http.ResponseWriter, r *http.Request) error {
	who, err := groupweb.SignedIn(r)
	if err != nil {
		return err
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	v, err := h.needs.ShowMatrix(r.Context(), who, n)
	if err != nil {
		return err
	}
	if r.Header.Get("HX-Request") == "" {
		return web.SeeOther(w, r, groupweb.Path(n, matrix.Path))
	}
	if v.Matrix.State != matrix.Asked {
		w.Header().Set("HX-Refresh", "true")
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.Render(w, r, http.StatusOK, matrixProgressHTML(matrixPart{T: web.T(r), Matrix: v.Matrix, Href: groupweb.Path(n, matrix.Path+"/avancement")}))
}

// matrixPart is how far the file is.
type matrixPart struct {
	T      *i18n.T
	Matrix matrix.Matrix
	Href   string
}

// askMatrix has it made; the page then says how far it is.
func (h *Handler) askMatrix(w http.ResponseWriter, r *http.Request) error {
	who, err := groupweb.SignedIn(r)
	if err != nil {
		return err
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	if err := h.needs.AskMatrix(r.Context(), who, n, web.T(r).Lang()); err != nil {
		return err
	}
	return web.SeeOther(w, r, groupweb.Path(n, matrix.Path), i18n.M(msg.MatrixAsked))
}

// takeMatrix gives the file.
func (h *Handler) takeMatrix(w http.ResponseWriter, r *http.Request) error {
	who, err := groupweb.SignedIn(r)
	if err != nil {
		return err
	}
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	c, err := h.needs.TakeMatrix(r.Context(), who, n)
	if err != nil {
		return err
	}
	if r.Method != http.MethodHead {
		if err := h.needs.NoteMatrixTaken(r.Context(), who, n); err != nil {
			return err
		}
	}
	return upload.Send(w, r, c, false)
}

func (p matrixPage) path(tail string) string {
	return groupweb.Path(p.GroupView.Group.Number, groupweb.TabConsolidation+tail)
}

func (p matrixPage) ask(label i18n.Key, look ui.Look) ui.Act {
	o, concerns := p.MatrixView.Acts.Of(matrix.Ask)
	return ui.Act{T: p.T, Label: p.T.S(label), Look: look, Key: p.Key, Post: p.path(byAll), Reasons: o.Reasons, Absent: !concerns}
}

func (p matrixPage) ways() ui.Chips { return ways(p.T, p.path, byAll, "") }
