package rest

import (
	"preau/internal/core/rest/msg"
	"preau/internal/kit/i18n"
)

// own is what the frame's own properties and parameters are.
func own() map[string]i18n.Key {
	return map[string]i18n.Key{
		"Problem.type": msg.ProblemType, "Problem.title": msg.ProblemTitle, "Problem.status": msg.ProblemStatus,
		"Problem.detail": msg.ProblemDetail, "Problem.request_id": msg.ProblemRequest, "Problem.errors": msg.ProblemErrors,
		"Problem.reasons": msg.ProblemReasons, "Problem.current_version": msg.ProblemCurrent,
		"Problem.consequences": msg.ProblemConsequences, "Problem.confirm": msg.ProblemConfirm,
		"Consequence.message": msg.ConsequenceMessage, "Consequence.lifters": msg.ConsequenceLifters,
		"Fault.field": msg.FaultField, "Fault.message": msg.FaultMessage,
		"Reason.code": msg.ReasonCode, "Reason.kind": msg.ReasonKind, "Reason.message": msg.ReasonMessage,
		"Reason.since": msg.ReasonSince, "Reason.by": msg.ReasonBy, "Reason.lifters": msg.ReasonLifters, "Reason.ask": msg.ReasonAsk,
		"Lifter.name": msg.LifterName, "Lifter.place": msg.LifterPlace, "Ask.label": msg.AskLabel, "Ask.path": msg.AskPath,
		"Offer.act": msg.OfferAct, "Offer.possible": msg.OfferPossible, "Offer.reasons": msg.OfferReasons,
		"items": msg.Items, "next": msg.Next,
		"parameter.limit": msg.LimitText, "parameter.after": msg.AfterText, "parameter.if-match": msg.MatchText,
	}
}
