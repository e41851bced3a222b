namespace Mote.Compiler.Machine.Mve;

/// <summary>What MVE routines have in common: their frame, and arithmetic on addresses.</summary>
internal static class MveFrame
{
    /// <summary>Vector loads and stores of bytes reach so far from their pointer.</summary>
    public const int ByteReach = 127;

    /// <summary>Saves all registers that the AAPCS wants kept; the stack stays a multiple of eight.</summary>
    public static void Enter(AssemblyWriter w)
    {
        w.Emit("push {r4-r12, lr}");
        w.Emit("vpush {d8-d15}");
    }

    public static void Leave(AssemblyWriter w)
    {
        w.Emit("vpop {d8-d15}");
        w.Emit("pop {r4-r12, pc}");
    }

    /// <summary>register = from + distance, as few instructions as that takes.</summary>
    public static void Add(AssemblyWriter w, string register, string from, int distance)
    {
        if (distance == 0 && register == from) return;
        var (instruction, rest) = distance < 0 ? ("sub", -distance) : ("add", distance);
        while (rest > 4095)
        {
            // Multiples of 4096 below 2^20 are immediates of eight bits.
            var high = Math.Min(rest & ~4095, 255 << 12);
            w.Emit($"{instruction} {register}, {from}, #{high}");
            from = register;
            rest -= high;
        }
        if (rest > 0 || from != register) w.Emit($"{instruction}w {register}, {from}, #{rest}");
    }

    /// <summary>Any constant in a register.</summary>
    public static void Load(AssemblyWriter w, string register, int value)
    {
        w.Emit($"movw {register}, #{value & 0xFFFF}");
        if (value is < 0 or > 0xFFFF) w.Emit($"movt {register}, #{(value >> 16) & 0xFFFF}");
    }

    public static bool IsNear(int distance) => Math.Abs(distance) <= ByteReach;
}
