using System.Collections.Immutable;
using Mote.Core.Graphs;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Compression;

/// <summary>Which reals a value of a float graph takes.</summary>
/// <param name="Low">Smallest real to be represented; zero always is.</param>
/// <param name="High">Largest.</param>
public sealed record ActivationRange(float Low, float High)
{
    /// <summary>
    /// The very grid to be used, where training has chosen one: -128 to 127, or -32768 to 32767. Where the value is stored in the
    /// other width, the grid's ends are its range.
    /// </summary>
    public QuantizationGrid<float>? Grid { get; init; }

    /// <summary>What was observed, where Low and High leave some of it out: 16 bits have room for outliers.</summary>
    public (float Low, float High)? Observed { get; init; }

    public static ActivationRange Of(QuantizationGrid<float> grid) => new(grid.Low, grid.High) { Grid = grid };
}

/// <summary>What quantization must know of a float graph beside the graph.</summary>
/// <param name="Values">By value. Constants need none; values that only move elements of others may do without.</param>
/// <param name="WeightScales">
/// Scales that training has chosen for constant weights, by their value: one for the tensor, or one a channel. Others are found.
/// </param>
public sealed record ActivationRanges(
    ImmutableDictionary<ValueId, ActivationRange> Values, ImmutableDictionary<ValueId, EquatableArray<float>> WeightScales)
{
    public ActivationRanges(ImmutableDictionary<ValueId, ActivationRange> values)
        : this(values, ImmutableDictionary<ValueId, EquatableArray<float>>.Empty)
    {
    }
}
