package team

import (
	"strings"
	"unicode/utf8"

	"preau/internal/casework/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
)

func checkName(f *apperr.Faults, name string) {
	if strings.TrimSpace(name) == "" {
		f.Add(FieldName, msg.FaultName)
	}
	checkLength(f, FieldName, name, MaxName)
}

func checkLength(f *apperr.Faults, field, text string, limit int) {
	if n := utf8.RuneCountInString(text); n > limit {
		f.Say(field, i18n.M(msg.FaultLong, "max", limit, "n", n))
	}
}

func msgDomain(d string) i18n.Msg { return i18n.M(msg.FaultDomain, "domain", d) }

func conflict() error { return apperr.ConflictErr(i18n.M(msg.Conflict)) }

func msgTerritory() i18n.Msg { return i18n.M(msg.FaultTerritory) }
