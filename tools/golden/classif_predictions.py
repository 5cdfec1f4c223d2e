#!/usr/bin/python3
"""The scores behind the test outputs of a classification session of the original framework.

Loads the session's best checkpoint into the same network, and predicts the samples in the order of its log_csv.csv, in
batches of 32. Writes class labels and float32 scores, so that metrics and reports can be compared without a model.

Usage: /usr/bin/python3 tools/golden/classif_predictions.py SESSION TEST_OUTPUT_FOLDER DATA > tests/Thelper.Tests/Golden/metrics/digits.json
"""

import pins  # first: the libraries read these settings when they are loaded
import csv
import json
import os
import sys

import cv2
import numpy
import torch
from torch import nn

session, outputs, data = sys.argv[1:]
state = torch.load(os.path.join(session, "checkpoints", "ckpt.best.pth"), map_location="cpu")
model = nn.ModuleDict(
    {
        "baseline": nn.Sequential(nn.Conv2d(1, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2)),
        "classifier": nn.Sequential(nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10)),
    }
)
model.load_state_dict(state["model"])
model.eval()

with open(os.path.join(outputs, "log_csv.csv")) as log:
    rows = list(csv.DictReader(log))
images = []
for row in rows:
    gray = cv2.cvtColor(cv2.imread(os.path.join(data, row["path"])), cv2.COLOR_BGR2GRAY).astype(numpy.float32)
    images.append((gray - numpy.float32(127)) / numpy.float32(255 - 127))
batch = torch.from_numpy(numpy.stack(images)[:, None])
with torch.no_grad():
    scores = torch.cat([model["classifier"](model["baseline"](part).flatten(1)) for part in batch.split(32)])
json.dump(
    {
        "paths": [row["path"] for row in rows],
        "labels": [int(row["target_name"]) for row in rows],
        "scores": [[float(value) for value in line] for line in scores.numpy()],
    },
    sys.stdout,
)
