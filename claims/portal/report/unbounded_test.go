package report_test

import (
	"math"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/mci-go/incentives/claims/portal/report"
)

func TestTheLargestBoundIsNoBound(t *testing.T) {
	const text = "earningId,earningType,programName,participantId,earningAmountUSD\nE-1,Rebate,P,1,5\n"
	options := report.Options{MostBytes: math.MaxInt64, MostTotalBytes: math.MaxInt64}
	for _, err := range report.File(strings.NewReader(text), report.Options{MostBytes: math.MaxInt64}, nil) {
		if err != nil && strings.Contains(err.Error(), "more than") {
			t.Error("file:", err)
		}
	}
	for _, err := range report.Files(fstest.MapFS{"a.csv": {Data: []byte(text)}}, options, nil) {
		if err != nil && strings.Contains(err.Error(), "more than") {
			t.Error("files:", err)
		}
	}
}
