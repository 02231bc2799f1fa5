package offerweb

import (
	"strings"
	"testing"
	"time"

	"preau/internal/core/registers"
	"preau/internal/kit/covers"
	"preau/internal/kit/i18n"
	"preau/internal/offers/offer"
	offermsg "preau/internal/offers/offer/msg"
	"preau/internal/offers/offersweb/offerweb/msg"
	"preau/internal/offers/vocabulary"
)

// What the public reads of periods and of the groups is written as people of each language do (O91).
func TestPeriodsAndGroupsInWords(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "O91")
	words, err := i18n.Load(msg.Source(), offermsg.Source())
	if err != nil {
		t.Fatal(err)
	}
	o := offer.Offer{Content: offer.Content{
		Places: 4, GroupMin: 2, GroupMax: 2,
		Periods: []offer.Period{{From: "2026-12-25", Until: "2027-01-29", Weekdays: []int{1, 4}, Halves: []offer.Half{offer.Morning}}},
	}}
	for lang, want := range map[i18n.Lang][2]string{
		i18n.French:  {"du 25 décembre 2026 au 29 janvier 2027, lundi et jeudi, matin", "4 étudiants\npar groupes de 2"},
		i18n.English: {"25 December 2026 to 29 January 2027, Monday and Thursday, morning", "4 students\nin groups of 2"},
	} {
		said := words.For(lang, time.UTC)
		got := [2]string{}
		for _, f := range PublicFields(said, vocabulary.All{}, registers.France, o) {
			switch f.Name {
			case offer.FieldPeriods:
				got[0] = strings.ReplaceAll(f.Text, "\u00a0", " ")
			case offer.FieldPlaces:
				got[1] = f.Text
			}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
}
