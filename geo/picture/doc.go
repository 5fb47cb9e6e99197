// Package picture draws a view of the map as a picture that stands on its own: the
// basemap, incidents as the map's symbols, uncertainty to scale, areas, names, and
// around it a title, a legend, a scale and the notes that belong to the data.
//
// A Scene says what is drawn. Render lays it out once; a Picture then writes itself as
// SVG, with named layers and the ids of the incidents, and as PNG. The same scene
// always gives the same bytes.
//
// Lengths are in CSS pixels, 1/96 of an inch, from the upper left corner, y downwards.
package picture
