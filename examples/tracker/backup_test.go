package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mci-go/incentives/examples/postgres/cluster/clustertest"
	"github.com/mci-go/incentives/examples/row"
)

func TestARestoredBackupHasTheSameClaims(t *testing.T) {
	eachWay(t, func(t *testing.T, from, to string) {
		must(t, "backup", "kept.db", "--db", from)
		must(t, "restore", "kept.db", "--db", to)
		if was, is := must(t, "export", "--json", "--db", from), must(t, "export", "--json", "--db", to); was != is {
			t.Errorf("was %s, is %s", was, is)
		}
		if _, status := examined(t, "--db", to); status != done {
			t.Errorf("the doctor ends with %d", status)
		}
		if r := track(t, "restore", "kept.db", "--db", to); r.status != failed || !strings.Contains(r.err, "holds claims") {
			t.Errorf("over claims: %+v", r)
		}
		if r := track(t, "backup", "kept.db", "--db", from); r.status != failed || !strings.Contains(r.err, "overwrites nothing") {
			t.Errorf("over a backup: %+v", r)
		}
		if left, err := filepath.Glob(".backup-*"); err != nil || len(left) > 0 {
			t.Errorf("left behind: %v, %v", left, err)
		}
	})
}

func TestAnAlteredBackupRestoresNothing(t *testing.T) {
	life(t, "send-consent|--language=de")
	must(t, "backup", "kept.db")
	data, err := os.ReadFile("kept.db")
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 1
	write(t, "kept.db", string(data))
	for command, says := range map[string]string{
		"restore kept.db":                 "the backup was altered",
		"restore none.db":                 "open none.db: no such file",
		"restore postgres://pat@host/x":   "the name of a backup",
		"backup postgres://pat:pw@host/x": "the name of a new file",
	} {
		args := strings.Fields(command)
		if args[0] == "restore" {
			args = append(args, "--db", "new.db")
		}
		if r := track(t, args...); r.status == done || !strings.Contains(r.err, says) || strings.Contains(r.err, ":pw") {
			t.Errorf("%s: %+v", command, r)
		}
	}
	if left, err := filepath.Glob("new.db*"); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestNoBackupIsLeftOfDamagedClaims(t *testing.T) {
	eachDamage(t, func(t *testing.T, at, _, _ string) {
		if r := track(t, "backup", "kept.db", "--db", at); r.status != failed || !strings.Contains(r.err, "contoso") || !strings.Contains(r.err, "tracker doctor") {
			t.Errorf("%+v", r)
		}
		if left, err := filepath.Glob("*kept.db*"); err != nil || len(left) > 0 {
			t.Errorf("left behind: %v, %v", left, err)
		}
	})
}

// The deals that another program stored beside the claims are in a backup.
func TestABackupOfAServerHasItsDeals(t *testing.T) {
	enterCopyOfTestdata(t)
	from, to := clustertest.Schema(t), clustertest.Schema(t)
	must(t, "open", "contoso", "contoso.json", "--at", "2022-11-10", "--db", from)
	sum := (&row.Deal{Claim: "contoso", Version: 1, Data: `{"claim": "contoso"}`, Link: "referral-1"}).SumOf()
	execute(t, from, `INSERT INTO deals (claim, version, deal, link, sum) VALUES ('contoso', 1, '{"claim": "contoso"}', 'referral-1', '`+sum+`')`)
	for _, args := range [][]string{{"backup", "kept.db", "--db", from}, {"restore", "kept.db", "--db", to}} {
		if out := must(t, args...); !strings.Contains(out, "1 deal copied") {
			t.Errorf("%s: %s", args[0], out)
		}
	}
}
