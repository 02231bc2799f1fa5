package identifier

import (
	"regexp"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"preau/internal/core/account/msg"
	"preau/internal/kit/i18n"
)

// oldest is more years than anybody has lived.
const oldest = 130

// days are the ways in which a day of birth is typed. The year has four figures: nobody guesses a century (R104).
var days = []struct {
	form   *regexp.Regexp
	layout string
}{
	{regexp.MustCompile(`^[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}$`), "2/1/2006"},
	{regexp.MustCompile(`^[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}$`), "2006/1/2"},
	{regexp.MustCompile(`^[0-9]{8}$`), "02012006"},
}

var (
	apart = regexp.MustCompile(`\s*[/.\-]\s*|\s+`)
	short = regexp.MustCompile(`^[0-9]{1,2}/[0-9]{1,2}/[0-9]{2}$|^[0-9]{6}$`)
)

// Birthday reads a day of birth, and gives it as it is stored, or what is wrong with it. today is where the instance is.
func Birthday(typed string, today time.Time) (string, i18n.Msg) {
	s := apart.ReplaceAllString(strings.TrimSpace(norm.NFKC.String(typed)), "/")
	if s == "" {
		return "", i18n.M(msg.FaultBornMissing)
	}
	if short.MatchString(s) {
		return "", i18n.M(msg.FaultBornCentury)
	}
	for _, d := range days {
		if !d.form.MatchString(s) {
			continue
		}
		day, err := time.Parse(d.layout, s)
		switch born := day.Format(time.DateOnly); {
		case err != nil:
			return "", i18n.M(msg.FaultBornNoDay)
		case born > today.Format(time.DateOnly):
			return "", i18n.M(msg.FaultBornFuture)
		case born < today.AddDate(-oldest, 0, 0).Format(time.DateOnly):
			return "", i18n.M(msg.FaultBornOld, "years", oldest)
		default:
			return born, i18n.Msg{}
		}
	}
	return "", i18n.M(msg.FaultBorn)
}
