package contract

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"sync"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/internal/strict"
)

// A Registry holds plan documents, merged with those they extend and checked. It does not
// change; any number of goroutines may use it. Behind the scenes it keeps the terms that
// contracts have in common, so that a hundred thousand contracts on one plan share them.
type Registry struct {
	docs   []*document // by id, then from
	tables map[string]calendar.Table
	zones  Zones

	mu    sync.Mutex
	terms map[string]*Terms // by document, parameters and patch
}

// A document is a plan document with what it extends.
type document struct {
	id, edition string
	from        calendar.Date
	own         tree     // as written
	tree        tree     // merged with what it extends
	chain       []string // ids of what it extends, the nearest first
	plan        Plan
}

// MaxTerms is how many different terms a registry keeps. Contracts that come later than
// that share them no more.
const MaxTerms = 10_000

// MaxChain is how many documents may extend one another.
const MaxChain = 16

// MaxDocuments is how many documents a registry holds.
const MaxDocuments = 10_000

// NewRegistry returns a registry of documents, each a JSON object or an array of them, in
// any order. Tables are holiday sets that calendars of plans name and that are not built
// in; zones looks up zones, usually [time.LoadLocation].
//
// The error is an [*Error] with every fault of every document: those that plans have for
// themselves, a document extended that is not there, or in a circle, and two documents of
// one id and edition. A plan is checked with a sample of each of its parameters.
func NewRegistry(documents [][]byte, tables map[string]calendar.Table, zones Zones) (*Registry, error) {
	var fs strict.Faults
	r := &Registry{tables: tables, zones: zones, terms: map[string]*Terms{}}
	for i, data := range documents {
		path := ""
		if len(documents) > 1 {
			path = strict.At("documents", i)
		}
		r.add(data, path, &fs)
	}
	slices.SortStableFunc(r.docs, func(a, b *document) int {
		return cmp.Or(cmp.Compare(a.id, b.id), a.from.Compare(b.from), cmp.Compare(a.edition, b.edition))
	})
	for i, d := range r.docs {
		if i > 0 && r.docs[i-1].id == d.id && r.docs[i-1].edition == d.edition {
			fs.Add(d.name(), "duplicate_plan", "two documents have this id and edition")
		}
	}
	if err := fs.Err("contract: registry"); err != nil {
		return nil, err
	}
	for _, d := range r.docs {
		r.resolve(d, &fs)
	}
	if err := fs.Err("contract: registry"); err != nil {
		return nil, err
	}
	return r, nil
}

// add reads one text of documents.
func (r *Registry) add(data []byte, path string, fs *strict.Faults) {
	var list []json.RawMessage
	if bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte("[")) && len(data) <= strict.MaxBytes {
		if err := json.Unmarshal(data, &list); err != nil {
			fs.Add(path, "not_json", "%v", err)
			return
		}
	} else {
		list = []json.RawMessage{data}
	}
	if len(r.docs)+len(list) > MaxDocuments {
		fs.Add(path, "too_many", "more than %d documents", MaxDocuments)
		return
	}
	for i, raw := range list {
		at := path
		if len(list) > 1 {
			at = strict.At(path, i)
		}
		t, err := parseTree(raw, "contract: plan")
		if err != nil {
			fs.Join(at, "invalid", err)
			continue
		}
		var head struct {
			id, edition string
			from        calendar.Date
		}
		text := func(key string) string {
			s, ok := t[key].(string)
			if _, there := t[key]; there && !ok {
				fs.Add(strict.Below(at, key), "wrong_type", "want a string")
			}
			return s
		}
		head.id, head.edition = text("id"), text("edition")
		fs.Join(strict.Below(at, "id"), "bad_name", checkName(head.id))
		if s := text("from"); s != "" {
			fs.Join(strict.Below(at, "from"), "bad_date", head.from.UnmarshalText([]byte(s)))
		}
		text("extends")
		checkTree(t, "", fs)
		r.docs = append(r.docs, &document{id: head.id, edition: head.edition, from: head.from, own: t})
	}
}

func (d *document) name() string {
	if d.edition == "" {
		return d.id
	}
	return d.id + " " + d.edition
}

