package offerweb

import (
	"preau/internal/core/registers"
	"preau/internal/kit/i18n"
	"preau/internal/offers/offer"
	"preau/internal/offers/vocabulary"
)

// Field is a field of an offer, as people read it.
type Field struct{ Name, Label, Text string }

// PublicFields are the fields that have a value, in the order of the form, for who reads a published offer. The référent is not among them,
// whatever the offer holds (O91).
func PublicFields(t *i18n.T, words vocabulary.All, home registers.Country, o offer.Offer) []Field {
	var out []Field
	for _, name := range filled(t, words, home, o, offer.FieldName, offer.FieldReferent, offer.FieldReferentRole, offer.FieldVisibility) {
		out = append(out, Field{name, t.S(labels[name]), valueText(t, words, home, o, name)})
	}
	return out
}
