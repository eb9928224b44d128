package main

import (
	"slices"
	"strconv"

	"github.com/mci-go/incentives/mci"
	"github.com/shopspring/decimal"
)

// summed is the number of amounts in one sum.
const summed = 100_000

// sumAmounts adds up many payouts.
func sumAmounts() (workload, error) {
	amounts, err := drawAmounts()
	if err != nil {
		return workload{}, err
	}
	mine := sumOf(ours, amounts.byLibrary)
	mine.targets = []target{atMostNanoseconds("at most 10 ns", 10)}
	return workload{
		does:   "the sum of " + strconv.Itoa(summed) + " amounts in one currency",
		parts:  summed,
		unit:   "amount",
		inputs: 1,
		contenders: []contender{
			mine,
			sumOf("decimal.Sum", amounts.byDecimalSum),
			sumOf("shopspring/decimal, a loop of Add", amounts.byDecimalAdd),
			sumOf("integers by hand", amounts.byIntegers),
		},
	}, nil
}

// amounts holds the same payouts in the form of each contender.
type amounts struct {
	money    []mci.Money
	decimals []decimal.Decimal
	cents    []int64
}

func drawAmounts() (*amounts, error) {
	drawn, random := &amounts{}, dice()
	for range summed {
		cents := 1 + random.Int64N(20_000_00)
		value := decimal.New(cents, -2)
		money, err := mci.ParseMoney(value.StringFixed(2), mci.USD)
		if err != nil {
			return nil, err
		}
		drawn.money = append(drawn.money, money)
		drawn.decimals = append(drawn.decimals, value)
		drawn.cents = append(drawn.cents, cents)
	}
	return drawn, nil
}

// sumOf returns a contender that adds up the amounts. The result is a text,
// whose cost is negligible.
func sumOf(name string, total func() string) contender {
	return contender{
		name:   name,
		run:    each(func(int) uint64 { return uint64(len(total())) }),
		answer: func(int) string { return total() },
	}
}

// byLibrary adds the library's amounts. If the currencies differed, the sum
// would be empty.
func (a *amounts) byLibrary() string {
	total, err := mci.Sum(slices.Values(a.money))
	if err != nil {
		return ""
	}
	return total.Amount()
}

func (a *amounts) byDecimalSum() string {
	return decimal.Sum(a.decimals[0], a.decimals[1:]...).StringFixed(2)
}

func (a *amounts) byDecimalAdd() string {
	total := decimal.Zero
	for _, value := range a.decimals {
		total = total.Add(value)
	}
	return total.StringFixed(2)
}

func (a *amounts) byIntegers() string {
	total := int64(0)
	for _, cents := range a.cents {
		total += cents
	}
	return decimal.New(total, -2).StringFixed(2)
}
