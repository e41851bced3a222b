using Mote.Core.Types;

namespace Mote.Execution.Reference;

/// <summary>The sizes of a gated cell, and where a step's row lies in its input and output.</summary>
internal readonly struct GatedSteps(TensorType x, TensorType y, bool timeMajor)
{
    public int Batches { get; } = x.Shape[timeMajor ? 1 : 0];

    public int Steps { get; } = x.Shape[timeMajor ? 0 : 1];

    public int Inputs { get; } = x.Shape[2];

    public int States { get; } = y.Shape[2];

    /// <summary>All steps of a sequence, then the next sequence; with the row of input and output.</summary>
    public IEnumerable<(int Batch, int Row)> Rows()
    {
        for (var b = 0; b < Batches; b++)
            for (var t = 0; t < Steps; t++)
                yield return (b, timeMajor ? t * Batches + b : b * Steps + t);
    }
}
