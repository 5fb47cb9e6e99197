package encode

// lines is one feature a line.
type lines struct {
	shape *shape
	mark  string // before each
}

// recordSeparator stands before each text of a JSON text sequence.
const recordSeparator = "\x1e"

// NewSequence returns the form of a GeoJSON text sequence (RFC 8142): before each
// feature a record separator, after it a line feed. It has no head.
func NewSequence(o Options) Form { return &lines{newShape(o), recordSeparator} }

// NewLines returns the form of one feature a line and nothing else, as programs read
// it that take a file line by line.
func NewLines(o Options) Form { return &lines{newShape(o), ""} }

func (f *lines) AppendHead(dst []byte, _ Head, _ int) []byte { return dst }

func (f *lines) AppendFlat(dst, flat []byte, _ int) ([]byte, error) {
	dst, err := f.shape.append(append(dst, f.mark...), flat)
	return append(dst, '\n'), err
}

func (f *lines) AppendEnd(dst []byte) []byte { return dst }
