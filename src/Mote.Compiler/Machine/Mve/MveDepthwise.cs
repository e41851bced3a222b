using System.Collections.Immutable;
using Mote.Core.Types;

namespace Mote.Compiler.Machine.Mve;

/// <summary>
/// A depthwise convolution of one output row, sixteen channels at a time: VMULLB and VMULLT multiply to 16 bits, where the products
/// of a few taps are added as far as the weights let them fit, then widened into four vectors of sums.
/// </summary>
/// <remarks>
/// Registers: r0 the table of rows; r1 the stream; r2 the output, r12 its beginning; r3 to r7 the window's rows; r8 counts groups of
/// channels, r9 holds the windows of a row, r10 the output's zero point, r11 the group's first channel; lr counts windows. q4 to q7
/// the sums of channels 0, 4, ..; 2, 6, ..; 1, 5, ..; 3, 7, ...
/// </remarks>
internal sealed class MveDepthwise
{
    /// <summary>Bytes that are read behind the last channel of a row.</summary>
    public const int Behind = 15;

    /// <summary>Weights and parameters of sixteen channels lie within the reach of one pointer's vector loads of words.</summary>
    private const int Reach = 508;

    private readonly int _kernelH, _kernelW, _channels, _step;
    private readonly ImmutableArray<ImmutableArray<int>> _taps;
    private readonly MveRequantization _requantization;
    private readonly sbyte[] _weights;

    /// <param name="kernelH">Rows of the window, at most <see cref="MveWindowWalk.MostRows"/>.</param>
    /// <param name="kernelW">Columns of it.</param>
    /// <param name="stride">Pixels from a window to the next.</param>
    /// <param name="windows">Windows of an output row.</param>
    /// <param name="weights">[kernelH, kernelW, channels].</param>
    /// <param name="requantization">Of the channels, each with its factor.</param>
    public MveDepthwise(
        int kernelH, int kernelW, int stride, int windows, ReadOnlySpan<sbyte> weights, MveRequantization requantization)
    {
        if (requantization.IsShared) throw new ArgumentException("no registers are left for a factor", nameof(requantization));
        _channels = requantization.Channels;
        (_kernelH, _kernelW, _requantization, _weights) = (kernelH, kernelW, requantization, weights.ToArray());
        // Few channels: a vector holds those of several windows, which follow one another as the pixels do.
        Pixels = stride == 1 && _channels < 16 && 16 % _channels == 0 && windows * _channels % 16 == 0 ? 16 / _channels : 1;
        Windows = windows / Pixels;
        _step = Pixels * stride * _channels;
        _taps = TapGroups.Of(kernelH * kernelW, _channels, weights);
    }

    /// <summary>Windows in a vector.</summary>
    public int Pixels { get; }

    /// <summary>Whether such a window's weights can be reached.</summary>
    public static bool Suits(int kernelH, int kernelW, MveRequantization requantization) =>
        kernelH <= MveWindowWalk.MostRows && 16 * kernelH * kernelW + 64 * requantization.Vectors <= 2 * Reach;

    private int Taps => _kernelH * _kernelW;

    private int StreamBytes => 16 * Taps + 64 * _requantization.Vectors;

    /// <summary>Where the pointer stands in a group's part of the stream.</summary>
    private int Middle => Math.Max(0, StreamBytes - Reach);

    private int Groups => Pixels > 1 ? 1 : (_channels + 15) / 16;

    private bool IsPredicated => Pixels == 1 && _channels % 16 != 0;

    private string Name =>
        $"mve_depthwise_{_kernelH}x{_kernelW}_of_{_channels}_step_{_step}_{string.Join('_', _taps.Select(Letters))}_{_requantization.Name}";

    private static string Letters(ImmutableArray<int> taps) => string.Concat(taps.Select(t => (char)(t < 26 ? 'a' + t : 'A' + t - 26)));

    /// <summary>The routine: (rows, stream, output, vectors of windows). The same however many windows a row has.</summary>
    public MachineRoutine Routine() => Write(1);

    /// <summary>What a call for an output row takes.</summary>
    public KernelCost Cost => Write(Windows).Cost;

    private MachineRoutine Write(int windows)
    {
        var w = new AssemblyWriter(CoreTimings.OfMve());
        var walk = new MveWindowWalk(_kernelH, _kernelW, _channels, _step, [.. _taps.SelectMany(g => g)]);
        MveFrame.Enter(w);
        w.Emit("mov r12, r2");
        w.Emit("mov r9, r3");
        MveFrame.Add(w, "r1", "r1", Middle);
        _requantization.LoadZeroPoint(w, "r10");
        if (Groups > 1 || IsPredicated)
        {
            w.Emit("mov r11, #0");
            MveFrame.Load(w, "r8", IsPredicated ? _channels : Groups);
            w.Label(1);
        }
        using (w.Repeat(Groups))
        {
            Begin(w, walk);
            w.Label(2);
            using (w.Repeat(windows)) Window(w, walk);
            if (Groups > 1)
            {
                w.Emit("adds r11, #16");
                MveFrame.Add(w, "r1", "r1", StreamBytes);
                w.Emit(IsPredicated ? "subs r8, #16" : "subs r8, #1");
                w.Emit("bgt.w 1b");
            }
        }
        MveFrame.Leave(w);
        return w.Routine(Name, "const int8_t *const *rows", "const int32_t *w", "int8_t *y", "int32_t windows");
    }

