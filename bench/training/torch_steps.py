"""Whole training steps (forward, backward, Adam) of PyTorch on the networks of Mote.Benchmarks/Training/BenchNetworks.cs.

Prints examples per second by the median step, per second of processor time, and peak resident megabytes. Needs python3-torch and
libopenblas0-pthread: with the reference BLAS, which Debian installs otherwise, dense layers take ten times as long.
"""

import os
import resource
import sys
import time

# Read when the library is loaded; torch.set_num_threads does not reach it.
os.environ["OPENBLAS_NUM_THREADS"] = sys.argv[sys.argv.index("--threads") + 1] if "--threads" in sys.argv else "1"

import argparse

import torch
from torch import nn
from torch.nn import functional


class Same(nn.Module):
    """TensorFlow's SAME padding in front of a layer that pads nothing."""

    def __init__(self, size, kernel, stride, layer):
        super().__init__()
        pads = [max((-(-n // s) - 1) * s + k - n, 0) for n, k, s in zip(size, kernel, stride)]
        self.pad = [pads[1] // 2, pads[1] - pads[1] // 2, pads[0] // 2, pads[0] - pads[0] // 2]
        self.layer = layer
        if self.pad[0] == self.pad[1] and self.pad[2] == self.pad[3]:
            layer.padding = (self.pad[2], self.pad[0])
            self.pad = None

    def forward(self, x):
        return self.layer(functional.pad(x, self.pad) if self.pad else x)


def conv(size, inputs, filters, kernel, stride, groups=1):
    return Same(size, kernel, stride, nn.Conv2d(inputs, filters, kernel, stride, bias=False, groups=groups))


def norm(layer, filters):
    return [layer, nn.BatchNorm2d(filters), nn.ReLU(inplace=True)]


class Mean(nn.Module):
    def forward(self, x):
        return x.mean((2, 3))


def ds_cnn():
    layers = norm(conv((49, 10), 1, 64, (10, 4), (2, 2)), 64) + [nn.Dropout(0.2)]
    for _ in range(4):
        layers += norm(conv((25, 5), 64, 64, (3, 3), (1, 1), groups=64), 64) + norm(nn.Conv2d(64, 64, 1, bias=False), 64)
    return nn.Sequential(*layers, nn.Dropout(0.4), Mean(), nn.Linear(64, 12)), (1, 49, 10), 12


class Residual(nn.Module):
    def __init__(self, size, inputs, filters, stride):
        super().__init__()
        after = -(-size // stride)
        self.way = nn.Sequential(
            *norm(conv((size, size), inputs, filters, (3, 3), (stride, stride)), filters),
            conv((after, after), filters, filters, (3, 3), (1, 1)), nn.BatchNorm2d(filters))
        self.short = nn.Conv2d(inputs, filters, 1, stride, bias=False) if stride > 1 else nn.Identity()

    def forward(self, x):
        return functional.relu(self.short(x) + self.way(x))


def resnet8():
    return nn.Sequential(
        *norm(conv((32, 32), 3, 16, (3, 3), (1, 1)), 16), Residual(32, 16, 16, 1), Residual(32, 16, 32, 2), Residual(16, 32, 64, 2),
        Mean(), nn.Linear(64, 10)), (3, 32, 32), 10


def mobilenet():
    layers, size, inputs = norm(conv((96, 96), 3, 8, (3, 3), (2, 2)), 8), 48, 8
    for filters, stride in [(16, 1), (32, 2), (32, 1), (64, 2), (64, 1), (128, 2)] + [(128, 1)] * 5 + [(256, 2), (256, 1)]:
        layers += norm(conv((size, size), inputs, inputs, (3, 3), (stride, stride), groups=inputs), inputs)
        layers += norm(nn.Conv2d(inputs, filters, 1, bias=False), filters)
        size, inputs = -(-size // stride), filters
    return nn.Sequential(*layers, Mean(), nn.Linear(256, 2)), (3, 96, 96), 2


def autoencoder():
    layers, inputs = [], 640
    for units in [128, 128, 128, 128, 8, 128, 128, 128, 128]:
        layers += [nn.Linear(inputs, units, bias=False), nn.BatchNorm1d(units), nn.ReLU(inplace=True)]
        inputs = units
    return nn.Sequential(*layers, nn.Linear(128, 640)), (640,), None


def cnn_1d():
    layers, inputs = [], 3
    for filters in [32, 64, 64]:
        layers += [nn.Conv1d(inputs, filters, 5, padding=2, bias=False), nn.BatchNorm1d(filters), nn.ReLU(inplace=True), nn.MaxPool1d(2)]
        inputs = filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(64, 6)), (3, 128), 6


class Lstm(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell, self.out = nn.LSTM(10, 32, batch_first=True), nn.Linear(32, 12)

    def forward(self, x):
        return self.out(self.cell(x)[0][:, -1])


def lstm():
    return Lstm(), (49, 10), 12


NETWORKS = {"ds-cnn": ds_cnn, "resnet8": resnet8, "mobilenet": mobilenet, "autoencoder": autoencoder, "cnn-1d": cnn_1d, "lstm": lstm}


def warn_of_slow_products():
    a, least = torch.randn(256, 256), 1.0
    for _ in range(10):
        begin = time.perf_counter()
        a @ a
        least = min(least, time.perf_counter() - begin)
    if 2 * 256**3 / least < 20e9:
        print("PyTorch's matrix products are slow here: is libopenblas0-pthread installed?", file=sys.stderr)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("network", choices=NETWORKS)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--channels-last", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    warn_of_slow_products()
    torch.manual_seed(1)
    network, shape, classes = NETWORKS[options.network]()
    x = torch.randn(2, options.batch, *shape)
    targets = torch.randint(classes, (2, options.batch)) if classes else x
    batches = list(x)
    if options.channels_last and len(shape) == 3:
        network = network.to(memory_format=torch.channels_last)
        batches = [b.contiguous(memory_format=torch.channels_last) for b in batches]
    optimizer = torch.optim.Adam(network.parameters(), 1e-3)
    loss = functional.cross_entropy if classes else functional.mse_loss
    done = 0

    def step():
        nonlocal done
        optimizer.zero_grad(set_to_none=True)
        cost = loss(network(batches[done % 2]), targets[done % 2])
        cost.backward()
        optimizer.step()
        done += 1
        return cost.item()

    begin = time.perf_counter()
    while time.perf_counter() - begin < min(1, options.seconds / 2):
        step()
    for _ in range(10):
        step()
    times, begin, cpu = [], time.perf_counter(), time.process_time()
    while time.perf_counter() - begin < options.seconds:
        before = time.perf_counter()
        step()
        times.append(time.perf_counter() - before)
    cpu = time.process_time() - cpu
    times.sort()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{options.batch / times[len(times) // 2]:.1f} {options.batch * len(times) / cpu:.1f} {peak:.1f}")


if __name__ == "__main__":
    main()
