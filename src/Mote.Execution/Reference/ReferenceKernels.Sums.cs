using System.Numerics;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Execution.Reference;

internal static partial class ReferenceKernels
{
    private static bool IsInt16(KernelCall call) => call.X(0).Element == ElementType.Int16;

    /// <summary>
    /// The end of every sum of products: bias (operand 2), rescaling by output channel, zero point, clamp. Sums have 32 bits and are
    /// rounded twice; those of int16 have 64 and are rounded once, except beside biases of 32 bits.
    /// </summary>
    private readonly ref struct IntegerSums<T>(KernelCall call, QuantizedMultiplier[] factors, Activation activation)
        where T : unmanaged, IBinaryInteger<T>
    {
        private readonly long[] _bias = !call.Has(2) ? []
            : call.X(2).Element == ElementType.Int32 ? [.. call.In<int>(2)] : call.In<long>(2).ToArray();

        private readonly bool _isWide = IsInt16(call) && !(call.Has(2) && call.X(2).Element == ElementType.Int32);
        private readonly int _zero = call.Y.PerTensor.ZeroPoint;
        private readonly (int Low, int High) _clamp = Requantization.Clamp(activation, call.Y);

        /// <param name="sum">May have more bits than a sum of 32 keeps: it wraps.</param>
        /// <param name="channel">Of the output.</param>
        public T Finish(long sum, int channel)
        {
            if (_bias.Length > 0) sum = unchecked(sum + _bias[channel]);
            var scaled = _isWide
                ? FixedPoint.MultiplyWide(sum, factors[channel]) : FixedPoint.Multiply(unchecked((int)sum), factors[channel]);
            return T.CreateTruncating(Math.Clamp(scaled + _zero, _clamp.Low, _clamp.High));
        }
    }
}
