package matrix

import (
	"context"
	"time"

	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/needs/group"
	"preau/internal/needs/msg"
)

// kindReady tells who asked that the matrix is there.
const kindReady = "needs.matrix_ready"

// readyData is what the mail says. It leads to the page, which opens to coordinators alone.
type readyData struct {
	Title string `json:"title"`
	Path  string `json:"path"`
	Until int64  `json:"until"` // instant in microseconds
}

// Kinds are the mails about matrices.
func Kinds() []notify.Kind {
	return []notify.Kind{notify.KindOf(kindReady, notify.KindOptions{Label: msg.MailMatrixLabel, Service: "needs"}, readyMail)}
}

// Path is the end of the address of a group's matrix.
const Path = "/consolidation/matrice"

// tell mails who asked, unless they coordinate the group no longer.
func (s *Service) tell(ctx context.Context, tx *db.Tx, g group.Group, m Matrix) error {
	hs, err := group.CoordinatorsOf(ctx, tx, g)
	if err != nil {
		return err
	}
	for _, h := range hs {
		if h.AccountID != m.AskedBy {
			continue
		}
		return s.o.Notify.Send(ctx, tx, notify.Mail{
			Kind: kindReady, To: group.Recipient(h), Data: readyData{Title: g.Title, Path: g.Path(Path), Until: m.ExpiresAt.UnixMicro()},
			Object: notify.Object{Kind: "needs.group", ID: g.ID}, Occasion: m.ID,
		})
	}
	return nil
}

func readyMail(t *i18n.T, d readyData, _ notify.Links) notify.Content {
	return notify.Content{
		Subject: t.S(msg.MailMatrixSubject, "title", d.Title),
		Blocks: []notify.Block{
			notify.Paragraph(t.S(msg.MailMatrixText, "title", d.Title, "until", t.DateTimeZone(time.UnixMicro(d.Until)))),
			notify.Button(t.S(msg.MailMatrixButton), d.Path),
		},
	}
}
