package directory

import (
	"context"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/directory/msg"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// FieldAuthority is the field of the authority that an establishment is put under, in faults.
const FieldAuthority = "pouvoir_organisateur"

// Attachment is an establishment whose authority is being chosen: the one that it has, and those that a text finds.
type Attachment struct {
	Record
	Found []org.Organisation
}

// mostFound is how many authorities are offered at once; who sees none of theirs types more.
const mostFound = 20

// Attachable is an establishment with the open authorities that a text finds.
func (s *Service) Attachable(ctx context.Context, who access.Actor, ref, text string) (Attachment, error) {
	rec, err := s.Show(ctx, who, ref)
	out := Attachment{Record: rec}
	if err != nil || rec.Kind != org.School {
		return out, orNotFound(err)
	}
	err = s.db.View(ctx, func(tx *db.Tx) (err error) {
		out.Found, err = org.Search(ctx, tx, org.Query{Text: text, Kinds: []org.Kind{org.Authority}, Limit: mostFound})
		return err
	})
	return out, err
}

// Attach puts an establishment under an authority (P.O.), or lets it stand for itself when authority is empty. Roles held at
// the authority count there from the next page on, and those of the former one no more.
func (s *Service) Attach(ctx context.Context, who access.Actor, ref string, version int64, authority string) error {
	return s.change(ctx, who, ref, version, "org.attach", func(tx *db.Tx, o org.Organisation) error {
		if o.Kind != org.School {
			return apperr.NotFoundErr()
		}
		if authority == "" {
			return org.Move(ctx, tx, o.ID, "")
		}
		above, err := org.ByRef(ctx, tx, authority)
		if apperr.Is(err, apperr.NotFound) || err == nil && (above.Kind != org.Authority || above.Closed()) {
			return apperr.InvalidField(FieldAuthority, i18n.M(msg.FaultAuthority))
		}
		if err != nil {
			return err
		}
		for _, names := range s.standing {
			who, err := names(ctx, tx, o.ID)
			if err != nil {
				return err
			}
			if len(who) > 0 { // nobody could take their roles back any more
				return apperr.InvalidField(FieldAuthority, i18n.M(msg.FaultStanding, "names", strings.Join(who, ", ")))
			}
		}
		if err := org.Move(ctx, tx, o.ID, above.ID); err != nil {
			return err
		}
		return s.unmoved(ctx, tx, o, above.ID)
	})
}

// unmoved refuses when somebody else moved the establishment while this transaction waited for its turn.
func (s *Service) unmoved(ctx context.Context, tx *db.Tx, was org.Organisation, to string) error {
	now, err := org.ByID(ctx, tx, was.ID)
	if err == nil && was.ParentID != to && now.Version != was.Version+1 {
		return apperr.ConflictErr(i18n.M(msg.Conflict))
	}
	return err
}

// orNotFound is the error, or that there is no such page.
func orNotFound(err error) error {
	if err == nil {
		return apperr.NotFoundErr()
	}
	return err
}
