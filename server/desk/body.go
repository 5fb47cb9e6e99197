package desk

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"

	"strikemap/geo"
	"strikemap/server/web"
)

// readJSON reads a body of JSON into a struct. Members that are not known are refused.
// The media type must say JSON: forms of other sites cannot send that.
func readJSON[T any](r *http.Request) (T, error) {
	var v T
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/json" {
		return v, &web.Error{Status: http.StatusUnsupportedMediaType, Message: "the body must be application/json"}
	}
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&v)
	if err == nil {
		if _, more := decoder.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("something stands after the object")
		}
	}
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return v, &web.Error{Status: http.StatusRequestEntityTooLarge, Message: fmt.Sprintf("the body is larger than %d KiB", large.Limit>>10)}
	case err != nil:
		return v, geo.Errorf(geo.EINVALID, "the body is not the JSON that is expected here: %v", err)
	}
	return v, nil
}

// fault is what is wrong with one field.
type fault struct {
	Field   string `json:"field"` // path in the record: "time.to", "claims[0].party"
	Message string `json:"message"`
}

// faultsOf are the faults that an error names, none for one that names no field.
func faultsOf(err error) []fault {
	faults := []fault{}
	var problems geo.Problems
	var one *geo.Error
	switch {
	case errors.As(err, &problems):
		for _, p := range problems {
			faults = append(faults, fault{p.Field, p.Message})
		}
	case errors.As(err, &one) && one.Field != "":
		faults = append(faults, fault{one.Field, one.Message})
	}
	return faults
}

// refuse answers a problem document that also lists every fault, so that a page can
// show each at its field. An error without faults is left to the frame.
func refuse(w http.ResponseWriter, r *http.Request, err error) error {
	faults := faultsOf(err)
	if len(faults) == 0 {
		return err
	}
	p := web.ProblemOf(r, err)
	p.SetHeaders(w.Header())
	body, err := json.Marshal(struct {
		web.Problem
		Faults []fault `json:"faults"`
	}{p, faults})
	if err != nil {
		return err
	}
	web.Whole(w, p.Status, "application/problem+json", body)
	return nil
}
