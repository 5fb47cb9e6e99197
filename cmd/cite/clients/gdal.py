"""The system's GDAL: the OAPIF driver, vector tiles and the feeds."""

import datetime

from checks import BOX, FROM, ROOT, TO, Truth, check, get, same
from osgeo import gdal, ogr

gdal.UseExceptions()
ogr.UseExceptions()
truth = Truth()


def collection(name="incidents", *options):
    dataset = gdal.OpenEx("OAPIF:" + ROOT, gdal.OF_VECTOR, open_options=["PAGE_SIZE=5000", *options])
    return dataset, dataset.GetLayerByName(name)


def ids(layer):
    return [f.GetField("id") for f in layer]


@check("lists all collections")
def _():
    dataset, _ = collection()
    have = sorted(dataset.GetLayer(i).GetName() for i in range(dataset.GetLayerCount()))
    want = sorted(c["id"] for c in get(ROOT + "/collections")["collections"])
    assert have == want, f"has {have}, want {want}"


@check("pages through all, none lost or doubled")
def _():
    _, layer = collection()
    same(ids(layer), truth.ids, "items")


@check("counts without reading all")
def _():
    _, layer = collection()
    assert layer.GetFeatureCount() == len(truth.ids), f"counts {layer.GetFeatureCount()}, want {len(truth.ids)}"


@check("filters by box")
def _():
    _, layer = collection()
    layer.SetSpatialFilterRect(*BOX)
    same(ids(layer), truth.in_box(), "the box")
    assert truth.in_box(), "nothing is in the box"


@check("filters by time")
def _():
    _, layer = collection()
    layer.SetAttributeFilter(
        f"time_from < '{TO.replace('-', '/').replace('T', ' ')}' AND time_to > '{FROM.replace('-', '/').replace('T', ' ')}'"
    )
    same(ids(layer), truth.in_time(), "the month")


@check("filters by property")
def _():
    _, layer = collection()
    layer.SetAttributeFilter("kind = 'strike'")
    same(ids(layer), truth.strikes(), "strikes")


@check("reads times as times")
def _():
    _, layer = collection()
    for name in ("time_from", "time_to", "published", "updated"):
        index = layer.GetLayerDefn().GetFieldIndex(name)
        kind = layer.GetLayerDefn().GetFieldDefn(index).GetTypeName()
        assert kind == "DateTime", f"{name} is {kind}"
    want = {f["id"]: f["properties"]["time_from"] for f in truth.features[:200]}
    for f in layer:
        if f.GetField("id") in want:
            y, m, d, h, minute, s, zone = f.GetFieldAsDateTime("time_from")
            have = datetime.datetime(y, m, d, h, minute, int(s)).isoformat() + "Z"
            text = want.pop(f.GetField("id"))
            assert have == text[:19] + "Z" and zone == 100, f"{text} became {have} in zone {zone}"
        if not want:
            break
    assert not want, f"{len(want)} were not seen"


@check("reads points as longitude, latitude")
def _():
    _, layer = collection()
    want = {f["id"]: f["geometry"]["coordinates"] for f in truth.features if f["geometry"]}
    for f in layer:
        g = f.GetGeometryRef()
        if g is not None:
            have = [g.GetX(), g.GetY()]
            assert have == want[f.GetField("id")], f"{f.GetField('id')} is at {have}"
    assert layer.GetGeomType() == ogr.wkbPoint, f"the layer is of {ogr.GeometryTypeToName(layer.GetGeomType())}"


@check("reads every other collection")
def _():
    for c in get(ROOT + "/collections")["collections"]:
        if c["id"] in ("incidents", "claims") and len(truth.ids) > 1000:
            continue
        _, layer = collection(c["id"])
        have = layer.GetFeatureCount()
        read = sum(1 for _ in layer)
        assert read == have and (read > 0 or c["id"] == "areas"), f"{c['id']} counts {have} and has {read}"


@check("reads the feed")
def _():
    address = ROOT.removesuffix("/api/v1") + "/feeds/v1/all-latest.geojson"
    want = [f["id"] for f in get(address)["features"]]
    dataset = gdal.OpenEx(address, gdal.OF_VECTOR)  # kept, for its layers die with it
    same(ids(dataset.GetLayer(0)), want, "all-latest.geojson")


@check("reads vector tiles")
def _():
    address = ROOT.removesuffix("/api/v1") + "/tiles/0/0/0.mvt"
    dataset = gdal.OpenEx("MVT:/vsicurl_streaming/" + address, gdal.OF_VECTOR)
    count = 0
    for i in range(dataset.GetLayerCount()):
        layer = dataset.GetLayer(i)
        for f in layer:
            count += f.GetField("count") if layer.GetName() == "cells" else 1
    want = sum(1 for f in truth.features if f["geometry"])
    assert count == want, f"the tile holds {count} incidents, want {want}"
