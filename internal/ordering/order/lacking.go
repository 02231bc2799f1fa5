package order

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering"
	"preau/internal/ordering/msg"
)

// NoDesk is why somebody has nothing on a desk: they do not hold its role anywhere. It says who gives it where they work, and where to ask
// them; no reason: they hold it. The desk is « Commandes à créer » for a validateur, « Commandes à passer » for an acheteur.
func (s *Service) NoDesk(ctx context.Context, who access.Actor, desk access.RoleKey) ([]apperr.Reason, error) {
	if len(who.Places(desk, access.Organisation)) > 0 || desk == ordering.Buyer && len(who.Places(ordering.Superbuyer, access.Organisation)) > 0 {
		return nil, nil
	}
	var out []apperr.Reason
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
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
				r = apperr.Reason{Code: CodeNotBuyer, Kind: apperr.Grant, Text: i18n.M(msg.WhyNotBuyer, "org", b.Name)}
			}
			e, ok := apperr.As(explained(ctx, tx, b, apperr.ForbiddenErr(r)))
			if ok && e.Kind == apperr.Forbidden {
				out = append(out, e.Reasons...)
			}
		}
		return nil
	})
	return out, err
}
