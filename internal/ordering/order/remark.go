package order

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/ordering"
)

// MaxRemark is how many characters the remarks to a supplier have at most.
const MaxRemark = ordering.MaxRemark

// RemarkField names the remarks of a parcel in the form.
func RemarkField(parcel string) string { return FieldRemark + "." + parcel }

// SetRemark changes what is said to the supplier of an order that they do not have yet (R231). What was said before stays in the history.
func (s *Service) SetRemark(ctx context.Context, who access.Actor, number string, version int64, typed string) error {
	text := ordering.RemarkOf(typed)
	if fault := ordering.RemarkFault(text); fault.Key != "" {
		return apperr.InvalidField(FieldRemark, fault)
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		c, as, err := s.toAct(ctx, tx, who, number, version)
		if err != nil {
			return err
		}
		to, err := next(ctx, tx, Annotate, c, as)
		if err != nil || text == c.Remark {
			return err
		}
		data := map[string]string{"was": c.Remark, "remark": text}
		c.Remark = text
		return save(ctx, tx, who, &c.Order, Annotate, to, data)
	})
}
