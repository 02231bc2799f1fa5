package report

import (
	"context"
	"strings"
	"unicode/utf8"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/offers/report/msg"
)

// FieldNote is what a moderator notes for the others.
const FieldNote = "note"

// Move settles, dismisses or opens a report again, as of a version.
func (s *Service) Move(ctx context.Context, who access.Actor, number, version int64, do Act, note string) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		r, err := byNumber(ctx, tx, who, number)
		if err != nil {
			return err
		}
		to, err := Moves.Next(do, r.State, RolesOf(who), r)
		if err != nil || do == See {
			return apperr.ConflictErr(i18n.M(msg.Conflict)) // another moderator was faster
		}
		if version != r.Version {
			return apperr.ConflictErr(i18n.M(msg.Conflict))
		}
		note = strings.TrimSpace(note)
		if n := utf8.RuneCountInString(note); n > MaxWords {
			var f apperr.Faults
			f.Add(FieldNote, msg.FaultLong, "n", n, "max", MaxWords)
			return f.Err()
		}
		was := r.State
		r.State, r.Note, r.MovedBy = to, note, who.Name
		if err := save(ctx, tx, r); err != nil {
			return err
		}
		data := map[string]string{"of": r.Offer.String()}
		if note != "" {
			data["motive"] = note
		}
		return history.Write(ctx, tx, who, history.Line{Object: r.object(), Act: "offers.report." + string(do), From: string(was), To: string(to), Data: data})
	})
}
