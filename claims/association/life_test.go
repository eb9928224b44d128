package association_test

import (
	"testing"

	"github.com/mci-go/incentives/claims/association"
)

func TestAClaimIsApprovedAndLasts(t *testing.T) {
	l := approved(t)
	l.refused("2033-01-17", "cporclaim.machine", association.Expire{})
}
