package event

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"path"
	"strings"
	"testing"

	"github.com/mci-go/incentives/mci"
)

// The published sample of an event.
const publishedEvent = `{
    "EventName": "referral-updated",
    "ResourceUri": "https://api.partnercenter.microsoft.com/engagements/v1/referrals/c5fbb3b6-be74-4795-9fb5-4324c73fed37",
    "ResourceName": "referral",
    "AuditUri": null,
    "ResourceChangeUtcDate": "2018-02-17T00:05:39.5485487+00:00"
}`

func ExampleDecode() {
	event, err := Decode([]byte(publishedEvent))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(event.Name, event.Referral())
	// Output:
	// referral-updated c5fbb3b6-be74-4795-9fb5-4324c73fed37
}

func TestTheFourPublishedEventsNameTheirReferralAndOthersDoNot(t *testing.T) {
	for _, name := range names {
		e, err := Decode([]byte(strings.ReplaceAll(publishedEvent, "referral-updated", string(name))))
		if err != nil || e.Referral() != "c5fbb3b6-be74-4795-9fb5-4324c73fed37" || e.ResourceName != "referral" || e.AuditURI != "" {
			t.Errorf("%v: %+v, %v", name, e, err)
		}
	}
	for from, to := range map[string]string{"referral-updated": "test-created", "engagements/v1/referrals/": "v1/customers/", "4c73fed37": "4c73fed37/notes"} {
		e, err := Decode([]byte(strings.ReplaceAll(publishedEvent, from, to)))
		if err != nil || e.Referral() != "" {
			t.Errorf("%s: %q, %v", to, e.Referral(), err)
		}
	}
}

func TestAnAddressMayEndWithASlash(t *testing.T) {
	e, err := Decode([]byte(strings.ReplaceAll(publishedEvent, "c5fbb3b6-be74-4795-9fb5-4324c73fed37", "c5fbb3b6-be74-4795-9fb5-4324c73fed37/")))
	if err != nil || e.Referral() != "c5fbb3b6-be74-4795-9fb5-4324c73fed37" {
		t.Errorf("%q, %v", e.Referral(), err)
	}
}

func TestAnIDHasUpTo200LettersDigitsHyphensAndUnderscores(t *testing.T) {
	for _, id := range []string{"azAZ09-_", strings.Repeat("a", 200)} {
		e, err := Decode([]byte(strings.ReplaceAll(publishedEvent, "c5fbb3b6-be74-4795-9fb5-4324c73fed37", id)))
		if err != nil || e.Referral() != id {
			t.Errorf("%q: %q, %v", id, e.Referral(), err)
		}
	}
}

func TestAnAddressThatLeadsElsewhereNamesNoReferral(t *testing.T) {
	for _, id := range []string{
		"", ".", "..", "...", "%2e%2e", "..%2fcustomers", "a/../b", "a\\\\b", "a;b", "a b", "a#b", "a:b", "a@b", "é", "a\\u0000b", "a\\u202eb", strings.Repeat("a", 201),
	} {
		e, err := Decode([]byte(strings.ReplaceAll(publishedEvent, "c5fbb3b6-be74-4795-9fb5-4324c73fed37", id)))
		if err != nil || e.Referral() != "" {
			t.Errorf("%q: %q, %v", id, e.Referral(), err)
		}
	}
}

func FuzzAnEventNamesAReferralThatStaysInItsPlace(f *testing.F) {
	f.Add(publishedEvent)
	f.Add(strings.ReplaceAll(publishedEvent, "c5fbb3b6-be74-4795-9fb5-4324c73fed37", ".."))
	f.Fuzz(func(t *testing.T, text string) {
		e, err := Decode([]byte(text))
		if err != nil {
			return
		}
		if id := e.Referral(); url.PathEscape(id) != id || path.Clean("/referrals/"+id) != strings.TrimSuffix("/referrals/"+id, "/") {
			t.Errorf("%q", id)
		}
	})
}

