"""Each downloaded format shows the same incidents in the software it is for."""

import csv
import datetime
import json
import os
import xml.etree.ElementTree as xml

from checks import ITEMS, check, pages, same
from osgeo import gdal, ogr

gdal.UseExceptions()
ogr.UseExceptions()
truth = pages(ITEMS + "?limit=10000")
ids = [f["id"] for f in truth]
points = {f["id"]: tuple(f["geometry"]["coordinates"]) for f in truth if f["geometry"]}
titles = {f["id"]: f["properties"]["title"] for f in truth}


def file(ending):
    path = "incidents." + ending
    assert os.path.exists(path), "there is no " + path
    return path


def by_gdal(ending, name="incidents"):
    """Compares ids, titles and points as GDAL reads them."""
    dataset = gdal.OpenEx(file(ending), gdal.OF_VECTOR)
    layer = dataset.GetLayerByName(name) or dataset.GetLayer(0)
    have, at, called = [], {}, {}
    names = [layer.GetLayerDefn().GetFieldDefn(i).GetName() for i in range(layer.GetLayerDefn().GetFieldCount())]
    for f in layer:
        id = f.GetField("id")
        have.append(id)
        called[id] = f.GetField("title" if "title" in names else "Name")
        g = f.GetGeometryRef()
        if g is not None and g.GetGeometryType() in (ogr.wkbPoint, ogr.wkbPoint25D):
            at[id] = (g.GetX(), g.GetY())
    same(have, ids, ending)
    assert at == points, f"{len(set(at.items()) ^ set(points.items()))} points differ"
    assert called == titles, "titles differ"
    return dataset, layer


@check("GeoJSON in GDAL")
def _():
    by_gdal("geojson")


@check("GeoJSON lines in GDAL")
def _():
    by_gdal("geojsonl")


@check("GeoJSON lines in Python")
def _():
    with open(file("geojsonl"), encoding="utf-8") as f:
        same([json.loads(line)["id"] for line in f], ids, "lines")


@check("GeoJSON text sequence in GDAL")
def _():
    by_gdal("geojsons")


@check("GeoJSON text sequence in Python")
def _():
    with open(file("geojsons"), encoding="utf-8") as f:
        records = f.read().split("\x1e")
    assert records[0] == "", "it does not begin with a record separator"
    same([json.loads(r)["id"] for r in records[1:]], ids, "sequence")


@check("GeoPackage in GDAL")
def _():
    _, layer = by_gdal("gpkg")
    kind = layer.GetLayerDefn().GetFieldDefn(layer.GetLayerDefn().GetFieldIndex("time_from")).GetTypeName()
    assert kind == "DateTime", f"time_from is {kind}"


@check("KML in GDAL")
def _():
    by_gdal("kml")


@check("CSV in Python")
def _():
    with open(file("csv"), encoding="utf-8-sig", newline="") as f:
        table = list(csv.DictReader(f))
    same([r["id"] for r in table], ids, "rows")
    assert {r["id"]: (float(r["repr_lon"]), float(r["repr_lat"])) for r in table if r["repr_lon"]} == points, "points differ"
    for r in table:
        datetime.datetime.fromisoformat(r["time_from"].replace("Z", "+00:00"))
        assert not r["title"].startswith(("=", "+", "@", "-")), f"a spreadsheet takes {r['title']!r} for a formula"


@check("CSV in GDAL with its points")
def _():
    dataset = gdal.OpenEx(
        file("csv"), gdal.OF_VECTOR, open_options=["X_POSSIBLE_NAMES=repr_lon", "Y_POSSIBLE_NAMES=repr_lat", "AUTODETECT_TYPE=YES"]
    )
    layer = dataset.GetLayer(0)
    at = {}
    for f in layer:
        g = f.GetGeometryRef()
        if g is not None:
            at[f.GetField("id")] = (g.GetX(), g.GetY())
    assert at == points, f"{len(at)} points, want {len(points)}"
    kind = layer.GetLayerDefn().GetFieldDefn(layer.GetLayerDefn().GetFieldIndex("time_from")).GetTypeName()
    assert kind == "DateTime", f"time_from is {kind}"


@check("Atom with GeoRSS")
def _():
    a, g = "{http://www.w3.org/2005/Atom}", "{http://www.georss.org/georss}"
    feed = xml.parse(file("atom")).getroot()
    assert feed.tag == a + "feed", feed.tag
    for name in ("id", "title", "updated"):
        assert feed.findtext(a + name), f"the feed has no {name}"
    entries = feed.findall(a + "entry")
    assert len(entries) == len(ids), f"{len(entries)} entries, want {len(ids)}"
    urns = [e.findtext(a + "id") for e in entries]
    assert len(set(urns)) == len(urns), "ids of entries are not unique"
    for e in entries:
        for name in ("title", "updated"):
            assert e.findtext(a + name), f"{e.findtext(a + 'id')} has no {name}"
    at = [tuple(float(v) for v in p.text.split()) for p in feed.iter(g + "point")]
    assert sorted(at) == sorted((lat, lon) for lon, lat in points.values()), "points differ, or are not latitude longitude"
