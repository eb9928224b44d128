package register

import (
	"context"
	"time"

	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/credit"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility/recognition"
)

// Conflicts returns each workload or subscription for which more than one
// association of a query is stored as approved. Partner Center is
// authoritative, so an approval that it shows is saved even if another claim is
// approved for the same workload or subscription. A person then has to find out
// which of them is up to date. The conflicts are no part of a [Worklist],
// because nobody has to act on an approved association by itself. A host shows
// them beside it, as [credit.Conflict.Warning] says them.
//
// The key, the order, the cursor, Most and the statuses of the query are
// ignored, and an association outside of the query conflicts with none. The
// conflicts come in the order of claim IDs. Conflicts reads a page at a time;
// its memory is proportional to the number of approved associations whose
// workloads or subscription are known. If associations cannot be read or
// restored, their errors are returned beside the conflicts. Any other error is
// returned alone.
func Conflicts(ctx context.Context, d *desk.Desk, query store.Query) ([]credit.Conflict, []*store.ClaimError, error) {
	if query.Kind == store.PartnerActivity {
		return nil, nil, nil
	}
	query.Kind = store.PartnerAssociation
	query.Statuses = store.Statuses(lifecycle.State{Status: recognition.Approved})
	query.Key, query.Until, query.ByKey, query.After, query.AfterKey, query.Most = store.NoKey, time.Time{}, false, "", time.Time{}, 0
	var holders credit.Holders
	unread, err := readable(d.Associations().List(ctx, query), func(claim *association.Claim) { holders.See(claim) })
	if err != nil {
		return nil, nil, err
	}
	return holders.Conflicts(), unread, nil
}
