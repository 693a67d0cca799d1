package ledger_test

import (
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/retainer-go/retainer/ledger"
)

func TestExcess(t *testing.T) {
	for _, tt := range []struct {
		name, why string
		rule      ledger.Excess
		used      []time.Duration // minutes of 15 hours
		want      bool
	}{
		{"the quarter of scenario 2", "D15: 115.6 % once is not regular", ledger.Excess{}, []time.Duration{690, 1040, 760}, false},
		{"October at 17 h", "D15: 113 % and 116 % are", ledger.Excess{}, []time.Duration{1020, 1040, 760}, true},
		{"exactly 10 %", "more than, not at least", ledger.Excess{}, []time.Duration{990, 990, 990}, false},
		{"long ago", "only the last three count", ledger.Excess{}, []time.Duration{1040, 1040, 900, 900, 1040}, false},
		{"two periods so far", "those there are count", ledger.Excess{}, []time.Duration{1040, 1040}, true},
		{"once is enough", "AMB-56: any k of n and share", ledger.Excess{Over: ledger.MustPart("1h"), K: 1, N: 1}, []time.Duration{961}, true},
		{"none", "nothing is not regular", ledger.Excess{}, nil, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var list []ledger.Load
			for _, m := range tt.used {
				list = append(list, ledger.Load{Given: ledger.Time(15 * time.Hour), Used: ledger.Time(m * time.Minute)})
			}
			if got, err := tt.rule.Regular(list); got != tt.want || err != nil {
				t.Errorf("%s: %v, %v, want %v", tt.why, got, err, tt.want)
			}
		})
	}
	for _, bad := range []ledger.Excess{{K: 1}, {K: 3, N: 2}, {K: 1, N: math.MaxInt}, {K: 1, N: 1, Over: ledger.Fixed(ledger.Time(-1))}} {
		if _, err := bad.Regular(nil); !errors.Is(err, ledger.ErrInvalid) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	huge := []ledger.Load{{Given: ledger.Time(math.MaxInt64), Used: ledger.Time(math.MaxInt64)}}
	if got, err := (ledger.Excess{K: 1, N: 1}).Regular(huge); got || err != nil {
		t.Errorf("no more than given, and yet %v, %v", got, err)
	}
}

func ExampleExcess_Regular() {
	h := func(n time.Duration) ledger.Quantity { return ledger.Time(n * time.Hour) }
	periods := []ledger.Load{{Given: h(15), Used: h(17)}, {Given: h(15), Used: h(18)}, {Given: h(15), Used: h(12)}}
	fmt.Println(ledger.Excess{}.Regular(periods))
	// Output: true <nil>
}
