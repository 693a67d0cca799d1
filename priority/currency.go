package priority

import (
	"strings"
	"time"

	"github.com/retainer-go/retainer/internal/exact"
	"github.com/shopspring/decimal"
)

// A Currency is one of ISO 4217: its code and how many digits its smallest coin has after
// the point. Currencies are comparable with ==. The zero Currency is none; money in it is
// kept to two digits.
type Currency struct {
	code   string
	digits uint8 // a function of the code, looked up once
}

// Codes of ISO 4217 (list one, funds and metals left out), by the digits of their minor unit.
const (
	zeroDigits  = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
	threeDigits = "BHD IQD JOD KWD LYD OMR TND"
	twoDigits   = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD " +
		"CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD " +
		"HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK " +
		"MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB " +
		"SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD " +
		"UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG"
)

// ParseCurrency returns the currency with the given code, in capitals: "USD".
func ParseCurrency(code string) (Currency, error) {
	if len(code) == 3 && !strings.Contains(code, " ") {
		switch {
		case strings.Contains(twoDigits, code):
			return Currency{code, 2}, nil
		case strings.Contains(zeroDigits, code):
			return Currency{code, 0}, nil
		case strings.Contains(threeDigits, code):
			return Currency{code, 3}, nil
		}
	}
	return Currency{}, fault("currency", "unknown_currency", "%s is not a code of ISO 4217, such as USD or EUR", quote(code))
}

// MustParseCurrency is like [ParseCurrency] but panics on error. It is meant for tests
// and for variables set from constant strings.
func MustParseCurrency(code string) Currency {
	c, err := ParseCurrency(code)
	if err != nil {
		panic(err)
	}
	return c
}

// Code returns the code, such as "USD"; the zero Currency has none.
func (c Currency) Code() string { return c.code }

// Digits returns how many digits the currency has after the point: 2 for USD, 0 for JPY,
// 3 for KWD.
func (c Currency) Digits() int {
	if c.code == "" {
		return 2
	}
	return int(c.digits)
}

// Round returns the amount rounded to the digits of the currency, half away from zero.
func (c Currency) Round(amount decimal.Decimal) decimal.Decimal {
	return MoneyRounding{HalfUp, decimal.New(1, -int32(c.Digits()))}.Round(amount)
}

// Price returns what t costs at a rate per hour, rounded once to the digits of the
// currency, half away from zero: 200 minutes at 120.00 are 400.00.
func (c Currency) Price(perHour decimal.Decimal, t time.Duration) decimal.Decimal {
	return exact.Price(perHour, t, int32(c.Digits()))
}

// Text returns the amount in plain digits, with at least as many after the point as the
// currency has and no more than the amount needs: "1980.00", "0.125".
func (c Currency) Text(amount decimal.Decimal) string { return exact.Text(amount, c.Digits()) }

// Equal reports whether c and d are the same currency.
func (c Currency) Equal(d Currency) bool { return c == d }

// String returns the code.
func (c Currency) String() string { return c.code }

// MarshalText implements [encoding.TextMarshaler].
func (c Currency) MarshalText() ([]byte, error) { return []byte(c.code), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]. It takes what [ParseCurrency]
// takes, and the empty text for the zero Currency.
func (c *Currency) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*c = Currency{}
		return nil
	}
	got, err := ParseCurrency(string(text))
	if err == nil {
		*c = got
	}
	return err
}
