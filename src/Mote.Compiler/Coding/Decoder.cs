using Mote.Compiler.Machine;
using Mote.Core.Machine;
using Mote.Numerics.Coding;

namespace Mote.Compiler.Coding;

/// <summary>What undoes a coding on the device: functions of runtime/include/mote_decode_*.h.</summary>
/// <param name="Name">In C: mote_decode_NAME, mote_NAME_next.</param>
/// <param name="CodeBytes">Of its functions, about: measured for Cortex-M4.</param>
/// <param name="Value">Instructions of a value that comes out; where zeros are left out, of a zero.</param>
/// <param name="Symbol">Where zeros are left out: instructions of a gap and its value. Otherwise none.</param>
/// <param name="Begin">Instructions of a constant: opening it, and making its alphabets ready.</param>
public sealed record Decoder(string Name, int CodeBytes, double Value, double Symbol, double Begin)
{
    /// <summary>Of the record that describes a coded constant, and of that of a table.</summary>
    public const int RecordBytes = 24, TableRecordBytes = 12;

    /// <summary>Of a call that decodes a constant.</summary>
    public const int CallBytes = 16;

    // The core has no bit fields and no shifts within operands.
    private const double SmallCore = 1.5;

    // Cycles of an instruction, about: loads take two, and taken branches three.
    private const double CyclesOfInstruction = 1.5;

    public string Header => $"mote_decode_{Name}.h";

    /// <summary>What decodes a constant; null for one that is stored as it is.</summary>
    public static Decoder? Of(ConstantCoding coding) => coding switch
    {
        ConstantCoding.Plain => null,
        ConstantCoding.Packed => new("packed", 250, 13.5, 0, 60),
        ConstantCoding.Codebook => new("codebook", 280, 15.5, 0, 60),
        ConstantCoding.Huffman => new("huffman", 390, 40, 0, 400),
        ConstantCoding.Range => new("range", 420, 31, 0, 1000),
        ConstantCoding.Sparse => new("sparse", 280, 6, 25, 60),
        ConstantCoding.SparseHuffman => new("sparse_huffman", 640, 6, 77, 600),
        ConstantCoding.SparseRange => new("sparse_range", 630, 6, 82, 1500),
    };

    /// <summary>Of decoding a whole constant.</summary>
    /// <param name="coding">How it is stored.</param>
    /// <param name="count">Of bytes.</param>
    /// <param name="nonzero">Of them, other than zero.</param>
    /// <param name="core">Where.</param>
    public static KernelCost Cost(ConstantCoding coding, int count, int nonzero, InstructionSet core)
    {
        if (Of(coding) is not { } decoder) return default;
        var instructions = (core == InstructionSet.ArmV6M ? SmallCore : 1)
            * (decoder.Begin + count * decoder.Value + nonzero * decoder.Symbol);
        return new KernelCost(instructions, CyclesOfInstruction * instructions);
    }
}
