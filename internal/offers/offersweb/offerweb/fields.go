package offerweb

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"preau/internal/core/registers"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web/ui"
	"preau/internal/offers/offer"
	"preau/internal/offers/offersweb/offerweb/msg"
	"preau/internal/offers/vocabulary"
)

// labels name the fields, on the form, where versions are compared, and on the offer's page.
var labels = map[string]i18n.Key{
	offer.FieldName: msg.ColName, offer.FieldSummary: msg.FSummary, offer.FieldDescription: msg.FDescription, offer.FieldGoals: msg.FGoals, offer.FieldSetting: msg.FSetting,
	offer.FieldAddress: msg.FAddress, offer.FieldComplement: msg.FComplement, offer.FieldWay: msg.FWay, offer.FieldAccess: msg.FAccess, offer.FieldTopics: msg.FTopics,
	offer.FieldAudiences: msg.FAudiences, offer.FieldHeadcount: msg.FHeadcount, offer.FieldProgrammes: msg.FProgrammes, offer.FieldPlaces: msg.FPlaces,
	offer.FieldGroupMin: msg.FGroupMin, offer.FieldGroupMax: msg.FGroupMax, offer.FieldGroups: msg.FGroups, offer.FieldPeriods: msg.FPeriods, offer.FieldSessions: msg.FSessions,
	offer.FieldAskUntil: msg.FAskUntil, offer.FieldModes: msg.FModes, offer.FieldMaterial: msg.FMaterial, offer.FieldPrerequisites: msg.FPrerequisites, offer.FieldPractical: msg.FPractical,
	offer.FieldVisibility: msg.FVisibility, offer.FieldRegional: msg.FRegional, offer.FieldFiles: msg.FFiles, offer.FieldReferent: msg.FReferent, offer.FieldReferentRole: msg.FReferentRole,
	offer.FieldPhone: msg.PartContact, offer.FieldFrom: msg.PartPublication,
}

// starred is a label that is needed to submit. The form itself may be kept without it, so that it is no required field for browsers (O91).
func starred(t *i18n.T, k i18n.Key) string { return t.S(k) + " *" }

func (p formPage) label(name string, star bool) string {
	if star {
		return starred(p.T, labels[name])
	}
	return p.T.S(labels[name])
}

func (p formPage) line(name, value string, star, wide bool) templ.Component {
	return ui.Field{Name: name, Label: p.label(name, star), Value: value, Error: p.Faults.Of(name), Max: offer.MaxLine, Wide: wide}
}

func (p formPage) area(name, value string, star bool, rows int, hint string) templ.Component {
	return ui.Field{Kind: ui.InputArea, Name: name, Label: p.label(name, star), Hint: hint, Value: value, Error: p.Faults.Of(name), Rows: rows, Wide: true}
}

func (p formPage) num(name string, value int, star bool, hint string) templ.Component {
	s := ""
	if value != 0 {
		s = strconv.Itoa(value)
	}
	if p.Typed != nil && p.Typed.Fault(name).Key != "" {
		s = p.Typed.Value(name)
	}
	return ui.Field{Name: name, Label: p.label(name, star), Hint: hint, Value: s, Error: p.Faults.Of(name), Mode: "numeric", Max: 6}
}

func contactFields(t *i18n.T, c offer.Contact, faults ui.Faults) ui.Parts {
	return ui.Parts{
		ui.Field{Kind: ui.InputTel, Name: offer.FieldPhone, Label: t.S(msg.FPhone), Value: c.Phone, Error: faults.Of(offer.FieldPhone), Max: 40},
		ui.Field{Kind: ui.InputEmail, Name: offer.FieldEmail, Label: t.S(msg.FEmail), Value: c.Email, Error: faults.Of(offer.FieldEmail), Max: offer.MaxLine},
		ui.Check{Name: fieldClosed, Label: t.S(msg.FClosed), Hint: t.S(msg.ClosedHint), Checked: c.PlacesClosed, Wide: true},
	}
}

func windowFields(t *i18n.T, w offer.Window, faults ui.Faults) ui.Parts {
	return ui.Parts{
		ui.Field{Kind: ui.InputDate, Name: offer.FieldFrom, Label: starred(t, msg.From), Value: w.PublishFrom, Error: faults.Of(offer.FieldFrom)},
		ui.Field{Kind: ui.InputDate, Name: offer.FieldUntil, Label: t.S(msg.Until), Hint: t.S(msg.UntilHint), Value: w.PublishUntil, Error: faults.Of(offer.FieldUntil)},
	}
}

func (p formPage) choices(l vocabulary.List, has string) []ui.Option {
	return append([]ui.Option{{Label: p.T.S(msg.Choose)}}, options(p.Words.Of(l, has))...)
}

