package app

import (
	absencemsg "preau/internal/casework/absence/msg"
	demandwebmsg "preau/internal/casework/caseworkweb/demandweb/msg"
	mandatewebmsg "preau/internal/casework/caseworkweb/mandateweb/msg"
	caseworkwebmsg "preau/internal/casework/caseworkweb/msg"
	passagewebmsg "preau/internal/casework/caseworkweb/passageweb/msg"
	casefiguresmsg "preau/internal/casework/caseworkweb/resultsweb/msg"
	caseclosingmsg "preau/internal/casework/closing/msg"
	handovermsg "preau/internal/casework/handover/msg"
	latenessmsg "preau/internal/casework/lateness/msg"
	mandatemsg "preau/internal/casework/mandate/msg"
	caseworkmsg "preau/internal/casework/msg"
	sealmsg "preau/internal/casework/seal/msg"
	surveymsg "preau/internal/casework/survey/msg"
	catalogwebmsg "preau/internal/catalog/catalogweb/msg"
	catalogmsg "preau/internal/catalog/msg"
	accessmsg "preau/internal/core/access/msg"
	accountapimsg "preau/internal/core/account/accountapi/msg"
	accountwebmsg "preau/internal/core/account/accountweb/msg"
	federationwebmsg "preau/internal/core/account/federation/federationweb/msg"
	federationmsg "preau/internal/core/account/federation/msg"
	accountmsg "preau/internal/core/account/msg"
	passkeymsg "preau/internal/core/account/passkey/msg"
	passkeywebmsg "preau/internal/core/account/passkey/passkeyweb/msg"
	proofmsg "preau/internal/core/account/proof/msg"
	proofwebmsg "preau/internal/core/account/proof/proofweb/msg"
	apiwebmsg "preau/internal/core/apiweb/msg"
	contactwebmsg "preau/internal/core/contact/contactweb/msg"
	contactmsg "preau/internal/core/contact/msg"
	delegationapimsg "preau/internal/core/delegation/delegationapi/msg"
	delegationwebmsg "preau/internal/core/delegation/delegationweb/msg"
	delegationmsg "preau/internal/core/delegation/msg"
	silencemsg "preau/internal/core/delegation/silence/msg"
	directorywebmsg "preau/internal/core/directory/directoryweb/msg"
	intakemsg "preau/internal/core/directory/intake/msg"
	directorymsg "preau/internal/core/directory/msg"
	documentmsg "preau/internal/core/document/msg"
	framemsg "preau/internal/core/frame/msg"
	uploadmsg "preau/internal/core/frame/upload/msg"
	historymsg "preau/internal/core/history/msg"
	homewebmsg "preau/internal/core/homeweb/msg"
	importswebmsg "preau/internal/core/imports/importsweb/msg"
	importsmsg "preau/internal/core/imports/msg"
	instancewebmsg "preau/internal/core/instance/instanceweb/msg"
	instancemsg "preau/internal/core/instance/msg"
	notifymsg "preau/internal/core/notify/msg"
	notifywebmsg "preau/internal/core/notify/notifyweb/msg"
	orgmsg "preau/internal/core/org/msg"
	registersmsg "preau/internal/core/registers/msg"
	requestmsg "preau/internal/core/request/msg"
	requestwebmsg "preau/internal/core/request/requestweb/msg"
	restmsg "preau/internal/core/rest/msg"
	retentionmsg "preau/internal/core/retention/msg"
	retentionwebmsg "preau/internal/core/retention/retentionweb/msg"
	termsmsg "preau/internal/core/terms/msg"
	termswebmsg "preau/internal/core/terms/termsweb/msg"
	tokenmsg "preau/internal/core/token/msg"
	tokenwebmsg "preau/internal/core/token/tokenweb/msg"
	upkeepmsg "preau/internal/core/upkeep/msg"
	upkeepwebmsg "preau/internal/core/upkeep/upkeepweb/msg"
	webhookmsg "preau/internal/core/webhook/msg"
	webhookwebmsg "preau/internal/core/webhook/webhookweb/msg"
	blobmsg "preau/internal/kit/blob/msg"
	dbmsg "preau/internal/kit/db/msg"
	"preau/internal/kit/i18n"
	pdfmsg "preau/internal/kit/pdf/msg"
	sheetmsg "preau/internal/kit/sheet/msg"
	webmsg "preau/internal/kit/web/msg"
	uimsg "preau/internal/kit/web/ui/msg"
	needsmsg "preau/internal/needs/msg"
	needsapimsg "preau/internal/needs/needsapi/msg"
	needswebmsg "preau/internal/needs/needsweb/msg"
	offersenrolmsg "preau/internal/offers/enrol/msg"
	lieumsg "preau/internal/offers/lieu/msg"
	offersmsg "preau/internal/offers/msg"
	offermsg "preau/internal/offers/offer/msg"
	activitywebmsg "preau/internal/offers/offersweb/activityweb/msg"
	lieuwebmsg "preau/internal/offers/offersweb/lieuweb/msg"
	offerswebmsg "preau/internal/offers/offersweb/msg"
	offerwebmsg "preau/internal/offers/offersweb/offerweb/msg"
	publicwebmsg "preau/internal/offers/offersweb/publicweb/msg"
	reportwebmsg "preau/internal/offers/offersweb/reportweb/msg"
	reportmsg "preau/internal/offers/report/msg"
	sharedmsg "preau/internal/offers/shared/msg"
	claimmsg "preau/internal/ordering/claim/msg"
	figuresmsg "preau/internal/ordering/figures/msg"
	orderingmsg "preau/internal/ordering/msg"
	orderingapimsg "preau/internal/ordering/orderingapi/msg"
	figureswebmsg "preau/internal/ordering/orderingweb/figuresweb/msg"
	orderingwebmsg "preau/internal/ordering/orderingweb/msg"
	receptionwebmsg "preau/internal/ordering/orderingweb/receptionweb/msg"
	receptionmsg "preau/internal/ordering/reception/msg"
	sendingmsg "preau/internal/ordering/sending/msg"
)