func TestARepeatedDeliveryHasTheSameKeyAndALaterChangeAnother(t *testing.T) {
	first, _ := Decode([]byte(publishedEvent))
	again, _ := Decode([]byte(strings.ReplaceAll(publishedEvent, "c5fbb3b6", "C5FBB3B6")))
	later, _ := Decode([]byte(strings.ReplaceAll(publishedEvent, "39.54", "40.54")))
	if first.Key() != again.Key() || first.Key() == later.Key() {
		t.Errorf("%q, %q, %q", first.Key(), again.Key(), later.Key())
	}
	if fmt.Sprint(first) != fmt.Sprintf("%#v", first) || !strings.HasPrefix(first.String(), "referral-updated https://") {
		t.Error(first)
	}
}

func TestAnEventIsWrittenAsItWasSentAndReadBack(t *testing.T) {
	var e Event
	if err := json.Unmarshal([]byte(publishedEvent), &e); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(e)
	again := Event{Name: "kept"}
	if err != nil || json.Unmarshal(text, &again) != nil || again.Key() != e.Key() || !strings.Contains(string(text), `"AuditUri":null`) {
		t.Errorf("%s, %v", text, err)
	}
	if err := json.Unmarshal([]byte("{}"), &again); err == nil || again.Name != e.Name {
		t.Errorf("%v, %v", again, err)
	}
}

func TestAnEventThatIsNoneIsAFieldError(t *testing.T) {
	for _, text := range []string{
		"", "[]", "{", "{}", `{"EventName": 7}`, `{"EventName": "referral-updated"}`, `{"EventName": "referral-updated", "ResourceChangeUtcDate": "soon"}`,
	} {
		if e, err := Decode([]byte(text)); !errors.Is(err, mci.ErrInvalid) || e.Name != "" {
			t.Errorf("%s: %v, %v", text, e, err)
		}
	}
}

func FuzzEvents(f *testing.F) {
	f.Add([]byte(publishedEvent))
	f.Add([]byte(`{"EventName": "", "EventName": "x"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := Decode(data)
		if err == nil && (e.Name == "" || e.Key() == " ") {
			t.Errorf("%v", e)
		}
		_ = e.Referral()
	})
}

// The bodies of the other published events. Source: Microsoft Learn, "Partner
// Center webhook events", 2023-10-17, and "Partner Center webhooks",
// 2023-10-17. They are read, and none of them names a referral. Neither do the
// samples of the four events about referrals, which have a placeholder for the
// ID.
func TestThePublishedEventsOfOtherKindsAreReadAndNameNoReferral(t *testing.T) {
	for name, uri := range map[string]string{
		"test-created":                   "http://localhost:16722/v1/webhooks/registration/test",
		"subscription-updated":           "http://api.partnercenter.microsoft.com/webhooks/v1/customers/{{CustomerId}}/subscriptions/{{SubscriptionId}}",
		"usagerecords-thresholdExceeded": "https://api.partnercenter.microsoft.com/v1/customers/usagerecords",
		string(ReferralCreated):          "https://api.partnercenter.microsoft.com/engagements/v1/referrals/{{ReferralID}}",
		string(RelatedReferralUpdated):   "https://api.partnercenter.microsoft.com/engagements/v1/referrals/{{ReferralID}}",
	} {
		for _, audit := range []string{`"AuditUri":null`, `"AuditUri":"https://api.partnercenter.microsoft.com/v1/auditrecords/{{AuditId}}"`, `"AuditUrl":null`} {
			text := `{"EventName":"` + name + `","ResourceUri":"` + uri + `","ResourceName":"test",` + audit + `,"ResourceChangeUtcDate":"2017-11-16T16:19:06.3520276+00:00"}`
			e, err := Decode([]byte(text))
			if err != nil || e.Referral() != "" || string(e.Name) != name {
				t.Errorf("%s: %v, %v", name, e, err)
			}
			if written, err := json.Marshal(e); err != nil || string(written) != text {
				t.Errorf("%s is written as %s, %v", name, written, err)
			}
		}
	}
}
