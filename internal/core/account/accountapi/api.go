// Package accountapi is the API's view of who asks: their account, and the organisations that they belong to.
package accountapi

import (
	"context"
	"net/http"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/accountapi/msg"
	"preau/internal/core/rest"
	"preau/internal/core/token"
	"preau/internal/kit/i18n"
)

// ReadOrganisations is the scope of reading organisations.
const ReadOrganisations = "org:read"

// Scopes are what a token may be given here.
func Scopes() []token.Scope {
	return []token.Scope{{Key: ReadOrganisations, Label: msg.ScopeOrg, Hint: msg.ScopeOrgHint}}
}

// Glossary says what the properties of these resources are.
func Glossary() map[string]i18n.Key {
	return map[string]i18n.Key{
		"Me.number": msg.MeNumber, "Me.name": msg.MeName, "Me.user_name": msg.MeUserName, "Me.email": msg.MeEmail, "Me.language": msg.MeLanguage,
		"Me.acting_for": msg.MeActingFor, "Me.token": msg.MeToken,
		"Organisation.ref": msg.OrgRef, "Organisation.name": msg.OrgName, "Organisation.commune": msg.OrgCommune, "Organisation.kind": msg.OrgKind,
		"Organisation.uai": msg.OrgUai, "Organisation.acting": msg.OrgActing, "Organisation.roles": msg.OrgRoles, "Organisation.confirmed": msg.OrgConfirmed,
	}
}

type api struct{ accounts *account.Service }

// Mount adds the operations.
func Mount(a *rest.API, s *account.Service) {
	h := api{s}
	rest.Register(a, rest.Op{
		ID: "get-me", Method: http.MethodGet, Path: "/me", Group: msg.Group, Summary: msg.Me, Text: msg.MeText,
	}, h.me)
	rest.Register(a, rest.Op{
		ID: "list-organisations", Method: http.MethodGet, Path: "/organisations", Group: msg.Group,
		Summary: msg.Organisations, Text: msg.OrganisationsText, Scope: ReadOrganisations,
	}, h.organisations)
}

// Me is who asks.
type Me struct {
	Number    int64  `json:"number"`
	Name      string `json:"name"`
	UserName  string `json:"user_name"`
	Email     string `json:"email"`
	Language  string `json:"language" enum:"fr,en"`
	ActingFor string `json:"acting_for,omitempty"`
	Token     string `json:"token"`
}

type meOut struct{ Body Me }

func (h api) me(ctx context.Context, who access.Actor, _ *struct{}) (*meOut, error) {
	a, err := h.accounts.Own(ctx, who)
	if err != nil {
		return nil, err
	}
	of, err := h.accounts.Belongings(ctx, who)
	if err != nil {
		return nil, err
	}
	out := &meOut{Me{Number: a.Number, Name: a.DisplayName(), UserName: a.UserName, Email: a.Email, Language: string(a.Lang), Token: who.Token}}
	for _, o := range of {
		if o.Acting {
			out.Body.ActingFor = o.Ref
		}
	}
	return out, nil
}

// Organisation is an organisation that who asks belongs to.
type Organisation struct {
	Ref       string   `json:"ref"`
	Name      string   `json:"name"`
	Kind      string   `json:"kind" enum:"school,authority,agency,provider,supplier,central"`
	Commune   string   `json:"commune,omitempty"`
	UAI       string   `json:"uai,omitempty"`
	Acting    bool     `json:"acting"`
	Confirmed bool     `json:"confirmed"`
	Roles     []string `json:"roles" nullable:"false"`
}

// Organisations are few: they are given whole.
type Organisations struct {
	Items []Organisation `json:"items" nullable:"false"`
}

type organisationsOut struct{ Body Organisations }

func (h api) organisations(ctx context.Context, who access.Actor, _ *struct{}) (*organisationsOut, error) {
	of, err := h.accounts.Belongings(ctx, who)
	if err != nil {
		return nil, err
	}
	out := &organisationsOut{Organisations{Items: make([]Organisation, 0, len(of))}}
	for _, o := range of {
		x := Organisation{
			Ref: o.Ref, Name: o.Name, Kind: string(o.Kind), Commune: o.Commune, UAI: o.UAI, Acting: o.Acting,
			Confirmed: len(o.Roles) > 0, Roles: make([]string, 0, len(o.Roles)),
		}
		for _, r := range o.Roles {
			x.Roles = append(x.Roles, string(r))
		}
		out.Body.Items = append(out.Body.Items, x)
	}
	return out, nil
}
