package portal

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// An Outcome is the result of one row of an import. The zero Outcome means that
// there is no outcome yet.
type Outcome uint8

// The outcomes.
const (
	// Matched means that the claim already has the status.
	Matched Outcome = iota + 1
	// Moved means that the claim was brought to the status.
	Moved
	// Diverged means that the claim and Partner Center differ; see
	// claims.Divergence.
	Diverged
	// Adopted means that the claim was made, because only Partner Center had
	// it.
	Adopted
	// Stale means that the claim has an entry that is newer than the export.
	Stale
	// Unknown means that the row's claim cannot be determined, and none can be
	// adopted.
	Unknown
	// Unreadable means that the row or the stored claim cannot be read.
	Unreadable
	// Held means that the catalog has other terms for the claim than those
	// under which it was opened; see claims.TermsError. Accept the terms, and
	// import the row again.
	Held
	// Failed means that the store failed for this claim. Import the row again.
	Failed
	// OtherProgram means that the row's claim is not a partner activity; see
	// OtherEngagements.
	OtherProgram
)

var outcomeNames = vocabulary.Names[Outcome]{What: "outcome", Texts: []string{
	"", "matched", "moved", "diverged", "adopted", "stale", "unknown", "unreadable", "held", "failed", "other program",
}}

// Taken reports whether a row needs no more work, because the claim followed it
// or because it is not about a claim of this library.
func (o Outcome) Taken() bool { return o >= Matched && o <= Adopted || o == OtherProgram }

// String returns the outcome in lower case, such as "moved", or the empty text
// for none.
func (o Outcome) String() string { return outcomeNames.Text(o) }

// MarshalText returns the outcome in lower case. If the value is not declared,
// the error is a [mci.FieldError].
func (o Outcome) MarshalText() ([]byte, error) { return outcomeNames.Marshal(o) }

// UnmarshalText reads an outcome in lower case. For any other text, the error
// is a [mci.FieldError].
func (o *Outcome) UnmarshalText(text []byte) error { return outcomeNames.Unmarshal(o, text) }

// A Result is the result of importing one row.
type Result struct {
	// Row is the row of the export.
	Row Row `json:"row,omitzero"`
	// Outcome says how the import of the row ended.
	Outcome Outcome `json:"outcome,omitzero"`
	// Claim is the ID of the row's claim. It is empty if there is none.
	Claim claims.ID `json:"claim,omitzero"`
	// State is the claim's state after the row. It is zero if there is no
	// claim.
	State claims.State `json:"state,omitzero"`
	// Entries is the number of saved entries. It is 0 if nothing changed.
	Entries int `json:"entries"`
	// Missing lists the fields that the claim still lacks; see
	// claims.Claim.Missing.
	Missing []string `json:"missing,omitempty"`
	// Assumed lists the fields of the claim that an observation implies; see
	// claims.Claim.Assumed.
	Assumed []string `json:"assumed,omitempty"`
	// Meanings are the statuses that the shown name can mean, if it can mean
	// more than one. State then has the one that is nearest to the claim's
	// former status.
	Meanings []claims.Status `json:"meanings,omitempty"`
	// Amounts are the amounts that the row shows, in the order of the columns.
	Amounts []ShownAmount `json:"amounts,omitempty"`
	// Why explains to a person why the row was not taken.
	Why string `json:"why,omitempty"`
}

// A ShownAmount is an amount that an export shows for a claim.
type ShownAmount struct {
	// Column is EstimatedAmount, RequestedAmount, ApprovedAmount or PaidAmount.
	Column Column `json:"column,omitzero"`
	// Shown is the amount in the export. It is none if its currency is not
	// known or has fewer decimal places.
	Shown mci.Money `json:"shown,omitzero"`
	// Recorded is the claim's own amount, or none. For PaidAmount, it is the
	// sum of all payments.
	Recorded mci.Money `json:"recorded,omitzero"`
	// CurrencyAssumed is true if neither the export nor ImportOptions.Currency
	// names a currency. Shown then uses the currency of the claim's recorded
	// amounts.
	CurrencyAssumed bool `json:"currencyAssumed,omitempty"`
	// Why explains to a person why Shown is none.
	Why string `json:"why,omitempty"`
}

