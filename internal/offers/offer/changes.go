package offer

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
)

// Changed are the names of the form's fields in which two versions differ, in its order: what the approver is shown (O84), and what a
// stale form shows (O89).
func Changed(a, b Offer) []string {
	var out []string
	for _, f := range compared {
		if !reflect.DeepEqual(f.of(a), f.of(b)) {
			out = append(out, f.name)
		}
	}
	return out
}

// Changes are those names in one text, as the history keeps them.
func Changes(a, b Offer) string { return strings.Join(Changed(a, b), ",") }

// Fields are the names of all fields that are compared, in the form's order.
func Fields() []string {
	out := make([]string, len(compared))
	for i, f := range compared {
		out[i] = f.name
	}
	return out
}

// compared are the fields of a version, each with what it is told by. Lists without an element and no list are alike.
var compared = []struct {
	name string
	of   func(Offer) any
}{
	{FieldName, func(o Offer) any { return o.Content.Name }},
	{FieldSummary, func(o Offer) any { return o.Summary }},
	{FieldDescription, func(o Offer) any { return o.Description }},
	{FieldGoals, func(o Offer) any { return o.Goals }},
	{FieldSetting, func(o Offer) any { return o.Setting }},
	{FieldAddress, func(o Offer) any { return o.Place }},
	{FieldWay, func(o Offer) any { return o.Way }},
	{FieldAccess, func(o Offer) any { return o.Access }},
	{FieldTopics, func(o Offer) any { return sorted(o.Topics) }},
	{FieldAudiences, func(o Offer) any { return sorted(o.Audiences) }},
	{FieldHeadcount, func(o Offer) any { return [4]any{o.Headcount, o.QPV, o.REP, o.ZRR} }},
	{FieldProgrammes, func(o Offer) any { return sorted(o.Programmes) }},
	{FieldPlaces, func(o Offer) any { return [4]int{o.Places, o.GroupMin, o.GroupMax, o.Groups} }},
	{FieldPeriods, func(o Offer) any { return periodsText(o.Periods) }},
	{FieldSessions, func(o Offer) any { return o.Sessions }},
	{FieldAskUntil, func(o Offer) any { return o.AskUntil }},
	{FieldModes, func(o Offer) any { return sorted(o.Modes) }},
	{FieldMaterial, func(o Offer) any { return o.Material }},
	{FieldPrerequisites, func(o Offer) any { return o.Prerequisites }},
	{FieldPractical, func(o Offer) any { return o.Practical }},
	{FieldVisibility, func(o Offer) any { return [2]string{string(o.Visibility), o.Institution} }},
	{FieldRegional, func(o Offer) any { return o.RegionalProject }},
	{FieldFiles, func(o Offer) any { return filesText(o.Files) }},
	{FieldReferent, func(o Offer) any { return o.Referent }},
	{FieldPhone, func(o Offer) any { return o.Contact }},
	{FieldFrom, func(o Offer) any { return o.Window }},
}

func sorted[T ~string](all []T) string {
	words := make([]string, len(all))
	for i, x := range all {
		words[i] = string(x)
	}
	slices.Sort(words)
	return strings.Join(words, "\n")
}

// filesText names files, so that no list and a list without an element are alike.
func filesText(all []Attachment) string {
	ids := make([]string, len(all))
	for i, a := range all {
		ids[i] = a.FileID
	}
	return sorted(ids)
}

func periodsText(ps []Period) string {
	if len(ps) == 0 {
		return ""
	}
	b, err := json.Marshal(ps)
	if err != nil {
		return "" // of texts and numbers alone: it cannot be
	}
	return string(b)
}
