package crash_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

// acted are the acts that were acknowledged, in order, by what they were done to.
type acted map[string][]string

// entered is a sheet as it was last acknowledged.
type entered struct {
	state   string
	q       map[int64]int64 // thousandths
	version int64
}

// record is what one client knows to be done: an answer to each of these was received whole.
type record struct {
	sheets   map[string]*entered // by sheetKey
	acts     acted               // on sheets and memberships
	decided  acted               // on memberships, by coordinators
	signed   []string            // user names
	activate []string            // user names
	writes   int
}

func newRecord() *record {
	return &record{sheets: map[string]*entered{}, acts: acted{}, decided: acted{}}
}

func sheetKey(ref string, lot int64) string { return fmt.Sprintf("%s lot %d", ref, lot) }

func memberKey(ref string, group int64) string { return fmt.Sprintf("%s group %d", ref, group) }

// client is somebody who uses the site without pause, whatever happens to it.
type client struct {
	*site
	*record
	name    string
	closing *atomic.Bool
	step    func(context.Context) error
}

// run does one thing after the other until the test closes; what was begun is brought to its end.
func (c *client) run(ctx context.Context) error {
	for !c.closing.Load() {
		if err := c.step(ctx); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
	}
	return nil
}

// page opens a page, again after each kill.
func (b *browser) page(ctx context.Context, path string) (answer, error) {
	for {
		if err := b.s.waitUp(ctx); err != nil {
			return answer{}, err
		}
		a, err := b.get(ctx, path)
		switch {
		case err != nil && ctx.Err() == nil:
			continue
		case err != nil:
			return a, err
		case a.status != http.StatusOK:
			return a, fmt.Errorf("GET %s: %d\n%s", path, a.status, excerpt(a.body))
		}
		return a, nil
	}
}

// surely sends a form, the same again after each kill, until an answer was received whole; it must lead to a page. Passwords whose
// comparison was cut off keep their places among the five of a name for a minute: who is asked to wait waits.
func (c *client) surely(ctx context.Context, b *browser, f form, to string) error {
	for {
		if err := c.waitUp(ctx); err != nil {
			return err
		}
		a, err := b.post(ctx, f.action, f.fields)
		switch {
		case err != nil && ctx.Err() == nil:
			c.repeats.Add(1)
			continue
		case err != nil:
			return err
		case a.status == http.StatusServiceUnavailable && f.fields.Has("mot_de_passe"):
			select {
			case <-ctx.Done():
			case <-time.After(time.Second):
			}
			continue
		case a.status != http.StatusSeeOther || a.to != to:
			return fmt.Errorf("POST %s: %d to %q, want 303 to %q; sent %v\n%s", f.action, a.status, a.to, to, f.fields, excerpt(a.body))
		}
		c.writes++
		c.acknowledged.Add(1)
		return nil
	}
}

func excerpt(body string) string {
	if i := strings.Index(body, "<main"); i > 0 {
		body = body[i:]
	}
	return body[:min(len(body), 1500)]
}

// signedIn is a browser with an open session, which lives on through all kills.
func (s *site) signedIn(user, from string) *browser {
	s.t.Helper()
	b := s.browser(from)
	a, err := b.page(s.t.Context(), "/connexion")
	s.ok(err)
	f, ok := a.formWith("/connexion", "mot_de_passe", "")
	if !ok {
		s.t.Fatalf("no form to sign in with\n%s", excerpt(a.body))
	}
	f.fields.Set("nom_utilisateur", user)
	f.fields.Set("mot_de_passe", pass)
	if a, err = b.post(s.t.Context(), f.action, f.fields); err != nil || a.status != http.StatusSeeOther {
		s.t.Fatalf("sign in as %s: %d, %v\n%s", user, a.status, err, excerpt(a.body))
	}
	return b
}

// signIn opens a browser for somebody of each school.
func (s *site) signIn(network string, mine []school) []*browser {
	s.t.Helper()
	var out []*browser
	for i, o := range mine {
		out = append(out, s.signedIn(o.user, network+"."+number(int64(i+1))))
	}
	return out
}

// enterer fills in sheets of needs for some schools.
func (s *site) enterer(n int, t *town, mine []school) *client {
	c, in := s.client(fmt.Sprintf("enterer %d", n)), s.signIn(fmt.Sprintf("10.1.%d", n), mine)
	c.step = func(ctx context.Context) error {
		i := rand.IntN(len(mine))
		return c.enter(ctx, in[i], t.entry, mine[i].Ref, 1+rand.Int64N(lots))
	}
	return c
}

