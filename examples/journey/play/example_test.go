package play_test

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/mci-go/incentives/examples/journey/play"
	"github.com/mci-go/incentives/mci/catalog"
)

// If a book has expectations, it is a test of a catalog.
func Example() {
	card, err := catalog.Public()
	if err != nil {
		fmt.Println(err)
		return
	}
	book, err := play.Read(play.Embedded(), card)
	if err != nil {
		fmt.Println(err)
		return
	}
	checked := play.NewChecker(os.Stdout, "the embedded book", false)
	if err := book.Play(context.Background(), checked, play.Options{}); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("passed:", checked.Passed())
	// Output:
	// the embedded book: 47 steps, 43 expectations, 0 differ
	// passed: true
}

// A problem of a book is named with its path and its place.
func ExampleRead() {
	card, err := catalog.Public()
	if err != nil {
		fmt.Println(err)
		return
	}
	broken := strings.Replace(string(play.Embedded()), `"country": "SG"`, `"country": "Singapore"`, 1)
	_, err = play.Read([]byte(broken), card)
	fmt.Println(err)
	// Output:
	// locations[1].country: found "Singapore", want a value that the book's schema allows: 'Singapore' does not match pattern '^[A-Z]{2}$' (line 17, column 18)
}
