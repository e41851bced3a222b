namespace Mote.Numerics.Coding;

/// <summary>
/// FNV-1a in 32 bits (Fowler, Noll and Vo): two instructions a byte on any core with a multiplier, no table. What is taken in changes
/// the state one to one, so that a single wrong value is always found. It may have more than 8 bits.
/// </summary>
public static class FnvCheck
{
    public const uint Start = 2166136261;

    private const uint Prime = 16777619;

    public static uint Next(uint check, uint value) => unchecked((check ^ value) * Prime);

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var check = Start;
        foreach (var value in bytes) check = Next(check, value);
        return check;
    }
}
