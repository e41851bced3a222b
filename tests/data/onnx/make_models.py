#!/usr/bin/env python3
"""Makes the models in this folder: networks written here, exported by PyTorch, fitted by scikit-learn, or written node by node.

Needs Debian's python3-torch, python3-onnx and python3-sklearn. Inputs are drawn here; run_reference.mjs adds onnxruntime's outputs.
"""
import json, math, os, sys
import numpy as np
import onnx, torch
import torch.nn as nn
import torch.nn.functional as F
from onnx import TensorProto, helper, numpy_helper

HERE = os.path.dirname(os.path.abspath(__file__))
EXAMPLES = 2


def save(name, model, inputs, exporter):
    """inputs: for each example, a dict from input name to array."""
    folder = os.path.join(HERE, name)
    os.makedirs(folder, exist_ok=True)
    if model is not None:
        onnx.save(model, os.path.join(folder, "model.onnx"))
    model = onnx.load(os.path.join(folder, "model.onnx"), load_external_data=False)
    meta = {"exporter": exporter, "opset": {o.domain or "ai.onnx": o.version for o in model.opset_import}, "inputs": []}
    for k, example in enumerate(inputs):
        for n, (key, value) in enumerate(example.items()):
            value.tofile(os.path.join(folder, f"input_{k}_{n}.bin"))
            if k == 0:
                meta["inputs"].append({"name": key, "type": str(value.dtype), "dims": list(value.shape)})
    json.dump(meta, open(os.path.join(folder, "meta.json"), "w"), indent=1)


def draw(seed, shape, dtype=np.float32):
    random = np.random.RandomState(seed)
    if dtype == np.float32:
        return random.randn(*shape).astype(np.float32)
    return random.randint(0, 100, shape).astype(dtype)


def randomize(net, seed):
    """Statistics and parameters as training leaves them: nothing at its initial value."""
    g = torch.Generator().manual_seed(seed)
    for m in net.modules():
        if isinstance(m, (nn.BatchNorm1d, nn.BatchNorm2d)):
            m.running_mean.copy_(torch.randn(m.running_mean.shape, generator=g) * 0.2)
            m.running_var.copy_(torch.rand(m.running_var.shape, generator=g) + 0.5)
            m.weight.data.copy_(torch.rand(m.weight.shape, generator=g) + 0.5)
            m.bias.data.copy_(torch.randn(m.bias.shape, generator=g) * 0.1)
    return net


def torch_model(name, make, *shapes, opset=13, names=None, dtype=np.float32, **options):
    torch.manual_seed(len(name) * 7 + opset)
    net = randomize(make(), opset).eval()
    names = names or [f"input{i}" if len(shapes) > 1 else "input" for i in range(len(shapes))]
    examples = [{n: draw(k * 10 + i, s, dtype) for i, (n, s) in enumerate(zip(names, shapes))} for k in range(EXAMPLES)]
    folder = os.path.join(HERE, name)
    os.makedirs(folder, exist_ok=True)
    torch.onnx.export(net, tuple(torch.from_numpy(v) for v in examples[0].values()), os.path.join(folder, "model.onnx"),
                      opset_version=opset, input_names=names, output_names=None, **options)
    save(name, None, examples, f"torch.onnx.export of PyTorch {torch.__version__}")


class Cnn(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = nn.Conv2d(3, 8, 3, padding=1)
        self.b1 = nn.BatchNorm2d(8)
        self.c2 = nn.Conv2d(8, 12, 3, stride=2, padding=(1, 0), bias=False)
        self.b2 = nn.BatchNorm2d(12)
        self.fc1 = nn.Linear(12 * 4 * 3, 20)
        self.fc2 = nn.Linear(20, 5)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.b1(self.c1(x))), 2)
        x = F.relu6(self.b2(self.c2(x)))
        x = x.view(x.size(0), -1)
        return F.softmax(self.fc2(torch.tanh(self.fc1(x))), dim=1)


class Block(nn.Module):
    def __init__(self, i, o, stride):
        super().__init__()
        self.a, self.na = nn.Conv2d(i, o, 3, stride, 1, bias=False), nn.BatchNorm2d(o)
        self.b, self.nb = nn.Conv2d(o, o, 3, 1, 1, bias=False), nn.BatchNorm2d(o)
        self.skip = nn.Sequential(nn.Conv2d(i, o, 1, stride, bias=False), nn.BatchNorm2d(o)) if i != o else nn.Identity()

    def forward(self, x):
        return F.relu(self.nb(self.b(F.relu(self.na(self.a(x))))) + self.skip(x))


