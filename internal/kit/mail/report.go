package mail

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"net/textproto"
	"regexp"
	"slices"
	"strings"
)

// News is what a mail that came to a return address says of the mail that had gone out.
type News string

// The news. Only the first four say anything of a mail; a person's holiday is none.
const (
	Bounced    News = "bounced"    // it will not arrive: whoever had it has given up
	Delayed    News = "delayed"    // it is still being tried
	Delivered  News = "delivered"  // it arrived
	Complained News = "complained" // its reader called it unwanted (RFC 5965)
	Automatic  News = "automatic"  // an answer of a program: holidays, a receipt, a report of a report
	Unreadable News = "unreadable" // written by a person, or in no known form
)

// Report is a mail that came to a return address, as far as it can be read.
type Report struct {
	News      News
	Status    string // the enhanced status code (RFC 3463), empty when none was given
	OfAddress bool   // bounced because of the recipient's address itself, for good
	Detail    string // the remote server's words, one line; of what is unreadable, its subject
	Final     string // bounced for this address, as the report names it (RFC 3464); empty: it does not say
	Returned  string // the Message-ID of what came back, without brackets, if it is told
	To        []string
}

// maxReport is how much of a report is read: what it says comes before the mail that it gives back.
const maxReport = 1 << 20

// envelope are the headers in which servers note to whom a mail came, before the one that its writer filled in.
var envelope = []string{"X-Original-To", "Delivered-To", "Envelope-To", "To"}

// ReadReport reads what came to a return address. It never fails: what it cannot read is Unreadable.
func ReadReport(r io.Reader) Report {
	m, err := netmail.ReadMessage(bufio.NewReader(io.LimitReader(r, maxReport)))
	if err != nil {
		return Report{News: Unreadable, Detail: "not a mail"}
	}
	head := textproto.MIMEHeader(m.Header)
	out := Report{To: addressed(head)}
	f := found{}
	f.walk(head, m.Body, 0)
	switch {
	case f.echo || strings.EqualFold(f.kind, "disposition-notification"):
		out.News = Automatic
	case f.complaint:
		out.News, out.Detail = Complained, "reported as unwanted"
	case f.status != nil:
		f.verdict(&out)
	case head.Get("X-Failed-Recipients") != "":
		plainBounce(&out, f.text)
	case automatic(head):
		out.News = Automatic
	default:
		out.News, out.Detail = Unreadable, OneLine(words(head.Get("Subject")))
	}
	if out.News == Unreadable && automatic(head) {
		out.News = Automatic
	}
	out.Returned = f.returned
	return out
}

// addressed are the addresses to which it came.
func addressed(head textproto.MIMEHeader) []string {
	var out []string
	for _, name := range envelope {
		for _, v := range head.Values(name) {
			list, err := netmail.ParseAddressList(v)
			if err != nil {
				continue
			}
			for _, a := range list {
				out = append(out, a.Address)
			}
		}
	}
	return out
}

// automatic says whether a program wrote it, which is no news of the mail: holidays, acknowledgements, lists (RFC 3834).
func automatic(head textproto.MIMEHeader) bool {
	if s := strings.ToLower(strings.TrimSpace(head.Get("Auto-Submitted"))); s != "" && s != "no" {
		return true
	}
	for _, name := range []string{"X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress", "List-Id"} {
		if head.Get(name) != "" {
			return true
		}
	}
	return slices.Contains([]string{"bulk", "junk", "list", "auto_reply"}, strings.ToLower(strings.TrimSpace(head.Get("Precedence"))))
}

// found is what the parts of a report hold.
type found struct {
	kind      string     // report-type
	status    []fieldSet // the blocks of the delivery status, the message's own first
	returned  string
	echo      bool // what came back was a report, or an answer of a program, itself
	complaint bool
	text      string // the first plain text
}

// deepest is how many wrappings, such as a list's or a virus scanner's, are opened.
const deepest = 3

