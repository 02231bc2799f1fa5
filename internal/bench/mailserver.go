package bench

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"sync"
	"time"

	"preau/internal/bench/rig"
	"preau/internal/ordering/order"
)

// mailServer keeps when each order arrived at its supplier.
type mailServer struct {
	*rig.Mails

	mu     sync.Mutex
	orders map[string][]rig.Mail // to suppliers, by number
	told   map[telling]bool
}

// telling is a mail to one of our people about an order.
type telling struct{ to, number string }

func openMailServer(ctx context.Context) (*mailServer, error) {
	s := &mailServer{orders: map[string][]rig.Mail{}, told: map[telling]bool{}}
	var err error
	s.Mails, err = rig.OpenMails(ctx, s.take)
	return s, err
}

var orderNumber = regexp.MustCompile(`[A-Z0-9][A-Z0-9.]*-\d{4}-\d{6}`)

func (s *mailServer) take(m rig.Mail) {
	number := orderNumber.FindString(m.Subject())
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case number == "":
	case !strings.HasSuffix(m.To, supplierMail):
		s.told[telling{m.To, number}] = true
	default:
		s.orders[number] = append(s.orders[number], m)
	}
}

// arrived is when the mail of an order arrived, and how many of them did.
func (s *mailServer) arrived(number string) (at time.Time, times int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if all := s.orders[number]; len(all) > 0 {
		at, times = all[0].At, len(all)
	}
	return at, times
}

var (
	supplierLink = regexp.MustCompile(regexp.QuoteMeta(order.SupplierPath) + `/[A-Za-z0-9_-]+`)
	errNoLink    = errors.New("the mail of an order has no link")
)

// link is the address, without its server, by which an order's supplier answers.
func (s *mailServer) link(number string) (string, error) {
	s.mu.Lock()
	var m rig.Mail
	if all := s.orders[number]; len(all) > 0 {
		m = all[0]
	}
	s.mu.Unlock()
	text, err := m.Text()
	if err != nil {
		return "", err
	}
	if found := supplierLink.FindString(text); found != "" {
		return found, nil
	}
	return "", errNoLink
}

// knows says whether somebody of ours got a mail about an order.
func (s *mailServer) knows(user, number string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.told[telling{user + "@preau.test", number}]
}
