using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;

namespace Mote.Formats.TfLite;

/// <summary>
/// Operators that keep a part of a stream themselves, and CIRCULAR_BUFFER, which besides ends the inference in all calls but the
/// last of every cycles_max. A graph has no such end: whether the model has come to its end becomes an output more, and states
/// that operators after the circular buffer change keep their values otherwise. Outputs mean something in such calls only, as in
/// the original.
/// </summary>
internal sealed class TfLiteStreams(GraphBuilder builder, TfLiteTensors tensors)
{
    public const string CircularBufferName = "CIRCULAR_BUFFER";

    private int _unspecified;
    private ValueId? _runs;

    /// <summary>Whether the inference has come to its end: nothing, or a bool.</summary>
    public IEnumerable<ValueId> Runs => _runs is { } runs ? [runs] : [];

    public static bool IsCircularBuffer(TfLiteOperator o) => o.Code == BuiltinOperator.CUSTOM && o.CustomCode == CircularBufferName;

    /// <summary>Adds an operator; what it keeps in calls that do not reach it is undone.</summary>
    public void Guarded(TfLiteOperator o, Action<TfLiteOperator> add)
    {
        var (guard, before) = (_runs, _runs is null ? [] : builder.States.ToArray());
        add(o);
        if (guard is not { } runs) return;
        for (var i = 0; i < builder.States.Count; i++)
        {
            var state = builder.States[i];
            var old = i < before.Length ? before[i].After : state.Before;
            if (state.After == old) continue;
            builder.Keep(state.Before, builder.Add(new Select(), [runs, state.After, old], builder.Type(old).Quantization,
                $"{o.Layer}/kept {i}", Origin.Of(o.Layer)));
        }
    }

    /// <summary>A node whose states nobody else can see.</summary>
    public static void AddWithMemory(Op op, ValueId[] inputs, TfLiteOperator o, GraphBuilder builder, TfLiteTensors tensors)
    {
        if (inputs.Length == 0 || inputs[0].IsNone) throw o.Bad("the operand is missing.");
        var declared = o.Outputs.Select(t => tensors.Type(t, o.Where)).ToArray();
        var states = StreamStates.Initial(op, builder.Type(inputs[0]))
            .Select((initial, i) => builder.State($"{o.Layer}/state {i}", initial)).ToArray();
        // An estimate of noise is a result as well.
        var hidden = op is SpectralSubtraction ? 0 : states.Length;
        var outputs = TfLiteReader.AddNode(builder, tensors, op, [.. inputs, .. states],
            [.. declared.Select(d => d.Quantization), .. Enumerable.Repeat<Quantization?>(null, hidden)],
            [.. o.Outputs.Select(tensors.Name), .. Enumerable.Range(0, hidden).Select(i => $"{o.Layer}/new state {i}")], o);
        for (var i = 0; i < declared.Length; i++)
        {
            TfLiteReader.CheckDeclared(builder.Type(outputs[i]), declared[i], o);
            tensors.Define(o.Outputs[i], outputs[i]);
        }
        for (var i = 0; i < states.Length; i++) builder.Keep(states[i], outputs[outputs.Length - states.Length + i]);
    }

    public void Add(TfLiteOperator o)
    {
        if (o.Outputs.Length != 1) throw o.Bad($"has {o.Outputs.Length} outputs; one is expected.");
        tensors.ClaimAsBuffer(o.Outputs[0], o.Where);
        var type = tensors.Type(o.Outputs[0], o.Where);
        var x = tensors.Use(builder, o.Input(0), o.Where);
        var cycles = Cycles(o, type.Shape);
        var rows = builder.State($"{o.Layer}/rows", TfLiteTensors.Zero(type));
        var after = TfLiteReader.AddNode(
            builder, tensors, new CircularBuffer(), [x, rows], [type.Quantization], [tensors.Name(o.Outputs[0])], o)[0];
        builder.Keep(rows, after);
        tensors.Define(o.Outputs[0], after);
        if (cycles > 1) Interrupt(cycles, o);
    }

    /// <summary>From here on the model runs in the last of every so many calls that come this far.</summary>
    private void Interrupt(int cycles, TfLiteOperator o)
    {
        var op = new Periodic(cycles);
        var missing = builder.State($"{o.Layer}/missing", StreamStates.Initial(op, null)[0]);
        var results = TfLiteReader.AddNode(builder, tensors, op, [missing], [null, null], [$"{o.Layer}/runs", $"{o.Layer}/new missing"], o);
        builder.Keep(missing, results[1]);
        _runs = _runs is { } earlier
            ? TfLiteReader.AddNode(
                builder, tensors, new Binary(BinaryKind.And), [earlier, results[0]], [null], [$"{o.Layer}/still runs"], o)[0]
            : results[0];
    }

    /// <summary>
    /// Without the option the reference knows two models by their shapes: the last circular buffer of each runs always, others in
    /// every second call.
    /// </summary>
    private int Cycles(TfLiteOperator o, Shape rows)
    {
        if (new TfLiteCustomOptions(o).OptionalInt("cycles_max") is { } cycles and > 0) return cycles;
        _unspecified++;
        if (rows.Rank != 4) return 2;
        if (rows[1] is not (5 or 13 or 25) && !(_unspecified == 5 && rows[2] == 2 && rows[3] == 96)) return 2;
        _unspecified = 0;
        return 1;
    }
}
