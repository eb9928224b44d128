package referral

import (
	"fmt"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// A lock is a part of a referral that the partner does not edit.
type lock struct {
	rule   mci.RuleID
	path   string              // the part, as a JSON pointer
	from   func(Resource) bool // since when; nil for from its creation on
	source mci.Source
}

// locks are the parts that Microsoft's pages lock, and those that Partner Center alone can set, which is inferred.
var locks = []lock{
	{rule: "edit.customer-name", path: "/customerProfile/name", source: bulkOperations},
	{rule: "edit.customer-address", path: "/customerProfile/address", source: bulkOperations},
	{rule: "edit.customer-ids", path: "/customerProfile/ids", source: bulkOperations},
	{rule: "edit.contact-consent", path: "/consent/consentToContact", source: bulkOperations},
	{rule: "edit.partner-id", path: "/mpnId", source: bulkOperations},
	{rule: "edit.share", path: "/consent/consentToShareReferralWithMicrosoftSellers", from: isShared, source: bulkOperations},
	{rule: "edit.help", path: "/inviteContext/assistanceRequestCode", from: hasHelp, source: bulkOperations},
	{rule: "edit.type", path: "/type", from: hasType(Shared), source: coSell},
	{rule: "edit.server", path: "/id", source: reading},
	{rule: "edit.server", path: "/engagementId", source: reading},
	{rule: "edit.server", path: "/eTag", source: reading},
	{rule: "edit.server", path: "/createdDateTime", source: reading},
	{rule: "edit.server", path: "/updatedDateTime", source: reading},
	{rule: "edit.server", path: "/links", source: reading},
}

func isShared(r Resource) bool { return r.Consent.ShareReferralWithMicrosoftSellers == mci.Yes }

func hasHelp(r Resource) bool {
	return r.InviteContext.AssistanceRequestCode != "" && r.InviteContext.AssistanceRequestCode != HelpUnknown
}

func hasType(kind Type) func(Resource) bool {
	return func(r Resource) bool { return r.Type == kind }
}

// covers reports whether a change concerns the part: it lies in it, or around it and would replace it.
func (l lock) covers(d difference) bool {
	return d.path == l.path || strings.HasPrefix(d.path, l.path+"/") ||
		strings.HasPrefix(l.path, d.path+"/") && holds(d, strings.TrimPrefix(l.path, d.path+"/"))
}

// holds reports whether a value that comes or goes as a whole has a part at a path.
func holds(d difference, path string) bool {
	for _, n := range []*node{d.old, d.new} {
		for step := range strings.SplitSeq(path, "/") {
			if n != nil {
				n = n.get(step)
			}
		}
		if n != nil {
			return true
		}
	}
	return false
}

// refusedEdits returns a finding for each rule that an edit breaks.
func refusedEdits(old, edited *Resource, changed []difference) []mci.Finding {
	if len(changed) == 0 {
		return nil
	}
	if old.State().Terminal() {
		return []mci.Finding{refused(StaysClosed, "", "a referral that is not closed", old.State().String(), coSell)}
	}
	findings := movedWrongly(old.State(), edited.State())
	for _, d := range changed {
		if d.new == nil {
			findings = append(findings, refused(removalRule, d.path, "a value, since operations only replace and add", "nothing", patchReferral))
		}
		findings = append(findings, lockedBy(old, d)...)
	}
	return findings
}

func lockedBy(old *Resource, d difference) []mci.Finding {
	for _, l := range locks {
		if l.covers(d) && (l.from == nil || l.from(*old)) {
			return []mci.Finding{refused(l.rule, d.path, "what it was, as it is not edited after it was set", "another value", l.source)}
		}
	}
	return nil
}

func movedWrongly(from, to State) []mci.Finding {
	row, ok := from.To(to)
	if from == to || ok && row.Access == ByPartner {
		return nil
	}
	next := make([]string, 0, len(states))
	for _, s := range from.Next() {
		next = append(next, s.String())
	}
	return []mci.Finding{refused(stateRule, "/status", fmt.Sprintf("from %s one of %s", from, strings.Join(next, ", ")), to.String(), referralResource)}
}

func refused(rule mci.RuleID, path, want, found string, source mci.Source) mci.Finding {
	return mci.Finding{Rule: rule, Outcome: mci.Fail, Path: path, Want: want, Found: found, Source: source}
}
