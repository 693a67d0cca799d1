// Package retainer does the accounting of support contracts.
package retainer
