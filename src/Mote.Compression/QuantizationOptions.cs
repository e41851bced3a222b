using System.Collections.Immutable;
using Mote.Core.Types;

namespace Mote.Compression;

/// <summary>How a float graph becomes an integer one.</summary>
public sealed record QuantizationOptions
{
    /// <summary>Of all layers that <see cref="Layers"/> does not name.</summary>
    public NumberFormat Format { get; init; } = NumberFormat.Int8;

    /// <summary>Formats of single layers, by the name of a source layer (<see cref="Core.Graphs.Origin"/>), in part or whole.</summary>
    public ImmutableDictionary<string, NumberFormat> Layers { get; init; } = ImmutableDictionary<string, NumberFormat>.Empty;

    /// <summary>One scale for a whole weight tensor instead of one an output channel.</summary>
    public bool PerTensorWeights { get; init; }

    /// <summary>Weights' scales that make the mean squared rounding error least, instead of those that reach the largest weight;
    /// weights of four bits have them in any case.</summary>
    public bool ClipWeights { get; init; }

    /// <summary>What the integer graph's inputs are, in order: an int8 or int16 type with one scale. Null, or none at all: found from
    /// the range.</summary>
    public ImmutableArray<TensorType?> InputTypes { get; init; } = [];

    /// <summary>Inputs stay float and are quantized by the graph.</summary>
    public bool FloatInputs { get; init; }

    /// <summary>Outputs are dequantized by the graph.</summary>
    public bool FloatOutputs { get; init; }
}
