using System.Runtime.InteropServices;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Onnx.Writing;

/// <summary>Layers with weights, windows and memory.</summary>
internal static partial class OnnxNodes
{
    private static void Convolution(OnnxFile f, Node n, Steps steps, Padding padding, Activation activation, bool depthwise)
    {
        var channels = f.Type(n.Inputs[0]).Shape[3];
        var shape = f.Type(n.Inputs[1]).Shape;
        var weights = Weights(f, n, 1, depthwise ? [3, 0, 1, 2] : [0, 3, 1, 2]);
        string[] inputs = [f.Image(n.Inputs[0]), weights, .. Bias(f, n)];
        var y = f.Add("Conv", inputs, a =>
        {
            a.Ints("kernel_shape", shape[1], shape[2]);
            a.Ints("strides", steps.StrideY, steps.StrideX);
            a.Ints("dilations", steps.DilationY, steps.DilationX);
            a.Ints("pads", padding.Top, padding.Left, padding.Bottom, padding.Right);
            a.Int("group", depthwise ? channels : channels / shape[3]);
        });
        f.Define(n.Output, Clamped(f, y, activation), image: true);
    }

    private static void Pool(OnnxFile f, Node n, string op, int kernelY, int kernelX, Steps steps, Padding padding, Activation activation)
    {
        var y = f.Add(op, [f.Image(n.Inputs[0])], a =>
        {
            a.Ints("kernel_shape", kernelY, kernelX);
            a.Ints("strides", steps.StrideY, steps.StrideX);
            a.Ints("pads", padding.Top, padding.Left, padding.Bottom, padding.Right);
        });
        f.Define(n.Output, Clamped(f, y, activation), image: true);
    }

    private static void Matrix(OnnxFile f, Node n, FullyConnected op)
    {
        var (m, k) = (f.Type(n.Inputs[1]).Shape[0], f.Type(n.Inputs[1]).Shape[1]);
        var rows = f.Type(n.Inputs[0]).Elements / k;
        var x = f.Type(n.Inputs[0]).Shape == [rows, k] ? f.Real(n.Inputs[0]) : Shaped(f, f.Real(n.Inputs[0]), [rows, k]);
        var weights = f.Graph[n.Inputs[1]].IsConstant ? Weights(f, n, 1, [0, 1]) : f.Real(n.Inputs[1]);
        var y = Clamped(f, f.Add("Gemm", [x, weights, .. Bias(f, n)], a => a.Int("transB", 1)), op.Activation);
        f.Define(n.Output, f.Type(n.Output).Shape == [rows, m] ? y : Shaped(f, y, f.Type(n.Output).Shape));
    }

    /// <summary>Constant weights with their axes in another order, dequantized by the file if they are integers.</summary>
    private static string Weights(OnnxFile f, Node n, int operand, int[] order)
    {
        var value = f.Graph[n.Inputs[operand]];
        if (value.Data is not { } data) throw None(n, "with computed weights has");
        var type = data.Type.Element == ElementType.Int4
            ? Tensor.From<sbyte>(data.Type with { Element = ElementType.Int8 }, data.Int8()) : data;
        var dims = type.Type.Shape.ToArray();
        var permuted = OnnxTensor.FromGraph(type.Type, type.Bytes, dims).Permuted(order);
        var name = f.Constant(value.Name, permuted.ToGraph(type.Type.Element, Shape.Create(permuted.Dims)));
        return type.Type.Quantization switch
        {
            null => name,
            Quantization.PerTensor q => f.Dequantized(name, q),
            Quantization.PerAxis q => f.Dequantized(name, q, Array.IndexOf(order, q.Axis)),
        };
    }

    /// <summary>An integer bias stands for reals by the product of its layer's scales, whatever its own type says.</summary>
    private static string[] Bias(OnnxFile f, Node n)
    {
        if (n.Inputs.Count < 3 || n.Inputs[2].IsNone) return [];
        if (f.Graph[n.Inputs[2]].Data is not { } data)
            return f.Type(n.Inputs[2]).IsFloat ? [f.Real(n.Inputs[2])] : throw None(n, "with a computed bias has");
        var flat = Tensor.FromBytes(new TensorType(data.Type.Element, [data.Type.Elements]), data.Bytes);
        var name = f.Constant(f.Graph[n.Inputs[2]].Name, flat);
        if (data.Type.IsFloat) return [name];
        var scale = f.Type(n.Inputs[0]).PerTensor.Scale;
        Quantization q = f.Type(n.Inputs[1]).Quantization switch
        {
            Quantization.PerAxis w => new Quantization.PerAxis(0, w.Scales.Select(s => s * scale).ToEquatableArray()),
            Quantization.PerTensor w => new Quantization.PerTensor(w.Scale * scale, 0),
            null => throw None(n, "with weights without a scale has"),
        };
        return [f.Dequantized(name, q, 0, ElementType.Int32)];
    }

