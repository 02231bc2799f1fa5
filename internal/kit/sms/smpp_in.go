package sms

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/linxGnu/gosmpp/data"
	"github.com/linxGnu/gosmpp/pdu"
)

// inbound is what a message centre delivered: a text, or a receipt.
type inbound struct {
	from, to pdu.Address
	class    byte // esm_class
	service  string
	when     string // the centre's time, where it tells it: the field is of no other use here
	body     []byte // with its header
	text     string
	fields   map[pdu.Tag]pdu.Field
	sequence int32
}

// What esm_class says a delivery is (SMPP 3.4, 5.2.12).
const (
	classKind    = 0x3c
	classReceipt = 0x04
	classHeader  = 0x40
)

// ours are the kinds of deliveries that are somebody's words: a plain one, and a user's acknowledgement.
var ours = []byte{0x00, 0x10}

// delivered reads a delivery. A text that is too long for its field, or that the centre likes better so, is in message_payload.
func delivered(p *pdu.DeliverSM) inbound {
	m := inbound{
		from: p.SourceAddr, to: p.DestAddr, class: p.EsmClass, service: p.ServiceType, when: p.ScheduleDeliveryTime, fields: p.OptionalParameters,
		sequence: p.GetSequenceNumber(),
	}
	m.body, _ = p.Message.GetMessageData() // it has no error
	words := m.body
	if f, ok := m.fields[pdu.TagMessagePayload]; ok && len(words) == 0 {
		m.body, words = f.Data, f.Data
		if m.class&classHeader != 0 && len(words) > 0 {
			words = words[min(1+int(words[0]), len(words)):]
		}
	} else if h := p.Message.UDH(); h != nil {
		if header, err := h.MarshalBinary(); err == nil {
			m.body = append(header, m.body...)
		}
	}
	enc := p.Message.Encoding()
	if enc == nil {
		enc = data.GSM7BIT
	}
	if said, err := enc.Decode(words); err == nil {
		m.text = said
	}
	return m
}

// take hands an event on. What is none is answered all the same.
func (c *SMPP) take(ctx context.Context, m inbound) error {
	if m.isReceipt() {
		if r, ok := c.receiptOf(m); ok {
			return c.o.Take(ctx, Event{Receipt: &r})
		}
		return nil // it is on its way
	}
	in, ok := c.textOf(m)
	if !ok {
		return nil
	}
	began := c.o.Clock.Now()
	if in.Alike {
		alone, err := c.alone(ctx, in.ID)
		if err != nil {
			return err
		}
		in.New = alone && c.heard.knows(in.ID, m.sequence)
	}
	if err := c.o.Take(ctx, Event{Incoming: &in}); err != nil {
		return err
	}
	if in.Alike {
		c.heard.note(in.ID, m.sequence, began, c.o.Clock.Now())
	}
	return nil
}

// textOf is what a text that was delivered to us is; none when nobody can be answered: a short code, a name.
func (c *SMPP) textOf(m inbound) (Incoming, bool) {
	from, known := c.number(m.from)
	if !known || !slices.Contains(ours, m.class&classKind) {
		return Incoming{}, false
	}
	to, known := c.number(m.to)
	if !known {
		to = m.to.Address()
	}
	in := Incoming{From: from, To: to, Text: m.text, At: c.o.Clock.Now()}
	in.ID, in.Alike = m.id()
	in.ID = keyed(c.o.Hash, in.ID)
	return in, true
}

// saying are the fields of the standard by which a centre tells one text from another. Those of the operator are beside them.
var saying = []pdu.Tag{
	pdu.TagReceiptedMessageID, pdu.TagUserMessageReference, pdu.TagSourceSubaddress, pdu.TagDestSubaddress, pdu.TagSourcePort, pdu.TagDestinationPort,
	pdu.TagSarMsgRefNum, pdu.TagSarTotalSegments, pdu.TagSarSegmentSeqnum,
}

