"""OWSLib's client of OGC API Features."""

from checks import BOX, FROM, ROOT, TO, Truth, check, get, same
from owslib.ogcapi.features import Features

truth = Truth()
service = Features(ROOT)


@check("reads landing page, conformance and description")
def _():
    assert service.links, "there are no links"
    assert any(c.endswith("ogcapi-features-1/1.0/conf/core") for c in service.conformance()["conformsTo"])
    assert service.api()["openapi"].startswith("3.0"), service.api()["openapi"]


@check("lists all collections")
def _():
    want = sorted(c["id"] for c in get(ROOT + "/collections")["collections"])
    have = sorted(service.feature_collections())
    assert have == want, f"has {have}, want {want}"


@check("pages through all, none lost or doubled")
def _():
    have, page, count = [], 5000, None
    if len(truth.ids) > 100_000:
        page = 10_000
    while count is None or count == page:
        batch = service.collection_items("incidents", limit=page, offset=len(have))["features"]
        count = len(batch)
        have += [f["id"] for f in batch]
    same(have, truth.ids, "items by offset")


@check("filters by box")
def _():
    answer = service.collection_items("incidents", bbox=list(BOX), limit=10000)
    points = [f["id"] for f in answer["features"] if f["geometry"]]
    if answer.get("numberMatched", 0) <= 10000:
        same(points, truth.in_box(), "the box")
    else:
        assert not set(points) - set(truth.in_box()), "there are points outside the box"


@check("filters by time")
def _():
    answer = service.collection_items("incidents", datetime_=FROM + "/" + TO, limit=10000)
    same([f["id"] for f in answer["features"]], truth.in_time()[:10000], "the month")


@check("reads one item")
def _():
    assert service.collection_item("incidents", truth.ids[0])["id"] == truth.ids[0]


@check("reads queryables and schema")
def _():
    assert "kind" in service.collection_queryables("incidents")["properties"]


@check("filters by CQL2")
def _():
    answer = service.collection_items("incidents", filter="kind = 'strike'", limit=10000)
    same([f["id"] for f in answer["features"]], truth.strikes()[:10000], "strikes")
