using System.Collections.Immutable;
using Mote.Compiler.Programs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Compiler.Lowering;

/// <summary>Operators that cut streams into frames and put them together.</summary>
internal static partial class Lower
{
    private static ImmutableArray<KernelCall> LowerFramer(Framer op, NodeLowering n)
    {
        var samples = n.X().Shape[-1];
        var parameters = CParameters.Of(
            ("rows", n.X().Elements / samples),
            ("samples", samples),
            ("frames", samples / op.FrameStep),
            ("frame_size", op.FrameSize),
            ("frame_step", op.FrameStep),
            ("kept", op.Kept),
            ("counts", op.Counts ? 1 : 0));
        var (history, newHistory) = Memory("history", Framer.History, 2, op.Kept > 0, ElementType.Int16, n);
        var (missing, newMissing) = Memory("missing", Framer.Missing, 3, op.Counts, ElementType.Int32, n);
        return WithStates(n.Call("framer_s16", parameters,
            [n.Operand("x", Framer.Input), history, missing, n.Result(), Further("valid", 1, n), newHistory, newMissing]), n);
    }

    private static ImmutableArray<KernelCall> LowerStacker(Stacker op, NodeLowering n)
    {
        var parameters = CParameters.Of(
            ("channels", n.X().Elements), ("kept", op.Kept), ("right", op.Right), ("step", op.Step));
        var (frames, newFrames) = Memory("frames", Stacker.Frames, 2, op.Kept > 0, ElementType.Int16, n);
        var (missing, newMissing) = Memory("missing", Stacker.Missing, 3, op.Kept > 0, ElementType.Int32, n);
        return WithStates(n.Call("stacker_s16", parameters,
            [n.Operand("x", Stacker.Input), frames, missing, n.Result(), Further("valid", 1, n), newFrames, newMissing]), n);
    }

    private static ImmutableArray<KernelCall> LowerOverlapAdd(OverlapAdd op, NodeLowering n)
    {
        var frames = n.X().Shape[-2];
        var parameters = CParameters.Of(
            ("rows", n.X().Elements / (frames * op.FrameSize)),
            ("frames", frames),
            ("frame_size", op.FrameSize),
            ("frame_step", op.FrameStep));
        var (tail, newTail) = Memory("tail", OverlapAdd.Tail, 1, op.Kept > 0, n.Y.Element, n);
        return WithStates(n.Call("overlap_add" + Suffix(n.Y), parameters,
            [n.Operand("x", OverlapAdd.Input), tail, n.Result(), newTail]), n);
    }

    private static ImmutableArray<KernelCall> LowerDelay(Delay op, NodeLowering n)
    {
        var samples = n.Y.Shape[-1];
        var parameters = CParameters.Of(("rows", n.Y.Elements / samples), ("samples", samples), ("length", op.Length));
        var (line, newLine) = Memory("line", Delay.Line, 1, op.Length > 0, ElementType.Int16, n);
        return WithStates(n.Call("delay_s16", parameters, [n.Operand("x", Delay.Input), line, n.Result(), newLine]), n);
    }

    private static ImmutableArray<KernelCall> LowerCircularBuffer(NodeLowering n) =>
        WithStates(n.Call("circular_buffer", CParameters.Of(("row_bytes", n.X().Bytes), ("bytes", n.Y.Bytes)),
            [n.Operand("x", CircularBuffer.Input, "void"), n.Operand("rows", CircularBuffer.Rows, "void"), n.Result("void")]), n);

    private static ImmutableArray<KernelCall> LowerPeriodic(Periodic op, NodeLowering n) =>
        WithStates(n.Call("periodic", CParameters.Of(("cycles", op.Cycles)),
            [n.Operand("missing", Periodic.Missing), n.Result(), NewState("new_missing", Periodic.Missing, 1, n)]), n);

    /// <summary>A state and its new value; where there is none, pointers that the kernel does not follow.</summary>
    private static (CArgument Old, CArgument New) Memory(
        string name, int operand, int result, bool exists, ElementType element, NodeLowering n)
    {
        if (exists) return (n.Operand(name, operand), NewState("new_" + name, operand, result, n));
        var nothing = Tensor.FromBytes(new TensorType(element, [1]), new byte[element.Bytes()]);
        var cType = NodeLowering.CType(element);
        return (new CArgument.Data(name, cType, nothing), new CArgument.Result("new_" + name, cType, n.Node.Output));
    }
}
