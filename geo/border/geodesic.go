package border

import "math"

// The WGS84 ellipsoid, kilometres.
const (
	equatorRadius = 6378.137
	flattening    = 1 / 298.257223563
	polarRadius   = equatorRadius * (1 - flattening)
)

// The extreme radii of curvature of the ellipsoid: an angle measured between
// geodetic coordinates as if on a sphere, times these, bounds the true distance
// from below and above.
const (
	leastRadius = polarRadius * polarRadius / equatorRadius   // at the equator, along a meridian
	mostRadius  = equatorRadius * equatorRadius / polarRadius // at the poles
	meanRadius  = equatorRadius*2.0/3.0 + polarRadius*1.0/3.0 // of the sphere used as a fallback
	degree      = math.Pi / 180
)

// Distance is the length in kilometres of the geodesic between two points on
// the WGS84 ellipsoid, degrees. It solves the inverse problem by the iteration
// of T. Vincenty, "Direct and inverse solutions of geodesics on the ellipsoid
// with application of nested equations", Survey Review 23 (176), 1975, exact to
// a millimetre. For nearly antipodal points, where the iteration does not
// settle, it gives the great circle on the mean sphere, within 0.6 %.
func Distance(lon1, lat1, lon2, lat2 float64) float64 {
	u1 := math.Atan((1 - flattening) * math.Tan(lat1*degree))
	u2 := math.Atan((1 - flattening) * math.Tan(lat2*degree))
	sinU1, cosU1 := math.Sincos(u1)
	sinU2, cosU2 := math.Sincos(u2)
	dLon := math.Remainder(lon2-lon1, 360) * degree

	lambda := dLon
	for range 100 {
		sinL, cosL := math.Sincos(lambda)
		p, q := cosU2*sinL, cosU1*sinU2-sinU1*cosU2*cosL
		sinS := math.Sqrt(p*p + q*q)
		if sinS == 0 {
			if sinU1*sinU2+cosU1*cosU2*cosL > 0 {
				return 0 // the same point
			}
			break // antipodes
		}
		cosS := sinU1*sinU2 + cosU1*cosU2*cosL
		sigma := math.Atan2(sinS, cosS)
		sinA := cosU1 * cosU2 * sinL / sinS
		cos2A := 1 - sinA*sinA
		cosM := 0.0 // on the equator
		if cos2A > 1e-15 {
			cosM = cosS - 2*sinU1*sinU2/cos2A
		}
		c := flattening / 16 * cos2A * (4 + flattening*(4-3*cos2A))
		next := dLon + (1-c)*flattening*sinA*(sigma+c*sinS*(cosM+c*cosS*(2*cosM*cosM-1)))
		if math.Abs(next) > math.Pi {
			break
		}
		if math.Abs(next-lambda) < 1e-12 {
			return vincentyLength(cos2A, sinS, cosS, cosM, sigma)
		}
		lambda = next
	}
	return meanRadius * angle(lon1, lat1, lon2, lat2)
}

func vincentyLength(cos2A, sinS, cosS, cosM, sigma float64) float64 {
	u := cos2A * (equatorRadius*equatorRadius/(polarRadius*polarRadius) - 1)
	a := 1 + u/16384*(4096+u*(-768+u*(320-175*u)))
	b := u / 1024 * (256 + u*(-128+u*(74-47*u)))
	d := b * sinS * (cosM + b/4*(cosS*(2*cosM*cosM-1)-b/6*cosM*(4*sinS*sinS-3)*(4*cosM*cosM-3)))
	return polarRadius * a * (sigma - d)
}

// angle is the angle in radians between two points as if on a sphere, by the
// haversine formula.
func angle(lon1, lat1, lon2, lat2 float64) float64 {
	return newPoint(lon1, lat1).angleTo(lon2, lat2)
}

// point is a place that much is measured from, degrees, with what is asked of it again
// and again.
type point struct {
	lon, lat               float64
	sinLat, cosLat, tanLat float64
}

func newPoint(lon, lat float64) point {
	s, c := math.Sincos(lat * degree)
	return point{lon, lat, s, c, math.Tan(lat * degree)}
}

// angleTo is the angle in radians to another point as if on a sphere, by the haversine
// formula.
func (p point) angleTo(lon, lat float64) float64 {
	s1 := math.Sin((lat - p.lat) * degree / 2)
	s2 := math.Sin((lon - p.lon) * degree / 2)
	h := s1*s1 + p.cosLat*math.Cos(lat*degree)*s2*s2
	return 2 * math.Asin(math.Sqrt(min(1, h)))
}

// project is the azimuthal equidistant projection of a sphere around the point:
// distances from it are true, in radians.
func (p point) project(lon, lat float64) (x, y float64) {
	sinLat, cosLat := math.Sincos(lat * degree)
	sinD, cosD := math.Sincos((lon - p.lon) * degree)
	east := cosLat * sinD
	north := p.cosLat*sinLat - p.sinLat*cosLat*cosD
	s := math.Sqrt(east*east + north*north)
	if s == 0 {
		return 0, 0
	}
	k := math.Atan2(s, p.sinLat*sinLat+p.cosLat*cosLat*cosD) / s
	return east * k, north * k
}
