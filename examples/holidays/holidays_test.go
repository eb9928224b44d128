package holidays

import (
	"strings"
	"testing"
	"time"
)

// Any file of holidays is read, or refused with its line. The days that are
// read are in the text.
func FuzzHolidays(f *testing.F) {
	for _, text := range []string{
		"", "# none\n", "2022-12-26 St. Stephen's Day\r\n2023-01-02", "2022-12-26\n2022-12-26", "2022-02-30", "\t2022-12-26", "2022-12-26\x00", "\xff",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		days, err := read([]byte(text))
		if err != nil {
			if len(text) < 4<<10 && !strings.Contains(err.Error(), "(line ") {
				t.Errorf("%q: %v", text, err)
			}
			return
		}
		for _, day := range days.Holidays() {
			if !strings.Contains(text, day.String()) || days.Is(day) {
				t.Errorf("%q has no holiday %s", text, day)
			}
		}
		if days.Zone() != time.UTC {
			t.Errorf("%q is in the zone %s", text, days.Zone())
		}
	})
}
