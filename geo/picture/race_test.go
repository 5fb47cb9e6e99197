//go:build race

package picture

const raceFactor = 10 // the race detector makes all slower
