using Mote.Core;
using Mote.Numerics.Fast;

namespace Mote.Training.Arithmetic;

/// <summary>How products are summed.</summary>
[Closed]
public abstract record Accumulation
{
    private protected Accumulation()
    {
    }

    internal abstract ProductSums Sums { get; }

    /// <summary>Without any rounding: a wide accumulator, of which the result is rounded once (Gupta and others 2015).</summary>
    public sealed record Exact : Accumulation
    {
        internal override ProductSums Sums => new(null, 0);
    }

    /// <summary>
    /// Rounded to the nearest number of a format after every addition; chunks of so many products are summed each for itself, then their
    /// sums (Wang and others 2018). In convolutions the products of a sum follow each other window by window, row by row, channel by
    /// channel, in gradients of weights example by example.
    /// </summary>
    /// <param name="Format">At most 9 significant bits behind the first one.</param>
    /// <param name="Length">1 to 512; 0 adds all products to one sum.</param>
    public sealed record InChunks(RoundedFormat.FloatingPoint Format, int Length) : Accumulation
    {
        internal override ProductSums Sums => new(Format.Grid, Length);
    }
}
