package portal

import (
	"slices"
	"sync"

	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

// An OtherEngagement is an engagement on the Customer claims page whose claims
// are not partner activities. An [Importer] reads its claims only if they are
// associations.
type OtherEngagement struct {
	// Name is the name that the page shows. Letter case, spaces and punctuation
	// do not matter.
	Name string `json:"name,omitempty"`
	// Kind describes the claims to a person, for example "CPOR association".
	Kind string `json:"kind,omitempty"`
	// Association is the kind of association, or none if the claims are not
	// associations.
	Association cpor.Kind `json:"association,omitempty"`
	// Source is the document that has the name.
	Source mci.Source `json:"source,omitzero"`
}

const (
	associationKind = "CPOR association"
	coOpKind        = "co-op"
)

var (
	createAssociation = mci.Source{Title: "Microsoft Learn, Create a customer association", Published: "2023-10-10", Grade: mci.MicrosoftPublic}
	otherClaimNames   = mci.LibraryReading.Source()
)

// otherEngagements lists the engagements by title and by partner role, since an
// export may show either. If no page has a spelling, it is this library's
// reading.
var otherEngagements = []OtherEngagement{
	{Name: "Microsoft Online Service Advisor (OSA)", Kind: associationKind, Association: cpor.PresalesAdvisor, Source: createAssociation},
	{Name: "Microsoft Online Services Advisor (OSA)", Kind: associationKind, Association: cpor.PresalesAdvisor, Source: createAssociation},
	{Name: "Build intent - Advisor", Kind: associationKind, Association: cpor.PresalesAdvisor, Source: createAssociation},
	{Name: "BizApps Presales Advisor", Kind: associationKind, Association: cpor.PresalesAdvisor, Source: mci.AssociationGuide.Source()},
	{Name: "Modern Work and Security Usage", Kind: associationKind, Association: cpor.ModernWorkUsage, Source: createAssociation},
	{Name: "Modern Work & Security Usage", Kind: associationKind, Association: cpor.ModernWorkUsage, Source: mci.AssociationGuide.Source()},
	{Name: "Use or consume", Kind: associationKind, Association: cpor.ModernWorkUsage, Source: createAssociation},
	{Name: "Microsoft Online Services Usage (OSU) - Business Applications", Kind: associationKind, Association: cpor.BusinessUsage, Source: createAssociation},
	{Name: "Usage recognition - Non-Incentivized", Kind: associationKind, Association: cpor.BusinessUsage, Source: createAssociation},
	{Name: "Usage Recognition - Biz Apps", Kind: associationKind, Association: cpor.BusinessUsage, Source: mci.AssociationGuide.Source()},
	{Name: "Microsoft Business Applications Revenue Recognition Association", Kind: associationKind, Association: cpor.RevenueAssociation, Source: createAssociation},
	{Name: "Influenced Revenue recognition - Non-Incentivized", Kind: associationKind, Association: cpor.RevenueAssociation, Source: createAssociation},
	{Name: "Biz Apps Revenue", Kind: associationKind, Association: cpor.RevenueAssociation, Source: mci.AssociationGuide.Source()},
	{Name: "CSP co-op", Kind: coOpKind, Source: otherClaimNames},
}

// plainOthers holds the place of each of them by its plain name.
var plainOthers = sync.OnceValue(func() map[string]int {
	plain := map[string]int{}
	for i := range otherEngagements {
		plain[plainHeader(otherEngagements[i].Name)] = i
	}
	return plain
})

// OtherEngagements returns the engagements whose claims are on the Customer
// claims page beside the partner activities. If the catalog has an engagement
// with such a name, that one is a partner activity.
func OtherEngagements() []OtherEngagement { return slices.Clone(otherEngagements) }
