using Mote.Core.Types;

namespace Mote.Core.Rules;

/// <summary>Broadcasting as in NumPy: shapes are aligned at their last axes, and a dimension of 1 is repeated.</summary>
public static class Broadcasting
{
    /// <summary>Elements an operand advances per step along each axis of the output; 0 where it is repeated.</summary>
    public static int[] Strides(Shape operand, Shape output)
    {
        var own = operand.Strides();
        var strides = new int[output.Rank];
        for (var axis = 1; axis <= operand.Rank; axis++)
            strides[^axis] = operand[-axis] == 1 ? 0 : own[^axis];
        return strides;
    }
}
