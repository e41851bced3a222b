namespace Mote.Compiler.Machine;

/// <summary>
/// An estimate of what instructions take on a Cortex-M33 whose memory does not wait. Its Technical Reference Manual (Arm 100230) has no
/// table of timings; this follows from what is published of the pipeline: three stages, arithmetic and addresses in the second, where
/// branches are resolved, too, loaded data, products and packed arithmetic in the third. So an instruction takes one cycle, one more if
/// it needs in the second stage what the one before it has in the third, a taken branch two, several words one and one a word. That two
/// short instructions may be issued at once is left out: the routines are made of long ones. No silicon was measured; C with many short
/// instructions will take less.
/// </summary>
internal sealed class CortexM33Timing
{
    private readonly double[] _second = new double[16], _third = new double[16];
    private double _time;

    public double Of(ThumbInstruction i)
    {
        var start = _time;
        var inThird = i.Kind is ThumbKind.Multiply or ThumbKind.Packed;
        for (var r = 0; r < _second.Length; r++)
        {
            var bit = 1u << r;
            if ((i.Address & bit) != 0 || (!inThird && !i.IsStore && (i.Reads & bit) != 0)) start = Math.Max(start, _second[r]);
            else if ((i.Reads & bit) != 0) start = Math.Max(start, _third[r]);
        }
        var taken = i.Kind switch
        {
            ThumbKind.Several => (i.Name is "ldrd" or "strd" ? 0 : 1) + i.Words + (i.ReturnsByLoad ? 2 : 0),
            ThumbKind.Division => 6,
            ThumbKind.Branch => 2,
            ThumbKind.Plain or ThumbKind.Compare or ThumbKind.Packed or ThumbKind.Multiply or ThumbKind.Load or ThumbKind.Store => 1,
        };
        var end = start + taken;
        var late = inThird || i.IsMemory ? 1 : 0;
        for (var r = 0; r < _second.Length; r++)
            if ((i.Writes & (1u << r)) != 0) (_second[r], _third[r]) = (end + late, end);
            else if ((i.Based & (1u << r)) != 0) (_second[r], _third[r]) = (end, end);
        var cost = end - _time;
        _time = end;
        return cost;
    }
}
