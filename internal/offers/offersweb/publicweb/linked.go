package publicweb

import (
	"strings"

	"preau/internal/offers/offer"
	"preau/internal/offers/public"
)

// The words of schema.org by which an offer is described: an event to which students come (O104).
type (
	ldEvent struct {
		Context    string    `json:"@context"`
		Type       string    `json:"@type"`
		ID         string    `json:"@id"`
		URL        string    `json:"url"`
		Identifier string    `json:"identifier"`
		Name       string    `json:"name"`
		About      string    `json:"description,omitempty"`
		Start      string    `json:"startDate,omitempty"`
		End        string    `json:"endDate,omitempty"`
		Mode       string    `json:"eventAttendanceMode"`
		Status     string    `json:"eventStatus"`
		Places     int       `json:"maximumAttendeeCapacity,omitempty"`
		Keywords   string    `json:"keywords,omitempty"`
		Audience   *ldPeople `json:"audience,omitempty"`
		Organizer  ldBody    `json:"organizer"`
		Location   *ldPlace  `json:"location,omitempty"`
	}
	ldPeople struct {
		Type string `json:"@type"`
		Kind string `json:"audienceType"`
	}
	ldBody struct {
		Type string `json:"@type"`
		Name string `json:"name"`
		URL  string `json:"url"`
	}
	ldPlace struct {
		Type    string    `json:"@type"`
		Name    string    `json:"name"`
		Address ldAddress `json:"address"`
	}
	ldAddress struct {
		Type       string `json:"@type"`
		Street     string `json:"streetAddress,omitempty"`
		PostalCode string `json:"postalCode,omitempty"`
		Locality   string `json:"addressLocality"`
		Country    string `json:"addressCountry"`
	}
)

const schema = "https://schema.org"

// linked is the offer for machines: nothing that the page does not say.
func (p showPage) linked(base string) ldEvent {
	c := p.Content
	out := ldEvent{
		Context: schema, Type: "EducationEvent", ID: base + public.Path(p.Number), URL: base + public.Path(p.Number), Identifier: p.Number.String(), Name: c.Name, About: joined("\n", c.Summary, c.Description),
		Mode: mode(c.Modes), Status: schema + "/EventScheduled", Places: c.Places, Keywords: strings.Join(p.Words.Labels(c.Topics), ", "),
		Organizer: ldBody{"Organization", p.Structure.Name, base + p.offersPath()},
	}
	for _, x := range c.Periods {
		if out.Start == "" || x.From < out.Start {
			out.Start = x.From
		}
		out.End = max(out.End, x.Until)
	}
	if l := p.Words.Labels(c.Audiences); len(l) > 0 {
		out.Audience = &ldPeople{"Audience", strings.Join(l, ", ")}
	}
	if c.Place.Commune != "" {
		out.Location = &ldPlace{"Place", joined(", ", p.Site, c.Place.Commune), ldAddress{"PostalAddress", joined(", ", c.Place.Address, c.Place.Complement), c.Place.PostalCode, c.Place.Commune, "FR"}}
	}
	return out
}

func mode(modes []offer.Mode) string {
	site, remote := false, false
	for _, m := range modes {
		site, remote = site || m == offer.OnSite, remote || m == offer.Remote
	}
	switch {
	case site && remote:
		return schema + "/MixedEventAttendanceMode"
	case remote:
		return schema + "/OnlineEventAttendanceMode"
	}
	return schema + "/OfflineEventAttendanceMode"
}
