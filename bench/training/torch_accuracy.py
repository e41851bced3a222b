"""Test accuracy of PyTorch on what Mote was trained on: the same features, layers, optimizer, schedule, label smoothing, batches of the same
size; no augmentation. Initial weights are PyTorch's own.

  dotnet run -c Release --project tools/Mote.Recipes -- plain kws,har,mnist-lenet5,usps FOLDER     # trains Mote, writes features
  python3 bench/training/torch_accuracy.py FOLDER [NAME ...] [--threads 2]

Prints a line a recipe: mean, least and largest accuracy over the seeds 1, 2, 3. Needs python3-torch and python3-numpy.
"""

import argparse
import json
import math
import os
import sys

try:
    import numpy
    import torch
    from torch import nn
    from torch.nn import functional
except ImportError as missing:
    sys.exit(f"{missing}: install python3-torch and python3-numpy (apt)")

from torch_steps import Mean, conv, norm


def ds_cnn(shape, classes):
    height, width, channels = shape
    layers = norm(conv((height, width), channels, 64, (10, 4), (2, 2)), 64) + [nn.Dropout(0.2)]
    size = (-(-height // 2), -(-width // 2))
    for _ in range(4):
        layers += norm(conv(size, 64, 64, (3, 3), (1, 1), groups=64), 64) + norm(nn.Conv2d(64, 64, 1, bias=False), 64)
    return nn.Sequential(*layers, nn.Dropout(0.4), Mean(), nn.Linear(64, classes))


def cnn(kernel):
    """Convolution, batch norm, ReLU, pooling, three times; an axis of one is not pooled."""
    def build(shape, classes):
        size, inputs, layers = list(shape[:2]), shape[2], []
        for filters in [16, 32, 64]:
            pool = [min(2, n) for n in size]
            layers += norm(conv(size, inputs, filters, kernel, (1, 1)), filters) + [nn.MaxPool2d(pool)]
            size, inputs = [n // p for n, p in zip(size, pool)], filters
        return nn.Sequential(*layers, Mean(), nn.Linear(64, classes))
    return build


def lenet_5(shape, classes):
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, classes))


NETWORKS = {"ds-cnn": ds_cnn, "cnn-1d": cnn((1, 5)), "cnn-2d": cnn((3, 3)), "lenet-5": lenet_5}


def images(values):
    """[n,c,h,w] of [n,t,c] (height 1) or [n,h,w,c]."""
    values = values if values.ndim == 4 else values[:, None]
    return torch.from_numpy(numpy.ascontiguousarray(values.transpose(0, 3, 1, 2)))


def train(network, x, y, settings, seed):
    decayed = [p for p in network.parameters() if p.ndim > 1]
    others = [p for p in network.parameters() if p.ndim <= 1]
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": settings["decay"]}, {"params": others, "weight_decay": 0}], lr=settings["rate"])
    batch, warmup = settings["batch"], settings["warmup"]
    steps = -(-len(x) // batch) - (len(x) % batch == 1)
    total, order = settings["epochs"] * steps, torch.Generator().manual_seed(seed)
    network.train()
    for epoch in range(settings["epochs"]):
        places = torch.randperm(len(x), generator=order)
        for step in range(steps):
            done = (epoch * steps + step) / total
            share = done / warmup if done < warmup else (1 + math.cos(math.pi * (done - warmup) / (1 - warmup))) / 2
            for group in optimizer.param_groups:
                group["lr"] = settings["rate"] * share
            some = places[step * batch:(step + 1) * batch]
            optimizer.zero_grad(set_to_none=True)
            functional.cross_entropy(network(x[some]), y[some], label_smoothing=settings["smoothing"]).backward()
            optimizer.step()


def score(folder, name, seed):
    with open(os.path.join(folder, f"{name}.json")) as file:
        settings = json.load(file)
    parts = {part: numpy.load(os.path.join(folder, f"{name}.{part}.npy")) for part in ("train", "train.labels", "test", "test.labels")}
    x, test = images(parts["train"]), images(parts["test"])
    torch.manual_seed(seed)
    network = NETWORKS[settings["network"]]((x.shape[2], x.shape[3], x.shape[1]), settings["classes"])
    train(network, x, torch.from_numpy(parts["train.labels"]).long(), settings, seed)
    network.eval()
    with torch.no_grad():
        return (network(test).argmax(1).numpy() == parts["test.labels"]).mean()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    for name in options.names or sorted(f[:-5] for f in os.listdir(options.folder) if f.endswith(".json")):
        scores = [score(options.folder, name, seed) for seed in (1, 2, 3)]
        print(f"{name}: PyTorch {numpy.mean(scores):.2%} ({min(scores):.2%} to {max(scores):.2%}), 3 seeds", flush=True)


main()
