package pages

import (
	"regexp"
	"strings"
	"testing"
)

// The base of the earlier rate is known, and its total is not.
func TestABaseIsNeverShownAsTheWholeRate(t *testing.T) {
	f := newFixture(t, nil)
	const address = "/engagements/fy23-microsoft-viva"
	for _, c := range []struct {
		query       string
		base, whole int
	}{{"", 3, 3}, {"?on=2022-10-31", 3, 0}, {"?on=2022-11-01", 0, 3}} {
		rows := regexp.MustCompile(`<tr><th scope="row">(Base rate|Rate) in market.*`).FindAllStringSubmatch(f.get(t, address+c.query).Body.String(), -1)
		base, whole := 0, 0
		for _, row := range rows {
			said := strings.Contains(row[0], "a part is unpublished: the true-up of the earlier rate")
			if said != (row[1] == "Base rate") || !said && strings.Contains(row[0], "until 31 Oct 2022") {
				t.Errorf("%q: %s", c.query, row[0])
			}
			if said {
				base++
			} else {
				whole++
			}
		}
		if base != c.base || whole != c.whole {
			t.Errorf("%q: %d bases and %d whole rates", c.query, base, whole)
		}
	}
}