// Agrees reports whether the shown amount equals the recorded one.
func (a ShownAmount) Agrees() bool { return !a.Shown.IsNone() && a.Shown.Equal(a.Recorded) }

// An Importer brings claims to the status that an export shows. It is safe for
// concurrent use if its store is.
type Importer struct {
	store   store.Store
	desk    *desk.Desk
	catalog *catalog.Catalog
	options ImportOptions
	// named maps IDs and titles, in plain form, to engagements. The value is
	// empty if two engagements have the same title.
	named map[string]mci.EngagementID
}

// ImportOptions configure an [Importer]. The zero ImportOptions are the
// defaults.
type ImportOptions struct {
	Options
	// Match returns the claim of a row if the host knows it, for example from
	// the claim number that it keeps. If it is nil or returns an empty ID, the
	// row is matched by the claim's ID, then by customer and engagement. It is
	// called once for each row.
	Match func(Row) claims.ID
	// NoAdoption prevents adoption. If only Partner Center knows a claim, the
	// outcome is then Unknown.
	NoAdoption bool
	// Currency is the currency of amounts for which the export names none. If
	// it is empty, such an amount is reported but not recorded.
	Currency mci.Currency
	// DryRun saves nothing. The results are the same as for an import. The
	// claims that it would change are held in memory.
	DryRun bool
	// User is the person who imports, for the entries. It has at most 200
	// bytes, or is empty.
	User mci.UserID
	// Future is true if the caller vouches for an export that was made later
	// than it was received, for example in a simulation.
	Future bool
}

// NewImporter returns an importer for claims in a store, about the engagements
// of a catalog.
func NewImporter(s store.Store, catalog *catalog.Catalog, options ImportOptions) *Importer {
	named := map[string]mci.EngagementID{}
	for edition := range catalog.Editions() {
		for engagement := range edition.Engagements() {
			id := engagement.Ref().Engagement
			named[plainHeader(string(id))] = id
			title := plainHeader(engagement.Title())
			if other, taken := named[title]; taken && other != id {
				id = ""
			}
			named[title] = id
		}
	}
	if options.DryRun {
		s = &rehearsal{Store: s}
	}
	return &Importer{s, desk.New(s, catalog), catalog, options, named}
}

// mostFailures is the number of consecutive rows that end an import if the
// store fails for all of them.
const mostFailures = 10

// ErrStoreUnavailable ends an import if the store failed for ten rows one after
// the other. The last of the store's own errors is joined to it.
var ErrStoreUnavailable = errors.New("the store failed for ten rows one after the other")

// Import reads an export that was made at an instant and received at another,
// by the caller's clock. It yields the result of each row when the caller asks
// for it. If the export is dated later than it was received, every row is
// unreadable; see [claims.Meta]. A row is saved wholly or not at all before it
// is yielded. If an import ended early because of its caller, its context or an
// error, start it again with the same export: rows that are done change
// nothing.
//
// If the options name a claim for the row, that is the row's claim. Otherwise
// it is the claim with the row's claim ID, or else the claim with that number
// recorded. If there is none, it is the customer's only open claim for the
// engagement, or the only one. A claim that was adopted or has another number
// does not count. If no claim is found, one is adopted under the row's claim
// ID. The number and the approved amount that a row shows are recorded; see
// [claims.RecordFacts]. If a row's claim is looked for by its number, the
// numbers of all claims in the store are held in memory.
//
// If a row or its stored claim cannot be read, or if the store fails for one
// claim, that is the row's result, and the import goes on. An error that
// concerns more than one row is yielded last, with a zero Result. It comes from
// the source, the header or the context, or is [ErrStoreUnavailable].
func (m *Importer) Import(ctx context.Context, source io.Reader, at, received time.Time) iter.Seq2[Result, error] {
	meta := claims.Meta{Actor: claims.PartnerCenter, User: m.options.User, At: at, Received: received, Future: m.options.Future}
	return func(yield func(Result, error) bool) {
		run := &importing{Importer: m}
		failures := 0 // one after the other
		for row, err := range Read(source, m.options.Options) {
			var malformed *RowError
			if err != nil && !errors.As(err, &malformed) {
				yield(Result{}, err)
				return
			}
			if ctx.Err() != nil {
				yield(Result{}, ctx.Err())
				return
			}
			result := Result{Row: row, Outcome: Unreadable}
			if err != nil {
				result.Why = malformed.Error()
			} else if result, err = run.take(ctx, row, meta); ctx.Err() != nil {
				yield(Result{}, ctx.Err())
				return
			}
			if result.Outcome != Failed {
				failures = 0
			} else if failures++; failures == mostFailures {
				yield(Result{}, errors.Join(ErrStoreUnavailable, err))
				return
			}
			if !yield(result, nil) {
				return
			}
		}
	}
}

