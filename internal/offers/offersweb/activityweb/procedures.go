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
		{msg.ProcCreateS3, []i18n.Key{msg.ProcCreateS31}},
		{msg.ProcCreateOffer, []i18n.Key{msg.ProcCreateOffer1, msg.ProcCreateOffer2, msg.ProcCreateOffer3, msg.ProcCreateOffer4, msg.ProcCreateOffer5}},
		{msg.ProcCreateWhere, []i18n.Key{msg.ProcCreateWhere1, msg.ProcCreateWhere2, msg.ProcCreateWhere3, msg.ProcCreateWhere4, msg.ProcCreateWhere5, msg.ProcCreateWhere6, msg.ProcCreateWhere7, msg.ProcCreateWhere8, msg.ProcCreateWhere9}},
		{msg.ProcCreateWhom, []i18n.Key{msg.ProcCreateWhom1, msg.ProcCreateWhom2, msg.ProcCreateWhom3, msg.ProcCreateWhom4}},
		{msg.ProcCreateHow, []i18n.Key{msg.ProcCreateHow1, msg.ProcCreateHow2, msg.ProcCreateHow3, msg.ProcCreateHow4, msg.ProcCreateHow5, msg.ProcCreateHow6, msg.ProcCreateHow7, msg.ProcCreateHow8, msg.ProcCreateHow9, msg.ProcCreateHow10, msg.ProcCreateHow11, msg.ProcCreateHow12}},
		{msg.ProcCreateReferent, []i18n.Key{msg.ProcCreateReferent1, msg.ProcCreateReferent2, msg.ProcCreateReferent3, msg.ProcCreateReferent4}},
		{msg.ProcCreateContact, []i18n.Key{msg.ProcCreateContact1, msg.ProcCreateContact2, msg.ProcCreateContact3}},
		{msg.ProcCreateDates, []i18n.Key{msg.ProcCreateDates1, msg.ProcCreateDates2, msg.ProcCreateDates3, msg.ProcCreateDates4}},
		{msg.ProcCreateFiles, []i18n.Key{msg.ProcCreateFiles1}},
		{msg.ProcCreateS4, []i18n.Key{msg.ProcCreateS41, msg.ProcCreateS42}},
		{msg.ProcCreateS5, []i18n.Key{msg.ProcCreateS51, msg.ProcCreateS52, msg.ProcCreateS53}},
		{msg.ProcCreateS6, []i18n.Key{msg.ProcCreateS61}},
		{msg.ProcCreateS7, []i18n.Key{msg.ProcCreateS71}},
	}},
	{"utilisateurs", msg.ProcAccountsTitle, msg.ProcAccountsHint, msg.ProcAccountsFile, []section{
		{msg.ProcAccountsS1, []i18n.Key{msg.ProcAccountsS11}},
		{msg.ProcAccountsS2, []i18n.Key{msg.ProcAccountsS21, msg.ProcAccountsS22}},
		{msg.ProcAccountsS3, []i18n.Key{msg.ProcAccountsS31, msg.ProcAccountsS32}},
		{msg.ProcAccountsS8, []i18n.Key{msg.ProcAccountsS81, msg.ProcAccountsS82, msg.ProcAccountsS83, msg.ProcAccountsS84}},
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
