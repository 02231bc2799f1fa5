package instance_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/instance"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/mail"
)

func TestFaultsNameTheirField(t *testing.T) {
	s := newService(t, dbtest.Open(t, db.SQLite), nil)
	needs := func(field string) string { return instance.ServiceField(instance.Needs, field) }
	for name, c := range map[string]struct {
		change func(*instance.Settings)
		want   []string
	}{
		"sound":          {func(*instance.Settings) {}, nil},
		"title of 80":    {func(x *instance.Settings) { x.Title = strings.Repeat("é", 80) }, nil},
		"no title":       {func(x *instance.Settings) { x.Title = " " }, []string{"titre"}},
		"long title":     {func(x *instance.Settings) { x.Title = strings.Repeat("é", 81) }, []string{"titre"}},
		"title of lines": {func(x *instance.Settings) { x.Title = "a\nBcc: b" }, []string{"titre"}},
		"broken title":   {func(x *instance.Settings) { x.Title = "a\xff" }, []string{"titre"}},
		"line of 200":    {func(x *instance.Settings) { x.OperatorLine = strings.Repeat("é", 200) }, nil},
		"long line":      {func(x *instance.Settings) { x.OperatorLine = strings.Repeat("é", 201) }, []string{"ligne"}},
		"contact":        {func(x *instance.Settings) { x.Contact = "achats" }, []string{"contact"}},
		"no contact":     {func(x *instance.Settings) { x.Contact = "" }, nil},
		"tutorials": {func(x *instance.Settings) {
			x.Tutorials = "Un panier | https://films.nord.test/1\n\nRecevoir|https://films.nord.test/2"
		}, nil},
		"no address":     {func(x *instance.Settings) { x.Tutorials = "Un panier" }, []string{"tutoriels"}},
		"no https":       {func(x *instance.Settings) { x.Tutorials = "Un panier | http://films.nord.test/1" }, []string{"tutoriels"}},
		"script":         {func(x *instance.Settings) { x.Tutorials = "Un panier | javascript:alert(1)" }, []string{"tutoriels"}},
		"with password":  {func(x *instance.Settings) { x.Tutorials = "Un panier | https://a:b@films.nord.test/" }, []string{"tutoriels"}},
		"no film title":  {func(x *instance.Settings) { x.Tutorials = "| https://films.nord.test/1" }, []string{"tutoriels"}},
		"long tutorials": {func(x *instance.Settings) { x.Tutorials = "a | https://films.nord.test/" + strings.Repeat("a", 4000) }, []string{"tutoriels"}},
		"zone":           {func(x *instance.Settings) { x.Zone = "Europe/Berlin" }, []string{"zone"}},
		"amounts":        {func(x *instance.Settings) { x.Amounts = "TTC" }, []string{"montants"}},
		"days":           {func(x *instance.Settings) { x.AnswerDays = 10 }, nil},
		"many days":      {func(x *instance.Settings) { x.AnswerDays = 61 }, []string{"delai_fournisseur"}},
		"days ago":       {func(x *instance.Settings) { x.AnswerDays = -1 }, []string{"delai_fournisseur"}},
		"announced": {func(x *instance.Settings) {
			x.Announcement = instance.Announcement{From: dbtest.Start, Until: dbtest.Start.Add(time.Hour), French: "Arrêt", English: "Stop"}
		}, nil},
		"announced in one language": {func(x *instance.Settings) {
			x.Announcement = instance.Announcement{From: dbtest.Start, Until: dbtest.Start.Add(time.Hour), French: "Arrêt"}
		}, []string{"annonce_en"}},
		"announced for no time": {func(x *instance.Settings) {
			x.Announcement = instance.Announcement{From: dbtest.Start, Until: dbtest.Start, French: "Arrêt", English: "Stop"}
		}, []string{"annonce_au"}},
		"announced for ever": {func(x *instance.Settings) {
			x.Announcement = instance.Announcement{French: "Arrêt", English: strings.Repeat("a", instance.MaxAnnouncement+1)}
		}, []string{"annonce_en", "annonce_du", "annonce_au"}},
		"no service": {func(x *instance.Settings) { x.Services = nil }, []string{"services"}},
		"not built":  {func(x *instance.Settings) { x.Services = []instance.ServiceKey{instance.Offers} }, []string{"services"}},
		"service texts": {func(x *instance.Settings) {
			x.Texts[instance.Needs] = instance.ServiceTexts{Title: strings.Repeat("a", 81), Contact: "x", OperatorLine: strings.Repeat("a", 201)}
		}, []string{needs("titre"), needs("ligne"), needs("contact")}},
		"no way in":         {func(x *instance.Settings) { x.SignIn = nil }, []string{"connexion"}},
		"way not built":     {func(x *instance.Settings) { x.SignIn = []instance.Way{instance.OIDC} }, []string{"connexion"}},
		"link alone":        {func(x *instance.Settings) { x.SignIn = []instance.Way{instance.Link} }, nil},
		"link, no server":   {func(x *instance.Settings) { x.SignIn, x.SMTP = []instance.Way{instance.Link}, instance.Defaults().SMTP }, []string{"connexion"}},
		"no server":         {func(x *instance.Settings) { x.SMTP = instance.Defaults().SMTP }, nil},
		"user, no server":   {func(x *instance.Settings) { x.SMTP.Host = "" }, []string{"smtp_serveur"}},
		"address as host":   {func(x *instance.Settings) { x.SMTP.Host = "http://smtp.nord.test" }, []string{"smtp_serveur"}},
		"two dots":          {func(x *instance.Settings) { x.SMTP.Host = "smtp..nord.test" }, []string{"smtp_serveur"}},
		"IPv6 host":         {func(x *instance.Settings) { x.SMTP.Host = "2001:db8::1" }, nil},
		"accented host":     {func(x *instance.Settings) { x.SMTP.Host = "smtp.école.test" }, nil},
		"port 0":            {func(x *instance.Settings) { x.SMTP.Port = 0 }, []string{"smtp_port"}},
		"port 65536":        {func(x *instance.Settings) { x.SMTP.Port = 65536 }, []string{"smtp_port"}},
		"tls":               {func(x *instance.Settings) { x.SMTP.TLS = "ssl" }, []string{"smtp_chiffrement"}},
		"password in clear": {func(x *instance.Settings) { x.SMTP.TLS = mail.None }, []string{"smtp_chiffrement"}},
		"at home in clear":  {func(x *instance.Settings) { x.SMTP.TLS, x.SMTP.Host = mail.None, "localhost" }, nil},
		"no sender":         {func(x *instance.Settings) { x.SMTP.From = "" }, []string{"smtp_expediteur"}},
		"bad sender":        {func(x *instance.Settings) { x.SMTP.From = "a b@c.test" }, []string{"smtp_expediteur"}},
		"no user":           {func(x *instance.Settings) { x.SMTP.User = "" }, []string{"smtp_utilisateur"}},
		"returns":           {func(x *instance.Settings) { x.Returns.Address = " Retours@École.test " }, nil},
		"bad returns":       {func(x *instance.Settings) { x.Returns.Address = "retours" }, []string{"retours_adresse"}},
		"returns with +":    {func(x *instance.Settings) { x.Returns.Address = "re+tours@nord.test" }, []string{"retours_adresse"}},
		"returns of 21":     {func(x *instance.Settings) { x.Returns.Address = strings.Repeat("a", 21) + "@nord.test" }, nil},
		"long returns":      {func(x *instance.Settings) { x.Returns.Address = strings.Repeat("a", 22) + "@nord.test" }, []string{"retours_adresse"}},
		"short secret":      {func(x *instance.Settings) { x.Returns.Secret = "trop court pour rien" }, []string{"retours_mot_de_passe"}},
		"long password":     {func(x *instance.Settings) { x.SMTP.Password = strings.Repeat("a", 501) }, []string{"smtp_mot_de_passe"}},
	} {
		t.Run(name, func(t *testing.T) {
			set := sound()
			c.change(&set)
			seen := mustGet(t, s).Version
			err := s.Save(t.Context(), admin, set, seen)
			if diff := cmp.Diff(c.want, fields(err)); diff != "" || (c.want == nil) != (err == nil) {
				t.Errorf("%v\n%s", err, diff)
			}
		})
	}
}

func TestChanges(t *testing.T) {
	from, to := sound(), sound()
	from.SMTP.Password = ""
	to.Title, to.Services, to.SMTP.Password = "Nord", []instance.ServiceKey{instance.Ordering, instance.Needs}, "autre"
	want := []instance.Change{
		{Field: "titre", From: "Achats du Nord", To: "Nord"},
		{Field: "services", From: "needs", To: "needs ordering"},
		{Field: "smtp_mot_de_passe"},
	}
	if diff := cmp.Diff(want, instance.Changes(from, to)); diff != "" {
		t.Error(diff)
	}
}
