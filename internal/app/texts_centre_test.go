package app_test

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
)

// centre is a message centre that somebody else wrote (npm smpp): its port, and what it was told. Without it the test is skipped at a desk, and fails
// where checks run.
func centre(t *testing.T) (port string, texts <-chan string) {
	t.Helper()
	packages := os.Getenv("PREAU_TEST_SMPP")
	if packages == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("PREAU_TEST_SMPP is not set: scripts/smpp fetches the message centre")
		}
		t.Skip("PREAU_TEST_SMPP is not set: scripts/smpp fetches the message centre")
	}
	script, err := filepath.Abs("../kit/sms/testdata/centre/centre.js")
	if err != nil {
		t.Fatal(err)
	}
	node := exec.CommandContext(t.Context(), "node", script)
	node.Env = append(os.Environ(), "NODE_PATH="+filepath.Join(packages, "node_modules"))
	node.Stderr = os.Stderr
	out, err := node.StdoutPipe()
	if err == nil {
		err = node.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = node.Wait() }) // it ends with the test
	ports, all := make(chan int, 1), make(chan string, 64)
	go func() {
		for s := bufio.NewScanner(out); s.Scan(); {
			var l struct {
				Port int
				Text string
			}
			if json.Unmarshal(s.Bytes(), &l) == nil && l.Port > 0 {
				ports <- l.Port
			} else if l.Text != "" {
				all <- l.Text
			}
		}
	}()
	select {
	case n := <-ports:
		return strconv.Itoa(n), all
	case <-time.After(time.Minute):
		t.Fatal("the centre does not open")
	}
	return "", nil
}

// An administrator tries a message centre: each fault of its fields stands next to its field, and nothing that was typed is lost; what the centre took
// is told, and so is that it did not let the platform in.
func TestTrialByAMessageCentre(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C064")
	port, texts := centre(t)
	b := inhabited(t, db.SQLite)
	b.a.WithoutTexts()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); b.a.RunTexts(ctx) }()
	defer func() { stop(); <-ended }()
	const button = "Enregistrer et envoyer un SMS d'essai"
	f := b.in[admin].Get("/administration/reglages").WantSound().Form(button).Choose("Voie", "SMPP 3.4").Fill("Numéro pour l'essai", "06 98 76 54 32")
	p := f.Fill("Adresse", "sms.example.org").Fill("Expéditeur", "un nom bien trop long pour un SMS").Submit().WantStatus(422).WantSound()
	for field, fault := range map[string]string{"sms_adresse": "port", "sms_utilisateur": "Indiquez", "sms_expediteur": "20"} {
		if at := faultOf(p, field); !strings.Contains(at, fault) {
			t.Errorf("next to %s stands %q, want %q", field, at, fault)
		}
	}
	p = p.Form(button).Fill("Adresse", "sms.example.org:2775").Fill("Expéditeur", "38000").Fill("Identifiant SMPP (system_id)", "preau").Fill("Mot de passe SMPP ou jeton de la passerelle", "autre").Submit().WantStatus(422).WantSound()
	if at := faultOf(p, "sms_chiffrement"); !strings.Contains(at, "cochez le chiffrement") {
		t.Errorf("next to the encryption stands %q", at)
	}
	p = p.Form(button).Fill("Adresse", "127.0.0.1:"+port).Fill("Mot de passe SMPP ou jeton de la passerelle", "secret").Submit().WantStatus(200).WantSound().Want("SMS d'essai pour", "06 98 76 54 32", "pris en charge")
	select {
	case text := <-texts:
		if !strings.Contains(text, "Essai de la plateforme") {
			t.Errorf("the centre got %q", text)
		}
	case <-time.After(time.Minute):
		t.Fatal("the centre got nothing")
	}
	p.Form(button).Fill("Numéro pour l'essai", "0698765432").Fill("Mot de passe SMPP ou jeton de la passerelle", "autre").Submit().WantStatus(200).Want("non parti").WantNot("secret")
}

// faultOf is what stands next to a field that was refused.
func faultOf(p *webtest.Page, field string) string {
	out := ""
	for _, n := range p.Find(`[name="` + field + `"]`) {
		for id := range strings.FieldsSeq(n.Attr("aria-describedby")) {
			if said := p.Find("#" + id); strings.HasSuffix(id, "-e") && len(said) == 1 {
				out = said[0].Text()
			}
		}
	}
	return out
}
