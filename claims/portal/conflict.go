package portal

import (
	"context"
	"errors"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/credit"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility/recognition"
)

// approved is the state of an association that holds its workloads or its
// subscription.
var approved = lifecycle.State{Status: recognition.Approved}

// warnings returns a warning for each workload or subscription of a claim for
// which another association is approved. The approved associations are read
// once for each run, when the first row of one needs them, and then follow the
// rows.
func (m *importing) warnings(ctx context.Context, f *followed) (warnings []claims.Gap, err error) {
	claim := f.association
	switch {
	case claim == nil, m.holders == nil && (claim.State() != approved || claim.Subjects() == nil):
		return nil, nil
	case m.holders == nil:
		if m.holders, err = m.readHolders(ctx); err != nil {
			return nil, err
		}
	}
	for _, conflict := range m.holders.See(claim) {
		warnings = append(warnings, conflict.Warning())
	}
	return warnings, nil
}

// readHolders reads the approved associations. One that cannot be read holds
// nothing that is known.
func (m *importing) readHolders(ctx context.Context) (*credit.Holders, error) {
	holders := &credit.Holders{}
	for claim, err := range m.desk.Associations().List(ctx, store.Query{Statuses: store.Statuses(approved)}) {
		var one *store.ClaimError
		if err != nil && !errors.As(err, &one) {
			return nil, err
		}
		if err == nil {
			holders.See(claim)
		}
	}
	return holders, nil
}
