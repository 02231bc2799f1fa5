package instanceweb

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/core/instance/instanceweb/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/mail"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

const (
	fieldVersion         = "version"
	fieldTrial           = "essai"                     // the button that saves and sends a trial
	fieldTrialText       = "essai_sms"                 // likewise, an SMS
	fieldNoPassword      = "smtp_sans_mot_de_passe"    //nolint:gosec // a field's name
	fieldNoSecret        = "retours_sans_mot_de_passe" //nolint:gosec // a field's name
	fieldNoTextsPassword = "sms_sans_mot_de_passe"     //nolint:gosec // a field's name
	fieldNoTextsSecret   = "sms_sans_signature"        //nolint:gosec // a field's name
	noTexts              = "aucune"                    // no way, as the form has it
	typedAtMost          = 10_000                      // the settings have their own limits, told with the other faults
)

// settings shows the settings as they are.
func (h *Handler) settings(w http.ResponseWriter, r *http.Request) error {
	return h.show(w, r, SettingsPath, false)
}

// setUp shows them to whoever comes first; once that was ended, the settings are the place.
func (h *Handler) setUp(w http.ResponseWriter, r *http.Request) error {
	return h.show(w, r, SetUpPath, true)
}

func (h *Handler) show(w http.ResponseWriter, r *http.Request, path string, first bool) error {
	who := frame.Actor(r)
	if err := instance.Allow(who); err != nil {
		return err
	}
	set, err := h.o.Instance.Get(r.Context())
	if err != nil {
		return err
	}
	if first && set.SetUp {
		return web.SeeOther(w, r, SettingsPath)
	}
	return h.render(w, r, http.StatusOK, h.page(r, path, set, who.Address))
}

func (h *Handler) saveSettings(w http.ResponseWriter, r *http.Request) error {
	return h.save(w, r, SettingsPath, AdminPath)
}

// saveSetUp ends « Mise en route », unless only a trial was asked for.
func (h *Handler) saveSetUp(w http.ResponseWriter, r *http.Request) error {
	return h.save(w, r, SetUpPath, "/")
}

func (h *Handler) save(w http.ResponseWriter, r *http.Request, path, next string) error {
	who := frame.Actor(r)
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	if err := instance.Allow(who); err != nil {
		return err
	}
	trial := f.Bool(fieldTrial) || f.Bool(fieldTrialText)
	typed, seen := h.typed(f)
	if err := f.Err(); err != nil {
		return h.again(w, r, path, f, typed, err)
	}
	typed.SetUp = path == SettingsPath || !trial
	if err := h.o.Instance.Save(r.Context(), who, typed, seen); err != nil {
		return h.again(w, r, path, f, typed, err)
	}
	if f.Bool(fieldTrialText) {
		return h.tryText(w, r, path, f.Line(instance.FieldTextsTrial, typedAtMost))
	}
	if trial {
		return h.try(w, r, path, f.Line(instance.FieldTrial, typedAtMost))
	}
	return web.SeeOther(w, r, next, saved(path))
}

// again shows a refused form with what was typed; after a stale save, beside what stands now.
func (h *Handler) again(w http.ResponseWriter, r *http.Request, path string, f *web.Form, typed instance.Settings, cause error) error {
	status := http.StatusUnprocessableEntity
	switch apperr.KindOf(cause) {
	case apperr.Invalid:
	case apperr.Conflict:
		status = http.StatusConflict
	default:
		return cause
	}
	now, err := h.o.Instance.Get(r.Context())
	if err != nil {
		return err
	}
	typed.SMTP.HasPassword, typed.Returns.HasSecret = now.SMTP.HasPassword, now.Returns.HasSecret
	typed.SMS.HasPassword, typed.SMS.HasSecret = now.SMS.HasPassword, now.SMS.HasSecret
	p := h.page(r, path, typed, f.Value(instance.FieldTrial))
	p.TrialPhone = f.Value(instance.FieldTextsTrial)
	p.Port, p.Faults = f.Value(instance.FieldPort), ui.FaultsOf(p.T, cause)
	p.From, p.Until = f.Value(instance.FieldAnnouncedFrom), f.Value(instance.FieldAnnouncedUntil)
	p.Version, _ = strconv.ParseInt(f.Value(fieldVersion), 10, 64) // an unreadable one is stale at the next save
	if status == http.StatusConflict {
		p.Version = now.Version
		p.Differences = differences(p.T, instance.Changes(now, typed))
	}
	return h.render(w, r, status, p)
}

