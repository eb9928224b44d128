package report_test

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/mci-go/incentives/claims/portal/report"
	"github.com/mci-go/incentives/mci/earnings"
)

// A host adds the lines of a report to a collection. If a line cannot be read,
// the example prints the error and continues with the next line.
func ExampleOpen() {
	file := strings.NewReader("earningId,earningAmount,transactionCurrency,note\n1,5000.00,USD,x\n2,ten,USD,\n3,-20.5,USD,\n")
	reader, err := report.Open(file, report.Options{File: "march.csv"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("not read:", reader.Unread())
	var collection earnings.Collection
	for {
		line, err := reader.Next()
		var own *report.Error
		if errors.As(err, &own) && own.Origin.Line > 0 {
			fmt.Println("unreadable:", own.Origin)
			continue
		}
		if err != nil {
			fmt.Println(errors.Is(err, io.EOF))
			break
		}
		if err := collection.Add(*line.Row); err != nil {
			fmt.Println(err)
		}
	}
	for _, earning := range collection.Earnings() {
		fmt.Println(earning.Origin, earning.Amount)
	}
	// Output:
	// not read: [note]
	// unreadable: march.csv:3
	// true
	// march.csv:2 USD 5000.00
	// march.csv:4 USD -20.50
}

// Recognize finds the layout of a report by the columns of its header.
func ExampleRecognize() {
	layouts := report.Recognize([]string{"Earning ID", "Earning amount"})
	fmt.Println(len(layouts), layouts[0] == report.Earnings)
	// Output: 1 true
}
