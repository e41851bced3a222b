using Mote.Core.Ops;
using Op = Mote.Core.Ops.Op;

namespace Mote.Formats.TfLite;

/// <summary>Operators with variables among their operands.</summary>
internal static partial class TfLiteOperators
{
    /// <summary>Where ours are among the file's 24 operands of an LSTM; the others belong to variants.</summary>
    public static readonly int[] LstmOperands = [0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 13, 14, 15, 18, 19];

    public const int LstmOperandsOfTheFile = 24;

    private static (Op, int[]) Svdf(TfLiteOperator o, TfLiteTensors tensors)
    {
        var options = o.Options(6);
        var activation = options?.Byte(1) ?? 0;
        if (activation > (int)Nonlinearity.SignBit) throw o.Bad($"the fused activation number {activation} does not exist.");
        return (new Svdf(options?.Int(0) ?? 0, (Nonlinearity)activation), o.Inputs);
    }

    private static (Op, int[]) Lstm(TfLiteOperator o, TfLiteTensors tensors)
    {
        var options = o.Options(71);
        if (o.Inputs.Length != LstmOperandsOfTheFile) throw o.Bad($"has {o.Inputs.Length} operands; {LstmOperandsOfTheFile} are expected.");
        if ((options?.Byte(0) ?? 0) != (int)Nonlinearity.Tanh) throw o.Bad("a cell activation other than tanh is not supported.");
        if (options?.Bool(5) ?? false) throw o.Bad("diagonal recurrent weights are not supported.");
        (int, int, string)[] variants = [(9, 11, "peepholes are"), (16, 17, "a projection is"), (20, 23, "layer normalisation is")];
        foreach (var (first, last, what) in variants)
            if (o.Inputs[first..(last + 1)].Any(t => t >= 0)) throw o.Bad($"{what} not supported.");
        if (o.Inputs[1] < 0) throw o.Bad("coupled input and forget gates are not supported.");
        foreach (var operand in LstmOperands) o.Input(operand);
        return (new Lstm(options?.Float(1) ?? 0, options?.Bool(3) ?? false), [.. LstmOperands.Select(i => o.Inputs[i])]);
    }
}
