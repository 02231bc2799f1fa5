package instanceweb

import (
	"strings"
	"time"

	"preau/internal/core/instance"
	"preau/internal/core/instance/instanceweb/msg"
	"preau/internal/kit/i18n"
	"preau/internal/kit/mail"
	"preau/internal/kit/web/ui"
)

// saved is what is said after a save.
func saved(path string) i18n.Msg {
	if path == SetUpPath {
		return i18n.M(msg.SetUpDone)
	}
	return i18n.M(msg.Saved)
}

func serviceLabel(k instance.ServiceKey) i18n.Key {
	switch k {
	case instance.Ordering:
		return msg.ServiceOrdering
	case instance.Casework:
		return msg.ServiceCasework
	case instance.Offers:
		return msg.ServiceOffers
	case instance.Needs:
	}
	return msg.ServiceNeeds
}

func wayLabel(w instance.Way) i18n.Key {
	switch w {
	case instance.Link:
		return msg.WayLink
	case instance.OIDC:
		return msg.WayOidc
	case instance.Passkey:
		return msg.WayPasskey
	case instance.Password:
	}
	return msg.WayPassword
}

func identifiersLabel(k instance.Identifiers) i18n.Key {
	if k == instance.BuiltIdentifiers {
		return msg.IdentifiersBuilt
	}
	return msg.IdentifiersFree
}

func identifiersHint(k instance.Identifiers) i18n.Key {
	if k == instance.BuiltIdentifiers {
		return msg.IdentifiersBuiltHint
	}
	return msg.IdentifiersFreeHint
}

func textsLabel(w instance.TextsWay) (label, hint i18n.Key) {
	switch w {
	case instance.TextsGateway:
		return msg.TextsGateway, msg.TextsGatewayHint
	case instance.TextsSMPP:
		return msg.TextsSmpp, msg.TextsSmppHint
	case instance.NoTexts:
	}
	return msg.TextsNone, msg.TextsNoneHint
}

func tlsLabel(m mail.TLSMode) i18n.Key {
	switch m {
	case mail.TLS:
		return msg.TlsImplicit
	case mail.Opportunistic:
		return msg.TlsOpportunistic
	case mail.None:
		return msg.TlsNone
	case mail.StartTLS:
	}
	return msg.TlsStarttls
}

func zoneLabel(z string) i18n.Key {
	if z == instance.Brussels {
		return msg.ZoneBrussels
	}
	return msg.ZoneParis
}

func amountsLabel(a instance.Amounts) i18n.Key {
	if a == instance.HTVA {
		return msg.AmountsHtva
	}
	return msg.AmountsHt
}

// options makes the choices of a field from its values.
func options[V ~string](t *i18n.T, values []V, label func(V) i18n.Key) []ui.Option {
	out := make([]ui.Option, len(values))
	for i, v := range values {
		out[i] = ui.Option{Value: string(v), Label: t.S(label(v))}
	}
	return out
}

// fieldLabel names a field as the form does. A service's own text is named with its service.
func fieldLabel(t *i18n.T, name string) string {
	if label, ok := labels()[name]; ok {
		return t.S(label)
	}
	service, field, _ := strings.Cut(name, "_")
	return t.S(ownLabel(field), "service", t.S(serviceLabel(instance.ServiceKey(service))))
}

func ownLabel(field string) i18n.Key {
	switch field {
	case instance.FieldContact:
		return msg.OwnContact
	case instance.FieldLine:
		return msg.OwnLine
	}
	return msg.OwnTitle
}