func (p formPage) modes() []string {
	var out []string
	for _, m := range p.In.Modes {
		out = append(out, string(m))
	}
	return out
}

func (p formPage) modeOptions() []ui.Option {
	var out []ui.Option
	for _, m := range offer.Modes() {
		out = append(out, ui.Option{Value: string(m), Label: p.T.S(m.Label())})
	}
	return out
}

func (p formPage) visibilities() []ui.Option {
	var out []ui.Option
	for _, v := range offer.Visibilities() {
		out = append(out, ui.Option{Value: string(v), Label: p.T.S(v.Label())})
	}
	return out
}

func (p formPage) weekdays() []ui.Option {
	var out []ui.Option
	for d := 1; d <= 7; d++ {
		out = append(out, ui.Option{Value: strconv.Itoa(d), Label: weekday(p.T, d)})
	}
	return out
}

func (p formPage) halves() []ui.Option {
	var out []ui.Option
	for _, x := range offer.Halves() {
		out = append(out, ui.Option{Value: string(x), Label: p.T.S(x.Label())})
	}
	return out
}

func (p formPage) saveLabel() string {
	switch {
	case p.Copy:
		return p.T.S(msg.SaveCopy)
	case p.Dates:
		return p.T.S(msg.SaveDraft)
	}
	return p.T.S(msg.SaveNow)
}

var weekdays = []i18n.Key{msg.Monday, msg.Tuesday, msg.Wednesday, msg.Thursday, msg.Friday, msg.Saturday, msg.Sunday}

// weekday is a day of the week, 1 Monday … 7 Sunday.
func weekday(t *i18n.T, d int) string {
	if d < 1 || d > len(weekdays) {
		return ""
	}
	return t.S(weekdays[d-1])
}

// within is the name of a day within a sentence: English writes it large there, too.
func within(t *i18n.T, day string) string {
	if t.Lang() == i18n.French {
		return strings.ToLower(day)
	}
	return day
}

// periodText is a period in words.
func periodText(t *i18n.T, p offer.Period) string {
	out := []string{dates(t, offer.Window{PublishFrom: p.From, PublishUntil: p.Until})}
	var days, halves []string
	for _, d := range p.Weekdays {
		days = append(days, within(t, weekday(t, d)))
	}
	for _, x := range p.Halves {
		halves = append(halves, strings.ToLower(t.S(x.Label())))
	}
	for _, words := range [][]string{days, halves} {
		if len(words) > 0 {
			out = append(out, t.And(words))
		}
	}
	return strings.Join(out, ", ")
}

// facts are some fields of a version as people read them; those without a value are left out, unless they are all that is asked for.
func facts(t *i18n.T, words vocabulary.All, home registers.Country, o offer.Offer, names []string) ui.Summary {
	var out ui.Summary
	for _, name := range names {
		out = append(out, ui.Fact{Term: t.S(labels[name]), Value: value(t, words, home, o, name)})
	}
	return out
}

// filled are the names of the fields that have a value.
func filled(t *i18n.T, words vocabulary.All, home registers.Country, o offer.Offer, but ...string) []string {
	var out []string
	for _, name := range offer.Fields() {
		if text := valueText(t, words, home, o, name); text != "" && !contains(but, name) {
			out = append(out, name)
		}
	}
	return out
}

func contains(all []string, one string) bool {
	for _, x := range all {
		if x == one {
			return true
		}
	}
	return false
}

func value(t *i18n.T, words vocabulary.All, home registers.Country, o offer.Offer, name string) templ.Component {
	switch name {
	case offer.FieldReferent:
		if o.Referent != (offer.Referent{}) {
			return reach(o.Referent.Phone, home, joined("\n", o.Referent.Name, o.Referent.Role), o.Referent.Email)
		}
	case offer.FieldPhone:
		if o.Contact != (offer.Contact{}) {
			return reach(o.Contact.Phone, home, "", joined("\n", o.Contact.Email, closed(t, o)))
		}
	}
	if name == offer.FieldFiles && len(o.Files) > 0 {
		return Attachments(t, o.Number.Path(), o.Files)
	}
	text := valueText(t, words, home, o, name)
	if text == "" {
		text = t.S(msg.Nothing)
	}
	return ui.Lines(text)
}

