package fake

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/mci-go/incentives/referral/change"

	"github.com/mci-go/incentives/referral/progress"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/resource"
)

// The documents that the table of members cites.
const (
	resourcePage  = `Microsoft Learn, "Referral resources", 2019-05-17`
	createPage    = `Microsoft Learn, "Create a referral", 2019-05-17`
	resourceFY26  = `Microsoft Learn, "Referral resources", FY26`
	connector     = `contract of the connector, Referral`
	closedPage    = `Microsoft Learn, "Manage co-sell opportunities", 2023-08-28`
	statusesTable = resourcePage + ", status and substatus"
)

// accepted are the members that a create may have, with the document that lists
// each. If a create has any other member, the answer is 400. The members that
// only Partner Center sets are not accepted: id, eTag, links, and the instants
// of creation and change.
var accepted = map[string]string{
	"engagementId":              createPage + ", connected referral",
	"name":                      resourcePage,
	"externalReferenceId":       resourcePage,
	"status":                    createPage + ", sample; the service answers Active with Accepted",
	"substatus":                 createPage + ", sample; the service answers Active with Accepted",
	"type":                      createPage + ", required",
	"qualification":             resourcePage,
	"customerProfile":           createPage + ", required",
	"consent":                   createPage + ", required",
	"details":                   createPage + ", required",
	"team":                      resourcePage,
	"inviteContext":             createPage + ", connected referral",
	"target":                    createPage + ", sample",
	"direction":                 connector + "; whether a create with it is refused is unknown",
	"organizationId":            connector + "; whether a create with it is refused is unknown",
	"organizationName":          connector + "; whether a create with it is refused is unknown",
	"campaignId":                connector,
	"mpnId":                     connector,
	"salesStage":                connector,
	"referralProgram":           connector,
	"referralSource":            connector,
	"callToAction":              connector,
	"favorite":                  connector,
	"trackingInfo":              connector,
	"solutionArea":              resourceFY26,
	"solutionPlay":              resourceFY26,
	"partnerRole":               resourceFY26,
	"customerMarketplaceIntent": resourceFY26,
}

// judgeDraft refuses a create if it has a member that no document lists, or a
// type that is not declared.
func judgeDraft(draft *resource.Referral) error {
	if types := []resource.Type{"", resource.Independent, resource.Shared}; !slices.Contains(types, draft.Type) {
		return mci.Invalid("type", string(draft.Type), "one of Independent, Shared")
	}
	data, err := draft.Encode()
	if err != nil {
		return err
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil {
		return err
	}
	var unlisted []string
	for name := range members {
		if accepted[name] == "" {
			unlisted = append(unlisted, name)
		}
	}
	if unlisted == nil {
		return nil
	}
	return mci.Invalid(slices.Min(unlisted), "a member", "only members that the contract lists for a create")
}

// judgePatch refuses a patch if the contract does not list its path, if the
// referral is closed, or if the table of states does not lead to the new state.
// If a deal was won, it can still be registered. The sources are
// change.PatchPaths, closedPage and statusesTable.
func judgePatch(current *resource.Referral, patch change.Patch) error {
	if err := patch.Refused(); err != nil {
		return err
	}
	edits := slices.ContainsFunc(patch, func(o change.Operation) bool { return !strings.HasPrefix(o.Path, "/registrations/") })
	if edits && current.State().Terminal() {
		return mci.Invalid("status", current.State().String(), "a referral that is not closed; "+closedPage)
	}
	changed, err := patch.Apply(*current)
	if err != nil {
		return err
	}
	from, to := current.State(), changed.State()
	if row, ok := from.To(to); from != to && (!ok || row.Access != progress.ByPartner) {
		return mci.Invalid("status", to.String(), "a state that follows "+from.String()+"; "+statusesTable)
	}
	return nil
}