// enter does what the sheet's page offers, from the state in which it was last acknowledged.
func (c *client) enter(ctx context.Context, b *browser, group int64, ref string, lot int64) error {
	key, overview := sheetKey(ref, lot), "/groupements/"+number(group)+"/besoins"
	path := overview + "/" + number(lot)
	known := c.sheets[key]
	if known == nil {
		known = &entered{state: "none", q: map[int64]int64{}}
		c.sheets[key] = known
	}
	a, err := b.page(ctx, path)
	if err != nil {
		return err
	}
	switch {
	case known.state == "validated":
		return c.reopen(ctx, b, a, path, key, known)
	case rand.IntN(8) == 0:
		return c.enterNothing(ctx, b, path, overview, key, known)
	}
	f, ok := a.formWith(path, "acte", "enregistrer")
	if !ok || f.fields.Get("version") != number(known.version) {
		return fmt.Errorf("%s was saved in version %d, and the page says otherwise: %v\n%s", key, known.version, f.fields, excerpt(a.body))
	}
	q, err := fill(f, known.q)
	if err != nil {
		return fmt.Errorf("%s: %w", key, err)
	}
	if rand.IntN(3) > 0 {
		f.fields.Set("acte", "enregistrer")
		err = c.surely(ctx, b, f, path)
		c.doneUnless(err, key, known, "save", "entry", q)
		return err
	}
	f.fields.Set("acte", "valider")
	err = c.surely(ctx, b, f, overview)
	c.doneUnless(err, key, known, "validate", "validated", q)
	return err
}

// fill types other quantities over those that were acknowledged, which the page must show.
func fill(f form, known map[int64]int64) (map[int64]int64, error) {
	q := map[int64]int64{1: 1000 * (1 + rand.Int64N(400))}
	for line := int64(1); line <= lines; line++ {
		if line > 1 && rand.IntN(4) > 0 {
			q[line] = 1000 * (1 + rand.Int64N(400))
		}
		if got := f.fields.Get("q." + number(line)); got != typed(known[line]) {
			return q, fmt.Errorf("line %d was acknowledged as %q, and the page has %q", line, typed(known[line]), got)
		}
		f.fields.Set("q."+number(line), typed(q[line]))
	}
	return q, nil
}

// reopen takes a signature back.
func (c *client) reopen(ctx context.Context, b *browser, a answer, path, key string, known *entered) error {
	f, ok := a.formAt(path + "/rouvrir")
	if !ok || f.fields.Get("version") != number(known.version) {
		return fmt.Errorf("%s was validated in version %d, and the page says otherwise: %v\n%s", key, known.version, f.fields, excerpt(a.body))
	}
	err := c.surely(ctx, b, f, path)
	c.doneUnless(err, key, known, "reopen", "entry", known.q)
	return err
}

// enterNothing signs « Je n'ai aucun besoin pour ce lot ».
func (c *client) enterNothing(ctx context.Context, b *browser, path, overview, key string, known *entered) error {
	a, err := b.page(ctx, path+"/aucun")
	if err != nil {
		return err
	}
	f, ok := a.formAt(path + "/aucun")
	if !ok {
		return fmt.Errorf("no way to say that nothing is needed\n%s", excerpt(a.body))
	}
	err = c.surely(ctx, b, f, overview)
	c.doneUnless(err, key, known, "validate empty", "validated", map[int64]int64{})
	return err
}

func typed(thousandths int64) string {
	if thousandths == 0 {
		return ""
	}
	return number(thousandths / 1000)
}

// doneUnless notes what was acknowledged.
func (c *client) doneUnless(err error, key string, s *entered, act, to string, q map[int64]int64) {
	if err != nil {
		return
	}
	s.state, s.q = to, maps.Clone(q)
	s.version++
	c.acts[key] = append(c.acts[key], act)
}

// joiner asks to join groups for schools, and where nobody decides takes the demand back.
func (s *site) joiner(n int, t *town, mine []school) *client {
	c, in := s.client(fmt.Sprintf("joiner %d", n)), s.signIn(fmt.Sprintf("10.2.%d", n), mine)
	c.step = func(ctx context.Context) error {
		i, g := rand.IntN(len(mine)), rand.IntN(len(t.groups))
		return c.join(ctx, in[i], mine[i].Ref, t.groups[g], g < freely)
	}
	return c
}

