package main

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/contract"
	"github.com/retainer-go/retainer/contract/plans"
)

// The sample.
var (
	//go:embed contract.json
	sampleContract []byte
	//go:embed journal.json
	sampleJournal []byte
	//go:embed entries.csv
	sampleEntries string
)

// An input is what was agreed, and what happened.
type input struct {
	registry *contract.Registry
	config   contract.Config
	journal  contract.Journal
}

// read reads the files that were named, and the sample for what was not.
func (o options) read() (input, error) {
	var in input
	docs, own, err := o.documents()
	if err != nil {
		return in, err
	}
	if in.registry, err = contract.NewRegistry(docs, nil, time.LoadLocation); err != nil {
		return in, in.named(o.plan, err)
	}
	data := sampleContract
	if o.contract != "" {
		if data, err = readFile(o.contract, ".json"); err != nil {
			return in, err
		}
	}
	if err := json.Unmarshal(data, &in.config); err != nil {
		return in, in.named(o.contract, err)
	}
	if o.contract == "" && len(own) == 1 {
		in.config.Plan = own[0] // the sample contract, on the one plan that was named
	}
	return in, in.readFacts(o)
}

// named puts the name of a file before what is wrong with it.
func (in input) named(file string, err error) error {
	if file == "" {
		return err
	}
	return fmt.Errorf("%s: %w", file, err)
}

// readFile reads a file with one of the extensions.
func readFile(name string, ext ...string) ([]byte, error) {
	if !hasExt(name, ext...) {
		return nil, fmt.Errorf("%s: want a file that ends in %s", name, strings.Join(ext, " or "))
	}
	return os.ReadFile(name)
}

func hasExt(name string, ext ...string) bool {
	for _, e := range ext {
		if strings.EqualFold(filepath.Ext(name), e) {
			return true
		}
	}
	return false
}

// documents returns the plan documents: the shipped ones, and those of the file in place
// of them, with the ids of those that can be sold.
func (o options) documents() (docs [][]byte, own []string, err error) {
	if o.plan == "" {
		return plans.Documents(), nil, nil
	}
	data, err := readFile(o.plan, ".json")
	if err != nil {
		return nil, nil, err
	}
	type head struct {
		ID       string `json:"id"`
		Abstract bool   `json:"abstract"`
	}
	taken := map[string]bool{}
	for _, doc := range family(data) {
		var h head
		_ = json.Unmarshal(doc, &h) // the registry says what is wrong with it
		taken[h.ID] = true
		if !h.Abstract {
			own = append(own, h.ID)
		}
	}
	docs = [][]byte{data}
	for _, shipped := range plans.Documents() {
		for _, doc := range family(shipped) {
			var h head
			if err := json.Unmarshal(doc, &h); err == nil && !taken[h.ID] {
				docs = append(docs, doc)
			}
		}
	}
	return docs, own, nil
}

// family returns the documents of a text, one or a list of them.
func family(data []byte) []json.RawMessage {
	var list []json.RawMessage
	if json.Unmarshal(data, &list) != nil {
		return []json.RawMessage{data}
	}
	return list
}

// readFacts reads the journal and the entries.
func (in *input) readFacts(o options) error {
	var sample contract.Journal
	if err := json.Unmarshal(sampleJournal, &sample); err != nil {
		return err
	}
	if in.config.ID == "harbor" {
		in.journal = sample
	}
	var journals, tables []string
	for _, name := range o.entries {
		if hasExt(name, ".csv") {
			tables = append(tables, name)
		} else {
			journals = append(journals, name)
		}
	}
	if len(journals) > 1 || len(tables) > 1 {
		return errors.New("-entries takes one journal and one table of entries")
	}
	for _, name := range journals {
		data, err := readFile(name, ".json", ".csv")
		if err != nil {
			return err
		}
		in.journal = contract.Journal{}
		if err := json.Unmarshal(data, &in.journal); err != nil {
			return in.named(name, err)
		}
	}
	text, name := sampleEntries, ""
	for _, name = range tables {
		data, err := readFile(name, ".csv")
		if err != nil {
			return err
		}
		text = string(data)
	}
	if len(tables) == 0 && len(journals) > 0 {
		return nil
	}
	entries, err := contract.ParseEntriesCSV(text)
	if err != nil {
		return in.named(name, err)
	}
	in.journal.Entries = append(in.journal.Entries, entries...)
	return nil
}

// period returns the billing period to close: that of a day, else of the last entry.
func (in input) period(c *contract.Contract, on string) (contract.Period, error) {
	if on != "" {
		day, err := calendar.ParseDate(on)
		if err != nil {
			return contract.Period{}, fmt.Errorf("-on %s: %w", on, err)
		}
		if day.Before(in.config.Start) {
			return contract.Period{}, fmt.Errorf("-on %s: it is before the contract starts, on %v", on, in.config.Start)
		}
		return c.PeriodOn(day), nil
	}
	return c.PeriodOn(in.lastDay(c)), nil
}

// lastDay returns the day of the last entry, or the first of the contract.
func (in input) lastDay(c *contract.Contract) calendar.Date {
	last := in.config.Start
	for _, e := range in.journal.Entries {
		if d := calendar.DateIn(e.From, c.Terms(last).Zone()); d.After(last) {
			last = d
		}
	}
	return last
}
