package gazetteer

import (
	"os"
	"sync"
	"testing"
)

// shippedFiles reads the table of the binary in the order it is embedded.
func shippedFiles(t testing.TB) [][]byte {
	t.Helper()
	var files [][]byte
	for _, name := range []string{"countries", "regions", "cities", "facilities", "areas"} {
		b, err := os.ReadFile("../../data/gazetteer/" + name + ".jsonl")
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, b)
	}
	return files
}

var shipped = sync.OnceValues(func() (*Gazetteer, error) {
	var files [][]byte
	for _, name := range []string{"countries", "regions", "cities", "facilities", "areas"} {
		b, err := os.ReadFile("../../data/gazetteer/" + name + ".jsonl")
		if err != nil {
			return nil, err
		}
		files = append(files, b)
	}
	return New(files...)
})

func shippedGazetteer(t testing.TB) *Gazetteer {
	t.Helper()
	g, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return g
}
