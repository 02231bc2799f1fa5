package homeweb

import (
	"preau/internal/core/homeweb/msg"
	"preau/internal/core/instance"
	"preau/internal/kit/i18n"
)

type keys = []i18n.Key

func signUpIsOpen(s instance.Settings) bool   { return s.OpenSignUp }
func signUpIsClosed(s instance.Settings) bool { return !s.OpenSignUp }
func withLink(s instance.Settings) bool       { return s.Allows(instance.Link) }
func withPassword(s instance.Settings) bool   { return s.Allows(instance.Password) }
func withNeeds(s instance.Settings) bool      { return s.Has(instance.Needs) }

var (
	toSignIn  = link{msg.SignIn, pathSignIn}
	toSignUp  = link{msg.SignUp, pathSignUp}
	toContact = link{msg.WriteUs, pathContact + "?page=" + pathHelp}
	toProfile = link{msg.MyProfile, pathProfile}
	toRenew   = link{msg.NewLink, "/activation/renvoi"}
	toForgot  = link{msg.Forgotten, "/mot-de-passe/oubli"}
	toByLink  = link{msg.LinkByMail, "/connexion/lien"}
	toGroups  = link{msg.GroupList, "/groupements"}
	toMine    = link{msg.MyMemberships, "/adhesions"}
	toNew     = link{msg.NewGroup, "/groupements/nouveau"}
	toMails   = link{msg.MyMails, "/compte/mails"}
	toData    = link{msg.MyData, "/compte/donnees"}
	toLost    = link{msg.LostMailbox, "/mot-de-passe/sans-boite"}
	toTokens  = link{msg.MyTokens, "/compte/jetons"}
	toAPI     = link{msg.ProgramGuide, "/api"}
)

// helpChapters are the help, by role.
var helpChapters = []chapter{
	{id: "compte", title: msg.HelpAccount, items: accountHelp},
	{id: "membres", title: msg.HelpMembers, items: memberHelp, shown: withNeeds},
	{id: "coordonnateurs", title: msg.HelpCoordinators, items: coordinatorHelp, shown: withNeeds},
	{id: "difficultes", title: msg.HelpTrouble, items: troubleHelp},
}

var accountHelp = []article{
	{
		id: "creer-un-compte", title: msg.QSignUp, shown: signUpIsOpen,
		steps: keys{msg.SignUp1, msg.SignUp2, msg.SignUp3, msg.SignUp4}, links: []link{toSignUp},
	},
	{
		id: "obtenir-un-compte", title: msg.QInvited, shown: signUpIsClosed,
		text: keys{msg.Invited1, msg.Invited2}, links: []link{toContact},
	},
	{id: "deux-comptes", title: msg.QTwoAccounts, text: keys{msg.TwoAccounts1, msg.TwoAccounts2}},
	{
		id: "mail-d-activation", title: msg.QActivation, shown: signUpIsOpen,
		steps: keys{msg.Activation1, msg.Activation2, msg.Activation3, msg.Activation4}, links: []link{toRenew, toContact},
	},
	{
		id: "se-connecter", title: msg.QSignIn, shown: withPassword,
		text: keys{msg.SignIn1, msg.SignIn2, msg.SignIn3}, links: []link{toSignIn},
	},
	{id: "lien-de-connexion", title: msg.QLink, shown: withLink, text: keys{msg.Link1}, links: []link{toByLink}},
	{
		id: "mot-de-passe-oublie", title: msg.QForgotten, shown: withPassword,
		steps: keys{msg.Forgotten1, msg.Forgotten2, msg.Forgotten3}, more: keys{msg.Forgotten4}, links: []link{toForgot},
	},
	{
		id: "boite-perdue", title: msg.QMailboxLost,
		text: keys{msg.MailboxLost1, msg.MailboxLost2}, links: []link{toLost},
	},
	{id: "profil", title: msg.QProfile, text: keys{msg.Profile1, msg.Profile2, msg.Profile3}, links: []link{toProfile}},
	{id: "mes-donnees", title: msg.QOwnData, text: keys{msg.OwnData1, msg.OwnData2}, links: []link{toData}},
	{id: "programmes", title: msg.QProgram, text: keys{msg.Program1, msg.Program2}, links: []link{toTokens, toAPI}},
	{id: "image", title: msg.QPicture, text: keys{msg.Picture1}, links: []link{toContact}},
}

var memberHelp = []article{
	{id: "adherer", title: msg.QJoin, steps: keys{msg.Join1, msg.Join2, msg.Join3}, more: keys{msg.Join4, msg.Join5}, links: []link{toGroups}},
	{id: "mes-adhesions", title: msg.QMine, text: keys{msg.Mine1, msg.Mine2}, links: []link{toMine}},
	{id: "saisir", title: msg.QEnter, text: keys{msg.Enter1}, steps: keys{msg.Enter2, msg.Enter3, msg.Enter4, msg.Enter5}, more: keys{msg.Enter6}},
	{id: "lots-sans-besoin", title: msg.QEmpty, text: keys{msg.Empty1, msg.Empty2}},
	{id: "date-limite", title: msg.QDeadline, text: keys{msg.Deadline1, msg.Deadline2, msg.Deadline3}},
	{id: "rouvrir", title: msg.QReopen, text: keys{msg.Reopen1, msg.Reopen2}},
	{id: "a-plusieurs", title: msg.QTogether, text: keys{msg.Together1}},
}

var coordinatorHelp = []article{
	{id: "devenir-coordonnateur", title: msg.QNamed, text: keys{msg.Named1, msg.Named2}, links: []link{toContact}},
	{id: "creer-un-groupement", title: msg.QCreate, steps: keys{msg.Create1, msg.Create2, msg.Create3}, links: []link{toNew}},
	{id: "lots", title: msg.QLots, text: keys{msg.Lots1, msg.Lots2}},
	{id: "ouvrir", title: msg.QOpen, text: keys{msg.Open1, msg.Open2, msg.Open3}},
	{id: "demandes", title: msg.QDemands, steps: keys{msg.Demands1, msg.Demands2, msg.Demands3}, more: keys{msg.Demands4}},
	{id: "retirer-un-membre", title: msg.QRemove, text: keys{msg.Remove1, msg.Remove2}},
	{id: "documents", title: msg.QDocuments, text: keys{msg.Documents1, msg.Documents2}},
	{id: "suivi", title: msg.QFollow, text: keys{msg.Follow1, msg.Follow2}},
	{id: "consolidation", title: msg.QConsolidate, text: keys{msg.Consolidate1, msg.Consolidate2, msg.Consolidate3}},
}

var troubleHelp = []article{
	{id: "pourquoi", title: msg.QWhy, text: keys{msg.Why1, msg.Why2}},
	{id: "mails", title: msg.QMails, text: keys{msg.Mails1, msg.Mails2}, links: []link{toMails}},
	{id: "nous-contacter", title: msg.QContact, text: keys{msg.Contact1}, links: []link{toContact}},
}
