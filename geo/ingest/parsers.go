package ingest

import "runtime"

// How many features are parsed at once by one goroutine, at most: so many, or the
// first that together are so many bytes long.
const (
	batchRows  = 64
	batchBytes = 256 << 10
)

// parsers parse features on all cores and give them back in the order of the file.
type parsers struct {
	options Options
	next    *batch   // being filled
	waiting []*batch // handed out, the first one first
	work    chan *batch
	most    int // batches that may wait
}

// batch is a run of features and, once done is closed, what they say.
type batch struct {
	numbers []int
	ends    []int // in bytes
	bytes   []byte
	parsed  []parsed
	done    chan struct{}
}

func newParsers(o Options) *parsers {
	n := runtime.GOMAXPROCS(0)
	p := &parsers{options: o, work: make(chan *batch, n), most: n}
	for range n {
		go func() {
			for b := range p.work {
				b.parse(o)
			}
		}()
	}
	return p
}

// close lets the goroutines end. What still waits is dropped.
func (p *parsers) close() { close(p.work) }

// add takes a feature in, whose bytes are copied, and gives to emit what is ready if
// enough waits. It returns false once emit does.
func (p *parsers) add(number int, raw []byte, emit func(parsed) bool) bool {
	if p.next == nil {
		p.next = &batch{done: make(chan struct{})}
	}
	b := p.next
	b.bytes = append(b.bytes, raw...)
	b.numbers, b.ends = append(b.numbers, number), append(b.ends, len(b.bytes))
	if len(b.numbers) < batchRows && len(b.bytes) < batchBytes {
		return true
	}
	p.handOut()
	return len(p.waiting) <= p.most || p.takeBack(emit)
}

func (p *parsers) handOut() {
	if p.next != nil {
		p.work <- p.next
		p.waiting, p.next = append(p.waiting, p.next), nil
	}
}

// takeBack waits for the first batch and gives its rows to emit.
func (p *parsers) takeBack(emit func(parsed) bool) bool {
	first := p.waiting[0]
	p.waiting = p.waiting[1:]
	<-first.done
	for _, row := range first.parsed {
		if !emit(row) {
			return false
		}
	}
	return true
}

// flush gives all that was taken in to emit.
func (p *parsers) flush(emit func(parsed) bool) bool {
	p.handOut()
	for len(p.waiting) > 0 {
		if !p.takeBack(emit) {
			return false
		}
	}
	return true
}

func (b *batch) parse(o Options) {
	defer close(b.done)
	from := 0
	for i, end := range b.ends {
		b.parsed = append(b.parsed, o.parseFeature(b.numbers[i], b.bytes[from:end]))
		from = end
	}
}
