using System.Numerics;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Execution.Reference;

internal static partial class ReferenceKernels
{
    private static void ApplyWindow(WindowFunction op, KernelCall call)
    {
        var x = call.In<short>(WindowFunction.Input);
        var w = call.In<short>(WindowFunction.Weights);
        var y = call.Out<short>();
        for (var i = 0; i < y.Length; i++) y[i] = ToInt16((x[i] * w[i % w.Length]) >> op.Shift);
    }

    private static void ScaleForFft(KernelCall call)
    {
        var x = call.In<short>(0);
        var y = call.Out<short>();
        short largest = 0;
        foreach (var value in x)
            if (value > largest) largest = value;
            else if (-value > largest) largest = unchecked((short)-value);
        // Of a negative "largest", which -32768 leaves, and of 0, no bits are free.
        var bits = largest <= 0 ? 0 : 15 - (BitOperations.Log2((uint)largest) + 1);
        for (var i = 0; i < y.Length; i++) y[i] = unchecked((short)(x[i] << bits));
        call.Out<int>(1)[0] = bits;
    }

    private static void TransformForward<T, TArithmetic>(Rfft op, KernelCall call)
        where T : unmanaged, INumber<T>
        where TArithmetic : IFftArithmetic<T>
    {
        var transform = new FourierTransform<T, TArithmetic>(op.Length, inverse: false);
        var x = call.In<T>(0);
        var y = call.Out<T>();
        var size = call.X(0).Shape[-1];
        var frame = new T[op.Length];
        for (var i = 0; i < x.Length / size; i++)
        {
            x.Slice(i * size, size).CopyTo(frame);
            transform.Forward(frame, y.Slice(i * (op.Length + 2), op.Length + 2));
        }
    }

    private static void TransformBackward<T, TArithmetic>(Irfft op, KernelCall call)
        where T : unmanaged, INumber<T>
        where TArithmetic : IFftArithmetic<T>
    {
        var transform = new FourierTransform<T, TArithmetic>(op.Length, inverse: true);
        var x = call.In<T>(0);
        var y = call.Out<T>();
        for (var i = 0; i < y.Length / op.Length; i++)
            transform.Backward(x.Slice(i * (op.Length + 2), op.Length + 2), y.Slice(i * op.Length, op.Length));
        if (typeof(T) != typeof(float)) return;
        foreach (ref var value in call.Out<float>()) value /= op.Length;
    }

    private static void MeasureEnergy(SpectrumEnergy op, KernelCall call)
    {
        if (call.X(0).Element == ElementType.Int32)
        {
            MeasureWideEnergy(op, call);
            return;
        }
        var x = call.In<short>(0);
        var y = call.Out<uint>();
        y.Clear();
        for (var k = op.Begin; k < op.End; k++)
            y[k] = op.Shift > 31 ? 0 : ((uint)(x[2 * k] * x[2 * k]) + (uint)(x[2 * k + 1] * x[2 * k + 1])) >> op.Shift;
    }

    private static void MeasureWideEnergy(SpectrumEnergy op, KernelCall call)
    {
        var x = call.In<int>(0);
        var y = call.Out<ulong>();
        y.Clear();
        for (var k = op.Begin; k < op.End; k++)
            y[k] = ((ulong)((long)x[2 * k] * x[2 * k]) + (ulong)((long)x[2 * k + 1] * x[2 * k + 1])) >> op.Shift;
    }

