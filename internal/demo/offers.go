package demo

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/i18n"
	"preau/internal/offers/lieu"
	"preau/internal/offers/member"
	"preau/internal/offers/offer"
	"preau/internal/offers/portfolio"
	"preau/internal/offers/role"
	"preau/internal/offers/structure"
	"preau/internal/offers/vocabulary"
)

// structure asks for an offreur's account: "type|siren|uai|address|town|signatory|their role|about".
func (t *teller) structure(ctx context.Context, l line) error {
	p, of := t.story.person(l.who), strings.Split(l.more, "|")
	types, err := t.Offers.Structures.Types(ctx, structure.Type{})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(types, func(x structure.Type) bool { return x.Name == of[0] })
	if i < 0 {
		return fmt.Errorf("no type %q", of[0])
	}
	_, err = t.Offers.Structures.Ask(ctx, t.visitor("/offreur/demande"), structure.Request{
		Typed: structure.Typed{
			Name: l.of, SIREN: of[1], UAI: of[2], Address: of[3], Commune: of[4], Type: strconv.FormatInt(types[i].Number, 10),
			Signatory: of[5], SignatoryRole: of[6], About: of[7],
		},
		Applicant: structure.Applicant{FirstName: p.first, LastName: p.last, Function: p.function, Email: p.address, Phone: p.phone, Lang: i18n.French},
	})
	return err
}

// moderate does a moderator's act on the structure of a name: "act|motive".
func (t *teller) moderate(ctx context.Context, l line) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	found, err := t.Offers.Structures.List(ctx, who, structure.Filter{Text: l.of, Size: 2})
	if err != nil {
		return err
	}
	if len(found.Rows) != 1 {
		return fmt.Errorf("%d structures", len(found.Rows))
	}
	do, why, _ := strings.Cut(l.more, "|")
	x := found.Rows[0]
	return t.Offers.Structures.Moderate(ctx, who, x.Number, x.Version, structure.Act(do), why)
}

// lieu adds a lieu to the structure for which somebody acts: "uai|address|town".
func (t *teller) lieu(ctx context.Context, l line) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	of := strings.Split(l.more, "|")
	_, err = t.Offers.Lieux.Save(ctx, who, 0, "", 0, lieu.Input{Name: l.of, UAI: of[0], Address: of[1], Town: of[2]})
	return err
}

// share invites an account that several people use into the structure for which somebody acts, and has it opened: « of » is who it stands for.
func (t *teller) share(ctx context.Context, l line) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	p := t.story.person(l.of)
	if err := t.Offers.Members.Add(ctx, who, member.Mine, member.Input{
		Applicant: structure.Applicant{FirstName: p.first, LastName: p.last, Function: p.function, Email: p.address, Lang: i18n.French},
		Roles:     []access.RoleKey{role.Manager}, Active: true, Shared: true,
	}); err != nil {
		return err
	}
	if err := t.mails(ctx); err != nil {
		return err
	}
	t.Clock.Advance(time.Hour)
	const page = "offreur/invitation"
	number, err := t.link(ctx, p.address, page)
	if err != nil {
		return err
	}
	secret, err := t.link(ctx, p.address, page+"/"+number)
	if err != nil {
		return err
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return err
	}
	path, err := t.Offers.Members.Accept(ctx, t.visitor("/offreur/invitation/{n}/{jeton}"), n, secret)
	if err != nil {
		return err
	}
	return t.chooses(ctx, l.of, path[strings.LastIndexByte(path, '/')+1:])
}

// describe writes an offer of the story, which stays a draft; of a lieu, where one is named.
func (t *teller) describe(ctx context.Context, l line) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	b, err := t.Offers.Offers.Begin(ctx, who)
	if err != nil {
		return err
	}
	in, err := t.story.offers[l.of].input(b.Words, t.dayFrom)
	if err != nil {
		return err
	}
	for _, x := range b.Sites {
		if x.Name == l.more {
			in.SiteID = x.ID
		}
	}
	if l.more != "" && in.SiteID == "" {
		return fmt.Errorf("no lieu %q", l.more)
	}
	if name, text, there := strings.Cut(t.story.offers[l.of]["files"], "|"); there {
		title, _, _ := strings.Cut(name, ".")
		f, err := t.Files.Stage(ctx, who, offer.Paper, name, bytes.NewReader(makePDF(title, text)))
		if err != nil {
			return err
		}
		in.Sent = []string{f.ID}
	}
	_, err = t.Offers.Offers.Create(ctx, who, in)
	return err
}

