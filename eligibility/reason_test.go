package eligibility

import "testing"

func TestReasonsAreCalledAsInThePortal(t *testing.T) {
	for reason, want := range map[Reason]string{
		NoReason:              "no reason",
		CriteriaNotMet:        "does not meet the eligibility criteria of the engagement",
		LimitReached:          "has met the allowed limit on active or allowed claims",
		ConsentGivenElsewhere: "has given consent to another partner for this engagement",
		DoneElsewhere:         "has already taken part in the engagement with another partner",
		DoneElsewhere + 1:     "invalid reason",
		99:                    "invalid reason",
	} {
		if reason.String() != want {
			t.Errorf("reason %d is called %q, want %q", uint8(reason), reason, want)
		}
	}
}

func TestReasonsOfTheEarlierWordingAreReadAndFoldIntoTheLimit(t *testing.T) {
	for reason, current := range map[Reason]Reason{
		CriteriaNotMet: CriteriaNotMet, LimitReached: LimitReached, ConsentGivenElsewhere: LimitReached, DoneElsewhere: LimitReached, NoReason: NoReason,
	} {
		text, err := reason.MarshalText()
		var read Reason
		if err != nil || read.UnmarshalText(text) != nil || read != reason {
			t.Errorf("%v is written as %q, %v, and read as %v", reason, text, err, read)
		}
		if reason.Current() != current {
			t.Errorf("%v is now %v, want %v", reason, reason.Current(), current)
		}
	}
	read := LimitReached
	if err := read.UnmarshalText([]byte("for no reason")); err == nil || read != LimitReached {
		t.Errorf("another text is read as %v", read)
	}
}
