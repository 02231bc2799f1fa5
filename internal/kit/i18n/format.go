package i18n

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// nbsp stands before : ; ? ! % », after «, and between thousands. The narrow one (U+202F) would be right before some of
// them, but is next to invisible in many fonts, ours among them.
const nbsp = "\u00a0"

// frenchReplacer sets the apostrophe and the no-break spaces of French typography in a text typed plainly.
var frenchReplacer = strings.NewReplacer("'", "’", " :", nbsp+":", " ;", nbsp+";", " ?", nbsp+"?", " !", nbsp+"!",
	" %", nbsp+"%", "« ", "«"+nbsp, " »", nbsp+"»", " €", nbsp+"€")

func frenchSpaces(s string) string { return frenchReplacer.Replace(s) }

// Number writes an integer with the language's thousands: « 1 234 », "1,234".
func (t *T) Number(n int64) string {
	sep := t.group()
	s := strconv.FormatInt(n, 10)
	neg := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(s, "-")
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + sep + s[i:]
	}
	if neg {
		s = "−" + s
	}
	return s
}

// Quantity writes a quantity held in thousandths, without useless zeros: 2500 is « 2,5 ».
func (t *T) Quantity(thousandths int64) string {
	sign := ""
	if thousandths < 0 {
		sign, thousandths = "−", -thousandths
	}
	s := sign + t.Number(thousandths/1000)
	frac := strings.TrimRight(fmt.Sprintf("%03d", thousandths%1000), "0")
	if frac == "" {
		return s
	}
	if t.lang == English {
		return s + "." + frac
	}
	return s + "," + frac
}

// Cents writes an amount in euros held in cents: « 1 234,50 € », "€1,234.50".
func (t *T) Cents(n int64) string {
	sign := ""
	if n < 0 {
		sign, n = "−", -n
	}
	frac := fmt.Sprintf("%02d", n%100)
	if t.lang == English {
		return sign + "€" + t.Number(n/100) + "." + frac
	}
	return sign + t.Number(n/100) + "," + frac + nbsp + "€"
}

// UnitPrice writes a price in euros held in ten-thousandths: with as many decimals as it has, two at least.
func (t *T) UnitPrice(n int64) string {
	if n%100 == 0 {
		return t.Cents(n / 100)
	}
	sign := ""
	if n < 0 {
		sign, n = "−", -n
	}
	frac := strings.TrimSuffix(fmt.Sprintf("%04d", n%10_000), "0")
	if t.lang == English {
		return sign + "€" + t.Number(n/10_000) + "." + frac
	}
	return sign + t.Number(n/10_000) + "," + frac + nbsp + "€"
}

// QuantityField is Quantity as a field shows it, to be typed over: no comma groups its thousands, since the field may be
// read in another language than it was written in.
func (t *T) QuantityField(thousandths int64) string {
	s := t.Quantity(thousandths)
	if t.GroupsByComma() {
		s = strings.ReplaceAll(s, ",", "")
	}
	return s
}

// GroupsByComma says whether the language writes « 1,234.5 ».
func (t *T) GroupsByComma() bool { return t.group() == "," }

func (t *T) group() string {
	if t.lang == English {
		return ","
	}
	return nbsp
}

var months = map[Lang][12]string{
	French:  {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
	English: {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
}

var weekdays = map[Lang][7]string{
	French:  {"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"},
	English: {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
}

// Date writes the day of an instant: « 21 novembre 2026 ».
func (t *T) Date(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	at = at.In(t.zone)
	day := strconv.Itoa(at.Day())
	if t.lang == French && at.Day() == 1 {
		day = "1er"
	}
	return day + nbsp + months[t.lang][at.Month()-1] + nbsp + strconv.Itoa(at.Year())
}

// Month writes the month of an instant: « novembre 2026 ».
func (t *T) Month(at time.Time) string {
	at = at.In(t.zone)
	return months[t.lang][at.Month()-1] + nbsp + strconv.Itoa(at.Year())
}

// Weekday writes the day of an instant with its name: « samedi 5 décembre 2026 ».
func (t *T) Weekday(at time.Time) string {
	return weekdays[t.lang][at.In(t.zone).Weekday()] + " " + t.Date(at)
}

// DayMonth gives the day's number and the short month, for calendar leaves: "05", « déc. ».
func (t *T) DayMonth(at time.Time) (string, string) {
	at = at.In(t.zone)
	short := months[t.lang][at.Month()-1]
	if r := []rune(short); len(r) > 4 {
		n := 3
		if t.lang == French && (at.Month() == time.July || at.Month() == time.January || at.Month() == time.February) {
			n = 4
		}
		short = string(r[:n]) + "."
	}
	return fmt.Sprintf("%02d", at.Day()), short
}

// Clock writes the hour and minute of an instant: « 18 h 00 », "18:00".
func (t *T) Clock(at time.Time) string {
	at = at.In(t.zone)
	if t.lang == English {
		return at.Format("15:04")
	}
	return fmt.Sprintf("%d%sh%s%02d", at.Hour(), nbsp, nbsp, at.Minute())
}

// DateTime writes an instant: « 21 novembre 2026 à 18 h 00 ».
func (t *T) DateTime(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	if t.lang == English {
		return t.Date(at) + " at " + t.Clock(at)
	}
	return t.Date(at) + " à " + t.Clock(at)
}

// ZoneName names the zone's city: « heure de Paris », "Brussels time".
func (t *T) ZoneName() string {
	name := t.zone.String()
	if i := strings.LastIndex(name, "/"); i >= 0 {
		name = name[i+1:]
	}
	if t.lang == French && name == "Brussels" {
		name = "Bruxelles"
	}
	if t.lang == English {
		return name + " time"
	}
	return "heure de " + name
}

// DateTimeZone writes an instant with the zone it is meant in: deadlines are shown so.
func (t *T) DateTimeZone(at time.Time) string {
	return t.DateTime(at) + " (" + t.ZoneName() + ")"
}

// Ago writes how long before now an instant was, as people say it; further than a week it is the date.
func (t *T) Ago(at, now time.Time) string {
	if at.IsZero() {
		return ""
	}
	days := t.daysBetween(at, now)
	switch d := now.Sub(at); {
	case d < 0, days > 6:
		return t.Date(at)
	case d < time.Minute:
		return t.pick("à l’instant", "just now")
	case d < time.Hour:
		return fmt.Sprintf(t.pick("il y a %d"+nbsp+"min", "%d"+nbsp+"min ago"), int(d.Minutes()))
	case days == 0:
		return fmt.Sprintf(t.pick("il y a %d"+nbsp+"h", "%d"+nbsp+"h ago"), int(d.Hours()))
	case days <= 1:
		return t.pick("hier, ", "yesterday, ") + t.Clock(at)
	default:
		return fmt.Sprintf(t.pick("il y a %d jours", "%d days ago"), days)
	}
}

// daysBetween counts the midnights of the zone between two instants.
func (t *T) daysBetween(from, to time.Time) int {
	return int(midnight(to.In(t.zone)).Sub(midnight(from.In(t.zone))).Hours() / 24)
}

// midnight is the day's date as an instant in UTC, so that differences are whole days across changes of hour.
func midnight(at time.Time) time.Time {
	return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)
}

// DaysLeft counts the days between now and a later instant, 0 on the same day.
func (t *T) DaysLeft(now, at time.Time) int { return t.daysBetween(now, at) }

func (t *T) pick(fr, en string) string {
	if t.lang == English {
		return en
	}
	return fr
}
