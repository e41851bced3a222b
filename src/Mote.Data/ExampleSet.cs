using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Mote.Core.Types;

namespace Mote.Data;

/// <summary>Examples of one shape in memory, in the integers that the device will be given.</summary>
public sealed class ExampleSet
{
    private readonly byte[] _samples;

    /// <param name="type">
    /// Of one example as the device sees it, with a batch dimension of 1: i16[1,16000] with 1/32768 and 0 for audio, i8[1,32,32,3] with
    /// 1/255 and -128 for pictures of bytes, i16 with the sensor's step for anything else.
    /// </param>
    /// <param name="classes">Names by label.</param>
    /// <param name="examples">In a fixed order.</param>
    /// <param name="samples">All examples one after another, little-endian.</param>
    public ExampleSet(TensorType type, ImmutableArray<string> classes, ImmutableArray<Example> examples, byte[] samples)
    {
        if (samples.LongLength != (long)type.Bytes * examples.Length)
            throw new ArgumentException(
                $"{examples.Length} examples of {type} take {(long)type.Bytes * examples.Length} bytes, not {samples.Length}");
        if (type.Element is not (ElementType.Int8 or ElementType.Int16)) throw new ArgumentException($"examples are i8 or i16, not {type}");
        Type = type;
        Classes = classes;
        Examples = examples;
        _samples = samples;
    }

    public TensorType Type { get; }

    public ImmutableArray<string> Classes { get; }

    public ImmutableArray<Example> Examples { get; }

    public int Count => Examples.Length;

    /// <summary>One example's bytes, as the device is given them.</summary>
    public ReadOnlySpan<byte> Bytes(int index) => _samples.AsSpan(checked(index * Type.Bytes), Type.Bytes);

    /// <summary>Writes one example's reals, scale · (q - zero point).</summary>
    /// <param name="index">Which.</param>
    /// <param name="reals">As many as the type has elements.</param>
    public void Read(int index, Span<float> reals)
    {
        var q = Type.PerTensor;
        if (Type.Element == ElementType.Int16)
        {
            var stored = MemoryMarshal.Cast<byte, short>(Bytes(index));
            for (var i = 0; i < reals.Length; i++) reals[i] = q.Scale * (stored[i] - q.ZeroPoint);
        }
        else
        {
            var stored = MemoryMarshal.Cast<byte, sbyte>(Bytes(index));
            for (var i = 0; i < reals.Length; i++) reals[i] = q.Scale * (stored[i] - q.ZeroPoint);
        }
    }

    /// <summary>Some of the examples, or all in another order.</summary>
    /// <param name="places">Where they are in this set.</param>
    public ExampleSet Select(IReadOnlyList<int> places)
    {
        var samples = new byte[(long)places.Count * Type.Bytes];
        for (var i = 0; i < places.Count; i++) Bytes(places[i]).CopyTo(samples.AsSpan(i * Type.Bytes));
        return new ExampleSet(Type, Classes, [.. places.Select(p => Examples[p])], samples);
    }

    /// <summary>The same samples, divided otherwise.</summary>
    /// <param name="splits">One for each example.</param>
    public ExampleSet Divided(ImmutableArray<Split> splits) =>
        new(Type, Classes, [.. Examples.Select((e, i) => e with { Split = splits[i] })], _samples);

    /// <summary>Places of the examples of a split, in order.</summary>
    public ImmutableArray<int> Places(Split split) => [.. Enumerable.Range(0, Count).Where(i => Examples[i].Split == split)];
}