// An importing is one run of an importer.
type importing struct {
	*Importer
	// numbers maps numbers in Partner Center to claims. It is nil until a claim
	// is looked for by number.
	numbers map[claims.ID]claims.ID
}

// take imports one row. If the store failed, it returns the store's error and a
// result with the reason.
func (m *importing) take(ctx context.Context, row Row, meta claims.Meta) (Result, error) {
	if kind := m.otherProgram(&row); kind != "" {
		return Result{Row: row, Outcome: OtherProgram, Why: "a claim of another kind, " + kind + ", and no partner activity"}, nil
	}
	id, change, err := m.follow(ctx, &row, meta)
	if err != nil {
		return failed(Result{Row: row, Claim: id}, err), err
	}
	became := outcome(change)
	change, err = m.recordFacts(ctx, &row, change, meta)
	if err != nil {
		return failed(Result{Row: row, Claim: id}, err), err
	}
	result := Result{
		Row: row, Outcome: became, Claim: id, State: change.Claim.State(),
		Entries: len(change.Entries), Missing: change.Claim.Missing(),
		Assumed: slices.Collect(change.Claim.Assumed().All()),
		Amounts: m.shownAmounts(&row, change.Claim),
	}
	if _, one := row.Status.Status(); !one {
		result.Meanings = slices.Collect(row.Status.All())
	}
	return result, nil
}

// shownAmounts compares the amounts of a row with the amounts of its claim.
func (m *Importer) shownAmounts(row *Row, claim *claims.Claim) []ShownAmount {
	if row.Estimated.Amount+row.Requested.Amount+row.Approved.Amount+row.Paid.Amount == "" {
		return nil
	}
	record := claim.Record()
	var paid mci.Money
	for payment := range record.Amounts.Paid() {
		if sum, err := paid.Add(payment.Money); err == nil {
			paid = sum
		} else if paid.IsNone() {
			paid = payment.Money
		}
	}
	var shown []ShownAmount
	for _, a := range []struct {
		column   Column
		figure   Figure
		recorded mci.Money
	}{
		{EstimatedAmount, row.Estimated, record.Amounts.Estimated.Money},
		{RequestedAmount, row.Requested, record.Amounts.Requested.Money},
		{ApprovedAmount, row.Approved, record.Amounts.Approved.Money},
		{PaidAmount, row.Paid, paid},
	} {
		if a.figure.Amount == "" {
			continue
		}
		one := ShownAmount{Column: a.column, Recorded: a.recorded}
		currency := cmp.Or(row.Currency, m.options.Currency)
		if currency == "" && a.figure.Currency == "" {
			currency, one.CurrencyAssumed = currencyOf(&record), true
		}
		money, err := a.figure.Money(currency)
		if err != nil {
			one.CurrencyAssumed, one.Why = false, err.Error()
		}
		one.Shown = money
		shown = append(shown, one)
	}
	return shown
}

// recordFacts records the facts that a row shows besides the status. These are
// the claim's number in Partner Center, if the claim has another ID here, and
// the approved amount. An amount without a currency is not recorded. The
// returned change includes the earlier one.
func (m *importing) recordFacts(ctx context.Context, row *Row, change claims.Change, meta claims.Meta) (claims.Change, error) {
	var facts claims.RecordFacts
	claim := change.Claim
	if row.ClaimID != claim.ID() && claim.PortalNumber() == "" {
		facts.Number = string(row.ClaimID)
	}
	if claim.State().Status == claims.Approved {
		for _, amount := range m.shownAmounts(row, claim) {
			if amount.Column == ApprovedAmount && !amount.CurrencyAssumed && amount.Shown.Sign() > 0 && !amount.Agrees() {
				facts.Approved = amount.Shown
			}
		}
	}
	if facts == (claims.RecordFacts{}) {
		return change, nil
	}
	recorded, err := m.desk.Do(ctx, claim.ID(), facts, meta)
	if err != nil {
		return claims.Change{}, err
	}
	if facts.Number != "" && m.numbers != nil {
		m.numbers[row.ClaimID] = claim.ID()
	}
	return claims.Change{Claim: recorded.Claim, Entries: append(change.Entries, recorded.Entries...)}, nil
}

