package mci

// A Currency is an ISO 4217 code in use, such as "USD". The empty Currency is
// no currency.
type Currency string

// USD is the currency of the public rate card and of deal sizes.
const USD Currency = "USD"

const wantCurrency = "an ISO 4217 currency code in capitals, such as USD"

// ParseCurrency returns the currency of an ISO 4217 code. The code must be
// three capital letters and in use. If it is not, the error is a [FieldError].
func ParseCurrency(code string) (Currency, error) {
	if _, ok := Currency(code).MinorDigits(); !ok {
		return "", Invalid("", code, wantCurrency)
	}
	return Currency(code), nil
}

// MinorDigits returns the number of decimal places of the currency's minor unit
// (2 for USD, 0 for JPY), and whether the code is an ISO 4217 currency in use.
// Funds, metals and testing codes are left out, because no claim is paid in
// them.
func (c Currency) MinorDigits() (digits int, ok bool) {
	switch c {
	case "AED", "AFN", "ALL", "AMD", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BMD", "BND",
		"BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF", "CNY", "COP", "CRC", "CUP",
		"CVE", "CZK", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GHS",
		"GIP", "GMD", "GTQ", "GYD", "HKD", "HNL", "HTG", "HUF", "IDR", "ILS", "INR", "IRR", "JMD", "KES",
		"KGS", "KHR", "KPW", "KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "MAD", "MDL", "MGA", "MKD",
		"MMK", "MNT", "MOP", "MRU", "MUR", "MVR", "MWK", "MXN", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK",
		"NPR", "NZD", "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "QAR", "RON", "RSD", "RUB", "SAR", "SBD",
		"SCR", "SDG", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "SSP", "STN", "SVC", "SYP", "SZL", "THB",
		"TJS", "TMT", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "USD", "UYU", "UZS", "VED", "VES", "WST",
		"XCD", "XCG", "YER", "ZAR", "ZMW", "ZWG":
		return 2, true
	case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF",
		"XOF", "XPF":
		return 0, true
	case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND":
		return 3, true
	default:
		return 0, false
	}
}
