using Mote.Core.Diagnostics;
using Mote.Formats.FlatBuffers;

namespace Mote.Formats.TfLite;

/// <summary>An operator as the file has it.</summary>
internal sealed record TfLiteOperator(
    int Index, BuiltinOperator Code, string CustomCode, int Version, string Layer, int[] Inputs, int[] Outputs,
        FlatTable Table, string File)
{
    public string Name =>
        Code == BuiltinOperator.CUSTOM ? $"CUSTOM '{CustomCode}'" : Enum.IsDefined(Code) ? Code.ToString() : $"number {(int)Code}";

    public string Where => $"{File}: layer {Index} '{Layer}'";

    /// <summary>The attributes; null where the file leaves them all at their default.</summary>
    /// <param name="expectedType">The options' place in the union BuiltinOptions.</param>
    public FlatTable? Options(int expectedType)
    {
        var type = Table.Byte(3);
        if (type == 0) return null;
        if (type != expectedType) throw Bad($"attributes are of kind {type}; {expectedType} is expected.");
        return Table.Table(4, "builtin_options");
    }

    /// <summary>An operand that must be there.</summary>
    public int Input(int index) =>
        index < Inputs.Length && Inputs[index] >= 0 ? Inputs[index] : throw Bad($"operand {index} is missing.");

    public MoteException Bad(string problem) => new("MOTE0109", Where, $"{Name}: {problem}");
}