// currencyOf returns the currency of a claim's recorded amounts, or none.
func currencyOf(record *claims.Record) mci.Currency {
	for _, amount := range append([]claims.Amount{record.Amounts.Approved, record.Amounts.Requested, record.Amounts.Estimated}, paid(record)...) {
		if !amount.Money.IsNone() {
			return amount.Money.Currency()
		}
	}
	return ""
}

// follow finds the claim of a row and brings it to the row's status, or adopts
// it.
func (m *importing) follow(ctx context.Context, row *Row, meta claims.Meta) (claims.ID, claims.Change, error) {
	id := row.ClaimID
	if m.options.Match != nil {
		if named := m.options.Match(*row); named != "" {
			id = named
		}
	}
	if id != "" {
		change, err := m.desk.Observe(ctx, id, row.Status, meta)
		if !errors.Is(err, store.ErrNotFound) {
			return id, change, err
		}
		numbered, err := m.byNumber(ctx, id)
		if err != nil {
			return "", claims.Change{}, err
		}
		if numbered != "" {
			change, err := m.desk.Observe(ctx, numbered, row.Status, meta)
			return numbered, change, err
		}
	}
	about, unknown := m.subject(row, meta.At)
	if unknown != nil {
		return "", claims.Change{}, unknown
	}
	only, err := m.byCustomer(ctx, about)
	if err != nil {
		return "", claims.Change{}, err
	}
	if only != "" {
		change, err := m.desk.Observe(ctx, only, row.Status, meta)
		return only, change, err
	}
	change, err := m.adopt(ctx, row, id, about, meta)
	return id, change, err
}

func outcome(change claims.Change) Outcome {
	switch {
	case change.Claim.Divergence() != nil:
		return Diverged
	case len(change.Entries) == 0:
		return Matched
	case change.Entries[0].Event == claims.ClaimAdopted:
		return Adopted
	default:
		return Moved
	}
}

// failed writes the error about one row into its result.
func failed(result Result, err error) Result {
	var unknown *unknownError
	var damaged *store.ClaimError
	switch {
	case errors.As(err, &unknown):
		result.Outcome, result.Claim = Unknown, ""
	case errors.Is(err, claims.ErrOutOfOrder):
		result.Outcome = Stale
	case errors.Is(err, claims.ErrTermsChanged):
		result.Outcome = Held
	case errors.As(err, &damaged), errors.Is(err, mci.ErrInvalid):
		result.Outcome = Unreadable
	default:
		result.Outcome = Failed
	}
	result.Why = err.Error()
	return result
}

// An unknownError says why no claim can be found or adopted.
type unknownError struct{ why string }

// Error implements error.
func (e *unknownError) Error() string { return e.why }

// A subject is the engagement and the customer of a row's claim.
type subject struct {
	engagement *catalog.Engagement
	customer   mci.CustomerID
}

// subject returns the engagement and the customer of a row. The engagement is
// from the edition that is valid on the day of the claim's creation, or on the
// day of the export if the row does not have that day.
func (m *Importer) subject(row *Row, at time.Time) (subject, error) {
	on := row.Created
	if on.IsZero() {
		on = mci.DateOf(at.UTC())
	}
	engagement, ok := m.engagement(row, on)
	if !ok {
		named := cmp.Or(row.EngagementID, row.EngagementTitle)
		if named == "" {
			return subject{}, &unknownError{"no claim has this ID, and the line names no engagement"}
		}
		return subject{}, &unknownError{"no claim has this ID, and the catalog has no engagement " + strconv.Quote(named)}
	}
	for _, kind := range engagement.IDTypes() {
		if row.CustomerIDType != 0 && row.CustomerIDType != kind {
			continue
		}
		if id, err := mci.ParseCustomerID(kind, row.CustomerID); err == nil && kind != mci.DomainName {
			return subject{engagement, id}, nil
		}
	}
	return subject{}, &unknownError{"no claim has this ID, and the customer's is none that the engagement takes, or a domain whose tenant is not known"}
}

