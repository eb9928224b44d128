package change

import (
	"fmt"
	"strings"

	"github.com/mci-go/incentives/referral/resource"

	"github.com/mci-go/incentives/referral/progress"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/internal/lossless"
)

// A lock is a part of a referral that the partner cannot edit.
type lock struct {
	rule mci.RuleID
	// the part, as a JSON pointer
	path string
	// whether the lock applies; nil means from creation on
	from   func(resource.Referral) bool
	source mci.Source
}

// locks are the parts that Microsoft's pages lock, and the parts that only
// Partner Center can set. The latter are inferred.
var locks = []lock{
	{rule: "edit.customer-name", path: "/customerProfile/name", source: bulkOperations},
	{rule: "edit.customer-address", path: "/customerProfile/address", source: bulkOperations},
	{rule: "edit.customer-ids", path: "/customerProfile/ids", source: bulkOperations},
	{rule: "edit.contact-consent", path: "/consent/consentToContact", source: bulkOperations},
	{rule: "edit.partner-id", path: "/mpnId", source: bulkOperations},
	{rule: "edit.share", path: "/consent/consentToShareReferralWithMicrosoftSellers", from: isShared, source: bulkOperations},
	{rule: "edit.help", path: "/inviteContext/assistanceRequestCode", from: hasHelp, source: bulkOperations},
	{rule: "edit.customer-contacts", path: "/customerProfile/team", from: hasType(resource.Shared), source: bulkOperations},
	{rule: "edit.notes", path: "/inviteContext/notes", from: hasType(resource.Shared), source: bulkOperations},
	{rule: "edit.type", path: "/type", from: hasType(resource.Shared), source: coSell},
	{rule: "edit.server", path: "/id", source: reading},
	{rule: "edit.server", path: "/engagementId", source: reading},
	{rule: "edit.server", path: "/eTag", source: reading},
	{rule: "edit.server", path: "/createdDateTime", source: reading},
	{rule: "edit.server", path: "/updatedDateTime", source: reading},
	{rule: "edit.server", path: "/links", source: reading},
}

func isShared(r resource.Referral) bool {
	return r.Consent.ShareReferralWithMicrosoftSellers == mci.Yes
}

func hasHelp(r resource.Referral) bool { return r.InviteContext.AsksForHelp() }

func hasType(kind resource.Type) func(resource.Referral) bool {
	return func(r resource.Referral) bool { return r.Type == kind }
}

// covers reports whether a change affects the locked part. It does if it is in
// the part, or if it replaces a value around the part.
func (l lock) covers(d resource.Difference) bool {
	below, around := strings.CutPrefix(l.path, d.Path+"/")
	return within(d.Path, l.path) || around && (holds(d.Old, "/"+below) || holds(d.New, "/"+below))
}

// holds reports whether a value has a part at a path.
func holds(v resource.Verbatim, pointer string) bool {
	parsed, err := lossless.Parse([]byte(v))
	return err == nil && parsed.At(pointer) != nil
}

// refusedEdits returns a finding for each rule that an edit breaks.
func refusedEdits(old, edited *resource.Referral, changed []resource.Difference, open []string) []mci.Finding {
	if len(changed) == 0 {
		return nil
	}
	if old.State().Terminal() {
		return []mci.Finding{refused(StaysClosed, "", "a referral that is not closed", old.State().String(), coSell)}
	}
	findings := movedWrongly(old, edited.State())
	for _, d := range changed {
		if d.New == "" {
			findings = append(findings, refused(removalRule, d.Path, "a value, since operations only replace and add", "nothing", patchReferral))
		}
		if old.UnreadAround(d.Path) {
			findings = append(findings, refused(oddRule, d.Path, "a member that could be read", "a member that could not be read", reading))
		}
		if locked := lockedBy(old, d); locked != nil {
			findings = append(findings, locked...)
		} else if d.New != "" {
			findings = append(findings, refusedPath(d.Path, open)...)
		}
	}
	return findings
}

func lockedBy(old *resource.Referral, d resource.Difference) []mci.Finding {
	for _, l := range locks {
		if l.covers(d) && (l.from == nil || l.from(*old)) {
			return []mci.Finding{refused(l.rule, d.Path, "its present value, because it is not edited after it was set", "another value", l.source)}
		}
	}
	return nil
}

// movedWrongly refuses an edit to a state that the partner may not move the
// referral to. It also refuses to move a referral whose state could not be
// read.
func movedWrongly(r *resource.Referral, to progress.State) []mci.Finding {
	from := r.State()
	row, ok := from.To(to)
	if from == to || ok && row.Access == progress.ByPartner {
		return nil
	}
	next := []string(nil)
	for _, s := range from.Next() {
		next = append(next, s.String())
	}
	return []mci.Finding{refused(stateRule, "/status", fmt.Sprintf("from %s one of %s", from, strings.Join(next, ", ")), to.String(), referralResource)}
}

func refused(rule mci.RuleID, path, want, found string, source mci.Source) mci.Finding {
	return mci.Finding{Rule: rule, Outcome: mci.Fail, Path: path, Want: want, Found: found, Source: source}
}

// within reports whether a path is another one, or leads below it.
func within(path, other string) bool { return path == other || strings.HasPrefix(path, other+"/") }
