package homeweb

import "preau/internal/core/homeweb/msg"

// accessibilityText says what was done and what was not: no audit is claimed that nobody made.
var accessibilityText = folder{title: msg.Accessibility, lead: msg.AccessibilityLead, chapters: []chapter{
	{id: "etat", title: msg.A11yState, items: []article{{text: keys{msg.A11yState1, msg.A11yState2}}}},
	{id: "fait", title: msg.A11yDone, items: []article{{text: keys{msg.A11yDone1, msg.A11yDone2, msg.A11yDone3, msg.A11yDone4}}}},
	{id: "essais", title: msg.A11yTested, items: []article{{text: keys{msg.A11yTested1, msg.A11yTested2}}}},
	{id: "signaler", title: msg.A11yReport, items: []article{
		{text: keys{msg.A11yReport1}},
		{text: keys{msg.A11yReportFrance}, shown: inFrance},
		{text: keys{msg.A11yReportBelgium}, shown: inBelgium},
	}},
}}

// personalDataText follows what the tables hold; a table that is added is told here.
var personalDataText = folder{title: msg.PersonalData, lead: msg.PersonalDataLead, chapters: []chapter{
	{id: "gardees", title: msg.DataKept, items: []article{{facts: []fact{
		{term: msg.DataAccount, value: msg.DataAccountText},
		{term: msg.DataPassword, value: msg.DataPasswordText, shown: withPassword},
		{term: msg.DataSessions, value: msg.DataSessionsText},
		{term: msg.DataTries, value: msg.DataTriesText},
		{term: msg.DataMails, value: msg.DataMailsText},
		{term: msg.DataHistory, value: msg.DataHistoryText},
		{term: msg.DataNeeds, value: msg.DataNeedsText, shown: withNeeds},
		{term: msg.DataMessages, value: msg.DataMessagesText},
		{term: msg.DataLog, value: msg.DataLogText},
	}}}},
	{id: "cookies", title: msg.DataCookies, items: []article{{text: keys{msg.DataCookiesText}, facts: []fact{
		{term: msg.CookieSession, value: msg.CookieSessionText},
		{term: msg.CookieFlash, value: msg.CookieFlashText},
		{term: msg.CookieLanguage, value: msg.CookieLanguageText},
	}, more: keys{msg.DataTrackers}}}},
	{id: "duree", title: msg.DataTime, items: []article{{text: keys{msg.DataTime1, msg.DataTime2}}}},
	{id: "qui", title: msg.DataWho, items: []article{{text: keys{msg.DataWho1, msg.DataWho2}}}},
	{id: "droits", title: msg.DataRights, items: []article{
		{text: keys{msg.DataRights1, msg.DataRights2}},
		{text: keys{msg.DataRightsFrance}, shown: inFrance},
		{text: keys{msg.DataRightsBelgium}, shown: inBelgium},
	}},
}}

var termsText = folder{title: msg.Terms, lead: msg.TermsLead, chapters: []chapter{
	{id: "service", title: msg.TermsService, items: []article{
		{text: keys{msg.TermsService1}},
		{text: keys{msg.TermsNeeds}, shown: withNeeds},
	}},
	{id: "comptes", title: msg.TermsAccounts, items: []article{{text: keys{msg.TermsAccounts1, msg.TermsAccounts2, msg.TermsAccounts3}}}},
	{id: "saisies", title: msg.TermsEntries, items: []article{{text: keys{msg.TermsEntries1, msg.TermsEntries2}}}},
	{id: "disponibilite", title: msg.TermsUp, items: []article{{text: keys{msg.TermsUp1}}}},
	{id: "programme", title: msg.TermsProgram, items: []article{{text: keys{msg.TermsProgram1}}}},
}}
