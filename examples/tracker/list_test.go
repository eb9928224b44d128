package main

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestAListIsNarrowedByEachFilter(t *testing.T) {
	life(t, "send-consent")
	must(t, "open", "northwind", "northwind.json", "--at", "2022-11-15")
	must(t, "do", "northwind", "cancel", "--user", "pat", "--at", "2022-11-16")
	all := must(t, "list")
	if lines := strings.Split(strings.TrimSpace(all), "\n"); len(lines) != 3 || !strings.HasPrefix(lines[1], "contoso    Awaiting customer consent response  2022-12-10  fy23-microsoft-viva") || !strings.HasPrefix(lines[2], "northwind  Canceled") {
		t.Fatalf("the whole list is\n%s", all)
	}
	var claims []listedClaim
	if err := json.Unmarshal([]byte(must(t, "list", "--json")), &claims); err != nil || len(claims) != 2 || claims[0].Deadline.String() != "2022-12-10" || !claims[1].Deadline.IsZero() {
		t.Fatalf("%v: %+v", err, claims)
	}
	location := string(claims[0].Location)
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--open"}, "contoso"},
		{[]string{"--status", "Canceled"}, "northwind"},
		{[]string{"--status", "Canceled", "--status", "Awaiting customer consent response"}, "contoso northwind"},
		{[]string{"--engagement", "fy23-microsoft-viva"}, "contoso northwind"},
		{[]string{"--engagement", "none"}, ""},
		{[]string{"--location", location}, "contoso northwind"},
		{[]string{"--location", "nowhere"}, ""},
		{[]string{"--area", "Modern Work"}, "contoso northwind"},
		{[]string{"--owner", "Pat@Fabrikam.com"}, "contoso northwind"},
		{[]string{"--owner", "kim@fabrikam.com"}, ""},
		{[]string{"--text", "CONTOSO"}, "contoso"},
		{[]string{"--limit", "1"}, "contoso"},
		{[]string{"--after", "contoso"}, "northwind"},
		{[]string{"--limit", "1", "--after", "northwind"}, ""},
		{[]string{"--customer", "TPID:999999"}, ""},
	} {
		claims = nil
		if err := json.Unmarshal([]byte(must(t, append([]string{"list", "--json"}, c.args...)...)), &claims); err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, one := range claims {
			ids = append(ids, string(one.Claim))
		}
		if got := strings.Join(ids, " "); got != c.want {
			t.Errorf("%q selects %q, want %q", c.args, got, c.want)
		}
	}
	if out := must(t, "list", "--text", "nobody"); out != "no claim is selected\n" {
		t.Errorf("an empty list says %q", out)
	}
	// A value that no claim has at all is told, with the one that was meant.
	for _, c := range []struct{ typed, want string }{
		{"--engagement fy23-microsft-viva", `no claim has the engagement "fy23-microsft-viva"; "fy23-microsoft-viva", if that is meant`},
		{"--location nowhere", `no claim has the location "nowhere"`},
		{"--area modern", `no claim has the area "modern"; "Modern Work", if that is meant`},
		{"--owner pat", `no claim has the owner "pat"; "pat@fabrikam.com", if that is meant`},
		{"--open --status Canceled --owner pat@fabrikam.com", ""},
	} {
		r := track(t, append([]string{"list"}, strings.Fields(c.typed)...)...)
		if r.status != done || r.out != "no claim is selected\n" || !strings.Contains(r.err, c.want) || (r.err == "") != (c.want == "") {
			t.Errorf("%s: %+v, want %s", c.typed, r, c.want)
		}
	}
}

func TestAMalformedFilterSaysWhatIsAllowed(t *testing.T) {
	life(t)
	for _, c := range []struct{ flag, value, want string }{
		{"--status", "Canceld", "Canceled"}, {"--limit", "-1", "0 for all"}, {"--customer", "659410", "tenant ID:"}, {"--customer", "TPID:x", "customer"},
	} {
		if got := track(t, "list", c.flag, c.value); got.status != invalid || !strings.Contains(got.err, c.want) {
			t.Errorf("%s %s: status %d, %s", c.flag, c.value, got.status, got.err)
		}
	}
	for args, want := range map[string]string{"--status ": "Partner action required", "--engagement ": "fy23-microsoft-viva"} {
		flag, typed, _ := strings.Cut(args, " ")
		if out := must(t, "__complete", "list", flag, typed); !strings.Contains(out, want) {
			t.Errorf("%s is completed by %s", flag, out)
		}
	}
}

func TestTheEnvironmentStandsInForFlagsThatAreNotGiven(t *testing.T) {
	life(t)
	t.Setenv("TRACKER_DB", "elsewhere.db")
	t.Setenv("TRACKER_USER", "mia")
	must(t, "open", "northwind", "northwind.json", "--at", "2022-11-15")
	must(t, "do", "northwind", "cancel", "--at", "2022-11-16")
	if out := must(t, "explain", "northwind"); !strings.Contains(out, "cancel by partner mia") {
		t.Errorf("the history says\n%s", out)
	}
	if out := must(t, "list"); strings.Contains(out, "contoso") {
		t.Errorf("the list of the other file says\n%s", out)
	}
	if out := must(t, "list", "--db", "tracker.db"); !strings.Contains(out, "contoso") {
		t.Errorf("a flag that is given counts: %s", out)
	}
	must(t, "do", "contoso", "cancel", "--user", "pat", "--db", "tracker.db", "--at", "2022-11-16")
	if out := must(t, "explain", "contoso", "--db", "tracker.db"); !strings.Contains(out, "cancel by partner pat") {
		t.Errorf("the history says\n%s", out)
	}
	t.Setenv("TRACKER_DB", "postgres://mia:secret@127.0.0.1:1/claims")
	if help := must(t, "list", "--help"); strings.Contains(help, "secret") {
		t.Errorf("the help prints the password:\n%s", help)
	}
	t.Setenv("TRACKER_DB", "elsewhere.db")
	t.Setenv("TRACKER_CATALOG", "missing.json")
	if got := track(t, "list"); got.status != failed || !strings.Contains(got.err, "missing.json") {
		t.Errorf("status %d: %s", got.status, got.err)
	}
}

func TestTheVersionIsSaid(t *testing.T) {
	if out := must(t, "--version"); !strings.HasPrefix(out, "tracker version ") || !strings.Contains(out, "go1.") {
		t.Errorf("got %q", out)
	}
}
