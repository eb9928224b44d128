package mci_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/mci-go/incentives/mci"
)

func ExampleParseMoney() {
	amount, err := mci.ParseMoney("5000", "USD")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(amount)          // for people
	fmt.Println(amount.Amount()) // for other programs
	stored, _ := json.Marshal(amount)
	fmt.Println(string(stored))

	_, err = mci.ParseMoney("5,000", "USD")
	fmt.Println(err)
	_, err = mci.ParseMoney("0.50", "JPY")
	fmt.Println(err)
	// Output:
	// USD 5,000.00
	// 5000.00
	// {"amount":"5000.00","currency":"USD"}
	// amount: found "5,000", want a plain decimal number, 15 digits at most and at most 2 decimal places
	// amount: found "0.50", want a plain decimal number, 15 digits at most and no decimal places
}

func ExampleMoney_Compare() {
	five, _ := mci.ParseMoney("5.00", "USD")
	six, _ := mci.ParseMoney("6", "USD")
	order, err := five.Compare(six)
	fmt.Println(order, err)

	francs, _ := mci.ParseMoney("6", "CHF")
	_, err = five.Compare(francs)
	fmt.Println(err, errors.Is(err, mci.ErrCurrencyMismatch))
	// Output:
	// -1 <nil>
	// amounts are in different currencies true
}

func ExampleMoney_Equal() {
	a, _ := mci.ParseMoney("1.5", "USD")
	b, _ := mci.ParseMoney("1.50", "USD")
	fmt.Println(a.Equal(b))

	var none mci.Money
	zero, _ := mci.ParseMoney("0", "USD")
	fmt.Println(none, none.IsNone(), none.Equal(zero))
	// Output:
	// true
	// no amount true false
}

func ExampleMoney_Add() {
	total, _ := mci.ParseMoney("0", "USD")
	for _, text := range []string{"5000", "3000", "1000.10"} {
		amount, _ := mci.ParseMoney(text, "USD")
		sum, err := total.Add(amount)
		if err != nil {
			fmt.Println(err)
			return
		}
		total = sum
	}
	fmt.Println(total)
	// Output:
	// USD 9,000.10
}

func ExampleParseHours() {
	hours, err := mci.ParseHours("7.50")
	fmt.Println(hours, err)
	_, err = mci.ParseHours("0")
	fmt.Println(err)
	// Output:
	// 7.5 <nil>
	// found "0", want hours above zero
}

func ExampleParsePercent() {
	share, err := mci.ParsePercent("3.75")
	fmt.Println(share, err)
	_, err = mci.ParsePercent("120")
	fmt.Println(err)
	// Output:
	// 3.75% <nil>
	// found "120", want a percentage above 0 and at most 100
}

func ExampleSum() {
	first, _ := mci.ParseMoney("5000", mci.USD)
	second, _ := mci.ParseMoney("12.50", mci.USD)
	fmt.Println(mci.Sum(slices.Values([]mci.Money{first, second})))

	yen, _ := mci.ParseMoney("5000", "JPY")
	fmt.Println(mci.Sum(slices.Values([]mci.Money{first, yen})))
	// Output:
	// USD 5,012.50 <nil>
	// no amount amounts are in different currencies
}
