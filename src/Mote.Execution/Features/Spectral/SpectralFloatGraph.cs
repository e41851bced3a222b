using Mote.Core.Graphs;
using Mote.Core.Types;

namespace Mote.Execution.Features.Spectral;

/// <summary>The features in float operators.</summary>
internal static class SpectralFloatGraph
{
    /// <summary>One step of 16-bit samples: a quieter example is silent, and is not made louder any more.</summary>
    public const float LeastPeak = 1f / 32768;

    /// <summary>Beside a variance, so that nothing is divided by zero.</summary>
    public const float LeastVariance = 1e-5f;

    public static Graph Build(SpectralFrontEnd f, TensorType raw) => throw new NotImplementedException($"{f}{raw}");
}
