package workbook

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/mci-go/incentives/mci"
)

// registerLike writes rows of the size of the register. A row has 27 cells: 16
// texts, 3 dates and 8 numbers.
func registerLike(tb testing.TB, to io.Writer, rows int) {
	tb.Helper()
	book := New()
	defer func() { _ = book.Close() }()
	columns := make([]Column, 27)
	for i := range columns {
		columns[i].Header = "Column " + strconv.Itoa(i+1)
	}
	sheet, err := book.Sheet("Register", columns)
	if err != nil {
		tb.Fatal(err)
	}
	day := mci.DateOf(time.Date(2023, 4, 3, 0, 0, 0, 0, time.UTC))
	cells := make([]Cell, 0, len(columns))
	for n := range rows {
		cells = cells[:0]
		for i := range 16 {
			cells = append(cells, Text("a text of some length, "+strconv.Itoa(n*16+i)))
		}
		for i := range 3 {
			cells = append(cells, Day(day.AddDays(n%1000+i)))
		}
		for i := range 8 {
			cells = append(cells, Number(strconv.Itoa(n+i)+".50"))
		}
		if err := sheet.Row(cells...); err != nil {
			tb.Fatal(err)
		}
	}
	if _, err := book.Write(to); err != nil {
		tb.Fatal(err)
	}
}

func BenchmarkWrite(b *testing.B) {
	for _, rows := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(rows), func(b *testing.B) {
			defer peak(b)()
			for b.Loop() {
				registerLike(b, io.Discard, rows)
			}
		})
	}
}

func BenchmarkRead(b *testing.B) {
	for _, rows := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(rows), func(b *testing.B) {
			var file bytes.Buffer
			registerLike(b, &file, rows)
			b.ReportMetric(float64(file.Len())/(1<<20), "file-MB")
			defer peak(b)()
			for b.Loop() {
				opened, err := Open(bytes.NewReader(file.Bytes()), int64(file.Len()), Limits{})
				if err != nil {
					b.Fatal(err)
				}
				read := 0
				for _, err := range opened.Rows("Register", nil) {
					if err != nil {
						b.Fatal(err)
					}
					read++
				}
				if read != rows+1 {
					b.Fatal(errors.New("rows are missing"))
				}
			}
		})
	}
}

// peak samples the heap until the function that it returns is called, which
// reports the largest size above the one at the beginning.
func peak(b *testing.B) func() {
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	before, most := stats.HeapInuse, uint64(0)
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				runtime.ReadMemStats(&stats)
				most = max(most, stats.HeapInuse)
			}
		}
	}()
	return func() {
		close(done)
		<-ended
		b.ReportMetric(float64(max(most, before)-before)/(1<<20), "peak-MB")
	}
}