// Messages are the catalogues of all rooms.
func Messages() []i18n.Source {
	return []i18n.Source{
		blobmsg.Source(), dbmsg.Source(), pdfmsg.Source(), sheetmsg.Source(), webmsg.Source(), uimsg.Source(),
		accessmsg.Source(), accountmsg.Source(), accountwebmsg.Source(), federationmsg.Source(), federationwebmsg.Source(), passkeymsg.Source(), passkeywebmsg.Source(), proofmsg.Source(), proofwebmsg.Source(), contactmsg.Source(), contactwebmsg.Source(), directorymsg.Source(), directorywebmsg.Source(), intakemsg.Source(), importsmsg.Source(), importswebmsg.Source(),
		documentmsg.Source(), framemsg.Source(), uploadmsg.Source(),
		homewebmsg.Source(), instancemsg.Source(), instancewebmsg.Source(), notifymsg.Source(), notifywebmsg.Source(), upkeepmsg.Source(), upkeepwebmsg.Source(), webhookmsg.Source(), webhookwebmsg.Source(), orgmsg.Source(), registersmsg.Source(),
		requestmsg.Source(), requestwebmsg.Source(), delegationmsg.Source(), silencemsg.Source(), delegationwebmsg.Source(), delegationapimsg.Source(), termsmsg.Source(), termswebmsg.Source(),
		restmsg.Source(), tokenmsg.Source(), tokenwebmsg.Source(), accountapimsg.Source(), apiwebmsg.Source(),
		needsmsg.Source(), needsapimsg.Source(), needswebmsg.Source(),
		catalogmsg.Source(), catalogwebmsg.Source(), orderingmsg.Source(), orderingwebmsg.Source(), orderingapimsg.Source(), sendingmsg.Source(), claimmsg.Source(), receptionmsg.Source(), receptionwebmsg.Source(), figuresmsg.Source(), figureswebmsg.Source(),
		sealmsg.Source(), mandatemsg.Source(),
		caseworkmsg.Source(), caseworkwebmsg.Source(), demandwebmsg.Source(), mandatewebmsg.Source(), latenessmsg.Source(), caseclosingmsg.Source(), surveymsg.Source(), casefiguresmsg.Source(), absencemsg.Source(), handovermsg.Source(), passagewebmsg.Source(),
		offersmsg.Source(), offermsg.Source(), offerswebmsg.Source(), lieumsg.Source(), sharedmsg.Source(), offersenrolmsg.Source(), lieuwebmsg.Source(), activitywebmsg.Source(), offerwebmsg.Source(), publicwebmsg.Source(), reportmsg.Source(), reportwebmsg.Source(),
		historymsg.Source(), retentionmsg.Source(), retentionwebmsg.Source(),
	}
}
