package partner

import (
	"sync"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
)

// The two machines' rows, copied once.
var (
	transitionsOf = sync.OnceValue(claims.Transitions)
	bondRows      = sync.OnceValue(lifecycle.Transitions)
)
