using Mote.Compiler.Machine;
using static System.FormattableString;

namespace Mote.Compiler.ArmDsp;

/// <summary>The routine for planes of several sizes: what <see cref="SharedDepthwise.Header"/> holds is read as it goes.</summary>
internal sealed partial class DepthwiseRoutine
{
    // Further places in the stack frame, two by two.
    private const int HeaderAt = 28, TopAt = 32, EndAt = 40, SharedFrame = 48;

    private readonly SharedDepthwise? _shared;

    /// <summary>As the other, for several shapes; the cost is that of this one.</summary>
    public static (MachineRoutine Routine, KernelCost Cost) Write(
        SharedDepthwise shared, DepthwiseShape shape, DepthwiseRescaling rescaling, int channels, int halvings)
    {
        var routine = new DepthwiseRoutine(shared, shape, rescaling, channels).WriteShared(halvings);
        return (routine, routine.Cost);
    }

    private DepthwiseRoutine(SharedDepthwise shared, DepthwiseShape shape, DepthwiseRescaling rescaling, int channels)
        : this(shape with { SharedPitch = shared.Pitch }, rescaling, 2, channels) => _shared = shared;

    private MachineRoutine WriteShared(int halvings)
    {
        _w.Emit("push {r4-r11, lr}");
        _w.Emit($"sub sp, sp, #{SharedFrame}");
        _w.Emit($"strd r0, r1, [sp, #{XAt}]");
        _w.Emit($"str r3, [sp, #{HeaderAt}]");
        _w.Emit($"ldr r12, [r3, #{SharedDepthwise.ChannelsAt}]");
        _w.Emit($"ldrh lr, [r3], #{4 * SharedDepthwise.HeaderWords}");
        _w.Emit($"strd r2, r3, [sp, #{PaddedAt}]");
        _w.Emit($"str r12, [sp, #{ChannelsAt}]");
        FillShared();
        _w.Label(1);
        using (_w.Repeat(_channels))
        {
            CopyShared();
            Unpack((double)halvings / _channels);
            _w.Emit($"ldr r12, [sp, #{HeaderAt}]");
            _w.Emit($"ldrh lr, [r12, #{SharedDepthwise.OutPitchAt}]");
            _w.Emit("pkhbt r6, r6, lr, lsl #16");
            WalkShared();
            _w.Emit($"ldr r12, [sp, #{ChannelsAt}]");
            _w.Emit("subs r12, r12, #1");
            _w.Emit($"str r12, [sp, #{ChannelsAt}]");
            _w.Emit("bne 1b");
        }
        _w.Emit($"add sp, sp, #{SharedFrame}");
        _w.Emit("pop {r4-r11, pc}");
        var name = Invariant($"mote_depthwise_3x3_every{_shape.Pitch}_s{_shape.StrideY}_p{_shape.Top}{_shape.Left}")
            + Invariant($"_z{_shape.ZeroPoint & 255}_{_rescaling.Name}");
        return _w.Routine(name, "const int8_t *x", "int8_t *y", "int8_t *padded", "const uint32_t *w", "uint32_t channels")
            with { IsShared = true };
    }

    private void FillShared()
    {
        var zero = (uint)(_shape.ZeroPoint & 255) * 0x01010101u;
        for (var r = 4; r <= 11; r++) _w.Emit(r == 4 ? Invariant($"mov r4, #{zero}") : $"mov r{r}, r4");
        _w.Label(2);
        using (_w.Repeat(_shared!.PaddedBytes(_shape) / SharedDepthwise.FilledAtOnce))
        {
            _w.Emit("stmia r2!, {r4-r11}");
            _w.Emit("subs lr, lr, #1");
            _w.Emit("bne 2b");
        }
    }

