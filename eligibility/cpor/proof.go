package cpor

import (
	"slices"
	"strings"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/ruling"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Workload names a workload of Modern Work and Security, such as Microsoft
// Teams, or a product of Business Applications, such as Dynamics 365 Sales. It
// is the host's own name of 1 to 200 bytes on one line.
type Workload string

const mostWorkloads = 100

// checkWorkloads returns an error if a workload is malformed or named twice, or
// if there are more than 100.
func checkWorkloads(workloads []Workload) error {
	if len(workloads) > mostWorkloads {
		return mci.Invalid("workloads", string(workloads[0])+" and others", "at most 100 workloads or products")
	}
	for i, workload := range workloads {
		at := vocabulary.ItemPath("workloads", i)
		if err := vocabulary.CheckName(at, string(workload), mostNameBytes); err != nil {
			return err
		}
		if slices.Contains(workloads[:i], workload) {
			return mci.Invalid(at, string(workload), "a workload or product that is named once")
		}
	}
	return nil
}

// A Proof is the proof of execution (POE): a document that the customer signed.
// The library does not read documents, so the facts are those that a person at
// the partner found in it. The zero Proof means that there is none.
type Proof struct {
	// Reference is the host's own reference to the document, 1 to 500 bytes.
	Reference string `json:"reference,omitempty"`
	// Pertains is whether the document is about this claim.
	Pertains mci.Fact `json:"pertains,omitzero"`
	// Signed is whether the customer's signature is on it.
	Signed mci.Fact `json:"signed,omitzero"`
	// Dated is the date on the document. It is zero if it is unknown; see
	// Undated.
	Dated mci.Date `json:"dated,omitzero"`
	// Undated is whether the document has no date.
	Undated bool `json:"undated,omitempty"`
	// Describes is whether it describes the partner's work sufficiently.
	Describes mci.Fact `json:"describes,omitzero"`
	// Workloads are the workloads or products that it names. Nil is unknown, an
	// empty slice is none.
	Workloads []Workload `json:"workloads,omitzero"`
}

const mostReferenceBytes = 500

// IsZero reports whether there is no proof.
func (p Proof) IsZero() bool { return p.Reference == "" }

// Check returns a [mci.FieldError] if a field is malformed. The zero Proof is
// well formed.
func (p Proof) Check() error {
	if p.IsZero() && (p.Pertains != 0 || p.Signed != 0 || !p.Dated.IsZero() || p.Undated || p.Describes != 0 || p.Workloads != nil) {
		return mci.Invalid("reference", "", "a reference to the document whose facts are given")
	}
	if p.Undated && !p.Dated.IsZero() {
		return mci.Invalid("undated", "true", "false for a document with a date")
	}
	for _, fact := range []struct {
		path string
		fact mci.Fact
	}{{"pertains", p.Pertains}, {"signed", p.Signed}, {"describes", p.Describes}} {
		if err := checkFact(fact.path, fact.fact); err != nil {
			return err
		}
	}
	if err := checkWorkloads(p.Workloads); err != nil {
		return err
	}
	return optional(vocabulary.CheckName, "reference", p.Reference, mostReferenceBytes)
}

func checkFact(path string, fact mci.Fact) error {
	if fact > mci.No {
		return mci.Invalid(path, fact.String(), "unknown, yes or no")
	}
	return nil
}

// Clone returns a copy that shares nothing with p.
func (p Proof) Clone() Proof {
	p.Workloads = slices.Clone(p.Workloads)
	return p
}

// A Fault is one of the five published reasons for which a reviewer needs more
// information. The zero Fault is none. Source: [mci.ManageAssociations].
type Fault uint8

// The faults.
const (
	// no proof, or it is not about this claim
	MissingProof Fault = iota + 1
	// the customer's signature is not on it
	MissingAcknowledgment
	// its dates are missing or old
	MissingDates
	// the partner's work is not described sufficiently
	MissingService
	// it does not name a workload or product of the claim
	MissingProducts
)

var faultNames = vocabulary.Names[Fault]{What: "fault", Texts: []string{
	"", "missing all POE", "missing customer acknowledgment", "missing or old dates", "missing partner solution/service", "missing products",
}}

// Faults returns every fault, in the order of the page.
func Faults() []Fault {
	return []Fault{MissingProof, MissingAcknowledgment, MissingDates, MissingService, MissingProducts}
}

// String returns the fault as the page names it. The zero Fault is the empty
// text.
func (f Fault) String() string { return faultNames.Text(f) }

// MarshalText returns the fault as the page names it. If the value is not
// declared, it returns a [mci.FieldError].
func (f Fault) MarshalText() ([]byte, error) { return faultNames.Marshal(f) }

// UnmarshalText reads a fault as the page names it. Any other text is a
// [mci.FieldError].
func (f *Fault) UnmarshalText(text []byte) error { return faultNames.Unmarshal(f, text) }

// An exhibit is a proof with the claim that it must prove.
type exhibit struct {
	proof     *Proof
	workloads []Workload // claimed; nil is unknown
	day       mci.Date   // on which the proof is judged
	latest    mci.Date   // the latest day that has begun anywhere by then
	terms     *Terms
}

// inspect returns the findings on a proof, one for each of the five faults.
func (e exhibit) inspect() []mci.Finding {
	verdict := ruling.Judge(proofRules[:], e)
	findings := make([]mci.Finding, len(proofRules))
	for i := range proofRules {
		findings[i] = proofRules[i].Finding(e, verdict.Of(i))
	}
	return findings
}

// proofRule is one row of the table of faults.
type proofRule = ruling.Row[exhibit, Fault]

// proofRules holds the row of each fault, in their order.
var proofRules = [...]proofRule{
	{
		ID:      "cporclaim.proof.given",
		Version: 1,
		Means:   "there is a proof of execution, and it is about this claim",
		Path:    "proof",
		Own:     MissingProof,
		Check:   exhibit.given,
		Want:    says("a document that is about this claim"),
		Found: func(e exhibit) string {
			if e.proof.IsZero() {
				return "no document"
			}
			return "a document; about this claim: " + e.proof.Pertains.String()
		},
		Source: mci.ManageAssociations.Source(),
	},
	{
		ID:      "cporclaim.proof.signed",
		Version: 1,
		Means:   "the customer has signed the proof",
		Path:    "proof.signed",
		Own:     MissingAcknowledgment,
		Check:   func(e exhibit) mci.Outcome { return e.ofDocument(e.proof.Signed.Outcome()) },
		Want:    says("the customer's signature"),
		Found:   func(e exhibit) string { return "signed: " + e.proof.Signed.String() },
		Source:  mci.ManageAssociations.Source(),
	},
	{
		// The page asks for dates that are not old, and gives no figure. It
		// does not mention a date in the future, but nobody can have signed on
		// such a date.
		ID:      "cporclaim.proof.dated",
		Version: 2,
		Means:   "the proof has a date, and the date is neither old nor still to come",
		Path:    "proof.dated",
		Own:     MissingDates,
		Check:   exhibit.dated,
		Want: func(e exhibit) string {
			return "a date from " + e.terms.oldestProof(e.day).String() + " to " + e.latest.String()
		},
		Found: func(e exhibit) string {
			if e.proof.Undated {
				return "no date"
			}
			return orNone(e.proof.Dated.String(), "unknown")
		},
		Source:   mci.ManageAssociations.Source(),
		SourceOf: exhibit.ageSource,
	},
	{
		ID:      "cporclaim.proof.service",
		Version: 1,
		Means:   "the proof describes the partner's solution or service",
		Path:    "proof.describes",
		Own:     MissingService,
		Check:   func(e exhibit) mci.Outcome { return e.ofDocument(e.proof.Describes.Outcome()) },
		Want:    says("a sufficient description of the partner's work"),
		Found:   func(e exhibit) string { return "described: " + e.proof.Describes.String() },
		Source:  mci.ManageAssociations.Source(),
	},
	{
		ID:      "cporclaim.proof.products",
		Version: 1,
		Means:   "the proof names every workload or product that is claimed",
		Path:    "proof.workloads",
		Own:     MissingProducts,
		Check:   exhibit.named,
		Want: func(e exhibit) string {
			return "the workloads or products " + orNone(list(e.workloads), "of the claim, which are unknown")
		},
		Found: func(e exhibit) string {
			if e.proof.Workloads == nil {
				return "unknown"
			}
			return orNone(list(e.proof.Workloads), "none")
		},
		Source: mci.ManageAssociations.Source(),
	},
}

func (e exhibit) given() mci.Outcome {
	switch {
	case e.proof.IsZero():
		return mci.Fail
	default:
		return e.proof.Pertains.Outcome()
	}
}

// ofDocument returns the outcome of a rule about the document. If there is no
// document, the rule fails too.
func (e exhibit) ofDocument(outcome mci.Outcome) mci.Outcome {
	if e.proof.IsZero() {
		return mci.Fail
	}
	return outcome
}

func (e exhibit) dated() mci.Outcome {
	switch {
	case e.proof.IsZero() || e.proof.Undated:
		return mci.Fail
	case e.proof.Dated.IsZero():
		return mci.Unknown
	default:
		return mci.FactOf(e.proof.Dated.Compare(e.terms.oldestProof(e.day)) >= 0 && e.proof.Dated.Compare(e.latest) <= 0).Outcome()
	}
}

// ageSource returns the source of the age, if the age decides, and a reading if
// the date is still to come.
func (e exhibit) ageSource() mci.Source {
	switch {
	case e.proof.Dated.IsZero():
		return mci.Source{}
	case e.proof.Dated.Compare(e.latest) > 0:
		return mci.LibraryReading.Source()
	}
	return mci.AssociationAnswer.Source()
}

// judged returns the exhibit of a proof for an instant. A document has the date
// of the place in which it was signed, which can be a day ahead of the date in
// the terms' time zone.
func judged(p *Proof, workloads []Workload, at time.Time, terms *Terms) exhibit {
	const mostAhead = 14 * time.Hour // of UTC, in the Line Islands
	return exhibit{p, workloads, terms.BusinessDays().Day(at), mci.DateOf(at.UTC().Add(mostAhead)), terms}
}

func (e exhibit) named() mci.Outcome {
	switch {
	case e.proof.IsZero():
		return mci.Fail
	case e.proof.Workloads == nil || e.workloads == nil:
		return mci.Unknown
	}
	for _, workload := range e.workloads {
		if !slices.Contains(e.proof.Workloads, workload) {
			return mci.Fail
		}
	}
	return mci.Pass
}

func says(text string) func(exhibit) string { return func(exhibit) string { return text } }

func orNone(text, none string) string {
	if text == "" {
		return none
	}
	return text
}

func list(workloads []Workload) string {
	texts := make([]string, len(workloads))
	for i, workload := range workloads {
		texts[i] = string(workload)
	}
	return strings.Join(texts, ", ")
}

// Findings returns the findings on the proof as a reviewer would judge it at an
// instant, for claimed workloads or products: one for each of the five
// published faults, in the order of [Faults]. If the workloads are nil, they
// are unknown. If the host did not supply a fact of the document, its finding
// is unknown.
func (p Proof) Findings(workloads []Workload, terms *Terms, at time.Time) []mci.Finding {
	return judged(&p, workloads, at, terms).inspect()
}
