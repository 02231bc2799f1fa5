// Package letter is the mails about accounts: their words, and how they are sent.
package letter

import (
	"context"

	"preau/internal/core/account/identifier"
	"preau/internal/core/account/links"
	"preau/internal/core/account/msg"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// The kinds of mail about accounts. All are security mails: they cannot be switched off (R274).
const (
	Activation      = "account.activation"
	Exists          = "account.exists"
	Invitation      = "account.invitation"
	Reset           = "account.reset"
	SignInLink      = "account.signin_link"
	PasswordChanged = "account.password_changed"
	Suspended       = "account.suspended"
	Reactivated     = "account.reactivated"
	SignedOut       = "account.signed_out"
	Identifier      = "account.identifier"

	IdentifierChanged = "account.identifier_changed"
	UnknownAddress    = "account.unknown_address"
)

// pathContact is where one writes to the operator.
const pathContact = "/contact"

// linkMail is what a mail with a one-time link is made of: the token's id, never its secret.
type linkMail struct {
	TokenID  string
	UserName string
	By       string // who invited
	Reminder bool
	Given    Given
	More     []Given // at other places
}

// stateMail is what a mail about the account itself is made of.
type stateMail struct {
	UserName string
	By       string
	Reason   string
	Kept     []string `json:",omitempty"` // what goes on opening the account
}

// Kinds are those that notify.New needs.
func Kinds() []notify.Kind {
	o := func(label i18n.Key) notify.KindOptions { return notify.KindOptions{Label: label, Security: true} }
	return []notify.Kind{
		notify.KindOf(Activation, o(msg.MailActivationLabel), activationMail),
		notify.KindOf(Exists, o(msg.MailExistsLabel), existsMail),
		notify.KindOf(Invitation, o(msg.MailInvitationLabel), invitationMail),
		notify.KindOf(Reset, o(msg.MailResetLabel), resetMail),
		notify.KindOf(SignInLink, o(msg.MailSigninLabel), signInMail),
		notify.KindOf(PasswordChanged, o(msg.MailPasswordLabel), passwordMail),
		notify.KindOf(Suspended, o(msg.MailSuspendedLabel), suspendedMail),
		notify.KindOf(Reactivated, o(msg.MailReactivatedLabel), reactivatedMail),
		notify.KindOf(SignedOut, o(msg.MailSignedOutLabel), signedOutMail),
		notify.KindOf(Identifier, o(msg.MailIdentifierLabel), identifierMail),
		notify.KindOf(IdentifierChanged, o(msg.MailIdentifierLabel), identifierChangedMail),
		notify.KindOf(UnknownAddress, o(msg.MailUnknownLabel), unknownMail),
		notify.KindOf(AccessUpdated, o(msg.MailUpdatedLabel), updatedMail),
	}
}

func activationMail(t *i18n.T, d linkMail, l notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailActivationSubject), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailActivationText)),
		userName(t, d.UserName),
		notify.Button(t.S(msg.MailActivationButton), links.ForActivation.Path(l.Secret(d.TokenID))),
		notify.Paragraph(t.S(msg.MailActivationOnce)),
		notify.Paragraph(t.S(msg.MailNotYou)),
	}}
}

func existsMail(t *i18n.T, d stateMail, _ notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailExistsSubject), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailExistsText)),
		userName(t, d.UserName),
		notify.Button(t.S(msg.MailExistsSignIn), "/connexion"),
		notify.Paragraph(t.S(msg.MailExistsForgot)),
		notify.Button(t.S(msg.MailExistsReset), "/mot-de-passe/oubli"),
		notify.Paragraph(t.S(msg.MailExistsNotYou)),
	}}
}

