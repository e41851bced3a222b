using Mote.Numerics;

namespace Mote.Compiler.Machine.Mve;

/// <summary>What rounding half away from zero takes after a doubling multiplication that rounds half upwards.</summary>
internal enum SignFix
{
    /// <summary>Nothing: whatever is negative is clamped to zero anyway.</summary>
    None,

    /// <summary>One less where negative.</summary>
    Negative,

    /// <summary>One less where negative and shifted: some channels are not shifted, and round once.</summary>
    NegativeAndShifted,
}

/// <summary>
/// How the sums of a layer become int8, four channels a vector: bias, [left shift,] VQRDMULH, the sign's fix, VRSHL; then saturating
/// narrowing with the zero point added in 16 bits. Each exactly as TFLite's two roundings.
/// </summary>
internal sealed class MveRequantization
{
    private readonly QuantizedMultiplier[] _factors;
    private readonly int[] _bias;
    private readonly int _zeroPoint;
    private readonly int _low;
    private readonly int _high;
    private readonly SignFix _fix;
    private readonly bool _shiftsLeft;

    private MveRequantization(QuantizedMultiplier[] factors, int[] bias, int zeroPoint, int low, int high, bool mayShare)
    {
        IsShared = mayShare && factors[0].Shift < 0 && factors.All(f => f == factors[0]);
        (_factors, _bias, _zeroPoint, _low, _high) = (factors, bias, zeroPoint, low, high);
        _shiftsLeft = factors.Any(f => f.Shift > 0);
        _fix = low == zeroPoint ? SignFix.None
            : factors.Any(f => f.Multiplier != 0 && f.Shift >= 0) ? SignFix.NegativeAndShifted : SignFix.Negative;
    }

    /// <param name="factors">One a channel.</param>
    /// <param name="bias">One a channel, with all that is constant folded in.</param>
    /// <param name="reach">The largest magnitude a channel's sum can have, bias included; before it wraps.</param>
    /// <param name="zeroPoint">Of the output.</param>
    /// <param name="low">The clamp's lower end.</param>
    /// <param name="high">The clamp's upper end.</param>
    /// <param name="mayShare">Whether the routine has registers for a factor that all channels share.</param>
    /// <returns>Null where a result may come so near the end of 32 bits that adding the zero point wraps.</returns>
    public static MveRequantization? Of(
        QuantizedMultiplier[] factors, int[] bias, long[] reach, int zeroPoint, int low, int high, bool mayShare)
    {
        for (var c = 0; c < factors.Length; c++)
            if (factors[c].Shift >= 0 && !StaysInside(factors[c], reach[c])) return null;
        return low > high ? null : new MveRequantization(factors, bias, zeroPoint, low, high, mayShare);
    }

    /// <summary>All that the instructions depend on, for a routine's name.</summary>
    public string Name
    {
        get
        {
            var fix = _fix switch { SignFix.None => "relu", SignFix.Negative => "signed", SignFix.NegativeAndShifted => "mixed" };
            var clamp = (_low, _high) == (-128, 127) ? "" : $"_from_{Digits(_low)}_to_{Digits(_high)}";
            return $"{fix}{(IsShared ? "_shared" : _shiftsLeft ? "_left" : "")}_zero_{Digits(_zeroPoint)}{clamp}";
        }
    }

    public int Channels => _factors.Length;

    /// <summary>Whether all channels have one factor, which stands in front of the stream: multiplier, shift.</summary>
    public bool IsShared { get; }

    /// <summary>Vectors of parameters that follow the weights of four channels.</summary>
    public int Vectors => IsShared ? 1 : _shiftsLeft ? 4 : 3;

    /// <summary>The factor that all channels share, if they do: what the stream begins with.</summary>
    public void WriteShared(MveStream stream)
    {
        if (!IsShared) return;
        stream.Add(_factors[0].Multiplier);
        stream.Add(_factors[0].Shift);
    }

    public int ZeroPoint => _zeroPoint;

    /// <summary>Whether results count from -128: then saturation to unsigned bytes is the lower clamp.</summary>
    private bool IsUnsigned => _fix == SignFix.None && _zeroPoint == -128;

    /// <summary>Whether the clamp is closer than int8.</summary>
    public bool Clamps => (_low, _high) != (-128, 127);

    /// <summary>The parameters of four channels, a vector each; a channel that is not there is -1.</summary>
    public void Write(MveStream stream, ReadOnlySpan<int> channels)
    {
        foreach (var c in channels) stream.Add(c < 0 ? 0 : _bias[c]);
        if (IsShared) return;
        if (_shiftsLeft)
            foreach (var c in channels) stream.Add(c < 0 ? 0 : Math.Max(_factors[c].Shift, 0));
        foreach (var c in channels) stream.Add(c < 0 ? 0 : _factors[c].Multiplier);
        foreach (var c in channels) stream.Add(c < 0 ? 0 : Math.Min(_factors[c].Shift, 0));
    }

