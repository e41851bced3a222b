using Mote.Core.Ops;

namespace Mote.Execution.Reference;

internal static partial class ReferenceKernels
{
    private static void CutFrames(Framer op, KernelCall call)
    {
        var x = call.In<short>(Framer.Input);
        var y = call.Out<short>();
        var size = call.X(0).Shape[-1];
        var kept = op.Kept;
        for (var row = 0; row < x.Length / size; row++)
        {
            short[] stream = [.. State(row), .. x.Slice(row * size, size)];
            for (var frame = 0; frame < size / op.FrameStep; frame++)
                stream.AsSpan(frame * op.FrameStep, op.FrameSize)
                    .CopyTo(y[((row * (size / op.FrameStep) + frame) * op.FrameSize)..]);
            if (kept > 0) stream.AsSpan(size, kept).CopyTo(call.Out<short>(2)[(row * kept)..]);
        }
        // The first frame of the call is the one that may come too early.
        var missing = op.Counts ? Math.Max(call.In<int>(Framer.Missing)[0] - 1, 0) : 0;
        call.Out<byte>(1)[0] = (byte)(missing == 0 ? 1 : 0);
        if (op.Counts) call.Out<int>(3)[0] = Math.Max(missing - (size / op.FrameStep - 1), 0);

        ReadOnlySpan<short> State(int row) => kept > 0 ? call.In<short>(Framer.History).Slice(row * kept, kept) : [];
    }

    private static void StackFrames(Stacker op, KernelCall call)
    {
        var x = call.In<short>(Stacker.Input);
        var y = call.Out<short>();
        if (op.Kept == 0)
        {
            x.CopyTo(y);
            call.Out<byte>(1)[0] = 1;
            return;
        }
        var missing = call.In<int>(Stacker.Missing)[0];
        var frames = missing < 0 ? Enumerable.Repeat(x.ToArray(), op.Kept).SelectMany(f => f).ToArray()
            : call.In<short>(Stacker.Frames).ToArray();
        missing = missing < 0 ? op.Right : missing - 1;
        short[] stacked = [.. frames, .. x];
        stacked.CopyTo(y);
        stacked.AsSpan(x.Length).CopyTo(call.Out<short>(2));
        call.Out<byte>(1)[0] = (byte)(missing == 0 ? 1 : 0);
        call.Out<int>(3)[0] = missing == 0 ? op.Step : missing;
    }

    private static void AddOverlapping<T>(OverlapAdd op, KernelCall call, Func<T, T, T> add)
        where T : unmanaged
    {
        var x = call.In<T>(OverlapAdd.Input);
        var y = call.Out<T>();
        var frames = call.X(0).Shape[-2];
        for (var row = 0; row < x.Length / (frames * op.FrameSize); row++)
        {
            var sums = new T[op.FrameSize];
            if (op.Kept > 0) call.In<T>(OverlapAdd.Tail).Slice(row * op.Kept, op.Kept).CopyTo(sums);
            for (var frame = 0; frame < frames; frame++)
            {
                var at = row * frames + frame;
                for (var i = 0; i < sums.Length; i++) sums[i] = add(sums[i], x[at * op.FrameSize + i]);
                sums.AsSpan(0, op.FrameStep).CopyTo(y[(at * op.FrameStep)..]);
                sums.AsSpan(op.FrameStep).CopyTo(sums);
                sums.AsSpan(op.Kept).Clear();
            }
            if (op.Kept > 0) sums.AsSpan(0, op.Kept).CopyTo(call.Out<T>(1)[(row * op.Kept)..]);
        }
    }

    private static void DelaySamples(Delay op, KernelCall call)
    {
        var x = call.In<short>(Delay.Input);
        var y = call.Out<short>();
        var size = call.X(0).Shape[-1];
        for (var row = 0; row < x.Length / size; row++)
        {
            var input = x.Slice(row * size, size);
            short[] stream = op.Length == 0 ? [.. input] : [.. call.In<short>(Delay.Line).Slice(row * op.Length, op.Length), .. input];
            stream.AsSpan(0, size).CopyTo(y[(row * size)..]);
            if (op.Length > 0) stream.AsSpan(size).CopyTo(call.Out<short>(1)[(row * op.Length)..]);
        }
    }

    private static void PushRow(KernelCall call)
    {
        var x = call.In<sbyte>(CircularBuffer.Input);
        var rows = call.In<sbyte>(CircularBuffer.Rows);
        var y = call.Out<sbyte>();
        rows[x.Length..].CopyTo(y);
        x.CopyTo(y[^x.Length..]);
    }

    private static void CountCycle(Periodic op, KernelCall call)
    {
        var missing = call.In<int>(Periodic.Missing)[0] - 1;
        call.Out<byte>()[0] = (byte)(missing == 0 ? 1 : 0);
        call.Out<int>(1)[0] = missing == 0 ? op.Cycles : missing;
    }
}
