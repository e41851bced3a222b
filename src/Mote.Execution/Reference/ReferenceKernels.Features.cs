using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Execution.Reference;

internal static partial class ReferenceKernels
{
    private static void TakeLogarithms(LogSpectrum op, KernelCall call)
    {
        var wide = call.X(LogSpectrum.Input).Element == ElementType.UInt64;
        var floors = call.In<ulong>(LogSpectrum.Floors);
        var offsets = call.In<int>(LogSpectrum.Offsets);
        var y = call.Out<short>();
        var isRelative = call.Has(LogSpectrum.Reference);
        var reference = isRelative ? (ulong)Math.Max(call.In<int>(LogSpectrum.Reference)[0], 1) : 1;
        var level = BinaryLogarithm.Of(reference);
        var drop = BinaryLogarithm.FractionBits - op.FractionBits;
        for (var i = 0; i < y.Length; i++)
        {
            var x = wide ? call.In<ulong>(LogSpectrum.Input)[i] : call.In<uint>(LogSpectrum.Input)[i];
            var floor = isRelative ? unchecked(floors[i] * reference) >> 16 : floors[i];
            var above = !op.Added ? Math.Max(x, floor) : x > ulong.MaxValue - floor ? ulong.MaxValue : x + floor;
            var log = unchecked(BinaryLogarithm.Of(Math.Max(above, 1)) - level + offsets[i] + (1 << (drop - 1)));
            y[i] = ToInt16(log >> drop);
        }
    }

    private static void StandardizeFloat(Standardize op, KernelCall call)
    {
        var x = call.In<float>(0);
        var y = call.Out<float>();
        var (samples, channels) = (call.Y.Shape[1], x.Length / call.Y.Shape[0] / call.Y.Shape[1]);
        for (var from = 0; from < x.Length; from += samples * channels)
        {
            var squares = 0f;
            for (var c = 0; c < channels; c++)
            {
                var mean = 0f;
                for (var t = 0; t < samples; t++) mean += x[from + t * channels + c];
                mean /= samples;
                if (op.Deviation != StandardDeviation.All) squares = 0;
                for (var t = 0; t < samples; t++)
                {
                    var at = from + t * channels + c;
                    y[at] = x[at] - mean;
                    squares += y[at] * y[at];
                }
                if (op.Deviation != StandardDeviation.Channel) continue;
                var deviation = MathF.Sqrt((squares / samples) + op.Epsilon);
                if (deviation > 0)
                    for (var t = 0; t < samples; t++) y[from + t * channels + c] /= deviation;
            }
            if (op.Deviation != StandardDeviation.All) continue;
            var all = MathF.Sqrt((squares / (samples * channels)) + op.Epsilon);
            if (all > 0)
                for (var i = from; i < from + samples * channels; i++) y[i] /= all;
        }
    }

    private static void StandardizeInteger(Standardize op, KernelCall call)
    {
        var isInt8 = call.X(0).Element == ElementType.Int8;
        int[] x = isInt8 ? [.. call.In<sbyte>(0)] : [.. call.In<short>(0)];
        var (samples, channels) = (call.Y.Shape[1], x.Length / call.Y.Shape[0] / call.Y.Shape[1]);
        var (factor, epsilon) = (Standardization.Factor(op, call.X(0), call.Y), Standardization.Epsilon(op, call.X(0)));
        for (var from = 0; from < x.Length; from += samples * channels)
        {
            var sums = new (int Sum, ulong Squares)[channels];
            for (var c = 0; c < channels; c++) sums[c] = Sums(from + c);
            var common = sums.Aggregate(epsilon, (all, s) => all + s.Squares);
            for (var c = 0; c < channels; c++)
            {
                var scaling = op.Deviation == StandardDeviation.None ? StandardScaling.Plain(factor)
                    : StandardScaling.Divided(factor, op.Deviation == StandardDeviation.All ? common : epsilon + sums[c].Squares);
                for (var t = 0; t < samples; t++)
                {
                    var at = from + t * channels + c;
                    Store(at, scaling.Apply(samples * x[at] - sums[c].Sum));
                }
            }
        }

        // ΣX, and n·ΣX² - (ΣX)².
        (int Sum, ulong Squares) Sums(int first)
        {
            var (sum, squares) = (0, 0L);
            for (var t = 0; t < samples; t++)
            {
                var value = x[first + t * channels];
                sum += value;
                squares += value * value;
            }
            return (sum, (ulong)(samples * squares - (long)sum * sum));
        }

        void Store(int at, int value)
        {
            var (low, high) = call.Y.Element.Range();
            var clamped = (int)Math.Clamp((long)value + call.Y.PerTensor.ZeroPoint, low, high);
            if (call.Y.Element == ElementType.Int8) call.Out<sbyte>()[at] = (sbyte)clamped;
            else call.Out<short>()[at] = (short)clamped;
        }
    }
}
