using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Formats.FlatBuffers;

namespace Mote.Formats.TfLite;

/// <summary>A variable keeps its value between inferences; a resource is the handle of one that operators read and assign.</summary>
internal enum TfLiteTensorKind { Plain, Variable, Resource }

internal sealed record TfLiteTensorPlan(string Name, TensorType Type, int Buffer, TfLiteTensorKind Kind = TfLiteTensorKind.Plain);

internal sealed record TfLiteOperatorPlan(
    int CodeIndex, int[] Inputs, int[] Outputs, int OptionsType, FlatField[] Options, TfLiteResource? Resource = null,
    byte[]? Custom = null);

/// <summary>What a variable is called; the container is there where the name alone does not tell it apart.</summary>
internal sealed record TfLiteResource(string? Container, string Name);

/// <summary>What a graph becomes in the file: tensors, operators and buffers by number, in the order of the graph.</summary>
internal sealed partial class TfLiteWritePlan
{
    private const int Same = 0, Valid = 1;

    private readonly Graph _graph;
    private readonly Dictionary<ValueId, int> _tensorOf = [];
    private readonly HashSet<ValueId> _hidden = [];
    private readonly HashSet<ValueId> _streams = [];
    private readonly TfLiteFilePlan _file;
    private readonly TfLiteSubgraphPlan _plan;

    public TfLiteWritePlan(Graph graph, TfLiteFilePlan file)
    {
        (_graph, _file, _plan) = (graph, file, file.NewSubgraph(graph.Name));
        var variables = Variables(graph);
        foreach (var value in graph.Values)
        {
            if (variables.TryGetValue(value.Id, out var changed))
            {
                _tensorOf[value.Id] = _tensorOf[changed];
                continue;
            }
            if (_hidden.Contains(value.Id)) continue;
            _tensorOf[value.Id] = _plan.Tensors.Count;
            _plan.Tensors.Add(new TfLiteTensorPlan(value.Name, value.Type, value.Data is { } data ? _file.Buffer(data.Bytes) : 0,
                variables.ContainsValue(value.Id) || _streams.Contains(value.Id) ? TfLiteTensorKind.Variable : TfLiteTensorKind.Plain));
        }
        var resources = graph.States.Where(s => !variables.ContainsKey(s.After) && !_hidden.Contains(s.Before))
            .Select(s => (State: s, Handle: Handle(_plan, Resource(s)))).ToList();
        Initialise(resources.Select(r => r.State).Where(s => !BeginsWithZero(s)).ToList());
        foreach (var (state, handle) in resources) AddVariable(BuiltinOperator.READ_VARIABLE, 112, [handle], [TensorOf(state.Before)]);
        foreach (var node in graph.Nodes) Add(node);
        foreach (var (state, handle) in resources.Where(r => r.State.IsWritten))
            AddVariable(BuiltinOperator.ASSIGN_VARIABLE, 113, [handle, TensorOf(state.After)], []);
        _plan.Inputs = [.. graph.Inputs.Select(TensorOf)];
        _plan.Outputs = [.. graph.Outputs.Select(TensorOf)];
    }

    public int TensorOf(ValueId id) => id.IsNone ? -1 : _tensorOf[id];

    private void Add(Node node)
    {
        var inputs = node.Inputs.Where(i => !_hidden.Contains(i)).Select(TensorOf).ToArray();
        // What an operator does to a variable is no output in the file.
        var changed = node.Op is SpectralSubtraction or CircularBuffer ? 0 : node.Op.StateOperands().Count;
        var outputs = node.Outputs.SkipLast(changed).Select(TensorOf).ToArray();
        if (node.Op is Lstm) inputs = OfTheFile(inputs);
        var op = node.Op;
        int? scheme = Valid;
        if (TfLiteOptions.WindowOf(op) is { } window)
        {
            scheme = Scheme(node, window.Padding, window.Steps);
            if (scheme is null)
            {
                // The format knows only SAME and VALID; other paddings become an operator of their own.
                op = Unpadded(node);
                inputs[0] = PadBefore(node, window.Padding);
            }
        }
        if (op is TransposeConv2D painted && TfLiteMatrixLike.Whole(painted, _graph.Type(node.Inputs[1]).Shape) is { } whole)
        {
            var y = _graph[node.Output];
            var all = NewTensor(y.Name + "/whole", y.Type with { Shape = y.Type.Shape.With(1, whole.Height).With(2, whole.Width) }, 0);
            Write(whole, node, inputs, [all], Valid);
            (op, inputs) = (new StridedSlice([0, painted.Top, painted.Left, 0], y.Type.Shape.Dims, [1, 1, 1, 1], y.Type.Shape), [all]);
        }
        Write(op, node, inputs, outputs, scheme ?? Valid);
    }

