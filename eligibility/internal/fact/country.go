package fact

import "github.com/mci-go/incentives/mci"

const letters = 'Z' - 'A' + 1

// Countries is the number of codes of two capital letters.
const Countries = letters * letters

// assigned says which codes of two capital letters are countries. It is never
// changed.
var assigned = func() (codes [Countries]bool) {
	for i := range codes {
		_, err := mci.ParseCountry(string(code(i)))
		codes[i] = err == nil
	}
	return codes
}()

func code(number int) mci.Country {
	return mci.Country([]byte{byte('A' + number/letters), byte('A' + number%letters)})
}

// IsCountry reports whether a code is assigned to a country. It is fast,
// because every decision asks for it.
func IsCountry(c mci.Country) bool {
	if len(c) != 2 {
		return false
	}
	first, second := c[0]-'A', c[1]-'A'
	return first < letters && second < letters && assigned[int(first)*letters+int(second)]
}

// NumberOf returns the number of a country's code, from 0 up to Countries, and
// whether the code is assigned.
func NumberOf(c mci.Country) (int, bool) {
	if !IsCountry(c) {
		return 0, false
	}
	return int(c[0]-'A')*letters + int(c[1]-'A'), true
}

// CountryOf returns the country with a number, or none if the number's code is
// not assigned.
func CountryOf(number int) mci.Country {
	if number < 0 || number >= Countries || !assigned[number] {
		return ""
	}
	return code(number)
}
