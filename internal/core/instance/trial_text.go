package instance

import (
	"context"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/instance/msg"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
)

// FieldTextsTrial is the number that a trial goes to.
const FieldTextsTrial = "sms_essai_numero"

// TextOutcome is what became of an SMS.
type TextOutcome string

// The outcomes, as transports of SMS tell them.
const (
	TextAccepted  TextOutcome = "accepted"
	TextRefused   TextOutcome = "refused"
	TextDeferred  TextOutcome = "deferred"
	TextUncertain TextOutcome = "uncertain"
)

// TextTrial is what became of « envoyer un SMS d'essai ».
type TextTrial struct {
	Outcome TextOutcome
	Phone   registers.Phone
	Detail  string // the provider's words, in which no number stands
	home    registers.Country
}

// Msg says the outcome in words, with the provider's own.
func (r TextTrial) Msg() i18n.Msg {
	key := map[TextOutcome]i18n.Key{TextAccepted: msg.TrialTextAccepted, TextRefused: msg.TrialTextRefused, TextDeferred: msg.TrialTextDeferred}[r.Outcome]
	if key == "" {
		key = msg.TrialTextUncertain
	}
	return i18n.M(key, "phone", r.Phone.Shown(r.home), "detail", r.Detail)
}

// TestText sends a short SMS to a number by the saved settings, outside the outbox, and says what the provider answered (C064). Its
// refusal is a TextTrial, not an error.
func (s *Service) TestText(ctx context.Context, who access.Actor, typed string) (TextTrial, error) {
	if err := Allow(who); err != nil {
		return TextTrial{}, err
	}
	k, err := s.Get(ctx)
	if err != nil {
		return TextTrial{}, err
	}
	out := TextTrial{home: registers.France}
	if k.Zone == Brussels {
		out.home = registers.Belgium
	}
	phone, fault := registers.ParsePhone(typed, out.home)
	switch {
	case strings.TrimSpace(typed) == "":
		return out, apperr.InvalidField(FieldTextsTrial, i18n.M(msg.FaultTextsTrial))
	case !fault.OK():
		return out, apperr.InvalidField(FieldTextsTrial, fault.Msg())
	case k.SMS.Way == NoTexts || s.o.SendText == nil:
		return out, apperr.InvalidField(FieldTextsWay, i18n.M(msg.FaultTextsNone))
	}
	ctx, cancel := context.WithTimeout(ctx, trialTime)
	defer cancel()
	out.Phone = phone
	out.Outcome, out.Detail = s.o.SendText(ctx, string(phone), s.T(who.Lang).S(msg.TrialTextWords, "title", k.Title))
	return out, nil
}
