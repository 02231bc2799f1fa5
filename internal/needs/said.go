package needs

import (
	"maps"

	"preau/internal/kit/i18n"
	"preau/internal/needs/document"
	"preau/internal/needs/group"
	"preau/internal/needs/matrix"
	"preau/internal/needs/membership"
	"preau/internal/needs/sheet"
)

// Said are the sentences of this service's reasons without their particulars (dates, names), by code.
func Said() map[string]i18n.Key {
	out := group.Said()
	for _, more := range []map[string]i18n.Key{membership.Said(), sheet.Said(), document.Said(), matrix.Said()} {
		maps.Copy(out, more)
	}
	return out
}
