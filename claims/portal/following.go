package portal

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
)

// A side holds the steps of an import that differ between the kinds of claims.
type side interface {
	kind() store.Kind
	// observe brings a claim to the row's status.
	observe(ctx context.Context, id claims.ID) (followed, error)
	// about returns the query for the claims that the row can be about if its
	// ID and number name none. The error is an unknownError if that cannot be
	// said.
	about() (store.Query, error)
	// adopt makes a claim under an ID.
	adopt(ctx context.Context, id claims.ID) (followed, error)
	// recordFacts records the facts that the row shows besides the status: the
	// claim's number in Partner Center, if the claim has another ID here, and
	// its amounts.
	recordFacts(ctx context.Context, f *followed) error
	// differences returns the fields in which the row differs from the claim.
	differences(f *followed) []Difference
	// meanings returns the statuses that the row's status can mean, if it can
	// mean more than one.
	meanings() []string
}

// A followed is a claim after its row.
type followed struct {
	id       claims.ID
	status   string
	before   string // the status before the first entry
	agreed   bool   // a divergence ended
	number   string // in Partner Center
	entries  int
	adopted  bool
	moved    bool // the row's status made entries
	diverged bool
	missing  []string
	assumed  []string
	amounts  []ShownAmount
	activity *claims.Claim // nil for an association
	// nil for a partner activity
	association *association.Claim
}

// passed notes an entry that was made of the row: the status before it, and
// whether it observed a status, which is no step. Unless that is a divergence,
// it ends one.
func (f *followed) passed(before string, observed bool) {
	if f.entries == 0 {
		f.before = before
	}
	f.agreed = f.agreed || observed && !f.diverged
	f.entries++
}

// earlier returns the status before the row, or nothing if the row adopted the
// claim.
func (f *followed) earlier() string {
	switch {
	case f.adopted:
		return ""
	case f.entries == 0:
		return f.status
	default:
		return f.before
	}
}

func (f *followed) outcome() Outcome {
	switch {
	case f.diverged:
		return Diverged
	case f.entries == 0:
		return Matched
	case f.adopted:
		return Adopted
	case f.moved:
		return Moved
	default:
		return Recorded
	}
}

// side returns the side of a row's kind. If the row's claim is of no kind of
// this library, it is nil, and other describes the kind. If a claim cannot be
// loaded, it is treated as a partner activity, which then reports the reason.
func (m *importing) side(ctx context.Context, row *Row, meta claims.Meta) (one side, other string) {
	program := m.otherProgram(row)
	switch {
	case program != nil && program.Association == 0:
		return nil, program.Kind
	case program != nil:
		return &associationSide{m, row, meta, program.Association}, ""
	}
	if id := m.idOf(row); id != "" && row.EngagementID+row.EngagementTitle == "" {
		if m.ofAssociation(ctx, id) {
			return &associationSide{m, row, meta, 0}, ""
		}
	}
	return &activitySide{m, row, meta}, ""
}

// ofAssociation reports whether an ID belongs to an association. If no claim
// has it, it reports whether the ID is the number of an association and of no
// partner activity.
func (m *importing) ofAssociation(ctx context.Context, id claims.ID) bool {
	stored, err := m.store.Load(ctx, id)
	if !errors.Is(err, store.ErrNotFound) {
		return err == nil && stored.Kind == store.PartnerAssociation
	}
	activity, err := m.byNumber(ctx, store.PartnerActivity, id)
	if err != nil || activity != "" {
		return false
	}
	numbered, err := m.byNumber(ctx, store.PartnerAssociation, id)
	return err == nil && numbered != ""
}

// idOf returns the ID of the row's claim, as the host or the row names it.
func (m *importing) idOf(row *Row) claims.ID {
	if m.options.Match != nil && row != m.matched {
		m.matched, m.match = row, m.options.Match(*row)
	}
	return cmp.Or(m.match, row.ClaimID)
}

// otherProgram returns the engagement of a row's claim if it is one of
// [OtherEngagements] and not in the catalog. Otherwise it is nil.
func (m *Importer) otherProgram(row *Row) *OtherEngagement {
	for _, name := range []string{row.EngagementID, row.EngagementTitle} {
		plain := plainHeader(name)
		if m.named[plain] != "" {
			continue
		}
		if i, known := plainOthers()[plain]; known {
			return &otherEngagements[i]
		}
	}
	return nil
}

// note keeps the number of a claim that was recorded in this run.
func (m *importing) note(kind store.Kind, number string, id claims.ID) {
	if number != "" && m.numbers != nil {
		m.numbers[numbered{kind, number}] = id
	}
}

