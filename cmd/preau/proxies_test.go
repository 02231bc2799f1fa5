package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"preau/internal/catalog/update"
	"preau/internal/kit/exetest"
)

// The examples' site, and where the program is for them.
const (
	exampleHost = "preau.example.org"
	exampleHere = "127.0.0.1:8080"
)

// caller is where the tests call from: another address of this machine than the proxies', which call from 127.0.0.1.
const caller = "127.0.0.2"

// Each example of deploy/proxy has room for the largest form that the program takes, so that it is the program that says what is too large.
func TestProxiesLetThroughWhatTheProgramTakes(t *testing.T) {
	for name, size := range map[string]string{
		"Caddyfile": `max_size (\d+)MB`, "Caddyfile.several": `max_size (\d+)MB`, "nginx.conf": `client_max_body_size (\d+)m;`,
	} {
		m := regexp.MustCompile(size).FindStringSubmatch(example(t, name))
		if m == nil {
			t.Fatalf("%s has no limit", name)
		}
		if n, err := strconv.ParseInt(m[1], 10, 64); err != nil || n*1_000_000 < update.Largest+64<<20 {
			t.Errorf("%s takes %s MB, a catalogue's sheet may have %d with its form", name, m[1], (update.Largest+64<<20)/1_000_000)
		}
	}
}

// Caddy and nginx run as the examples say, before the program and before an upstream that tells what it got. deploy/proxies gives the two
// (PREAU_TEST_CADDY, PREAU_TEST_NGINX: their files); without them it is skipped.
func TestProxies(t *testing.T) {
	for name, run := range map[string]func(*testing.T, string, string) proxied{"caddy": runCaddy, "nginx": runNginx} {
		t.Run(name, func(t *testing.T) {
			file := os.Getenv("PREAU_TEST_" + strings.ToUpper(name)) //nolint:forbidigo // of this test alone
			if file == "" {
				t.Skip("without " + name + ": deploy/proxies fetches it")
			}
			t.Run("before an upstream", func(t *testing.T) { beforeUpstream(t, file, run) })
			t.Run("before the program", func(t *testing.T) { beforeProgram(t, file, run) })
		})
	}
}

