"""The downloaded GeoPackage: by GDAL's validator, and clause by clause of OGC 12-128r19."""

import os
import sqlite3

from checks import ITEMS, check, pages, report, same
from osgeo import gdal, ogr
from osgeo_utils.samples import validate_gpkg

gdal.UseExceptions()
ogr.UseExceptions()
FILE = "incidents.gpkg"
if not os.path.exists(FILE):
    raise SystemExit("there is no " + FILE)
base = sqlite3.connect(f"file:{FILE}?mode=ro", uri=True)


def rows(sql, *args):
    return base.execute(sql, args).fetchall()


def one(sql, *args):
    return rows(sql, *args)[0][0]


def tables():
    return {name for (name,) in rows("SELECT name FROM sqlite_master WHERE type = 'table'")}


faults = validate_gpkg.check(FILE, abort_at_first_error=False)
for requirement, said in faults:
    report("GDAL's validator", "failed", f"req {requirement}: {said}")
if not faults:
    report("GDAL's validator", "passed")


@check("req 2: application_id and user_version")
def _():
    assert one("PRAGMA application_id") == 0x47504B47, hex(one("PRAGMA application_id"))
    assert one("PRAGMA user_version") == 10400, one("PRAGMA user_version")


@check("req 3: the name ends in .gpkg, and nothing lies beside the file")
def _():
    with open(FILE, "rb") as f:
        head = f.read(100)
    assert head[:16] == b"SQLite format 3\0" and head[18:20] == b"\1\1", "it is in WAL mode"


@check("req 6: integrity_check")
def _():
    assert one("PRAGMA integrity_check") == "ok", rows("PRAGMA integrity_check")


@check("req 7: foreign_key_check")
def _():
    assert rows("PRAGMA foreign_key_check") == [], rows("PRAGMA foreign_key_check")


@check("req 10, 11: spatial reference systems")
def _():
    have = {srs for (srs,) in rows("SELECT srs_id FROM gpkg_spatial_ref_sys")}
    assert {-1, 0, 4326} <= have, have


@check("req 13 to 15: contents")
def _():
    for name, kind, changed, *box in rows("SELECT table_name, data_type, last_change, min_x, min_y, max_x, max_y FROM gpkg_contents"):
        assert name in tables() or one("SELECT count(*) FROM sqlite_master WHERE name = ?", name), f"{name} is not there"
        assert kind in ("features", "attributes"), f"{name} is of the data type {kind}"
        assert len(changed) == 24 and changed[10] == "T" and changed.endswith("Z"), f"last_change of {name} is {changed}"
        if kind == "features" and box[0] is not None:
            assert box[0] <= box[2] and box[1] <= box[3], f"the extent of {name} is {box}"


@check("req 21 to 27: geometry columns")
def _():
    features = {n for (n,) in rows("SELECT table_name FROM gpkg_contents WHERE data_type = 'features'")}
    columns = rows("SELECT table_name, column_name, geometry_type_name, srs_id, z, m FROM gpkg_geometry_columns")
    assert {c[0] for c in columns} == features, f"{columns} and {features}"
    for table, column, kind, srs, z, m in columns:
        assert kind in ("GEOMETRY", "POINT", "POLYGON", "MULTIPOLYGON"), kind
        assert srs == 4326 and z == 0 and m == 0, (table, srs, z, m)
        declared = {name: t for _, name, t, *_ in rows(f'PRAGMA table_info("{table}")')}
        assert declared[column] == kind, f"{table}.{column} is declared {declared[column]}"


@check("req 19: geometries are GeoPackage binary in their system and type")
def _():
    for table, column, kind, srs, *_ in rows("SELECT * FROM gpkg_geometry_columns"):
        for (blob,) in rows(f'SELECT "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL'):
            assert blob[:3] == b"GP\0", blob[:3]
            order = "little" if blob[3] & 1 else "big"
            assert int.from_bytes(blob[4:8], order) == srs, "another srs_id in the header"


@check("req 29, 30: primary keys and data types")
def _():
    allowed = ("BOOLEAN", "TINYINT", "SMALLINT", "MEDIUMINT", "INT", "INTEGER", "FLOAT", "DOUBLE", "REAL", "TEXT", "BLOB",
               "DATE", "DATETIME", "GEOMETRY", "POINT", "POLYGON", "MULTIPOLYGON")
    for (table,) in rows("SELECT table_name FROM gpkg_contents"):
        info = rows(f'PRAGMA table_info("{table}")')
        key = [c for c in info if c[5]]
        assert len(key) == 1 and key[0][2] == "INTEGER", f"the primary key of {table} is {key}"
        for _, name, kind, *_ in info:
            assert kind.split("(")[0] in allowed, f"{table}.{name} is a {kind}"


@check("req 75 to 77: the spatial index")
def _():
    for table, column in rows("SELECT table_name, column_name FROM gpkg_geometry_columns"):
        index = f"rtree_{table}_{column}"
        assert index in tables(), f"there is no {index}"
        entry = rows("SELECT definition, scope FROM gpkg_extensions WHERE table_name = ? AND column_name = ? AND extension_name = 'gpkg_rtree_index'", table, column)
        assert len(entry) == 1 and entry[0][1] == "write-only", entry
        have, want = one(f'SELECT count(*) FROM "{index}"'), one(f'SELECT count(*) FROM "{table}" WHERE "{column}" IS NOT NULL')
        assert have == want, f"{index} has {have} entries, want {want}"
        triggers = {n for (n,) in rows("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", table)}
        wanted = {f"{index}_{suffix}" for suffix in ("insert", "update2", "update4", "update5", "update6", "update7", "delete")}
        assert wanted <= triggers, f"missing {wanted - triggers}"


@check("extensions are registered, and every table is accounted for")
def _():
    known = {n for (n,) in rows("SELECT table_name FROM gpkg_contents")} | {
        n for (n,) in rows("SELECT table_name FROM gpkg_extensions WHERE table_name IS NOT NULL")}
    for name in tables():
        assert name in known or name.startswith(("gpkg_", "rtree_", "sqlite_", "layer_styles")), f"{name} is in no list"


@check("times are DATETIME with milliseconds and Z")
def _():
    for column in ("time_from", "time_to", "published", "updated"):
        declared = {name: t for _, name, t, *_ in rows("PRAGMA table_info(incidents)")}
        assert declared[column] == "DATETIME", declared[column]
        for (value,) in rows(f"SELECT {column} FROM incidents WHERE {column} IS NOT NULL"):
            assert len(value) == 24 and value[10] == "T" and value.endswith("Z"), value


@check("has the incidents of the API, and no trace of the rest")
def _():
    truth = pages(ITEMS + "?limit=10000")
    same([i for (i,) in rows("SELECT id FROM incidents")], [f["id"] for f in truth], "incidents")
    want = {f["id"]: f["geometry"] and tuple(f["geometry"]["coordinates"]) for f in truth}
    layer_of = ogr.Open(FILE)
    layer = layer_of.GetLayerByName("incidents")
    for f in layer:
        g = f.GetGeometryRef()
        have = (g.GetX(), g.GetY()) if g else None
        assert have == want[f.GetField("id")], f"{f.GetField('id')} is at {have}, want {want[f.GetField('id')]}"
    for name in tables():
        assert not name.startswith(("audit", "incident_", "idempotency", "imports")), f"the desk's table {name} is in it"


@check("QGIS finds a style in it")
def _():
    assert "layer_styles" in tables(), "there is no layer_styles"
    layers = {n for (n,) in rows("SELECT f_table_name FROM layer_styles WHERE useAsDefault")}
    assert "incidents" in layers, layers
