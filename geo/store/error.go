package store

import (
	"errors"
	"fmt"

	"strikemap/geo"
	"strikemap/geo/gpkg"
)

var errReadOnly = geo.Errorf(geo.EREADONLY, "the record is open for reading only")

func errOrigin(origin string) error {
	return geo.Invalid("origin", "%q is not one of the origins", origin)
}

// meanings gives the container's errors the codes of the domain. The first that
// matches counts.
var meanings = []struct {
	is      error
	code    string
	message string
}{
	{gpkg.ErrFull, geo.EFULL, "the disk is full; nothing was written"},
	{gpkg.ErrReadOnly, geo.EREADONLY, "the record is open for reading only"},
	{gpkg.ErrLocked, geo.EUNAVAILABLE, "another strikemap has the record open for writing"},
	{gpkg.ErrBusy, geo.EUNAVAILABLE, "another program is writing to the record; try again"},
	{gpkg.ErrExists, geo.ECONFLICT, "the file exists already"},
	{gpkg.ErrAbsent, geo.ENOTFOUND, "there is no such file"},
	{gpkg.ErrUnique, geo.ECONFLICT, "a key is taken already"},
}

// domainError translates an error of the container. One of the domain, and one that
// has no meaning there, comes back as it is.
func domainError(err error) error {
	var known *geo.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	for _, m := range meanings {
		if errors.Is(err, m.is) {
			return &geo.Error{Code: m.code, Message: m.message, Err: err}
		}
	}
	return err
}

// refused says in one sentence why a file is not opened.
func refused(path string, err error) error {
	reasons := []struct {
		is   error
		code string
		text string
	}{
		{gpkg.ErrAbsent, geo.ENOTFOUND, "does not exist"},
		{gpkg.ErrNotADatabase, geo.EINVALID, "is not a database"},
		{gpkg.ErrNotAGeoPackage, geo.EINVALID, "is not a GeoPackage"},
		{gpkg.ErrNewer, geo.EINVALID, "is a GeoPackage of a newer version than this program knows"},
		{gpkg.ErrDamaged, geo.EINVALID, "is damaged; restore it from a backup"},
		{errForeign, geo.EINVALID, "is a GeoPackage, but not a record of strikemap"},
		{errNewerSchema, geo.EINVALID, "was written by a newer strikemap; use that one"},
		{gpkg.ErrLocked, geo.EUNAVAILABLE, "is open in another strikemap; stop that one first"},
	}
	for _, r := range reasons {
		if errors.Is(err, r.is) {
			return &geo.Error{Code: r.code, Message: fmt.Sprintf("%s %s", path, r.text), Err: err}
		}
	}
	return domainError(fmt.Errorf("open %s: %w", path, err))
}
