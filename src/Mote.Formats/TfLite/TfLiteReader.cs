using System.Collections.Immutable;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Formats.FlatBuffers;

namespace Mote.Formats.TfLite;

/// <summary>
/// Reads a .tflite file (schema version 3) into a graph: one node an operator, in the file's order. The file is hostile until read;
/// the graph is checked.
/// </summary>
public static class TfLiteReader
{
    /// <param name="bytes">The file's content.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="graphName">What to call the graph.</param>
    /// <exception cref="MoteException">Not a TFLite file, corrupt, or using what Mote does not support (all of it at once).</exception>
    public static Graph Read(byte[] bytes, string file, string graphName)
    {
        var model = new FlatBuffer(bytes, file).Root("TFL3", "TensorFlow Lite");
        var version = model.Int(0);
        if (version != 3) throw new MoteException("MOTE0103", file, $"schema version {version} is not supported; version 3 is.");
        var subgraphs = model.Vector(2, 4, "subgraphs");
        if (subgraphs.Count == 0) throw new MoteException("MOTE0104", file, "the model has no subgraphs.");
        var subgraph = subgraphs.Table(0);
        var nested = new TfLiteSubgraphs(model, file);
        var tensors = new TfLiteTensors(model, subgraph, file, nested);
        var operators = Operators(model, subgraph, tensors, file);
        var builder = new GraphBuilder(graphName);
        var problems = new TfLiteProblems(builder, tensors, file);
        var variables = new TfLiteVariables(model, builder, tensors, nested, operators, file);
        var streams = new TfLiteStreams(builder, tensors);
        var inputs = subgraph.Vector(1, 4, "inputs").Int32s();
        foreach (var input in inputs) problems.Try([], [input], () => tensors.DefineInput(builder, input));
        foreach (var o in operators)
            problems.Try(o.Inputs, o.Outputs, () =>
            {
                if (!TfLiteOperators.IsSupported(o)) throw Unsupported(o, tensors);
                streams.Guarded(o, TfLiteVariables.Codes.Contains(o.Code) ? variables.Add
                    : TfLiteStreams.IsCircularBuffer(o) ? streams.Add : other => Add(builder, other, tensors));
            });
        problems.ThrowIfAny();
        var unused = Enumerable.Range(1, subgraphs.Count - 1).Except(nested.Used).Except(variables.Subgraphs).ToList();
        if (unused.Count > 0)
            throw new MoteException("MOTE0104", file,
                $"nothing runs subgraph {unused[0]} of {subgraphs.Count}; a file with several models is not supported.");
        var outputs = subgraph.Vector(2, 4, "outputs").Int32s();
        if (outputs.Length == 0) throw new MoteException("MOTE0105", file, "the model has no outputs.");
        if (outputs.FirstOrDefault(tensors.IsVariable, -1) is var variable and >= 0)
            throw new MoteException("MOTE0110", file,
                $"tensor {variable} '{tensors.Name(variable)}' is a variable and an output of the model.");
        return builder.Build(
            [.. outputs.Select(t => variables.ReadAtTheEnd(tensors.Use(builder, t, $"{file}: model output"), tensors.Name(t))),
                .. streams.Runs]);
    }

    internal static MoteException Unsupported(TfLiteOperator o, TfLiteTensors tensors) =>
        new("MOTE0106", o.Where, $"operator {o.Name} (version {o.Version}){tensors.Signature(o)} is not supported.",
            TfLiteHints.For(o.Code, TfLiteOperators.Supported));

    internal static ImmutableArray<TfLiteOperator> Operators(FlatTable model, FlatTable subgraph, TfLiteTensors tensors, string file)
    {
        var codes = model.Vector(1, 4, "operator_codes");
        var tables = subgraph.Vector(3, 4, "operators");
        var operators = ImmutableArray.CreateBuilder<TfLiteOperator>(tables.Count);
        for (var i = 0; i < tables.Count; i++)
        {
            var table = tables.Table(i);
            var codeIndex = table.Int(0);
            if (codeIndex < 0 || codeIndex >= codes.Count)
                throw new MoteException("MOTE0107", $"{file}: {table.Path}",
                    $"operator code {codeIndex} does not exist; the file lists {codes.Count}.");
            var code = codes.Table(codeIndex);
            // Codes up to 127 stand in the older one-byte field too; the larger of both is meant.
            var builtin = (BuiltinOperator)Math.Max((int)(sbyte)code.Byte(0), code.Int(3));
            var inputs = table.Vector(1, 4, "inputs").Int32s();
            var outputs = table.Vector(2, 4, "outputs").Int32s();
            var layer = outputs.Length > 0 ? tensors.Name(outputs[0]) : $"operator {i}";
            operators.Add(new TfLiteOperator(i, builtin, code.Text(1, "custom_code"), code.Int(2, 1), layer, inputs, outputs, table, file));
        }
        return operators.ToImmutable();
    }

