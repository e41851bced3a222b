using Mote.Core.Rules;
using Mote.Numerics;

namespace Mote.Compiler.Machine.Mve;

/// <summary>
/// Two int8 tensors of equal shape brought to one scale and added, sixteen elements at a time. The operand of the larger scale is
/// multiplied by exactly one half, so that its part is a shift by 19; the other takes a multiplication and two roundings.
/// </summary>
/// <remarks>
/// Registers: r0, r1 the operands, the one of the larger scale first; r2 the result; r3, r4 the zero points, shifted; r5, r6 the
/// other operand's multiplier and shift; r7, r8 the result's; r9 its zero point; lr counts.
/// </remarks>
/// <param name="Larger">The zero point of the operand with the larger scale.</param>
/// <param name="Other">The zero point of the other.</param>
/// <param name="Factor">The other's factor.</param>
/// <param name="Result">The sum's factor.</param>
/// <param name="ZeroPoint">Of the result.</param>
/// <param name="Low">The clamp's lower end.</param>
/// <param name="High">The clamp's upper end.</param>
/// <param name="Elements">How many.</param>
internal sealed record MveAdd(
    int Larger, int Other, QuantizedMultiplier Factor, QuantizedMultiplier Result, int ZeroPoint, int Low, int High, int Elements)
{
    /// <summary>One half.</summary>
    private static readonly QuantizedMultiplier Half = new(1 << 30, 0);

    private bool IsReluAtZero => Low == ZeroPoint;

    /// <summary>Whether the operands are to be swapped, and the kernel; null where the sum's factor is out of proportion.</summary>
    public static (bool Swaps, MveAdd Add)? Of(
        AddParameters p, int zeroA, int zeroB, int zeroPoint, int low, int high, int elements)
    {
        var swaps = p.A != Half;
        var other = swaps ? p.A : p.B;
        // Sums are below 2^28, so nothing wraps; without a shift the rounding would be another.
        if ((swaps ? p.B : p.A) != Half || other.Shift > 0 || p.Output.Shift >= 0 || low > high) return null;
        return (swaps, new MveAdd(
            swaps ? zeroB : zeroA, swaps ? zeroA : zeroB, other, p.Output, zeroPoint, low, high, elements));
    }

    /// <summary>The routine: (operand of the larger scale, other operand, result).</summary>
    public MachineRoutine Routine()
    {
        var w = new AssemblyWriter(CoreTimings.OfMve());
        MveFrame.Enter(w);
        MveFrame.Load(w, "r3", 8 * Larger);
        MveFrame.Load(w, "r4", 16 * Other);
        MveFrame.Load(w, "r5", Factor.Multiplier);
        MveFrame.Load(w, "r6", Factor.Shift);
        MveFrame.Load(w, "r7", Result.Multiplier);
        MveFrame.Load(w, "r8", Result.Shift);
        MveFrame.Load(w, "r9", ZeroPoint);
        var vectors = Elements / 16;
        if (vectors > 0)
        {
            MveFrame.Load(w, "lr", vectors);
            w.Emit("dls lr, lr");
            w.Label(1);
            using (w.Repeat(vectors))
            {
                w.Emit("vldrb.8 q0, [r0], #16");
                w.Emit("vldrb.8 q1, [r1], #16");
                Sum(w);
                w.Emit("vstrb.8 q4, [r2], #16");
                w.Emit("le lr, 1b");
            }
        }
        if (Elements % 16 > 0)
        {
            MveFrame.Load(w, "lr", Elements % 16);
            w.Emit("vctp.8 lr");
            w.Emit("vpstt");
            w.Emit("vldrbt.8 q0, [r0]");
            w.Emit("vldrbt.8 q1, [r1]");
            Sum(w);
            w.Emit("vpst");
            w.Emit("vstrbt.8 q4, [r2]");
        }
        MveFrame.Leave(w);
        var name = string.Join('_', "mve_add", Elements, MveRequantization.Digits(Larger), MveRequantization.Digits(Other),
            Factor.Multiplier, MveRequantization.Digits(Factor.Shift), Result.Multiplier, MveRequantization.Digits(Result.Shift),
            MveRequantization.Digits(ZeroPoint), MveRequantization.Digits(Low), MveRequantization.Digits(High));
        return w.Routine(name, "const int8_t *a", "const int8_t *b", "int8_t *y");
    }

    /// <summary>q4 from the bytes in q0 and q1: elements 0, 2, ..; then 1, 3, ..; each in two parts.</summary>
    private void Sum(AssemblyWriter w)
    {
        foreach (var (half, to) in new[] { ('b', 4), ('t', 5) })
        {
            w.Emit($"vshll{half}.s8 q2, q0, #3");
            w.Emit($"vshll{half}.s8 q3, q1, #4");
            if (Larger != 0) w.Emit("vsub.i16 q2, q2, r3");
            if (Other != 0) w.Emit("vsub.i16 q3, q3, r4");
            Quarter(w, 'b', $"q{to}", $"q{to + 1}", $"q{to + 2}");
            Quarter(w, 't', $"q{to + 1}", $"q{to + 2}", half == 'b' ? "q7" : "q0");
            w.Emit($"vqmovnb.s32 q{to}, q{to}");
            w.Emit($"vqmovnt.s32 q{to}, q{to + 1}");
            if (ZeroPoint != 0) w.Emit($"vqadd.s16 q{to}, q{to}, r9");
        }
        w.Emit("vqmovnb.s16 q4, q4");
        w.Emit("vqmovnt.s16 q4, q5");
        if (Low > -128) Bound(w, "vmax", Low);
        if (High < 127) Bound(w, "vmin", High);
    }

    private void Quarter(AssemblyWriter w, char half, string sum, string other, string temporary)
    {
        w.Emit($"vshll{half}.s16 {sum}, q2, #16");
        w.Emit($"vshll{half}.s16 {other}, q3, #16");
        w.Emit($"vqrdmulh.s32 {other}, {other}, r5");
        if (Factor.Shift < 0)
        {
            Fix(w, other, temporary);
            w.Emit($"vrshl.s32 {other}, r6");
        }
        w.Emit($"vadd.i32 {sum}, {sum}, {other}");
        w.Emit($"vqrdmulh.s32 {sum}, {sum}, r7");
        if (!IsReluAtZero) Fix(w, sum, temporary);
        w.Emit($"vrshl.s32 {sum}, r8");
    }

    private static void Fix(AssemblyWriter w, string q, string temporary)
    {
        w.Emit($"vshr.s32 {temporary}, {q}, #31");
        w.Emit($"vadd.i32 {q}, {q}, {temporary}");
    }

    private static void Bound(AssemblyWriter w, string instruction, int value)
    {
        MveFrame.Load(w, "r10", value);
        w.Emit("vdup.8 q0, r10");
        w.Emit($"{instruction}.s8 q4, q4, q0");
    }
}