    /// <summary>Sums in <paramref name="sums"/> become rounded integers without the zero point.</summary>
    /// <param name="w">Where to write.</param>
    /// <param name="sums">The vectors of sums, of the same channels.</param>
    /// <param name="temporaries">Two vectors.</param>
    /// <param name="parameter">The address of a vector of parameters by its number, read in order.</param>
    /// <param name="shared">The registers with the factor that all channels share; null for none.</param>
    /// <param name="hasBias">Whether the sums contain the biases already.</param>
    public void Round(
        AssemblyWriter w, string[] sums, (string, string) temporaries, Func<int, string> parameter,
        (string Multiplier, string Shift)? shared = null, bool hasBias = false)
    {
        var (p, t) = temporaries;
        var next = hasBias ? 1 : 0;
        if (!hasBias)
        {
            Load();
            foreach (var q in sums) w.Emit($"vadd.i32 {q}, {q}, {p}");
        }
        if (_shiftsLeft)
        {
            Load();
            foreach (var q in sums) w.Emit($"vshl.s32 {q}, {q}, {p}");
        }
        if (shared is null) Load();
        foreach (var q in sums) w.Emit($"vqrdmulh.s32 {q}, {q}, {shared?.Multiplier ?? p}");
        if (shared is null) Load();
        foreach (var q in sums)
        {
            if (_fix == SignFix.NegativeAndShifted)
            {
                w.Emit($"vand {t}, {q}, {p}");
                w.Emit($"vshr.s32 {t}, {t}, #31");
            }
            else if (_fix == SignFix.Negative) w.Emit($"vshr.s32 {t}, {q}, #31");
            if (_fix != SignFix.None) w.Emit($"vadd.i32 {q}, {q}, {t}");
        }
        foreach (var q in sums) w.Emit(shared is null ? $"vrshl.s32 {q}, {q}, {p}" : $"vrshl.s32 {q}, {shared.Value.Shift}");

        void Load() => w.Emit($"vldrw.32 {p}, {parameter(next++)}");
    }

    /// <summary>Puts the zero point into a register, for what adds it.</summary>
    public void LoadZeroPoint(AssemblyWriter w, string register) => LoadSmall(w, register, _zeroPoint);

    /// <summary>Rounded words become halves, every second one of a vector, saturated.</summary>
    public void NarrowWords(AssemblyWriter w, char half, string to, string from) =>
        w.Emit(IsUnsigned ? $"vqmovun{half}.s32 {to}, {from}" : $"vqmovn{half}.s32 {to}, {from}");

    /// <summary>Halves become bytes, likewise.</summary>
    public void NarrowHalves(AssemblyWriter w, char half, string to, string from) =>
        w.Emit(IsUnsigned ? $"vqmovn{half}.u16 {to}, {from}" : $"vqmovn{half}.s16 {to}, {from}");

    /// <summary>To halves, before they become bytes.</summary>
    public void AddZeroPointToHalves(AssemblyWriter w, string zeroPoint, params ReadOnlySpan<string> halves)
    {
        if (_zeroPoint == 0 || IsUnsigned) return;
        foreach (var q in halves) w.Emit($"vqadd.s16 {q}, {q}, {zeroPoint}");
    }

    /// <summary>To bytes, where they are unsigned until then.</summary>
    public void AddZeroPointToBytes(AssemblyWriter w, string zeroPoint, params ReadOnlySpan<string> bytes)
    {
        if (!IsUnsigned) return;
        foreach (var q in bytes) w.Emit($"vadd.i8 {q}, {q}, {zeroPoint}");
    }

    /// <summary>The clamp, where saturation does not do it.</summary>
    public void Clamp(AssemblyWriter w, string register, string temporary, params ReadOnlySpan<string> bytes)
    {
        if (!Clamps) return;
        if (_low > -128) Bound("vmax", _low, bytes);
        if (_high < 127) Bound("vmin", _high, bytes);

        void Bound(string instruction, int value, ReadOnlySpan<string> vectors)
        {
            LoadSmall(w, register, value);
            w.Emit($"vdup.8 {temporary}, {register}");
            foreach (var q in vectors) w.Emit($"{instruction}.s8 {q}, {q}, {temporary}");
        }
    }

    /// <summary>A signed number in a name.</summary>
    public static string Digits(int value) => value < 0 ? $"m{-value}" : $"{value}";

    private static void LoadSmall(AssemblyWriter w, string register, int value) =>
        w.Emit(value < 0 ? $"mvn {register}, #{~value}" : $"mov {register}, #{value}");

    private static bool StaysInside(QuantizedMultiplier factor, long reach)
    {
        const double end = 1L << 31;
        var shifted = Math.ScaleB(reach, factor.Shift);
        return shifted < end && shifted * factor.Multiplier / end < end - 512;
    }
}