func beforeUpstream(t *testing.T, file string, run func(*testing.T, string, string) proxied) {
	began, goOn := make(chan struct{}), make(chan struct{})
	waits, left := make(chan struct{}), make(chan struct{})
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		sum := sha256.New()
		n, err := io.Copy(sum, r.Body)
		_, _ = fmt.Fprintf(w, "%s|%s|%s|%s|%s|%d|%x|%v", r.Host, r.Header.Values("X-Forwarded-For"), r.RequestURI, r.Header.Get("X-Request-Id"), r.Header.Get("Sec-Fetch-Site"), n, sum.Sum(nil), err)
	})
	mux.HandleFunc("/sends", func(_ http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadFull(r.Body, make([]byte, 1000)); err == nil {
			close(began)
		}
		_, _ = io.Copy(io.Discard, r.Body)
	})
	mux.HandleFunc("/gives", func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write(make([]byte, 100_000))
		_ = http.NewResponseController(w).Flush()
		select {
		case <-goOn:
		case <-r.Context().Done():
		}
		_, _ = w.Write([]byte("the end"))
	})
	mux.HandleFunc("/waits", func(_ http.ResponseWriter, r *http.Request) {
		close(waits)
		<-r.Context().Done()
		close(left)
	})
	up := httptest.NewServer(mux)
	t.Cleanup(up.Close)
	p := run(t, file, up.Listener.Addr().String())
	c := p.client(t)

	r := request(t, http.MethodGet, "https://"+exampleHost+"/demandes?q=a%2Fb%20c", nil)
	r.Header.Set("X-Forwarded-For", "203.0.113.9")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	got := strings.Split(body(t, c, r, http.StatusOK), "|")
	if got[0] != exampleHost || got[1] != "["+caller+"]" || got[2] != "/demandes?q=a%2Fb%20c" || got[4] != "same-origin" {
		t.Errorf("the program is told %q", got)
	}
	large := make([]byte, 120_000_000)
	_, _ = rand.Read(large) // never fails
	got = strings.Split(body(t, c, request(t, http.MethodPost, "https://"+exampleHost+"/imports", bytes.NewReader(large)), http.StatusOK), "|")
	if got[5] != strconv.Itoa(len(large)) || got[6] != fmt.Sprintf("%x", sha256.Sum256(large)) {
		t.Errorf("of %d bytes came %s: %s", len(large), got[5], got[7])
	}

	// What is sent arrives as it is sent: the program watches over slow senders itself.
	in, out := io.Pipe()
	ended := make(chan error, 1)
	sending := request(t, http.MethodPost, "https://"+exampleHost+"/sends", in)
	go func() {
		res, err := c.Do(sending)
		if err == nil {
			_ = res.Body.Close()
		}
		ended <- err
	}()
	_, _ = out.Write(make([]byte, 40_000))
	within(t, began, "the program sees nothing of a form before its end")
	_ = out.Close()
	if err := <-ended; err != nil {
		t.Error(err)
	}

	// What is given arrives as it is given.
	res, err := c.Do(request(t, http.MethodGet, "https://"+exampleHost+"/gives", nil))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(res.Body, make([]byte, 50_000)); err != nil {
		t.Error(err)
	}
	close(goOn)
	rest, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if err != nil || !strings.HasSuffix(string(rest), "the end") {
		t.Errorf("%d bytes, %v", len(rest), err)
	}

	// Who goes away is waited for no more.
	ctx, leave := context.WithCancel(t.Context())
	gone := request(t, http.MethodGet, "https://"+exampleHost+"/waits", nil).WithContext(ctx)
	go func() {
		if res, err := c.Do(gone); err == nil {
			_ = res.Body.Close()
		}
	}()
	within(t, waits, "the program hears nothing of who will go away")
	leave()
	within(t, left, "the program goes on for somebody who went away")
}

