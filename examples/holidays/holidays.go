// Package holidays reads the days that do not count when a host counts the
// business days of associations. A program calls [Terms].
package holidays

import (
	"bufio"
	"bytes"
	"errors"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/examples/inputfile"
	"github.com/mci-go/incentives/mci"
)

// mostBytes is the largest accepted size of a file of holidays.
const mostBytes = 1 << 20

// Terms returns the terms of associations with the holidays in a file. If the
// name of the file is empty, it returns the public terms. The first word of
// each line is a holiday, such as 2022-12-26, and the rest of the line is
// ignored. Empty lines and lines that begin with # are skipped. If the file is
// malformed, the error is a [mci.FieldError] with the path holidays and the
// line.
func Terms(file string) (*cpor.Terms, error) {
	if file == "" {
		return cpor.PublicTerms(), nil
	}
	opened, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = opened.Close() }() // the file was only read
	data, err := inputfile.All(opened, "holidays", mostBytes)
	if err != nil {
		return nil, err
	}
	days, err := read(data)
	if err != nil {
		return nil, err
	}
	return cpor.NewTerms(cpor.TermsOptions{Days: days})
}

// read reads business days from a text.
func read(text []byte) (cpor.BusinessDays, error) {
	var days []mci.Date
	lines := map[mci.Date]int{} // the line of each day
	lineNumber := 0
	scanner := bufio.NewScanner(bytes.NewReader(text))
	scanner.Buffer(nil, mostBytes+1)
	for scanner.Scan() {
		lineNumber++
		words := strings.Fields(scanner.Text())
		if len(words) == 0 || strings.HasPrefix(words[0], "#") {
			continue
		}
		day, err := mci.ParseDate(words[0])
		if err != nil {
			return cpor.BusinessDays{}, onLine(err, lineNumber)
		}
		if earlier, ok := lines[day]; ok {
			return cpor.BusinessDays{}, onLine(mci.Invalid("", words[0], "a day that line "+strconv.Itoa(earlier)+" does not have"), lineNumber)
		}
		days, lines[day] = append(days, day), lineNumber
	}
	if err := scanner.Err(); err != nil {
		return cpor.BusinessDays{}, err
	}
	return cpor.NewBusinessDays(time.UTC, nil, days)
}

// onLine names the line of a problem with the holidays.
func onLine(err error, line int) error {
	var problem *mci.FieldError
	if errors.As(err, &problem) {
		problem.Path, problem.Line, problem.Column = "holidays", line, 1
	}
	return err
}
