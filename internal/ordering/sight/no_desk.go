package sight

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/request"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering"
	"preau/internal/ordering/msg"
)

// NoDesk is why somebody has nothing on a desk: they do not hold its role anywhere. It says who gives it where they work, and where to ask
// them; no reason: they hold it. The desk is « Commandes à créer » for a validateur, « Commandes à passer » for an acheteur.
func NoDesk(ctx context.Context, d *db.DB, who access.Actor, desk access.RoleKey) ([]apperr.Reason, error) {
	if len(who.Places(desk, access.Organisation)) > 0 || desk == ordering.Buyer && len(who.Places(ordering.Superbuyer, access.Organisation)) > 0 {
		return nil, nil
	}
	var out []apperr.Reason
	err := d.View(ctx, func(tx *db.Tx) error {
		at, err := ordering.Workplaces(ctx, tx, who)
		if err != nil {
			return err
		}
		if len(at) == 0 {
			out, err = ordering.WhyNoRole(ctx, tx, who)
			return err
		}
		for _, b := range at {
			r := apperr.Reason{Code: ordering.CodeNotValidator, Kind: apperr.Grant, Text: i18n.M(msg.WhyNotValidator, "org", b.Name)}
			if desk == ordering.Buyer {
				r = apperr.Reason{Code: ordering.CodeNotBuyer, Kind: apperr.Grant, Text: i18n.M(msg.WhyNotBuyer, "org", b.Name)}
			}
			e, ok := apperr.As(completed(ctx, tx, b, r))
			if ok && e.Kind == apperr.Forbidden {
				out = append(out, e.Reasons...)
			}
		}
		return nil
	})
	return out, err
}

// completed is the refusal by a reason with who can lift it, or the fault in asking who that is.
func completed(ctx context.Context, tx *db.Tx, at ordering.Body, r apperr.Reason) error {
	if r.Code == ordering.CodeNotBuyer {
		var err error
		r.Ask = &apperr.Ask{Label: i18n.M(msg.AskAccess), Path: request.AskPath(at.Ref, ordering.Buyer)}
		if r.Lifters, err = ordering.Givers(ctx, tx, at); err != nil {
			return err
		}
	}
	return ordering.Completed(ctx, tx, at, apperr.ForbiddenErr(r))
}
