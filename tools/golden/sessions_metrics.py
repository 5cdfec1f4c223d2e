"""Metrics of the reference sessions, on scikit-learn and numpy. Imported by sessions.py."""
import numpy as np
import sklearn.metrics
import torch


class Windowed:
    """Keeps what each of the last iterations gave, in the slot of the iteration's index."""

    def __init__(self, max_win_size=None):
        self.limit, self.size, self.slots = max_win_size, None, {}

    def reset(self):
        self.size, self.slots = None, {}

    def update(self, task, pred, target, index, count):
        size = min(self.limit or count, count)
        if size != self.size:
            self.size, self.slots = size, {}
        self.slots[index % size] = self.measure(task, pred, target)

    def values(self):
        return [self.slots[k] for k in sorted(self.slots)]


class Accuracy(Windowed):
    goal = "max"

    def __init__(self, top_k=1, max_win_size=None):
        super().__init__(max_win_size)
        self.top_k = top_k

    def measure(self, task, pred, target):
        if task.multi_label:
            right = (pred > 0.5) == target.bool()
        else:
            right = (pred.topk(self.top_k, 1)[1] == target.unsqueeze(1)).any(1)
        return right.sum().item(), target.numel()

    def eval(self):
        return 100 * sum(c for c, _ in self.values()) / sum(n for _, n in self.values()) if self.slots else 0.0


class Mean(Windowed):
    def eval(self):
        return float(np.mean(self.values())) if self.slots else 0.0


class MeanAbsoluteError(Mean):
    goal, loss = "min", staticmethod(torch.nn.functional.l1_loss)

    def __init__(self, reduction="mean", max_win_size=None):
        super().__init__(max_win_size)
        self.reduction = reduction

    def measure(self, task, pred, target):
        return self.loss(pred, target, reduction=self.reduction).item()


class MeanSquaredError(MeanAbsoluteError):
    loss = staticmethod(torch.nn.functional.mse_loss)


class PSNR(Mean):
    goal = "max"

    def __init__(self, data_range=1.0, max_win_size=None):
        super().__init__(max_win_size)
        self.range = data_range

    def measure(self, task, pred, target):
        return 10 * np.log10(self.range ** 2 / torch.nn.functional.mse_loss(pred, target).item())


class External(Windowed):
    def __init__(self, metric_name, metric_type, metric_goal, metric_params=None, target_name=None, max_win_size=None, force_softmax=True):
        super().__init__(max_win_size)
        self.function = getattr(sklearn.metrics, metric_name.split(".")[-1])
        self.type, self.goal, self.params = metric_type, metric_goal, metric_params or {}
        self.target, self.softmax = target_name, force_softmax

    def measure(self, task, pred, target):
        t = target.numpy().ravel()
        if "score" in self.type:
            scores = torch.softmax(pred, 1) if self.softmax else pred
            index = task.names.index(self.target)
            return t == index, scores[:, index].numpy().ravel()
        p = pred.argmax(1).numpy().ravel()
        if self.target is None:
            return t, p
        index = task.names.index(self.target)
        keep = (t == index) | (p == index)
        return t[keep] == index, p[keep] == index

    def eval(self):
        t, p = (np.concatenate(x) for x in zip(*self.values()))
        return float(self.function(t, p, **self.params))


class ROCCurve(Windowed):
    def __init__(self, target_name, target_tpr=None, target_fpr=None, force_softmax=True):
        super().__init__()
        self.inverse, self.target = target_name.startswith("!"), target_name.lstrip("!")
        self.tpr, self.fpr, self.softmax = target_tpr, target_fpr, force_softmax
        self.goal = "max" if target_tpr is None else "min"

    def measure(self, task, pred, target):
        index = task.names.index(self.target)
        scores = (torch.softmax(pred, 1) if self.softmax else pred)[:, index].numpy()
        truth = (target == index).numpy()
        return (~truth, 1 - scores) if self.inverse else (truth, scores)

    def eval(self):
        t, p = (np.concatenate(x) for x in zip(*self.values()))
        if self.tpr is None and self.fpr is None:
            return float(sklearn.metrics.roc_auc_score(t, p))
        fpr, tpr, _ = sklearn.metrics.roc_curve(t, p, drop_intermediate=False)
        if self.tpr is not None:
            return float(next((f for f, r in zip(fpr, tpr) if r >= self.tpr), 1.0))
        return float(next((r for f, r in zip(fpr, tpr) if f >= self.fpr), 0.0))


class IntersectionOverUnion(Windowed):
    goal = "max"

    def __init__(self, target_names=None, global_score=True, max_win_size=None):
        super().__init__(max_win_size)
        self.names, self.whole = [target_names] if isinstance(target_names, str) else target_names, global_score

    def measure(self, task, pred, target):
        p, t = pred.argmax(1).numpy(), target.numpy()
        t = t[:, 0] if t.ndim == 4 else t
        valid = t != task.dontcare if task.dontcare is not None else np.ones_like(t, bool)
        counts = np.zeros((len(self.names or task.names), len(t), 2))
        for k, name in enumerate(self.names or task.names):
            c = task.names.index(name)
            counts[k, :, 0] = (valid & (p == c) & (t == c)).sum((1, 2))
            counts[k, :, 1] = (valid & ((p == c) | (t == c))).sum((1, 2))
        return counts

    def eval(self):
        c = np.concatenate(self.values(), 1)
        c = c.sum(1) if self.whole else c
        iou = np.where(c[..., 1] > 0, c[..., 0] / np.maximum(c[..., 1], 1), 0.0)
        return float(np.mean(iou if self.whole else iou.mean(1)))


TYPES = {"Accuracy": Accuracy, "MeanAbsoluteError": MeanAbsoluteError, "MeanSquaredError": MeanSquaredError, "PSNR": PSNR,
         "ExternalMetric": External, "ROCCurve": ROCCurve, "IntersectionOverUnion": IntersectionOverUnion}


def create(trainer, which):
    """The metrics of a set, each an instance of its own; consumers that are no metric are left out."""
    section = {**trainer.get("metrics", trainer.get("base_metrics", {})), **trainer.get(which + "_metrics", {})}
    return {n: TYPES[m["type"].split(".")[-1]](**m.get("params", {})) for n, m in section.items() if m["type"].split(".")[-1] in TYPES}
