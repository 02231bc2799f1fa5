package notify

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"preau/internal/kit/db"
)

const (
	// provisional is how long a server's yes does not outweigh an earlier return: a relay takes everything, and gives it
	// back some minutes, or hours, later.
	provisional = 24 * time.Hour
	// holdFor is how long notices to a refused address are held back. The first one after that is tried, so that a mailbox
	// that was full for a while gets mail again without anybody's help.
	holdFor = 7 * 24 * time.Hour
	// wordsRead is more than how often anybody is written to in a day.
	wordsRead = 50
)

// Last is the last thing that a server said of an address.
type Last struct {
	At      time.Time // zero: nothing was ever said
	Refused bool      // « adresse refusée »: the address itself, not a mail's content nor our server's rights
	Detail  string
}

// AddressRefused says whether the last word on an address was that it takes no mail: « adresse refusée ».
func AddressRefused(ctx context.Context, tx *db.Tx, address string) (bool, error) {
	l, err := lastOutcome(ctx, tx, address)
	return l.Refused, err
}

// RefusedAmong are those of some addresses that are refused, for lists; they are written as notify keeps them.
func RefusedAmong(ctx context.Context, tx *db.Tx, addresses []string) (map[string]bool, error) {
	var w db.Where
	folded := make([]any, len(addresses))
	for i, a := range addresses {
		folded[i] = fold(a)
	}
	w.In("address_fold", folded...)
	w.And("address_refused")
	cond, args := w.SQL(1)
	once, err := db.All(ctx, tx, func(a *string) []any { return []any{a} }, `SELECT DISTINCT address_fold FROM notify_mails WHERE `+cond, args...)
	if err != nil || len(once) == 0 { // most addresses were never refused
		return nil, err
	}
	words, err := wordsOnAll(ctx, tx, once)
	out := map[string]bool{}
	for a, said := range words {
		out[a] = lastOf(said, tx.Now()).Refused
	}
	return out, err
}

// wordsOnAll are the newest words on each of some addresses, as lastOutcome reads them of one: in one statement, since
// lists ask.
func wordsOnAll(ctx context.Context, tx *db.Tx, folded []string) (map[string][]word, error) {
	type row struct {
		word
		address string
	}
	var parts []string
	var args []any
	for i, a := range folded {
		args = append(args, a)
		parts = append(parts, fmt.Sprintf(`SELECT * FROM (SELECT address_fold, `+wordColumns+` FROM notify_mails WHERE `+wordsOn+` $%d `+wordsOrder+` LIMIT %d) AS w%d`, i+1, wordsRead, i))
	}
	rows, err := db.All(ctx, tx, func(r *row) []any { return append([]any{&r.address}, intoWord(&r.word)...) }, strings.Join(parts, " UNION ALL "), args...)
	if err != nil {
		return nil, fmt.Errorf("words on addresses: %w", err)
	}
	out := map[string][]word{}
	for _, r := range rows {
		out[r.address] = append(out[r.address], r.word)
	}
	for _, words := range out { // a union keeps no order
		slices.SortFunc(words, func(a, b word) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.id, a.id)) })
	}
	return out, nil
}

// holds says whether notices to an address are held back.
func holds(ctx context.Context, tx *db.Tx, address string) (Why, error) {
	l, err := lastOutcome(ctx, tx, address)
	if err == nil && l.Refused && tx.Now().Sub(l.At) < holdFor {
		return Unreachable, nil
	}
	return Sent, err
}

// word is what one mail says of its address.
type word struct {
	Last
	back      bool // it was taken, and came back
	confirmed bool // somebody said that it arrived
	id        string
}

// said is a mail as a word on its address.
func (o outgoing) said() word {
	at := o.BouncedAt
	for _, t := range []time.Time{o.DeliveredAt, o.SettledAt} {
		if at.IsZero() {
			at = t
		}
	}
	return word{Last{at, o.AddressRefused, o.Detail}, !o.BouncedAt.IsZero(), !o.DeliveredAt.IsZero(), o.ID}
}

// wordsOn are the mails that say something of the address that follows, in wordsOrder: the newest word first.
const (
	wordsOn    = `(address_refused OR state = 'accepted' AND later = '') AND address_fold =`
	wordsOrder = `ORDER BY coalesce(bounced_at, delivered_at, settled_at) DESC, id DESC`
)

// RefusesSQL says in SQL whether the last mail to an address, of which anything is known, was refused or came back: fold is
// the column of another table that holds the address as account.Fold writes it. Most were never refused, and of those nothing more is read.
func RefusesSQL(fold string) string {
	const mails = `FROM notify_mails words WHERE words.address_fold = `
	return `(EXISTS (SELECT 1 ` + mails + fold + ` AND words.address_refused) AND (SELECT words.address_refused ` + mails + fold + `
		AND (words.address_refused OR words.state = 'accepted' AND words.later = '')
		ORDER BY coalesce(words.bounced_at, words.delivered_at, words.settled_at) DESC, words.id DESC LIMIT 1))`
}

const wordColumns = `coalesce(bounced_at, delivered_at, settled_at) AS at, address_refused, detail, bounced_at IS NOT NULL AS back, delivered_at IS NOT NULL AS confirmed, id`

// newestWords are some on an address. An index has them in their order: there may be thousands.
const newestWords = `SELECT ` + wordColumns + ` FROM notify_mails WHERE ` + wordsOn + ` $1 ` + wordsOrder + ` LIMIT $2`

func intoWord(w *word) []any {
	return []any{&w.At, &w.Refused, &w.Detail, &w.back, &w.confirmed, &w.id}
}

// lastOutcome is what the last accepted mail, or the last refusal of the address itself, says of an address that was refused once: at once,
// in the dialogue with the server, or later, by a return. Most were never refused, and of those nothing more is read.
func lastOutcome(ctx context.Context, tx *db.Tx, address string) (Last, error) {
	once, err := db.Value[bool](ctx, tx, `SELECT EXISTS (SELECT 1 FROM notify_mails WHERE address_fold = $1 AND address_refused)`, fold(address))
	if err != nil || !once {
		return Last{}, err
	}
	words, err := db.All(ctx, tx, intoWord, newestWords, fold(address), wordsRead)
	return lastOf(words, tx.Now()), err
}

// lastOf is the word that counts, of those about one address, the newest first.
func lastOf(words []word, now time.Time) Last {
	var yes *word // the newest, that a return may still contradict
	for _, w := range words {
		fresh := !w.Refused && !w.confirmed && now.Sub(w.At) < provisional
		switch {
		case fresh && yes == nil:
			yes = &w
		case fresh:
		case w.back && w.Refused:
			return w.Last
		case yes != nil:
			return yes.Last
		default:
			return w.Last
		}
	}
	if yes != nil {
		return yes.Last
	}
	return Last{}
}
