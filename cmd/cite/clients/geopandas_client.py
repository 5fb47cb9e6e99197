"""geopandas and pyogrio with the GDAL of their wheels."""

import geopandas
import pandas
import pyogrio
from checks import BOX, FROM, ITEMS, ROOT, TO, Truth, check, get, same, with_params

truth = Truth()
SOURCE = "OAPIF:" + ROOT
print(f"GDAL {pyogrio.__gdal_version_string__}")


def read(**options):
    return geopandas.read_file(SOURCE, layer="incidents", engine="pyogrio", PAGE_SIZE=5000, **options)


@check("is a GDAL of 3.10 or later")
def _():
    assert pyogrio.__gdal_version__ >= (3, 10, 0), pyogrio.__gdal_version_string__


@check("lists all collections")
def _():
    have = sorted(name for name, _ in pyogrio.list_layers(SOURCE))
    want = sorted(c["id"] for c in get(ROOT + "/collections")["collections"])
    assert have == want, f"has {have}, want {want}"


@check("pages through all, none lost or doubled")
def _():
    frame = read()
    same(frame["id"], truth.ids, "items")
    assert frame.crs.to_epsg() == 4326 or frame.crs.to_authority() == ("OGC", "CRS84"), frame.crs


@check("filters by box")
def _():
    same(read(bbox=BOX)["id"], truth.in_box(), "the box")


@check("filters by time")
def _():
    frame = geopandas.read_file(with_params(ITEMS, datetime=FROM + "/" + TO, limit=10000))
    same(frame["id"], truth.in_time()[:10000], "the month")


@check("filters by property")
def _():
    same(read(where="kind = 'strike'")["id"], truth.strikes(), "strikes")


@check("reads times as times")
def _():
    frame = read(max_features=200)
    for name in ("time_from", "time_to", "published", "updated"):
        assert pandas.api.types.is_datetime64_any_dtype(frame[name]), f"{name} is {frame[name].dtype}"
    want = {f["id"]: pandas.Timestamp(f["properties"]["time_from"]) for f in truth.features}
    for row in frame.itertuples():
        at = row.time_from if row.time_from.tzinfo else row.time_from.tz_localize("UTC")
        assert at == want[row.id], f"{row.id}: {row.time_from}, want {want[row.id]}"


@check("reads a page as GeoJSON")
def _():
    frame = geopandas.read_file(with_params(ITEMS, limit=500))
    same(frame["id"], truth.ids[:500], "a page")
