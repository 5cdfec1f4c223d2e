#!/usr/bin/python3
"""Reference values of projections: scikit-learn's PCA, t-SNE and trustworthiness, and umap-learn (Debian's packages python3-sklearn and umap-learn).

Usage: /usr/bin/python3 tools/golden/projections.py > tests/Thelper.Tests/Golden/viz/projections.json

digits.csv.gz beside it is scikit-learn's own file of the 1,797 digits (UCI, E. Alpaydin and C. Kaynak, 1998; CC BY 4.0): 64 pixels and the label.
"""

import pins  # first: the libraries read these settings when they are loaded
import json
import pickle
import pickletools
import sys
import warnings

import numpy as np
import sklearn.datasets
import sklearn.decomposition
import sklearn.manifold
import sklearn.neighbors
import umap
import umap.umap_
from scipy.spatial.distance import pdist, squareform
from sklearn.manifold import _t_sne

warnings.simplefilter("ignore")
rng = np.random.default_rng(18)


def points(n, d):
    return np.round(rng.normal(size=(n, d)) * rng.uniform(0.5, 3, d), 4)


def pca(data, components):
    result = sklearn.decomposition.PCA(components, svd_solver="full").fit_transform(data)
    signs = np.sign(result[np.abs(result).argmax(0), range(components)])
    return {"points": data.tolist(), "components": components, "result": (result * signs).tolist()}


def joint(data, perplexity):
    squares = squareform(pdist(data, "sqeuclidean"))
    every = squareform(_t_sne._joint_probabilities(squares, perplexity, 0))
    each = min(len(data) - 1, int(3 * perplexity + 1))
    graph = sklearn.neighbors.NearestNeighbors(n_neighbors=each).fit(data).kneighbors_graph(mode="distance")
    graph.data **= 2
    near = _t_sne._joint_probabilities_nn(graph, perplexity, 0).toarray()
    return {"points": data.tolist(), "perplexity": perplexity, "all": every.tolist(), "near": near.tolist()}


def gradient(data, perplexity):
    squares = squareform(pdist(data, "sqeuclidean"))
    likely = _t_sne._joint_probabilities(squares, perplexity, 0)
    places = np.round(rng.normal(size=(len(data), 2)) * 3, 3)
    divergence, slope = _t_sne._kl_divergence(places.ravel(), likely, 1, len(data), 2)
    return {"points": data.tolist(), "perplexity": perplexity, "places": places.tolist(), "divergence": float(divergence), "gradient": slope.reshape(-1, 2).tolist()}


def fuzzy(data, neighbors, connectivity, mix):
    graph, _, _ = umap.umap_.fuzzy_simplicial_set(
        data.astype(np.float32), neighbors, np.random.RandomState(0), "euclidean", local_connectivity=connectivity, set_op_mix_ratio=mix)
    return {"points": data.tolist(), "neighbors": neighbors, "connectivity": connectivity, "mix": mix, "result": graph.toarray().astype(float).tolist()}


def curve(spread, distance):
    a, b = umap.umap_.find_ab_params(spread, distance)
    return {"spread": spread, "distance": distance, "a": float(a), "b": float(b)}


def trust(data, projected, neighbors):
    return {"points": data.tolist(), "projected": projected.tolist(), "neighbors": neighbors,
            "result": float(sklearn.manifold.trustworthiness(data, projected, n_neighbors=neighbors))}


digits = sklearn.datasets.load_digits().data
tsne = [float(sklearn.manifold.trustworthiness(digits, sklearn.manifold.TSNE(init="pca", random_state=seed).fit_transform(digits), n_neighbors=12)) for seed in range(2)]
maps = [float(sklearn.manifold.trustworthiness(digits, umap.UMAP(random_state=seed).fit_transform(digits), n_neighbors=12)) for seed in range(2)]
near_copies = np.concatenate([points(12, 4), np.tile(points(1, 4), (3, 1))])
json.dump({
    "pca": [pca(points(40, 7), 3), pca(points(5, 9), 2), pca(points(6, 6), 4)],
    "joint": [joint(points(30, 5), 8), joint(points(60, 3), 5), joint(points(20, 2) * 100, 4)],
    "gradient": [gradient(points(30, 5), 6)],
    "fuzzy": [fuzzy(points(40, 5), 8, 1.0, 1.0), fuzzy(points(40, 5), 8, 1.5, 0.5), fuzzy(points(30, 3), 5, 2.0, 0.25), fuzzy(near_copies, 5, 1.0, 1.0)],
    "curve": [curve(1.0, 0.1), curve(1.0, 0.5), curve(2.0, 0.01), curve(1.5, 0.0)],
    "trust": [trust(points(30, 5), points(30, 2), 5), trust(points(25, 3), points(25, 2), 12), trust(points(26, 3), points(26, 2), 1)],
    "digits": {"tsne": tsne, "umap": maps},
    "pickles": {str(n): pickletools.optimize(pickle.dumps((np.arange(2 * n, dtype=np.float32) / 4).reshape(n, 2), protocol=3)).hex() for n in (2, 300)},
}, sys.stdout)
