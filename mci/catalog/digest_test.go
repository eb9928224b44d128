package catalog_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

var update = flag.Bool("update", false, "rewrite the golden files of testdata")

// If this test fails, every stored claim of every host would be held until
// somebody accepts its terms. So keep the IDs and the canonical values of the
// aspects that decide; their words are free.
//
// The update flag only adds lines. If the digest of an engagement of the made-up
// catalog has to change, which no claim is stored under, delete its line first.
func TestTheDigestsOfCatalogsStayAsTheyAreStored(t *testing.T) {
	const golden = "testdata/digests.txt"
	known := map[string]string{} // by the engagement
	for line := range strings.Lines(string(must(os.ReadFile(golden)))) {
		digest, ref, _ := strings.Cut(strings.TrimSpace(line), " ")
		known[ref] = digest
	}
	var b strings.Builder
	for _, card := range []*catalog.Catalog{madeUpCatalog(t), must(catalog.Public())} {
		for edition := range card.Editions() {
			for e := range edition.Engagements() {
				digest, ref := e.Digest().String(), fmt.Sprint(e.Ref())
				if was := known[ref]; was != "" && was != digest {
					t.Errorf("the digest of %s is %s and was %s: every stored claim of it would be held", ref, digest, was)
				}
				fmt.Fprintln(&b, digest, ref)
			}
		}
	}
	if *update && !t.Failed() {
		if err := os.WriteFile(golden, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if want := string(must(os.ReadFile(golden))); b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}

func TestTheRevisionIsNoPartOfTheDigest(t *testing.T) {
	card := must(readDocument(revised(t, nil, corrected(2, change{byMarket + ".description", "In other words."}), corrected(3, change{byMarket + ".pay.rates[1].amounts.A", "1"}))))
	ref := mci.EngagementRef{Edition: "made-up-1", Engagement: "by-market"}
	var all [4]catalog.Digest
	for number := 1; number < len(all); number++ {
		ref.Revision = revision(number)
		e, _ := card.Engagement(ref)
		all[number] = e.Digest()
	}
	if all[1] != all[2] || !all[1].Equal(madeUpEngagement(t, "by-market").Digest()) {
		t.Errorf("a description changes the digest: %v", all)
	}
	if all[3].Equal(all[2]) {
		t.Errorf("a rate does not change the digest: %v", all)
	}
}

func TestADigestIsReadAsItIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching("[0-9a-f]{31}[1-9a-f]").Draw(t, "text")
		d := must(catalog.ParseDigest(text))
		if d.String() != text || d.IsZero() {
			t.Fatalf("%s is read as %s", text, d)
		}
		var read catalog.Digest
		if err := json.Unmarshal(must(json.Marshal(d)), &read); err != nil || read != d {
			t.Fatalf("%s is read from JSON as %s (%v)", d, read, err)
		}
	})
}

func TestTheZeroDigestIsNone(t *testing.T) {
	var zero catalog.Digest
	if !zero.IsZero() || zero.String() != "" || string(must(json.Marshal(zero))) != `""` {
		t.Errorf("it is %q", zero)
	}
	read := madeUpEngagement(t, "by-market").Digest()
	if err := json.Unmarshal([]byte(`""`), &read); err != nil || !read.IsZero() {
		t.Errorf("it is read as %s (%v)", read, err)
	}
}

func TestNothingElseIsADigest(t *testing.T) {
	for _, text := range []string{
		"0", "x", strings.Repeat("0", 32), strings.Repeat("a", 31), strings.Repeat("a", 33), strings.Repeat("A", 32), strings.Repeat("g", 32), strings.Repeat("a", 34),
	} {
		_, err := catalog.ParseDigest(text)
		wantFieldError(t, err)
		kept := madeUpEngagement(t, "by-market").Digest()
		wantFieldError(t, kept.UnmarshalText([]byte(text)))
		if kept != madeUpEngagement(t, "by-market").Digest() {
			t.Errorf("%s changes the digest to %s", text, kept)
		}
	}
	_, err := catalog.ParseDigest("")
	wantFieldError(t, err)
}

// A host that edits an edition in place changes the terms of the claims that it
// has stored. The digest shows it.
func ExampleEngagement_Digest() {
	card, err := catalog.Public()
	if err != nil {
		fmt.Println(err)
		return
	}
	document, err := card.MarshalJSON()
	if err != nil {
		fmt.Println(err)
		return
	}
	ref := mci.EngagementRef{Edition: "FY23-2022-11", Engagement: "fy23-microsoft-viva"}
	opened, _ := card.Engagement(ref)
	for _, edit := range [][2]string{{"Modern Work", "The modern workplace"}, {`"consent": 30`, `"consent": 20`}} {
		edited, err := catalog.Read([]byte(strings.ReplaceAll(string(document), edit[0], edit[1])), catalog.ReadOptions{})
		if err != nil {
			fmt.Println(err)
			return
		}
		present, _ := edited.Engagement(ref)
		fmt.Printf("%s for %s: the same terms: %t\n", edit[1], edit[0], present.Digest() == opened.Digest())
	}
	// Output:
	// The modern workplace for Modern Work: the same terms: true
	// "consent": 20 for "consent": 30: the same terms: false
}

func TestAWithheldPayoutIsUnknownAndSaysWhatItNeeds(t *testing.T) {
	e, inputs := madeUpEngagement(t, "by-market"), madeUpFacts()
	payout := e.UnknownPayout(inputs, "the partner's word")
	inputs.Quantities["seats"] = quantity("1")
	sheet := payout.Worksheet()
	if payout.Outcome != mci.Unknown || !payout.Amount.IsNone() || !payout.OnApproval.IsNone() || payout.Summary() != "unknown: needs the partner's word" {
		t.Errorf("it is %s", payout.Summary())
	}
	if sheet.Engagement != e.Ref() || sheet.Rule == "" || len(sheet.Steps) != 0 || sheet.Inputs.Quantities["seats"] != quantity("1200") {
		t.Errorf("its worksheet is %+v", sheet)
	}
	var read catalog.Worksheet
	if err := json.Unmarshal(must(json.Marshal(payout)), &read); err != nil || read.Summary() != payout.Summary() {
		t.Errorf("it is read as %s (%v)", read.Summary(), err)
	}
}

// A host that does not trust its catalog yet shows no amount, and why.
func ExampleEngagement_UnknownPayout() {
	card, err := catalog.Public()
	if err != nil {
		fmt.Println(err)
		return
	}
	viva, _ := card.Engagement(mci.EngagementRef{Edition: "FY23-2022-11", Engagement: "fy23-microsoft-viva"})
	fmt.Println(viva.UnknownPayout(catalog.PayInputs{CustomerCountry: "CH"}, "a second look at the rates").Summary())
	// Output:
	// unknown: needs a second look at the rates
}
