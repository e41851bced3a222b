using Mote.Core.Ops;

namespace Mote.Execution.Reference;

internal static partial class ReferenceKernels
{
    private static void Branch(If op, KernelCall call)
    {
        var taken = call.In<byte>(If.Condition)[0] != 0 ? op.Then : op.Else;
        var operands = Enumerable.Range(If.First, call.Operands - If.First).SelectMany(i => call.In<byte>(i).ToArray());
        Deliver(new Interpreter(taken.Graph).Run([.. operands]), call);
    }

    private static void Repeat(While op, KernelCall call)
    {
        var (condition, body) = (new Interpreter(op.Condition.Graph), new Interpreter(op.Body.Graph));
        byte[] carried = [.. Enumerable.Range(0, call.Operands).SelectMany(i => call.In<byte>(i).ToArray())];
        while (condition.Run(carried)[0] != 0) carried = body.Run(carried);
        Deliver(carried, call);
    }

    private static void RunFrames(ForEachFrame op, KernelCall call)
    {
        var body = new Interpreter(op.Body.Graph);
        var x = call.In<byte>(ForEachFrame.Input);
        var sample = x.Length / call.X(ForEachFrame.Input).Shape[1];
        byte[] further =
            [.. Enumerable.Range(ForEachFrame.First, call.Operands - ForEachFrame.First).SelectMany(i => call.In<byte>(i).ToArray())];
        for (var frame = 0; frame < call.Y.Shape[1]; frame++)
        {
            ReadOnlySpan<byte> results = body.Run([.. x.Slice(frame * op.FrameStep * sample, op.FrameSize * sample), .. further]);
            for (var i = 0; i < call.Results; i++)
            {
                var y = call.Out<byte>(i);
                var size = y.Length / call.Y.Shape[1];
                results[..size].CopyTo(y[(frame * size)..]);
                results = results[size..];
            }
        }
    }

    private static void Deliver(ReadOnlySpan<byte> results, KernelCall call)
    {
        for (var i = 0; i < call.Results; i++)
        {
            var y = call.Out<byte>(i);
            results[..y.Length].CopyTo(y);
            results = results[y.Length..];
        }
    }
}
