using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Passes.DeadChannels;

/// <summary>Makes the graph without the channels that go: slices weights, biases and scales, and folds constants into biases.</summary>
internal sealed class ChannelSlicer(Graph graph, ChannelGroups groups, ConstantChannels constants, Dictionary<int, int[]> kept)
{
    private readonly GraphRebuild _rebuild = new(graph);

    public Graph Run()
    {
        foreach (var node in graph.Nodes) Rebuild(node);
        return EliminateDeadCode.Apply(_rebuild.Build());
    }

    private void Rebuild(Node node)
    {
        var keptX = node.Inputs.Count > 0 && !node.Inputs[0].IsNone ? Kept(node.Inputs[0]) : null;
        var keptY = Kept(node.Output);
        if (keptX is null && keptY is null)
        {
            _rebuild.Keep(node);
            return;
        }
        var (op, inputs) = node.Op switch
        {
            Conv2D or FullyConnected => (node.Op, SliceMatrix(node, keptX, keptY)),
            DepthwiseConv2D => (node.Op, [_rebuild[node.Inputs[0]], .. node.Inputs.Skip(1).Select(i => SliceLast(i, keptY!))]),
            Add or Mul => (node.Op, node.Inputs.Select(i => graph[i].IsConstant ? SliceLast(i, keptY!) : _rebuild[i]).ToArray()),
            Reshape o => (o with { To = o.To.With(-1, keptY!.Length) }, [_rebuild[node.Inputs[0]]]),
            WindowFunction or FftAutoScale or Rfft or Irfft or SpectrumEnergy or FilterBank or FilterBankSquareRoot or SpectralSubtraction
                or Pcan or FilterBankLog or Framer or Stacker or OverlapAdd or Delay or CircularBuffer or Periodic =>
                (node.Op, node.Inputs.Select(i => _rebuild[i]).ToArray()),
            ForEachFrame or LogSpectrum or Standardize => (node.Op, node.Inputs.Select(i => _rebuild[i]).ToArray()),
            Svdf or Lstm or Gru or FastGrnn or If or While => (node.Op, node.Inputs.Select(i => _rebuild[i]).ToArray()),
            TreeEnsemble => (node.Op, [_rebuild[node.Inputs[0]]]),
            DetectionPostProcess => (node.Op, node.Inputs.Select(i => _rebuild[i]).ToArray()),
            AveragePool2D or MaxPool2D or Relu or Quantize or Dequantize or Lookup or Softmax or Pad or Concatenation or Mean =>
                (node.Op, node.Inputs.Select(i => _rebuild[i]).ToArray()),
            L2Pool2D or TransposeConv2D or BatchMatMul => (node.Op, node.Inputs.Select(i => _rebuild[i]).ToArray()),
            Unary or LeakyRelu or Cast or ZerosLike or Binary or Compare or Select or PRelu or AddN or LogSoftmax or L2Normalization =>
                (node.Op, node.Inputs.Select(i => _rebuild[i]).ToArray()),
            StridedSlice or Split or Pack or Transpose or Reverse or BroadcastTo or SpaceToDepth or DepthToSpace or SpaceToBatch
                or BatchToSpace or MirrorPad or Gather or GatherNd or EmbeddingLookup or DynamicUpdateSlice or BroadcastArgs or Resize
                or Reduce or ArgReduce or CumSum => (node.Op, node.Inputs.Select(i => _rebuild[i]).ToArray()),
        };
        _rebuild.Emit(node, op, inputs);
    }

    /// <summary>Channels that stay; null if all do.</summary>
    private int[]? Kept(ValueId id) => kept.GetValueOrDefault(groups.Of(id));

    private ValueId[] SliceMatrix(Node node, int[]? keptX, int[]? keptY)
    {
        var x = graph[node.Inputs[0]];
        var w = graph[node.Inputs[1]];
        var rows = keptY ?? [.. Enumerable.Range(0, w.Type.Shape[0])];
        var columns = Columns(x, w, keptX);
        var bias = FoldedBias(node, x, columns, rows);
        var weights = _rebuild.Constant(w.Name, Slice(Slice(w.Data!, -1, columns), 0, rows));
        return bias is null ? [_rebuild[x.Id], weights] : [_rebuild[x.Id], weights, bias.Value];
    }

