using Mote.Compiler.Machine;

namespace Mote.Compiler.ArmDsp;

/// <summary>How a depthwise routine turns sums into results.</summary>
/// <param name="Shift">Of the saturating instruction.</param>
/// <param name="SignBits">s of <see cref="ThresholdFit"/>; null where <see cref="AbsorbedFit"/> serves.</param>
/// <param name="Halves">Whether some channel's weights are scaled by less than 256.</param>
internal sealed record DepthwiseRescaling(int Shift, int? SignBits, bool Halves)
{
    /// <summary>Words of parameters a channel.</summary>
    public int Words => SignBits is null ? 5 : 6;

    public string Name => FormattableString.Invariant($"n{Shift}{(SignBits is { } s ? $"_s{s}" : "")}{(Halves ? "_h" : "")}");
}

/// <summary>
/// Writes the routine of a depthwise 3x3 convolution that takes a channel at a time. A plane is copied into a padded one. Strips of one or
/// two columns of results then walk down it: each row of it is loaded once and serves the three rows of results that are pending.
/// Four pixels are two registers of 16-bit pairs, even ones E = (x0, x2) and odd ones O = (x1, x3), so that a row of the kernel is a
/// pair W = (w0, w2) and a half w1:
/// <code>
/// smlad a, E, W, a ; smlab a, O, w1, a     @ x0·w0 + x2·w2 + x1·w1
/// smlad b, O, W, b ; smlat b, E, w1, b     @ x1·w0 + x3·w2 + x2·w1
/// </code>
/// Weights are scaled by 256, which leaves their bytes where they are in 16 bits; see <see cref="AbsorbedFit"/>.
/// </summary>
internal sealed partial class DepthwiseRoutine
{
    // Registers for the whole of a channel: the pairs of the kernel's rows are r2 to r4, their centres two halves and one, whose spare
    // half counts rows (the low half is all that is multiplied). O is lr.
    private const int X = 0, Y = 1, W0 = 2, W01 = 5, W12 = 6, M = 7, E = 12;

    // Places in the stack frame.
    private const int BiasAt = 0, StripsAt = 4, XAt = 8, YAt = 12, PaddedAt = 16, ParametersAt = 20, ChannelsAt = 24, Frame = 28;
    private const int PushedBytes = 36;

    private readonly AssemblyWriter _w = new(CoreTimings.OfDsp());
    private readonly DepthwiseShape _shape;
    private readonly DepthwiseRescaling _rescaling;
    private readonly int _unroll;
    private readonly int _channels;
    private bool _singles;

    private DepthwiseRoutine(DepthwiseShape shape, DepthwiseRescaling rescaling, int unroll, int channels)
    {
        _shape = shape;
        _rescaling = rescaling;
        _unroll = unroll;
        _channels = channels;
    }

    /// <param name="shape">Of the planes.</param>
    /// <param name="rescaling">Of the sums.</param>
    /// <param name="unroll">Rows of results a pass of a loop: 2 or 4.</param>
    /// <param name="channels">Of the layer, for its cost.</param>
    /// <param name="halvings">Of all channels' weights, for its cost.</param>
    /// <param name="singles">Whether columns of results are made one by one: shorter code.</param>
    /// <returns>The routine, which serves any number of channels and says what one takes; and what the layer takes.</returns>
    public static (MachineRoutine Routine, KernelCost Cost) Write(
        DepthwiseShape shape, DepthwiseRescaling rescaling, int unroll, int channels, int halvings, bool singles = false) =>
        (new DepthwiseRoutine(shape, rescaling, unroll, 1) { _singles = singles }.Write(0),
            new DepthwiseRoutine(shape, rescaling, unroll, channels) { _singles = singles }.Write(halvings).Cost);