    internal static void Add(GraphBuilder builder, TfLiteOperator o, TfLiteTensors tensors)
    {
        foreach (var output in o.Outputs) tensors.CheckUndefined(output, o.Where);
        if (TfLiteOperators.ConstantResult(o, tensors) is { } constant)
        {
            tensors.DefineConstant(builder, o.Outputs[0], constant);
            return;
        }
        if (TfLiteComposites.Codes.Contains(o.Code))
        {
            DefineOutputs(builder, o, tensors, Explained(o, tensors, () => [TfLiteComposites.Add(builder, o, tensors)]), []);
            return;
        }
        var (op, operands) = TfLiteOperators.Decode(o, tensors);
        var inputs = operands.Select(t => t < 0 ? ValueId.None : tensors.Use(builder, t, o.Where)).ToArray();
        Tensor?[] constants = [.. operands.Select(t => t < 0 ? null : tensors.Constant(t, o.Where))];
        if (TfLiteOperators.ImpliedBias(o, tensors) is { } bias)
            (inputs, constants) = ([inputs[0], inputs[1], builder.Constant($"{o.Layer}/bias", bias)], [constants[0], constants[1], bias]);
        if (op.IsWithinOperator())
        {
            TfLiteStreams.AddWithMemory(op, inputs, o, builder, tensors);
            return;
        }
        var changed = op.StateOperands().Select(s => s < operands.Length ? operands[s] : -1).ToArray();
        foreach (var tensor in changed)
            if (!tensors.IsVariable(tensor)) throw o.Bad($"tensor {tensor} '{tensors.Name(tensor)}' is its memory, but no variable.");
        TensorType[] declared = [.. o.Outputs.Concat(changed).Select(t => tensors.Type(t, o.Where))];
        string[] names = [.. o.Outputs.Concat(changed).Select(tensors.Name)];
        var outputs = Explained(o, tensors, () => AdaptedNodes.Append(builder, op, inputs, constants, declared, names, Origin.Of(o.Layer)));
        DefineOutputs(builder, o, tensors, outputs, changed);
    }

    /// <summary>A node; what is wrong with it is said of the file's operator.</summary>
    internal static ValueId[] AddNode(GraphBuilder builder, TfLiteTensors tensors, Op op, ValueId[] inputs,
        Quantization?[] quantizations, string[] names, TfLiteOperator o) =>
        Explained(o, tensors, () => builder.Add(op, inputs, quantizations, names, Origin.Of(o.Layer)));

    /// <summary>What an operator refuses, with its place in the file, its types, and what to do.</summary>
    internal static ValueId[] Explained(TfLiteOperator o, TfLiteTensors tensors, Func<ValueId[]> add)
    {
        try
        {
            return add();
        }
        catch (MoteException e)
        {
            throw new MoteException([.. e.Diagnostics.Select(d => d.Code != "MOTE0201" ? d with { Where = o.Where } : d with
            {
                Where = o.Where,
                Message = $"{o.Name}{tensors.Signature(o)}: {d.Message}",
                Help = d.Help ?? TfLiteHints.ForTypes(o.Inputs.Where(i => i >= 0).Select(i => tensors.Type(i, o.Where))),
            })]);
        }
    }

    private static void DefineOutputs(GraphBuilder builder, TfLiteOperator o, TfLiteTensors tensors, ValueId[] outputs, int[] changed)
    {
        TensorType[] declared = [.. o.Outputs.Concat(changed).Select(t => tensors.Type(t, o.Where))];
        for (var i = 0; i < outputs.Length; i++)
        {
            CheckDeclared(builder.Type(outputs[i]), declared[i], o);
            if (i < o.Outputs.Length) tensors.Define(o.Outputs[i], outputs[i]);
            else tensors.Keep(builder, changed[i - o.Outputs.Length], outputs[i]);
        }
    }
    internal static void CheckDeclared(TensorType type, TensorType declared, TfLiteOperator o)
    {
        if (type != declared)
            throw new MoteException("MOTE0108", o.Where, $"{o.Name} gives {type}, but the file declares its output as {declared}.");
    }
}
