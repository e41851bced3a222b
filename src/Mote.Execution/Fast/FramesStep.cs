using Mote.Core.Ops;

namespace Mote.Execution.Fast;

/// <summary>Frame after frame through one interpreter.</summary>
internal sealed class FramesStep(ForEachFrame op, PlannedNode node, FastPlan body) : SubgraphStep(node.Node, body)
{
    private readonly int _samples = node.Type(ForEachFrame.Input).Shape[1];
    private readonly int _frames = node.Y.Shape[1];
    private readonly int[] _results = [.. node.Node.Outputs.Select(o => o.Index)];

    public override void Run(FastMemory memory)
    {
        var body = memory.Interpreter(Subplans[0]);
        var x = Operand(memory, ForEachFrame.Input);
        var sample = x.Length / _samples;
        var frameBytes = op.FrameSize * sample;
        var (input, output) = (new byte[body.InputBytes], new byte[body.OutputBytes]);
        Operands(memory, ForEachFrame.First).CopyTo(input, frameBytes);
        for (var frame = 0; frame < _frames; frame++)
        {
            x.Slice(frame * op.FrameStep * sample, frameBytes).CopyTo(input);
            body.Run(input, output);
            var results = output.AsSpan();
            foreach (var result in _results)
            {
                var y = memory.Values[result].Span;
                var size = y.Length / _frames;
                results[..size].CopyTo(y[(frame * size)..]);
                results = results[size..];
            }
        }
    }
}
