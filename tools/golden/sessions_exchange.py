#!/usr/bin/python3
"""Sessions that change hands: the original's player (plain PyTorch, see sessions.py) and this program go on with each other's checkpoints.

    /usr/bin/python3 tools/golden/sessions_exchange.py            # writes tests/Thelper.Cli.Tests/Golden/exchange.json and onecycle.pth
    /usr/bin/python3 tools/golden/sessions_exchange.py NAME ...   # of exchange.json only these cases
    /usr/bin/python3 tools/golden/sessions_exchange.py --exchange [name ...]

The second form needs the program (src/Thelper.Cli built, or THELPER=command) and exchanges files, for every case:
  written     each checkpoint of the program against the player's of that epoch: weights, optimizer, schedule
  taken over  the program goes on with the player's checkpoint: its last weights against those of the player in one piece
  given back  the player goes on with the program's checkpoint, as the original does (it repeats the saved epoch), against the same from its own
All is compared to the bit.
"""
import pins  # first: the libraries read these settings when they are loaded
import copy
import hashlib
import json
import os
import random
import shlex
import shutil
import subprocess
import sys
import tempfile

import numpy as np
import torch

import sessions
from sessions_exchange_cases import CASES
from sessions_cases import MINI, prepare

ROOT = os.path.abspath(sessions.ROOT)
MANY = 20
GOLDEN = os.path.join(ROOT, "tests", "Thelper.Cli.Tests", "Golden")


class Player(sessions.Session):
    """Trains some epochs; metrics and validation leave no trace in what is compared."""

    def __init__(self, config):
        super().__init__(config)
        self.latest, self.outputs, self.iterations = None, {}, 0

    def step(self, batch):
        x = batch[self.task.input_key]
        if self.task.kind == "detect":
            losses = self.model(list(x), batch[self.task.gt_key])
            return sum(losses.values())
        output, target = self.model(x.float()), self.target(batch)
        if isinstance(output, dict):
            output = output[self.trainer.get("output_pred", "out")]
        if isinstance(output, tuple):  # scores and the image painted again
            painted = torch.nn.functional.mse_loss(output[1], x.float())
            return self.loss(output[0], target) + self.trainer["reconstr_scale"] * painted
        return self.loss(output, target)

    def train(self, first, last):
        for epoch in range(first, last):
            self.step_schedule(epoch, self.latest)
            for seed, generator in zip(self.seeds, (torch.manual_seed, np.random.seed, random.seed)):
                generator(seed + epoch)
            self.model.train()
            losses = []
            for batch in self.loaders["train"].batches(epoch):
                self.optimizer.zero_grad()
                loss = self.step(batch)
                loss.backward()
                self.optimizer.step()
                losses.append(loss.item())
            self.iterations += len(losses)
            self.latest = {"train/loss": sum(losses) / len(losses), "train/metrics": {}}
            self.outputs[epoch] = self.latest
            yield epoch

    def state(self):
        schedule = self.scheduler and self.scheduler.state_dict()
        if schedule and "_scale_fn_ref" in schedule:  # a weak reference cannot be pickled; the original stores no state then
            schedule = None
        return {"model": self.model.state_dict(), "optimizer": self.optimizer.state_dict(), "scheduler": schedule}

    def restore(self, checkpoint):
        self.model.load_state_dict(checkpoint["model"], strict=True)
        self.optimizer.load_state_dict(checkpoint["optimizer"])
        if checkpoint["scheduler"] and self.state()["scheduler"]:
            self.scheduler.load_state_dict(checkpoint["scheduler"])
        return checkpoint["epoch"]


# ---- to the bit ---------------------------------------------------------------------------------------------------

def digest(tensor):
    t = tensor.detach().contiguous()
    return hashlib.sha256(str(list(t.shape)).replace(" ", "").encode() + t.numpy().tobytes()).hexdigest()[:10]


def plain(value):
    """Tensors by their digests, functions by their names."""
    if isinstance(value, torch.Tensor):
        return digest(value)
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value.__name__ if callable(value) else value


def described(state):
    return plain({k: state[k] for k in ("model", "optimizer", "scheduler")})


def brief(described):
    """For the golden file: what has many tensors by one digest."""
    def one(lines):
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:20]

    model, optimizer = described["model"], dict(described["optimizer"])
    if len(model) > MANY:
        model = one([f"{name} {value}" for name, value in model.items()])
    if len(optimizer["state"]) > MANY:
        optimizer["state"] = one([f"{i} {key} {value}" for i, state in optimizer["state"].items() for key, value in state.items()])
        optimizer["param_groups"] = [{**group, "params": len(group["params"])} for group in optimizer["param_groups"]]
    return {**described, "model": model, "optimizer": optimizer}


def differences(a, b, place=""):
    if isinstance(a, dict) and isinstance(b, dict):
        if list(a) != list(b):
            return [f"{place}: {list(a)} / {list(b)}"]
        return [d for k in a for d in differences(a[k], b[k], f"{place}.{k}")]
    if isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        return [d for i, (x, y) in enumerate(zip(a, b)) for d in differences(x, y, f"{place}.{i}")]
    return [] if a == b else [f"{place}: {a} / {b}"]


# ---- one case -----------------------------------------------------------------------------------------------------

def whole(case):
    config = copy.deepcopy(case["config"])
    player, states = Player(config), {}
    for epoch in player.train(0, config["trainer"]["epochs"]):
        states[epoch] = copy.deepcopy(player.state())
    return states


