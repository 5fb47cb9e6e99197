"""The downloaded KML: by the OGC's schema as fastkml ships it, and read back."""

import os

from checks import ITEMS, check, pages, same
from fastkml import kml
from fastkml.validator import get_schema_parser
from lxml import etree

FILE = "incidents.kml"
if not os.path.exists(FILE):
    raise SystemExit("there is no " + FILE)
tree = etree.parse(FILE)
NS = {"k": "http://www.opengis.net/kml/2.2"}


@check("is valid by the schema of KML 2.2")
def _():
    schema = get_schema_parser()
    assert schema.validate(tree), "\n".join(str(e) for e in list(schema.error_log)[:5])


@check("ids are unique")
def _():
    have = tree.xpath("//@id")
    assert have and len(have) == len(set(have)), f"{len(have) - len(set(have))} come twice"


@check("styles and schemas that are used are there")
def _():
    ids = set(tree.xpath("//@id"))
    used = tree.xpath("//k:styleUrl/text()", namespaces=NS) + tree.xpath("//@schemaUrl")
    assert used, "nothing is styled"
    for one in used:
        assert one.startswith("#") and one[1:] in ids, f"{one} is not there"


@check("a placemark for each incident, with its point and its time")
def _():
    truth = pages(ITEMS + "?limit=10000")
    marks = tree.xpath("//k:Placemark", namespaces=NS)
    assert len(marks) == len(truth), f"{len(marks)} placemarks, want {len(truth)}"
    points = tree.xpath("//k:Placemark//k:Point", namespaces=NS)
    assert len(points) == sum(1 for f in truth if f["geometry"]), f"{len(points)} points"
    spans = tree.xpath("//k:Placemark[k:TimeSpan/k:begin and k:TimeSpan/k:end or k:TimeStamp]", namespaces=NS)
    assert len(spans) == len(truth), f"{len(spans)} with a time"


@check("another reader reads it")
def _():
    assert list(kml.KML.parse(FILE).features), "fastkml finds nothing"
