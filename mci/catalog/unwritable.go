package catalog

import "github.com/mci-go/incentives/mci/vocabulary"

// The types in this file have no JSON form. Without these methods,
// encoding/json would write a text that loses their content, such as {}.

// MarshalJSON always fails: write its ID, or the whole Catalog.
func (Edition) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("catalog: an Edition", "write its ID, or the whole Catalog")
}

// MarshalJSON always fails: write its Ref, or the whole Catalog.
func (Engagement) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("catalog: an Engagement", "write its Ref, or the whole Catalog")
}

// MarshalJSON always fails: write the Aspects of the engagement, or the whole
// Catalog.
func (EvidenceTerms) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("catalog: EvidenceTerms", "write the Aspects of the engagement, or the whole Catalog")
}

// MarshalJSON always fails: write the whole Catalog.
func (MarketList) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("catalog: a MarketList", "write the whole Catalog")
}

// MarshalJSON always fails: write the Aspects of the engagement, or the whole
// Catalog.
func (OpportunityTerms) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("catalog: OpportunityTerms", "write the Aspects of the engagement, or the whole Catalog")
}

// MarshalJSON always fails: write the Aspects of the engagement, or the whole
// Catalog.
func (PartnerGate) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("catalog: a PartnerGate", "write the Aspects of the engagement, or the whole Catalog")
}

// MarshalJSON always fails: write the Aspects of the engagement, or the whole
// Catalog.
func (Requirement) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("catalog: a Requirement", "write the Aspects of the engagement, or the whole Catalog")
}

// MarshalJSON always fails: write the Aspects of the engagement, or the whole
// Catalog.
func (Windows) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("catalog: Windows", "write the Aspects of the engagement, or the whole Catalog")
}

// MarshalJSON always fails: keep the engagement's reference, which has them.
func (Conditions) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("catalog: Conditions", "keep the engagement's reference, which has them")
}
