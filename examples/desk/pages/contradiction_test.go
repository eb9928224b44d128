package pages

import (
	"net/http"
	"strings"
	"testing"
)

func TestTwoRowsOfAClaimThatContradictEachOtherAreBothNamed(t *testing.T) {
	f := newFixture(t, nil)
	const header = "Claim ID,Status\n"
	w := f.upload(t, "", header+"litware-sales,Submitted\ntailspin-apps,Under review\nlitware-sales,Approved\n")
	if body := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(body, "line 2 shows Submitted, and line 4 Approved") || strings.Count(body, "contradict each other") != 1 {
		t.Errorf("%d %s", w.Code, errorsIn(body))
	}
	for name, rows := range map[string]string{
		"the same twice": "litware-sales,Submitted\nlitware-sales,Submitted\n", "two claims": "litware-sales,Submitted\ntailspin-apps,Approved\n", "no claim of ours": "X,Submitted\nX,Approved\n",
	} {
		if body := f.upload(t, "", header+rows).Body.String(); strings.Contains(body, "contradict each other") {
			t.Errorf("%s: %s", name, errorsIn(body))
		}
	}
}

func TestARowThatChangesAClaimWithoutMovingItSaysWhatItDoes(t *testing.T) {
	f := newFixture(t, nil)
	own := f.claim(t, "litware-sales").State().String()
	save := func(status string) string {
		t.Helper()
		values := hiddenIn(t, f.upload(t, "", "Claim ID,Status\nlitware-sales,"+status+"\n").Body.String(), "/import/confirm")
		return f.done(t, "/import/confirm", values).Body.String()
	}
	if body := save("no such status"); !strings.Contains(body, `alert">diverged</span></td>`) {
		t.Error("a difference is not said")
	}
	if body := save(own); !strings.Contains(body, `wait">a difference ended</span></td>`) || strings.Contains(body, `>moved</span></td>`) {
		t.Error("the end of a difference is not said")
	}
	if body := save("Submitted"); !strings.Contains(body, `wait">moved</span></td>`) {
		t.Error("a step is not said")
	}
}
