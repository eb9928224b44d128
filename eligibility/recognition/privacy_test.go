package recognition

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

var verbs = []string{"%v", "%+v", "%#v", "%s"}

func TestASubjectShowsAFewCharactersOnly(t *testing.T) {
	for subject, want := range map[Subject]string{
		here: "…5f60", "": "no subject", "x": "…", "Teams": "…ms", "contoso/Übersicht": "…icht", "日本語の名前です": "…名前です",
	} {
		for _, verb := range verbs {
			if got := fmt.Sprintf(verb, subject); got != want {
				t.Errorf("%s prints %q, want %q", verb, got, want)
			}
		}
	}
}

func TestACaseAndWhatIsDecidedAboutItArePrintedWithoutTheirSubject(t *testing.T) {
	q := claimant()
	q.Associations = append(q.Associations, cpor("B", UseOrConsume))
	d := q.decide()
	for _, value := range []any{q.Case, &q.Case, q.Associations, d, &d, d.Findings()} {
		for _, verb := range verbs {
			if printed := fmt.Sprintf(verb, value); strings.Contains(printed, string(here)) {
				t.Errorf("%s prints %s", verb, printed)
			}
		}
	}
	if encoded := must(json.Marshal(d.Findings())); strings.Contains(string(encoded), string(here)) {
		t.Errorf("the findings hold the subject: %s", encoded)
	}
}

func TestAnErrorAboutASubjectDoesNotShowIt(t *testing.T) {
	q := claimant()
	for _, q.Subject = range []Subject{here + "\n", here + "\x00"} {
		if err := q.Check(); err == nil || strings.Contains(err.Error(), string(here)) {
			t.Errorf("the error is %v", err)
		}
	}
}

func TestASubjectIsEncodedInFull(t *testing.T) {
	var decoded Subject
	if err := json.Unmarshal(must(json.Marshal(here)), &decoded); err != nil || decoded != here {
		t.Errorf("%q is decoded as %q (%v)", string(here), string(decoded), err)
	}
}
