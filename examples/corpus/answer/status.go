package answer

import (
	"encoding/json"
	"slices"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/mci"
)

// A Status is the question of a case of the kind "status": a name as Partner
// Center shows it.
type Status struct {
	Of   string `json:"of"`
	Name string `json:"name"`
}

// known is the answer to a question about a name.
type known struct {
	Result string   `json:"result"`
	Known  bool     `json:"known"`
	Means  []string `json:"means"`
	Class  string   `json:"class,omitempty"`
}

func answerStatus(_ Catalogs, in json.RawMessage) (any, error) {
	var q Status
	if err := decode(in, &q); err != nil {
		return nil, err
	}
	switch q.Of {
	case "claim":
		status := claims.ReadStatus(q.Name)
		return known{answered, status.Known(), textsOf(slices.Collect(status.All())), status.Class().String()}, nil
	case "association":
		status := lifecycle.ReadStatus(q.Name)
		return known{answered, status.Known(), textsOf(slices.Collect(status.All())), ""}, nil
	default:
		return nil, mci.Invalid("of", q.Of, `"claim" or "association"`)
	}
}

func textsOf[T interface{ String() string }](values []T) []string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = v.String()
	}
	return texts
}
