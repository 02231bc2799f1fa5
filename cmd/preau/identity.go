package main

import (
	"errors"

	"preau/internal/kit/config"
	"preau/internal/kit/oidc"
)

// identity are the providers by which people may sign in with an identity that others keep: ProConnect, and up to three more.
type identity struct {
	ProConnect proConnect `embed:"" prefix:"proconnect-"`
	OIDC       provider   `embed:"" prefix:"oidc-"`
	OIDC2      provider   `embed:"" prefix:"oidc2-"`
	OIDC3      provider   `embed:"" prefix:"oidc3-"`
}

type client struct {
	Issuer   string        `help:"Address of the provider, as its tokens name it (https://id.example.org/realms/x). It leads back to /connexion/par/KEY/retour, and from signing out to /deconnexion/fournisseur/retour."`
	ClientID string        `name:"client-id" help:"What the provider calls this platform."`
	Secret   config.Secret `help:"What this platform shows the provider."`
	Levels   []string      `help:"Levels of assurance (acr), any of which is enough. Without them, people come at any."`
}

type proConnect struct {
	client
	AnyOrg bool `name:"any-org" help:"Let people in whatever SIRET ProConnect names. Without it, that of an organisation of theirs here."`
}

type provider struct {
	client
	Key  string `help:"What stands in addresses. Without it, the beginning of these flags."`
	Name string `help:"What people call the provider: it stands on buttons."`
}

// providers are those that are set, or every fault of them at once.
func (i identity) providers() ([]oidc.Settings, error) {
	var out []oidc.Settings
	var faults []error
	add := func(flags string, s oidc.Settings) {
		if s.Set() {
			out, faults = append(out, s), append(faults, s.Check(flags))
		}
	}
	p := i.ProConnect.settings("proconnect")
	p.Name, p.Kind, p.AnyOrg = "ProConnect", oidc.ProConnect, i.ProConnect.AnyOrg
	add("proconnect-", p)
	for _, x := range []struct {
		key string
		p   provider
	}{{"oidc", i.OIDC}, {"oidc2", i.OIDC2}, {"oidc3", i.OIDC3}} {
		s := x.p.settings(x.key)
		s.Name = x.p.Name
		if x.p.Key != "" {
			s.Key = x.p.Key
		}
		add(x.key+"-", s)
	}
	return out, errors.Join(append(faults, oidc.Distinct(out))...)
}

func (c client) settings(key string) oidc.Settings {
	return oidc.Settings{Key: key, Issuer: c.Issuer, ClientID: c.ClientID, Secret: c.Secret, Levels: c.Levels}
}