// dayFrom is a day so many days from today, for the story's own numbers.
func (t *teller) dayFrom(days string) (string, error) {
	n, err := strconv.Atoi(days)
	if err != nil {
		return "", err
	}
	at, err := t.at(n, "12:00")
	return at.Format(time.DateOnly), err
}

// moveOffer does acts on an offer, one after the other: "submit ask_correction:why".
func (t *teller) moveOffer(ctx context.Context, l line) error {
	acts := l.more
	for acts != "" {
		who, err := t.as(ctx, l.who)
		if err != nil {
			return err
		}
		act, more, _ := strings.Cut(acts, " ")
		do, why, reasoned := strings.Cut(act, ":")
		if reasoned {
			why, more = strings.TrimPrefix(acts, do+":"), ""
		}
		o, err := t.offerOf(ctx, who, t.story.offers[l.of]["name"])
		if err != nil {
			return err
		}
		if err := t.Offers.Offers.Do(ctx, who, o.Number, offer.FormVersion(o), offer.Act(do), why); err != nil {
			return err
		}
		acts = more
	}
	return nil
}

// offerOf is the offer of a name among those of one's structure.
func (t *teller) offerOf(ctx context.Context, who access.Actor, name string) (offer.Offer, error) {
	found, err := t.Offers.Portfolio.List(ctx, who, portfolio.Filter{Text: name, Size: 50})
	if err != nil {
		return offer.Offer{}, err
	}
	for _, r := range found.Rows {
		if r.Name == name {
			v, err := t.Offers.Offers.Show(ctx, who, r.Number)
			return v.Offer, err
		}
	}
	return offer.Offer{}, fmt.Errorf("no offer %q", name)
}

// input is an offer of the story as its form has it. Words of lists are parted by bars, days are counted from today.
func (r row) input(words vocabulary.All, day func(string) (string, error)) (offer.Input, error) {
	var in offer.Input
	var fault error
	number := func(s string) int {
		n, err := strconv.Atoi(s)
		if err != nil {
			fault = err
		}
		return n
	}
	on := func(s string) string {
		d, err := day(s)
		if err != nil {
			fault = err
		}
		return d
	}
	terms := func(l vocabulary.List, labels string) []string {
		var out []string
		for _, label := range strings.FieldsFunc(labels, func(c rune) bool { return c == '|' }) {
			i := slices.IndexFunc(words, func(w vocabulary.Term) bool { return w.List == l && w.Label == label })
			if i < 0 {
				fault = fmt.Errorf("no word %q", label)
				continue
			}
			out = append(out, words[i].ID)
		}
		return out
	}
	in.Content = offer.Content{
		Name: r["name"], Summary: r["summary"], Description: strings.ReplaceAll(r["description"], `\n`, "\n"), Goals: r["goals"],
		Place: offer.Place{Address: r["address"]}, Material: r["material"], Prerequisites: r["prerequisites"], Practical: r["practical"],
		Topics: terms(vocabulary.Topics, r["topics"]), Audiences: terms(vocabulary.Audiences, r["audiences"]), Programmes: terms(vocabulary.Programmes, r["programmes"]),
		Modes: []offer.Mode{offer.OnSite}, Visibility: offer.ForAll,
	}
	in.Town = r["town"]
	for _, id := range terms(vocabulary.Settings, r["setting"]) {
		in.Setting = id
	}
	if r["places"] == "" { // not written to its end
		return in, fault
	}
	in.Headcount, in.Places, in.Sessions, in.AskUntil = number(r["headcount"]), number(r["places"]), number(r["sessions"]), on(r["ask"])
	size, groups, _ := strings.Cut(r["group"], " ")
	least, most, _ := strings.Cut(size, "-")
	in.GroupMin, in.GroupMax, in.Groups = number(least), number(most), number(groups)
	for p := range strings.SplitSeq(r["periods"], "|") {
		of := strings.Fields(p)
		period := offer.Period{From: on(of[0]), Until: on(of[1])}
		for d := range strings.SplitSeq(of[2], ",") {
			period.Weekdays = append(period.Weekdays, number(d))
		}
		for h := range strings.SplitSeq(of[3], ",") {
			period.Halves = append(period.Halves, offer.Half(h))
		}
		in.Periods = append(in.Periods, period)
	}
	who := strings.Split(r["referent"], "|")
	in.Referent = offer.Referent{Name: who[0], Role: who[1], Phone: who[2], Email: who[3]}
	in.Contact.Email, in.Contact.Phone = who[3], who[2]
	from, until, _ := strings.Cut(r["window"], " ")
	in.Window = offer.Window{PublishFrom: on(from), PublishUntil: on(until)}
	return in, fault
}
