package play

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// read decodes a step that the schema has accepted. The map opened holds the
// kinds of the claims that earlier steps open.
func (s *step) read(raw []byte, b *Book, catalog *catalog.Catalog, opened map[claims.ID]store.Kind) mci.Problems {
	var problems mci.Problems
	if err := json.Unmarshal(raw, s); err != nil {
		return append(problems, mci.Invalid("", err.Error(), "a step"))
	}
	problems = s.checkKind(raw, opened)
	if len(problems) > 0 {
		return problems
	}
	problems = s.values()
	if s.actor() == claims.Partner && b.user(mci.UserID(s.By)) == nil {
		problems = append(problems, mci.Invalid("by", s.By, "a user of the book, customer, microsoft, partner center or system"))
	}
	return append(problems, s.names(b, catalog)...)
}

// checkKind sets the kind of the step's claim. It reports each verb and each
// field that claims of the kind do not have.
func (s *step) checkKind(raw []byte, opened map[claims.ID]store.Kind) mci.Problems {
	v := verbs[s.Do]
	if s.Do == "sweep" {
		return nil
	}
	s.kind = opened[s.Claim]
	switch {
	case s.kind == 0 && v.opens == 0:
		return mci.Problems{mci.Invalid("claim", string(s.Claim), "a claim that an earlier step adds, claims or proposes")}
	case s.kind == 0:
		s.kind, opened[s.Claim] = v.opens, v.opens
	case v.opens != 0 && v.opens != s.kind:
		return mci.Problems{mci.Invalid("claim", string(s.Claim), "a name that no claim of the other kind has")}
	case !v.serves(s.kind):
		return mci.Problems{mci.Invalid("do", s.Do, "a verb for the claim's kind, "+s.kind.String()+": "+strings.Join(verbsFor(s.kind), ", "))}
	}
	var given map[string]json.RawMessage
	if err := json.Unmarshal(raw, &given); err != nil {
		return mci.Problems{mci.Invalid("", err.Error(), "a step")}
	}
	var problems mci.Problems
	for _, row := range oneKind {
		if value, ok := given[row.field]; ok && row.verb == s.Do && row.kind != s.kind {
			problems = append(problems, mci.Invalid(row.field, string(value), "no such field in a step with this verb, for the claim's kind, "+s.kind.String()))
		}
	}
	return problems
}

// values decodes the fields that only the library can check.
func (s *step) values() mci.Problems {
	var problems mci.Problems
	note := func(path string, err error) {
		var problem *mci.FieldError
		if errors.As(mci.At(path, err), &problem) {
			problems = append(problems, problem)
		}
	}
	var err error
	s.id, err = s.RawID.id()
	note("id", err)
	s.dealSize, err = s.RawDealSize.money()
	note("dealSize", err)
	s.amount, err = s.RawAmount.money()
	note("amount", err)
	if s.RawHours != "" {
		s.hours, err = mci.ParseHours(s.RawHours.String())
		note("hours", err)
	}
	note("take", s.readTake())
	if s.Expect != nil {
		for _, problem := range s.Expect.read(s.kind) {
			note("expect", problem)
		}
	}
	return problems
}

// readTake decodes the status that a person takes over from Partner Center.
func (s *step) readTake() (err error) {
	switch {
	case s.Take == "":
	case s.kind == store.PartnerAssociation:
		states := lifecycle.States()
		i := slices.IndexFunc(states, func(state lifecycle.State) bool { return strings.EqualFold(state.String(), s.Take) })
		if i < 0 {
			return mci.Invalid("", s.Take, strings.Join(store.Statuses(states...), "; "))
		}
		s.takeState = states[i]
	default:
		s.takeStatus, err = claims.ParseStatus(s.Take)
	}
	return valueOf(err)
}

// names reports the names in an opening step that are neither in the book nor
// in the catalog.
func (s *step) names(b *Book, catalog *catalog.Catalog) (problems mci.Problems) {
	opens := verbs[s.Do].opens
	if opens == 0 {
		return nil
	}
	report := func(path, found, want string) { problems = append(problems, mci.Invalid(path, found, want)) }
	customer := b.customer(s.Customer)
	if customer == nil {
		report("customer", s.Customer, "a customer of the book")
	}
	if b.location(s.Location) == nil {
		report("location", string(s.Location), "a location of the book")
	}
	if opens == store.PartnerAssociation {
		if customer != nil && b.tenantOf(customer).IsZero() {
			report("customer", s.Customer, "a customer with a tenant ID, or with a domain that the tenants of the book list")
		}
		return problems
	}
	if _, ok := catalog.Find(s.Engagement, mci.DateOf(s.At)); !ok {
		report("engagement", string(s.Engagement), wantEngagement)
	}
	return problems
}
