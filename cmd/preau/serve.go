package main

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"time"

	"preau/internal/app"
	"preau/internal/core/access"
	"preau/internal/core/account/password"
	"preau/internal/core/instance"
	"preau/internal/kit/clock"
	"preau/internal/kit/config"
	"preau/internal/kit/db"
)

const (
	dataFolder = "preau-data"
	defaultURL = "http://localhost:8080" // of what listens at the default address
)

// ballast is asked for and never touched, so it takes no memory; but the garbage collector, which begins when the heap has doubled, counts
// it. A small platform has some 30 MB, and collected them every few requests: a tenth of the processor. It may have 64 MB of garbage more.
const ballast = 64 << 20

type serveCmd struct {
	store
	files
	network
	identity
	MetricsListen   string        `help:"Address to answer Prometheus on, at /metrics (localhost:9464). Without it, nobody counts."`
	MetricsToken    config.Secret `help:"What Prometheus must send as bearer token. Needed when other machines can reach that address."`
	SlowQuery       time.Duration `default:"200ms" help:"Log each statement to the database that took so long: its text, without a value, and who sent it. 0: none."`
	Breached        string        `name:"breached-passwords" help:"Folder (5BAA6.txt, …) or sorted file of SHA-1 of passwords known from breaches, as PwnedPasswordsDownloader makes it: none of them can be chosen. Nothing is asked of anybody else." type:"path"`
	LongTransaction time.Duration `default:"5s" help:"Log each transaction that took so long, by the act. 0: none."`
	Profile         string        `hidden:"" help:"File of a profile of the processor, written at the end: for whoever measures." type:"path"`
}

// Run serves the platform on real data; a demonstration's database is refused.
func (c *serveCmd) Run(ctx context.Context, s streams, log *slog.Logger) error {
	c.in(dataFolder)
	heap := make([]byte, ballast)
	defer runtime.KeepAlive(heap)
	profiled, err := profile(c.Profile)
	if err != nil {
		return err
	}
	defer profiled()
	providers, err := c.providers()
	if err != nil {
		return err
	}
	gauges, err := c.openMetrics(ctx, log)
	if err != nil {
		return err
	}
	defer gauges.close()
	d, key, err := c.openAs(ctx, db.Options{Log: log, Watch: gauges.ofDatabase(), Slow: db.Slow{Statement: c.SlowQuery, Transaction: c.LongTransaction}})
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }() // all transactions have ended by then
	if err := instance.GuardServe(ctx, d); err != nil {
		return err
	}
	kept, err := c.openFiles(c.Data)
	if err != nil {
		return err
	}
	breaches, err := password.OpenBreaches(c.Breached)
	if err != nil {
		return err
	}
	defer func() { _ = breaches.Close() }() // it is only read
	ln, err := c.listen(ctx)
	if err != nil {
		return err
	}
	o := app.Options{
		DB: d, Clock: clock.System{}, Log: log, Key: key, Files: kept, FileLimit: c.limit(), PublicURL: c.URL, Subdomains: c.HSTSSubdomains, Proxies: c.Proxies, Inside: c.Inside, Version: version,
		Metrics: gauges.m, Providers: providers, Breaches: breaches,
	}
	if err := c.openDemands(c.Data, &o); err != nil {
		return err
	}
	a, err := app.New(o)
	if err != nil {
		return err
	}
	if err := c.welcome(ctx, d, s); err != nil {
		return err
	}
	c.warn(log)
	if err := a.Federation.WarnOfStrangers(ctx); err != nil {
		return err
	}
	log.Info("serving", "url", c.URL, "version", version)
	return serve(ctx, a, ln, c.Drain, log, gauges.serve)
}

// welcome tells an operator whose database is empty how the first administrator gets in.
func (c *serveCmd) welcome(ctx context.Context, d *db.DB, s streams) error {
	var empty bool
	err := d.View(ctx, func(tx *db.Tx) error {
		var err error
		empty, err = instance.IsEmpty(ctx, tx)
		return err
	})
	if err != nil || !empty {
		return err
	}
	_, err = fmt.Fprintf(s.out, "Nobody has an account yet. For the first administrator:\n  %s\n", c.adminCommand())
	return err
}

// adminCommand makes an administrator of this very platform: a command that looked elsewhere would make one of another,
// empty, and its link would lead nowhere. Secrets are not repeated.
func (c *serveCmd) adminCommand() string {
	words := []string{"preau admin create"}
	if c.Data != dataFolder {
		words = append(words, "-data", shellWord(c.Data))
	}
	if c.DB.Reveal() != "" {
		words = append(words, "-db …")
	}
	if c.Key.Reveal() != "" {
		words = append(words, "-key …")
	}
	if c.URL != defaultURL {
		words = append(words, "-url", shellWord(c.URL))
	}
	return strings.Join(append(words, "-email name@example.org"), " ")
}

// shellWord quotes what a shell would take apart.
func shellWord(s string) string {
	if strings.ContainsAny(s, " \t'\"$&;()<>|*?\\`#~") {
		return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
	}
	return s
}

type migrateCmd struct {
	store
}

// Run brings the tables up to date.
func (c *migrateCmd) Run(ctx context.Context, log *slog.Logger) error {
	c.in(dataFolder)
	d, _, err := c.open(ctx, log)
	if err != nil {
		return err
	}
	return d.Close()
}

type adminCmd struct {
	Create    adminCreateCmd `cmd:"" help:"Make an administrator, and print a one-time link to sign in with."`
	HoldMails adminHoldCmd   `cmd:"" help:"Hold back the mails, the texts and the deliveries of webhooks that wait, for an administrator to decide: after a database was restored by other tools than preau restore, before it is served."`
	AnyWay    adminAnyWayCmd `cmd:"" help:"Give administrators their rights by any way of signing in again, when the passkeys or the provider that the settings ask of them are lost."`
}

type adminAnyWayCmd struct {
	keysOf
}

// Run takes back what the settings ask of administrators' sessions.
func (c *adminAnyWayCmd) Run(ctx context.Context, s streams, log *slog.Logger) error {
	return c.with(ctx, log, func(a *app.App) error {
		changed, err := a.AnyWay(ctx)
		if err != nil {
			return err
		}
		said := "The settings ask nothing of administrators' sessions."
		if changed {
			said = "Administrators have their rights again however they sign in. The settings say so."
		}
		_, err = fmt.Fprintln(s.out, said)
		return err
	})
}

type adminCreateCmd struct {
	store
	files
	URL   string `name:"url" help:"Public address of the platform, for the link. Without it, the default one of serve."`
	Email string `required:"" help:"Address of the administrator."`
}

// Run makes the account if there is none, gives it the role, and prints the link: the only way to the first administrator.
func (c *adminCreateCmd) Run(ctx context.Context, s streams, log *slog.Logger) error {
	c.in(dataFolder)
	c.URL = cmp.Or(c.URL, defaultURL)
	d, key, err := c.open(ctx, log)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }() // all transactions have ended by then
	if err := instance.GuardServe(ctx, d); err != nil {
		return err
	}
	kept, err := c.openFiles(c.Data)
	if err != nil {
		return err
	}
	a, err := app.New(app.Options{DB: d, Clock: clock.System{}, Log: log, Key: key, Files: kept, FileLimit: c.limit(), PublicURL: c.URL, Version: version})
	if err != nil {
		return err
	}
	path, err := a.Accounts.AdminCreate(ctx, access.ByProgram("preau admin create", clock.System{}.Now()), c.Email)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(s.out, c.URL+path)
	return err
}
