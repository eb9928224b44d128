package claimstest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// musts returns the sentences with the word MUST in the comments of package
// claims.
func musts(t *testing.T) []string {
	t.Helper()
	sentence := regexp.MustCompile(`[A-Z][^.]*(?:\.[^ \n][^.]*)*\bMUST\b.*?\.(?:\s|$)`)
	var all []string
	for _, file := range []string{"../store/store.go", "../store/tail.go"} {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range parsed.Decls {
			ast.Inspect(d, func(n ast.Node) bool {
				comment, ok := n.(*ast.CommentGroup)
				if !ok {
					return true
				}
				for paragraph := range strings.SplitSeq(comment.Text(), "\n\n") {
					for _, found := range sentence.FindAllString(strings.Join(strings.Fields(paragraph), " "), -1) {
						all = append(all, strings.TrimSpace(found))
					}
				}
				return true
			})
		}
	}
	return all
}

func TestEveryMustOfTheContractHasExactlyOneCase(t *testing.T) {
	want := slices.DeleteFunc(musts(t), func(sentence string) bool { return strings.HasPrefix(sentence, "The sentences that say MUST") })
	var got []string
	for _, c := range cases {
		got = append(got, c.why)
	}
	if len(want) < 20 {
		t.Fatalf("the comments say MUST only %d times", len(want))
	}
	for _, sentence := range want {
		if n := count(got, sentence); n != 1 {
			t.Errorf("%d cases for %q, want 1", n, sentence)
		}
	}
	for _, sentence := range got {
		if n := count(want, sentence); n != 1 {
			t.Errorf("a case is for %q, which the comments say %d times", sentence, n)
		}
	}
}

func count(all []string, one string) int {
	n := 0
	for _, s := range all {
		if s == one {
			n++
		}
	}
	return n
}

func TestCasesHaveNamesOfTheirOwn(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range cases {
		if c.name == "" || seen[c.name] {
			t.Errorf("the name %q is missing or used twice", c.name)
		}
		seen[c.name] = true
	}
}
