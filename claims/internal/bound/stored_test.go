package bound_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/mci-go/incentives/claims/internal/bound"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
)

func TestATextOfANewerFormatIsUnreadableAndOneOfNoFormatIsMalformed(t *testing.T) {
	newer := errors.New("written by a newer version")
	for _, version := range []uint64{3, 12} {
		for written, want := range map[string]error{
			"1": nil, fmt.Sprint(version): nil, fmt.Sprint(version + 1): newer,
			"0": mci.ErrInvalid, "1.5": mci.ErrInvalid, `"1"`: mci.ErrInvalid, "-1": mci.ErrInvalid,
		} {
			format := bound.Format{Version: version, Unreadable: newer}
			err := format.Read([]byte(`{"format":`+written+`}`), func(document.Object) {})
			if !errors.Is(err, want) || want == nil && err != nil {
				t.Errorf("format %s of %d: %v, want %v", written, version, err, want)
			}
			if err := format.Read([]byte(`{"format":`+written+`,"odd":1}`), func(document.Object) {}); want == nil && !errors.Is(err, mci.ErrInvalid) {
				t.Errorf("format %s of %d with an odd field: %v", written, version, err)
			}
		}
	}
}