func beforeProgram(t *testing.T, file string, run func(*testing.T, string, string) proxied) {
	here := free(t)
	preau := exetest.Build(t, "preau/cmd/preau").Start(t, "serve", "--data", t.TempDir(), "--listen", here, "--url", "https://"+exampleHost, "--proxies", "127.0.0.1/32")
	if _, ok := preau.Says("msg=serving", time.Minute); !ok {
		t.Fatal(preau.Words.String())
	}
	p := run(t, file, here)
	c := p.client(t)
	res := ask(t, c, request(t, http.MethodGet, "https://"+exampleHost+"/connexion", nil))
	if res.Code != http.StatusOK || res.Proto != "HTTP/2.0" {
		t.Errorf("%s %s", res.Proto, res.Status)
	}
	for name, want := range map[string]string{
		"Strict-Transport-Security": "max-age=31536000", "X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store", "Referrer-Policy": "same-origin",
	} {
		if got := res.Header.Values(name); len(got) != 1 || got[0] != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	if got := res.Header.Values("Content-Security-Policy"); len(got) != 1 {
		t.Errorf("policies: %q", got)
	}
	packed := request(t, http.MethodGet, "https://"+exampleHost+"/connexion", nil)
	packed.Header.Set("Accept-Encoding", "gzip")
	if res := ask(t, c, packed); res.Header.Get("Content-Encoding") != "gzip" {
		t.Errorf("a page comes as %q", res.Header.Get("Content-Encoding"))
	}
	for path, want := range map[string]int{"/connexion?x=1": http.StatusMovedPermanently, "/api/v1/moi": http.StatusForbidden, "/webhooks/x": http.StatusForbidden} {
		res := ask(t, c, request(t, http.MethodGet, "http://"+exampleHost+path, nil))
		if to := res.Header.Get("Location"); res.Code != want || want == http.StatusMovedPermanently && to != "https://"+exampleHost+path {
			t.Errorf("http://…%s: %s, to %q", path, res.Status, to)
		}
	}
	// What the program refuses before it has read it is said by the program, not by the proxy.
	form := request(t, http.MethodPost, "https://"+exampleHost+"/connexion", bytes.NewReader(make([]byte, 30_000_000)))
	form.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	form.Header.Set("Origin", "https://"+exampleHost)
	if text := body(t, c, form, http.StatusRequestEntityTooLarge); !strings.Contains(text, "<main") {
		t.Errorf("too much is refused by %q", text)
	}
}

// Of two machines the one that is not ready gets nothing new; when it is ready again, it does.
func TestProxyOfSeveralMachines(t *testing.T) {
	file := os.Getenv("PREAU_TEST_CADDY") //nolint:forbidigo // of this test alone
	if file == "" {
		t.Skip("without caddy: deploy/proxies fetches it")
	}
	var stops atomic.Bool
	machine := func(name string, ready func() bool) string {
		up := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/readyz" && !ready() {
				w.WriteHeader(http.StatusServiceUnavailable)
			}
			_, _ = io.WriteString(w, name)
		}))
		t.Cleanup(up.Close)
		return up.Listener.Addr().String()
	}
	one, two := machine("one", func() bool { return !stops.Load() }), machine("two", func() bool { return true })
	c := runCaddyfile(t, file, example(t, "Caddyfile.several", "10.0.0.11:8080", one, "10.0.0.12:8080", two)).client(t)
	// round is which machines answer eight requests.
	round := func() string {
		var all []string
		for range 8 {
			all = append(all, body(t, c, request(t, http.MethodGet, "https://"+exampleHost+"/", nil), http.StatusOK))
		}
		slices.Sort(all)
		return strings.Join(slices.Compact(all), " ")
	}
	for _, x := range []struct {
		stops bool
		want  string
	}{{false, "one two"}, {true, "two"}, {false, "one two"}} {
		stops.Store(x.stops)
		end := time.Now().Add(20 * time.Second)
		for got := round(); got != x.want; got = round() {
			if time.Now().After(end) {
				t.Fatalf("the first stops: %t, and %q answer", x.stops, got)
			}
		}
	}
}

// proxied is an example that is run.
type proxied struct {
	plain, tls string // its addresses
	roots      *x509.CertPool
}

// client speaks to the proxy as a browser does that found it by its name.
func (p proxied) client(t *testing.T) *http.Client {
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(caller)}, Timeout: 10 * time.Second}
	transport := &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: p.roots, MinVersion: tls.VersionTLS12}, ForceAttemptHTTP2: true,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			if strings.HasSuffix(address, ":443") {
				return d.DialContext(ctx, network, p.tls)
			}
			return d.DialContext(ctx, network, p.plain)
		},
	}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

func runCaddy(t *testing.T, file, upstream string) proxied {
	return runCaddyfile(t, file, example(t, "Caddyfile", exampleHere, upstream))
}

func runCaddyfile(t *testing.T, file, text string) proxied {
	t.Helper()
	p, dir := proxied{plain: free(t), tls: free(t), roots: x509.NewCertPool()}, t.TempDir()
	config := filepath.Join(dir, "Caddyfile")
	write(t, config, fmt.Sprintf("{\n\tadmin off\n\tlocal_certs\n\tskip_install_trust\n\thttp_port %s\n\thttps_port %s\n\tstorage file_system %s\n}\n", port(p.plain), port(p.tls), dir)+text)
	caddy := exetest.Binary(file).Start(t, "run", "--adapter", "caddyfile", "--config", config)
	if _, ok := caddy.Says("certificate obtained successfully", time.Minute); !ok {
		t.Fatal(caddy.Words.String())
	}
	root, err := os.ReadFile(filepath.Join(dir, "pki/authorities/local/root.crt"))
	if err != nil || !p.roots.AppendCertsFromPEM(root) {
		t.Fatal(err)
	}
	p.wait(t, caddy)
	return p
}

