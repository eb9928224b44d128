package eligibility_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
)

// FuzzReadDraft proves that a draft that is read is written and read back as it
// was, and that any other text is malformed.
func FuzzReadDraft(f *testing.F) {
	for _, seed := range []string{
		`{}`, `null`, `[]`,
		`{"engagement":{"edition":"FY23","engagement":"fy23-microsoft-viva"},"way":"add","id":{"type":"top parent ID","value":"659410"},"location":"4711","details":{"claimName":"Contoso Viva"}}`,
		`{"engagement":{"edition":"FY23","revision":2,"engagement":"x"},"way":"claim","id":{},"location":"","hours":"1.5","mismatchReason":"a subsidiary","details":{}}`,
		`{"engagement":{"edition":"FY23","revision":18446744073709551615,"engagement":"x"},"way":"","id":{"type":"","value":""},"location":null,"details":{"customerContact":{"name":"Noa","email":"noa@contoso.com"}}}`,
	} {
		f.Add([]byte(seed))
	}
	id, err := mci.ParseCustomerID(mci.TopParentID, "659410")
	if err != nil {
		f.Fatal(err)
	}
	draft, err := json.Marshal(eligibility.Draft{
		Engagement: mci.EngagementRef{Edition: "FY23-2022-11", Engagement: "fy23-microsoft-viva"}, Way: eligibility.Add,
		ID: id, Location: "4711", MismatchReason: "a subsidiary",
		Details: eligibility.Details{ClaimName: "Contoso Viva", CustomerContact: mci.Contact{Name: "Noa", Email: "noa@contoso.com"}},
	})
	if err != nil {
		f.Fatal(err)
	}
	if _, err := eligibility.ReadDraft(draft); err != nil {
		f.Fatalf("a seed must be a draft: %v", err)
	}
	f.Add(draft)
	f.Fuzz(func(t *testing.T, data []byte) {
		draft, err := eligibility.ReadDraft(data)
		if err != nil {
			if !errors.Is(err, mci.ErrInvalid) {
				t.Errorf("got %v, want a field error", err)
			}
			return
		}
		written, err := json.Marshal(draft)
		if err != nil {
			t.Fatalf("a draft was read from %q and cannot be written: %v", data, err)
		}
		again, err := eligibility.ReadDraft(written)
		if err != nil {
			t.Fatalf("%s was written and cannot be read: %v", written, err)
		}
		if !reflect.DeepEqual(again, draft) {
			t.Errorf("%#v was read back as %#v", draft, again)
		}
	})
}
