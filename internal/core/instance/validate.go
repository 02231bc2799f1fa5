package instance

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"preau/internal/core/instance/msg"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/mail"
)

// The names of the fields, in forms, faults and the history. Texts of a service are named by ServiceField.
const (
	FieldTitle     = "titre"
	FieldContact   = "contact"
	FieldLine      = "ligne"
	FieldZone      = "zone"
	FieldTutorials = "tutoriels"
	FieldAmounts   = "montants"
	FieldServices  = "services"
	FieldSignIn    = "connexion"
	FieldSignUp    = "inscription"
	FieldAnswer    = "delai_fournisseur"
	FieldProof     = "duree_confirmation"
	FieldAdminKeys = "administrateurs_cle"

	FieldIdentifiers = "identifiants"

	FieldHost     = "smtp_serveur"
	FieldPort     = "smtp_port"
	FieldTLS      = "smtp_chiffrement"
	FieldUser     = "smtp_utilisateur"
	FieldPassword = "smtp_mot_de_passe" //nolint:gosec // a field's name
	FieldFrom     = "smtp_expediteur"
	FieldFromName = "smtp_nom"
	FieldTrial    = "essai_adresse"

	FieldReturns       = "retours_adresse"
	FieldReturnsSecret = "retours_mot_de_passe" //nolint:gosec // a field's name
)

// Longest texts, in characters.
const (
	MaxTitle    = 80
	MaxLine     = 200
	MaxAddress  = 254
	MaxHost     = 253
	MaxUser     = 254
	MaxPassword = 500

	// MaxReturns is before the @ of the address for returns: a mail's token comes after it, and a server takes 64 characters.
	MaxReturns = 64 - notify.TokenLength
	minSecret  = 24
)

// Where the program is told of what came back.
const (
	HookPath = "/webhooks/mail"
)

// ServiceField is the name of a service's own title, contact or line.
func ServiceField(k ServiceKey, field string) string { return string(k) + "_" + field }

// faults gathers what is wrong, field by field.
type faults struct{ apperr.Faults }

// tidy trims texts and writes addresses as they are sent; what cannot be tidied is left for check to name.
func (s Settings) tidy() Settings {
	s = s.clone()
	s.SMS = s.SMS.tidy()
	s.Identifiers, s.Announcement = s.identifiers(), s.Announcement.tidy()
	s.Services, s.SignIn = ordered(s.Services, allServices()), ordered(s.SignIn, allWays())
	for _, p := range []*string{&s.Title, &s.OperatorLine, &s.Tutorials, &s.SMTP.FromName, &s.SMTP.Host, &s.SMTP.User} {
		*p = strings.TrimSpace(*p)
	}
	s.Contact, s.SMTP.From, s.Returns.Address = sendable(s.Contact), sendable(s.SMTP.From), sendable(s.Returns.Address)
	if !s.SMTP.On() && s.SMTP.Port == 0 {
		s.SMTP.Port = Defaults().SMTP.Port
	}
	if host, err := idna.Lookup.ToASCII(s.SMTP.Host); err == nil {
		s.SMTP.Host = host
	}
	for k, t := range s.Texts {
		t = ServiceTexts{strings.TrimSpace(t.Title), sendable(t.Contact), strings.TrimSpace(t.OperatorLine)}
		s.Texts[k] = t
		if t == (ServiceTexts{}) {
			delete(s.Texts, k)
		}
	}
	return s
}

