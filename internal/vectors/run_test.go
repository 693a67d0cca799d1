package vectors

import (
	"errors"
	"flag"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"
	_ "time/tzdata"
)

var dir = flag.String("dir", "testdata", "run the files of this directory")

// A vector is one case of a file, ready to run.
type vector struct {
	id  string
	run func() error // nil if the case holds, errSkip if it is outside what the library offers
}

// errSkip is what the error of a case that is skipped wraps.
var errSkip = errors.New("skipped")

func skip(format string, args ...any) error {
	return fmt.Errorf("%w: %s", errSkip, fmt.Sprintf(format, args...))
}

// runFiles runs every file named PREFIX*.json of the directory, each read into its cases by
// read, and prints for each file what failed and what was skipped and why, and the counts.
func runFiles(t *testing.T, prefix string, read func(data []byte) ([]vector, error)) {
	files, err := filepath.Glob(filepath.Join(*dir, prefix+"*.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatalf("no %s*.json in %s", prefix, *dir)
	}
	for _, file := range files {
		name := filepath.Base(file)
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		vectors, err := read(data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var passed, failed, skipped int
		for _, v := range vectors {
			switch err := protect(v.run); {
			case err == nil:
				passed++
			case errors.Is(err, errSkip):
				skipped++
				fmt.Printf("%s: %v\n", v.id, err)
			default:
				failed++
				fmt.Printf("%s: failed: %v\n", v.id, err)
			}
		}
		fmt.Printf("vectors: %s: %d passed, %d failed, %d skipped\n", name, passed, failed, skipped)
		if failed > 0 {
			t.Errorf("%s: %d of %d cases failed", name, failed, len(vectors))
		}
	}
}

// protect runs a case, and makes an error of a panic.
func protect(run func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return run()
}

// nanoseconds returns an amount of a unit, written as a number or a fraction such as "5/3",
// which has to be a whole number of nanoseconds.
func nanoseconds(number string, unit time.Duration) (time.Duration, error) {
	r, ok := new(big.Rat).SetString(number)
	if !ok {
		return 0, fmt.Errorf("%q is not a number", number)
	}
	r.Mul(r, new(big.Rat).SetInt64(int64(unit)))
	if !r.IsInt() || !r.Num().IsInt64() {
		return 0, fmt.Errorf("%s × %v is not a whole number of nanoseconds in range", number, unit)
	}
	return time.Duration(r.Num().Int64()), nil
}
