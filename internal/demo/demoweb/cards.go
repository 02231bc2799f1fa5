package demoweb

import (
	"preau/internal/demo"
	"preau/internal/demo/demoweb/msg"
	"preau/internal/kit/i18n"
)

// Card is an account to try, in words.
type Card struct {
	Role     demo.Role `json:"role"`
	Label    string    `json:"label"`
	Name     string    `json:"name"`
	SignIn   string    `json:"sign_in"`
	Email    string    `json:"email"`
	Password string    `json:"password"`
	Try      string    `json:"try"`
}

// Cards are the accounts to try.
func Cards(t *i18n.T, people []demo.Account) []Card {
	out := make([]Card, len(people))
	for i, p := range people {
		words := labels()[p.Role]
		out[i] = Card{
			Role: p.Role, Label: t.S(words.role), Try: t.S(words.try),
			Name: p.Name, SignIn: p.UserName, Email: p.Email, Password: demo.Password,
		}
	}
	return out
}

type label struct{ role, try i18n.Key }

// labels say who the accounts are, and what to try with them.
func labels() map[demo.Role]label {
	return map[demo.Role]label{
		demo.Admin:           {msg.RoleAdmin, msg.TryAdmin},
		demo.Helper:          {msg.RoleHelper, msg.TryHelper},
		demo.Coordinator:     {msg.RoleCoordinator, msg.TryCoordinator},
		demo.Coordinator2:    {msg.RoleCoordinator2, msg.TryCoordinator2},
		demo.Coordinator3:    {msg.RoleCoordinator3, msg.TryCoordinator3},
		demo.Central:         {msg.RoleCentral, msg.TryCentral},
		demo.Begun:           {msg.RoleBegun, msg.TryBegun},
		demo.Done:            {msg.RoleDone, msg.TryDone},
		demo.Nothing:         {msg.RoleNothing, msg.TryNothing},
		demo.Waiting:         {msg.RoleWaiting, msg.TryWaiting},
		demo.Refused:         {msg.RoleRefused, msg.TryRefused},
		demo.Outsider:        {msg.RoleOutsider, msg.TryOutsider},
		demo.Newcomer:        {msg.RoleNewcomer, msg.TryNewcomer},
		demo.Incomplete:      {msg.RoleIncomplete, msg.TryIncomplete},
		demo.Unconfirmed:     {msg.RoleUnconfirmed, msg.TryUnconfirmed},
		demo.President:       {msg.RolePresident, msg.TryPresident},
		demo.Manager:         {msg.RoleManager, msg.TryManager},
		demo.Requester:       {msg.RoleRequester, msg.TryRequester},
		demo.Buyer:           {msg.RoleBuyer, msg.TryBuyer},
		demo.Receiver:        {msg.RoleReceiver, msg.TryReceiver},
		demo.Aide:            {msg.RoleAide, msg.TryAide},
		demo.Officer:         {msg.RoleOfficer, msg.TryOfficer},
		demo.TeamLead:        {msg.RoleTeamLead, msg.TryTeamLead},
		demo.Moderator:       {msg.RoleModerator, msg.TryModerator},
		demo.Observer:        {msg.RoleObserver, msg.TryObserver},
		demo.Provider:        {msg.RoleProvider, msg.TryProvider},
		demo.Inspector:       {msg.RoleInspector, msg.TryInspector},
		demo.OffersModerator: {msg.RoleOffersModerator, msg.TryOffersModerator},
		demo.Long:            {msg.RoleLong, msg.TryLong},
	}
}
