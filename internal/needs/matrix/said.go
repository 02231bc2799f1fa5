package matrix

import (
	"preau/internal/kit/i18n"
	"preau/internal/needs/msg"
)

// Said are the sentences of the reasons about a matrix without their particulars (dates, names), by code.
func Said() map[string]i18n.Key {
	return map[string]i18n.Key{"needs.matrix_over": msg.WhyMatrixOver, "needs.matrix_waits": msg.SaidMatrixWaits}
}