func invitationMail(t *i18n.T, d linkMail, l notify.Links) notify.Content {
	subject := t.S(msg.MailInvitationSubject)
	if d.Reminder {
		subject = t.S(msg.MailInvitationAgain)
	}
	blocks := []notify.Block{notify.Paragraph(t.S(msg.MailInvitationText, "by", d.By))}
	if d.Given.Place != "" {
		blocks = []notify.Block{notify.Paragraph(t.S(msg.MailInvitationGiven, "by", d.By, "place", d.Given.Place)), Facts(t, d.Given.Roles)}
	}
	for _, g := range d.More {
		blocks = append(blocks, notify.Paragraph(t.S(msg.MailInvitationMore, "place", g.Place)), Facts(t, g.Roles))
	}
	if d.Reminder && d.Given.Place != "" {
		blocks = append(blocks, notify.Paragraph(t.S(msg.MailInvitationOnly)))
	}
	blocks = append(append(blocks, userName(t, d.UserName)), namesake(t, d.UserName)...)
	return notify.Content{Subject: subject, Blocks: append(
		blocks,
		notify.Button(t.S(msg.MailInvitationButton), links.ForInvitation.Path(l.Secret(d.TokenID))),
		notify.Paragraph(t.S(msg.MailInvitationOnce)),
		notify.Paragraph(t.S(msg.MailInvitationJunk)),
	)}
}

func resetMail(t *i18n.T, d linkMail, l notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailResetSubject), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailResetText)),
		userName(t, d.UserName),
		notify.Button(t.S(msg.MailResetButton), links.ForReset.Path(l.Secret(d.TokenID))),
		notify.Paragraph(t.S(msg.MailResetOnce)),
		notify.Paragraph(t.S(msg.MailResetNotYou)),
	}}
}

func signInMail(t *i18n.T, d linkMail, l notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailSigninSubject), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailSigninText)),
		notify.Button(t.S(msg.MailSigninButton), links.ForSignIn.Path(l.Secret(d.TokenID))),
		notify.Paragraph(t.S(msg.MailSigninOnce)),
		notify.Paragraph(t.S(msg.MailSigninNotYou)),
	}}
}

// unknownMail tells an address that has no account whom to ask (C006).
func unknownMail(t *i18n.T, _ stateMail, _ notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailUnknownSubject), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailUnknownText)),
		notify.Paragraph(t.S(msg.MailUnknownOther)),
		notify.Paragraph(t.S(msg.MailUnknownAsk)),
		notify.Button(t.S(msg.AskContact), pathContact),
		notify.Paragraph(t.S(msg.MailUnknownNotYou)),
	}}
}

func passwordMail(t *i18n.T, d stateMail, _ notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailPasswordSubject), Blocks: append(append([]notify.Block{
		notify.Paragraph(t.S(msg.MailPasswordText)),
		userName(t, d.UserName),
	}, keptWays(t, d.Kept)...),
		notify.Paragraph(t.S(msg.MailPasswordNotYou)),
		notify.Button(t.S(msg.MailExistsReset), "/mot-de-passe/oubli"))}
}

func suspendedMail(t *i18n.T, d stateMail, _ notify.Links) notify.Content {
	blocks := []notify.Block{notify.Paragraph(t.S(msg.MailSuspendedText, "by", d.By)), userName(t, d.UserName)}
	if d.Reason != "" {
		blocks = append(blocks, notify.Paragraph(t.S(msg.MailSuspendedReason)), notify.Quote(d.Reason))
	}
	blocks = append(blocks, notify.Paragraph(t.S(msg.MailSuspendedThen)), notify.Button(t.S(msg.AskContact), pathContact))
	return notify.Content{Subject: t.S(msg.MailSuspendedSubject), Blocks: blocks}
}

func reactivatedMail(t *i18n.T, d stateMail, _ notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailReactivatedSubject), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailReactivatedText)),
		userName(t, d.UserName),
		notify.Button(t.S(msg.MailExistsSignIn), "/connexion"),
	}}
}

// signedOutMail tells that an administrator signed all devices out.
func signedOutMail(t *i18n.T, d stateMail, _ notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailSignedOutSubject), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailSignedOutText, "by", d.By)),
		userName(t, d.UserName),
		notify.Button(t.S(msg.MailExistsSignIn), "/connexion"),
		notify.Paragraph(t.S(msg.MailSignedOutDoubt)),
		notify.Button(t.S(msg.MailExistsReset), "/mot-de-passe/oubli"),
	}}
}

