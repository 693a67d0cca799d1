package contract

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/retainer-go/retainer/internal/exact"
	"github.com/shopspring/decimal"
)

// A Kind says what an [Amount] is an amount of. The zero Kind is that of the zero Amount.
type Kind uint8

// The kinds. Whether a number is of money or of other things is said by its place.
const (
	KindTime    Kind = iota + 1 // "1h30m"
	KindNumber                  // "85.00"
	KindPercent                 // "40%"
	KindCount                   // "6 tickets"
	KindParam                   // "$rate": of a kind that is known once the parameter is
)

// String returns the kind in words: "time", "number", "percent", "count", "parameter".
func (k Kind) String() string {
	return [...]string{"nothing", "time", "number", "percent", "count", "parameter"}[min(k, KindParam)]
}

// An Amount is how much of something a plan says. Its text tells of what:
//
//	"1h30m"              time: hours, minutes, seconds, as [time.Duration] holds them
//	"85.00", "-2.50"     a number, or money in the plan's currency
//	"40%", "-5%"         a percentage; of what, its place says
//	"6 tickets"          a count of tickets
//	"$rate"              a parameter, to be filled in by the contract
//	"$quota tickets"     a count that is a parameter
//
// An Amount does not change. It keeps the decimal places that it was written with: 85.00
// stays 85.00, and 85 stays 85. The zero Amount is none, and not the same as an amount of
// nothing, "0.00".
type Amount struct {
	kind   Kind
	time   time.Duration
	number decimal.Decimal // its exponent is minus the places written
	param  string
}

// ParseAmount reads an amount in one of the forms above, without spaces before, after or
// instead of the ones shown. Numbers are of plain digits, at most 15 before the point and
// 9 after it, with no zero before the first; see [Amount] for the rest.
//
// A time may be written in any one of its ways, "90m" or "1h30m". A count of one may be
// written "1 tickets", which is what a parameter of 1 makes of "$quota tickets".
func ParseAmount(s string) (Amount, error) {
	a, err := parseAmount(s)
	if err != nil {
		return Amount{}, fault("amount", "bad_amount", "%v", err)
	}
	return a, nil
}

// MustParseAmount is like [ParseAmount] but panics on error. It is meant for tests and for
// variables set from constant strings.
func MustParseAmount(s string) Amount { return must(ParseAmount(s)) }

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func parseAmount(s string) (Amount, error) {
	if name, ok := strings.CutPrefix(s, "$"); ok {
		name, tickets := strings.CutSuffix(name, " tickets")
		if !isParam(name) {
			return Amount{}, badAmount(s)
		}
		if tickets {
			return Amount{kind: KindCount, param: name}, nil
		}
		return Amount{kind: KindParam, param: name}, nil
	}
	if !plainNumbers(s) {
		return Amount{}, badAmount(s)
	}
	if count, ok := cutTickets(s); ok {
		n, err := exact.ParseDecimal(count)
		if err != nil || n.IsNegative() || n.Exponent() != 0 {
			return Amount{}, badAmount(s)
		}
		return Amount{kind: KindCount, number: n}, nil
	}
	if share, ok := strings.CutSuffix(s, "%"); ok {
		n, err := exact.ParseDecimal(share)
		return Amount{kind: KindPercent, number: n}, err
	}
	if strings.ContainsAny(s, "hms") {
		t, err := exact.ParseDuration(s)
		return Amount{kind: KindTime, time: t}, err
	}
	if strings.Trim(s, "-.0123456789") != "" {
		return Amount{}, badAmount(s)
	}
	n, err := exact.ParseDecimal(s)
	return Amount{kind: KindNumber, number: n}, err
}

func badAmount(s string) error {
	return fmt.Errorf("%s is not an amount such as 1h30m, 85.00, 40%%, 6 tickets or $rate", quote(s))
}

// cutTickets returns the number before the word ticket, in the singular or plural that
// belongs to it, or the plural that stood there before a parameter was filled in.
func cutTickets(s string) (string, bool) {
	if n, ok := strings.CutSuffix(s, " ticket"); ok {
		return n, n == "1"
	}
	return strings.CutSuffix(s, " tickets")
}

