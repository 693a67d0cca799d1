// Package bare holds what the work of a room costs at the very least: the same answers to
// one plain question, by code that keeps nothing it could be asked about later. Benchmarks
// measure the rooms against it.
package bare
