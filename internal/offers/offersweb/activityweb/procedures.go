package activityweb

import (
	"preau/internal/kit/i18n"
	"preau/internal/offers/offersweb/activityweb/msg"
)

// procedure is one of the three of the source (O38, O39, O107): a page, and the PDF that is made from it.
type procedure struct {
	slug              string
	title, hint, file i18n.Key
	sections          []section
}

// section is a part of a procedure, in lines.
type section struct {
	title i18n.Key
	lines []i18n.Key
}

// procedures are all of them, in the order of the source.
var procedures = []procedure{
	{"offres", msg.ProcCreateTitle, msg.ProcCreateHint, msg.ProcCreateFile, []section{
		{msg.ProcCreateS1, []i18n.Key{msg.ProcCreateS11, msg.ProcCreateS12}},
		{msg.ProcCreateS2, []i18n.Key{msg.ProcCreateS21, msg.ProcCreateS22}},
		{msg.ProcCreateS3, []i18n.Key{msg.ProcCreateS31, msg.ProcCreateS32, msg.ProcCreateS33, msg.ProcCreateS34, msg.ProcCreateS35}},
		{msg.ProcCreateS4, []i18n.Key{msg.ProcCreateS41, msg.ProcCreateS42}},
		{msg.ProcCreateS5, []i18n.Key{msg.ProcCreateS51, msg.ProcCreateS52, msg.ProcCreateS53}},
		{msg.ProcCreateS6, []i18n.Key{msg.ProcCreateS61}},
		{msg.ProcCreateS7, []i18n.Key{msg.ProcCreateS71}},
	}},
	{"utilisateurs", msg.ProcAccountsTitle, msg.ProcAccountsHint, msg.ProcAccountsFile, []section{
		{msg.ProcAccountsS1, []i18n.Key{msg.ProcAccountsS11}},
		{msg.ProcAccountsS2, []i18n.Key{msg.ProcAccountsS21, msg.ProcAccountsS22}},
		{msg.ProcAccountsS3, []i18n.Key{msg.ProcAccountsS31, msg.ProcAccountsS32}},
		{msg.ProcAccountsS4, []i18n.Key{msg.ProcAccountsS41, msg.ProcAccountsS42}},
		{msg.ProcAccountsS5, []i18n.Key{msg.ProcAccountsS51, msg.ProcAccountsS52}},
		{msg.ProcAccountsS6, []i18n.Key{msg.ProcAccountsS61}},
		{msg.ProcAccountsS7, []i18n.Key{msg.ProcAccountsS71}},
	}},
	{"publication", msg.ProcPublishTitle, msg.ProcPublishHint, msg.ProcPublishFile, []section{
		{msg.ProcPublishS1, []i18n.Key{msg.ProcPublishS11}},
		{msg.ProcPublishS2, []i18n.Key{msg.ProcPublishS21}},
		{msg.ProcPublishS3, []i18n.Key{msg.ProcPublishS31}},
		{msg.ProcPublishS4, []i18n.Key{msg.ProcPublishS41, msg.ProcPublishS42}},
		{msg.ProcPublishS5, []i18n.Key{msg.ProcPublishS51, msg.ProcPublishS52}},
		{msg.ProcPublishS6, []i18n.Key{msg.ProcPublishS61, msg.ProcPublishS62}},
		{msg.ProcPublishS7, []i18n.Key{msg.ProcPublishS71}},
	}},
}
