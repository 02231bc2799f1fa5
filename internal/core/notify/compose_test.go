package notify

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/notify/msg"
	"preau/internal/kit/clock"
	"preau/internal/kit/i18n"
	"preau/internal/kit/mail"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s: %s", path, d)
	}
}

// composer is a service that composes and does nothing else.
func composer(t *testing.T, content func(t *i18n.T, data string, l Links) Content) *Service {
	t.Helper()
	cat, err := i18n.Load(msg.Source())
	if err != nil {
		t.Fatal(err)
	}
	if faults := cat.Faults(); len(faults) > 0 {
		t.Error(faults)
	}
	return &Service{
		clock: clock.NewManual(time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)),
		links: NewLinks("https://preau.example", []byte("a key of the tests")),
		kinds: map[string]Kind{"k": KindOf("k", KindOptions{}, content)},
		o: Options{Catalogue: cat, Letterhead: func(context.Context, string) (Letterhead, error) {
			return Letterhead{Title: "Plateforme de collecte des besoins", Operator: "Association d'achat <du Nord> & Cie, 12 rue de l'École, 59000 Lille", From: "a@preau.example", ReplyTo: "aide@preau.example"}, nil
		}},
	}
}

// everything has each kind of block, and what people may type to spoil a page.
func everything(*i18n.T, string, Links) Content {
	return Content{
		Subject: "La saisie du groupement « Denrées & boissons » se termine <bientôt>",
		Blocks: []Block{
			Paragraph("Il reste trois jours pour valider vos besoins. Ce texte est assez long pour que sa version en texte seul passe à la ligne, et même deux fois.\nSeconde ligne."),
			Facts(Fact{"Date limite", "5 décembre 2026 à 18 h 00 (heure de Paris)"}, Fact{"Lots à valider", "3 <sur> 12 & demi"}, Fact{"Observation", "une valeur si longue qu'elle passe elle aussi à la ligne, avec son retrait, dans le texte seul"}),
			Button("Ouvrir ma fiche de besoins", "/groupements/12/besoins?lot=3&vue=\"tout\""),
			Quote("Bonjour,\n<script>alert('x')</script>\n\nMerci d'avance."),
		},
		Reason: "Vous recevez ce mail parce que vous êtes économe du collège <Louise Michel>.",
	}
}

func TestGolden(t *testing.T) {
	s := composer(t, everything)
	for name, o := range map[string]outgoing{
		"fr":        {Entry: Entry{To: Recipient{AccountID: "a", Name: `Hélène "Œuvrard" <économe>`, Lang: i18n.French}}, stopHash: "x"},
		"en":        {Entry: Entry{To: Recipient{AccountID: "a", Name: "Hélène Œuvrard", Lang: i18n.English}}, stopHash: "x"},
		"fr-repeat": {Entry: Entry{To: Recipient{Lang: i18n.French}, Repeated: true}},
		"en-repeat": {Entry: Entry{To: Recipient{Lang: i18n.English}, Repeated: true}},
	} {
		o.ID, o.Kind, o.To.Address, o.data = "019aa5b0-0000-7000-8000-000000000001", "k", "helene@ecole.example", []byte(`""`)
		m, err := s.compose(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name+".txt", "Subject: "+m.Subject+"\n\n"+m.Text)
		golden(t, name+".html", m.HTML)
		if err := m.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDefaults(t *testing.T) {
	s := composer(t, func(*i18n.T, string, Links) Content { return Content{Subject: "Sujet\r\nBcc: x@y.example"} })
	for name, to := range map[string]Recipient{
		"account": {AccountID: "a", Address: "a@b.example", Name: "A"}, "address": {Address: "a@b.example"},
	} {
		m, err := s.Compose(t.Context(), Mail{Kind: "k", To: to, Data: ""})
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "default-"+name+".txt", "Subject: "+m.Subject+"\n\n"+m.Text[:len(m.Text)-stopLine(m)])
		if err := m.Check(); err != nil {
			t.Error(err)
		}
	}
	if _, err := s.Compose(t.Context(), Mail{Kind: "k", To: Recipient{Address: "x"}, Data: ""}); err == nil {
		t.Error("composed for no address")
	}
}

// stopLine is the length of what follows the unsubscribe secret, which differs each time.
func stopLine(m mail.Message) int {
	if m.ListUnsubscribe == "" {
		return 0
	}
	for i := range m.Text {
		if m.Text[i:min(i+len(StopPath), len(m.Text))] == StopPath {
			return len(m.Text) - i - len(StopPath)
		}
	}
	return 0
}

func TestAttachments(t *testing.T) {
	s := composer(t, func(*i18n.T, string, Links) Content {
		return Content{Subject: "Commande", Attachments: []string{"doc1"}}
	})
	o := outgoing{Entry: Entry{ID: "1", Kind: "k", To: Recipient{Address: "a@b.example"}}, data: []byte(`""`)}
	if _, err := s.compose(t.Context(), o); !errors.Is(err, ErrUnfit) {
		t.Errorf("nothing opens it: %v", err)
	}
	away := errors.New("the store does not answer")
	s.o.Attach = func(context.Context, string) (mail.Attachment, error) { return mail.Attachment{}, away }
	if _, err := s.compose(t.Context(), o); !errors.Is(err, away) || errors.Is(err, ErrUnfit) {
		t.Errorf("to be put off: %v", err)
	}
	s.o.Attach = func(_ context.Context, ref string) (mail.Attachment, error) {
		return mail.Attachment{Name: ref + ".pdf", MIME: "application/pdf"}, nil
	}
	if m, err := s.compose(t.Context(), o); err != nil || len(m.Attachments) != 1 || m.Attachments[0].Name != "doc1.pdf" {
		t.Errorf("%+v, %v", m.Attachments, err)
	}
}

func TestNoLetterhead(t *testing.T) {
	s := composer(t, everything)
	s.o.Letterhead = func(context.Context, string) (Letterhead, error) { return Letterhead{}, errors.New("database is away") }
	if _, err := s.compose(t.Context(), outgoing{Entry: Entry{Kind: "k"}, data: []byte(`""`)}); err == nil || errors.Is(err, ErrUnfit) {
		t.Errorf("to be put off: %v", err)
	}
}

// A content may say in its own words that it is the same as before, who answers for it, and name itself in a header.
func TestContentOfItsOwn(t *testing.T) {
	s := composer(t, func(*i18n.T, string, Links) Content {
		return Content{Subject: "Commande", Repeat: "La même commande.", ReplyTo: "carl@preau.example", Headers: []mail.Header{{Name: "X-Preau-Order", Value: "1"}}}
	})
	o := outgoing{Entry: Entry{ID: "1", Kind: "k", To: Recipient{Address: "a@b.example"}}, data: []byte(`""`)}
	m, err := s.compose(t.Context(), o)
	if err != nil || m.ReplyTo != "carl@preau.example" || strings.Contains(m.Text+m.HTML, "La même commande.") || m.Headers[1].Value != "1" {
		t.Errorf("%v: %+v", err, m)
	}
	o.Repeated = true
	if m, err = s.compose(t.Context(), o); err != nil || !strings.Contains(m.Text, "La même commande.") || !strings.Contains(m.HTML, "La même commande.") {
		t.Errorf("%v: %+v", err, m)
	}
}
