#!/usr/bin/python3
"""Writes vectors.json beside this file: predictions and what scikit-learn and SciPy say of them. Needs python3-sklearn."""
import json
import pathlib

import numpy as np
import scipy.stats
import sklearn
from scipy.interpolate import interp1d
from scipy.optimize import brentq
from sklearn import metrics

random = np.random.RandomState(7)


def reals(values):
    """Exact decimal forms of doubles."""
    return [float(v) for v in np.asarray(values).ravel()]


def curve(scores, positive, areas=(0.1, 0.5)):
    alarms, hits, _ = metrics.roc_curve(positive, scores, drop_intermediate=False)
    det_alarms, det_misses, _ = metrics.det_curve(positive, scores)
    return {
        "falseAlarms": reals(alarms), "hits": reals(hits),
        "detFalseAlarms": reals(det_alarms), "detMisses": reals(det_misses),
        "area": metrics.roc_auc_score(positive, scores),
        "partial": [{"most": m, "area": metrics.roc_auc_score(positive, scores, max_fpr=m)} for m in areas],
        "equalErrorRate": brentq(lambda x: 1 - x - interp1d(alarms, hits)(x), 0, 1, xtol=1e-15),
    }


def calibration(p, labels, bins=15):
    """Guo and others 2017, written out: scikit-learn has the curve for two classes only."""
    top, right = p.max(1).astype(float), p.argmax(1) == labels
    edges = np.arange(1, bins + 1) / bins
    place = np.searchsorted(edges, top, side="left").clip(0, bins - 1)
    gaps = [(np.sum(place == b), abs(right[place == b].mean() - top[place == b].mean())) for b in range(bins) if np.any(place == b)]
    clipped = p.astype(float).clip(2.0 ** -23, 1)
    return {
        "expectedError": sum(n * g for n, g in gaps) / len(labels), "largestError": max(g for _, g in gaps),
        "brier": float(np.mean(np.sum((p.astype(float) - np.eye(p.shape[1])[labels]) ** 2, 1))),
        "negativeLogLikelihood": float(-np.log(clipped[np.arange(len(labels)), labels]).mean()),
    }


def classifier(name, n, classes, groups, quantized, absent=()):
    labels = random.randint(0, classes, n)
    for c in absent:
        labels[labels == c] = (c + 1) % classes
    logits = random.randn(n, classes) + 1.6 * np.eye(classes)[labels]
    logits[:, list(absent)] -= 1
    p = np.exp(logits - logits.max(1, keepdims=True))
    p = (p / p.sum(1, keepdims=True)).astype(np.float32)
    if quantized:
        p = (np.round(p * 256).clip(0, 255) / 256).astype(np.float32)
    predicted = p.argmax(1)
    owner = ["g%d" % g for g in random.randint(0, groups, n)]
    precision, recall, f1, support = metrics.precision_recall_fscore_support(labels, predicted, labels=range(classes), zero_division=0)
    accuracies = [np.mean(predicted[np.array(owner) == g] == labels[np.array(owner) == g]) for g in sorted(set(owner))]
    right = int(np.sum(predicted == labels))
    wilson = scipy.stats.binomtest(right, n).proportion_ci(method="wilson")
    mean = scipy.stats.t.interval(0.95, len(accuracies) - 1, np.mean(accuracies), scipy.stats.sem(accuracies))
    result = {
        "name": name, "classes": classes, "probabilities": reals(p), "labels": labels.tolist(), "groups": owner,
        "accuracy": metrics.accuracy_score(labels, predicted), "wilson": [wilson.low, wilson.high],
        "confusion": metrics.confusion_matrix(labels, predicted, labels=range(classes)).tolist(),
        "precision": reals(precision), "recall": reals(recall), "f1": reals(f1), "support": support.tolist(),
        "macroF1": metrics.f1_score(labels, predicted, average="macro"),
        "macroF1OfFirstTwo": metrics.f1_score(labels, predicted, average="macro", labels=[0, 1]),
        "balancedAccuracy": metrics.balanced_accuracy_score(labels, predicted),
        "groupAccuracies": reals(sorted(accuracies)), "groupMean": [float(np.mean(accuracies)), *map(float, mean)],
        "groupSpread": float(np.std(accuracies, ddof=1)), "calibration": calibration(p, labels),
        "curves": [curve(p[:, c], labels == c) if np.any(labels == c) else None for c in range(classes)],
    }
    if not quantized:  # with equal probabilities scikit-learn prefers the last class, ARG_MAX the first
        result["topK"] = [metrics.top_k_accuracy_score(labels, p, k=k, labels=range(classes)) for k in range(1, classes)]
    return result


def anomaly():
    """As the machine condition challenge scores: AUC, and up to 10 % false alarms. Many equal scores."""
    positive = random.rand(300) < 0.3
    scores = np.round(random.gamma(2, 1, 300) + 1.2 * positive, 1)
    return {"scores": reals(scores), "positive": positive.tolist(), "curve": curve(scores, positive, (0.01, 0.1, 0.37))}


def regression():
    targets = random.randn(60).astype(np.float32)
    predicted = (targets + 0.3 * random.randn(60) + 0.1).astype(np.float32)
    t, y = targets.astype(float), predicted.astype(float)
    return {
        "targets": reals(targets), "predicted": reals(predicted), "meanAbsolute": metrics.mean_absolute_error(t, y),
        "rootMeanSquare": float(np.sqrt(metrics.mean_squared_error(t, y))), "largest": metrics.max_error(t, y),
        "bias": float(np.mean(y - t)), "determination": metrics.r2_score(t, y),
    }


def means():
    cases = [random.rand(n) for n in (2, 3, 4, 5, 9, 10, 31, 120)]
    return [{"values": reals(c), "low": low, "high": high} for c in cases
            for low, high in [map(float, scipy.stats.t.interval(0.95, len(c) - 1, np.mean(c), scipy.stats.sem(c)))]]


def shares():
    cases = [(0, 1), (1, 1), (0, 20), (20, 20), (7, 20), (199, 200), (9912, 10000)]
    return [{"right": k, "trials": n, "low": ci.low, "high": ci.high} for k, n in cases
            for ci in [scipy.stats.binomtest(k, n).proportion_ci(method="wilson")]]


vectors = {
    "scikitLearn": sklearn.__version__,
    "classifiers": [classifier("five classes", 160, 5, 6, False), classifier("two classes of a device", 120, 2, 4, True),
                    classifier("four classes of a device, one without examples", 90, 4, 3, True, absent=(2,))],
    "anomaly": anomaly(), "regression": regression(), "means": means(), "shares": shares(),
    "normalQuantiles": [{"p": p, "z": float(scipy.stats.norm.ppf(p))} for p in (0.001, 0.01, 0.05, 0.2, 0.5, 0.6, 0.9, 0.975, 0.9999)],
}
pathlib.Path(__file__).with_name("vectors.json").write_text(json.dumps(vectors, separators=(",", ":")) + "\n")
