package referraltest

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/referral"
)

func TestTheStoreInMemoryPasses(t *testing.T) {
	TestStore(t, func(*testing.T) referral.Store { return &referral.MemoryStore{} })
}

func TestTheStoreInMemoryFindsLinks(t *testing.T) {
}

func TestTheGatewayInMemoryPasses(t *testing.T) {
	TestGateway(t, func(*testing.T) referral.Gateway { return &referral.MemoryGateway{} })
}

func TestTheGatewayInMemoryListsRelatedReferrals(t *testing.T) {
	TestRelatedLister(t, func(*testing.T) RelatedGateway { return &referral.MemoryGateway{} })
}

func TestTheGatewayInMemoryIsAFeed(t *testing.T) {
	TestFeed(t, func(*testing.T) FeedGateway { return &referral.MemoryGateway{Now: ticking()} })
}

// recorder is a tb that records failures.
type recorder struct {
	ctx    context.Context
	failed []string
}

func (r *recorder) Helper()                  {}
func (r *recorder) Context() context.Context { return r.ctx }
func (r *recorder) Errorf(format string, args ...any) {
	r.failed = append(r.failed, fmt.Sprintf(format, args...))
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	runtime.Goexit()
}

// failing returns the names of the cases that fail for what newOne returns.
func failing[T any](t *testing.T, cases []testCase[T], newOne func() T) []string {
	var names []string
	for _, c := range cases {
		noted, done := &recorder{ctx: t.Context()}, make(chan struct{})
		go func() {
			defer close(done)
			c.f(noted, newOne())
		}()
		<-done
		if len(noted.failed) > 0 {
			names = append(names, c.name)
		}
	}
	return names
}

func TestEachMustOfAnInterfaceIsOneCase(t *testing.T) {
	check := func(file, name string, whys []string) {
		t.Helper()
		musts := sentences(t, "../"+file, name)
		for _, sentence := range musts {
			if n := count(whys, sentence); n != 1 {
				t.Errorf("%s: %d cases, want 1, for: %s", name, n, sentence)
			}
		}
		for _, why := range whys {
			if count(musts, why) != 1 {
				t.Errorf("%s does not say: %s", name, why)
			}
		}
	}
	check("store.go", "Store", whys(storeCases))
	check("gateway.go", "Gateway", whys(gatewayCases))
	check("gateway.go", "RelatedLister", whys(relatedCases))
	check("feed.go", "Feed", whys(feedCases))
}

func whys[T any](cases []testCase[T]) []string {
	var all []string
	for _, c := range cases {
		all = append(all, c.why)
	}
	return all
}

func count(texts []string, wanted string) (n int) {
	for _, text := range texts {
		if text == wanted {
			n++
		}
	}
	return n
}

var endOfSentence = regexp.MustCompile(`\. `)

// sentences returns the sentences with MUST in the comments of an interface and
// its methods.
func sentences(t *testing.T, file, name string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	add := func(comment *ast.CommentGroup) {
		text := strings.Join(strings.Fields(comment.Text()), " ") + " "
		for _, sentence := range endOfSentence.Split(text, -1) {
			if strings.Contains(sentence, "MUST") {
				found = append(found, sentence+".")
			}
		}
	}
	for _, d := range parsed.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || len(g.Specs) != 1 {
			continue
		}
		spec, ok := g.Specs[0].(*ast.TypeSpec)
		if !ok || spec.Name.Name != name {
			continue
		}
		add(g.Doc)
		for _, method := range spec.Type.(*ast.InterfaceType).Methods.List {
			add(method.Doc)
		}
	}
	// The sentence that introduces the suite contains MUST but is not a rule.
	return slices.DeleteFunc(found, func(s string) bool { return strings.Contains(s, "is one of its cases") })
}
