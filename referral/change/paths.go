package change

import (
	"slices"
	"strings"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/resource"
)

// patchPaths are the paths that a patch may name, as the published contract of
// the connector lists them. No other list is published. A path that ends with
// /- appends to a list.
var patchPaths = []string{
	"/campaignId",
	"/consent/consentToShareReferralWithMicrosoftSellers",
	"/customerProfile/team",
	"/customerProfile/team/-",
	"/details/closingDateTime",
	"/details/currency",
	"/details/dealValue",
	"/details/notes",
	"/details/requirements/solutions",
	"/details/requirements/solutions/-",
	"/externalReferenceId",
	"/referralProgram",
	"/registrations/-",
	"/registrations/0/contract/endDateTime",
	"/registrations/0/contract/signDateTime",
	"/registrations/0/contract/startDateTime",
	"/registrations/0/contract/term",
	"/registrations/0/contract/value",
	"/registrations/0/solutionDetails/0/currency",
	"/registrations/0/solutionDetails/0/isDeployedOnAzure",
	"/registrations/0/solutionDetails/0/marketplaceTransactionDetails/isMarketplaceTransacted",
	"/registrations/0/solutionDetails/0/marketplaceTransactionDetails/marketplaceTransactionDateTime",
	"/registrations/0/solutionDetails/0/pricingModel",
	"/registrations/0/solutionDetails/0/primaryDeploymentOn",
	"/registrations/0/solutionDetails/0/value",
	"/salesStage",
	"/status",
	"/statusReason",
	"/substatus",
	"/team",
	"/team/-",
}

// PatchPaths returns the paths that a patch may name, in order. They do not
// include /type, /target, /inviteContext or /name. Whether the service accepts
// more is unknown. Source: the contract of Microsoft's connector for Partner
// Center referrals.
func PatchPaths() []string { return slices.Clone(patchPaths) }

// Refused returns a [Refusal] if the patch names a path that the published
// contract does not list. It has a finding for each such path. For any other
// patch, Refused returns nil. If a host's service accepts more paths, the host
// names them in open. A gateway calls Refused before it sends a patch.
func (p Patch) Refused(open ...string) error {
	var findings []mci.Finding
	for _, op := range p {
		findings = append(findings, refusedPath(op.Path, open)...)
	}
	if findings == nil {
		return nil
	}
	return &Refusal{Findings: findings}
}

func refusedPath(path string, open []string) []mci.Finding {
	if slices.Contains(patchPaths, path) || slices.Contains(open, path) {
		return nil
	}
	return []mci.Finding{refused(pathRule, path, "a path that the published contract lists, or that the host opens", "another one", connectorContract)}
}

// ontoListed moves differences to paths that the contract lists, if it can. For
// example, if a list can only be replaced as a whole, a change within it
// becomes a change of the list. Other differences stay as they are. Both
// versions must have been written before.
func ontoListed(changed []resource.Difference, was, is *resource.Referral, open []string) []resource.Difference {
	var all []resource.Difference
	for _, d := range changed {
		at := listedPath(d, was, open)
		if slices.ContainsFunc(all, func(one resource.Difference) bool { return within(at, one.Path) }) {
			continue
		}
		if at != d.Path {
			all = slices.DeleteFunc(all, func(one resource.Difference) bool { return within(one.Path, at) })
			d = resource.Difference{Path: at, Old: valueAt(was, at), New: valueAt(is, at)}
		}
		all = append(all, d)
	}
	return all
}

// listedPath returns the listed path at or above a difference. If there is
// none, it returns the difference's own path.
func listedPath(d resource.Difference, was *resource.Referral, open []string) string {
	for at := d.Path; at != ""; at = at[:strings.LastIndexByte(at, '/')] {
		if refusedPath(at, open) == nil && (at == d.Path || valueAt(was, at) != "") {
			return at
		}
	}
	return d.Path
}

// valueAt returns the value at a path of a version that was written before.
func valueAt(r *resource.Referral, at string) resource.Verbatim {
	value, _ := r.At(at)
	return value
}