def working(case, folder):
    prepare({"folders": {"mini": MINI}, **case}, folder, os.path.join(ROOT, "samples"))
    os.chdir(folder)


def program(*arguments):
    command = shlex.split(os.environ.get("THELPER", "")) or ["dotnet", "exec", os.path.join(ROOT, "src/Thelper.Cli/bin/Release/net10.0/Thelper.Cli.dll")]
    done = subprocess.run([*command, "--silent", *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(arguments)}: {done.returncode}\n{done.stdout}")


def checkpoint(folder, epoch):
    place = os.path.join(folder, "checkpoints")
    return torch.load(os.path.join(place, next(f for f in os.listdir(place) if f.startswith(f"ckpt.{epoch:04}."))))


def exchange(name, case):
    config, cut, epochs = {"name": name, **case["config"]}, case["cut"], case["config"]["trainer"]["epochs"]
    with tempfile.TemporaryDirectory() as folder:
        working(case, folder)
        with open("config.json", "w") as f:
            json.dump(config, f)
        pinned = ["reproducible=portable", f"threads={pins.THREADS}"]
        program("new", "config.json", "ours", *pinned)
        ours, theirs = os.path.join("ours", name), os.path.join("theirs", name)
        player, found = Player(copy.deepcopy(config)), {"written": [], "taken over": [], "given back": []}
        os.makedirs(os.path.join(theirs, "checkpoints"))
        os.makedirs(os.path.join(theirs, "logs"))
        for epoch in player.train(0, epochs):
            written = checkpoint(ours, epoch)
            a, b = described(written), described(player.state())
            if b["scheduler"] is None:
                a["scheduler"] = None
            found["written"] += differences(a, b, str(epoch))
            if epoch == cut - 1:
                kept = {k: written[k] for k in ("name", "task", "model_type", "model_params", "monitor_best", "monitor_best_epoch")}
                theirs_at_cut = {**kept, **player.state(), "epoch": epoch, "iter": player.iterations, "source": "host-20260101-000000", "git_sha1": "unknown",
                                 "version": "0.6.2", "outputs": copy.deepcopy(player.outputs), "config": config}
                torch.save(theirs_at_cut, os.path.join(theirs, "checkpoints", f"ckpt.{epoch:04}.host-20260101-000000.pth"))
        last = described(player.state())
        program("resume", theirs, *pinned)
        a = described(checkpoint(theirs, epochs - 1))
        if last["scheduler"] is None:
            a["scheduler"] = None
        found["taken over"] += differences(a, last)
        ends = []
        for session in (ours, theirs):
            again = Player(copy.deepcopy(config))
            for _ in again.train(again.restore(checkpoint(session, cut - 1)), epochs):
                pass
            ends.append(described(again.state()))
        found["given back"] += differences(*ends)
        os.chdir(ROOT)
    return found


def main_exchange(names):
    wrong = 0
    for name, case in CASES.items():
        if names and name not in names:
            continue
        found = exchange(name, case)
        wrong += any(found.values())
        print(f"{name:28}", "  ".join(f"{what}: {len(d)}" for what, d in found.items()), flush=True)
        for what, d in found.items():
            for line in d[:6]:
                print("   ", what, line[:400])
    print("cases that differ:", wrong)
    return wrong > 0


# ---- goldens ------------------------------------------------------------------------------------------------------

def write(names):
    path = os.path.join(GOLDEN, "exchange.json")
    kept = json.load(open(path)) if names else {}
    golden = {}
    for name, case in CASES.items():
        if name in kept and name not in names:
            golden[name] = kept[name]
            continue
        with tempfile.TemporaryDirectory() as folder:
            working(case, folder)
            states = whole(case)
            os.chdir(ROOT)
        golden[name] = {"config": {"name": name, **case["config"]}, "cut": case["cut"], "checkpoints": {f"{e:04}": brief(described(states[e])) for e in (case["cut"] - 1, max(states))}}
        print(name, flush=True)
    with open(path, "w") as f:
        f.write("{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(v, separators=(',', ':'))}" for k, v in golden.items()) + "\n}\n")


def write_file():
    """A checkpoint of a schedule whose state names a function of PyTorch's, as torch.save writes it: with the schedule and its optimizer inside."""
    case = CASES["file"]
    with tempfile.TemporaryDirectory() as folder:
        working(case, folder)
        config = {"name": "file", **case["config"]}
        player = Player(copy.deepcopy(config))
        for epoch in player.train(0, case["cut"]):
            pass
        names = ", ".join(f"'{n}'" for n in player.task.names)
        content = {"name": "file", "epoch": epoch, "iter": player.iterations, "source": "host-20260101-000000", "git_sha1": "unknown", "version": "0.6.2",
                   "task": f"thelper.tasks.classif.Classification(class_names=[{names}], input_key='image', label_key='label', meta_keys=['path', 'idx'], multi_label=False)",
                   "outputs": player.outputs, **player.state(), "model_type": "thelper.nn.lenet.LeNet", "model_params": config["model"]["params"],
                   "monitor_best": None, "monitor_best_epoch": -1, "config": config}
        torch.save(content, os.path.join(GOLDEN, "onecycle.pth"))
        os.chdir(ROOT)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--exchange"]:
        sys.exit(main_exchange(sys.argv[2:]))
    write(sys.argv[1:])
    if not sys.argv[1:]:
        write_file()
