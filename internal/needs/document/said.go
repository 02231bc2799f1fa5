package document

import (
	"preau/internal/kit/i18n"
	"preau/internal/needs/group"
	"preau/internal/needs/msg"
)

// Said are the sentences of the reasons about a document without their particulars (dates, names), by code.
func Said() map[string]i18n.Key {
	return map[string]i18n.Key{
		group.CodeMembersOnly:      msg.SaidMembersOnly,
		"needs.version_replaced":   msg.SaidVersionReplaced,
		"needs.file_erased":        msg.SaidFileErased,
		"needs.document_withdrawn": msg.SaidDocumentWithdrawn,
	}
}
