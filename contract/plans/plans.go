// Package plans ships the plans of five real support firms as documents: SaaSTech's hour
// bundles ("saastech"), Ongoing Support ("ongoing"), WebSan's Base, Success and Winning
// ("websan-…"), a Russian site-support subscription ("abonent-…") and the three variants
// of KIT with their tariffs ("kit-…"). They are read, merged and checked by package
// contract like any other; each value in them is traced to its source by a test.
//
// What a source leaves open, such as KIT's prices or WebSan's rate for time and materials,
// is a required parameter of the contract and no invented number. Holidays that are not
// built in ("ru-production") are for the host to bring.
//
// The package is no registry of what is sold today: prices change, and their owners do
// not know that they are written down here.
package plans

import (
	_ "embed"
	"encoding/json"
	"slices"

	"github.com/retainer-go/retainer/calendar"
	"github.com/retainer-go/retainer/contract"
)

var (
	//go:embed documents/abonent.json
	abonent string
	//go:embed documents/kit.json
	kit string
	//go:embed documents/ongoing.json
	ongoing string
	//go:embed documents/saastech.json
	saastech string
	//go:embed documents/websan.json
	websan string
)

// Documents returns the documents, one text for each family of plans, in order of name.
// Each call returns texts of its own.
func Documents() [][]byte {
	var list [][]byte
	for _, text := range []string{abonent, kit, ongoing, saastech, websan} {
		list = append(list, []byte(text))
	}
	return list
}

// Registry returns a registry of all plans. Tables are holidays that the host brings, and
// zones looks up zones, usually [time.LoadLocation]; see [contract.NewRegistry].
func Registry(tables map[string]calendar.Table, zones contract.Zones) (*contract.Registry, error) {
	return contract.NewRegistry(Documents(), tables, zones)
}

// IDs returns the ids of the plans that can be sold, sorted; those that are only there to
// be extended are left out.
func IDs() []string {
	var ids []string
	for _, text := range Documents() {
		type head struct {
			ID       string `json:"id"`
			Abstract bool   `json:"abstract"`
		}
		var family []head
		if json.Unmarshal(text, &family) != nil {
			family = make([]head, 1)
			if json.Unmarshal(text, &family[0]) != nil {
				continue // a test reads them all
			}
		}
		for _, h := range family {
			if !h.Abstract {
				ids = append(ids, h.ID)
			}
		}
	}
	slices.Sort(ids)
	return ids
}

// Load returns the plan of that id, with what it extends merged into it and its parameters
// open. It reads all documents: who needs more than one plan makes a [Registry]. The error
// is a [*contract.NotFoundError], or what zones returned.
func Load(id string, zones contract.Zones) (contract.Plan, error) {
	r, err := Registry(nil, zones)
	if err != nil {
		return contract.Plan{}, err
	}
	return r.Plan(id, "")
}