    /// <summary>Weight columns that stay: those of the channels that stay, at every position that a matrix reads flattened.</summary>
    private static int[] Columns(Value x, Value w, int[]? keptX)
    {
        var all = Enumerable.Range(0, w.Type.Shape[-1]);
        if (keptX is null) return [.. all];
        var channels = x.Type.Shape[-1];
        var stays = new bool[channels];
        foreach (var k in keptX) stays[k] = true;
        return [.. all.Where(c => stays[c % channels])];
    }

    /// <summary>bias + Σ w·(constant - zero point) over what goes. The sum wraps like the accumulator it comes from.</summary>
    private ValueId? FoldedBias(Node node, Value x, int[] columns, int[] rows)
    {
        var w = new ConvolutionWeights(graph, node);
        var channels = x.Type.Shape[-1];
        var gone = Enumerable.Range(0, graph.Type(node.Inputs[1]).Shape[-1]).Except(columns).ToList();
        var old = node.Inputs.Count > 2 && !node.Inputs[2].IsNone ? graph[node.Inputs[2]] : null;
        var sums = new int[rows.Length];
        var folded = false;
        for (var i = 0; i < rows.Length; i++)
        {
            long sum = old?.Data is { } data ? data.Span<int>()[rows[i]] : 0;
            foreach (var column in gone)
            {
                var constant = constants[x.Id, column % channels] ?? x.Type.PerTensor.ZeroPoint;
                var change = w.Sum(rows[i], column).GetValueOrDefault() * (constant - x.Type.PerTensor.ZeroPoint);
                folded |= change != 0;
                sum += change;
            }
            sums[i] = unchecked((int)sum);
        }
        if (old is null && !folded) return null;
        var type = old?.Type ?? new TensorType(ElementType.Int32, [graph.Type(node.Inputs[1]).Shape[0]]);
        var quantization = SliceScales(type.Quantization, 0, rows);
        return _rebuild.Constant(old?.Name ?? $"{node.Origin}/bias",
            Tensor.From<int>(new TensorType(ElementType.Int32, [rows.Length], quantization), sums));
    }

    /// <summary>A constant with the channels that stay; one that says the same for all channels stays whole.</summary>
    private ValueId SliceLast(ValueId id, int[] channels)
    {
        if (id.IsNone) return id;
        var value = graph[id];
        return value.Type.Shape.Rank == 0 || value.Type.Shape[-1] == 1
            ? _rebuild[id]
            : _rebuild.Constant(value.Name, Slice(value.Data!, -1, channels));
    }

    private static Tensor Slice(Tensor data, int axis, int[] indices)
    {
        var shape = data.Type.Shape;
        if (axis < 0) axis += shape.Rank;
        if (indices.Length == shape[axis]) return data;
        var inner = shape.Strides()[axis] * data.Type.Element.Bytes();
        var outer = data.Bytes.Length / (inner * shape[axis]);
        var type = data.Type with
            { Shape = shape.With(axis, indices.Length), Quantization = SliceScales(data.Type.Quantization, axis, indices) };
        var bytes = new byte[type.Bytes];
        var at = 0;
        for (var o = 0; o < outer; o++)
            foreach (var index in indices)
            {
                data.Bytes.Slice((o * shape[axis] + index) * inner, inner).CopyTo(bytes.AsSpan(at));
                at += inner;
            }
        return Tensor.FromBytes(type, bytes);
    }

    private static Quantization? SliceScales(Quantization? quantization, int axis, int[] indices) => quantization switch
    {
        Quantization.PerAxis q => q.Axis == axis ? q with { Scales = indices.Select(i => q.Scales[i]).ToEquatableArray() } : q,
        Quantization.PerTensor or null => quantization,
    };
}
