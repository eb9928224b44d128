package cases

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/mci-go/incentives/examples/corpus/answer"
	"github.com/mci-go/incentives/examples/corpus/form"
	"github.com/mci-go/incentives/examples/scenario"
)

// library is the version of the library, as its changelog names it.
const library = "unreleased"

// makers make the cases of each kind.
var makers = []struct {
	kind     string
	make     func(*maker)
	catalogs []string
}{
	{"step", (*maker).steps, []string{"public", "corrected", "conditions", "zoned", "western"}},
	{"life", (*maker).lives, []string{"public", "zoned", "western"}},
	{"deadlines", (*maker).deadlines, []string{"public", "zoned", "western"}},
	{"eligibility", (*maker).eligibility, []string{"public", "conditions", "zoned", "western"}},
	{"tab", (*maker).tabs, []string{"public", "conditions", "zoned", "western"}},
	{"payout", (*maker).payouts, []string{"public", "made-up", "corrected"}},
	{"opportunities", (*maker).opportunities, []string{"public", "made-up", "conditions", "corrected", "western"}},
	{"plan", (*maker).plans, []string{"public", "conditions", "zoned", "western"}},
	{"recognition", (*maker).recognitions, nil},
	{"status", (*maker).statuses, nil},
	{"settlement", (*maker).settlements, nil},
	{"associationStep", (*maker).associationSteps, nil},
	{"associationLife", (*maker).associationLives, nil},
	{"associationDeadlines", (*maker).associationDeadlines, nil},
}

// All makes all files of the corpus, by the names that they have in the folder
// data. The scenarios are those of the library.
func All(catalogs answer.Catalogs, scenarios []scenario.File) (map[string][]byte, error) {
	files := map[string][]byte{}
	for i := range makers {
		m := maker{catalogs: catalogs, scenarios: scenarios, kind: makers[i].kind, seen: map[string]bool{}, used: map[string]bool{}}
		makers[i].make(&m)
		m.mistake()
		if m.err != nil {
			return nil, m.err
		}
		file := form.File{Header: form.Header{Kind: "header", Format: form.Version, Library: library, Cases: len(m.cases)}, Cases: m.cases}
		for _, name := range makers[i].catalogs {
			file.Header.Catalogs = append(file.Header.Catalogs, form.Catalog{Name: name, File: fmt.Sprintf("catalogs/%s.json", name)})
		}
		var b bytes.Buffer
		if err := file.Write(&b); err != nil {
			return nil, err
		}
		files[makers[i].kind+".jsonl"] = b.Bytes()
	}
	return files, nil
}

// mistake repeats the shortest question with a member that the form does not
// have.
func (m *maker) mistake() {
	if m.err != nil {
		return
	}
	shortest := slices.MinFunc(m.cases, func(a, b form.Case) int { return cmp.Compare(len(a.In), len(b.In)) })
	question := append([]byte(`{"mistake":1,`), shortest.In[1:]...)
	m.offer(json.RawMessage(question), "malformed: a member that the form does not have")
}

// Sample draws lives of both kinds of claims from a seed. If an implementation
// answers them as the library does, it agrees on cases that it was not written
// for.
func Sample(catalogs answer.Catalogs, seed uint64, number int) ([]form.Case, error) {
	activities := maker{catalogs: catalogs, kind: "life", seen: map[string]bool{}, used: map[string]bool{}}
	associations := maker{catalogs: catalogs, kind: "associationLife", seen: map[string]bool{}, used: map[string]bool{}}
	activities.draw(seed, number, []string{"public", "zoned"}, func(life any, covers string) { activities.offer(life, covers) })
	associations.drawAssociations(seed, number, func(life any, covers string) { associations.offer(life, covers) })
	return append(activities.cases, associations.cases...), errors.Join(activities.err, associations.err)
}
