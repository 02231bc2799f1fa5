package workplace

import (
	"context"
	"slices"

	"preau/internal/core/access"
	"preau/internal/core/account/msg"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// establishmentsShown is how many are offered at once: a list of choices that can still be read.
const establishmentsShown = 12

// workplaces are the kinds of organisation that somebody may say they work for. Suppliers and providers come in by their own doors.
var workplaces = []org.Kind{org.School, org.Authority, org.Agency, org.Central}

// Establishments finds where somebody works, by name, commune or number. more says that others match too.
func (p *Places) Establishments(ctx context.Context, who access.Actor, text string) (found []org.Organisation, more bool, err error) {
	if !who.SignedIn() {
		return nil, false, apperr.UnauthenticatedErr()
	}
	err = p.db.View(ctx, func(tx *db.Tx) error {
		found, err = org.Search(ctx, tx, org.Query{Text: text, Kinds: workplaces, Limit: establishmentsShown + 1})
		return err
	})
	if len(found) > establishmentsShown {
		return found[:establishmentsShown], true, err
	}
	return found, false, err
}

// Chosen is the id of the organisation chosen: one that works, of a kind where people work, or the one there was.
func Chosen(ctx context.Context, tx *db.Tx, ref, was string) (string, error) {
	if ref == "" {
		return "", nil
	}
	o, err := org.ByRef(ctx, tx, ref)
	if err == nil && o.ID == was {
		return was, nil
	}
	if apperr.Is(err, apperr.NotFound) || err == nil && (o.Closed() || !slices.Contains(workplaces, o.Kind)) {
		return "", apperr.InvalidField(Field, i18n.M(msg.FaultOrg))
	}
	return o.ID, err
}
