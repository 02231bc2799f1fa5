package closing

import (
	"time"

	"preau/internal/core/account/msg"
	"preau/internal/core/retention"
)

// The rules that the service itself applies: they close accounts.
const (
	RuleUnactivated = "account.unactivated"
	RuleUnused      = "account.unused"
)

// noticeLead is how long before an unused account is closed its owner is written to first.
const noticeLead = 30 * 24 * time.Hour

// Holdings are what this room knows of people.
func Holdings() []retention.Holding {
	return []retention.Holding{
		accountHolding(),
		{
			Table: "account_tokens", What: msg.DataToken, Why: msg.DataTokenWhy, Personal: []string{"account_id", "secret_hash"},
			Rules: []retention.Rule{{
				Key: "account.tokens", Term: months(12), From: msg.FromExpired, Then: retention.Deleted, ID: key(), Event: "expires_at",
			}},
			Shares: []retention.Share{{File: "liens", Of: "account_id = $1", Columns: []string{"purpose", "created_at", "expires_at", "used_at"}, Order: "created_at, id"}},
			Traces: []retention.Trace{{ID: key(), Of: "account_id = $1", Gone: true}},
		},
		{
			Table: "account_sessions", What: msg.DataSession, Why: msg.DataSessionWhy, Personal: []string{"account_id", "secret_hash", "former_hash", "agent", "net"},
			Rules: []retention.Rule{{
				Key: "account.sessions", Term: months(12), Min: 3, Max: 12, From: msg.FromSeen, Then: retention.Deleted, ID: key(), Event: "seen_at",
			}},
			Shares: []retention.Share{{
				File: "connexions", Of: "account_id = $1", Order: "created_at, id",
				Columns: []string{"agent", "created_at", "seen_at", "expires_at", "remembered", "way", "ended_at", "ended_why"},
			}},
			Traces: []retention.Trace{{ID: key(), Of: "account_id = $1", Gone: true}},
		},
		{
			Table: "account_failures", What: msg.DataFailure, Why: msg.DataFailureWhy, Personal: []string{"subject"},
			Rules: []retention.Rule{{
				Key: "account.failures", Term: retention.Term{N: 24, Unit: retention.Hours}, From: msg.FromFailed, Then: retention.Deleted,
				ID: []string{"subject"}, Event: "since", Job: "account.sweep",
			}},
		},
		{
			Table: "account_name_holds", What: msg.DataNameHold, Why: msg.DataNameHoldWhy, Personal: []string{"user_name_fold"},
			Rules: []retention.Rule{{
				Key: "account.name_holds", Term: retention.Term{Unit: retention.Days}, From: msg.FromHeld, Then: retention.Deleted,
				ID: []string{"user_name_fold"}, Event: "until", Job: "account.sweep",
			}},
		},
		{
			Table: "account_tries", What: msg.DataTry, Why: msg.DataFailureWhy, Personal: []string{"subject"},
			Rules: []retention.Rule{{
				Key: "account.tries", Term: retention.Term{Unit: retention.Days}, From: msg.FromTried, Then: retention.Deleted,
				ID: []string{"subject", "id"}, Event: "until", Job: "account.sweep",
			}},
		},
		{
			Table: "account_registrations", What: msg.DataRegistration, Why: msg.DataRegistrationWhy,
			Personal: []string{"email", "email_fold", "user_name", "user_name_fold", "password_hash", "lang", "back", "first_name", "last_name", "born_on"},
			Rules: []retention.Rule{{
				Key: "account.registrations", Term: sixtyDays, From: msg.FromRegistered, Then: retention.Deleted, ID: key(), Event: "created_at", Job: "account.sweep",
			}},
		},
		{
			Table: "account_temporaries", What: msg.DataTemporary, Why: msg.DataTemporaryWhy, Personal: []string{"email_fold", "password_hash", "known"},
			Rules: []retention.Rule{{
				Key: "account.temporaries", Term: retention.Term{N: 30, Unit: retention.Days}, From: msg.FromExpired, Then: retention.Deleted, ID: key(), Event: "expires_at",
			}},
		},
		{
			Table: "account_notices", What: msg.DataNotice, Why: msg.DataNoticeWhy, Personal: []string{"account_id"}, Stays: msg.StaysNotice,
			Rules: []retention.Rule{{
				Key: "account.notices", Term: months(12), From: msg.FromWarned, Then: retention.Deleted, ID: []string{"account_id"}, Event: "warned_at",
			}},
			Shares: []retention.Share{{File: "avertissements", Of: "account_id = $1", Columns: []string{"warned_at", "again_at", "ends_at"}}},
			Traces: []retention.Trace{{ID: []string{"account_id"}, Of: "account_id = $1", Gone: true}},
		},
	}
}

func accountHolding() retention.Holding {
	return retention.Holding{
		Table: "account_accounts", What: msg.DataAccount, Why: msg.DataAccountWhy,
		Personal: []string{
			"user_name", "user_name_fold", "email", "email_fold", "password_hash", "password_at", "first_name", "last_name", "display_name", "function",
			"phone", "lang", "org_id", "born_on", "login_key", "state_by", "state_reason", "unproven_at", "first_signed_in_at", "last_signed_in_at", "sort_fold", "search_fold",
		},
		Rules: []retention.Rule{
			{
				// Those that nothing refers to are deleted by the sweep, see WipeUnactivated: here are those that somebody gave a role.
				Key: RuleUnactivated, Term: sixtyDays, From: msg.FromCreated, Then: retention.Closed, Remains: msg.RemainsClosed, ID: key(), Own: true,
				Event: `coalesce((SELECT max(t.created_at) FROM account_tokens t WHERE t.account_id = account_accounts.id), state_at)`,
				If:    `state IN ('created', 'invited') AND NOT EXISTS (SELECT 1 FROM account_registrations r WHERE r.email_fold = account_accounts.email_fold)`,
			},
			{
				Key: RuleUnused, Term: retention.Term{N: 36, Unit: retention.Months}, Min: 12, Max: 60, From: msg.FromUsed, Then: retention.Closed,
				Remains: msg.RemainsClosed, ID: key(), Event: lastUse, If: "state IN ('active', 'suspended')", Lead: noticeLead, Own: true,
			},
		},
		Shares: []retention.Share{
			{
				File: "compte", From: "account_accounts a LEFT JOIN org_organisations o ON o.id = a.org_id", Of: "a.id = $1",
				Columns: []string{
					"a.number", "a.user_name", "a.email", "a.first_name", "a.last_name", "a.function", "a.phone", "a.lang", "a.born_on", "o.name AS establishment",
					"a.state", "a.state_at", "a.state_reason", "a.created_at", "a.activated_at", "a.password_at", "a.first_signed_in_at", "a.last_signed_in_at",
				},
			},
		},
		// What the account itself says is gone with the closing; here is what it did to others' accounts.
		Traces: []retention.Trace{{
			ID: key(), Named: []string{"state_by"}, Of: `id <> $1 AND state_by <> '' AND EXISTS (SELECT 1 FROM history_lines h WHERE h.object_kind = 'account'
				AND h.object_id = account_accounts.id AND h.account_id = $1 AND h.done_at = account_accounts.state_at)`,
		}},
	}
}

// lastUse is when an account last served its owner; a suspended one cannot have since.
const lastUse = "coalesce(last_signed_in_at, activated_at, created_at)"

func key() []string { return []string{"id"} }

// sixtyDays is the hold of a name, in the words of the rules.
var sixtyDays = retention.Term{N: 60, Unit: retention.Days}

func months(n int) retention.Term { return retention.Term{N: n, Unit: retention.Months} }
