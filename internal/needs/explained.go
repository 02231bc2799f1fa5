package needs

import (
	"preau/internal/core/access"
	"preau/internal/core/help"
	"preau/internal/kit/apperr"
	"preau/internal/needs/group"
	"preau/internal/needs/msg"
)

// Member is who works in an establishment that is, or would be, a member of a group: no role, so that the help names it apart.
const Member help.Reader = "needs.member"

// Explained are the help's answers to this room's reasons, by code.
func Explained() help.Entries {
	members, coordinators := []help.Reader{Member}, help.Roles(group.Coordinator)
	both := []help.Reader{Member, help.Reader(group.Coordinator)}
	return help.Entries{
		"needs.no_lines":             {Kind: apperr.Datum, For: coordinators, Lift: coordinators, Text: msg.HelpNoLines},
		"needs.deadline_behind":      {Kind: apperr.Datum, For: coordinators, Lift: coordinators, Text: msg.HelpDeadlineBehind},
		"needs.joining_behind":       {Kind: apperr.Datum, For: coordinators, Lift: coordinators, Text: msg.HelpJoiningBehind},
		"needs.group_open":           {Kind: apperr.Never, For: coordinators, Text: msg.HelpGroupOpen},
		"needs.group_abandoned":      {Kind: apperr.Never, For: both, Text: msg.HelpGroupAbandoned},
		"needs.not_coordinator":      {Kind: apperr.Grant, For: both, Lift: coordinators, Text: msg.HelpNotCoordinator},
		"needs.not_confirmed":        {Kind: apperr.Grant, For: members, Lift: help.Roles(access.Member), Text: msg.HelpNotConfirmed},
		"needs.sign_in":              {Kind: apperr.Act, For: members, Lift: []help.Reader{help.You}, Text: msg.HelpSignIn},
		"needs.no_establishment":     {Kind: apperr.Datum, For: members, Lift: []help.Reader{help.You}, Text: msg.HelpNoEstablishment},
		"needs.group_draft":          {Kind: apperr.Act, For: members, Lift: coordinators, Text: msg.HelpGroupDraft},
		"needs.joining_closed":       {Kind: apperr.Date, For: members, Text: msg.HelpJoiningClosed},
		"needs.profile_incomplete":   {Kind: apperr.Datum, For: members, Lift: []help.Reader{help.You}, Text: msg.HelpProfileIncomplete},
		"needs.already_decided":      {Kind: apperr.Never, For: coordinators, Text: msg.HelpAlreadyDecided},
		"needs.withdrawn":            {Kind: apperr.Act, For: coordinators, Lift: members, Text: msg.HelpWithdrawn},
		"needs.already_asked":        {Kind: apperr.Act, For: members, Lift: coordinators, Text: msg.HelpAlreadyAsked},
		"needs.refused_for_good":     {Kind: apperr.Act, For: members, Lift: coordinators, Text: msg.HelpRefusedForGood},
		"needs.entry_begun":          {Kind: apperr.Never, For: members, Text: msg.HelpEntryBegun},
		"needs.already_member":       {Kind: apperr.Never, For: members, Text: msg.HelpAlreadyMember},
		"needs.membership_waits":     {Kind: apperr.Act, For: members, Lift: coordinators, Text: msg.HelpMembershipWaits},
		"needs.not_member":           {Kind: apperr.Act, For: members, Lift: []help.Reader{help.You}, Text: msg.HelpNotMember},
		"needs.membership_refused":   {Kind: apperr.Act, For: members, Lift: coordinators, Text: msg.HelpMembershipRefused},
		"needs.membership_over":      {Kind: apperr.Never, For: both, Text: msg.HelpMembershipOver},
		"needs.membership_withdrawn": {Kind: apperr.Act, For: members, Lift: []help.Reader{help.You}, Text: msg.HelpMembershipWithdrawn},
		"needs.members_only":         {Kind: apperr.Act, For: members, Lift: coordinators, Text: msg.HelpMembersOnly},
		"needs.version_replaced":     {Kind: apperr.Never, For: both, Text: msg.HelpVersionReplaced},
		"needs.file_erased":          {Kind: apperr.Never, For: both, Text: msg.HelpFileErased},
		"needs.document_withdrawn":   {Kind: apperr.Never, For: both, Text: msg.HelpDocumentWithdrawn},
		"needs.matrix_over":          {Kind: apperr.Date, For: coordinators, Text: msg.HelpMatrixOver},
		"needs.matrix_waits":         {Kind: apperr.Date, For: coordinators, Text: msg.HelpMatrixWaits},
		"needs.entry_not_begun":      {Kind: apperr.Date, For: members, Text: msg.HelpEntryNotBegun},
		"needs.deadline_passed":      {Kind: apperr.Date, For: members, Text: msg.HelpDeadlinePassed},
		"needs.sheet_validated":      {Kind: apperr.Act, For: members, Lift: members, Text: msg.HelpSheetValidated},
	}
}