// try sends a trial by what was just saved, and shows what the server said on the page itself: it is too long for a flash,
// and sending the page again rightly sends another trial.
func (h *Handler) try(w http.ResponseWriter, r *http.Request, path, address string) error {
	who := frame.Actor(r)
	result, cause := h.o.Instance.TestMail(r.Context(), who, address)
	if cause != nil && !apperr.Is(cause, apperr.Invalid) {
		return cause
	}
	set, err := h.o.Instance.Get(r.Context())
	if err != nil {
		return err
	}
	p, status := h.page(r, path, set, address), http.StatusOK
	if cause != nil {
		p.Faults, status, p.Trial = ui.FaultsOf(p.T, cause), http.StatusUnprocessableEntity, untried(p.T)
	} else {
		p.Trial = ui.Parts{ui.Alert{Color: trialColor(result.Outcome), Text: p.T.M(result.Msg()), Live: true}}
	}
	return h.render(w, r, status, p)
}

// tryText is try for an SMS.
func (h *Handler) tryText(w http.ResponseWriter, r *http.Request, path, phone string) error {
	who := frame.Actor(r)
	result, cause := h.o.Instance.TestText(r.Context(), who, phone)
	if cause != nil && !apperr.Is(cause, apperr.Invalid) {
		return cause
	}
	set, err := h.o.Instance.Get(r.Context())
	if err != nil {
		return err
	}
	p, status := h.page(r, path, set, who.Address), http.StatusOK
	p.TrialPhone = phone
	if cause != nil {
		p.Faults, status, p.Trial = ui.FaultsOf(p.T, cause), http.StatusUnprocessableEntity, untried(p.T)
	} else {
		p.Trial = ui.Parts{ui.Alert{Color: textColor(result.Outcome), Text: p.T.M(result.Msg()), Live: true}}
	}
	return h.render(w, r, status, p)
}

// untried says that the settings were saved all the same, where the trial was not sent.
func untried(t *i18n.T) ui.Parts {
	return ui.Parts{ui.Alert{Color: ui.Info, Text: t.S(msg.SavedUntried), Live: true}}
}

func textColor(o instance.TextOutcome) ui.Color {
	switch o {
	case instance.TextAccepted:
		return ui.Success
	case instance.TextRefused:
		return ui.Danger
	case instance.TextDeferred, instance.TextUncertain:
	}
	return ui.Warning
}

func trialColor(o mail.Outcome) ui.Color {
	switch o {
	case mail.Accepted:
		return ui.Success
	case mail.Refused:
		return ui.Danger
	case mail.Deferred, mail.Uncertain:
	}
	return ui.Warning
}

