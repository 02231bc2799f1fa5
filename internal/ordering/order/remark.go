package order

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering/msg"
)

// MaxRemark is how many characters the remarks to a supplier have at most.
const MaxRemark = 500

// RemarkField names the remarks of a parcel in the form.
func RemarkField(parcel string) string { return FieldRemark + "." + parcel }

// remarkOf are remarks as they are kept: without what stands around them, and with one way of ending a line.
func remarkOf(s string) string {
	return strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", " ").Replace(s))
}

// remarkFault is what is wrong with remarks as they are kept. They are refused, never cut: half a sentence to a supplier is a wrong one.
func remarkFault(s string) i18n.Msg {
	if n := utf8.RuneCountInString(s); n > MaxRemark {
		return i18n.M(msg.FaultRemarkLong, "max", MaxRemark, "n", n)
	}
	if !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }) {
		return i18n.M(msg.FaultRemarkSign)
	}
	return i18n.Msg{}
}

// SetRemark changes what is said to the supplier of an order that they do not have yet (R231). What was said before stays in the history.
func (s *Service) SetRemark(ctx context.Context, who access.Actor, number string, version int64, typed string) error {
	text := remarkOf(typed)
	if fault := remarkFault(text); fault.Key != "" {
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
