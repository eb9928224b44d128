package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAWrongFieldOfARequestIsNamedByItsPathAndPlace(t *testing.T) {
	contoso, err := os.ReadFile("testdata/contoso.json")
	if err != nil {
		t.Fatal(err)
	}
	for change, want := range map[string]string{
		`"way": "add"|"way": "Sideways"`:              "way: found \"Sideways\", want one of add, claim (line 4, column 10)",
		`"role": "Incentives user"|"role": "boss"`:    `user.role: found "boss"`,
		`"tenant ID"|"tpid"`:                          `customer.id.type: found "tpid"`,
		`"meetsCriteria": "yes"|"meetsCriteria": "y"`: `customer.meetsCriteria: found "y"`,
		`"claims": 0|"claims": "0"`:                   `customer.claims: found "0"`,
		`"claims": 0|"claims": -1`:                    `customer.claims: found -1`,
		`"name": "Noa"|"Name": "Noa"`:                 `customerContact.Name: found an unknown field, want the name as the format writes it: name`,
		`"way": "add"|"way": "add", "way": "claim"`:   `way: found the field twice`,
	} {
		before, after, _ := strings.Cut(change, "|")
		text := strings.Replace(string(contoso), before, after, 1)
		if text == string(contoso) {
			t.Fatalf("%s is not in the request", before)
		}
		folder := t.TempDir()
		file := filepath.Join(folder, "request.json")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		got := track(t, "--db", filepath.Join(folder, "t.db"), "--at", "2022-11-10", "open", "c", file)
		if got.status != invalid || !strings.Contains(got.err, want) {
			t.Errorf("%s: status %d, %s\nwant %s", change, got.status, got.err, want)
		}
	}
}