// typed is the form as settings, and the version that the person saw.
func (h *Handler) typed(f *web.Form) (instance.Settings, int64) {
	line := func(name string) string { return f.Line(name, typedAtMost) }
	s := instance.Settings{
		Title: line(instance.FieldTitle), Contact: line(instance.FieldContact), OperatorLine: line(instance.FieldLine),
		Tutorials: f.Text(instance.FieldTutorials, typedAtMost), Zone: line(instance.FieldZone), Amounts: instance.Amounts(line(instance.FieldAmounts)),
		AnswerDays: whole(line(instance.FieldAnswer)), ProofMins: whole(line(instance.FieldProof)), AdminKeys: f.Bool(instance.FieldAdminKeys), Services: as[instance.ServiceKey](f.Values(instance.FieldServices)), Texts: map[instance.ServiceKey]instance.ServiceTexts{},
		SignIn: as[instance.Way](f.Values(instance.FieldSignIn)), OpenSignUp: f.Bool(instance.FieldSignUp),
		Identifiers: instance.Identifiers(line(instance.FieldIdentifiers)),
		SMTP: instance.SMTP{
			Host: line(instance.FieldHost), Port: whole(line(instance.FieldPort)), TLS: mail.TLSMode(line(instance.FieldTLS)),
			User: line(instance.FieldUser), Password: f.Secret(instance.FieldPassword, typedAtMost), NoPassword: f.Bool(fieldNoPassword),
			From: line(instance.FieldFrom), FromName: line(instance.FieldFromName),
		},
		Returns: instance.Returns{
			Address: line(instance.FieldReturns), Secret: f.Secret(instance.FieldReturnsSecret, typedAtMost), NoSecret: f.Bool(fieldNoSecret),
		},
	}
	s.SMS = instance.Texts{
		Way: instance.TextsWay(strings.TrimPrefix(line(instance.FieldTextsWay), noTexts)), From: line(instance.FieldTextsFrom), Address: line(instance.FieldTextsAddress), TLS: f.Bool(instance.FieldTextsTLS),
		User: line(instance.FieldTextsUser), Password: f.Secret(instance.FieldTextsPassword, typedAtMost), NoPassword: f.Bool(fieldNoTextsPassword),
		Secret: f.Secret(instance.FieldTextsSecret, typedAtMost), NoSecret: f.Bool(fieldNoTextsSecret), Sure: f.Bool(instance.FieldTextsSure),
	}
	s.Announcement = instance.Announcement{
		From: f.DateTime(instance.FieldAnnouncedFrom, s.Location()), Until: f.DateTime(instance.FieldAnnouncedUntil, s.Location()),
		French: line(instance.FieldAnnouncedFrench), English: line(instance.FieldAnnouncedEnglish),
	}
	for _, k := range h.o.Instance.Services() {
		own := func(field string) string { return line(instance.ServiceField(k, field)) }
		s.Texts[k] = instance.ServiceTexts{
			Title: own(instance.FieldTitle), Contact: own(instance.FieldContact), OperatorLine: own(instance.FieldLine),
		}
	}
	seen, err := strconv.ParseInt(f.Value(fieldVersion), 10, 64)
	if err != nil {
		seen = -1 // no version ever: the save is stale
	}
	return s, seen
}

// port gives a number that no server listens on for what is no number.
func whole(s string) int {
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		return -1
	}
	return n
}

func as[T ~string](ss []string) []T {
	out := make([]T, len(ss))
	for i, s := range ss {
		out[i] = T(s)
	}
	return out
}

func (h *Handler) page(r *http.Request, path string, s instance.Settings, trialAddress string) settingsPage {
	p := settingsPage{
		T: web.T(r), Path: path, Key: id.New(), Set: s, Version: s.Version, TrialAddress: trialAddress, First: path == SetUpPath,
		Services: h.o.Instance.Services(), Ways: h.o.Instance.Ways(),
	}
	p.From, p.Until = moment(s, s.Announcement.From), moment(s, s.Announcement.Until)
	if s.SMTP.Port != 0 {
		p.Port = strconv.Itoa(s.SMTP.Port)
	}
	return p
}

// moment is an instant as the form has it, in the instance's zone.
func moment(s instance.Settings, at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(s.Location()).Format("2006-01-02T15:04")
}

func (h *Handler) render(w http.ResponseWriter, r *http.Request, status int, p settingsPage) error {
	head := &ui.Head{T: p.T, Title: p.T.S(msg.Settings)}
	if p.First {
		head = &ui.Head{T: p.T, Title: p.T.S(msg.SetUp), Lead: p.T.S(msg.SetUpLead)}
	}
	return h.o.Frame.Render(w, r, status, frame.Page{
		Head: head, Admin: !p.First, Bare: p.First, Place: placeSettings, Wrong: len(p.Faults) > 0,
	}, settings(p))
}
