package gateway_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mci-go/incentives/referral/progress"

	"github.com/mci-go/incentives/examples/partnercenter/fake"
	"github.com/mci-go/incentives/examples/partnercenter/gateway"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/cosell"
	"github.com/mci-go/incentives/referral/resource"
)

// overTLS returns a gateway to a service that answers over HTTPS.
func overTLS(t *testing.T, answer http.HandlerFunc) *gateway.Gateway {
	t.Helper()
	listening := httptest.NewTLSServer(answer)
	t.Cleanup(listening.Close)
	g, err := gateway.New(gateway.Options{URL: listening.URL + fake.Path, Tokens: fixed(token), Now: clock, Transport: listening.Client().Transport})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// In the page, each element has an oddity of Microsoft's own samples. Its next
// link is plain HTTP, as in the samples.
func TestAnOddPageCostsNoReferralAndItsNextLinkIsTakenByHTTPS(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "page.json"))
	if err != nil {
		t.Fatal(err)
	}
	page, err := resource.DecodePage(data)
	if err != nil || len(page.Elements) != 4 {
		t.Fatalf("%d elements, %v", len(page.Elements), err)
	}
	for i, want := range []struct {
		class cosell.Category
		rule  mci.RuleID
		odd   string
		state progress.State
	}{
		{cosell.QualifiedLead, "class.qualified", "customerProfile.ids", progress.State{Status: "Active", Substatus: "Accepted"}},
		{cosell.CoSellOpportunity, "class.co-sell", "team", progress.State{Status: "Active", Substatus: "Accepted"}},
		{cosell.MarketplaceLead, "class.marketplace", "lastRunId", progress.State{Status: "New", Substatus: "Received"}},
		{cosell.CoSellOpportunity, "class.co-sell.microsoft", "Status", progress.State{Status: "Closed", Substatus: "Won"}},
	} {
		e := page.Elements[i]
		if e.Err != nil {
			t.Fatalf("r-%d: %v", i+1, e.Err)
		}
		class, odd := cosell.Classify(&e.Referral), e.Referral.Odd()
		if class.Category != want.class || class.Rule != want.rule || class.Inferred() != (i == 3) || e.Referral.State() != want.state || len(odd) == 0 || odd[0].Path != want.odd {
			t.Errorf("%s is a %+v, %v, odd %v, want %+v", e.Referral.ID, class, e.Referral.State(), odd, want)
		}
		if written, err := e.Referral.Encode(); err != nil || string(written) != string(e.Raw) {
			t.Errorf("%s is written as %s, %v", e.Referral.ID, written, err)
		}
	}

	var asked []string
	g := overTLS(t, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.Query().Get("$skiptoken"))
		if r.TLS == nil {
			t.Error("asked by plain HTTP")
		}
		if r.URL.Query().Get("$skiptoken") == "" {
			fmt.Fprint(w, strings.Replace(string(data), "NEXT", "http://"+r.Host+"/v1.0/engagments/referrals?$skiptoken=2", 1))
			return
		}
		fmt.Fprint(w, `{"value": [{"id": "r-5", "externalReferenceId": "claim-1"}]}`)
	})
	found, err := g.List(t.Context(), "claim-1")
	if err != nil || len(found) != 2 || found[0].ID != "r-3" || found[0].SalesStage != "40" || found[1].ID != "r-5" || len(asked) != 2 {
		t.Errorf("List = %v, %v after asking for %q, want r-3 and r-5", found, err, asked)
	}
}

func TestAnElementThatCannotBeReadCostsNoOtherAndIsNoReasonToCreate(t *testing.T) {
	for name, bad := range map[string]string{
		"a text": `"r-0"`, "null": `null`, "too deep": `{"id":"r-0","x":` + strings.Repeat("[", 99) + strings.Repeat("]", 99) + `}`,
		"no ID": `{"externalReferenceId":"claim-1"}`, "an odd ID": `{"id":7,"externalReferenceId":"claim-1"}`,
		"an odd reference": `{"id":"r-0","externalReferenceId":["claim-1"]}`, "not UTF-8": "{\"id\":\"\xff\"}",
	} {
		g := answering(t, func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintf(w, `{"value": [{"id": "r-1", "externalReferenceId": "claim-1"}, %s, {"id": "r-2"}]}`, bad)
		})
		found, err := g.List(t.Context(), "claim-1")
		var unread *referral.UnreadError
		if name == "not UTF-8" { // the whole page is then not JSON
			if err == nil || found != nil {
				t.Errorf("%s: List = %v, %v", name, found, err)
			}
			continue
		}
		if len(found) != 1 || !errors.As(err, &unread) || len(unread.Elements) != 1 || errors.Is(err, mci.ErrInvalid) || !strings.Contains(err.Error(), "page 1") {
			t.Errorf("%s: List = %v, %v, want r-1 and an error beside it", name, found, err)
		}
	}
}

func TestAReferralThatPagesRepeatIsReturnedOnceAsItWasReadLast(t *testing.T) {
	g := answering(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("page") == "" {
			fmt.Fprint(w, `{"value": [{"id": "r-1", "externalReferenceId": "L-1", "name": "early"}, {"id": "r-2", "externalReferenceId": "L-1"}], "@odata.nextLink": "?page=2"}`)
			return
		}
		fmt.Fprint(w, `{"value": [{"id": "r-1", "externalReferenceId": "L-1", "name": "late"}, {"id": "r-3", "externalReferenceId": "L-1"}]}`)
	})
	found, err := g.List(t.Context(), "L-1")
	if err != nil || len(found) != 3 || found[0].Name != "late" || found[2].ID != "r-3" {
		t.Errorf("List = %v, %v", found, err)
	}
}

func TestAListIsBoundedOverAllItsPages(t *testing.T) {
	pages, bytes := 0, 0
	g := answering(t, func(w http.ResponseWriter, _ *http.Request) {
		pages++
		page := fmt.Sprintf(`{"value": [], "@odata.nextLink": "?page=%d"%s}`, pages, strings.Repeat(" ", 1<<20))
		bytes += len(page) // before it is written, since the client may have left after that
		_, _ = io.WriteString(w, page)
	})
	if _, err := g.List(t.Context(), "L-1"); !errors.Is(err, gateway.ErrTooLong) || bytes > 10<<20 {
		t.Errorf("List = %v after %d pages of %d bytes together", err, pages, bytes)
	}
	pages = 0
	g = answering(t, func(w http.ResponseWriter, _ *http.Request) {
		pages++
		fmt.Fprintf(w, `{"value": [], "@odata.nextLink": "?page=%d"}`, pages)
	})
	if _, err := g.List(t.Context(), "L-1"); !errors.Is(err, gateway.ErrTooLong) || pages != 100 {
		t.Errorf("List = %v after %d pages", err, pages)
	}
}
