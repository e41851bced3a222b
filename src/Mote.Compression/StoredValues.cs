using System.Collections.Immutable;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Execution;

namespace Mote.Compression;

/// <summary>
/// The values of the integer graph that stand for those of the float graph: as the layer that makes one gives it, and as its readers
/// need it. Conversions are made once for all readers.
/// </summary>
internal sealed class StoredValues(Graph source, GraphBuilder builder, ScaleGroups scales)
{
    private readonly Dictionary<ValueId, ValueId> _native = [];
    private readonly Dictionary<(ValueId, TensorType), ValueId> _converted = [];

    /// <summary>From now on a value of the float graph is this one.</summary>
    public void Add(ValueId id, ValueId stored) => _native[id] = stored;

    /// <summary>As its layer makes it; null for constants, which are stored as they are read.</summary>
    public ValueId? Native(ValueId id) => _native.TryGetValue(id, out var stored) ? stored : null;

    /// <summary>A value that is no real.</summary>
    public ValueId Plain(ValueId id)
    {
        if (_native.TryGetValue(id, out var stored)) return stored;
        return _native[id] = builder.Constant(source[id].Name, source[id].Data!);
    }

    /// <summary>How a real is stored in an element type.</summary>
    public TensorType Type(ValueId id, ElementType element) => element == ElementType.Float32 ? source.Type(id)
        : source.Type(id) with { Element = element, Quantization = scales.Of(id, element) };

    /// <summary>A real as a reader needs it.</summary>
    public ValueId As(ValueId id, TensorType type, Origin reader)
    {
        if (_native.TryGetValue(id, out var native) && builder.Type(native) == type) return native;
        if (_converted.TryGetValue((id, type), out var known)) return known;
        var name = source[id].Name;
        if (source[id].Data is { } data) return _converted[(id, type)] = builder.Constant(name, Store(data, type));
        var converted = type.IsFloat ? builder.Add(new Dequantize(), [native], null, name + "/real", reader)
            : builder.Add(new Quantize(type.Element), [native], type.Quantization, $"{name}/{type.Element.Text()}", reader);
        return _converted[(id, type)] = converted;
    }

    /// <summary>What stands for each value that is computed.</summary>
    public ImmutableDictionary<ValueId, ValueId> Map() => _native.ToImmutableDictionary();

    /// <summary>What each value of the integer graph that is computed stands for.</summary>
    public ImmutableDictionary<ValueId, ValueId> Sources()
    {
        var sources = ImmutableDictionary.CreateBuilder<ValueId, ValueId>();
        foreach (var ((id, _), stored) in _converted) sources[stored] = id;
        foreach (var (id, stored) in _native.OrderByDescending(p => p.Key.Index)) sources[stored] = id;
        return sources.ToImmutable();
    }

    /// <summary>Reals rounded to a type, as the operator that does so at run time rounds them.</summary>
    public static Tensor Store(Tensor reals, TensorType type)
    {
        if (type.IsFloat) return reals;
        var one = new GraphBuilder("constant");
        var x = one.Input("x", reals.Type);
        var graph = one.Build([one.Add(new Quantize(type.Element), [x], type.Quantization, "y", Origin.Of("constant"))]);
        return Tensor.FromBytes(type, new Interpreter(graph).Run(reals.Bytes));
    }
}