    private static void Resized(OnnxFile f, Node n, Resize op)
    {
        var shape = f.Type(n.Output).Shape;
        var coordinates = op.AlignCorners ? "align_corners" : op.HalfPixelCenters ? "half_pixel" : "asymmetric";
        if (op.Kind == ResizeKind.Nearest && op.AlignCorners) throw None(n, "of nearest pixels with aligned corners has");
        var y = f.Add("Resize", [f.Image(n.Inputs[0]), "", "", f.Integers(shape[0], shape[3], op.Height, op.Width)], a =>
        {
            a.Text("mode", op.Kind == ResizeKind.Nearest ? "nearest" : "linear");
            a.Text("coordinate_transformation_mode", coordinates);
            a.Text("nearest_mode", op.HalfPixelCenters ? "round_prefer_ceil" : "floor");
        });
        f.Define(n.Output, y, image: true);
    }

    private static void Recurrent(OnnxFile f, Node n, Lstm op)
    {
        if (!f.Type(n.Inputs[0]).IsFloat || op.CellClip > 0) throw None(n, "of integers, or with a clip, has");
        var (k, s) = (f.Type(n.Inputs[0]).Shape[2], f.Type(n.Output).Shape[2]);
        // The file's gates are input, output, forget, cell.
        LstmGate[] gates = [LstmGate.Input, LstmGate.Output, LstmGate.Forget, LstmGate.Cell];
        string Joined(string name, int first, Shape shape, int zeros = 0)
        {
            var values = gates.SelectMany(g => f.Graph[n.Inputs[first + (int)g]].Data is { } data
                ? MemoryMarshal.Cast<byte, float>(data.Bytes).ToArray()
                    : throw None(n, "with computed weights has")).Concat(new float[zeros]).ToArray();
            return f.Constant(name, Tensor.From<float>(new TensorType(ElementType.Float32, shape), values));
        }
        var x = op.TimeMajor ? f.Real(n.Inputs[0]) : f.Add("Transpose", [f.Real(n.Inputs[0])], a => a.Ints("perm", 1, 0, 2));
        var batches = f.Type(n.Inputs[0]).Shape[op.TimeMajor ? 1 : 0];
        string Begin(int operand) => Shaped(f, f.Real(n.Inputs[operand]), [1, batches, s]);
        string[] outputs = [f.Unique("y"), f.Unique("hidden"), f.Unique("cell")];
        f.Node("LSTM", [x, Joined("W", Lstm.Weights, [1, 4 * s, k]), Joined("R", Lstm.Recurrent, [1, 4 * s, s]),
            Joined("B", Lstm.Bias, [1, 8 * s], 4 * s),
            "", Begin(Lstm.Hidden), Begin(Lstm.Cell)], outputs).Int("hidden_size", s);
        var y = f.Add("Squeeze", [outputs[0], f.Integers(1)]);
        f.Define(n.Outputs[0], op.TimeMajor ? y : f.Add("Transpose", [y], a => a.Ints("perm", 1, 0, 2)));
        for (var i = 1; i < 3; i++) f.Define(n.Outputs[i], Shaped(f, outputs[i], f.Type(n.Outputs[i]).Shape));
    }

    private static void Trees(OnnxFile f, Node n, TreeEnsemble op)
    {
        if (op.Roots.Count == 0) throw None(n, "without trees has");
        f.UseTrees();
        // Nodes are numbered through all trees: a tree's are those up to the next one's root, for it is written in preorder.
        var tree = new int[op.Features.Count];
        for (var t = 0; t < op.Roots.Count; t++)
            for (var i = op.Roots[t]; i < (t + 1 < op.Roots.Count ? op.Roots[t + 1] : tree.Length); i++) tree[i] = t;
        var all = Enumerable.Range(0, tree.Length).ToArray();
        var leaves = all.Where(i => op.Features[i] == TreeEnsemble.Leaf).ToArray();
        var y = f.Add("TreeEnsembleRegressor", [f.Real(n.Inputs[0])], a =>
        {
            a.Domain = "ai.onnx.ml";
            a.Int("n_targets", op.Outputs);
            a.Floats("base_values", op.Base);
            a.Ints("nodes_treeids", tree);
            a.Ints("nodes_nodeids", all);
            a.Texts("nodes_modes", all.Select(i => op.Features[i] == TreeEnsemble.Leaf ? "LEAF" : "BRANCH_LEQ"));
            a.Ints("nodes_featureids", all.Select(i => Math.Max(0, op.Features[i])));
            a.Floats("nodes_values", op.Thresholds);
            a.Ints("nodes_truenodeids", all.Select(i => op.Features[i] == TreeEnsemble.Leaf ? 0 : i + 1));
            a.Ints("nodes_falsenodeids", all.Select(i => op.Features[i] == TreeEnsemble.Leaf ? 0 : op.Next[i]));
            a.Ints("target_treeids", leaves.SelectMany(i => Enumerable.Repeat(tree[i], op.Outputs)));
            a.Ints("target_nodeids", leaves.SelectMany(i => Enumerable.Repeat(i, op.Outputs)));
            a.Ints("target_ids", leaves.SelectMany(_ => Enumerable.Range(0, op.Outputs)));
            a.Floats("target_weights", leaves.SelectMany(i => op.Leaves.Skip(op.Next[i] * op.Outputs).Take(op.Outputs)));
        });
        f.Define(n.Output, y);
    }
}
