package answer

import (
	"encoding/json"

	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
)

// A Recognition is the question of a case of the kind "recognition": who is
// credited for a workload, a subscription or a resource.
type Recognition struct {
	Case     recognition.Case        `json:"case"`
	Partners []recognition.PartnerID `json:"partners,omitempty"`
}

// credited is the answer to a question about recognition.
type credited struct {
	Result   string    `json:"result"`
	Partners []partner `json:"partners"`
}

// A partner is the answer about one partner.
type partner struct {
	Partner recognition.PartnerID `json:"partner"`
	Credits []credit              `json:"credits"`
}

// A credit says whether the partner gets one credit, and by which grant.
type credit struct {
	Credit  recognition.Credit `json:"credit"`
	Outcome mci.Outcome        `json:"outcome"`
	Grant   mci.RuleID         `json:"grant,omitempty"`
}

func answerRecognition(_ Catalogs, in json.RawMessage) (any, error) {
	var q Recognition
	if err := decode(in, &q); err != nil {
		return nil, err
	}
	decisions, err := recognition.DecideAll(&q.Case, q.Partners...)
	if err != nil {
		return nil, err
	}
	out := credited{answered, []partner{}}
	for _, d := range decisions {
		if n := len(out.Partners); n == 0 || out.Partners[n-1].Partner != d.Partner() {
			out.Partners = append(out.Partners, partner{Partner: d.Partner()})
		}
		last := &out.Partners[len(out.Partners)-1]
		last.Credits = append(last.Credits, credit{d.Credit(), d.Outcome(), d.Grant()})
	}
	return out, nil
}
