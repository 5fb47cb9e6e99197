package store

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"strikemap/geo"
)

func Example() {
	ctx := context.Background()
	folder, err := os.MkdirTemp("", "strikemap")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	record, err := Open(ctx, filepath.Join(folder, "strikemap.gpkg"), Options{Locator: twoStates{}, Create: true})
	if err != nil {
		log.Fatal(err)
	}
	defer record.Close()

	in := incident("The General Staff says drones hit a port")
	_, err = record.Write(ctx, geo.Batch{
		Origin: "desk", Author: "an editor", Parties: testParties, Entries: []geo.Entry{{Incident: in}},
	})
	if err != nil {
		log.Fatal(err)
	}
	err = record.Load(ctx, nil, func(r *geo.Revision) error {
		fmt.Println(r.Number, r.Incident.Title)
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output: 1 The General Staff says drones hit a port
}