    /// <summary>How many windows, or vectors of windows, a call is asked for.</summary>
    public int Windows { get; }

    /// <summary>Weights and parameters, sixteen channels after sixteen.</summary>
    public Tensor Pack()
    {
        var stream = new MveStream();
        for (var first = 0; first < Groups * 16; first += 16)
        {
            for (var tap = 0; tap < Taps; tap++)
                for (var lane = 0; lane < 16; lane++)
                    stream.Add(Channel(first + lane) is var c and >= 0 ? _weights[tap * _channels + c] : (sbyte)0);
            foreach (var offset in new[] { 0, 2, 1, 3 })
                _requantization.Write(stream, [.. Enumerable.Range(0, 4).Select(i => Channel(first + offset + 4 * i))]);
        }
        return stream.ToTensor();
    }

    private int Channel(int lane) => Pixels > 1 ? lane % _channels : lane < _channels ? lane : -1;

    private void Begin(AssemblyWriter w, MveWindowWalk walk)
    {
        walk.Begin(w, "r0", Groups > 1 ? "r11" : null);
        w.Emit(Groups > 1 ? "add r2, r12, r11" : "mov r2, r12");
        if (IsPredicated) w.Emit("vctp.8 r8");
        w.Emit("dls lr, r9");
    }

    private void Window(AssemblyWriter w, MveWindowWalk walk)
    {
        for (var g = 0; g < _taps.Length; g++)
        {
            var isFirst = g == 0;
            for (var i = 0; i < _taps[g].Length; i++) Tap(w, walk, _taps[g][i], isFirst, i == 0);
            Widen(w, isFirst);
        }
        walk.End(w);
        string[] sums = ["q4", "q5", "q6", "q7"];
        for (var i = 0; i < 4; i++)
        {
            var from = 16 * Taps + 16 * _requantization.Vectors * i - Middle;
            // The sums began with the biases.
            _requantization.Round(w, [sums[i]], ("q0", "q1"), v => $"[r1, #{from + 16 * v}]", null, hasBias: true);
        }
        _requantization.NarrowWords(w, 'b', "q4", "q4");
        _requantization.NarrowWords(w, 't', "q4", "q5");
        _requantization.NarrowWords(w, 'b', "q6", "q6");
        _requantization.NarrowWords(w, 't', "q6", "q7");
        _requantization.AddZeroPointToHalves(w, "r10", "q4", "q6");
        _requantization.NarrowHalves(w, 'b', "q4", "q4");
        _requantization.NarrowHalves(w, 't', "q4", "q6");
        _requantization.AddZeroPointToBytes(w, "r10", "q4");
        _requantization.Clamp(w, "r10", "q0", "q4");
        if (_requantization.Clamps) _requantization.LoadZeroPoint(w, "r10");
        if (IsPredicated) w.Emit("vpst");
        var step = Pixels * _channels;
        var store = $"vstrb{(IsPredicated ? "t" : "")}.8 q4, [r2]";
        w.Emit(MveFrame.IsNear(step) ? $"{store}, #{step}" : store);
        if (!MveFrame.IsNear(step)) MveFrame.Add(w, "r2", "r2", step);
        w.Emit("le lr, 2b");
    }

    /// <summary>A tap's products, added to the sums in 16 bits: q2 of even channels, q0 of odd ones.</summary>
    private void Tap(AssemblyWriter w, MveWindowWalk walk, int tap, bool hasRoom, bool begins)
    {
        walk.Load(w, tap, "vldrb.8", begins ? "q0" : "q1");
        var weights = $"[r1, #{16 * tap - Middle}]";
        if (begins)
        {
            w.Emit($"vldrw.32 q1, {weights}");
            w.Emit("vmullb.s8 q2, q0, q1");
            w.Emit("vmullt.s8 q0, q0, q1");
            return;
        }
        w.Emit($"vldrw.32 q3, {weights}");
        // As long as there are no sums yet, the weights need not be read twice.
        var product = hasRoom ? "q4" : "q3";
        w.Emit($"vmullb.s8 {product}, q1, q3");
        w.Emit($"vadd.i16 q2, q2, {product}");
        if (!hasRoom) w.Emit($"vldrw.32 q3, {weights}");
        w.Emit("vmullt.s8 q1, q1, q3");
        w.Emit("vadd.i16 q0, q0, q1");
    }

    private void Widen(AssemblyWriter w, bool isFirst)
    {
        if (isFirst)
            for (var i = 0; i < 4; i++)
                w.Emit($"vldrw.32 q{4 + i}, [r1, #{16 * Taps + 16 * _requantization.Vectors * i - Middle}]");
        w.Emit("vmovlb.s16 q1, q2");
        w.Emit("vmovlt.s16 q2, q2");
        w.Emit("vadd.i32 q4, q4, q1");
        w.Emit("vadd.i32 q5, q5, q2");
        w.Emit("vmovlb.s16 q1, q0");
        w.Emit("vmovlt.s16 q0, q0");
        w.Emit("vadd.i32 q6, q6, q1");
        w.Emit("vadd.i32 q7, q7, q0");
    }
}
