package resource

import (
	"slices"
	"strings"
)

// AsksMicrosoft reports whether the referral is addressed to Microsoft or asks
// its sellers for help.
func (r *Referral) AsksMicrosoft() bool { return r.InviteContext.AsksForHelp() || r.IsForMicrosoft() }

// AsksForHelp reports whether the invite context names a help that Microsoft's
// sellers are asked for.
func (i *InviteContext) AsksForHelp() bool {
	return i.AssistanceRequestCode != "" && i.AssistanceRequestCode != HelpUnknown
}

// IsForMicrosoft reports whether the referral is addressed to Microsoft, and so
// is not the partner's own one.
func (r *Referral) IsForMicrosoft() bool {
	return slices.ContainsFunc(r.Target, func(t Target) bool {
		return t.Type == BusinessProfileLocation && isMicrosoft(t.ID)
	})
}

// IsMicrosoft reports whether the organization is Microsoft.
func (o *Organization) IsMicrosoft() bool { return isMicrosoft(o.OrganizationID) }

// isMicrosoft reports whether an organization or location ID means Microsoft.
func isMicrosoft(id string) bool { return strings.EqualFold(id, "msft") }
