package main

import (
	"time"

	"preau/internal/app"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
)

// inWords is what an operator reads of a fault: the sentences of a refusal, which its Error leaves to pages.
func inWords(err error) string {
	e, ok := apperr.As(err)
	if !ok {
		return err.Error()
	}
	messages, fault := i18n.Load(app.Messages()...)
	if fault != nil {
		return err.Error()
	}
	t, said := messages.For(i18n.English, time.UTC), ""
	add := func(m i18n.Msg) {
		if m.Key != "" {
			said += t.M(m) + " "
		}
	}
	add(e.Msg)
	for _, f := range e.Fields {
		add(f.Msg)
	}
	for _, r := range e.Reasons {
		add(r.Text)
	}
	if said == "" {
		return err.Error()
	}
	return said + "(" + err.Error() + ")"
}
