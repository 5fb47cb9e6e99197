"""What the clients share: how a check is reported, and what is true.

Each script gets the address of the landing page as its argument.
"""

import json
import sys
import traceback
import urllib.parse
import urllib.request

ROOT = sys.argv[1]
ITEMS = ROOT + "/collections/incidents/items"

# The questions of the bbox and datetime checks: a box with many incidents in it, and a
# month whose ends no incident begins or ends at: clients differ on which ends belong to it.
BOX = (30.0, 44.0, 42.0, 52.0)
FROM, TO = "2025-06-01T00:30:17Z", "2025-06-30T23:30:17Z"


class Skip(Exception):
    """Ends a check whose subject is not there."""


def check(name):
    """Runs the function at once and prints what became of it."""

    def run(function):
        outcome, said = "passed", ""
        try:
            function()
        except Skip as reason:
            outcome, said = "skipped", str(reason)
        except AssertionError as fault:
            outcome, said = "failed", str(fault) or traceback.format_exc()
        except Exception:
            outcome, said = "failed", traceback.format_exc(limit=-2)
        report(name, outcome, said)

    return run


def report(name, outcome, said=""):
    print(json.dumps({"check": name, "outcome": outcome, "said": said}), flush=True)


def get(address):
    """A JSON document."""
    with urllib.request.urlopen(address) as reply:
        return json.load(reply)


def pages(address):
    """All features by the next links, as plain dictionaries."""
    features = []
    while address:
        page = get(address)
        features += page["features"]
        address = next((l["href"] for l in page["links"] if l["rel"] == "next"), None)
    return features


def same(have, want, what):
    """Two collections hold the same ids, each once."""
    have, want = list(have), list(want)
    twice = len(have) - len(set(have))
    assert twice == 0, f"{what}: {twice} come twice"
    lost, more = set(want) - set(have), set(have) - set(want)
    assert not lost and not more, (
        f"{what}: has {len(have)}, want {len(want)}; lost {sorted(lost)[:3]}, too many {sorted(more)[:3]}"
    )


class Truth:
    """The incidents as the next links give them, read once with nothing but Python."""

    def __init__(self):
        self.features = pages(ITEMS + "?limit=10000")
        self.ids = [f["id"] for f in self.features]

    def in_box(self):
        """Ids of the points in BOX."""
        west, south, east, north = BOX
        return [
            f["id"]
            for f in self.features
            if f["geometry"]
            and west <= f["geometry"]["coordinates"][0] <= east
            and south <= f["geometry"]["coordinates"][1] <= north
        ]

    def in_time(self):
        """Ids of those that touch the interval FROM to TO."""
        return [
            f["id"]
            for f in self.features
            if f["properties"]["time_from"] < TO and f["properties"]["time_to"] > FROM
        ]

    def strikes(self):
        return [f["id"] for f in self.features if f["properties"]["kind"] == "strike"]


def with_params(address, **params):
    return address + "?" + urllib.parse.urlencode(params)