func (f *found) walk(head textproto.MIMEHeader, body io.Reader, depth int) {
	kind, params, err := mime.ParseMediaType(head.Get("Content-Type"))
	if err != nil {
		kind = "text/plain"
	}
	switch {
	case strings.HasPrefix(kind, "multipart/") && depth < deepest && params["boundary"] != "":
		if kind == "multipart/report" && f.kind == "" {
			f.kind = params["report-type"]
		}
		f.parts(multipart.NewReader(body, params["boundary"]), depth)
	case kind == "message/delivery-status" || kind == "message/global-delivery-status":
		f.status = blocks(decoded(head, body))
	case kind == "message/feedback-report":
		f.complaint = true
	case kind == "message/rfc822" || kind == "text/rfc822-headers" || kind == "message/global" || kind == "message/global-headers":
		f.original(decoded(head, body))
	case kind == "text/plain" && f.text == "":
		text, _ := io.ReadAll(decoded(head, body)) // what could be read of it is enough
		f.text = string(text)
	}
}

func (f *found) parts(r *multipart.Reader, depth int) {
	for {
		p, err := r.NextRawPart()
		if err != nil { // the end, or where it was cut off
			return
		}
		f.walk(p.Header, p, depth+1)
	}
}

// original notes whose report it is.
func (f *found) original(r io.Reader) {
	text, _ := io.ReadAll(r) // what could be read of it is enough
	if !bytes.Contains(text, []byte("\n\n")) && !bytes.Contains(text, []byte("\r\n\r\n")) {
		text = append(text, "\r\n\r\n"...) // only its headers came
	}
	m, err := netmail.ReadMessage(bytes.NewReader(text))
	if err != nil {
		return
	}
	f.returned = strings.Trim(strings.TrimSpace(m.Header.Get("Message-Id")), "<>")
	kind, _, _ := mime.ParseMediaType(m.Header.Get("Content-Type")) // none is no report
	f.echo = kind == "multipart/report" || strings.HasPrefix(strings.ToLower(m.Header.Get("Auto-Submitted")), "auto-replied")
}

func decoded(head textproto.MIMEHeader, r io.Reader) io.Reader {
	switch strings.ToLower(strings.TrimSpace(head.Get("Content-Transfer-Encoding"))) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, r)
	case "quoted-printable":
		return quotedprintable.NewReader(r)
	}
	return r
}

func words(s string) string {
	if out, err := new(mime.WordDecoder).DecodeHeader(s); err == nil {
		return out
	}
	return s
}

// fieldSet is one block of a delivery status, names in lower case.
type fieldSet map[string]string

// blocks reads the groups of fields (RFC 3464), forgiving what the standard library's reader of headers would refuse.
func blocks(r io.Reader) []fieldSet {
	var out []fieldSet
	in, name := fieldSet{}, ""
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 64<<10)
	for lines.Scan() {
		line := strings.TrimRight(lines.Text(), "\r")
		key, value, isField := strings.Cut(line, ":")
		switch {
		case strings.TrimSpace(line) == "":
			if len(in) > 0 {
				out = append(out, in)
			}
			in, name = fieldSet{}, ""
		case (line[0] == ' ' || line[0] == '\t') && name != "":
			in[name] += " " + strings.TrimSpace(line)
		case isField:
			name = strings.ToLower(strings.TrimSpace(key))
			in[name] = strings.TrimSpace(value)
		}
	}
	if len(in) > 0 {
		out = append(out, in)
	}
	return out
}

var (
	statusField = regexp.MustCompile(`^[245]\.\d{1,3}\.\d{1,3}`)
	statusIn    = regexp.MustCompile(`(?:^|[\s(#:;-])([245]\.\d{1,3}\.\d{1,3})(?:$|[\s);:,])`)
	replyIn     = regexp.MustCompile(`(?:^|[\s(#:;])([245]\d\d)(?:$|[\s:;-])`)
)