    private static Op Unpadded(Node node) =>
        node.Op is Conv2D c ? c with { Padding = default }
        : node.Op is DepthwiseConv2D d ? d with { Padding = default }
        : throw new MoteException("MOTE0120", node.Origin.ToString(),
            $"{node.Op.Name()} with this padding cannot be written as .tflite, which knows only SAME and VALID.");

    private int? Scheme(Node node, Padding padding, Steps steps)
    {
        var x = _graph.Type(node.Inputs[0]).Shape;
        var (kernelY, kernelX) = node.Op is AveragePool2D a ? (a.KernelY, a.KernelX) : node.Op is MaxPool2D m ? (m.KernelY, m.KernelX)
            : node.Op is L2Pool2D l ? (l.KernelY, l.KernelX)
            : (_graph.Type(node.Inputs[1]).Shape[1], _graph.Type(node.Inputs[1]).Shape[2]);
        if (padding.IsNone) return Valid;
        var (top, bottom) = Padding.Same(x[1], kernelY, steps.StrideY, steps.DilationY);
        var (left, right) = Padding.Same(x[2], kernelX, steps.StrideX, steps.DilationX);
        return padding == new Padding(top, bottom, left, right) ? Same : null;
    }

    private int PadBefore(Node node, Padding padding)
    {
        var x = _graph[node.Inputs[0]];
        var shape = x.Type.Shape.With(1, x.Type.Shape[1] + padding.Top + padding.Bottom)
            .With(2, x.Type.Shape[2] + padding.Left + padding.Right);
        var padded = NewTensor(x.Name + "/padded", x.Type with { Shape = shape }, 0);
        var op = new Pad([0, padding.Top, padding.Left, 0], [0, padding.Bottom, padding.Right, 0]);
        Write(op, node, [TensorOf(x.Id)], [padded], Valid);
        return padded;
    }

    private void Write(Op op, Node node, int[] inputs, int[] outputs, int scheme)
    {
        if (op is FullyConnected && LosesItsScale(node))
            throw new MoteException("MOTE0120", node.Origin.ToString(),
                "a matrix with one row and a scale a row cannot be written as .tflite, which reads a single scale in another precision.");
        if (op is Pad { Before.Count: 0 } or Mean { Axes.Count: 0 } or Reduce { Axes.Count: 0 })
            throw new MoteException("MOTE0120", node.Origin.ToString(), $"{op.Name()} along no axis cannot be written as .tflite.");
        var x = node.Inputs.Count > 0 && !node.Inputs[0].IsNone ? _graph.Type(node.Inputs[0]) : null;
        var (code, version, optionsType, options) = TfLiteOptions.Of(op, scheme, _graph, node, _file);
        // An operator that was put before the node has none of its weights.
        if (op.GetType() == node.Op.GetType() && TfLiteHybrid.Is(_graph, node))
            (version, options) = TfLiteHybrid.Adjust(op, _graph.Type(node.Inputs[1]), version, options);
        var y = node.Outputs.Count > 0 ? _graph.Type(node.Output) : null;
        inputs = TfLiteMatrixLike.Ordered(op, inputs,
            [.. TfLiteOptions.ConstantOperands(op, x, y).Select(
                t => NewTensor($"{node.Origin}/{op.Name()}", t.Type, _file.Buffer(t.Bytes)))]);
        var custom = TfLiteSignalOptions.Of(op, x, node);
        _plan.Operators.Add(new TfLiteOperatorPlan(
            _file.CodeIndex(code, version, custom?.Name ?? ""), inputs, outputs, optionsType, options, Custom: custom?.Options));
    }

    /// <summary>One scale along an axis reads back as one for all, whose product with the input's is rounded differently.</summary>
    private bool LosesItsScale(Node node)
    {
        var w = _graph.Type(node.Inputs[FullyConnected.Weights]);
        if (w.Quantization is not Quantization.PerAxis { Scales: [var scale] } || _graph.Type(node.Output).IsFloat) return false;
        var (x, y) = (_graph.Type(node.Inputs[FullyConnected.Input]), _graph.Type(node.Output));
        var read = w with { Quantization = new Quantization.PerTensor(scale, 0) };
        return Requantization.FullyConnected(x, w, y, 1)[0] != Requantization.FullyConnected(x, read, y, 1)[0];
    }

    private int NewTensor(string name, TensorType type, int buffer)
    {
        _plan.Tensors.Add(new TfLiteTensorPlan(name, type, buffer));
        return _plan.Tensors.Count - 1;
    }
}
