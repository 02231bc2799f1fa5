package notify

import (
	"encoding/json"
	"fmt"

	"preau/internal/kit/i18n"
)

// Kind is a kind of mail: "needs.deadline_soon". A module declares its kinds; app gives all of them to New.
type Kind struct {
	Name string
	KindOptions
	// Render makes the content of the data that Send was given, as JSON.
	Render func(t *i18n.T, data json.RawMessage, l Links) (Content, error)
	// fits says whether data is of the type that Render reads; nil takes anything.
	fits func(data any) bool
}

// KindOptions are what differs between kinds. The zero value is a mail that may be switched off.
type KindOptions struct {
	Label            i18n.Key // what people call it, in « Notifications mails » and in the lists
	Service          string   // whose title its subject begins with; empty: the platform's
	Security         bool     // about the account or the rights themselves: it cannot be switched off (R274)
	Operator         bool     // goes to the operator's own address: nobody chooses it
	Slash            bool     // its subject is « Title / subject », the form of its source, instead of « [Title] subject »
	AfterFirstSignIn bool     // goes only to people who signed in at least once (R271)
}

// KindOf declares a kind by a function of typed data. The data go through JSON and must hold no secret: a token's id, never its secret.
func KindOf[T any](name string, o KindOptions, render func(t *i18n.T, data T, l Links) Content) Kind {
	return Kind{
		Name:        name,
		KindOptions: o,
		Render: func(t *i18n.T, raw json.RawMessage, l Links) (Content, error) {
			var data T
			if err := json.Unmarshal(raw, &data); err != nil {
				return Content{}, fmt.Errorf("data of a mail %s: %w", name, err)
			}
			return render(t, data, l), nil
		},
		fits: func(data any) bool {
			_, ok := data.(T)
			return ok
		},
	}
}