// follow finds the claim of a row and brings it to the row's status, or adopts
// it.
func (m *importing) follow(ctx context.Context, row *Row, side side) (claims.ID, followed, error) {
	id := m.idOf(row)
	if id != "" {
		found, err := side.observe(ctx, id)
		if !errors.Is(err, store.ErrNotFound) {
			return id, found, err
		}
		numbered, err := m.byNumber(ctx, side.kind(), id)
		if err != nil {
			return "", followed{}, err
		}
		if numbered != "" {
			found, err := side.observe(ctx, numbered)
			return numbered, found, err
		}
	}
	only, err := m.byCustomer(ctx, side)
	if err != nil {
		return "", followed{}, err
	}
	if only != "" {
		found, err := side.observe(ctx, only)
		return only, found, err
	}
	found, err := m.adopt(ctx, row, side, id)
	return id, found, err
}

// adopt makes a claim that exists only in Partner Center.
func (m *importing) adopt(ctx context.Context, row *Row, side side, id claims.ID) (followed, error) {
	switch {
	case id == "":
		return followed{}, &unknownError{"the row has no claim ID, and the customer has no claim for the engagement"}
	case m.options.NoAdoption:
		return followed{}, &unknownError{"no claim has this ID, and none is adopted"}
	}
	if err := row.unreadCreation(); err != nil && !m.options.AssumeCreated {
		return followed{}, fmt.Errorf("no claim has this ID, and none is adopted without its day of creation: %w", err)
	}
	made, err := side.adopt(ctx, id)
	if errors.Is(err, desk.ErrExists) { // it was made meanwhile
		return side.observe(ctx, id)
	}
	made.adopted = true
	return made, err
}

// unreadCreation returns why the row's date of creation could not be read, or
// nil.
func (r *Row) unreadCreation() error {
	for _, cell := range r.Unread {
		if cell.Column == Created {
			return cell.Err
		}
	}
	return nil
}

// A numbered is a number in Partner Center, of a claim of one kind.
type numbered struct {
	kind   store.Kind
	number string
}

// byNumber returns the claim of a kind with a number in Partner Center, or
// none; of several, the last by ID. If a claim cannot be read, it has no number.
func (m *importing) byNumber(ctx context.Context, kind store.Kind, number claims.ID) (claims.ID, error) {
	if err := m.readTexts(ctx); err != nil {
		return "", err
	}
	looked := numbered{kind, string(number)}
	if id, known := m.numbers[looked]; known {
		return id, nil
	}
	var last claims.ID
	for _, id := range m.texts[strings.ToLower(string(number))] {
		envelope, err := m.store.Load(ctx, id)
		var one *store.ClaimError
		switch {
		case err == nil && envelope.Kind == kind && numberOf(&envelope) == string(number):
			last = id
		case err != nil && !errors.As(err, &one) && !errors.Is(err, store.ErrNotFound):
			return "", err
		}
	}
	m.numbers[looked] = last
	return last, nil
}

// readTexts reads the texts by which a store looks for claims, once for each
// run. The number of a claim is one of their lines, so that only claims which
// can have a number need to be decoded.
func (m *importing) readTexts(ctx context.Context) error {
	if m.texts != nil {
		return nil
	}
	texts := map[string][]claims.ID{}
	for envelope, err := range m.store.List(ctx, store.Query{}) {
		var one *store.ClaimError
		switch {
		case errors.As(err, &one):
			continue
		case err != nil:
			return err
		}
		_, below, _ := strings.Cut(envelope.Search, "\n") // the first line is the name
		for line := range strings.SplitSeq(below, "\n") {
			texts[line] = append(texts[line], envelope.ID)
		}
	}
	m.texts, m.numbers = texts, map[numbered]claims.ID{}
	return nil
}

// numberOf returns the number of a stored claim in Partner Center. It is empty
// if there is none or the claim cannot be read.
func numberOf(e *store.Envelope) string {
	if e.Kind == store.PartnerAssociation {
		record, _ := desk.DecodeAssociation(*e)
		return record.PortalNumber.Number
	}
	record, _ := desk.Decode(*e)
	return record.PortalNumber.Number
}

// byCustomer returns the only claim that a row can be about, or none. It
// ignores a claim that was adopted or has another number in Partner Center,
// because that claim belongs to another row.
func (m *importing) byCustomer(ctx context.Context, side side) (claims.ID, error) {
	about, err := side.about()
	if err != nil {
		return "", err
	}
	var all, open []claims.ID
	for page, err := range m.desk.Pages(ctx, about, 0) {
		if err != nil {
			return "", err
		}
		for i := range page {
			l := &page[i]
			if l.Claim == nil && l.Association == nil {
				return "", &unknownError{"a claim of the customer cannot be read: " + l.Err.Error()}
			}
			if belongs, ended := elsewhere(l); !belongs {
				all = append(all, l.ID)
				if !ended {
					open = append(open, l.ID)
				}
			}
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

// elsewhere reports whether a claim belongs to another row, and whether it has
// ended.
func elsewhere(l *desk.Listed) (belongs, ended bool) {
	if a := l.Association; a != nil {
		return a.Adopted() || a.Record().PortalNumber.Number != "", a.State().Terminal()
	}
	return l.Claim.Adopted() || l.Claim.PortalNumber() != "", l.Claim.State().Terminal()
}