// engagement returns the engagement that a row names by ID or, if there is
// none, by title.
func (m *Importer) engagement(row *Row, on mci.Date) (*catalog.Engagement, bool) {
	for _, name := range []string{row.EngagementID, row.EngagementTitle} {
		if id := m.named[plainHeader(name)]; id != "" {
			return m.catalog.Find(id, on)
		}
	}
	return nil, false
}

// otherProgram returns the kind of a row's claim if its engagement is one of
// [OtherEngagements] and not in the catalog.
func (m *Importer) otherProgram(row *Row) string {
	for _, name := range []string{row.EngagementID, row.EngagementTitle} {
		plain := plainHeader(name)
		if plain == "" || m.named[plain] != "" {
			continue
		}
		for _, other := range otherEngagements {
			if plainHeader(other.Name) == plain {
				return other.Kind
			}
		}
	}
	return ""
}

// byNumber returns the claim with a number in Partner Center, or none. It reads
// the numbers once for each run. If a claim cannot be read, it has no number.
func (m *importing) byNumber(ctx context.Context, number claims.ID) (claims.ID, error) {
	if m.numbers == nil {
		numbers := map[claims.ID]claims.ID{}
		for record, err := range m.store.List(ctx, store.Query{}) {
			var one *store.ClaimError
			switch {
			case errors.As(err, &one):
			case err != nil:
				return "", err
			case record.PortalNumber.Number != "":
				numbers[claims.ID(record.PortalNumber.Number)] = record.ID
			}
		}
		m.numbers = numbers
	}
	return m.numbers[number], nil
}

// byCustomer returns the only claim of a customer for an engagement, or none.
// It ignores a claim with another number in Partner Center, because that claim
// belongs to another row.
func (m *Importer) byCustomer(ctx context.Context, about subject) (claims.ID, error) {
	var all, open []claims.ID
	for record, err := range m.store.List(ctx, store.Query{Customer: about.customer, Engagement: about.engagement.Ref().Engagement}) {
		var one *store.ClaimError
		switch {
		case errors.As(err, &one):
			return "", &unknownError{"a claim of the customer cannot be read: " + err.Error()}
		case err != nil:
			return "", err
		case record.Observed != nil && record.Observed.Adopted, record.PortalNumber.Number != "": // it belongs to another row
			continue
		}
		all = append(all, record.ID)
		if !record.State().Terminal() {
			open = append(open, record.ID)
		}
	}
	switch {
	case len(open) == 1:
		return open[0], nil
	case len(all) == 1:
		return all[0], nil
	case len(all) == 0:
		return "", nil
	default:
		return "", &unknownError{fmt.Sprintf("the customer has several claims for the engagement: %q", all)}
	}
}

// adopt makes a claim that exists only in Partner Center.
func (m *Importer) adopt(ctx context.Context, row *Row, id claims.ID, about subject, meta claims.Meta) (claims.Change, error) {
	switch {
	case id == "":
		return claims.Change{}, &unknownError{"the row has no claim ID, and the customer has no claim for the engagement"}
	case m.options.NoAdoption:
		return claims.Change{}, &unknownError{"no claim has this ID, and none is adopted"}
	case !row.Status.Known():
		return claims.Change{}, &unknownError{"no claim has this ID, and no document lists the status " + strconv.Quote(row.Status.String())}
	}
	adoption := claims.Adoption{
		Name: row.ClaimName, Engagement: about.engagement, CustomerID: about.customer, Location: row.Location, Shown: row.Status,
	}
	if adoption.Name == "" {
		adoption.Name = string(id)
	}
	if !row.Created.IsZero() {
		adoption.Created = row.Created.Start(about.engagement.Edition().Calendar().Zone())
	}
	change, err := m.desk.Adopt(ctx, adoption, id, meta)
	if errors.Is(err, desk.ErrExists) { // it was made meanwhile
		return m.desk.Observe(ctx, id, row.Status, meta)
	}
	return change, err
}
