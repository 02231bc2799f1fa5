// Package org knows the legal and practical bodies that everything else happens in: schools and their authorities
// (pouvoirs organisateurs), agencies, providers, suppliers, central purchasing bodies, and the sites where they work.
//
// They form one tree (authority → school; circonscription → schools), kept as a closure by Insert and Move, so that a
// right held at a place reaches what is below it by one join on org_closure(ancestor, descendant, depth). Nothing is
// deleted: what ceases is closed, and its history keeps its name.
//
// The functions take a transaction and decide nothing about rights: the use cases that call them do.
package org

import (
	"slices"
	"time"

	"preau/internal/core/org/msg"
	"preau/internal/core/registers"
	"preau/internal/kit/i18n"
)

// Kind is the sort of body.
type Kind string

// The kinds. A circonscription or an academic service is an Agency.
const (
	School    Kind = "school"
	Authority Kind = "authority" // P.O., or the collectivity that answers for schools
	Agency    Kind = "agency"
	Provider  Kind = "provider"
	Supplier  Kind = "supplier"
	Central   Kind = "central"
)

// Kinds are all kinds, in the order in which lists show them; the CHECK of org_organisations holds the same.
func Kinds() []Kind { return []Kind{School, Authority, Agency, Provider, Supplier, Central} }

// labels are the kinds' names.
var labels = map[Kind]i18n.Key{
	School: msg.KindSchool, Authority: msg.KindAuthority, Agency: msg.KindAgency,
	Provider: msg.KindProvider, Supplier: msg.KindSupplier, Central: msg.KindCentral,
}

// Label is the kind's name for people.
func (k Kind) Label() i18n.Msg { return i18n.M(labels[k]) }

// Known says whether k is one of Kinds.
func (k Kind) Known() bool { return slices.Contains(Kinds(), k) }

// Place is where something is: of an organisation or of one of its sites.
type Place struct {
	Address     string // number and street
	Complement  string // BP, building
	PostalCode  string // empty where the register has none
	Commune     string
	CommuneCode string // INSEE, for France
	Phone       string // E.164, empty when nobody entered it
}

// Organisation is one body. Its texts and numbers are in the form that Clean gives them.
type Organisation struct {
	ID      string
	Ref     string // names it in addresses: its UAI in lower case, fase-586, po-12, or words of its name; never changes
	Kind    Kind
	Country registers.Country
	Name    string
	Nature  string // the register's own word for what it is: Ecole, Collège, Lycée
	Sector  string // the register's own word for who runs it: Public, Privé, Libre confessionnel

	UAI   string // unique
	FASE  string // of the establishment, without a site's; unique among its kind
	SIREN string // not unique: schools share their commune's
	SIRET string
	BCE   string
	Place
	Email string // its own mailbox; nobody signs in with it

	ParentID  string // the body it belongs to, empty at the top of the tree
	Source    string // the register it came from, empty when people entered it
	CreatedAt time.Time
	ClosedAt  time.Time // zero while it works
	Version   int64
}

// Closed says whether it has ceased.
func (o Organisation) Closed() bool { return !o.ClosedAt.IsZero() }

// Site is a place where an organisation works and has things delivered (implantation).
type Site struct {
	ID    string
	OrgID string
	Ref   string // names it in addresses, within its organisation: its FASE digits, its UAI, or words of its name
	Name  string // empty when it has none but its organisation's
	FASE  string // its own digits, without the establishment's
	UAI   string // of a school that is no legal body of its own; unique among its organisation's open sites
	Place

	CreatedAt time.Time
	ClosedAt  time.Time
	Version   int64
}

// Closed says whether it has ceased.
func (s Site) Closed() bool { return !s.ClosedAt.IsZero() }
