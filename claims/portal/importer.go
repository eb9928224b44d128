package portal

import (
	"context"
	"errors"
	"io"
	"iter"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/credit"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility/cpor"
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
	// Recorded means that the claim already has the status, and that facts
	// beside it were recorded, such as its number or its approved amount.
	Recorded
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
	// OtherProgram means that the row's claim is neither a partner activity nor
	// an association; see OtherEngagements.
	OtherProgram
)

var outcomeNames = vocabulary.Names[Outcome]{What: "outcome", Texts: []string{
	"", "matched", "moved", "diverged", "adopted", "recorded", "stale", "unknown", "unreadable", "held", "failed", "other program",
}}

// Taken reports whether a row needs no more work, because the claim followed it
// or because it is not about a claim of this library.
func (o Outcome) Taken() bool { return o >= Matched && o <= Recorded || o == OtherProgram }

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
	// Kind is the kind of the row's claim. It is none if the claim is neither a
	// partner activity nor an association.
	Kind store.Kind `json:"kind,omitzero"`
	// Claim is the ID of the row's claim. It is empty if there is none.
	Claim claims.ID `json:"claim,omitzero"`
	// Status is the claim's status after the row, in words. It says how a claim
	// ended, and is empty if there is no claim.
	Status string `json:"status,omitzero"`
	// Before is the claim's status before the row, in words. It is empty if
	// there was no claim.
	Before string `json:"before,omitzero"`
	// Agreed says that a divergence ended with the row, because Partner Center
	// shows the claim's own status again.
	Agreed bool `json:"agreed,omitempty"`
	// Entries is the number of saved entries. It is 0 if nothing changed.
	Entries int `json:"entries"`
	// Missing lists the fields that the claim still lacks; see its method
	// Missing.
	Missing []string `json:"missing,omitempty"`
	// Assumed lists the fields of the claim that an observation implies; see
	// its method Assumed.
	Assumed []string `json:"assumed,omitempty"`
	// Meanings are the statuses that the shown name can mean, in words, if it
	// can mean more than one. Status then has the one that is nearest to the
	// claim's former status.
	Meanings []string `json:"meanings,omitempty"`
	// Amounts are the amounts that the row shows, in the order of the columns.
	Amounts []ShownAmount `json:"amounts,omitempty"`
	// Differences are the fields in which the row differs from its claim: the
	// engagement, the customer, the location and an assumed day of creation.
	// Nothing of the claim is overwritten.
	Differences []Difference `json:"differences,omitempty"`
	// Warnings tell a person that other associations are approved for the same
	// workload or subscription, after this row. The row is imported all the
	// same, because Partner Center is authoritative.
	Warnings []claims.Gap `json:"warnings,omitempty"`
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

// An Importer brings claims of both kinds to the status that an export shows.
// It is safe for concurrent use if its store is.
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
	// AssumeCreated adopts a claim although the row has a date of creation that
	// cannot be read. Its creation is then assumed to be at the instant of the
	// export, and its deadlines are too late. If it is false, the row is
	// Unreadable.
	AssumeCreated bool
	// Currency is the currency of amounts for which the export names none. If
	// it is empty, such an amount is reported but not recorded.
	Currency mci.Currency
	// DryRun saves nothing. The results are the same as for an import. The
	// claims that it would change are held in memory.
	DryRun bool
	// Terms are the terms of associations; nil means the public terms.
	Terms *cpor.Terms
	// User is the person who imports, for the entries. It has at most 200
	// bytes, or is empty.
	User mci.UserID
	// Future is true if the caller vouches for an export that was made later
	// than it was received, for example in a simulation.
	Future bool
}

// NewImporter returns an importer for claims in a store: partner activities for
// the engagements of a catalog, and associations.
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
	return &Importer{s, desk.New(s, catalog).WithTerms(options.Terms), catalog, options, named}
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
// The engagement of a row decides its kind: a row for one of [OtherEngagements]
// that has associations is about an association, unless the catalog has an
// engagement of that name. A row without an engagement is about a claim of the
// kind that has its claim ID or, if no claim has that, its number.
//
// If the options name a claim for the row, that is the row's claim. Otherwise
// it is the claim with the row's claim ID, or else the claim with that number
// recorded. If there is none, it is the customer's only open claim for the
// engagement, or the only one. A claim that was adopted or has another number
// does not count. If no claim is found, one is adopted under the row's claim
// ID. The number and the approved amount that a row shows are recorded, and so
// is the day of creation if the claim's own is assumed; see
// [claims.RecordFacts]. If the row names another engagement, customer or
// location than its claim, or a day of creation that cannot replace the assumed
// one, the result tells that, and the claim keeps its own.
//
// If a row's claim is looked for by its number, the numbers and customer IDs of
// all claims in the store are held in memory. If a row leaves an association
// approved whose workloads or subscription are known, the approved associations
// are read once, and their workloads and subscriptions are held in memory.
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
	// texts maps each searched text to the claims that have it in a line.
	// numbers maps each searched number in Partner Center to the claims of each
	// kind. Both are nil until a claim is looked for by number.
	texts   map[string][]claims.ID
	numbers map[numbered]claims.ID
	// holders are the approved associations. It is nil until a row needs them.
	holders *credit.Holders
	// match is the claim that the host named for the row matched, so that the
	// host is asked once for each row.
	match   claims.ID
	matched *Row
}

// take imports one row. If the store failed, it returns the store's error and a
// result with the reason.
func (m *importing) take(ctx context.Context, row Row, meta claims.Meta) (Result, error) {
	side, other := m.side(ctx, &row, meta)
	if side == nil {
		return Result{Row: row, Outcome: OtherProgram, Why: "a claim of another kind, " + other + ", and neither a partner activity nor an association"}, nil
	}
	id, followed, err := m.follow(ctx, &row, side)
	if err == nil {
		err = side.recordFacts(ctx, &followed)
	}
	var warnings []claims.Gap
	if err == nil {
		warnings, err = m.warnings(ctx, &followed)
	}
	if err != nil {
		return failed(Result{Row: row, Kind: side.kind(), Claim: id}, err), err
	}
	return Result{
		Row: row, Outcome: followed.outcome(), Kind: side.kind(), Claim: id, Status: followed.status, Before: followed.earlier(), Agreed: followed.agreed, Entries: followed.entries,
		Missing: followed.missing, Assumed: followed.assumed, Amounts: followed.amounts, Meanings: side.meanings(),
		Differences: side.differences(&followed), Warnings: warnings,
	}, nil
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