func runNginx(t *testing.T, file, upstream string) proxied {
	p, dir := proxied{plain: free(t), tls: free(t), roots: x509.NewCertPool()}, t.TempDir()
	certificate(t, p.roots, filepath.Join(dir, "fullchain.pem"), filepath.Join(dir, "privkey.pem"))
	config := filepath.Join(dir, "nginx.conf")
	write(t, config, fmt.Sprintf("daemon off;\nmaster_process off;\npid %[1]s/pid;\nerror_log stderr;\nevents {}\nhttp {\n", dir)+
		temps(dir)+example(t, "nginx.conf", exampleHere, upstream, "\tlisten [::]:80;\n", "", "\tlisten [::]:443 ssl http2;\n", "", "listen 80;", "listen "+p.plain+";",
		"listen 443 ", "listen "+p.tls+" ", "/etc/ssl/preau/", dir+"/", "/var/log/nginx/", dir+"/")+"}\n")
	nginx := exetest.Binary(file).Start(t, "-p", dir, "-c", config)
	p.wait(t, nginx)
	return p
}

// temps are the folders where nginx may write.
func temps(dir string) string {
	var out strings.Builder
	for _, kind := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		_, _ = fmt.Fprintf(&out, "%s_temp_path %s/%s;\n", kind, dir, kind)
	}
	return out.String()
}

// wait is until the proxy takes connections, and has its certificate.
func (p proxied) wait(t *testing.T, proxy *exetest.Process) {
	t.Helper()
	d := tls.Dialer{Config: &tls.Config{RootCAs: p.roots, ServerName: exampleHost, MinVersion: tls.VersionTLS12}}
	for end := time.Now().Add(time.Minute); ; {
		c, err := d.DialContext(t.Context(), "tcp", p.tls)
		if err == nil {
			_ = c.Close() // it was only to answer
			return
		}
		select {
		case <-proxy.Ended():
			t.Fatal(proxy.Words.String())
		case <-time.After(20 * time.Millisecond):
		}
		if time.Now().After(end) {
			t.Fatal(err, proxy.Words.String())
		}
	}
}

// certificate makes one of the example's host that signs itself.
func certificate(t *testing.T, roots *x509.CertPool, chain, key string) {
	t.Helper()
	own, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	one := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{exampleHost}, NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, making := x509.CreateCertificate(rand.Reader, one, one, own.Public(), own)
	secret, packing := x509.MarshalPKCS8PrivateKey(own)
	if making != nil || packing != nil {
		t.Fatal(making, packing)
	}
	public := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	roots.AppendCertsFromPEM(public)
	write(t, chain, string(public))
	write(t, key, string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})))
}

// example is one of the files of deploy/proxy with what a test must put in place of what is there.
func example(t *testing.T, name string, put ...string) string {
	t.Helper()
	raw, err := os.ReadFile("../../deploy/proxy/" + name)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(put); i += 2 {
		if !strings.Contains(string(raw), put[i]) {
			t.Fatalf("%s has no %q any more", name, put[i])
		}
	}
	return strings.NewReplacer(put...).Replace(string(raw))
}

func free(t *testing.T) string {
	t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = ln.Close() // the proxy takes it
	return ln.Addr().String()
}

func port(address string) string {
	_, p, _ := net.SplitHostPort(address)
	return p
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func request(t *testing.T, method, address string, sent io.Reader) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, sent)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// answer is what came, read to its end.
type answer struct {
	Status, Proto string
	Code          int
	Header        http.Header
	Text          string
}

func ask(t *testing.T, c *http.Client, r *http.Request) answer {
	t.Helper()
	res, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }() // read
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{Status: res.Status, Proto: res.Proto, Code: res.StatusCode, Header: res.Header, Text: string(text)}
}

func body(t *testing.T, c *http.Client, r *http.Request, status int) string {
	t.Helper()
	a := ask(t, c, r)
	if a.Code != status {
		t.Fatalf("%s %s: %s: %s", r.Method, r.URL, a.Status, a.Text)
	}
	return a.Text
}

func within(t *testing.T, done <-chan struct{}, what string) {
	t.Helper()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Error(what)
	}
}
