import io, pathlib, sys
import geopandas, pandas, requests

API, FILE = sys.argv[1] + "/collections/incidents", pathlib.Path("refineries.gpkg")
ask = {"kind": "strike", "category": "refinery", "status_min": "confirmed", "datetime": "2025-01-01/2025-12-31"}
answer = requests.get(API + "/download.gpkg", ask, timeout=600)
now = geopandas.read_file(io.BytesIO(answer.content), layer="incidents")
before = geopandas.read_file(FILE) if FILE.exists() else now.iloc[:0]
gone = before[~before["id"].isin(now["id"])].copy()  # there last week, not now
codes = [requests.get(f"{API}/items/{id}", timeout=60).status_code for id in gone["id"]]
gone["status"] = [{410: "withdrawn", 404: "removed"}.get(code, "no longer matches") for code in codes]
pandas.concat([now, gone]).to_file(FILE)