// userName is the name by which one signs in, while there is one.
func userName(t *i18n.T, name string) notify.Block {
	if name == "" {
		return notify.Facts()
	}
	if identifier.Key(name) != "" {
		return notify.Facts(notify.Fact{Label: t.S(msg.LabelIdentifier), Value: name})
	}
	return notify.Facts(notify.Fact{Label: t.S(msg.LabelUserName), Value: name})
}

// identifierMail tells somebody the identifier that was just made for them, and its number if a namesake was first (R102).
func identifierMail(t *i18n.T, d stateMail, _ notify.Links) notify.Content {
	blocks := []notify.Block{notify.Paragraph(t.S(msg.MailIdentifierText)), userName(t, d.UserName)}
	return notify.Content{Subject: t.S(msg.MailIdentifierSubject), Blocks: append(append(blocks, namesake(t, d.UserName)...),
		notify.Paragraph(t.S(msg.MailIdentifierYours)), notify.Button(t.S(msg.MailExistsSignIn), "/connexion"))}
}

// identifierChangedMail tells the identifier that a corrected date of birth made.
func identifierChangedMail(t *i18n.T, d stateMail, _ notify.Links) notify.Content {
	blocks := []notify.Block{notify.Paragraph(t.S(msg.MailIdentifierChanged)), userName(t, d.UserName)}
	return notify.Content{Subject: t.S(msg.MailIdentifierSubject), Blocks: append(append(blocks, namesake(t, d.UserName)...),
		notify.Paragraph(t.S(msg.MailIdentifierChangedNotYou)), notify.Button(t.S(msg.MailExistsReset), "/mot-de-passe/oubli"))}
}

// namesake warns of the number at an identifier's end.
func namesake(t *i18n.T, name string) []notify.Block {
	suffix := identifier.Suffix(name)
	if suffix == "" {
		return nil
	}
	return []notify.Block{notify.Paragraph(t.S(msg.MailIdentifierNamesake, "suffix", suffix))}
}

// To is the owner of an account who is written to.
type To struct {
	notify.Recipient
	UserName string
	By       string // the name of who brought the account to its state
	Reason   string // that they gave
	Given    Given
	More     []Given // at other places
}

// Link tells the owner about a link that was just issued.
func Link(ctx context.Context, tx *db.Tx, mails *notify.Service, to To, p links.Purpose, tokenID string) error {
	kinds := map[links.Purpose]string{links.ForActivation: Activation, links.ForInvitation: Invitation, links.ForReset: Reset, links.ForSignIn: SignInLink}
	return send(ctx, tx, mails, to, kinds[p], linkMail{TokenID: tokenID, UserName: to.UserName, By: to.By, Given: to.Given}, tokenID)
}

// Remind tells somebody invited about a fresh link.
func Remind(ctx context.Context, tx *db.Tx, mails *notify.Service, to To, tokenID string) error {
	return send(ctx, tx, mails, to, Invitation, linkMail{TokenID: tokenID, UserName: to.UserName, By: to.By, Reminder: true, Given: to.Given, More: to.More}, tokenID)
}

// State tells the owner about the account itself: a kind of this room that has no link.
func State(ctx context.Context, tx *db.Tx, mails *notify.Service, to To, kind, occasion string) error {
	d := stateMail{UserName: to.UserName, By: to.By, Reason: to.Reason}
	if kind == PasswordChanged {
		var err error
		if d.Kept, err = waysKept(ctx, tx, to.AccountID); err != nil {
			return err
		}
	}
	return send(ctx, tx, mails, to, kind, d, occasion)
}

func send(ctx context.Context, tx *db.Tx, mails *notify.Service, to To, kind string, data any, occasion string) error {
	return mails.Send(ctx, tx, notify.Mail{
		Kind: kind, Data: data, Occasion: occasion, To: to.Recipient, Object: notify.Object{Kind: "account", ID: to.AccountID},
	})
}