func labels() map[string]i18n.Key {
	return map[string]i18n.Key{
		instance.FieldTitle: msg.FieldTitle, instance.FieldContact: msg.FieldContact, instance.FieldLine: msg.FieldLine,
		instance.FieldTutorials: msg.FieldTutorials, instance.FieldAnswer: msg.FieldAnswer, instance.FieldProof: msg.FieldProof, instance.FieldAdminKeys: msg.FieldAdminKeys,
		instance.FieldZone: msg.FieldZone, instance.FieldAmounts: msg.FieldAmounts, instance.FieldServices: msg.FieldServices,
		instance.FieldSignIn: msg.FieldSignIn, instance.FieldSignUp: msg.FieldSignUp, instance.FieldHost: msg.FieldHost,
		instance.FieldPort: msg.FieldPort, instance.FieldTLS: msg.FieldTls, instance.FieldUser: msg.FieldUser,
		instance.FieldPassword: msg.FieldPassword, instance.FieldFrom: msg.FieldFrom, instance.FieldFromName: msg.FieldFromName,
		instance.FieldIdentifiers: msg.FieldIdentifiers, instance.FieldReturns: msg.FieldReturns, instance.FieldReturnsSecret: msg.FieldReturnsSecret,
		instance.FieldTrial:    msg.FieldTrial,
		instance.FieldTextsWay: msg.FieldTextsWay, instance.FieldTextsFrom: msg.FieldTextsFrom, instance.FieldTextsAddress: msg.FieldTextsAddress, instance.FieldTextsTLS: msg.FieldTextsTls,
		instance.FieldTextsUser: msg.FieldTextsUser, instance.FieldTextsPassword: msg.FieldTextsPassword, instance.FieldTextsSecret: msg.FieldTextsSecret, instance.FieldTextsTrial: msg.FieldTextsTrial,
		instance.FieldAnnouncedFrom: msg.FieldAnnouncedFrom, instance.FieldAnnouncedUntil: msg.FieldAnnouncedUntil,
		instance.FieldAnnouncedFrench: msg.FieldAnnouncedFrench, instance.FieldAnnouncedEnglish: msg.FieldAnnouncedEnglish,
	}
}

// differences are the lines of the table that a stale save shows: what stands now, and what was typed.
func differences(t *i18n.T, changes []instance.Change) []ui.Row {
	out := make([]ui.Row, len(changes))
	for i, c := range changes {
		out[i] = ui.Row{Cells: ui.Parts{
			ui.Text(fieldLabel(t, c.Field)), ui.Text(shown(t, c.Field, c.From)), ui.Text(shown(t, c.Field, c.To)),
		}}
	}
	return out
}

// shown is a stored value in words.
func shown(t *i18n.T, field, value string) string {
	words := func(label func(string) i18n.Key) string {
		var out []string
		for _, v := range strings.Fields(value) {
			out = append(out, t.S(label(v)))
		}
		return strings.Join(out, ", ")
	}
	switch {
	case field == instance.FieldPassword, field == instance.FieldTextsPassword, field == instance.FieldTextsSecret:
		return t.S(msg.ValueHidden)
	case value == "":
		return t.S(msg.ValueNone)
	case field == instance.FieldAnnouncedFrom || field == instance.FieldAnnouncedUntil:
		at, _ := time.Parse(time.RFC3339, value) // as it was stored
		return t.DateTimeZone(at)
	case field == instance.FieldServices:
		return words(func(v string) i18n.Key { return serviceLabel(instance.ServiceKey(v)) })
	case field == instance.FieldSignIn:
		return words(func(v string) i18n.Key { return wayLabel(instance.Way(v)) })
	case field == instance.FieldTLS:
		return words(func(v string) i18n.Key { return tlsLabel(mail.TLSMode(v)) })
	case field == instance.FieldZone:
		return words(zoneLabel)
	case field == instance.FieldAmounts:
		return words(func(v string) i18n.Key { return amountsLabel(instance.Amounts(v)) })
	case field == instance.FieldIdentifiers:
		return words(func(v string) i18n.Key { return identifiersLabel(instance.Identifiers(v)) })
	case (field == instance.FieldSignUp || field == instance.FieldAdminKeys || field == instance.FieldTextsTLS) && value == "true":
		return t.S(msg.ValueYes)
	case field == instance.FieldSignUp, field == instance.FieldAdminKeys, field == instance.FieldTextsTLS:
		return t.S(msg.ValueNo)
	}
	return value
}
