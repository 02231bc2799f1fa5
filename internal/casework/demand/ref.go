package demand

import (
	"slices"

	"preau/internal/casework/seal"
	"preau/internal/casework/told"
	"preau/internal/kit/i18n"
)

// Ref is what a mail of another room about a demand keeps of it: the title stays sealed until the mail is written.
type Ref struct{ told.Demand }

// Ref is the demand as a mail of another room names it; by is who did what it tells.
func (d Demand) Ref(by string) Ref {
	return Ref{told.Demand{ID: d.ID, Key: d.KeyID, Number: d.Number, Title: d.sealed.title, By: by}}
}

// Heading is the title, opened; the number alone where it cannot be.
func (r Ref) Heading(open told.Opener) string {
	if len(r.Title) == 0 {
		return r.Number
	}
	if s := r.Words(open); s != "" {
		return s
	}
	return r.Number
}

// Usager is who a demand is about, opened by its key.
func (d Demand) Usager(k seal.Key) (Identity, error) {
	w, err := d.Open(k)
	return w.Identity, err
}

// Mandate is what stands of the usager's authorisation when a demand is written or sent (C026).
type Mandate struct {
	Kind string   // held | signed | sms; empty: none that holds
	On   string   // its day
	Why  i18n.Key // why none holds

	Agencies []string // ids of the organismes that are named by those which hold
	WrongDay i18n.Key // what is wrong with the day of one that the structure is said to have, whether another holds or not
	Other    bool     // none holds, and one would that was given for another person than is named now
	Declared bool     // beside them holds one that the structure has, named by its day: it names whom the demand goes to
}

// Covers says whether a mandate that holds names an organisme: to none other is anything said of the usager (C026, C061).
func (m Mandate) Covers(agencyID string) bool { return slices.Contains(m.Agencies, agencyID) }

// Held is the kind of a mandate that the structure has already.
const Held = "held"
