#!/usr/bin/python3
"""Goes on in PyTorch from optimizer and schedule states that this program has written, and compares where both end.

    THELPER_OPTIM_STATES=DIR tests/Thelper.Torch.Tests/bin/Release/net10.0/Thelper.Torch.Tests -class Thelper.Torch.Tests.Optim.FileTests
    /usr/bin/python3 tools/golden/optim_exchange.py DIR

Each file is the state after five steps of a case of optim.py, with two schedules at work; five more steps follow here and there.
Last run with PyTorch 1.13.0a0: 27 cases, all parameters equal to the bit, the names of the states and their order too.
"""
import pins  # first: the libraries read these settings when they are loaded
import os
import sys

import torch

folder = sys.argv[1]
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import optim as golden  # noqa: E402

cases = [(name, options) for name, table in golden.OPTIMIZERS.items() for options in table]
worst = 0.0
for number, (name, options) in enumerate(cases):
    saved, last = (torch.load(os.path.join(folder, f"{number}.pt{end}")) for end in ("", ".last"))
    params = [torch.nn.Parameter(p) for p in saved["parameters"]]
    optimizer = getattr(torch.optim, name)([{"params": params[:1]}, {"params": params[1:], "lr": 0.03}], **options)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.5, total_steps=20, cycle_momentum=False)
    average = torch.optim.swa_utils.SWALR(optimizer, 0.05)
    optimizer.load_state_dict(saved["optimizer"])
    schedule.load_state_dict(saved["schedule"])
    average.load_state_dict(saved["average"])
    for t in range(5, 10):
        golden.set_gradients(params, t)
        optimizer.step()
        schedule.step()
        average.step()
    difference = max(float((p - q).abs().max() / q.abs().max()) for p, q in zip(params, last["parameters"]))
    keys = [list(s) for s in optimizer.state_dict()["state"].values()]
    assert keys == [list(s) for s in last["state"]["state"].values()], (name, keys)
    assert [list(g) for g in optimizer.state_dict()["param_groups"]] == [list(g) for g in last["state"]["param_groups"]], name
    worst = max(worst, difference)
    print(f"{name:10} {options}: {difference:.1e}")
print(f"{len(cases)} cases, largest relative difference {worst:.1e}")
sys.exit(worst > 1e-6)
