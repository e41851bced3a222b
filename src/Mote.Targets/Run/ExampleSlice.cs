using System.Collections.Immutable;

namespace Mote.Targets.Run;

/// <summary>The examples one process runs.</summary>
/// <param name="First">Number of the first.</param>
/// <param name="Count">How many.</param>
/// <param name="Inputs">Their inputs.</param>
internal sealed record ExampleSlice(int First, int Count, ReadOnlyMemory<byte> Inputs)
{
    /// <summary>Contiguous slices whose counts differ by one at most.</summary>
    public static ImmutableArray<ExampleSlice> Split(ReadOnlyMemory<byte> inputs, int examples, int parts)
    {
        var exampleBytes = inputs.Length / examples;
        var slices = ImmutableArray.CreateBuilder<ExampleSlice>();
        for (var part = 0; part < parts; part++)
        {
            var first = (int)((long)examples * part / parts);
            var count = (int)((long)examples * (part + 1) / parts) - first;
            slices.Add(new(first, count, inputs.Slice(first * exampleBytes, count * exampleBytes)));
        }

        return slices.ToImmutable();
    }
}
