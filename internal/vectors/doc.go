// Package vectors runs conformance cases, kept as data, through the public API of the
// rooms. The cases are facts from the test suites of other libraries, recomputed by an
// independent program; their format is described in the files themselves. The package has
// tests only:
//
//	go test ./internal/vectors -run '^TestCalendar$' -count=1 -v -args -dir DIR
//
// runs every calendar*.json of DIR, an absolute path, instead of the files in testdata.
package vectors
