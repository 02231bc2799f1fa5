package org

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"preau/internal/core/org/msg"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/mail"
)

// Lengths, in characters.
const (
	MaxName  = 200
	maxText  = 200
	maxEmail = 254
)

// Clean gives the organisation with its texts and numbers in their normal forms, or apperr.Invalid with each fault by
// the name of its column (name, uai, postal_code …). A SIRET fills the SIREN; the country is guessed from the numbers
// when it is empty.
func Clean(o Organisation, at registers.Options) (Organisation, error) {
	var c cleaner
	c.organisation(&o, at)
	return o, c.err()
}

// CleanSite does the same for a site of an organisation in this country.
func CleanSite(s Site, country registers.Country) (Site, error) {
	var c cleaner
	c.text("name", &s.Name, MaxName)
	c.siteNumber(&s.FASE)
	number(&c, &s.UAI, registers.ParseUAI)
	c.place(&s.Place, country)
	return s, c.err()
}

// cleaner gathers the faults of one record.
type cleaner struct{ fields []apperr.Field }

func (c *cleaner) err() error {
	if len(c.fields) == 0 {
		return nil
	}
	return &apperr.Error{Kind: apperr.Invalid, Fields: c.fields}
}

func (c *cleaner) fail(name string, m i18n.Msg) {
	c.fields = append(c.fields, apperr.Field{Name: name, Msg: m})
}

func (c *cleaner) organisation(o *Organisation, at registers.Options) {
	if !o.Kind.Known() {
		c.fail("kind", i18n.M(msg.KindUnknown))
	}
	c.text("name", &o.Name, MaxName)
	if o.Name == "" {
		c.fail("name", i18n.M(msg.NameMissing))
	}
	c.text("nature", &o.Nature, maxText)
	c.text("sector", &o.Sector, maxText)
	c.text("source", &o.Source, maxText)
	c.numbers(o, at)
	o.Country = cmp.Or(registers.Country(strings.ToUpper(strings.TrimSpace(string(o.Country)))), guess(*o))
	if !isCountry(o.Country) {
		c.fail("country", i18n.M(msg.CountryShape))
	}
	c.place(&o.Place, o.Country)
	c.email(&o.Email)
}

// email takes an address of electronic mail, or none.
func (c *cleaner) email(to *string) {
	c.text("email", to, maxEmail)
	if *to == "" {
		return
	}
	address, err := mail.Address(*to)
	if err != nil {
		c.fail("email", i18n.M(msg.EmailShape))
		return
	}
	*to = address
}

func (c *cleaner) numbers(o *Organisation, at registers.Options) {
	number(c, &o.UAI, registers.ParseUAI)
	number(c, &o.FASE, registers.ParseFASE)
	o.FASE, _ = registers.FASE(o.FASE).Parts()
	number(c, &o.BCE, registers.ParseBCE)
	number(c, &o.SIRET, func(s string) (registers.SIRET, registers.Fault) { return registers.ParseSIRET(s, at) })
	number(c, &o.SIREN, func(s string) (registers.SIREN, registers.Fault) { return registers.ParseSIREN(s, at) })
	company := string(registers.SIRET(o.SIRET).SIREN())
	o.SIREN = cmp.Or(o.SIREN, company)
	if company != "" && company != o.SIREN && len(c.fields) == 0 {
		c.fail("siren", i18n.M(msg.SirenNotSiret))
	}
}

// number normalises one number; nothing typed is no fault. What is refused stays as it was typed.
func number[N ~string](c *cleaner, to *string, parse func(string) (N, registers.Fault)) {
	n, fault := parse(*to)
	if !fault.OK() && fault.Kind != registers.Missing {
		c.fail(string(fault.Register), fault.Msg())
		return
	}
	*to = string(n)
}

// siteNumber takes the site's digits, alone or behind those of its establishment.
func (c *cleaner) siteNumber(to *string) {
	n, fault := registers.ParseFASE(*to)
	if !fault.OK() && fault.Kind != registers.Missing {
		c.fail("fase", i18n.M(msg.FaseSite))
		return
	}
	school, site := n.Parts()
	*to = cmp.Or(site, school)
}

func (c *cleaner) place(p *Place, country registers.Country) {
	c.text("address", &p.Address, maxText)
	c.text("complement", &p.Complement, maxText)
	c.text("commune", &p.Commune, maxText)
	c.text("commune_code", &p.CommuneCode, 5)
	c.text("postal_code", &p.PostalCode, 12)
	if !isPostalCode(p.PostalCode, country) {
		c.fail("postal_code", i18n.M(msg.PostalCodeShape))
	}
	number(c, &p.Phone, func(s string) (registers.Phone, registers.Fault) { return registers.ParsePhone(s, country) })
}

// text composes accents (NFC), turns runs of spaces and control characters into one space, and trims.
func (c *cleaner) text(name string, to *string, longest int) {
	spaced := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError {
			return ' '
		}
		return r
	}, norm.NFC.String(strings.ToValidUTF8(*to, " ")))
	*to = strings.Join(strings.Fields(spaced), " ")
	if utf8.RuneCountInString(*to) > longest {
		c.fail(name, i18n.M(msg.TooLong, "max", longest))
	} else if name == "name" && *to != "" && !registers.Shown(*to) {
		c.fail(name, i18n.M(msg.NameInvisible))
	}
}

// guess is the country whose registers know the organisation; France when none does.
func guess(o Organisation) registers.Country {
	if o.UAI == "" && o.SIREN == "" && (o.FASE != "" || o.BCE != "") {
		return registers.Belgium
	}
	return registers.France
}

func isCountry(c registers.Country) bool {
	return len(c) == 2 && strings.Trim(string(c), "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// isPostalCode checks the codes of the countries at home here; the register of Belgian schools has none, so none is asked.
func isPostalCode(s string, country registers.Country) bool {
	want := map[registers.Country]int{registers.France: 5, registers.Belgium: 4}[country]
	return s == "" || want == 0 || (len(s) == want && strings.Trim(s, "0123456789") == "")
}
