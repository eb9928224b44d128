package progress

import (
	"slices"
	"strconv"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// A SalesStage is the progress of a deal, as a percentage. The zero SalesStage
// means that no stage is known. Source: [mci.CoSellOpportunities].
type SalesStage uint8

// The stages. Their values are the percentages.
const (
	StageCreated    SalesStage = 10 // created or accepted
	StageQualified  SalesStage = 20
	StageDeveloped  SalesStage = 40
	StageProposed   SalesStage = 60
	StageNegotiated SalesStage = 80
	StageWon        SalesStage = 100
)

// A stageRow is a stage with its name. It has the word of the published
// connector if that word means one stage only. The connector has four words for
// six stages, and its Close can mean two of them.
type stageRow struct {
	stage     SalesStage
	name      string
	connector string
}

var stageRows = []stageRow{
	{StageCreated, "Created", ""},
	{StageQualified, "Qualified", "Qualify"},
	{StageDeveloped, "Developed", "Develop"},
	{StageProposed, "Proposed", "Propose"},
	{StageNegotiated, "Negotiated", ""},
	{StageWon, "Won", ""},
}

// SalesStages returns every stage, in order.
func SalesStages() []SalesStage {
	var all []SalesStage
	for _, row := range stageRows {
		all = append(all, row.stage)
	}
	return all
}

// String returns the stage's name, such as "Qualified". It returns nothing for
// the zero SalesStage, and "invalid stage" if the percentage is not declared.
func (s SalesStage) String() string {
	for _, row := range stageRows {
		if row.stage == s {
			return row.name
		}
	}
	if s == 0 {
		return ""
	}
	return "invalid stage"
}

// MarshalText returns the stage's name. If the percentage is not declared, it
// returns a [mci.FieldError].
func (s SalesStage) MarshalText() ([]byte, error) {
	if s != 0 && !slices.Contains(SalesStages(), s) {
		return nil, mci.Invalid("", s.Percent(), "a sales stage")
	}
	return []byte(s.String()), nil
}

// UnmarshalText reads a stage as [ParseSalesStage] does, and the empty text as
// the zero SalesStage.
func (s *SalesStage) UnmarshalText(text []byte) (err error) {
	*s = 0
	if len(text) > 0 {
		*s, err = ParseSalesStage(string(text))
	}
	return err
}

// Percent returns the stage as a percentage in digits, such as "20".
func (s SalesStage) Percent() string { return strconv.Itoa(int(s)) }

// ParseSalesStage reads a stage as the documents write it. It accepts the
// percentage with or without the sign, the name, "Accepted" for the first
// stage, and the connector's Qualify, Develop and Propose. That those three
// mean the stages with similar names is inferred. Any other text is a
// [mci.FieldError].
func ParseSalesStage(text string) (SalesStage, error) {
	for _, row := range stageRows {
		if text == row.name || text != "" && text == row.connector || strings.TrimSuffix(text, "%") == row.stage.Percent() {
			return row.stage, nil
		}
	}
	if text == "Accepted" {
		return StageCreated, nil
	}
	return 0, mci.Invalid("", text, "one of 10, 20, 40, 60, 80, 100")
}
