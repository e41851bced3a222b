using System.Globalization;
using Mote.Compiler.Machine;

namespace Mote.Compiler.SmallCores;

/// <summary>The lines of a fit on Armv6-M. r0 holds the sum and then the output; r2 is free.</summary>
internal static class ThumbRescale
{
    /// <summary>Whether a further register is needed.</summary>
    public static bool NeedsSpare(LayerFit fit) => fit.Form.Parts > 2 || fit.Form.BySign;

    /// <summary>The registers that hold limit, offset, parts and the negative sums' offset, in the stream's order.</summary>
    public static string Constants(LayerFit fit) => NeedsSpare(fit) ? "{r3, r4, r5, r6, r7}" : "{r3, r4, r5, r6}";

    /// <summary>The constants of a channel, in the order of the registers: of three parts the middle one is the first.</summary>
    public static IEnumerable<uint> Words(LayerFit fit, int channel)
    {
        var c = fit.Channels[channel];
        int[] parts = fit.Form.Parts > 2 ? [c.Parts[1], c.Parts[0], c.Parts[2]] : c.Parts;
        return parts.Prepend(c.Offset).Prepend(c.Half).Concat(fit.Form.BySign ? [c.Negative] : []).Select(v => unchecked((uint)v));
    }

    /// <param name="w">Gets the lines.</param>
    /// <param name="fit">Its form.</param>
    /// <param name="spare">A further register, for forms that need it.</param>
    public static void Emit(AssemblyWriter w, LayerFit fit, string spare)
    {
        var form = fit.Form;
        w.Emit("cmp r0, r3");
        w.Emit("ble 5f");
        using (w.Repeat(0.2)) w.Emit("mov r0, r3");
        w.Label(5);
        w.Emit("cmn r0, r3");
        w.Emit("bge 6f");
        using (w.Repeat(0.4)) w.Emit("rsbs r0, r3, #0");
        w.Label(6);
        if (form.BySign)
        {
            w.Emit("asrs r2, r0, #31");
            w.Emit("ands r2, r2, r7");
            w.Emit($"mov {spare}, r0");
            w.Emit($"muls {spare}, r5, {spare}");
            w.Emit($"adds r2, r2, {spare}");
        }
        else if (form.Parts == 2)
        {
            w.Emit("mov r2, r0");
            w.Emit("muls r2, r5, r2");
        }
        else
        {
            w.Emit("mov r2, r0");
            w.Emit("muls r2, r6, r2");
            w.Emit(Line($"asrs r2, r2, #{form.Bits}"));
            w.Emit($"mov {spare}, r0");
            w.Emit($"muls {spare}, r5, {spare}");
            w.Emit($"adds r2, r2, {spare}");
        }
        w.Emit("adds r2, r2, r4");
        w.Emit(Line($"asrs r2, r2, #{form.Bits}"));
        w.Emit(form.Parts == 2 ? "muls r0, r6, r0" : "muls r0, r7, r0");
        w.Emit("adds r0, r0, r2");
        // By sign: half an output is added a bit before the end.
        w.Emit(Line($"asrs r0, r0, #{form.LastShift - (form.BySign ? 1 : 0)}"));
        var added = form.BySign ? 2 * form.Middle + 1 : form.Middle;
        if (added > 0) w.Emit(Line($"adds r0, #{added}"));
        if (added < 0) w.Emit(Line($"subs r0, #{-added}"));
        if (form.BySign) w.Emit("asrs r0, r0, #1");
        if (form.Bottom is { } bottom) Clamp(w, bottom, "bge");
        if (form.Top is { } top) Clamp(w, top, "ble");
    }

    private static void Clamp(AssemblyWriter w, int limit, string inside)
    {
        // Comparisons take constants from 0 to 255.
        if (limit < 0) w.Emit(Line($"adds r0, #{-limit}"));
        w.Emit(Line($"cmp r0, #{Math.Max(limit, 0)}"));
        w.Emit($"{inside} 9f");
        using (w.Repeat(0.05)) w.Emit(Line($"movs r0, #{Math.Max(limit, 0)}"));
        w.Label(9);
        if (limit < 0) w.Emit(Line($"subs r0, #{-limit}"));
    }

    /// <summary>For names of routines.</summary>
    public static string Name(LayerFit fit)
    {
        var form = fit.Form;
        return Line($"f{form.Parts}{(form.BySign ? "s" : "")}_{form.Bits}")
            + Number("", form.Middle == 0 ? null : form.Middle) + Number("bottom", form.Bottom) + Number("top", form.Top);

        static string Number(string what, int? value) => value is { } v ? Line($"_{what}{(v < 0 ? "m" : "")}{Math.Abs(v)}") : "";
    }

    public static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