func (c *client) join(ctx context.Context, b *browser, ref string, group int64, free bool) error {
	key, path := memberKey(ref, group), "/groupements/"+number(group)
	a, err := b.page(ctx, path)
	if err != nil {
		return err
	}
	act := "join"
	f, ok := a.formAt(path + "/adherer")
	if !ok && free {
		act = "withdraw"
		f, ok = a.formAt(path + "/retirer")
	}
	if !ok {
		return nil // a coordinator's turn
	}
	if err := c.surely(ctx, b, f, path); err != nil {
		return err
	}
	c.acts[key] = append(c.acts[key], act)
	return nil
}

// coordinator decides on all demands that wait; mostly refuses, so that there is always somebody to ask again.
func (s *site) coordinator(t *town) *client {
	c, b := s.client("coordinator"), s.signedIn(t.leads[0], "10.3.0.1")
	c.step = func(ctx context.Context) error {
		return c.decide(ctx, b, t.groups[freely+rand.IntN(len(t.groups)-freely)])
	}
	return c
}

func (c *client) decide(ctx context.Context, b *browser, group int64) error {
	path := "/groupements/" + number(group) + "/adhesions"
	a, err := b.page(ctx, path)
	if err != nil {
		return err
	}
	f, ok := a.formWith(path, "membres", "")
	if !ok {
		return nil // nobody waits
	}
	act := "refuse"
	f.fields.Set("acte", "refuser")
	f.fields.Set("motif", "Pas cette fois")
	if rand.IntN(8) == 0 {
		act = "accept"
		f.fields.Set("acte", "accepter")
	}
	refs := slices.DeleteFunc(f.boxes, func(v string) bool { return v == "1" }) // « définitif »
	f.fields["membres"] = refs
	if err := c.surely(ctx, b, f, path); err != nil {
		return err
	}
	for _, ref := range refs {
		c.decided[memberKey(ref, group)] = append(c.decided[memberKey(ref, group)], act)
	}
	return nil
}

// newcomers sign up one after the other, and activate their accounts by the link in the mail.
func (s *site) newcomers() *client {
	c := s.client("newcomers")
	var waiting []string // for their mail
	c.step = func(ctx context.Context) error {
		for i, user := range waiting {
			if path := linkTo(s.box.lastTo(user + "@preau.test")); path != "" {
				waiting = slices.Delete(waiting, i, i+1)
				return c.activateAt(ctx, path, user)
			}
		}
		user := fmt.Sprintf("nouvelle%07d", len(c.signed)+1)
		waiting = append(waiting, user)
		return c.signUp(ctx, user, len(c.signed))
	}
	return c
}

func (c *client) signUp(ctx context.Context, user string, n int) error {
	b := c.browser(fmt.Sprintf("10.0.%d.%d", n/250, n%250+1))
	defer b.client.CloseIdleConnections()
	a, err := b.page(ctx, "/inscription")
	if err != nil {
		return err
	}
	f, ok := a.formWith("/inscription", "mot_de_passe_2", "")
	if !ok {
		return fmt.Errorf("no form to sign up with\n%s", excerpt(a.body))
	}
	for name, value := range map[string]string{"nom_utilisateur": user, "email": user + "@preau.test", "mot_de_passe": pass, "mot_de_passe_2": pass} {
		f.fields.Set(name, value)
	}
	if err := c.surely(ctx, b, f, "/inscription/envoyee"); err != nil {
		return err
	}
	c.signed = append(c.signed, user)
	return nil
}

func (c *client) activateAt(ctx context.Context, path, user string) error {
	b := c.browser("203.0.113.9")
	defer b.client.CloseIdleConnections()
	a, err := b.page(ctx, path)
	if err != nil {
		return err
	}
	f, ok := a.formWith(path, "_cle", "")
	if !ok {
		return fmt.Errorf("no button to activate the account with\n%s", excerpt(a.body))
	}
	f.fields.Set("mot_de_passe", pass)
	if err := c.surely(ctx, b, f, "/compte/profil"); err != nil {
		return err
	}
	c.activate = append(c.activate, user)
	c.activated.Add(1)
	return nil
}
