package eligibility_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A draft that is read is written as it was read. Whatever it says, resuming it
// nominates, decides or names a field, and no fact is believed because the draft
// says it.
func FuzzReadDraft(f *testing.F) {
	card, err := catalog.Public()
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(`{"engagement":{"edition":"FY23-2022-11","engagement":"fy23-microsoft-viva"},"way":"add","id":{"type":"TPID","value":"659410"},"location":"4711",` +
		`"details":{"claimName":"Contoso","customerContact":{"name":"Noa","email":"noa@contoso.com"},"partnerContact":{"name":"Mia","email":"mia@fabrikam.com"}}}`))
	f.Add([]byte(`{"engagement":{"edition":"illustrative-FY26","engagement":"illustrative-variable-pay"},"way":"claim","id":{"type":"MSX opportunity ID","value":"7-3CVDESBISU"},"hours":"80"}`))
	f.Add([]byte(`{}`))
	at := time.Date(2023, time.March, 1, 9, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text []byte) {
		draft, err := eligibility.ReadDraft(text)
		if err != nil {
			if !errors.Is(err, mci.ErrInvalid) {
				t.Fatalf("%v is no error of input", err)
			}
			return
		}
		written, err := json.Marshal(draft)
		if err != nil {
			t.Fatalf("a draft that was read is not written: %v", err)
		}
		again, err := eligibility.ReadDraft(written)
		if err != nil {
			t.Fatalf("%s is not read: %v", written, err)
		}
		if same, err := json.Marshal(again); err != nil || string(same) != string(written) {
			t.Fatalf("%s is read as %s", written, same)
		}
		nomination, _, err := eligibility.Resume(draft, card, eligibility.Facts{}, at)
		if nomination != nil || err != nil && !errors.Is(err, mci.ErrInvalid) {
			t.Fatalf("without facts: %v, %v", nomination, err)
		}
	})
}
