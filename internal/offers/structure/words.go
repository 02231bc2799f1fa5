package structure

import (
	"strings"

	"preau/internal/kit/i18n"
	"preau/internal/offers/msg"
)

// ActLabel is a line of a structure's history in words.
func ActLabel(act string) i18n.Key {
	labels := map[Act]i18n.Key{
		"ask": msg.ActAsk, Correct: msg.ActCorrect, Accept: msg.ActAccept, AskCorrection: msg.ActAskCorrection, Refuse: msg.ActRefuse, SendLink: msg.ActSendLink, Recall: msg.ActRecall, Review: msg.ActReview,
		Edit: msg.ActEdit, Suspend: msg.ActSuspend, Reopen: msg.ActReopen, Close: msg.ActClose,
		"add_site": msg.ActAddSite, "edit_site": msg.ActEditSite, "withdraw_site": msg.ActWithdrawSite, "restore_site": msg.ActRestoreSite,
	}
	if k, ok := labels[Act(strings.TrimPrefix(act, "offers.structure."))]; ok {
		return k
	}
	return msg.ActEdit
}