    private static void ApplyFilterBank(FilterBank op, KernelCall call)
    {
        var wide = call.X(FilterBank.Input).Element == ElementType.UInt64;
        var x = wide ? default : call.In<uint>(FilterBank.Input);
        var x64 = wide ? call.In<ulong>(FilterBank.Input) : default;
        var weights = call.In<short>(FilterBank.Weights);
        var unweights = call.In<short>(FilterBank.Unweights);
        var y = call.Out<ulong>();
        var falling = 0UL;
        for (var band = 0; band <= op.Channels; band++)
        {
            var (rising, next) = (0UL, 0UL);
            for (var j = 0; j < op.Widths[band]; j++)
            {
                var bin = wide ? x64[op.Starts[band] + j] : x[op.Starts[band] + j];
                unchecked
                {
                    rising += (ulong)weights[op.WeightStarts[band] + j] * bin;
                    next += (ulong)unweights[op.WeightStarts[band] + j] * bin;
                }
            }
            if (band > 0) y[band - 1] = unchecked(falling + rising);
            falling = next;
        }
    }

    private static void TakeSquareRoots(KernelCall call)
    {
        var x = call.In<ulong>(FilterBankSquareRoot.Input);
        var y = call.Out<uint>();
        var shift = call.In<int>(FilterBankSquareRoot.Scale)[0];
        for (var i = 0; i < y.Length; i++) y[i] = shift is >= 0 and <= 31 ? FixedPoint.RoundedRoot(x[i]) >> shift : 0;
    }

    private static void SubtractNoise(SpectralSubtraction op, KernelCall call)
    {
        var x = call.In<uint>(SpectralSubtraction.Input);
        var noise = call.In<uint>(SpectralSubtraction.Noise);
        var y = call.Out<uint>(0);
        var newNoise = call.Out<uint>(1);
        unchecked
        {
            for (var i = 0; i < y.Length; i++)
            {
                var smoothing = (uint)(i % 2 == 0 ? op.Smoothing : op.AlternateSmoothing);
                var rest = (uint)(i % 2 == 0 ? op.OneMinusSmoothing : op.AlternateOneMinusSmoothing);
                var signal = x[i] << op.SmoothingBits;
                var estimate = (uint)(((ulong)signal * smoothing + (ulong)noise[i] * rest) >> op.Bits);
                var removed = Math.Min(estimate, signal);
                newNoise[i] = op.Clamping ? removed : estimate;
                var least = (uint)(((ulong)x[i] * (uint)op.MinSignalRemaining) >> op.Bits);
                y[i] = Math.Max((signal - removed) >> op.SmoothingBits, least);
            }
        }
    }

    private static void NormaliseEnergy(Pcan op, KernelCall call)
    {
        var x = call.In<uint>(Pcan.Input);
        var noise = call.In<uint>(Pcan.Noise);
        var gains = call.In<short>(Pcan.Gains);
        var y = call.Out<uint>();
        for (var i = 0; i < y.Length; i++)
        {
            // A negative gain counts as a large one, as the reference has it.
            var gain = unchecked((uint)Gain(noise[i], gains));
            var snr = unchecked((uint)(((ulong)x[i] * gain) >> op.SnrShift));
            y[i] = snr < 2 << 12 ? (snr * snr) >> 20 : (snr >> 6) - (1 << 6);
        }
    }

    /// <summary>A quadratic in the ten bits after the first one.</summary>
    private static short Gain(uint x, ReadOnlySpan<short> gains)
    {
        if (x <= 2) return gains[(int)x];
        var bits = BitOperations.Log2(x) + 1;
        var at = gains.Slice(4 * bits - 6, 3);
        var fraction = (int)((bits < 11 ? x << (11 - bits) : x >> (bits - 11)) & 0x3FF);
        unchecked
        {
            var slope = ((at[2] * fraction) >> 5) + (at[1] << 5);
            return (short)(((slope * fraction + (1 << 14)) >> 15) + at[0]);
        }
    }

    private static void TakeLogarithms(FilterBankLog op, KernelCall call)
    {
        var x = call.In<uint>(0);
        var y = call.Out<short>();
        for (var i = 0; i < y.Length; i++)
        {
            var scaled = x[i] << op.CorrectionBits;
            var log = scaled > 1 ? IntegerLogarithm.Natural(scaled, unchecked((uint)op.OutputScale)) : 0;
            y[i] = (short)Math.Min(log, (uint)short.MaxValue);
        }
    }
}
