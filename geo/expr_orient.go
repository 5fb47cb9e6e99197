package geo

import (
	"math"
	"math/big"

	"github.com/paulmach/orb"
)

// orient tells on which side of the line from a to b a point lies: 1 left, -1 right, 0
// on it. It is exact: where rounding could decide, it counts in fractions.
func orient(a, b, p orb.Point) int {
	det, size := determinant(a, b, p)
	if sure(det, size) {
		return sign(det)
	}
	if onAxis(a, b, p) {
		return 0
	}
	return exactDeterminant(a, b, p).Sign()
}

// orientBetween is orient of the point midway between p and q, which need not be a
// float64: the determinant is linear.
func orientBetween(a, b, p, q orb.Point) int {
	if p == q {
		return orient(a, b, p)
	}
	d1, s1 := determinant(a, b, p)
	d2, s2 := determinant(a, b, q)
	if sure(d1+d2, 2*(s1+s2)) {
		return sign(d1 + d2)
	}
	sum := exactDeterminant(a, b, p)
	return sum.Add(sum, exactDeterminant(a, b, q)).Sign()
}

// determinant returns twice the area of the triangle, and the size of its terms.
func determinant(a, b, p orb.Point) (det, size float64) {
	l := (a[0] - p[0]) * (b[1] - p[1])
	r := (a[1] - p[1]) * (b[0] - p[0])
	return l - r, math.Abs(l) + math.Abs(r)
}

// sure reports whether rounding cannot have changed the sign of a determinant: its error
// is below (3+16u)u of the size of its terms, u = 2^-53 (Shewchuk 1997).
func sure(det, size float64) bool {
	const relative, underflow = 3.4e-16, 1e-300
	return math.Abs(det) > relative*size+underflow
}

// onAxis reports the case in which the determinant is exactly zero at a glance: all
// three on one meridian or parallel, or the point at an end.
func onAxis(a, b, p orb.Point) bool {
	return a[0] == p[0] && b[0] == p[0] || a[1] == p[1] && b[1] == p[1] || a == p || b == p
}

func exactDeterminant(a, b, p orb.Point) *big.Rat {
	l := new(big.Rat).Mul(difference(a[0], p[0]), difference(b[1], p[1]))
	return l.Sub(l, new(big.Rat).Mul(difference(a[1], p[1]), difference(b[0], p[0])))
}

func difference(a, b float64) *big.Rat {
	d := new(big.Rat).SetFloat64(a)
	return d.Sub(d, new(big.Rat).SetFloat64(b))
}

func sign(v float64) int {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}
