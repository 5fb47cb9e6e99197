"""Runs journey.py as somebody does who comes back every week.

Between two weeks one strike is withdrawn, and the desk calls another disputed.
"""

import datetime
import json
import os
import pathlib
import subprocess
import sys

import geopandas
from checks import ITEMS, ROOT, check, get, pages, same, with_params

BEGAN = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
FILE = pathlib.Path("refineries.gpkg")
QUESTION = dict(kind="strike", category="refinery", status_min="confirmed", datetime="2025-01-01/2025-12-31", limit=1000)


def week():
    subprocess.run([sys.executable, "journey.py", ROOT], check=True)
    return geopandas.read_file(FILE).set_index("id")


def strikemap(*args):
    ended = subprocess.run([os.environ["STRIKEMAP"], *args], capture_output=True, text=True)
    assert ended.returncode == 0, f"strikemap {args[0]}: {ended.stdout}{ended.stderr}"
    return ended.stdout


def change(edit):
    """Exports the record, edits incidents by id, and imports those again."""
    exported = json.loads(strikemap("export", "--db", os.environ["RECORD"]))
    exported["features"] = [f for f in exported["features"] if f["id"] in edit]
    for f in exported["features"]:
        edit[f["id"]](f["record"])
        f["properties"] = {"id": f["id"], "state": f["record"]["state"]}  # the record speaks for the rest
    path = pathlib.Path("changed.geojson")
    path.write_text(json.dumps(exported))
    strikemap("import", "--db", os.environ["RECORD"], str(path))


def withdraw(record):
    record["state"] = "withdrawn"


def dispute(record):
    record["override"] = {"status": "disputed", "reason": "a test"}


WANT = [f["id"] for f in pages(with_params(ITEMS, **QUESTION))]
FILE.unlink(missing_ok=True)
first = week()


@check("the first week holds what the API has, even if that is nothing")
def _():
    same(first.index, WANT, "the first week")
    assert str(first.time_from.dtype).startswith("datetime64"), first.time_from.dtype
    assert first.crs.to_epsg() == 4326 or first.crs.to_authority() == ("OGC", "CRS84"), first.crs


@check("a week without changes changes nothing")
def _():
    again = week()
    assert again.drop(columns="geometry").equals(first.drop(columns="geometry")), "the file differs"


if "weekly" not in os.environ["RECORD"]:
    sys.exit()
assert len(WANT) >= 3, f"there are only {len(WANT)} such strikes to test with"
gone, doubted = first.index[0], first.index[1]


@check("withdrawals and doubts come with the next week")
def _():
    change({gone: withdraw, doubted: dispute})
    second = week()
    same(second.index, first.index, "the second week")
    assert second.status[gone] == "withdrawn", f"{gone} is {second.status[gone]}"
    assert second.status[doubted] == "no longer matches", f"{doubted} is {second.status[doubted]}"
    rest = first.index.difference([gone, doubted])
    assert (second.status[rest] == first.status[rest]).all(), "others changed"


@check("they stay so, week after week")
def _():
    third = week()
    assert third.status[gone] == "withdrawn", third.status[gone]
    same(third.index, first.index, "the third week")


@check("the list of changes names both")
def _():
    rows = get(with_params(ROOT + "/changes", after=BEGAN, limit=10000))["changes"]
    have = {r["id"]: (r["change"], r["status"]) for r in rows}
    assert have.get(gone) == ("withdrawal", "withdrawn"), have.get(gone)
    assert have.get(doubted, ("", ""))[1] == "disputed", have.get(doubted)
    assert len(rows) == 2, f"{len(rows)} changes are named"
