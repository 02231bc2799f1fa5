package ordering

import (
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/ordering/msg"
)

// CodeUnavailable is the reason that something cannot be ordered any more: an article, or anything for a place that is closed.
const CodeUnavailable = "ordering.unavailable"

// Shut is the reason that nothing is ordered for an establishment that is closed (R161).
func Shut(b Body) apperr.Reason {
	return apperr.Reason{Code: CodeUnavailable, Kind: apperr.Act, Text: i18n.M(msg.WhyOrgClosed, "org", b.Name), Lifters: access.Operator()}
}