// resolve merges d with what it extends and checks the plan that comes of it.
func (r *Registry) resolve(d *document, fs *strict.Faults) {
	chain := []tree{d.own}
	for at := d; ; {
		parent, extends := at.own["extends"].(string)
		if !extends {
			break
		}
		next, err := r.find(parent, "")
		switch {
		case err != nil:
			fs.Add(strict.Key("", d.id)+".extends", "unknown_plan", "there is no plan %.80q", parent)
			return
		case parent == d.id || slices.Contains(d.chain, parent):
			fs.Add(strict.Key("", d.id)+".extends", "circle", "%.80q extends itself", parent)
			return
		case len(chain) == MaxChain:
			fs.Add(strict.Key("", d.id)+".extends", "too_deep", "more than %d documents extend one another", MaxChain)
			return
		}
		at = next
		chain = append(chain, at.own)
		d.chain = append(d.chain, parent)
	}
	d.tree = tree{}
	for _, t := range slices.Backward(chain) {
		d.tree = extend(d.tree, t)
	}
	delete(d.tree, "extends")
	var own strict.Faults
	d.plan = readPlan(d.tree, &own)
	if own.None() {
		var bound strict.Faults
		r.compile(d.tree, d.plan, nil, true, &bound)
		own.Join("", "invalid", bound.Err("plan"))
	}
	fs.Join(strict.Key("", d.id), "invalid", own.Err("contract: plan"))
}

// readPlan reads a merged document.
func readPlan(t tree, fs *strict.Faults) Plan {
	var p Plan
	data, err := strict.Marshal(t)
	if err == nil {
		err = p.UnmarshalJSON(data)
	}
	fs.Join("", "invalid", err)
	return p
}

// editions returns the documents of an id, the latest last.
func (r *Registry) editions(id string) []*document {
	compare := func(d *document, id string) int { return cmp.Compare(d.id, id) }
	from, _ := slices.BinarySearchFunc(r.docs, id, compare)
	to := from
	for to < len(r.docs) && r.docs[to].id == id {
		to++
	}
	return r.docs[from:to]
}

// find returns the document with that id and edition; with no edition, the latest.
func (r *Registry) find(id, edition string) (*document, error) {
	for _, d := range slices.Backward(r.editions(id)) {
		if edition == "" || d.edition == edition {
			return d, nil
		}
	}
	if edition != "" && len(r.editions(id)) > 0 {
		return nil, &NotFoundError{"edition " + quote(edition) + " of plan", id}
	}
	return nil, &NotFoundError{"plan", id}
}

// Plans returns all plans, by id and then edition, abstract ones among them.
func (r *Registry) Plans() iter.Seq[Plan] {
	return func(yield func(Plan) bool) {
		for _, d := range r.docs {
			if !yield(d.plan.Copy()) {
				return
			}
		}
	}
}

// Plan returns the plan with that id and edition, with what it extends merged into it and
// its parameters open. With no edition it is the latest. The error is a [*NotFoundError].
func (r *Registry) Plan(id, edition string) (Plan, error) {
	d, err := r.find(id, edition)
	if err != nil {
		return Plan{}, err
	}
	return d.plan.Copy(), nil
}

// PlanOn returns the plan of that id in the edition that can be agreed on at a date.
func (r *Registry) PlanOn(id string, on calendar.Date) (Plan, error) {
	d, err := r.findOn(id, on)
	if err != nil {
		return Plan{}, err
	}
	return d.plan.Copy(), nil
}

func (r *Registry) findOn(id string, on calendar.Date) (*document, error) {
	for _, d := range slices.Backward(r.editions(id)) {
		if !d.from.After(on) {
			return d, nil
		}
	}
	if len(r.editions(id)) > 0 {
		return nil, &NotFoundError{fmt.Sprintf("edition of %v or before of plan", on), id}
	}
	return nil, &NotFoundError{"plan", id}
}

// Chain returns the ids of the documents that a plan extends, the nearest first.
func (r *Registry) Chain(id, edition string) ([]string, error) {
	d, err := r.find(id, edition)
	if err != nil {
		return nil, err
	}
	return slices.Clone(d.chain), nil
}
