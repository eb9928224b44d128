package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	portalreport "github.com/mci-go/incentives/claims/portal/report"
)

// reported is the number of lines in one report.
const reported = 20_000

// reportColumns are the columns of the report. They are the ones that the
// library reads, and others of the same page, 45 in total.
const reportColumns = "earningId,participantId,participantIdType,participantName,partnerCountryCode,programName,transactionId,transactionCurrency," +
	"transactionDate,transactionExchangeRate,transactionAmount,transactionAmountUSD,lever,earningRate,quantity,earningType,earningAmount,earningAmountUSD," +
	"earningDate,calculationDate,earningExchangeRate,exchangeRateDate,claimId,paymentId,paymentStatus,paymentStatusDescription,customerId,customerName," +
	"engagementId,engagementName,solutionArea,partnerRole,partnerAssociation,reasonCode,estimatedPaymentMonth,lastPaymentCurrency," +
	"earningAmountInLastPaymentCurrency,invoiceNumber,invoiceDate,productName,quantityType,resourceId,subscriptionId,workload,fundCategory\n"

// readReport reads an earnings report.
func readReport() (workload, error) {
	text := drawReport()
	mine := reportReader(ours, func() string { return byReport(text) })
	mine.targets = []target{atMostTimes("at most 2 x this", 2, "encoding/csv, cells alone")}
	return workload{
		does:   fmt.Sprintf("the %d lines of an earnings report with 45 columns, in memory", reported),
		parts:  reported,
		unit:   "line",
		inputs: 1,
		contenders: []contender{
			mine,
			reportReader("encoding/csv, cells alone", func() string { return byCSV(text) }),
		},
	}, nil
}

// reportReader makes a contender. Making its answer in words costs almost
// nothing compared with reading the lines.
func reportReader(name string, read func() string) contender {
	return contender{
		name:   name,
		run:    each(func(int) uint64 { return uint64(len(read())) }),
		answer: func(int) string { return read() },
	}
}

// drawReport writes a report whose lines differ in IDs, days and amounts.
func drawReport() string {
	random := dice()
	var text strings.Builder
	text.WriteString(reportColumns)
	for i := range reported {
		day, cents := 1+random.IntN(28), 1+random.Int64N(20_000_00)
		date := fmt.Sprintf("2023-01-%02dT00:00:00Z", day)
		amount := fmt.Sprintf("%d.%02d", cents/100, cents%100)
		fmt.Fprintf(&text, "%d,4863040,MPNID,Fabrikam AG,CH,Microsoft Commerce Incentives,T-%d,USD,%s,1,%s,%s,Viva workshop,,1,Rebate,%s,%s,"+
			"%s,2023-02-%02dT00:00:00Z,1,%s,C-%d,%012d,Sent,Payment sent,2f3c4a1e-0d5b-4c6f-9a7e-%012d,Contoso,"+
			"ENG-1,Microsoft Viva,ModernWork,Build intent,PAL.Owner,,Mar 2023,CHF,%s456,I-%d,%s,Viva,Seats,,S-%d,Viva,Base\n",
			1000+i, i, date, amount, amount, amount, amount, date, day, date, random.IntN(500), random.IntN(50), i, amount, i, date, i)
	}
	return text.String()
}

// byReport uses the library's reader to count the lines and the letters of
// their claim numbers.
func byReport(text string) string {
	reader, err := portalreport.Open(strings.NewReader(text), portalreport.Options{})
	if err != nil {
		return err.Error()
	}
	lines, letters := 0, 0
	for {
		line, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return counted(lines, letters)
		}
		if err != nil {
			return err.Error()
		}
		lines, letters = lines+1, letters+len(line.Row.ClaimID)
	}
}

// byCSV counts the same cells but does not interpret them.
func byCSV(text string) string {
	reader := csv.NewReader(strings.NewReader(text))
	reader.ReuseRecord = true
	header, err := reader.Read()
	if err != nil {
		return err.Error()
	}
	claim := 0
	for header[claim] != "claimId" {
		claim++
	}
	lines, letters := 0, 0
	for {
		cells, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return counted(lines, letters)
		}
		if err != nil {
			return err.Error()
		}
		lines, letters = lines+1, letters+len(cells[claim])
	}
}

func counted(lines, letters int) string {
	return fmt.Sprintf("%d lines, %d letters of claim numbers", lines, letters)
}
