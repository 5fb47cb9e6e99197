"""QGIS without a screen: its OGC API Features provider and its vector tiles."""

from checks import BOX, FROM, ROOT, TO, Truth, check, get, same

# QGIS must have its application before anything else of it.
from qgis.core import (
    Qgis,
    QgsApplication,
    QgsFeatureRequest,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
    QgsVectorTileLayer,
)
from qgis.PyQt.QtCore import QSize, QVariant
from qgis.PyQt.QtGui import QColor

application = QgsApplication([], False)
application.initQgis()
truth = Truth()
print(f"QGIS {Qgis.QGIS_VERSION}")


def layer(name="incidents", extra=""):
    source = f"url='{ROOT}' typename='{name}' pageSize='5000' maxNumFeatures='1000000' restrictToRequestBBOX='0'{extra}"
    made = QgsVectorLayer(source, name, "OAPIF")
    assert made.isValid(), f"{name} is not valid: {made.error().message()}"
    return made


def ids(made, request=None):
    column = made.fields().indexOf("id")
    assert column >= 0, f"there is no field id among {[f.name() for f in made.fields()]}"
    return [f[column] for f in made.getFeatures(request or QgsFeatureRequest())]


@check("lists all collections")
def _():
    for c in get(ROOT + "/collections")["collections"]:
        layer(c["id"])


@check("pages through all, none lost or doubled")
def _():
    same(ids(layer()), truth.ids, "items")


@check("filters by box")
def _():
    request = QgsFeatureRequest().setFilterRect(QgsRectangle(*BOX))
    same(ids(layer(), request), truth.in_box(), "the box")


@check("filters by time and property")
def _():
    request = QgsFeatureRequest().setFilterExpression(
        f"\"kind\" = 'strike' AND \"time_from\" < to_datetime('{TO}') AND \"time_to\" > to_datetime('{FROM}')"
    )
    want = set(truth.in_time()) & set(truth.strikes())
    same(ids(layer(), request), want, "strikes of the month")


@check("reads times as times")
def _():
    made = layer()
    for name in ("time_from", "time_to", "published", "updated"):
        kind = made.fields().field(name).type()
        assert kind == QVariant.DateTime, f"{name} is {QVariant.typeToName(kind)}"
    want = {f["id"]: f["properties"]["time_from"] for f in truth.features[:200]}
    seen = 0
    for f in made.getFeatures():
        if f["id"] in want:
            have = f["time_from"].toUTC().toString("yyyy-MM-ddTHH:mm:ss") + "Z"
            assert have == want[f["id"]][:19] + "Z", f"{want[f['id']]} became {have}"
            seen += 1
    assert seen == len(want), f"{seen} of {len(want)} were seen"


@check("reads points as longitude, latitude")
def _():
    want = {f["id"]: f["geometry"]["coordinates"] for f in truth.features if f["geometry"]}
    for f in layer().getFeatures():
        if f.hasGeometry():
            point = f.geometry().asPoint()
            assert [point.x(), point.y()] == want[f["id"]], f"{f['id']} is at {point}"


@check("draws the vector tiles")
def _():
    site = ROOT[: -len("/api/v1")]
    tiles = QgsVectorTileLayer(f"type=xyz&url={site}/tiles/%7Bz%7D/%7Bx%7D/%7By%7D.mvt&zmin=0&zmax=14", "tiles")
    assert tiles.isValid(), tiles.error().message()
    settings = QgsMapSettings()
    settings.setLayers([tiles])
    settings.setDestinationCrs(tiles.crs())
    settings.setOutputSize(QSize(400, 300))
    settings.setBackgroundColor(QColor("white"))
    settings.setExtent(QgsRectangle(2_200_000, 5_400_000, 5_600_000, 7_900_000))
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    picture = job.renderedImage()
    inked = sum(picture.pixelColor(x, y) != QColor("white") for x in range(0, 400, 2) for y in range(0, 300, 2))
    assert inked > 20, f"only {inked} of 30,000 pixels are drawn"


@check("opens the GeoPackage with its style")
def _():
    made = QgsVectorLayer("incidents.gpkg|layername=incidents", "incidents", "ogr")
    assert made.isValid(), made.error().message()
    assert made.featureCount() == len(truth.ids), f"it has {made.featureCount()}, want {len(truth.ids)}"
    said, loaded = made.loadDefaultStyle()
    assert loaded, said
    assert made.renderer().type() != "singleSymbol", "all symbols are the same"


QgsProject.instance().clear()
application.exitQgis()