// ordered gives each value once, the known ones first and in their order.
func ordered[T comparable](some, all []T) []T {
	var out []T
	for _, x := range slices.Concat(all, some) {
		if slices.Contains(some, x) && !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

func sendable(address string) string {
	if clean, err := mail.Address(address); err == nil {
		return clean
	}
	return strings.TrimSpace(address)
}

// MaxProofMinutes is the longest that a proof of who somebody is may serve.
const MaxProofMinutes = 60

// MaxAnswerDays is the longest that suppliers may have to answer, in working days.
const MaxAnswerDays = 60

// check names every fault of the settings at once. was are those that they replace.
func (s *Service) check(was, next Settings) faults {
	var f faults
	if next.Title == "" {
		f.Add(FieldTitle, msg.FaultTitle)
	}
	f.text(FieldTitle, next.Title, MaxTitle)
	f.text(FieldLine, next.OperatorLine, MaxLine)
	f.address(FieldContact, next.Contact)
	checkTutorials(&f, next.Tutorials)
	if !slices.Contains(Zones(), next.Zone) {
		f.Add(FieldZone, msg.FaultZone)
	}
	if next.Amounts != HT && next.Amounts != HTVA {
		f.Add(FieldAmounts, msg.FaultAmounts)
	}
	if next.AnswerDays < 0 || next.AnswerDays > MaxAnswerDays {
		f.Add(FieldAnswer, msg.FaultAnswer, "max", MaxAnswerDays)
	}
	if next.ProofMins < 0 || next.ProofMins > MaxProofMinutes {
		f.Add(FieldProof, msg.FaultProof, "max", MaxProofMinutes)
	}
	next.Announcement.check(&f)
	s.checkServices(&f, next)
	s.checkSignIn(&f, next)
	checkSMTP(&f, was.SMTP, next.SMTP)
	checkReturns(&f, next.Returns)
	checkTexts(&f, was.SMS, next.SMS)
	return f
}

func (s *Service) checkServices(f *faults, next Settings) {
	switch {
	case len(next.Services) == 0:
		f.Add(FieldServices, msg.FaultServicesNone)
	case !subset(next.Services, s.o.Services):
		f.Add(FieldServices, msg.FaultServices)
	}
	for _, k := range allServices() {
		t := next.Texts[k]
		f.text(ServiceField(k, FieldTitle), t.Title, MaxTitle)
		f.text(ServiceField(k, FieldLine), t.OperatorLine, MaxLine)
		f.address(ServiceField(k, FieldContact), t.Contact)
	}
}

// checkSignIn keeps a way open: none at all, or links by mail without a way out for mail, would lock everybody out.
func (s *Service) checkSignIn(f *faults, next Settings) {
	switch {
	case len(next.SignIn) == 0:
		f.Add(FieldSignIn, msg.FaultSignInNone)
	case !subset(next.SignIn, s.o.Ways):
		f.Add(FieldSignIn, msg.FaultSignIn)
	case !next.SMTP.On() && !slices.ContainsFunc(next.SignIn, func(w Way) bool { return w != Link }):
		f.Add(FieldSignIn, msg.FaultSignInLink)
	}
	if next.AdminKeys && !next.strongWays() {
		f.Add(FieldAdminKeys, msg.FaultAdminKeysWays)
	}
	if !slices.Contains(AllIdentifiers(), next.Identifiers) {
		f.Add(FieldIdentifiers, msg.FaultIdentifiers)
	}
}

var hostName = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$|^[0-9A-Fa-f:.]+$`)

func checkSMTP(f *faults, was, next SMTP) {
	if !slices.Contains(TLSModes(), next.TLS) {
		f.Add(FieldTLS, msg.FaultTls)
	}
	f.text(FieldFromName, next.FromName, MaxTitle)
	f.text(FieldUser, next.User, MaxUser)
	f.text(FieldPassword, next.Password, MaxPassword)
	f.address(FieldFrom, next.From)
	if next.Port < 1 || next.Port > 65535 {
		f.Add(FieldPort, msg.FaultPort)
	}
	if !next.On() {
		if next.User != "" || next.From != "" || next.Password != "" {
			f.Add(FieldHost, msg.FaultHostMissing)
		}
		return
	}
	if len(next.Host) > MaxHost || !hostName.MatchString(next.Host) || strings.Contains(next.Host, "..") {
		f.Add(FieldHost, msg.FaultHost)
	}
	if next.From == "" {
		f.Add(FieldFrom, msg.FaultFrom)
	}
	checkPassword(f, was, next)
}

// checkPassword asks for the password again when it would go to another server, as another user or less protected:
// who can change settings must not be able to have it sent where they can read it.
func checkPassword(f *faults, was, next SMTP) {
	if next.User == "" {
		if next.Password != "" {
			f.Add(FieldUser, msg.FaultUser)
		}
		return
	}
	if next.TLS == mail.None && next.Host != "localhost" && next.Host != "127.0.0.1" && next.Host != "::1" {
		f.Add(FieldTLS, msg.FaultTlsPassword)
	}
	moved := was.Host != next.Host || was.Port != next.Port || was.User != next.User || was.TLS != next.TLS
	if moved && was.HasPassword && next.Password == "" && !next.NoPassword {
		f.Add(FieldPassword, msg.FaultPassword)
	}
}

// checkReturns leaves room for a mail's token in the address, and asks for a secret that nobody guesses.
func checkReturns(f *faults, next Returns) {
	f.address(FieldReturns, next.Address)
	if name, _, _ := strings.Cut(next.Address, "@"); len(name) > MaxReturns || strings.Contains(name, "+") {
		f.Add(FieldReturns, msg.FaultReturns, "max", MaxReturns)
	}
	f.text(FieldReturnsSecret, next.Secret, MaxPassword)
	if next.Secret != "" && len(next.Secret) < minSecret {
		f.Add(FieldReturnsSecret, msg.FaultReturnsSecret, "min", minSecret)
	}
}

func (f *faults) text(name, value string, most int) {
	switch {
	case !utf8.ValidString(value) || strings.ContainsFunc(value, unicode.IsControl):
		f.Add(name, msg.FaultCharacters)
	case utf8.RuneCountInString(value) > most:
		f.Add(name, msg.FaultLong, "max", most)
	}
}

func (f *faults) address(name, value string) {
	if value == "" {
		return
	}
	if _, err := mail.Address(value); err != nil {
		f.Add(name, msg.FaultAddress)
	}
}

func subset[T comparable](some, all []T) bool {
	return !slices.ContainsFunc(some, func(x T) bool { return !slices.Contains(all, x) })
}