    /// <summary>Row by row the last word, then those before it: so many of a run as the row has.</summary>
    private void CopyShared()
    {
        _w.Emit($"ldr r12, [sp, #{HeaderAt}]");
        _w.Emit($"ldr r0, [sp, #{XAt}]");
        _w.Emit($"ldr r1, [sp, #{PaddedAt}]");
        Registers.Add(_w, Y, (_shape.Top * _shape.Pitch) + _shape.Left, Counter);
        _w.Emit($"ldrh r2, [r12, #{SharedDepthwise.LastWordAt}]");
        _w.Emit($"ldrh r3, [r12, #{SharedDepthwise.SkipAt}]");
        _w.Emit("adr.w r4, 7f");
        _w.Emit("add r3, r3, r4");
        _w.Emit($"ldrh r5, [r12, #{SharedDepthwise.RowXAt}]");
        _w.Emit($"ldrh r6, [r12, #{SharedDepthwise.RowPaddedAt}]");
        _w.Emit($"ldrh r7, [r12, #{SharedDepthwise.RowsAt}]");
        _w.Label(6);
        using (_w.Repeat(_shape.CopiedRows))
        {
            _w.Emit("ldr r8, [r0, r2]");
            _w.Emit("str r8, [r1, r2]");
            _w.Emit("mov pc, r3");
            _w.Label(7);
            using (_w.Repeat(((_shape.Width + 3) / 4 - 1.0) / Math.Max(1, _shared!.MostWords)))
                for (var i = 0; i < _shared.MostWords; i++)
                {
                    _w.Emit("ldr r8, [r0], #4");
                    _w.Emit("str r8, [r1], #4");
                }
            _w.Emit("add r0, r0, r5");
            _w.Emit("add r1, r1, r6");
            _w.Emit("subs r7, r7, #1");
            _w.Emit("bne 6b");
        }
        _w.Emit($"ldr r0, [sp, #{XAt}]");
        _w.Emit($"ldr r2, [r12, #{SharedDepthwise.PlaneXAt}]");
        _w.Emit("add r0, r0, r2");
        _w.Emit($"str r0, [sp, #{XAt}]");
    }

    /// <summary>Strips of two columns.</summary>
    private void WalkShared()
    {
        _w.Emit($"ldrd r1, r0, [sp, #{YAt}]");
        _w.Emit($"ldr r8, [r12, #{SharedDepthwise.PlaneYAt}]");
        _w.Emit("add r8, r8, r1");
        _w.Emit($"str r8, [sp, #{YAt}]");
        _w.Emit($"ldr r8, [r12, #{SharedDepthwise.PassesAt}]");
        _w.Emit("add r8, r8, r1");
        _w.Emit($"ldrh r9, [r12, #{SharedDepthwise.StripsAt}]");
        _w.Emit($"strd r0, r1, [sp, #{TopAt}]");
        _w.Emit($"strd r8, r9, [sp, #{EndAt}]");
        _w.Label(2);
        using (_w.Repeat(_shape.OutWidth / 2))
        {
            var strip = new Strip(2, new Cursor(_w, X), new Cursor(_w, Y));
            if (_shape.StrideY == 1) WalkByOne(strip);
            else WalkByTwo(strip);
            _w.Emit($"ldrd r0, r1, [sp, #{TopAt}]");
            _w.Emit($"ldrd r8, r9, [sp, #{EndAt}]");
            _w.Emit($"add r0, r0, #{2 * _shape.StrideX}");
            _w.Emit("add r1, r1, #2");
            _w.Emit($"strd r0, r1, [sp, #{TopAt}]");
            _w.Emit("add r8, r8, #2");
            _w.Emit("subs r9, r9, #1");
            _w.Emit($"strd r8, r9, [sp, #{EndAt}]");
            _w.Emit("bne 2b");
        }
    }

    /// <summary>Pairs of rows as often as the header says, then the last two: the code is that of four rows.</summary>
    private void SharedRows(Strip strip, Action<int> row)
    {
        _w.Label(5);
        using (_w.Repeat((_shape.OutHeight - 2) / 2))
        {
            for (var y = 0; y < 2; y++) row(y);
            _w.Emit($"ldr r12, [sp, #{EndAt}]");
            _w.Emit("cmp r1, r12");
            _w.Emit("bne 5b");
        }
        for (var y = 2; y < 4; y++) row(y);
    }

    private void StoreShared((int A, int B) sums)
    {
        _w.Emit($"strb r{sums.B}, [r1, #1]");
        _w.Emit($"strb r{sums.A}, [r1]");
        _w.Emit("add r1, r1, r6, lsr #16");
    }
}
