#!/usr/bin/env python3
"""CPU seconds of the peers beside which BENCHMARKS.md puts ours, on the same data.

    python3 -m venv peers && peers/bin/pip install scipy==1.17.1 numpy==2.4.6 pandas==2.3.3 \\
        pandana==0.8 access==1.1.10.post3 inequality==1.1.2 osmium==4.3.2
    peers/bin/python scripts/peers.py DATA

DATA holds the folders r5r-poa and access-chicago. Ours: `cargo bench -p network --bench streets`,
`cargo bench -p access --bench measures`, `cargo bench -p access --bench equity`. A peer that is not
installed is said to be not measured. One thread: CPU time counts all threads of the process.
"""
import csv
import importlib
import os
import sys
import time

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"

WALKED = {
    "trunk", "primary", "secondary", "tertiary", "unclassified", "residential", "living_street",
    "service", "pedestrian", "track", "path", "footway", "steps", "cycleway", "primary_link",
    "secondary_link", "tertiary_link", "trunk_link", "road", "corridor",
}


def lap(what, work):
    """Runs something and prints its CPU seconds."""
    begun = time.process_time()
    found = work()
    print(f"{time.process_time() - begun:9.3f} s  {what}", flush=True)
    return found


def peer(name):
    """A module, or None aloud."""
    try:
        return importlib.import_module(name)
    except ImportError:
        print(f"NOT MEASURED: {name} is not installed")
        return None


def rows(path):
    """Rows of a CSV file as dictionaries."""
    with open(path, encoding="utf-8") as file:
        return list(csv.DictReader(file))


def ways(osmium, path):
    """Nodes and lists of nodes of the ways on which one may walk."""
    places, found = {}, []

    class Reader(osmium.SimpleHandler):
        def way(self, way):
            if way.tags.get("highway") not in WALKED or way.tags.get("foot") == "no":
                return
            refs = []
            for node in way.nodes:
                if node.location.valid():
                    places[node.ref] = (node.location.lon, node.location.lat)
                    refs.append(node.ref)
            found.append(refs)

    Reader().apply_file(path, locations=True)
    return places, found


def graph(places, found):
    """The largest connected part as arrays: longitude, latitude, ends and metres of segments."""
    import numpy as np
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    number = {node: at for at, node in enumerate(places)}
    lon, lat = np.array(list(places.values())).T
    pairs = [(number[a], number[b]) for refs in found for a, b in zip(refs, refs[1:]) if a != b]
    a, b = np.array(pairs).T
    _, part = connected_components(
        coo_array((np.ones(len(a)), (a, b)), shape=(len(lon), len(lon))), directed=False
    )
    kept = part == np.bincount(part).argmax()
    new = np.cumsum(kept) - 1
    inside = kept[a]
    a, b = new[a[inside]], new[b[inside]]
    lon, lat = lon[kept], lat[kept]
    east = np.radians(lon[a] - lon[b]) * np.cos(np.radians((lat[a] + lat[b]) / 2))
    metres = 6_371_008.8 * np.hypot(east, np.radians(lat[a] - lat[b]))
    return lon, lat, a, b, metres


def porto_alegre(folder):
    """Walks and the nearest school on the streets of Porto Alegre."""
    osmium, scipy, pandana = peer("osmium"), peer("scipy"), peer("pandana")
    if osmium is None or scipy is None:
        return
    import numpy as np
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import dijkstra
    from scipy.spatial import cKDTree

    pbf = os.path.join(folder, "poa_osm.pbf")
    places, found = lap("osmium: extract to ways", lambda: ways(osmium, pbf))
    lon, lat, a, b, metres = graph(places, found)
    n = len(lon)
    print(f"            {n} nodes, {len(a)} segments")
    # Of two segments between the same nodes the shorter counts: a sparse array would add them up.
    least = {}
    for ends, long in zip(zip(np.minimum(a, b).tolist(), np.maximum(a, b).tolist()), metres):
        least[ends] = min(long, least.get(ends, long))
    ends = np.array(list(least)).T
    long = np.maximum(np.array(list(least.values())), 1e-6)
    whole = coo_array((long, tuple(ends)), shape=(n, n)).tocsr()
    narrow = np.cos(np.radians(lat.mean()))
    tree = cKDTree(np.c_[lon * narrow, lat])
    grid = rows(os.path.join(folder, "poa_hexgrid.csv"))
    points = np.array([(float(hex["lon"]) * narrow, float(hex["lat"])) for hex in grid])
    near = tree.query(points)[1]
    schools = near[[float(hex["schools"] or 0) > 0 for hex in grid]]

    def bounded():
        for start in near:
            dijkstra(whole, directed=False, indices=start, limit=900.0)

    lap(f"scipy: {len(near)} walks bounded at 900 m", bounded)
    lap(
        f"scipy: nearest of {len(schools)} schools for all nodes, one pass",
        lambda: dijkstra(whole, directed=False, indices=schools, min_only=True),
    )
    if pandana is None:
        return
    import pandas

    network = lap(
        "pandana: preparing",
        lambda: pandana.Network(
            pandas.Series(lon), pandas.Series(lat), pandas.Series(ends[0]), pandas.Series(ends[1]),
            pandas.DataFrame({"metres": long}),
        ),
    )

    def nearest():
        network.set_pois("school", 5_000, 1, pandas.Series(lon[schools]), pandas.Series(lat[schools]))
        return network.nearest_pois(5_000, "school", 1)

    lap("pandana: nearest school for all nodes", nearest)


