namespace Mote.Compiler.Machine;

/// <summary>What an instruction does to registers, by its text: as much as models of pipelines ask.</summary>
internal readonly record struct ThumbInstruction
{
    private const int Pc = 15;

    public ThumbInstruction(string text)
    {
        var end = text.IndexOf(' ', StringComparison.Ordinal);
        var name = end < 0 ? text : text[..end];
        Name = name.EndsWith(".w", StringComparison.Ordinal) ? name[..^2] : name;
        Kind = KindOf(Name);
        var operands = end < 0 ? "" : text[(end + 1)..];
        HasImmediate = operands.Contains('#');
        IsShifted = !IsMemory && (operands.Contains(", lsl", StringComparison.Ordinal)
            || operands.Contains(", lsr", StringComparison.Ordinal)
            || operands.Contains(", asr", StringComparison.Ordinal) || operands.Contains(", ror", StringComparison.Ordinal));
        if (Kind == ThumbKind.Branch) return;
        var bracket = operands.IndexOfAny(['[', '{']);
        Span<int> found = stackalloc int[20];
        if (IsMemory && bracket >= 0)
        {
            var (before, inside) = (operands[..bracket], operands[bracket..]);
            var list = operands[bracket] == '{';
            // ldmia r0!, {r4-r7}: the base stands in front of the brace; push and pop have none.
            var data = List(list ? inside : before);
            var address = list ? List(before) | (name is "push" or "pop" ? 1u << 13 : 0) : List(inside);
            Words = System.Numerics.BitOperations.PopCount(data);
            Address = address;
            if (IsStore) Reads = data;
            else Writes = data;
            if (list ? operands.Contains('!') || name is "push" or "pop"
                : operands.Contains('!') || operands.Contains("],", StringComparison.Ordinal)) Based = First(address);
            return;
        }
        var count = Registers(operands, found);
        if (count == 0) return;
        var results = Kind == ThumbKind.Compare ? 0 : IsLong ? Math.Min(2, count) : 1;
        for (var i = 0; i < count; i++)
            if (i < results) Writes |= 1u << found[i];
            else Reads |= 1u << found[i];
        // Two operands: the result is the first of three; and what inserts or accumulates reads what it changes.
        if (results > 0 && (IsLong || Name is "movt" or "bfi" || (count == 2 && !HasImmediate && IsTwoOperand))) Reads |= Writes;
        if (Kind == ThumbKind.Multiply && count == 4 && !IsLong) Accumulator = 1u << found[3];
    }

    public string Name { get; }

    /// <summary>Bits of registers that are needed, those of an address not among them.</summary>
    public uint Reads { get; }

    /// <summary>Those that an address is made of.</summary>
    public uint Address { get; }

    /// <summary>Those that get a result.</summary>
    public uint Writes { get; }

    /// <summary>The address register that moves on; 0 if none does.</summary>
    public uint Based { get; }

    /// <summary>The register that a multiplication adds to.</summary>
    public uint Accumulator { get; }

    /// <summary>Of a load or store.</summary>
    public int Words { get; }

    public bool HasImmediate { get; }

    /// <summary>Whether an operand is shifted on its way.</summary>
    public bool IsShifted { get; }

    public bool IsStore => Kind is ThumbKind.Store || (Kind == ThumbKind.Several && (Name[0] == 's' || Name == "push"));

    public bool IsMemory => Kind is ThumbKind.Load or ThumbKind.Store or ThumbKind.Several;

    /// <summary>Loads of bytes and half-words come a stage later than words.</summary>
    public bool IsNarrow => Kind == ThumbKind.Load && Name is not "ldr";

    public bool ReturnsByLoad => Name == "pop" && (Writes & (1u << Pc)) != 0;

    public ThumbKind Kind { get; }

    private static ThumbKind KindOf(string name) => name switch
    {
        "b" or "bx" or "bl" or "blx" or "bne" or "beq" or "bhi" or "blo" or "bpl" or "bmi" or "ble" or "bge" or "bgt" or "blt" or "bls"
            or "bcs" or "bcc" or "cbz" or "cbnz" => ThumbKind.Branch,
        "push" or "pop" or "ldrd" or "strd" => ThumbKind.Several,
        "cmp" or "cmn" or "tst" or "teq" => ThumbKind.Compare,
        "sdiv" or "udiv" => ThumbKind.Division,
        "bfi" or "bfc" or "clz" or "rev" or "rev16" or "rbit" or "sel" or "ssat" or "usat" or "usada8" or "usad8" => ThumbKind.Packed,
        _ when name.StartsWith("ldm", StringComparison.Ordinal) || name.StartsWith("stm", StringComparison.Ordinal) => ThumbKind.Several,
        _ when name.StartsWith("ldr", StringComparison.Ordinal) => ThumbKind.Load,
        _ when name.StartsWith("str", StringComparison.Ordinal) => ThumbKind.Store,
        _ when name.StartsWith("mul", StringComparison.Ordinal) || name.StartsWith("mla", StringComparison.Ordinal)
            || name.StartsWith("mls", StringComparison.Ordinal) || name.StartsWith("smm", StringComparison.Ordinal)
            || name.StartsWith("sml", StringComparison.Ordinal) || name.StartsWith("smul", StringComparison.Ordinal)
            || name.StartsWith("smuad", StringComparison.Ordinal) || name.StartsWith("umul", StringComparison.Ordinal)
            || name.StartsWith("uml", StringComparison.Ordinal) => ThumbKind.Multiply,
        _ when name.EndsWith("add16", StringComparison.Ordinal) || name.EndsWith("sub16", StringComparison.Ordinal)
            || name.EndsWith("add8", StringComparison.Ordinal) || name.EndsWith("sub8", StringComparison.Ordinal)
            || name.StartsWith("pkh", StringComparison.Ordinal) || name.StartsWith("sxt", StringComparison.Ordinal)
            || name.StartsWith("uxt", StringComparison.Ordinal) => ThumbKind.Packed,
        _ => ThumbKind.Plain,
    };

    private bool IsLong => Name is "smull" or "umull" or "smlal" or "umlal";

    private bool IsTwoOperand =>
        Name is not ("mov" or "movs" or "mvn" or "mvns" or "movw") && Kind is ThumbKind.Plain or ThumbKind.Multiply;

    private static uint First(uint registers) => registers & (0u - registers);

    private static uint List(string text)
    {
        var bits = 0u;
        foreach (var part in text.Split([',', '{', '}', '[', ']', '!', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.Split('-');
            if (ends.Length == 2 && Number(ends[0]) is >= 0 and var from && Number(ends[1]) is >= 0 and var to)
                for (var i = from; i <= to; i++) bits |= 1u << i;
            else if (Number(part) is >= 0 and var one) bits |= 1u << one;
        }
        return bits;
    }

    private static int Registers(string operands, Span<int> found)
    {
        var count = 0;
        foreach (var part in operands.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
            if (count < found.Length && Number(part) is >= 0 and var register) found[count++] = register;
        return count;
    }

    /// <summary>Negative for what is no register.</summary>
    private static int Number(string text) => text switch
    {
        "sp" => 13,
        "lr" => 14,
        "pc" => Pc,
        ['r', var a] when char.IsAsciiDigit(a) => a - '0',
        ['r', '1', var b] when char.IsAsciiDigit(b) => 10 + b - '0',
        _ => -1,
    };
}

/// <summary>Which part of a core executes an instruction.</summary>
internal enum ThumbKind
{
    /// <summary>Moves, sums, logic, shifts.</summary>
    Plain,

    /// <summary>Only flags result.</summary>
    Compare,

    /// <summary>Several values in a register, extension, saturation, bit fields.</summary>
    Packed,
    Multiply,
    Division,
    Load,
    Store,

    /// <summary>Loads or stores of several registers.</summary>
    Several,
    Branch,
}