class Resnet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, 1, 1)
        self.blocks = nn.Sequential(Block(8, 8, 1), Block(8, 16, 2))
        self.fc = nn.Linear(16, 10)

    def forward(self, x):
        x = F.adaptive_avg_pool2d(self.blocks(F.relu(self.stem(x))), 1)
        return self.fc(torch.flatten(x, 1))


class Mobile(nn.Module):
    """Inverted residuals, squeeze and excitation, hard swish."""
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(1, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8), nn.Hardswish())
        self.up = nn.Sequential(nn.Conv2d(8, 24, 1, bias=False), nn.BatchNorm2d(24), nn.ReLU6())
        self.dw = nn.Sequential(nn.Conv2d(24, 24, 5, 1, 2, groups=24, bias=False), nn.BatchNorm2d(24), nn.ReLU6())
        self.se = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(24, 6, 1), nn.ReLU(), nn.Conv2d(6, 24, 1), nn.Hardsigmoid())
        self.down = nn.Sequential(nn.Conv2d(24, 8, 1, bias=False), nn.BatchNorm2d(8))
        self.head = nn.Conv2d(8, 16, 3, groups=2)
        self.fc = nn.Linear(16, 4)

    def forward(self, x):
        x = self.stem(x)
        y = self.dw(self.up(x))
        x = x + self.down(y * self.se(y))
        return self.fc(self.head(x).mean([2, 3]))


