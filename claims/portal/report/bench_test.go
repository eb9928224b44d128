package report_test

import (
	"encoding/csv"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims/portal/report"
)

func many(b *testing.B) string {
	text, row, _ := strings.Cut(strings.ReplaceAll(string(mustRead(b)), "\r", ""), "\n")
	row, _, _ = strings.Cut(row, "\n")
	for n := range 8 {
		text, row = text+",extra"+string(rune('a'+n)), row+",x"
	}
	return text + "\n" + strings.Repeat(row+"\n", 20_000)
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
