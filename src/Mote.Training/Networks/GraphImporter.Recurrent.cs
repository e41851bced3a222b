using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;

namespace Mote.Training.Networks;

internal sealed partial class GraphImporter
{
    private int[] Memory(Node node, Lstm op)
    {
        var x = Sequence(node, op.TimeMajor);
        RequireZero(node, Lstm.Hidden);
        RequireZero(node, Lstm.Cell);
        // A step adds less than 1 to a cell.
        if (op.CellClip > 0 && op.CellClip < Network.Shape(x)[1])
            notes.Add(new Diagnostic("MOTE0603", Severity.Warning, $"{graph.Name}: layer '{node.Origin}'",
                $"its cells are clipped to {op.CellClip} in the model, but not in training."));
        if (IsRead(node, 2)) throw Refuse(node, "its last cell state is read, through which nothing can be learned.");
        var y = Network.AddAll(new LstmSequence(), [x, Stacked<LstmGate>(node, Lstm.Weights, "weights"),
            Stacked<LstmGate>(node, Lstm.Recurrent, "recurrent"), Stacked<LstmGate>(node, Lstm.Bias, "bias")], node.Origin.ToString())[0];
        return [y, LastStep(node, y), -1];
    }

    private int[] Memory(Node node, Gru op)
    {
        var x = Sequence(node, op.TimeMajor);
        RequireZero(node, Gru.Hidden);
        if (!op.LinearBeforeReset)
            throw Refuse(node, "its reset gate comes before the matrix product; only the other kind can be trained.");
        var y = Network.AddAll(new GruSequence(), [x, Stacked<GruGate>(node, Gru.Weights, "weights"),
            Stacked<GruGate>(node, Gru.Recurrent, "recurrent"), Stacked<GruGate>(node, Gru.Bias, "bias"),
            Learned(node, node.Inputs[Gru.RecurrentBias], "recurrent_bias")], node.Origin.ToString())[0];
        return [y, LastStep(node, y)];
    }

    private int[] Memory(Node node, FastGrnn op)
    {
        var x = Sequence(node, op.TimeMajor);
        RequireZero(node, FastGrnn.Hidden);
        if (!node.Inputs[FastGrnn.RecurrentFactor].IsNone)
            throw Refuse(node, "its recurrent matrix has two factors, which cannot be trained.");
        float[] biases = [.. Numbers(node, node.Inputs[FastGrnn.UpdateBias], "biases"),
            .. Numbers(node, node.Inputs[FastGrnn.CandidateBias], "biases")];
        var learned = !IsFrozen(node);
        var y = Network.AddAll(new FastGrnnSequence(), [x, Learned(node, node.Inputs[FastGrnn.Weights], "weights"),
            Learned(node, node.Inputs[FastGrnn.Recurrent], "recurrent"),
            Stored($"{node.Origin.Layers[0]}.bias", [biases.Length], biases, learned),
            Stored($"{node.Origin.Layers[0]}.mix", [2], [Logit(op.Zeta), Logit(op.Nu)], learned)], node.Origin.ToString())[0];
        return [y, LastStep(node, y)];
    }

    /// <summary>The input as [1,t,k].</summary>
    private int Sequence(Node node, bool timeMajor)
    {
        var shape = graph.Type(node.Inputs[0]).Shape;
        if (shape[timeMajor ? 1 : 0] != 1) throw Refuse(node, $"it reads {shape}; one sequence at a time can be trained with.");
        return Shaped(X(node, 0), [1, shape[timeMajor ? 0 : 1], shape[2]], node);
    }

    /// <summary>Every example begins with zeros in training; what is remembered beyond an example is not part of it.</summary>
    private void RequireZero(Node node, int operand)
    {
        var id = node.Inputs[operand];
        var begins = graph.States.FirstOrDefault(s => s.Before == id)?.Initial.Bytes.ToArray() ?? Bytes(id);
        if (begins is null || begins.Any(b => b != 0)) throw Refuse(node, "it does not begin with zeros, as cells do in training.");
    }

    /// <summary>The gates' constants in one piece.</summary>
    private int Stacked<TGate>(Node node, int first, string what)
        where TGate : struct, Enum
    {
        var gates = Enum.GetValues<TGate>().Length;
        var shape = graph.Type(node.Inputs[first]).Shape;
        float[] numbers = [.. Enumerable.Range(first, gates).SelectMany(o => Numbers(node, node.Inputs[o], what))];
        return Stored($"{node.Origin.Layers[0]}.{what}", shape.With(0, gates * shape[0]), numbers, learned: !IsFrozen(node));
    }

    private bool IsRead(Node node, int result) =>
        _uses.Readers(node.Outputs[result]).Count > 0 || graph.Outputs.Contains(node.Outputs[result]);

    private int LastStep(Node node, int y)
    {
        if (!IsRead(node, 1)) return -1;
        var shape = Network.Shape(y);
        return Emit(node, new Rearrange(new StridedSlice([0, shape[1] - 1, 0], [1, 1, shape[2]], [1, 1, 1], [1, shape[2]])), y);
    }

    /// <summary>What the logistic function makes p of, within what single precision tells apart.</summary>
    private static float Logit(float p) => Math.Clamp((float)Math.Log(p / (1.0 - p)), -30, 30);
}
