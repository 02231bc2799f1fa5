package resultsweb

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"

	"preau/internal/casework/caseworkweb/resultsweb/msg"
	"preau/internal/kit/sheet"
	"preau/internal/kit/web"
)

// file is the anonymised export (C083): a line for each organisme, theme, territory and month.
func (h *Handler) file(format sheet.Format) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		t := web.T(r)
		lines, err := h.figures.Lines(r.Context())
		if err != nil {
			return err
		}
		whole := func(title string) sheet.Head { return sheet.Head{Title: title, Kind: sheet.Whole} }
		var b bytes.Buffer
		file, err := sheet.New(format, &b, t, t.S(msg.Title),
			sheet.Head{Title: t.S(msg.ColAgency), Width: 30}, sheet.Head{Title: t.S(msg.ColTheme), Width: 24}, sheet.Head{Title: t.S(msg.ColTerritory), Width: 24}, sheet.Head{Title: t.S(msg.ColMonth), Width: 10},
			whole(t.S(msg.ColSent)), whole(t.S(msg.ColMedianDays)), whole(t.S(msg.ColShare)), sheet.Head{Title: t.S(msg.ColNote), Width: 30})
		if err != nil {
			return fmt.Errorf("sheet of figures: %w", err)
		}
		for _, l := range lines {
			row := []sheet.Cell{sheet.Text(l.Agency), sheet.Text(l.Theme), sheet.Text(l.Territory), sheet.Text(l.Month)}
			if l.Hidden {
				err = errors.Join(err, file.Row(append(row, sheet.Text(""), sheet.Text(""), sheet.Text(""), sheet.Text(t.S(msg.HiddenNote)))...))
				continue
			}
			row = append(row, sheet.Count(l.Sent), sheet.Text(""), sheet.Text(""), sheet.Text(""))
			if d, said := l.Median(); said {
				row[5] = sheet.Count(int64(d))
			}
			if s, said := l.Share(); said {
				row[6] = sheet.Count(s)
			}
			err = errors.Join(err, file.Row(row...))
		}
		if err := errors.Join(err, file.Close()); err != nil {
			return err
		}
		return web.Download(w, t.S(msg.FileName)+"."+string(format), format.MediaType(), &b)
	}
}
