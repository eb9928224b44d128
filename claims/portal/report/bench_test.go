package report_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims/portal/report"
)

// many repeats a line of 45 columns, with other IDs, days and amounts.
func many(b *testing.B) string {
	header, row, _ := strings.Cut(strings.ReplaceAll(string(mustRead(b)), "\r", ""), "\n")
	row, _, _ = strings.Cut(row, "\n")
	var text strings.Builder
	text.WriteString(header + ",a,b,c,d,e,f,g,h\n")
	for i := range 20_000 {
		changed := strings.NewReplacer("1001,", fmt.Sprint(1000+i, ","), "-31T", fmt.Sprintf("-%02dT", 1+i%28), "5000", fmt.Sprint(1+i%9000), "contoso-viva", fmt.Sprint("C-", i))
		text.WriteString(changed.Replace(row) + ",x,x,x,x,x,x,x,x\n")
	}
	return text.String()
}

func BenchmarkReader(b *testing.B) {
	text := many(b)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		r, err := report.Open(strings.NewReader(text), report.Options{})
		if err != nil {
			b.Fatal(err)
		}
		for {
			if _, err := r.Next(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkEncodingCSV(b *testing.B) {
	text := many(b)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		r := csv.NewReader(strings.NewReader(text))
		r.ReuseRecord = true
		for {
			if _, err := r.Read(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
}

func mustRead(b *testing.B) []byte {
	text, err := os.ReadFile("testdata/cases/earnings-default.csv")
	if err != nil {
		b.Fatal(err)
	}
	return text
}
