package gpkg_test

import (
	"context"
	"database/sql"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/paulmach/orb"

	"strikemap/geo/gpkg"
)

func Example() {
	folder, err := os.MkdirTemp("", "gpkg")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	ctx := context.Background()

	db, err := gpkg.Create(filepath.Join(folder, "ports.gpkg"), gpkg.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()

	err = db.Write(ctx, func(tx *sql.Tx) error {
		const table = `CREATE TABLE ports (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom POINT, name TEXT)`
		if _, err := tx.ExecContext(ctx, table); err != nil {
			return err
		}
		ports := gpkg.Layer{Table: "ports", Geometry: "geom", GeometryType: "POINT", Identifier: "Ports"}
		if err := gpkg.RegisterFeatures(ctx, tx, ports); err != nil {
			return err
		}
		const insert = `INSERT INTO ports (geom, name) VALUES (?, ?)`
		if _, err := tx.ExecContext(ctx, insert, gpkg.Encode(orb.Point{30.75, 46.5}), "Odesa"); err != nil {
			return err
		}
		return gpkg.Touch(ctx, tx, "ports")
	})
	if err != nil {
		log.Fatal(err)
	}

	err = db.Read(ctx, func(tx *sql.Tx) error {
		const search = `
			SELECT name, geom FROM rtree_ports_geom JOIN ports ON fid = id
			WHERE minx <= 31 AND maxx >= 30 AND miny <= 47 AND maxy >= 46`
		var name string
		var blob []byte
		if err := tx.QueryRowContext(ctx, search).Scan(&name, &blob); err != nil {
			return err
		}
		point, err := gpkg.Decode(blob)
		fmt.Println(name, point)
		return err
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output: Odesa [30.75 46.5]
}
