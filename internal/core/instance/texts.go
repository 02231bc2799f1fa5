package instance

import (
	"context"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"preau/internal/core/instance/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// The fields of the way out for SMS.
const (
	FieldTextsWay      = "sms_voie"
	FieldTextsFrom     = "sms_expediteur"
	FieldTextsAddress  = "sms_adresse"
	FieldTextsTLS      = "sms_chiffrement"
	FieldTextsUser     = "sms_utilisateur"
	FieldTextsPassword = "sms_mot_de_passe"           //nolint:gosec // a field's name
	FieldTextsSecret   = "sms_mot_de_passe_signature" //nolint:gosec // a field's name
	FieldTextsSure     = "sms_certain"
)

// TextsHookPath is where a gateway tells what came in.
const TextsHookPath = "/webhooks/sms"

// Limits of what a provider of SMS is known by.
const (
	MaxTextsFrom    = 20 // a number, or a name of eleven letters
	MaxTextsAddress = 500
)

// TextsWay is how SMS go out.
type TextsWay string

// The ways. None: mandates by SMS are not offered.
const (
	NoTexts      TextsWay = ""
	TextsGateway TextsWay = "gateway" // an address that takes JSON, and tells answers to TextsHookPath
	TextsSMPP    TextsWay = "smpp"    // a message centre, SMPP 3.4
)

// TextsWays are all ways, the default first.
func TextsWays() []TextsWay { return []TextsWay{NoTexts, TextsGateway, TextsSMPP} }

// Texts is how SMS go out and answers come in (C064).
type Texts struct {
	Way     TextsWay `json:"way,omitempty"`
	From    string   `json:"from,omitempty"`    // empty: the provider's own
	Address string   `json:"address,omitempty"` // https://… of a gateway; host:port of a message centre
	TLS     bool     `json:"tls,omitempty"`     // of a message centre; a gateway has it in its address
	User    string   `json:"user,omitempty"`    // system_id
	// Password is the message centre's, or the gateway's token; Secret signs what goes to a gateway and what it tells. Both are given
	// and kept as the SMTP password is.
	Password    string `json:"-"`
	HasPassword bool   `json:"-"`
	NoPassword  bool   `json:"-"`
	Secret      string `json:"-"`
	HasSecret   bool   `json:"-"`
	NoSecret    bool   `json:"-"`
	Sure        bool   `json:"-"` // leave a line to which people can still answer
}

// leaves says whether what is answered to the line there is would be heard no more: a message centre is listened to while it is the way, a gateway as long as it
// signs by the secret that is kept.
func (x Texts) leaves(next Texts) bool {
	switch {
	case x.Way == TextsSMPP:
		return next.Way != TextsSMPP || next.Address != x.Address || next.User != x.User
	case !x.HasSecret:
		return false
	}
	return next.NoSecret || next.Secret != "" && next.Address != x.Address
}

// heard refuses, once, to leave a line to which people can still answer: the operator is told how much stands (C064, decision 61).
func (s *Service) heard(ctx context.Context, tx *db.Tx, was, next Texts) error {
	if s.o.Answerable == nil || next.Sure || !was.leaves(next) {
		return nil
	}
	n, err := s.o.Answerable(ctx, tx)
	if err != nil || n == 0 {
		return err
	}
	var f apperr.Faults
	f.Add(FieldTextsSure, msg.FaultTextsSure, "n", n)
	if next.Secret != "" { // no secret is shown again
		f.Add(FieldTextsSecret, msg.FaultTextsSecretAgain)
	}
	return f.Err()
}

// The places in the settings to which these secrets are bound.
const (
	sealTexts     = "texts_password"
	sealTextsHook = "texts_secret"
)

func (x Texts) tidy() Texts {
	for _, p := range []*string{&x.From, &x.Address, &x.User} {
		*p = strings.TrimSpace(*p)
	}
	return x
}

// OutgoingTexts gives the way out for SMS with its secrets, for the transport and the hook alone.
func (s *Service) OutgoingTexts(ctx context.Context) (Texts, error) {
	k, err := s.current(ctx)
	x := k.SMS
	if err != nil {
		return x, err
	}
	for _, one := range []struct {
		place  string
		sealed []byte
		to     *string
	}{{sealTexts, k.TextsPassword, &x.Password}, {sealTextsHook, k.TextsSecret, &x.Secret}} {
		if len(one.sealed) == 0 {
			continue
		}
		if *one.to, err = s.o.Key.open(one.place, one.sealed); err != nil {
			return x, err
		}
	}
	return x, nil
}

// sealedTexts are the secrets to keep: new ones, none, or those there are.
func (s *Service) sealedTexts(k kept, x Texts) (password, secret []byte, err error) {
	keep := func(drop bool, given, place string, had []byte) ([]byte, error) {
		switch {
		case drop:
			return nil, nil
		case given != "":
			return s.o.Key.seal(place, given)
		}
		return had, nil
	}
	if password, err = keep(x.NoPassword || x.Way == NoTexts, x.Password, sealTexts, k.TextsPassword); err != nil {
		return nil, nil, err
	}
	// The gateway's hook goes on when texts are switched off or go another way: a STOP to a mandate that stands is still heard (C062, C064).
	secret, err = keep(x.NoSecret, x.Secret, sealTextsHook, k.TextsSecret)
	return password, secret, err
}

// checkTexts names every fault of the way out for SMS. A secret is asked for again when it would go elsewhere: who can change settings
// must not be able to have it sent where they can read it.
func checkTexts(f *faults, was, next Texts) {
	if !slices.Contains(TextsWays(), next.Way) {
		f.Add(FieldTextsWay, msg.FaultTextsWay)
	}
	f.text(FieldTextsFrom, next.From, MaxTextsFrom)
	f.text(FieldTextsAddress, next.Address, MaxTextsAddress)
	f.text(FieldTextsUser, next.User, MaxUser)
	f.text(FieldTextsPassword, next.Password, MaxPassword)
	f.text(FieldTextsSecret, next.Secret, MaxPassword)
	hasPassword := next.Password != "" || was.HasPassword && !next.NoPassword
	switch next.Way {
	case TextsGateway:
		if u, err := url.Parse(next.Address); err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && (u.Scheme != "http" || !local(u.Hostname())) {
			f.Add(FieldTextsAddress, msg.FaultTextsUrl)
		}
		if next.Secret == "" && (!was.HasSecret || next.NoSecret) || next.Secret != "" && len(next.Secret) < minSecret {
			f.Add(FieldTextsSecret, msg.FaultTextsSecret, "min", minSecret)
		} else if next.Sure && next.Secret == "" && was.Address != next.Address { // what was typed before the question is not here any more
			f.Add(FieldTextsSecret, msg.FaultTextsSecretAgain)
		}
	case TextsSMPP:
		host, port, err := net.SplitHostPort(next.Address)
		if n, wrong := strconv.Atoi(port); err != nil || host == "" || wrong != nil || n < 1 || n > 65535 {
			f.Add(FieldTextsAddress, msg.FaultTextsHost)
		} else if !next.TLS && hasPassword && !local(host) {
			f.Add(FieldTextsTLS, msg.FaultTextsTls)
		}
		if next.User == "" {
			f.Add(FieldTextsUser, msg.FaultTextsUser)
		}
	case NoTexts:
		return
	}
	moved := was.Way != next.Way || was.Address != next.Address || was.User != next.User || was.TLS != next.TLS
	if moved && was.HasPassword && next.Password == "" && !next.NoPassword {
		f.Add(FieldTextsPassword, msg.FaultTextsPassword)
	}
}

func local(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// textsChanges are what differs, for the history and a stale edit; secrets are only named.
func textsChanges(from, to Texts) []Change {
	var out []Change
	for _, x := range []struct{ field, from, to string }{
		{FieldTextsWay, string(from.Way), string(to.Way)},
		{FieldTextsFrom, from.From, to.From},
		{FieldTextsAddress, from.Address, to.Address},
		{FieldTextsTLS, strconv.FormatBool(from.TLS), strconv.FormatBool(to.TLS)},
		{FieldTextsUser, from.User, to.User},
	} {
		if x.from != x.to {
			out = append(out, Change{Field: x.field, From: x.from, To: x.to})
		}
	}
	if to.Password != "" || to.NoPassword && from.HasPassword {
		out = append(out, Change{Field: FieldTextsPassword})
	}
	if to.Secret != "" || to.NoSecret && from.HasSecret {
		out = append(out, Change{Field: FieldTextsSecret})
	}
	return out
}
