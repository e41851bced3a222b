namespace Mote.Compiler.Planning;

/// <summary>
/// Remembers partial plans from which no layout was found. Different orders of placing the same pieces lead to the same
/// floors, so without memory a search proves the same failure again and again. The table is of fixed size and forgets:
/// that costs time, never correctness. Keys have 64 well-mixed bits and are taken to be unique.
/// </summary>
internal sealed class FailedStates
{
    private const int SlotBits = 18;
    private readonly ulong[] _keys = new ulong[1 << SlotBits];
    private readonly long[] _capacities = new long[1 << SlotBits];

    /// <summary>A plan that failed within a larger arena fails within a smaller one too.</summary>
    public bool Contains(ulong key, long capacity)
    {
        var slot = key >> (64 - SlotBits);
        return _keys[slot] == key && _capacities[slot] >= capacity;
    }

    public void Add(ulong key, long capacity)
    {
        var slot = key >> (64 - SlotBits);
        (_keys[slot], _capacities[slot]) = (key, capacity);
    }

    /// <summary>Mixes a value into a key (the finalizer of SplitMix64, a bijection).</summary>
    public static ulong Mix(ulong key, ulong value)
    {
        var z = (key ^ value) + 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
