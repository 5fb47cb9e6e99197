package tile

import (
	"math/rand/v2"
	"strconv"
	"testing"
)

func TestADictionaryNumbersEveryEntryOnceInTheOrderOfComing(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	d := dictionary{field: layerKey}
	numbers := map[string]uint64{}
	var encoded []byte
	for range 10_000 {
		entry := strconv.Itoa(random.IntN(3000))
		if random.IntN(50) == 0 {
			entry = ""
		}
		want, known := numbers[entry]
		if !known {
			want = uint64(len(numbers))
			numbers[entry] = want
			encoded = appendBytes(encoded, layerKey, []byte(entry))
		}
		if got := d.at([]byte(entry)); got != want {
			t.Fatalf("%q is %d, not %d", entry, got, want)
		}
	}
	if string(d.encoded) != string(encoded) {
		t.Error("the entries are not encoded in the order of coming")
	}
}
