package instance

import (
	"slices"
	"strconv"
	"strings"
)

// Change is one setting that differs between two versions, for the history and for the page of a stale edit.
type Change struct {
	Field    string // the field's name in forms
	From, To string // codes and texts as stored; of a password, nothing
}

// Changes are the differences between two settings, in the order of the form.
func Changes(from, to Settings) []Change {
	var out []Change
	a, b := from.flat(), to.flat()
	for i := range a {
		if a[i].value != b[i].value {
			out = append(out, Change{Field: a[i].field, From: a[i].value, To: b[i].value})
		}
	}
	if to.SMTP.Password != "" || to.SMTP.NoPassword && from.SMTP.HasPassword {
		out = append(out, Change{Field: FieldPassword})
	}
	out = append(out, textsChanges(from.SMS, to.SMS)...)
	if to.Returns.Secret != "" || to.Returns.NoSecret && from.Returns.HasSecret {
		out = append(out, Change{Field: FieldReturnsSecret})
	}
	return out
}

type pair struct{ field, value string }

// flat are all settings as texts, always in the same number and order.
func (s Settings) flat() []pair {
	out := []pair{
		{FieldTitle, s.Title},
		{FieldContact, s.Contact},
		{FieldLine, s.OperatorLine},
		{FieldZone, s.Zone},
		{FieldAmounts, string(s.Amounts)},
		{FieldServices, join(s.Services)},
		{FieldTutorials, s.Tutorials},
		{FieldAnswer, strconv.Itoa(s.SupplierDays())},
	}
	out = append(out, s.Announcement.flat()...)
	for _, k := range allServices() {
		t := s.Texts[k]
		out = append(out, pair{ServiceField(k, FieldTitle), t.Title}, pair{ServiceField(k, FieldContact), t.Contact},
			pair{ServiceField(k, FieldLine), t.OperatorLine})
	}
	return append(out,
		pair{FieldSignIn, join(s.SignIn)},
		pair{FieldSignUp, strconv.FormatBool(s.OpenSignUp)},
		pair{FieldProof, strconv.Itoa(s.ProofMinutes())},
		pair{FieldAdminKeys, strconv.FormatBool(s.AdminKeys)},
		pair{FieldIdentifiers, string(s.identifiers())},
		pair{FieldHost, s.SMTP.Host},
		pair{FieldPort, strconv.Itoa(s.SMTP.Port)},
		pair{FieldTLS, string(s.SMTP.TLS)},
		pair{FieldUser, s.SMTP.User},
		pair{FieldFrom, s.SMTP.From},
		pair{FieldFromName, s.SMTP.FromName},
		pair{FieldReturns, s.Returns.Address},
	)
}

func allServices() []ServiceKey { return []ServiceKey{Needs, Ordering, Casework, Offers} }

func allWays() []Way { return []Way{Password, Link, OIDC, Passkey} }

func join[T ~string](ss []T) string {
	out := make([]string, len(ss))
	for i, s := range ss {
		out[i] = string(s)
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}