def chicago(folder):
    """Measures of access for doctors in Chicago, straight lines at 40 km/h within an hour."""
    if peer("access") is None:
        return
    import numpy as np
    import pandas
    from access import Access, weights

    tracts = pandas.read_csv(os.path.join(folder, "tracts.csv"))
    x, y = tracts["x"].to_numpy(), tracts["y"].to_numpy()
    minutes = np.hypot(x[:, None] - x, y[:, None] - y) / 1000 / 40 * 60
    origin, dest = np.nonzero(minutes <= 60)
    ids = tracts["geoid"].to_numpy()
    costs = pandas.DataFrame(
        {"origin": ids[origin], "dest": ids[dest], "cost": minutes[origin, dest]}
    )
    print(f"            {len(costs)} pairs")

    def fresh():
        return Access(
            demand_df=tracts, demand_index="geoid", demand_value="pop", supply_df=tracts,
            supply_index="geoid", supply_value=["doc"], cost_df=costs, cost_origin="origin",
            cost_dest="dest", cost_name="cost", neighbor_cost_df=costs,
            neighbor_cost_origin="origin", neighbor_cost_dest="dest", neighbor_cost_name="cost",
        )

    steps = weights.step_fn({10: 1, 20: 0.68, 30: 0.22})
    three = weights.step_fn({10: 0.962, 20: 0.704, 30: 0.377, 60: 0.042})
    measures = {
        "FCA, 15 min": lambda ready: ready.fca_ratio(max_cost=15),
        "2SFCA, 30 min": lambda ready: ready.two_stage_fca(max_cost=30),
        "E2SFCA": lambda ready: ready.enhanced_two_stage_fca(weight_fn=steps),
        "3SFCA": lambda ready: ready.three_stage_fca(weight_fn=three),
        "gravity, gaussian 15": lambda ready: ready.weighted_catchment(weight_fn=weights.gaussian(15)),
        "RAAM, tau 30, no gap": lambda ready: ready.raam(tau=30),
    }
    for name, measure in measures.items():
        ready = fresh()
        lap(f"PySAL: {name}", lambda: measure(ready))


def inequality():
    """Indices of a million values; a decomposition over 2,800 groups does not finish."""
    if peer("inequality") is None:
        return
    import numpy as np
    from inequality.gini import Gini
    from inequality.theil import Theil, TheilD

    chance = np.random.default_rng(7)
    values = chance.exponential(size=1_000_000) + 0.1
    lap("PySAL inequality: Gini of 1 M values", lambda: Gini(values).g)
    lap("PySAL inequality: Theil of 1 M values", lambda: Theil(values).T)
    groups = chance.integers(0, 30, size=len(values))
    lap("PySAL inequality: Theil in 30 groups", lambda: TheilD(values, groups).bg)


def main():
    """All peers, one after the other."""
    if len(sys.argv) != 2 or not os.path.isdir(sys.argv[1]):
        sys.exit("name the folder that holds r5r-poa and access-chicago")
    data = sys.argv[1]
    porto_alegre(os.path.join(data, "r5r-poa"))
    chicago(os.path.join(data, "access-chicago"))
    inequality()


if __name__ == "__main__":
    main()
