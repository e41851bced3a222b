using System.Numerics;
using Mote.Numerics;

namespace Mote.Training.Networks;

/// <summary>
/// How a cell's hidden state is stored from one step to the next in the integer graph. The range is an operand of the cell, [2]; what its
/// output reaches in OutputBits gives the grid of the state where that has other Bits.
/// </summary>
public sealed record StateRounding(int Bits, int OutputBits)
{
    /// <summary>The grid that the quantizer makes of such a range for the state.</summary>
    public QuantizationGrid<T> Grid<T>(T low, T high)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Bits == OutputBits) return QuantizationGrid.OfActivation(low, high, Bits);
        var output = QuantizationGrid.OfActivation(low, high, OutputBits);
        return QuantizationGrid.OfActivation(output.Low, output.High, Bits);
    }
}

/// <summary>
/// Long short-term memory over a sequence from zero states: gates i, f, g, o stacked. X [1,t,k], W [4s,k], R [4s,s], B [4s]. Results:
/// Y [1,t,s]; for the gradient the gates [1,t,4s] and the cells [1,t,s]. With Rounding two more operands, the ranges [2] of hidden states
/// and of cells, which have 16 bits: both are rounded in each step, and a fourth result is Y before that.
/// </summary>
public sealed record LstmSequence(StateRounding? Rounding = null) : TrainingOp
{
    public const int Input = 0, Weights = 1, Recurrent = 2, Bias = 3, Range = 4, CellRange = 5;

    public const int Cells = 2, CellBits = 16;
}

/// <summary>
/// Gated recurrent unit over a sequence from a zero state: z, r, h stacked, reset after the product (linear before reset). X [1,t,k],
/// W [3s,k], R [3s,s], B [3s], the candidate's recurrent bias [s]. Results: Y [1,t,s]; for the gradient gates [1,t,4s]: z, r, h and R·h +
/// b. With Rounding one more operand, the range [2] of hidden states: they are rounded in each step, and a third result is Y before that.
/// </summary>
public sealed record GruSequence(StateRounding? Rounding = null) : TrainingOp
{
    public const int Input = 0, Weights = 1, Recurrent = 2, Bias = 3, RecurrentBias = 4, Range = 5;
}

/// <summary>
/// FastGRNN (Kusupati and others 2018) over a sequence from a zero state. X [1,t,k], W [s,k], R [s,s], biases of update gate and
/// candidate [2s], ζ and ν [2] before the logistic function. Results: Y [1,t,s]; for the gradient z and candidate [1,t,2s]. With Rounding
/// one more operand and one more result, as <see cref="GruSequence"/>.
/// </summary>
public sealed record FastGrnnSequence(StateRounding? Rounding = null) : TrainingOp
{
    public const int Input = 0, Weights = 1, Recurrent = 2, Bias = 3, Mix = 4, Range = 5;
}
