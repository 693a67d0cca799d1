// Package schema tests the published JSON Schema of plan documents, contract/plan.schema.json,
// with a validator. It is a module of its own, so that the library does not require one.
package schema
