#!/usr/bin/python3
"""Step time and peak memory of one model of each family, here and in Python, in turn. Exit code 1 if a step takes more than 1.02 of Python's time, or the peak is above Python's.

usage: bench/zoo.py [--rounds N] [--threads N] [MODEL ...]
A step is forward, loss, backward and SGD. The peak is that of the process (VmHWM) after all steps; both processes take the same number of them. The ratio of times is the
median of the turns'. With one thread, times are those that the thread was on a processor, to which other programs add little; with more, they are those of a clock.
"""
import argparse
import json
import re
import statistics
import sys
import time

FAMILIES = {
    # name: batch, side, classes of pixels
    "alexnet": (8, 96), "vgg11": (4, 64), "resnet18": (8, 96), "squeezenet1_1": (8, 96), "densenet121": (4, 64), "inception_v3": (4, 107), "googlenet": (8, 64), "shufflenet_v2_x1_0": (8, 96),
    "mobilenet_v2": (8, 96), "mobilenet_v3_small": (8, 96), "mnasnet1_0": (8, 96), "efficientnet_b0": (8, 64), "regnet_y_400mf": (8, 96), "convnext_tiny": (4, 64), "vit_b_32": (4, 224),
    "swin_t": (4, 64), "swin_v2_t": (4, 64), "maxvit_t": (1, 224), "fcn_resnet50": (2, 64), "lraspp_mobilenet_v3_large": (4, 96), "retinanet_resnet50_fpn": (2, 128),
    "ssdlite320_mobilenet_v3_large": (2, 320), "maskrcnn_resnet50_fpn": (2, 128),
}
DETECTORS = ("retinanet_resnet50_fpn", "ssdlite320_mobilenet_v3_large", "maskrcnn_resnet50_fpn")
SIZED = ("retinanet_resnet50_fpn", "maskrcnn_resnet50_fpn")
TIME, MEMORY = 1.02, 1.0


def worker(case, threads):
    import torch
    import torchvision
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    name = case[len("zoo_"):]
    batch, side = FAMILIES[name]
    for module in (torchvision.models, torchvision.models.segmentation, torchvision.models.detection):
        if hasattr(module, name):
            extra = {} if module is torchvision.models else {"weights_backbone": None}
            extra.update({"min_size": side, "max_size": side} if name in SIZED else {})
            extra.update({"init_weights": False} if name in ("inception_v3", "googlenet", "vgg11") else {})
            model = getattr(module, name)(num_classes=10, **extra)
    model.train()
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-4, momentum=0.9)
    criterion = torch.nn.CrossEntropyLoss()
    images = torch.rand(batch, 3, side, side)
    if name in DETECTORS:
        target = {"boxes": torch.tensor([[5.0, 5, 50, 60], [40, 30, 100, 90]]), "labels": torch.tensor([1, 2])}
        if name.startswith("mask"):
            target["masks"] = torch.ones(2, side, side, dtype=torch.uint8)

    def losses():
        if name in DETECTORS:
            return sum(model(list(images.unbind()), [dict(target) for _ in range(batch)]).values())
        out = model(images)
        outs = list(out.values()) if isinstance(out, dict) else [o for o in out if o is not None] if isinstance(out, tuple) else [out]
        return sum(criterion(o, torch.zeros(o.shape[:1] + o.shape[2:], dtype=torch.long)) for o in outs)

    def step():
        optimizer.zero_grad()
        loss = losses()
        loss.backward()
        optimizer.step()
        return loss.item()

    print("ready", flush=True)
    for line in sys.stdin:
        times, value = [], 0.0
        for _ in range(int(line)):
            start = time.perf_counter()
            value = step()
            times.append((time.perf_counter() - start) * 1e3)
        print(json.dumps({"times": times, "value": value}), flush=True)


def peak(process):
    with open(f"/proc/{process.pid}/status") as f:
        return int(re.search(r"VmHWM:\s+(\d+)", f.read()).group(1)) / 1024


def on_processor(process):
    with open(f"/proc/{process.pid}/task/{process.pid}/schedstat") as f:
        return int(f.read().split()[0]) / 1e6


def turn_of(one, by_clock):
    before = on_processor(one.process)
    answer = one.run(1)
    return answer, answer["times"][0] if by_clock else on_processor(one.process) - before


def compare(name, rounds):
    import run
    from run import OURS, PYTHON, Worker
    ours, theirs = Worker(OURS, f"zoo_{name}"), Worker([PYTHON[0], __file__, "worker"], f"zoo_{name}")
    first = ours.run(2)
    theirs.run(2)
    a, b, ratios = [], [], []
    for i in range(rounds):
        turn = {}
        for one in (ours, theirs) if i % 2 == 0 else (theirs, ours):
            turn[one] = turn_of(one, by_clock=run.THREADS > 1)
        a.append(turn[ours][1])
        b.append(turn[theirs][1])
        ratios.append(a[-1] / b[-1])
    memory = peak(ours.process), peak(theirs.process)
    handles = first["handles"], turn[ours][0]["handles"]
    ours.close()
    theirs.close()
    ratio = statistics.median(ratios)
    quartiles = statistics.quantiles(ratios, n=4) if rounds > 1 else [ratio] * 3
    print(f"{name:32} {statistics.median(a):9.1f} {statistics.median(b):9.1f} {ratio:6.3f} {quartiles[0]:6.3f}-{quartiles[2]:.3f}   {memory[0]:8.0f} {memory[1]:8.0f} {memory[0] / memory[1]:6.3f}   {handles[0]} {handles[1]}", flush=True)
    return ratio <= TIME and memory[0] <= MEMORY * memory[1] and handles[0] == handles[1]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20, help="steps of each process per model")
    parser.add_argument("--threads", type=int, default=2, help="of each process")
    parser.add_argument("models", nargs="*", metavar="MODEL")
    args = parser.parse_args()
    import run
    run.THREADS = args.threads
    print(f"{'model':32} {'ours ms':>9} {'Python ms':>9} {'ratio':>6} {'quartiles':>13}   {'MiB':>8} {'Python':>8} {'ratio':>6}   handles after warm-up, at the end")
    held = [compare(name, args.rounds) for name in args.models or FAMILIES]
    sys.exit(0 if all(held) else 1)


if __name__ == "__main__":
    if sys.argv[1:2] == ["worker"]:
        worker(sys.argv[2], int(sys.argv[3]))
    else:
        main()