// plainNumbers reports whether every number in s is written in one way: no zero before
// its first digit, none at the end of a second's fraction, no minus before nothing.
func plainNumbers(s string) bool {
	digits := func(r rune) bool { return r >= '0' && r <= '9' }
	for i := 0; i < len(s); {
		if !digits(rune(s[i])) {
			i++
			continue
		}
		end := i
		for end < len(s) && digits(rune(s[end])) {
			end++
		}
		fraction := i > 0 && s[i-1] == '.'
		switch {
		case !fraction && s[i] == '0' && end > i+1:
			return false
		case fraction && s[end-1] == '0' && strings.HasSuffix(s, "s"):
			return false
		}
		i = end
	}
	return !strings.HasPrefix(s, "-") || strings.ContainsAny(s, "123456789")
}

// isParam reports whether name can be that of a parameter: it begins with a letter, as
// "$60.00" is more likely a slip than a parameter.
func isParam(name string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	return name != "" && len(name) <= 64 && strings.Trim(name, letters+"0123456789_-.") == "" && strings.Contains(letters, name[:1])
}

// isName reports whether a rule, a pool or a calendar can be called so: items are named
// after their size, too, "3h".
func isName(name string) bool { return isParam("x"+name) && name != "" }

// quote returns s in quotes, cut short.
func quote(s string) string {
	if r := []rune(s); len(r) > 40 {
		s = string(r[:40]) + "..."
	}
	return strconv.Quote(s)
}

// Kind returns what a is an amount of.
func (a Amount) Kind() Kind { return a.kind }

// Time returns the time that a is, and zero if it is of another kind.
func (a Amount) Time() time.Duration { return a.time }

// Number returns the number, the money or the count that a is, and zero if it is of
// another kind.
func (a Amount) Number() decimal.Decimal {
	if a.kind == KindPercent {
		return decimal.Decimal{}
	}
	return a.number
}

// Percent returns the number before the %, 40 for "40%", and zero if a is of another kind.
func (a Amount) Percent() decimal.Decimal {
	if a.kind != KindPercent {
		return decimal.Decimal{}
	}
	return a.number
}

// Param returns the name, without the $, of the parameter that a is, or counts by, and
// the empty string if a needs none.
func (a Amount) Param() string { return a.param }

// Sign returns -1, 0 or +1 as a is less than, just or more than nothing. Of a parameter,
// and of the zero Amount, it is 0.
func (a Amount) Sign() int {
	switch {
	case a.kind == KindTime && a.time < 0:
		return -1
	case a.kind == KindTime && a.time > 0:
		return 1
	}
	return a.number.Sign()
}

// IsZero reports whether a is the zero Amount, which is none.
func (a Amount) IsZero() bool { return a.kind == 0 }

// Equal reports whether a and b are written the same. 85 and 85.00 are not: compare what
// [Amount.Number] returns where only the value matters.
func (a Amount) Equal(b Amount) bool { return a.String() == b.String() }

// String returns a as [ParseAmount] reads it, in one way: the zero Amount is empty.
func (a Amount) String() string {
	text := ""
	switch {
	case a.param != "":
		text = "$" + a.param
	case a.kind == KindTime:
		return exact.DurationText(a.time)
	case a.kind != 0:
		text = exact.Text(a.number, -int(a.number.Exponent()))
	}
	switch {
	case a.kind == KindPercent:
		text += "%"
	case a.kind == KindCount && text == "1":
		text += " ticket"
	case a.kind == KindCount:
		text += " tickets"
	}
	return text
}

// MarshalText implements [encoding.TextMarshaler] with what [Amount.String] returns.
func (a Amount) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]. It takes what [ParseAmount] takes,
// and the empty text for the zero Amount.
func (a *Amount) UnmarshalText(text []byte) error { return unmarshal(a, text, ParseAmount) }

// unmarshal sets *v to what parse makes of text, and to its zero if there is no text.
func unmarshal[T any](v *T, text []byte, parse func(string) (T, error)) error {
	if len(text) == 0 {
		var zero T
		*v = zero
		return nil
	}
	got, err := parse(string(text))
	if err == nil {
		*v = got
	}
	return err
}
