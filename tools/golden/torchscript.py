"""TorchScript archives as Python's torch writes them, for ScriptModelTests: one small classifier, traced and scripted, with its answers.

/usr/bin/python3 tools/golden/torchscript.py tests/Thelper.Cli.Tests/Golden/torchscript
"""
import pins  # noqa: F401  (first: it fixes the processor's settings)

import json
import pathlib
import sys

import torch


class Net(torch.nn.Module):
    """Grey images of any size in ten classes; the script has a loop over a list and a branch on the shape."""

    def __init__(self):
        super().__init__()
        self.convs = torch.nn.ModuleList([torch.nn.Conv2d(1, 4, 3, padding=1), torch.nn.Conv2d(4, 8, 3, padding=1)])
        self.norm = torch.nn.BatchNorm2d(8)
        self.drop = torch.nn.Dropout(0.5)
        self.fc = torch.nn.Linear(8, 10)

    def forward(self, x):
        for conv in self.convs:
            x = torch.relu(conv(x))
            if x.shape[2] > 8:
                x = torch.nn.functional.max_pool2d(x, 2)
        return self.fc(self.drop(self.norm(x).mean([2, 3])))


def formula(tensor, offset):
    """Numbers that both sides make: no generator needed."""
    count = tensor.numel()
    return torch.sin(torch.arange(count, dtype=torch.float64) * 0.7 + offset).reshape(tensor.shape).to(tensor.dtype)


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    net = Net()
    with torch.no_grad():
        for i, parameter in enumerate(net.parameters()):
            parameter.copy_(formula(parameter, i) * 0.3)
        net.norm.running_mean.copy_(formula(net.norm.running_mean, 0.5) * 0.1)
        net.norm.running_var.copy_(formula(net.norm.running_var, 1.5).abs() + 0.5)
    net.eval()
    x = formula(torch.empty(2, 1, 32, 32), 0.0).float()
    answers = net(x)
    torch.jit.save(torch.jit.trace(net, x), str(folder / "traced.pt"))
    script = torch.jit.script(net)
    torch.jit.save(script, str(folder / "scripted.pt"))
    torch.jit.save(torch.jit.freeze(script), str(folder / "frozen.pt"))
    (folder / "expected.json").write_text(json.dumps({"answers": answers.tolist()}) + "\n")


main(pathlib.Path(sys.argv[1]))
