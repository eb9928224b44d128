package resource

import "github.com/mci-go/incentives/referral/internal/lossless"

// The parts of a referral are written as they are in a referral: under their
// published names, with the members that were kept.

// MarshalJSON returns the form that the part has in a [Referral].
func (p AdditionalRequirements) MarshalJSON() ([]byte, error) {
	return writtenPart(additionalRequirementsKind, p)
}

// MarshalJSON returns the form that the part has in a [Referral].
func (p Address) MarshalJSON() ([]byte, error) { return writtenPart(addressKind, p) }

// MarshalJSON returns the form that the part has in a [Referral].
func (p Attribute) MarshalJSON() ([]byte, error) { return writtenPart(attributeKind, p) }

// MarshalJSON returns the form that the part has in a [Referral].
func (p Consent) MarshalJSON() ([]byte, error) { return writtenPart(consentKind, p) }

// MarshalJSON returns the form that the part has in a [Referral].
func (p ContactPreference) MarshalJSON() ([]byte, error) {
	return writtenPart(contactPreferenceKind, p)
}

// MarshalJSON returns the form that the part has in a [Referral].
func (p CustomerProfile) MarshalJSON() ([]byte, error) { return writtenPart(customerProfileKind, p) }

// MarshalJSON returns the form that the part has in a [Referral].
func (p Details) MarshalJSON() ([]byte, error) { return writtenPart(detailsKind, p) }

// MarshalJSON returns the form that the part has in a [Referral].
func (p Endpoint) MarshalJSON() ([]byte, error) { return writtenPart(endpointKind, p) }

// MarshalJSON returns the form that the part has in a [Referral].
func (p InviteContext) MarshalJSON() ([]byte, error) { return writtenPart(inviteContextKind, p) }

// MarshalJSON returns the form that the part has in a [Referral].
func (p Links) MarshalJSON() ([]byte, error) { return writtenPart(linksKind, p) }

// MarshalJSON returns the form that the part has in a [Referral].
func (p Member) MarshalJSON() ([]byte, error) { return writtenPart(memberKind, p) }

// MarshalJSON returns the form that the part has in a [Referral].
func (p Named) MarshalJSON() ([]byte, error) { return writtenPart(namedKind, p) }

// MarshalJSON returns the form that the part has in a [Referral].
func (p Organization) MarshalJSON() ([]byte, error) { return writtenPart(organizationKind, p) }

// MarshalJSON returns the form that the part has in a [Referral].
func (p ProfileID) MarshalJSON() ([]byte, error) { return writtenPart(profileIDKind, p) }

// MarshalJSON returns the form that the part has in a [Referral].
func (p Requirements) MarshalJSON() ([]byte, error) { return writtenPart(requirementsKind, p) }

// MarshalJSON returns the form that the part has in a [Referral].
func (p Solution) MarshalJSON() ([]byte, error) { return writtenPart(solutionKind, p) }

// MarshalJSON returns the form that the part has in a [Referral].
func (p Target) MarshalJSON() ([]byte, error) { return writtenPart(targetKind, p) }

// MarshalJSON returns the form that the part has in a [Referral].
func (p TrackingInfo) MarshalJSON() ([]byte, error) { return writtenPart(trackingInfoKind, p) }

func writtenPart[T any](kind lossless.Kind[T], part T) ([]byte, error) {
	v, err := kind.Write(part)
	return v.Append(nil), err
}
