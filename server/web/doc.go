// Package web is what all resource families of the server share: the route, its
// frame (parameters, headers, errors), links, negotiation, entity tags, encodings
// and the reading of queries. It knows net/http only; which router runs the routes
// is for package server alone.
//
// A family is a package with one function
//
//	func Routes(deps web.Deps) []web.Route
//
// Its handlers read, call one method of the domain, and write. They return errors
// and never write them: the frame turns a geo.Error or a web.Error into a problem
// document (RFC 9457), or into the designed page where the reader is a browser.
//
// A body is handed over whole, by Body, Compose, Send or JSON. It is encoded as the
// client likes it, kept if it has a tag, shared with equal requests that wait for it,
// and goes out with its length after the handler has returned.
//
//	func (p *pages) incident(w http.ResponseWriter, r *http.Request) error {
//		f, err := p.Reader.Item(r.Context(), web.PathValue(r, "id"), time.Time{})
//		if err != nil {
//			return err
//		}
//		if web.Answered(w, r, p.Tag(r, p.Reader.Edition(), "incident", f.ID)) {
//			return nil
//		}
//		...
//	}
package web