// verdict is what the blocks say together: of several recipients, one who has it is enough, and one failure outweighs delays.
func (f *found) verdict(out *Report) {
	out.News, out.Detail = Unreadable, "a delivery report without an outcome"
	weight := map[News]int{Unreadable: 0, Delayed: 1, Bounced: 2, Delivered: 3}
	for _, b := range f.status {
		action, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(b["action"])), " ")
		news := map[string]News{
			"failed": Bounced, "delayed": Delayed, "delivered": Delivered, "relayed": Delivered, "expanded": Delivered,
		}[action]
		if news == "" || weight[news] <= weight[out.News] {
			continue
		}
		out.News = news
		out.Status, out.OfAddress, out.Detail, out.Final = "", false, "", ""
		if news == Bounced {
			out.Final = recipient(b["final-recipient"])
		}
		out.explain(statusField.FindString(b["status"]), diagnosis(b["diagnostic-code"]))
	}
}

// recipient is the address of a field like "rfc822; jean@supplier.test"; empty where it is none.
func recipient(s string) string {
	if _, rest, ok := strings.Cut(s, ";"); ok {
		s = rest
	}
	a, err := Address(strings.Trim(strings.TrimSpace(s), "<>"))
	if err != nil {
		return ""
	}
	return a
}

// diagnosis is the remote server's reply without the name of its protocol: "smtp; 550 5.1.1 no such user".
func diagnosis(s string) string {
	if kind, rest, ok := strings.Cut(s, ";"); ok && !strings.ContainsAny(strings.TrimSpace(kind), " \t") {
		s = rest
	}
	return OneLine(s)
}

// explain tells an address that is refused from a mail that is. Some servers write 5.0.0 whatever happened: then the reply
// they quote is believed.
func (r *Report) explain(status, reply string) {
	if strings.HasSuffix(status, ".0.0") || status == "" {
		if m := statusIn.FindStringSubmatch(reply); m != nil {
			status = m[1]
		}
	}
	r.Status, r.Detail = status, reply
	if r.Detail == "" {
		r.Detail = status
	}
	if r.News != Bounced {
		return
	}
	code := ""
	if m := replyIn.FindStringSubmatch(reply); m != nil {
		code = m[1]
	}
	r.OfAddress = addressStatus(status, code, reply)
}

// AddressStatus says whether a failure that somebody announces by its status code and a server's words speaks of the
// recipient's address itself.
func AddressStatus(status, reply string) bool {
	r := Report{News: Bounced}
	r.explain(status, OneLine(reply))
	return r.OfAddress
}

// addressStatus says whether a failure speaks of the recipient's address. 5.1.7 and 5.1.8 speak of the sender's; 5.4.1
// means, with these words, an address that is not in the directory.
func addressStatus(status, code, reply string) bool {
	class, rest, _ := strings.Cut(status, ".")
	subject, detail, _ := strings.Cut(rest, ".")
	switch {
	case class == "4", class == "" && !strings.HasPrefix(code, "5"):
		return false
	case subject == "1":
		return detail != "7" && detail != "8"
	case subject == "2":
		return true
	case subject == "4":
		return strings.Contains(strings.ToLower(reply), "recipient address rejected")
	case subject == "0", subject == "":
		return code == "550" || code == "551" || code == "553"
	}
	return false
}

// plainBounce reads a bounce that says in a header whom it failed for and in plain words why. Without a permanent code in
// the words it may be a mere warning, so it is left for somebody to look at.
func plainBounce(out *Report, text string) {
	line := ""
	for l := range strings.SplitSeq(text, "\n") {
		if m := replyIn.FindStringSubmatch(l); m != nil && m[1][0] == '5' {
			line = l
			break
		}
		if m := statusIn.FindStringSubmatch(l); m != nil && m[1][0] == '5' {
			line = l
			break
		}
	}
	out.News, out.Detail = Unreadable, "a report without a code"
	if line != "" {
		out.News = Bounced
		out.explain("", OneLine(line))
	}
}