    private MachineRoutine Write(int halvings)
    {
        _w.Emit("push {r4-r11, lr}");
        _w.Emit($"sub sp, sp, #{Frame}");
        _w.Emit($"strd r0, r1, [sp, #{XAt}]");
        _w.Emit($"strd r2, r3, [sp, #{PaddedAt}]");
        _w.Emit($"ldr r12, [sp, #{Frame + PushedBytes}]");
        _w.Emit($"str r12, [sp, #{ChannelsAt}]");
        if (_shape.IsPadded) FillPadding();
        _w.Label(1);
        using (_w.Repeat(_channels))
        {
            CopyPlane();
            Unpack((double)halvings / _channels);
            Walk();
            _w.Emit($"ldr r12, [sp, #{ChannelsAt}]");
            _w.Emit("subs r12, r12, #1");
            _w.Emit($"str r12, [sp, #{ChannelsAt}]");
            _w.Emit("bne 1b");
        }
        _w.Emit($"add sp, sp, #{Frame}");
        _w.Emit("pop {r4-r11, pc}");
        return _w.Routine($"mote_depthwise_3x3_{_shape.Name}_{_rescaling.Name}_u{_unroll}{(_singles ? "_singles" : "")}",
            "const int8_t *x", "int8_t *y", "int8_t *padded", "const uint32_t *w", "uint32_t channels");
    }

    private void FillPadding()
    {
        const int atOnce = 32;
        var bytes = _shape.PaddedBytes;
        var zero = (uint)(_shape.ZeroPoint & 255) * 0x01010101u;
        for (var r = 4; r <= 11; r++) _w.Emit(r == 4 ? FormattableString.Invariant($"mov r4, #{zero}") : $"mov r{r}, r4");
        if (bytes / atOnce > 1)
        {
            Registers.Constant(_w, 3, bytes / atOnce);
            _w.Label(2);
            using (_w.Repeat(bytes / atOnce))
            {
                _w.Emit("stmia r2!, {r4-r11}");
                _w.Emit("subs r3, r3, #1");
                _w.Emit("bne 2b");
            }
            bytes %= atOnce;
        }
        for (; bytes > 0; bytes -= 4) _w.Emit("str r4, [r2], #4");
    }

    /// <summary>Weights into halves, from words of bytes that are in place already or are one byte too low.</summary>
    private void Unpack(double halvings)
    {
        var signed = _rescaling.SignBits is not null;
        _w.Emit($"ldr lr, [sp, #{ParametersAt}]");
        _w.Emit(signed ? "ldmia lr!, {r7-r12}" : "ldmia lr!, {r7-r11}");
        _w.Emit($"str lr, [sp, #{ParametersAt}]");
        _w.Emit("mov lr, #0xff00ff00");
        _w.Emit("and r2, lr, r8");
        _w.Emit("and r3, lr, r8, lsl #8");
        _w.Emit("and r4, lr, r9");
        _w.Emit("and r5, lr, r9, lsl #8");
        _w.Emit("lsl r6, r10, #8");
        if (_rescaling.Halves)
        {
            _w.Emit("lsrs r10, r10, #24");
            _w.Emit("mov lr, #0");
            _w.Emit("beq 4f");
            _w.Label(3);
            using (_w.Repeat(halvings))
            {
                for (var r = W0; r <= W12; r++) _w.Emit($"shadd16 r{r}, r{r}, lr");
                _w.Emit("subs r10, r10, #1");
                _w.Emit("bne 3b");
            }
            _w.Label(4);
        }
        if (BiasIsOnStack) _w.Emit($"str r11, [sp, #{BiasAt}]");
        if (signed) _w.Emit("mov r9, r12");
    }

    /// <summary>The words of one channel's parameters, as <see cref="Unpack"/> takes them apart.</summary>
    /// <param name="weights">Row by row.</param>
    /// <param name="multiplier">m.</param>
    /// <param name="bias">In the scale of the sums.</param>
    /// <param name="addend">C, where sums have one.</param>
    /// <param name="halvings">Of the scale 256.</param>
    public static IEnumerable<int> Parameters(ReadOnlySpan<sbyte> weights, int multiplier, int bias, int? addend, int halvings)
    {
        var w = weights.ToArray().Select(v => v & 255).ToArray();
        int[] words =
        [
            multiplier,
            w[3] | (w[0] << 8) | (w[5] << 16) | (w[2] << 24),
            w[1] | (w[6] << 8) | (w[4] << 16) | (w[8] << 24),
            w[7] | 0xffff00 | (halvings << 24),
            bias,
        ];
        return addend is { } c ? words.Append(c) : words;
    }
}
