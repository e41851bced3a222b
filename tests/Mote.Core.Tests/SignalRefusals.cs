using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Core.Tests;

/// <summary>What operators of signal front ends do not accept, and why.</summary>
internal static class SignalRefusals
{
    private static TensorType S16(params int[] dims) => new(ElementType.Int16, Shape.Create(dims));

    private static TensorType U32(int n) => new(ElementType.UInt32, [n]);

    private static TensorType U64(int n) => new(ElementType.UInt64, [n]);

    private static TensorType S32(int n) => new(ElementType.Int32, [n]);

    private static TensorType F32(params int[] dims) => new(ElementType.Float32, Shape.Create(dims));

    private static TensorType Counter => new(ElementType.Int32, []);

    private static TensorType S8(Shape shape) => new(ElementType.Int8, shape, new Quantization.PerTensor(0.5f, 3));

    public static readonly (Op Op, TensorType?[] Operands, string Reason)[] All =
    [
        (new Cast(ElementType.UInt64), [U32(2)], "u64 is not converted"),
        (new WindowFunction(32), [S16(4), S16(4)], "the shift is 32; 0 to 31 is expected"),
        (new WindowFunction(1), [S16(2, 4), S16(8)], "8 weights for frames of 4 samples"),
        (new WindowFunction(1), [S16(), S16(1)], "operand 0 is a scalar"),
        (new FftAutoScale(), [S16(2, 4)], "one dimension is expected"),
        (new Rfft(14), [S16(8)], "other prime factors than 2, 3 and 5"),
        (new Rfft(2), [S16(2)], "even lengths from 4"),
        (new Rfft(9), [S16(8)], "even lengths from 4"),
        (new Rfft(1 << 17), [S16(8)], "even lengths from 4"),
        (new Rfft(8), [S16(9)], "frames of 9 samples are longer than the transform, 8"),
        (new Rfft(8), [U32(8)], "operand 0 is u32; supported here: i16, i32, f32"),
        (new Irfft(8), [S16(8)], "a spectrum has 8 numbers; a transform of length 8 takes 10"),
        (new Irfft(22), [S16(24)], "other prime factors than 2, 3 and 5"),
        (new SpectrumEnergy(0, 5), [S16(8)], "bins 0 to 5 are not among the 4"),
        (new SpectrumEnergy(0, 1), [S16(7)], "7 numbers are no pairs"),
        (new FilterBank([0], [0], [1]), [U32(4), S16(1), S16(1)], "two bands at least"),
        (new FilterBank([0, 3], [0, 0], [1, 2]), [U32(4), S16(2), S16(2)], "band 1 covers 2 bins from 3; the spectrum has 4"),
        (new FilterBank([0, 0], [0, 1], [1, 2]), [U32(4), S16(3), S16(2)], "band 1 takes 2 weights from 1; there are 3 and 2"),
        (new FilterBank([0, 0], [0, 0], [1, -1]), [U32(4), S16(3), S16(2)], "band 1 covers -1 bins"),
        (new FilterBankSquareRoot(), [new TensorType(ElementType.UInt64, [3]), S16(1)], "one i32 is expected"),
        (new SpectralSubtraction(0, 0, 0, 0, 0, 32, 0, false), [U32(3), U32(3)], "32 smoothing bits; 0 to 31"),
        (new SpectralSubtraction(0, 0, 0, 0, 0, 0, 64, false), [U32(3), U32(3)], "64 fractional bits; 0 to 63"),
        (new SpectralSubtraction(0, 0, 0, 0, 0, 0, 0, false), [U32(3), U32(4)], "the state is u32[4]; u32[3] is expected"),
        (new Pcan(6), [U32(3), U32(3), S16(124)], "124 coefficients; at least 125"),
        (new Pcan(6), [U32(3), U32(4), S16(125)], "4 estimates of noise for 3 channels"),
        (new Pcan(64), [U32(3), U32(3), S16(125)], "the shift is 64"),
        (new FilterBankLog(1, 32), [U32(3)], "the correction is 32 bits"),
        (new Framer(4, 0, false), [S16(4)], "frames of 4 every 0 are none"),
        (new Framer(2, 3, true), [S16(3)], "leave gaps"),
        (new Framer(4, 2, true), [S16(5), S16(2)], "5 samples are no multiple of the step, 2"),
        (new Framer(4, 2, false), [S16(4), S16(2)], "takes 3 operands, not 2"),
        (new Framer(4, 2, false), [S16(4), S16(3), Counter], "the state is i16[3]; i16[2] is expected"),
        (new Stacker(1, 0, 3), [S16(4), S16(4), Counter], "steps of 1 to 2 are supported"),
        (new Stacker(-1, 2, 1), [S16(4), S16(4), Counter], "are out of range"),
        (new OverlapAdd(4, 5), [S16(2, 4)], "do not join"),
        (new OverlapAdd(4, 2), [S16(2, 3), S16(2)], "frames of 4, [..., k, 4], are expected"),
        (new Delay(-1), [S16(4)], "a delay of -1 samples is out of range"),
        (new Delay(2), [S16(4), S16(3)], "the state is i16[3]; i16[2] is expected"),
        (new CircularBuffer(), [S8([1, 1, 2, 3]), S8([1, 4, 3, 2])], "is none of [1,4,3,2]"),
        (new CircularBuffer(), [S8([1, 1, 2, 3]), S16(1, 4, 2, 3)], "i8 of the same quantization"),
        (new SpectrumEnergy(0, 1, 64), [S16(8)], "the shift is 64; 0 to 63"),
        (new ForEachFrame(2, 0, Subgraph.Identity), [S16(1, 8)], "frames of 2 every 0 are none"),
        (new ForEachFrame(2, 1, Subgraph.Identity), [S16(2, 8)], "one signal, [1,n,...], is expected"),
        (new ForEachFrame(9, 1, Subgraph.Identity), [S16(1, 8)], "8 samples are fewer than a frame has, 9"),
        (new ForEachFrame(2, 1, Subgraph.Identity), [S16(1, 8)], "input 0 of the body is bool[1]"),
        (new LogSpectrum(16, false), [U32(1), U64(1), S32(1)], "16 fractional bits; 0 to 15"),
        (new LogSpectrum(9, false), [U32(2), U64(2), S32(3)], "2 floors and 3 offsets for 2 channels"),
        (new LogSpectrum(9, false), [U32(2), U64(2), S32(2), S32(2)], "the reference is i32[2]; one i32 is expected"),
        (new Standardize(StandardDeviation.None, 0, ElementType.Int8), [S16(1, 4)], "i16 without a scale"),
        (new Standardize(StandardDeviation.None, 0, ElementType.Float32), [S8([1, 4])], "i8 does not become f32"),
        (new Standardize(StandardDeviation.None, 0, ElementType.Int8), [S8([1, 4])], "i8 with the wrong quantization"),
        (new Standardize(StandardDeviation.None, -1, ElementType.Float32), [F32(1, 4)], "epsilon is -1"),
        (new Standardize(StandardDeviation.None, 0, ElementType.Float32), [F32(4)], "[b,n,...] is expected"),
        (new Periodic(0), [Counter], "every 0 calls is never"),
        (new Periodic(2), [S16(1)], "the state is i16[1]; i32[] is expected"),
    ];
}
