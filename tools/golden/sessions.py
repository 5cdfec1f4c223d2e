#!/usr/bin/python3
"""Plays whole sessions on plain PyTorch, as thelper 0.6.2 plays them, and writes what they give: the reference of the parity tests.

Run with the Python that has Debian's torch, torchvision, scikit-learn and OpenCV, from anywhere:

    /usr/bin/python3 tools/golden/sessions.py                    # writes tests/Thelper.Tests/Golden/sessions/*.json
    /usr/bin/python3 tools/golden/sessions.py name ...           # only these
    /usr/bin/python3 tools/golden/sessions.py --check SESSIONS DATA   # compares itself with sessions of the original

The last form was used to validate this program on a folder of configurations with the session folders that the original wrote for them
(classif, segm, sr). Rules: one loop, no workers; each epoch steps the schedule first, reseeds torch with seed + epoch before a pass and
again when the loader starts, draws the loader's base seed, then the order. Training metrics are never reset.
"""
import pins  # first: the libraries read these settings when they are loaded
import copy
import glob
import json
import math
import os
import random
import re
import sys
import tempfile

import numpy as np
import torch

import sessions_metrics
from sessions_data import create_loaders
from sessions_model import create_loss, create_model, create_scheduler

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")


class Session:
    def __init__(self, config):
        self.trainer = config["trainer"]
        seeds = config["loaders"]
        self.seeds = seeds["torch_seed"], seeds.get("numpy_seed", 0), seeds.get("random_seed", 0)
        self.task, datasets, self.indices, self.loaders = create_loaders(config)
        self.model = create_model(config["model"], self.task)
        self.metrics = {s: sessions_metrics.create(self.trainer, s) for s in self.loaders}
        o = self.trainer.get("optimization", {})
        self.weights = self.optimizer = self.scheduler = self.step_metric = None
        if self.loaders["train"]:
            criterion = o.get("loss", self.trainer.get("classif_loss"))  # none where the model has its own
            self.loss, self.weights = create_loss(criterion, self.task, self.loaders["train"]) if criterion else (None, None)
            params = [p for p in self.model.parameters() if p.requires_grad]
            self.optimizer = getattr(torch.optim, o["optimizer"]["type"].split(".")[-1])(params, **o["optimizer"].get("params", {}))
            self.scheduler, self.step_metric = create_scheduler(o.get("scheduler"), self.optimizer)
        self.monitor, self.best, self.best_epoch, self.best_state = self.trainer.get("monitor"), None, -1, None

    def goal(self, name):
        return "min" if name == "loss" else (self.metrics["valid"].get(name) or self.metrics["train"][name]).goal

    def target(self, batch):
        t = batch[self.task.gt_key]
        if self.task.kind == "classif":
            name = lambda x: self.task.names.index(x) if isinstance(x, str) else int(x)
            one = lambda x: x if isinstance(x, torch.Tensor) else torch.tensor([name(y) for y in x])
            return [one(x) for x in t] if isinstance(t, list) and isinstance(t[0], (list, torch.Tensor)) else one(t)
        return t.long() if self.task.kind == "segm" else t.float()

    def run_pass(self, which, epoch):
        training, loader = which == "train", self.loaders[which]
        for seed, generator in zip(self.seeds, (torch.manual_seed, np.random.seed, random.seed)):
            generator(seed + epoch)
        self.model.train(training)
        if not training:
            for m in self.metrics[which].values():
                m.reset()
        losses = []
        with torch.set_grad_enabled(training):
            for index, batch in enumerate(loader.batches(epoch)):
                x, target = batch[self.task.input_key], self.target(batch)
                several = isinstance(x, list)
                xs, targets = (x, target) if several else ([x], [target])
                if training:
                    self.optimizer.zero_grad()
                preds, values = [], []
                for a, b in zip(xs, targets):
                    pred = self.model(a.float() if self.task.kind != "regr" else a)
                    if self.trainer.get("params", self.trainer).get("scale_preds") and pred.shape[-2:] != a.shape[-2:]:
                        pred = torch.nn.functional.interpolate(pred, size=a.shape[-2:], mode="bilinear")
                    if training:
                        loss = self.loss(pred, b)
                        loss.backward()
                        values.append(loss.item())
                    preds.append(pred.detach())
                if training:
                    self.optimizer.step()
                    losses.append(sum(values) / len(values))
                    pred, truth = torch.cat(preds), torch.cat(targets)
                else:
                    pred, truth = torch.stack(preds).mean(0) if several else preds[0], targets[0]
                if not training and index < self.trainer.get("skip_eval_iter", 0):
                    continue
                for m in self.metrics[which].values():
                    m.update(self.task, pred, truth, index, len(loader))
        return losses, {n: m.eval() for n, m in self.metrics[which].items()}

    def step_schedule(self, epoch, latest):
        if self.scheduler is None:
            return
        if self.step_metric is None:
            self.scheduler.step(epoch=epoch)
            return
        value = math.inf if self.goal(self.step_metric) == "min" else -math.inf
        if epoch > 0:
            value = latest["train/loss"] if self.step_metric == "loss" else \
                {**latest["train/metrics"], **latest.get("valid/metrics", {})}[self.step_metric]
        self.scheduler.step(value, epoch=epoch)

    def run(self):
        out, latest = {"weights": self.weights, "epochs": []}, None
        out["indices"] = {s: {n: v for n, v in parts.items()} for s, parts in self.indices.items()}
        for epoch in range(self.trainer.get("epochs", 1) if self.loaders["train"] else 0):
            self.step_schedule(epoch, latest)
            rate = self.optimizer.param_groups[0]["lr"]
            losses, metrics = self.run_pass("train", epoch)
            latest = {"lr": rate, "losses": losses, "train/loss": sum(losses) / len(losses), "train/metrics": metrics}
            if self.loaders["valid"]:
                latest["valid/metrics"] = self.run_pass("valid", epoch)[1]
            out["epochs"].append(latest)
            self.observe(epoch, latest)
        if self.monitor:
            out["best"], out["best_epoch"] = self.best, self.best_epoch
        which = "test" if self.loaders["test"] else None if self.loaders["train"] else "valid"
        if which:
            if self.best_state:
                self.model.load_state_dict(self.best_state)
            epoch = self.best_epoch if self.best_state else max(0, len(out["epochs"]) - 1)
            out[which + "/metrics"] = self.run_pass(which, epoch)[1]
        return out

    def observe(self, epoch, result):
        if not self.monitor:
            return
        value = result["train/loss"] if self.monitor == "loss" else result.get("valid/metrics", result["train/metrics"])[self.monitor]
        if self.best is None or (value < self.best if self.goal(self.monitor) == "min" else value > self.best):
            self.best, self.best_epoch, self.best_state = value, epoch, copy.deepcopy(self.model.state_dict())


