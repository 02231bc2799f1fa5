package apperr

import (
	"slices"

	"preau/internal/kit/i18n"
)

// Faults gathers what is wrong with what was typed, field by field. The zero value is nothing wrong.
type Faults []Field

// Add adds a fault.
func (f *Faults) Add(name string, key i18n.Key, args ...any) {
	*f = append(*f, Field{Name: name, Msg: i18n.M(key, args...)})
}

// Say adds a sentence, unless the field has a fault already.
func (f *Faults) Say(name string, m i18n.Msg) {
	if !slices.ContainsFunc(*f, func(x Field) bool { return x.Name == name }) {
		*f = append(*f, Field{Name: name, Msg: m})
	}
}

// Rename tells the faults of a field at another.
func (f Faults) Rename(from, to string) {
	for i := range f {
		if f[i].Name == from {
			f[i].Name = to
		}
	}
}

// Err is nil when nothing is wrong.
func (f Faults) Err() error {
	if len(f) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Fields: f}
}
