package accountweb

import (
	"context"

	"preau/internal/core/account"
	"preau/internal/core/account/accountweb/msg"
	"preau/internal/core/account/identifier"
	"preau/internal/core/instance"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// built says whether new accounts get an identifier built of the name and the day of birth (R100).
func built(set instance.Settings) bool { return set.Identifiers == instance.BuiltIdentifiers }

// identityOf is what was typed for an identifier.
func identityOf(f *web.Form) account.Identity {
	return account.Identity{
		FirstName: f.Line(account.FieldFirstName, typedAtMost), LastName: f.Line(account.FieldLastName, typedAtMost), Born: f.Line(account.FieldBorn, account.MaxBorn),
	}
}

// typedAtMost is more than any name; the use case has its own limit, told with the other faults.
const typedAtMost = 200

// identityForm is the fields of which an identifier is built.
type identityForm struct {
	T      *i18n.T
	Faults ui.Faults
	account.Identity
}

func identityFields(p identityForm) ui.Parts {
	return ui.Parts{
		ui.Field{
			Name: account.FieldFirstName, Label: p.T.S(msg.FirstName), Value: p.FirstName, Required: true, Max: account.MaxName, Autocomplete: "given-name",
			Error: p.Faults.Of(account.FieldFirstName),
		},
		ui.Field{
			Name: account.FieldLastName, Label: p.T.S(msg.LastName), Value: p.LastName, Required: true, Max: account.MaxName, Autocomplete: "family-name",
			Error: p.Faults.Of(account.FieldLastName),
		},
		ui.Field{
			Name: account.FieldBorn, Label: p.T.S(msg.Born), Hint: p.T.S(msg.BornHint), Value: p.Born, Required: true, Max: account.MaxBorn, Autocomplete: "bday",
			Error: p.Faults.Of(account.FieldBorn),
		},
	}
}

// loginField is the one field of user name and address, as « Connexion » and the pages that ask for a link have it.
func loginField(t *i18n.T, set instance.Settings, value string) ui.Field {
	f := ui.Field{
		Name: account.FieldUserName, Label: t.S(msg.LoginLabel), Value: value, Required: true, Max: account.MaxEmail, Autocomplete: "username", Verbatim: true,
	}
	if built(set) {
		f.Label = t.S(msg.IdentifierOrAddress, "form", identifier.Form)
	}
	return f
}

// signInField is that of « Connexion » itself: its label is the one that people know.
func signInField(t *i18n.T, set instance.Settings, value string) ui.Field {
	f := loginField(t, set, value)
	f.Label, f.Hint = t.S(msg.UserNameLabel), t.S(msg.LoginHint)
	if built(set) {
		f.Label, f.Hint = t.S(msg.IdentifierLabel, "form", identifier.Form), t.S(msg.IdentifierHint, "example", identifier.Example)
	}
	return f
}

// identified is what somebody who just got a password is told of the identifier that they have; nothing of a user name that they chose.
func (h *Handler) identified(ctx context.Context, secret string) ([]i18n.Msg, error) {
	who, ok, err := h.o.Accounts.Identify(ctx, secret)
	if err != nil || !ok {
		return nil, err
	}
	a, err := h.o.Accounts.Own(ctx, who)
	if err != nil || a.Born == "" {
		return nil, err
	}
	return []i18n.Msg{i18n.M(msg.IdentifierGiven, "name", a.UserName)}, nil
}
