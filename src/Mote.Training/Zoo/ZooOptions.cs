using Mote.Core.Types;

namespace Mote.Training;

/// <summary>What can be said about a network of the zoo. What is not said is as in its source.</summary>
public sealed record ZooOptions
{
    public static readonly ZooOptions Default = new();

    /// <summary>Factor of the numbers of channels: ds-cnn, mobilenet, resnet8, crnn.</summary>
    public float Width { get; init; } = 1;

    /// <summary>Channels or units of each layer but the last: mlp, cnn-1d, cnn-2d, svdf, binary-mlp, binary-cnn.</summary>
    public EquatableArray<int> Widths { get; init; } = [];

    /// <summary>Signs of activations are drawn in training instead of following from their operands: binary-mlp, binary-cnn.</summary>
    public bool Stochastic { get; init; }

    /// <summary>States of recurrent cells: lstm, gru, fastgrnn, crnn.</summary>
    public int? States { get; init; }

    /// <summary>Recurrent layers: lstm, gru, fastgrnn, crnn.</summary>
    public int? Layers { get; init; }

    /// <summary>Steps that a filter spans: cnn-1d, svdf.</summary>
    public int? Kernel { get; init; }

    /// <summary>Steps that the first filter spans, and by which it moves: cnn-1d on raw signals.</summary>
    public (int Kernel, int Stride)? First { get; init; }

    /// <summary>Filters that are added up to one unit: svdf.</summary>
    public int? Rank { get; init; }

    /// <summary>Share of what is dropped in training.</summary>
    public float? Dropout { get; init; }
}