def play(config):
    return Session(copy.deepcopy(config)).run()


# ---- validation on the original's own sessions --------------------------------------------------------------------

def check(sessions, data):
    sessions = os.path.abspath(sessions)
    os.chdir(data)
    for name in ("classif", "segm", "sr"):
        with open(os.path.join(sessions, name + ".json")) as f:
            config = json.load(f)
        ours = play(config)
        folder = os.path.join(sessions, config["name"])
        for dataset in config["datasets"]:
            with open(os.path.join(folder, "logs", dataset + ".log")) as f:
                log = json.load(f)
            assert all(log[s + "_idxs"] == ours["indices"][s].get(dataset, []) for s in ours["indices"] if s + "_idxs" in log), name
        with open(os.path.join(folder, "logs", "trainer.log")) as f:
            text = f.read()
        text = text.split("training for session")[0]
        losses = [float(x) for x in re.findall(r"train epoch#.*loss: ([0-9.]+)", text)]
        mine = [x for e in ours["epochs"] for x in e["losses"]]
        assert len(losses) == len(mine), (name, len(losses), len(mine))
        off = 0.0
        for epoch, key, value in re.findall(r"epoch#(\d+) result =>  (\S+): (\S+)", text):
            e = ours["epochs"][int(epoch)]
            got = e[key] if key in e else e[key.split(":")[0]].get(key.split(":")[1])
            if got is not None:
                off = max(off, abs(got - float(value)) / max(1, abs(float(value))))
        print(name, "iterations", len(mine), "loss off by", max(abs(a - b) for a, b in zip(losses, mine)), "results off by", off)


# ---- cases --------------------------------------------------------------------------------------------------------

def rounded(value):
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    if isinstance(value, list):
        return [rounded(v) for v in value]
    return float(f"{value:.10g}") if isinstance(value, float) else value


def main(names):
    from sessions_cases import CASES, prepare
    target = os.path.join(ROOT, "tests", "Thelper.Tests", "Golden", "sessions")
    os.makedirs(target, exist_ok=True)
    for old in [] if names else glob.glob(os.path.join(target, "*.json")):
        os.remove(old)
    for name, case in CASES.items():
        if names and name not in names:
            continue
        with tempfile.TemporaryDirectory() as work:
            prepare(case, work, os.path.join(ROOT, "samples"))
            os.chdir(work)
            expected = play(case["config"])
            os.chdir(ROOT)
        text = json.dumps({"about": case["about"], "files": case.get("files", {}), "folders": case.get("folders", {}),
                           "config": {"name": name, **case["config"]}, "expected": rounded(expected)}, indent=1)
        text = re.sub(r"\[\s+([^\[\]{}]*?)\s+\]", lambda m: "[" + re.sub(r"\s+", " ", m.group(1)) + "]", text)
        with open(os.path.join(target, name + ".json"), "w") as f:
            f.write(text + "\n")
        last = expected["epochs"][-1] if expected["epochs"] else {}
        print(name, {k: v for k, v in last.items() if k not in ("losses",)}, expected.get("best"), expected.get("test/metrics"))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--check"]:
        check(*sys.argv[2:4])
    else:
        main(sys.argv[1:])