// The tags that are each operator's own (SMPP 3.4, table 5-7): many name their texts there.
const operatorsFirst, operatorsLast pdu.Tag = 0x1400, 0x3fff

// id tells the same text that is delivered again, perhaps on another connection: SMPP has no name for one, and its sequence
// numbers begin anew with each connection. So it is all that the centre says of the text. Alike is true when neither a
// message's id nor a time is in it, so that two texts may say the same.
func (m inbound) id() (string, bool) {
	h := sha256.New()
	for _, part := range [][]byte{[]byte(m.from.Address()), []byte(m.to.Address()), []byte(m.service), []byte(m.when), {m.class}, m.body} {
		add(h, part)
	}
	for _, tag := range slices.Sorted(maps.Keys(m.fields)) {
		if slices.Contains(saying, tag) || operatorsFirst <= tag && tag <= operatorsLast {
			add(h, []byte(tag.Hex()))
			add(h, m.fields[tag].Data)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16]), m.when == "" && m.named() == ""
}

// add takes one part, so that no two sequences of parts are written alike.
func add(h hash.Hash, part []byte) {
	_, _ = h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(part)))) //nolint:gosec // a packet's length
	_, _ = h.Write(part)                                                  // a hash takes all
}

// named is the message's id that a delivery carries.
func (m inbound) named() string {
	f := m.fields[pdu.TagReceiptedMessageID]
	return strings.TrimRight(string(f.Data), "\x00")
}

// receipt is how a receipt is written (SMPP 3.4, appendix B), when the centre does not say it in fields of its own.
var receipt = regexp.MustCompile(`(?i)\bid:(\S+).*\bstat:([A-Z]+)`)

// The states that end a message, as a field (SMPP 3.4, 5.2.28) and as receipts write them. All others are on the way.
var (
	endStates = map[byte]string{2: stateDelivered, 3: "EXPIRED", 4: "DELETED", 5: "UNDELIV", 8: "REJECTD"}
	endWords  = []string{stateDelivered, "EXPIRED", "DELETED", "UNDELIV", "REJECTD"}
)

const stateDelivered = "DELIVRD"

// isReceipt says whether it is one, by its class or by its fields.
func (m inbound) isReceipt() bool {
	_, stated := m.fields[pdu.TagMessageStateOption]
	return m.class&classKind == classReceipt || stated && m.named() != ""
}

// receiptOf is what a receipt says, once the message's way is over. Fields are believed before words: centres write those as they like.
func (c *SMPP) receiptOf(m inbound) (Receipt, bool) {
	r, state := Receipt{At: c.o.Clock.Now()}, ""
	if found := receipt.FindStringSubmatch(strings.ReplaceAll(m.text, "\n", " ")); found != nil {
		r.Provider, state = found[1], strings.ToUpper(found[2])
	}
	if id := m.named(); id != "" {
		r.Provider = id
	}
	if f := m.fields[pdu.TagMessageStateOption]; len(f.Data) == 1 {
		state = endStates[f.Data[0]]
	}
	r.Delivered = state == stateDelivered
	return r, r.Provider != "" && slices.Contains(endWords, state)
}

// The types of numbers that are no person's: names, which anybody may choose, and short ones.
var noNumbers = []byte{5, 6}

// number is an address as E.164. Without a + it is international, unless it begins with 0 or is said to be national: nine
// digits could be a number at home without its 0 and another person's abroad, so they are not guessed at.
func (c *SMPP) number(a pdu.Address) (string, bool) {
	n := strings.TrimSpace(a.Address())
	switch {
	case n == "" || slices.Contains(noNumbers, a.Ton()):
		return "", false
	case n[0] == '+' || n[0] == '0':
	case a.Ton() == 2:
		n = "0" + n
	default:
		n = "+" + n
	}
	if c.o.Phone == nil {
		return n, isE164(n)
	}
	return c.o.Phone(n)
}