// texts are the fields that are texts as they were typed.
var texts = map[string]func(offer.Offer) string{
	offer.FieldName: func(o offer.Offer) string { return o.Content.Name }, offer.FieldSummary: func(o offer.Offer) string { return o.Summary },
	offer.FieldDescription: func(o offer.Offer) string { return o.Description }, offer.FieldGoals: func(o offer.Offer) string { return o.Goals },
	offer.FieldWay: func(o offer.Offer) string { return o.Way }, offer.FieldAccess: func(o offer.Offer) string { return o.Access },
	offer.FieldMaterial: func(o offer.Offer) string { return o.Material }, offer.FieldPrerequisites: func(o offer.Offer) string { return o.Prerequisites },
	offer.FieldPractical: func(o offer.Offer) string { return o.Practical }, offer.FieldRegional: func(o offer.Offer) string { return o.RegionalProject },
}

func valueText(t *i18n.T, words vocabulary.All, home registers.Country, o offer.Offer, name string) string {
	if text, ok := texts[name]; ok {
		return text(o)
	}
	switch name {
	case offer.FieldSetting:
		return words.Label(o.Setting)
	case offer.FieldAddress:
		return joined("\n", o.Place.Address, o.Place.Complement, o.Place.Town())
	case offer.FieldTopics:
		return strings.Join(words.Labels(o.Topics), ", ")
	case offer.FieldAudiences:
		return strings.Join(words.Labels(o.Audiences), ", ")
	case offer.FieldProgrammes:
		return strings.Join(words.Labels(o.Programmes), ", ")
	case offer.FieldHeadcount:
		return peopleText(t, o)
	case offer.FieldPlaces:
		return placesText(t, o)
	case offer.FieldPeriods:
		var out []string
		for _, p := range o.Periods {
			out = append(out, periodText(t, p))
		}
		return strings.Join(out, "\n")
	case offer.FieldSessions:
		return counted(t, o.Sessions)
	case offer.FieldAskUntil:
		return day(t, o.AskUntil)
	case offer.FieldModes:
		var out []string
		for _, m := range o.Modes {
			out = append(out, t.S(m.Label()))
		}
		return strings.Join(out, ", ")
	case offer.FieldVisibility:
		return joined(": ", t.S(o.Visibility.Label()), o.Institution)
	case offer.FieldFiles:
		return filesText(t, o.Files)
	case offer.FieldReferent:
		return joined("\n", o.Referent.Name, o.Referent.Role, registers.Phone(o.Referent.Phone).Shown(home), o.Referent.Email)
	case offer.FieldPhone:
		return joined("\n", registers.Phone(o.Contact.Phone).Shown(home), o.Contact.Email, closed(t, o))
	case offer.FieldFrom:
		return dates(t, o.Window)
	}
	return ""
}

func closed(t *i18n.T, o offer.Offer) string {
	if o.PlacesClosed {
		return t.S(msg.FClosed)
	}
	return ""
}

// Tel is a telephone as people write it, to be called.
func Tel(phone string, home registers.Country) ui.Link {
	return ui.Link{Label: registers.Phone(phone).Shown(home), Href: "tel:" + phone}
}

// reach is a telephone that can be called, between the lines before and after it.
func reach(phone string, home registers.Country, before, after string) ui.Parts {
	var out ui.Parts
	if before != "" {
		out = append(out, ui.Lines(before))
	}
	if phone != "" {
		out = append(out, Tel(phone, home))
	}
	if after != "" {
		out = append(out, ui.Lines(after))
	}
	return out
}

func counted(t *i18n.T, n int) string {
	if n == 0 {
		return ""
	}
	return t.Number(int64(n))
}

func peopleText(t *i18n.T, o offer.Offer) string {
	var zones []string
	for _, x := range []struct {
		on bool
		k  i18n.Key
	}{{o.QPV, msg.Qpv}, {o.REP, msg.Rep}, {o.ZRR, msg.Zrr}} {
		if x.on {
			zones = append(zones, t.S(x.k))
		}
	}
	return joined("\n", counted(t, o.Headcount), strings.Join(zones, ", "))
}

func placesText(t *i18n.T, o offer.Offer) string {
	if o.Places == 0 {
		return ""
	}
	out := []string{t.S(msg.PlacesText, "n", o.Places)}
	switch {
	case o.GroupMax == 0 && o.GroupMin > 0:
		out = append(out, t.S(msg.GroupsFrom, "min", o.GroupMin))
	case o.GroupMax == 0:
	case o.GroupMin >= o.GroupMax:
		out = append(out, t.S(msg.GroupsOf, "n", o.GroupMax))
	default:
		out = append(out, t.S(msg.GroupsText, "min", max(o.GroupMin, 1), "max", o.GroupMax))
	}
	if o.Groups > 0 {
		out = append(out, t.S(msg.GroupCount, "n", o.Groups))
	}
	return strings.Join(out, "\n")
}

// joined leaves out what is empty.
func joined(sep string, all ...string) string {
	var out []string
	for _, s := range all {
		if s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, sep)
}
