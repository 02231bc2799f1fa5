package access

// Bound is what binds somebody to the operator's general conditions (C005), read with the session at each request, so that a new
// version asks at once, on all nodes.
type Bound struct {
	InForce  int64 // the version in force; 0: there are none, and nobody is asked for their consent
	Accepted int64 // the newest version that the person accepted; 0: none
	Named    bool  // first name, name and function are known
}

// OwesConsent says whether the version in force is still to be accepted.
func (b Bound) OwesConsent() bool { return b.Accepted < b.InForce }

// BoundColumns are those of the account a at the instant $2; Into is where they go.
const BoundColumns = `(SELECT coalesce(max(v.number), 0) FROM terms_versions v WHERE v.starts_at <= $2),
	(SELECT coalesce(max(y.version), 0) FROM terms_acceptances y WHERE y.account_id = a.id),
	a.first_name <> '' AND a.last_name <> '' AND a.function <> ''`

// BoundUntil is the instant after $2 at which the next version comes into force.
const BoundUntil = `(SELECT min(v.starts_at) FROM terms_versions v WHERE v.starts_at > $2)`

// Into is where the columns go.
func (b *Bound) Into() []any { return []any{&b.InForce, &b.Accepted, &b.Named} }