class Shuffle(nn.Module):
    """Channels split, shuffled, joined; pixels shuffled at the end."""
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(4, 8, 3, padding=1, groups=2)
        self.b = nn.Conv2d(4, 4, 3, padding=1, groups=4)
        self.c = nn.Conv2d(8, 4, 1)

    def forward(self, x):
        x = self.a(x)
        n, c, h, w = x.shape
        x = x.view(n, 2, c // 2, h, w).transpose(1, 2).reshape(n, c, h, w)
        l, r = x.chunk(2, 1)
        return F.pixel_shuffle(self.c(torch.cat([l, F.leaky_relu(self.b(r), 0.1)], 1)), 2)


class Unet(nn.Module):
    def __init__(self):
        super().__init__()
        self.d1, self.d2 = nn.Conv2d(2, 6, 3, padding=1), nn.Conv2d(6, 8, 3, padding=2, dilation=2)
        self.up, self.u1 = nn.ConvTranspose2d(8, 6, 3, stride=2, padding=1, output_padding=1), nn.Conv2d(12, 2, 1)

    def forward(self, x):
        a = F.elu(self.d1(x))
        b = F.elu(self.d2(F.avg_pool2d(a, 3, 2, 1)))
        y = self.u1(torch.cat([a, self.up(b)], 1))
        return F.interpolate(y, scale_factor=2.0, mode="bilinear", align_corners=False)


class Speech(nn.Module):
    """Convolutions over time, as in keyword spotting."""
    def __init__(self):
        super().__init__()
        self.c1, self.n1 = nn.Conv1d(10, 12, 5, stride=2, padding=2), nn.BatchNorm1d(12)
        self.c2 = nn.Conv1d(12, 12, 3, padding=2, dilation=2, groups=12)
        self.c3 = nn.Conv1d(12, 8, 1)
        self.act = nn.PReLU(8)
        self.fc = nn.Linear(8, 3)

    def forward(self, x):
        x = F.relu(self.n1(self.c1(x)))
        x = self.act(self.c3(F.max_pool1d(self.c2(x), 3, 2, 1)))
        return F.log_softmax(self.fc(x.mean(2)), dim=-1)


class Recur(nn.Module):
    def __init__(self, kind, k, s, batch_first=True, **options):
        super().__init__()
        self.rnn = kind(k, s, batch_first=batch_first, **options)
        self.batch_first = batch_first
        self.fc = nn.Linear(s * (2 if options.get("bidirectional") else 1), 3)

    def forward(self, x):
        y, _ = self.rnn(x)
        return self.fc(y[:, -1] if self.batch_first else y[-1])


class Stream(nn.Module):
    """A step of a recurrent cell whose state the application keeps."""
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(4, 6)
        self.fc = nn.Linear(6, 2)

    def forward(self, x, h, c):
        y, (h, c) = self.rnn(x, (h, c))
        return torch.sigmoid(self.fc(y)), h, c


class Mlp(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(9, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Dropout(0.5), nn.Linear(16, 8), nn.Softplus(),
                                    nn.Linear(8, 1))

    def forward(self, x):
        return self.layers(x)


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv, self.out = nn.Linear(8, 24), nn.Linear(8, 8)
        self.n1, self.n2 = nn.LayerNorm(8), nn.LayerNorm(8)
        self.f1, self.f2 = nn.Linear(8, 16), nn.Linear(16, 8)

    def forward(self, x):
        n, t, d = x.shape
        q, k, v = self.qkv(self.n1(x)).view(n, t, 3, 2, d // 2).permute(2, 0, 3, 1, 4).unbind(0)
        a = F.softmax(q @ k.transpose(-2, -1) / math.sqrt(d // 2), dim=-1)
        x = x + self.out((a @ v).transpose(1, 2).reshape(n, t, d))
        return x + self.f2(F.gelu(self.f1(self.n2(x))))


class Decoder(nn.Module):
    """Transposed convolutions: padded, normalized, grouped, dilated."""
    def __init__(self):
        super().__init__()
        self.a, self.n = nn.ConvTranspose2d(4, 6, 3, stride=2, padding=1, output_padding=1, bias=False), nn.BatchNorm2d(6)
        self.b = nn.ConvTranspose2d(6, 4, (2, 3), stride=(2, 1), groups=2)
        self.c, self.d = nn.ConvTranspose2d(4, 4, 3, dilation=2, padding=1), nn.ConvTranspose2d(4, 2, 2, stride=3)

    def forward(self, x):
        return self.d(self.c(F.relu(self.b(F.relu(self.n(self.a(x)))))))


class Odds(nn.Module):
    """What pads, slices, reduces and compares."""
    def forward(self, x):
        y = F.pad(x, (1, 2, 0, 1), value=1.5)
        y = torch.where(y > 0, y.clamp(-0.5, 0.8), torch.exp(y) - 1)
        y = y[:, 1:, ::2, 1:4]
        a, b = y.split([1, y.shape[1] - 1], 1)
        z = (a * b).abs().sqrt() + b.pow(2).sum(1, keepdim=True) - torch.max(b, a).amin(3, keepdim=True)
        return z, z.argmax(1), F.normalize(z.flatten(2), dim=-1)


def fake_quantized():
    """A network trained with quantization in mind, exported as QuantizeLinear and DequantizeLinear."""
    import torch.ao.quantization as q
    from torch.onnx import utils

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.c1, self.c2 = nn.Conv2d(2, 8, 3, padding=1), nn.Conv2d(8, 8, 3, padding=1, groups=8)
            self.c3, self.fc = nn.Conv2d(8, 8, 1), nn.Linear(8 * 4 * 4, 5)
            act = dict(observer=q.MinMaxObserver, quant_min=-128, quant_max=127, dtype=torch.qint8, qscheme=torch.per_tensor_affine)
            wt = dict(observer=q.PerChannelMinMaxObserver, quant_min=-128, quant_max=127, dtype=torch.qint8,
                      qscheme=torch.per_channel_symmetric, ch_axis=0)
            self.q = nn.ModuleList([q.FakeQuantize(**act) for _ in range(8)])
            self.w = nn.ModuleList([q.FakeQuantize(**wt) for _ in range(4)])

        def forward(self, x):
            x = self.q[0](x)
            x = self.q[1](F.relu(F.conv2d(x, self.w[0](self.c1.weight), self.c1.bias, padding=1)))
            y = self.q[2](F.conv2d(x, self.w[1](self.c2.weight), self.c2.bias, padding=1, groups=8))
            x = self.q[3](F.relu(x + y))
            x = F.max_pool2d(x, 2)
            x = self.q[4](F.conv2d(x, self.w[2](self.c3.weight), self.c3.bias))
            x = torch.flatten(x, 1)
            return self.q[5](F.linear(x, self.w[3](self.fc.weight), self.fc.bias))

    torch.manual_seed(5)
    net = Net()
    for seed in range(30):
        net(torch.from_numpy(draw(100 + seed, (1, 2, 8, 8))))
    net.eval()
    net.apply(q.disable_observer)
    torch_export(net, "qdq_torch", (1, 2, 8, 8), 13)


def torch_export(net, name, shape, opset):
    folder = os.path.join(HERE, name)
    os.makedirs(folder, exist_ok=True)
    examples = [{"input": draw(k, shape)} for k in range(EXAMPLES)]
    torch.onnx.export(net, torch.from_numpy(examples[0]["input"]), os.path.join(folder, "model.onnx"), opset_version=opset, input_names=["input"])
    save(name, None, examples, f"torch.onnx.export of PyTorch {torch.__version__}, FakeQuantize modules")


# ---- written node by node

def by_hand(name, nodes, inputs, outputs, constants, opset, examples, ml=0, exporter="onnx.helper"):
    tensors = [numpy_helper.from_array(v, k) for k, v in constants.items()]
    graph = helper.make_graph(nodes, name, [helper.make_tensor_value_info(n, t, s) for n, t, s in inputs],
                              [helper.make_tensor_value_info(n, t, s) for n, t, s in outputs], tensors)
    sets = [helper.make_opsetid("", opset)] + ([helper.make_opsetid("ai.onnx.ml", ml)] if ml else [])
    model = helper.make_model(graph, opset_imports=sets, producer_name="mote-test")
    model.ir_version = 8
    save(name, model, examples, exporter)


def tensorflow_like():
    """As tf2onnx writes a Keras model: NHWC outside, a transposition on each side, NCHW inside."""
    r = np.random.RandomState(3)
    w = lambda *s: (r.randn(*s) * 0.3).astype(np.float32)
    n = helper.make_node
    nodes = [
        n("Transpose", ["x"], ["t"], perm=[0, 3, 1, 2]),
        n("Conv", ["t", "w1", "b1"], ["c1"], auto_pad="SAME_UPPER", strides=[2, 2], kernel_shape=[3, 3]),
        n("Relu", ["c1"], ["r1"]),
        n("Pad", ["r1", "pads", "low"], ["p1"]),
        n("MaxPool", ["p1"], ["m1"], kernel_shape=[3, 3], strides=[2, 2]),
        n("Conv", ["m1", "w2"], ["c2"], auto_pad="SAME_UPPER", kernel_shape=[3, 3], group=6),
        n("Add", ["c2", "b2"], ["a2"]),
        n("Transpose", ["a2"], ["t2"], perm=[0, 2, 3, 1]),
        n("Mul", ["t2", "scale"], ["s2"]),
        n("Reshape", ["s2", "flat"], ["f"]),
        n("MatMul", ["f", "w3"], ["d"]),
        n("Add", ["d", "b3"], ["e"]),
        n("Softmax", ["e"], ["y"], axis=1),
    ]
    constants = {"w1": w(6, 3, 3, 3), "b1": w(6), "w2": w(6, 1, 3, 3), "b2": w(1, 6, 1, 1), "scale": w(6), "w3": w(6 * 3 * 3, 4), "b3": w(4),
                 "pads": np.array([0, 0, 0, 0, 0, 0, 1, 1], np.int64), "low": np.array(-3e38, np.float32), "flat": np.array([-1, 54], np.int64)}
    by_hand("cnn_tf2onnx", nodes, [("x", 1, ["unk__0", 12, 12, 3])], [("y", 1, [None, 4])], constants, 15,
            [{"x": draw(k, (1, 12, 12, 3))} for k in range(EXAMPLES)], exporter="onnx.helper, after the pattern of tf2onnx")


def dynamo_like():
    """As the newer PyTorch exporter writes: operator set 18, axes as operands, no example shapes folded."""
    r = np.random.RandomState(4)
    w = lambda *s: (r.randn(*s) * 0.3).astype(np.float32)
    n = helper.make_node
    nodes = [
        n("Conv", ["x", "conv.weight", "conv.bias"], ["conv2d"], group=1, pads=[1, 1, 1, 1], auto_pad="NOTSET", strides=[1, 1], dilations=[1, 1]),
        n("Split", ["conv2d"], ["split_0", "split_1"], axis=1, num_outputs=2),
        n("Sigmoid", ["split_1"], ["gate"]),
        n("Mul", ["split_0", "gate"], ["mul"]),
        n("ReduceMean", ["mul", "val_3"], ["mean"], keepdims=0, noop_with_empty_axes=0),
        n("LayerNormalization", ["mean", "norm.weight", "norm.bias"], ["norm"], axis=-1, epsilon=1e-5),
        n("Shape", ["x"], ["dim"], start=0, end=1),
        n("Concat", ["dim", "val_7"], ["shape"], axis=0),
        n("Reshape", ["norm", "shape"], ["view"], allowzero=1),
        n("Gemm", ["view", "fc.weight", "fc.bias"], ["linear"], alpha=1.0, beta=1.0, transA=0, transB=1),
        n("Gelu", ["linear"], ["y"], approximate="tanh"),
    ]
    constants = {"conv.weight": w(8, 3, 3, 3), "conv.bias": w(8), "val_3": np.array([2, 3], np.int64), "norm.weight": w(4), "norm.bias": w(4),
                 "val_7": np.array([4], np.int64), "fc.weight": w(6, 4), "fc.bias": w(6)}
    by_hand("glu_opset21", nodes, [("x", 1, ["batch", 3, 7, 9])], [("y", 1, ["batch", 6])], constants, 21,
            [{"x": draw(k, (1, 3, 7, 9))} for k in range(EXAMPLES)], exporter="onnx.helper, after the pattern of torch.onnx.export(dynamo=True)")


def integers():
    """QLinearConv and its like, with uint8 activations, as QOperator files have them."""
    r = np.random.RandomState(6)
    n = helper.make_node
    s = lambda v: np.array(v, np.float32)
    u = lambda v: np.array(v, np.uint8)
    constants = {"xs": s(0.03), "xz": u(120), "ws": (r.rand(6) * 0.01 + 0.005).astype(np.float32), "wz": np.zeros(6, np.int8), "ys": s(0.05), "yz": u(100),
                 "w": r.randint(-127, 128, (6, 2, 3, 3)).astype(np.int8), "b": r.randint(-300, 300, 6).astype(np.int32),
                 "vs": s(0.02), "vz": u(128), "v": r.randint(0, 256, (6, 4)).astype(np.uint8), "os": s(0.2), "oz": u(131),
                 "shape": np.array([1, 6], np.int64), "gs": s(0.03), "gz": u(110)}
    nodes = [
        n("QuantizeLinear", ["x", "xs", "xz"], ["xq"]),
        n("QLinearConv", ["xq", "xs", "xz", "w", "ws", "wz", "ys", "yz", "b"], ["c"], pads=[1, 1, 0, 0], strides=[2, 2]),
        n("DequantizeLinear", ["c", "ys", "yz"], ["cr"]),
        n("GlobalAveragePool", ["cr"], ["g"]),
        n("QuantizeLinear", ["g", "gs", "gz"], ["gq"]),
        n("Reshape", ["gq", "shape"], ["f"]),
        n("QLinearMatMul", ["f", "gs", "gz", "v", "vs", "vz", "os", "oz"], ["m"]),
        n("DequantizeLinear", ["m", "os", "oz"], ["y"]),
    ]
    by_hand("qlinear_uint8", nodes, [("x", 1, [1, 2, 9, 9])], [("y", 1, [1, 4])], constants, 13, [{"x": draw(k, (1, 2, 9, 9))} for k in range(EXAMPLES)])


def quantized_decoder():
    """A transposed convolution and a product of two activations between QuantizeLinear and DequantizeLinear."""
    r = np.random.RandomState(9)
    n = helper.make_node
    s = lambda v: np.array(v, np.float32)
    z = lambda v: np.array(v, np.int8)
    constants = {"xs": s(0.03), "xz": z(-5), "w": r.randint(-127, 128, (3, 6, 3, 3)).astype(np.int8), "ws": (r.rand(6) * 0.01 + 0.004).astype(np.float32),
                 "wz": np.zeros(6, np.int8), "b": r.randn(6).astype(np.float32), "cs": s(0.02), "cz": z(-128), "shape": np.array([6, 81], np.int64),
                 "ms": s(0.8), "mz": z(-128)}
    nodes = [
        n("QuantizeLinear", ["x", "xs", "xz"], ["xq"]),
        n("DequantizeLinear", ["xq", "xs", "xz"], ["xr"]),
        n("DequantizeLinear", ["w", "ws", "wz"], ["wr"], axis=1),
        n("ConvTranspose", ["xr", "wr", "b"], ["c"], strides=[2, 2], pads=[1, 1, 0, 0], output_padding=[1, 1]),
        n("Relu", ["c"], ["cr"]),
        n("QuantizeLinear", ["cr", "cs", "cz"], ["cq"]),
        n("DequantizeLinear", ["cq", "cs", "cz"], ["cd"]),
        n("Reshape", ["cd", "shape"], ["rows"]),
        n("Transpose", ["rows"], ["columns"], perm=[1, 0]),
        n("MatMul", ["rows", "columns"], ["m"]),
        n("QuantizeLinear", ["m", "ms", "mz"], ["mq"]),
        n("DequantizeLinear", ["mq", "ms", "mz"], ["y"]),
    ]
    by_hand("qdq_decoder", nodes, [("x", 1, [1, 3, 4, 4])], [("y", 1, [6, 6])], constants, 13, [{"x": draw(k, (1, 3, 4, 4))} for k in range(EXAMPLES)])


def gated():
    """Gated recurrent units as Keras has them without reset_after: backwards, several sequences, the state an operand."""
    r = np.random.RandomState(10)
    w = lambda *s: (r.randn(*s) * 0.5).astype(np.float32)
    constants = {"w": w(1, 15, 4), "r": w(1, 15, 5), "b": w(1, 30)}
    node = helper.make_node("GRU", ["x", "w", "r", "b", "", "h"], ["y", "state"], hidden_size=5, direction="reverse", linear_before_reset=0)
    by_hand("gru_reset_before", [node], [("x", 1, [6, 2, 4]), ("h", 1, [1, 2, 5])], [("y", 1, [6, 1, 2, 5]), ("state", 1, [1, 2, 5])], constants, 14,
            [{"x": draw(k, (6, 2, 4)), "h": draw(k + 20, (1, 2, 5))} for k in range(EXAMPLES)])


def stacks():
    """Products of stacked matrices that broadcast and are transposed, and the ways in which gelu is written out."""
    n = helper.make_node
    s = lambda v: np.array(v, np.float32)
    constants = {"root": s(math.sqrt(2)), "inverse": s(1 / math.sqrt(2)), "one": s(1), "half": s(0.5), "shape": np.array([2, 1, 3, 4], np.int64),
                 "v": draw(50, (2,))}
    nodes = [
        n("Reshape", ["a", "shape"], ["a4"]),
        n("Transpose", ["b"], ["bt"], perm=[0, 2, 1]),
        n("MatMul", ["a4", "bt"], ["p"]),  # [2,1,3,4] by [5,4,2]
        n("Div", ["p", "root"], ["d1"]), n("Erf", ["d1"], ["e1"]), n("Add", ["e1", "one"], ["s1"]), n("Mul", ["p", "s1"], ["m1"]), n("Mul", ["m1", "half"], ["g1"]),
        n("Mul", ["g1", "half"], ["h2"]), n("Mul", ["inverse", "g1"], ["d2"]), n("Erf", ["d2"], ["e2"]), n("Add", ["one", "e2"], ["s2"]), n("Mul", ["h2", "s2"], ["g2"]),
        n("Div", ["g2", "root"], ["d3"]), n("Erf", ["d3"], ["e3"]), n("Add", ["e3", "one"], ["s3"]), n("Mul", ["s3", "half"], ["m3"]), n("Mul", ["m3", "g2"], ["g3"]),
        n("Transpose", ["a"], ["at"], perm=[0, 2, 1]),
        n("MatMul", ["at", "a"], ["q"]),
        n("MatMul", ["g3", "v"], ["z"]),
    ]
    by_hand("matmul_stacks", nodes, [("a", 1, [2, 3, 4]), ("b", 1, [5, 2, 4])], [("g3", 1, [2, 5, 3, 2]), ("q", 1, [2, 4, 4]), ("z", 1, [2, 5, 3])],
            constants, 13, [{"a": draw(k, (2, 3, 4)), "b": draw(k + 30, (5, 2, 4))} for k in range(EXAMPLES)])


def external():
    """Weights in a file of their own."""
    r = np.random.RandomState(8)
    n = helper.make_node
    w, b = (r.randn(6, 10) * 0.3).astype(np.float32), r.randn(6).astype(np.float32)
    graph = helper.make_graph([n("Gemm", ["x", "w", "b"], ["h"], transB=1), n("HardSwish", ["h"], ["y"])], "external",
                              [helper.make_tensor_value_info("x", 1, [1, 10])], [helper.make_tensor_value_info("y", 1, [1, 6])],
                              [numpy_helper.from_array(w, "w"), numpy_helper.from_array(b, "b")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)])
    model.ir_version = 8
    folder = os.path.join(HERE, "mlp_external")
    os.makedirs(folder, exist_ok=True)
    if os.path.exists(os.path.join(folder, "weights.bin")):
        os.remove(os.path.join(folder, "weights.bin"))
    onnx.save_model(model, os.path.join(folder, "model.onnx"), save_as_external_data=True, all_tensors_to_one_file=True, location="weights.bin",
                    size_threshold=0)
    save("mlp_external", None, [{"x": draw(k, (1, 10))} for k in range(EXAMPLES)], "onnx.helper, weights outside of the file")


def trees(trees, classes=None, offset=0):
    """Attributes of a TreeEnsemble from scikit-learn's trees; leaves hold what weight() gives."""
    a = {k: [] for k in ("treeids nodeids featureids modes values truenodeids falsenodeids missing_value_tracks_true hitrates").split()}
    w = {k: [] for k in "treeids nodeids ids weights".split()}
    for number, (tree, weight) in enumerate(trees):
        for node in range(tree.node_count):
            leaf = tree.children_left[node] < 0
            for key, value in zip(a, (number, node, 0 if leaf else int(tree.feature[node]), "LEAF" if leaf else "BRANCH_LEQ",
                                      0.0 if leaf else threshold(tree.threshold[node]), 0 if leaf else int(tree.children_left[node]),
                                      0 if leaf else int(tree.children_right[node]), 0, 1.0)):
                a[key].append(value)
            if leaf:
                for target, value in weight(node):
                    for key, v in zip(w, (number, node, target, float(value))):
                        w[key].append(v)
    return {f"nodes_{k}": v for k, v in a.items()}, w


def threshold(value):
    """The largest float not above: x <= t then says the same of floats as of doubles."""
    f = np.float32(value)
    return float(f if f <= value else np.nextafter(f, np.float32(-np.inf)))


def classical():
    from sklearn.datasets import load_diabetes, load_iris
    from sklearn.ensemble import GradientBoostingClassifier, GradientBoostingRegressor, RandomForestClassifier
    from sklearn.linear_model import LogisticRegression, LinearRegression
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVC, SVR
    n = helper.make_node
    said = "scikit-learn's model, written with onnx.helper as skl2onnx writes it"
    x, y = load_iris(return_X_y=True)
    x = x.astype(np.float32)
    rows = [{"X": x[i:i + 1]} for i in (3, 77)]
    result = [("label", 7, [None]), ("probabilities", 1, [None, 3])]

    forest = RandomForestClassifier(8, max_depth=5, random_state=0).fit(x, y)
    count = len(forest.estimators_)
    a, w = trees([(e.tree_, lambda node, t=e.tree_: [(c, t.value[node][0][c] / t.value[node][0].sum() / count) for c in range(3)])
                  for e in forest.estimators_])
    node = n("TreeEnsembleClassifier", ["X"], ["label", "probabilities"], domain="ai.onnx.ml", post_transform="NONE", classlabels_int64s=[0, 1, 2],
             **a, **{f"class_{k}": v for k, v in w.items()})
    by_hand("forest_classifier", [node], [("X", 1, [None, 4])], result, {}, 15, rows, 1, said)

    d, t = load_diabetes(return_X_y=True)
    d = d.astype(np.float32)
    boosted = GradientBoostingRegressor(n_estimators=20, max_depth=3, random_state=0).fit(d, t)
    a, w = trees([(e[0].tree_, lambda node, t=e[0].tree_: [(0, boosted.learning_rate * t.value[node][0][0])]) for e in boosted.estimators_])
    node = n("TreeEnsembleRegressor", ["X"], ["y"], domain="ai.onnx.ml", post_transform="NONE", n_targets=1, aggregate_function="SUM",
             base_values=[float(boosted.init_.constant_[0][0])], **a, **{f"target_{k}": v for k, v in w.items()})
    by_hand("boosted_regressor", [node], [("X", 1, [None, 10])], [("y", 1, [None, 1])], {}, 15, [{"X": d[i:i + 1]} for i in (5, 200)], 1, said)

    scaler = StandardScaler().fit(x)
    logistic = LogisticRegression(max_iter=1000).fit(scaler.transform(x), y)
    nodes = [
        n("Scaler", ["X"], ["s"], domain="ai.onnx.ml", offset=scaler.mean_.astype(np.float32).tolist(), scale=(1 / scaler.scale_).astype(np.float32).tolist()),
        n("LinearClassifier", ["s"], ["label", "raw"], domain="ai.onnx.ml", coefficients=logistic.coef_.astype(np.float32).ravel().tolist(),
          intercepts=logistic.intercept_.astype(np.float32).tolist(), classlabels_ints=[0, 1, 2], post_transform="SOFTMAX", multi_class=1),
        n("Normalizer", ["raw"], ["probabilities"], domain="ai.onnx.ml", norm="L1"),
    ]
    by_hand("logistic_regression", nodes, [("X", 1, [None, 4])], result, {}, 15, rows, 1, said)

    linear = LinearRegression().fit(d, t)
    node = n("LinearRegressor", ["X"], ["y"], domain="ai.onnx.ml", coefficients=linear.coef_.astype(np.float32).tolist(),
             intercepts=[float(linear.intercept_)], targets=1)
    by_hand("linear_regression", [node], [("X", 1, [None, 10])], [("y", 1, [None, 1])], {}, 15, [{"X": d[i:i + 1]} for i in (5, 200)], 1, said)

    svr = SVR(C=50).fit(d, t)
    node = n("SVMRegressor", ["X"], ["y"], domain="ai.onnx.ml", kernel_type="RBF", kernel_params=[float(svr._gamma), 0.0, 3.0], n_supports=len(svr.support_[:150]),
             support_vectors=svr.support_vectors_[:150].astype(np.float32).ravel().tolist(), coefficients=svr.dual_coef_[0][:150].astype(np.float32).tolist(),
             rho=svr.intercept_.astype(np.float32).tolist())
    by_hand("svm_regressor", [node], [("X", 1, [None, 10])], [("y", 1, [None, 1])], {}, 15, [{"X": d[i:i + 1]} for i in (5, 200)], 1, said)

    svc = SVC(kernel="rbf", C=1.0).fit(x, y)
    node = n("SVMClassifier", ["X"], ["label", "scores"], domain="ai.onnx.ml", kernel_type="RBF", kernel_params=[float(svc._gamma), 0.0, 3.0],
             support_vectors=svc.support_vectors_.astype(np.float32).ravel().tolist(), coefficients=svc.dual_coef_.astype(np.float32).ravel().tolist(),
             vectors_per_class=svc.n_support_.tolist(), rho=svc.intercept_.astype(np.float32).tolist(), classlabels_ints=[0, 1, 2], post_transform="NONE")
    by_hand("svm_classifier", [node], [("X", 1, [None, 4])], [("label", 7, [None]), ("scores", 1, [None, 3])], {}, 15, rows, 1, said)

    two = y < 2
    targets = (y == 1).astype(int)
    machine = GradientBoostingClassifier(n_estimators=12, max_depth=2, random_state=0).fit(x, targets)
    a, w = trees([(e[0].tree_, lambda node, t=e[0].tree_: [(0, machine.learning_rate * t.value[node][0][0])]) for e in machine.estimators_])
    node = n("TreeEnsembleClassifier", ["X"], ["label", "probabilities"], domain="ai.onnx.ml", post_transform="LOGISTIC", classlabels_int64s=[0, 1],
             base_values=[float(np.log(targets.mean() / (1 - targets.mean())))], **a, **{f"class_{k}": v for k, v in w.items()})
    by_hand("boosted_two_classes", [node], [("X", 1, [None, 4])], [("label", 7, [None]), ("probabilities", 1, [None, 2])], {}, 15, rows, 1, said)
    x2, y2 = x[two][:, :2], y[two]
    rows2 = [{"X": x2[i:i + 1]} for i in (3, 77)]
    result2 = [("label", 7, [None]), ("scores", 1, [None, 2])]
    svc = SVC(kernel="poly", degree=3, gamma=0.2, coef0=0.5, C=0.5).fit(x2, y2)
    node = n("SVMClassifier", ["X"], ["label", "scores"], domain="ai.onnx.ml", kernel_type="POLY", kernel_params=[0.2, 0.5, 3.0],
             support_vectors=svc.support_vectors_.astype(np.float32).ravel().tolist(), coefficients=(-svc.dual_coef_).astype(np.float32).ravel().tolist(),
             vectors_per_class=svc.n_support_.tolist(), rho=(-svc.intercept_).astype(np.float32).tolist(), classlabels_ints=[0, 1], post_transform="NONE")
    by_hand("svm_two_classes", [node], [("X", 1, [None, 2])], result2, {}, 15, rows2, 1, said)
    for name, transform in (("logistic_two_classes", "LOGISTIC"), ("linear_two_classes", "NONE")):
        logistic = LogisticRegression().fit(x2, y2)
        node = n("LinearClassifier", ["X"], ["label", "scores"], domain="ai.onnx.ml", coefficients=logistic.coef_.astype(np.float32).ravel().tolist(),
                 intercepts=logistic.intercept_.astype(np.float32).tolist(), classlabels_ints=[5, 9], post_transform=transform)
        by_hand(name, [node], [("X", 1, [None, 2])], result2, {}, 15, rows2, 1, said)


def main():
    torch_model("cnn", Cnn, (1, 3, 16, 16), opset=11)
    torch_model("cnn_train_bn", Cnn, (1, 3, 16, 16), opset=13, do_constant_folding=False,
                training=torch.onnx.TrainingMode.PRESERVE)
    torch_model("cnn_dynamic", Cnn, (1, 3, 16, 16), opset=17, dynamic_axes={"input": {0: "batch"}})
    torch_model("resnet", Resnet, (1, 3, 12, 12), opset=13)
    torch_model("mobilenet_se", Mobile, (1, 1, 14, 14), opset=14)
    torch_model("shufflenet", Shuffle, (1, 4, 6, 6), opset=12)
    torch_model("unet", Unet, (1, 2, 12, 8), opset=13)
    torch_model("speech_conv1d", Speech, (1, 10, 25), opset=15)
    torch_model("lstm", lambda: Recur(nn.LSTM, 5, 7), (1, 6, 5), opset=14)
    torch_model("lstm_two_layers_bidirectional", lambda: Recur(nn.LSTM, 5, 4, num_layers=2, bidirectional=True, batch_first=False), (6, 1, 5), opset=11)
    torch_model("lstm_streaming", Stream, (1, 1, 4), (1, 1, 6), (1, 1, 6), opset=17, names=["x", "h", "c"])
    torch_model("gru", lambda: Recur(nn.GRU, 5, 6), (1, 7, 5), opset=13)
    torch_model("gru_bidirectional", lambda: Recur(nn.GRU, 4, 3, bidirectional=True, batch_first=False), (5, 1, 4), opset=16)
    torch_model("mlp", Mlp, (1, 9), opset=11)
    torch_model("attention", Attention, (1, 6, 8), opset=17)
    torch_model("attention_opset13", Attention, (1, 5, 8), opset=13)
    torch_model("odds_and_ends", Odds, (1, 4, 6, 6), opset=16)
    torch_model("decoder", Decoder, (1, 4, 3, 5), opset=13)
    fake_quantized()
    quantized_decoder()
    gated()
    stacks()
    tensorflow_like()
    dynamo_like()
    integers()
    external()
    classical()


if __name__ == "__main__":
    main()
