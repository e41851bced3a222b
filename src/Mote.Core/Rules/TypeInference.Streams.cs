using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Core.Rules;

/// <summary>Operators that cut a stream into frames and put it together again.</summary>
public static partial class TypeInference
{
    private static TensorType[] InferFramer(Framer op, OperandChecks call)
    {
        call.Require(op.FrameSize > 0 && op.FrameStep > 0, $"frames of {op.FrameSize} every {op.FrameStep} are none.");
        call.Require(!op.Prefill || op.FrameSize >= op.FrameStep,
            $"frames of {op.FrameSize} every {op.FrameStep} leave gaps, which nothing can be put before.");
        TakesStates(1, op, call);
        var x = Samples(Framer.Input, call, ElementType.Int16);
        call.Require(x.Shape[-1] % op.FrameStep == 0, $"{x.Shape[-1]} samples are no multiple of the step, {op.FrameStep}.");
        int[] dims = [.. x.Shape.SkipLast(1), x.Shape[-1] / op.FrameStep, op.FrameSize];
        return [Given(x.Element, Shape.Create(dims), 0, call), Given(ElementType.Bool, [], 1, call), .. StatesOf(op, call)];
    }

    private static TensorType[] InferStacker(Stacker op, OperandChecks call)
    {
        call.Require(op.Left is >= 0 and < 1 << 16 && op.Right is >= 0 and < 1 << 16,
            $"{op.Left} frames before and {op.Right} after are out of range.");
        call.Require(op.Step > 0 && op.Step <= op.Kept + 1,
            $"every {op.Step} frames, {op.Kept + 1} at once: frames would be lost; steps of 1 to {op.Kept + 1} are supported.");
        TakesStates(1, op, call);
        var channels = Row(Stacker.Input, ElementType.Int16, call);
        call.Require((long)channels * (op.Kept + 1) < 1 << 28, $"{op.Kept + 1} frames of {channels} channels are too much.");
        return [Given(ElementType.Int16, [channels * (op.Kept + 1)], 0, call), Given(ElementType.Bool, [], 1, call),
            .. StatesOf(op, call)];
    }

    private static TensorType[] InferOverlapAdd(OverlapAdd op, OperandChecks call)
    {
        call.Require(op.FrameStep > 0 && op.FrameStep <= op.FrameSize,
            $"frames of {op.FrameSize} every {op.FrameStep} do not join; steps of 1 to the frame's size are supported.");
        TakesStates(1, op, call);
        var x = Samples(OverlapAdd.Input, call, ElementType.Int16, ElementType.Float32);
        call.Require(x.Shape.Rank >= 2 && x.Shape[-1] == op.FrameSize,
            $"the input has shape {x.Shape}; frames of {op.FrameSize}, [..., k, {op.FrameSize}], are expected.");
        int[] dims = [.. x.Shape.SkipLast(2), x.Shape[-2] * op.FrameStep];
        return [Given(x.Element, Shape.Create(dims), 0, call), .. StatesOf(op, call)];
    }

    private static TensorType[] InferDelay(Delay op, OperandChecks call)
    {
        call.Require(op.Length is >= 0 and < 1 << 28, $"a delay of {op.Length} samples is out of range.");
        TakesStates(1, op, call);
        var x = Samples(Delay.Input, call, ElementType.Int16);
        return [Given(x.Element, x.Shape, 0, call), .. StatesOf(op, call)];
    }

    private static TensorType InferCircularBuffer(OperandChecks call)
    {
        call.Takes(2, 2);
        var (x, rows) = (call[CircularBuffer.Input], call[CircularBuffer.Rows]);
        call.Require(x.Element == ElementType.Int8 && rows.Element == ElementType.Int8 && x.Quantization == rows.Quantization,
            $"rows are {rows}, the one that is added {x}; i8 of the same quantization is expected.");
        call.Require(rows.Shape.Rank == 4 && rows.Shape[0] == 1 && x.Shape == rows.Shape.With(1, 1),
            $"a row {x.Shape} is none of {rows.Shape}; [1, 1, w, c] and [1, n, w, c] are expected.");
        return rows;
    }

    private static TensorType[] InferPeriodic(Periodic op, OperandChecks call)
    {
        call.Takes(1, 1);
        call.Require(op.Cycles > 0, $"every {op.Cycles} calls is never.");
        return [Given(ElementType.Bool, [], 0, call), .. StatesOf(op, call)];
    }

    private static void TakesStates(int operands, Op op, OperandChecks call) =>
        call.Takes(operands + op.StateOperands().Count, operands + op.StateOperands().Count);

    private static TensorType StateOf(int operand, Op op, OperandChecks call) =>
        StatesOf(op, call)[op.StateOperands().ToList().IndexOf(operand)];

    /// <summary>The types of the states, after checking those that are given.</summary>
    private static TensorType[] StatesOf(Op op, OperandChecks call)
    {
        var operands = op.StateOperands();
        var expected = operands.Count == 0 ? [] : StreamStates.Types(op, operands[0] == 0 ? null : call[0]);
        for (var i = 0; i < operands.Count; i++)
        {
            var (type, wanted) = (call[operands[i]], expected[i]);
            call.Require(type.Element == wanted.Element && type.Shape == wanted.Shape, $"the state is {type}; {wanted} is expected.");
        }
        var types = new TensorType[operands.Count];
        for (var i = 0; i < types.Length; i++) types[i] = call[operands[i]];
        return types;
    }
}
