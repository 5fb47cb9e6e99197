//go:build race

package picture

// raced says that the race detector is on, which makes drawing twenty times as slow.
const raced = true
